"""FaceFusion's own command line as an engine for tasks: many pictures in one go, each judged by itself.

1. Pictures are collected in a file that loses nothing (`pictures.py`), in a folder that only this process has.
2. :meth:`HeadlessEngine.work` runs ``facefusion.py headless-run`` on it, in FaceFusion's interpreter, and reads how far
   it is off what it writes to stderr. It ends with this process, or when nobody wants its result any more, and the
   folder goes with it.
3. Its result has the same number of pictures, of the same size. FaceFusion says nothing of faces: they are found in the
   picture before, by a detector of ours, and one counts as swapped where most of it is not what it was. So whatever
   FaceFusion left as it was is covered by the guard, as with every engine.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from engines.api import Checkout, EngineContext, EngineError, Face, Frame, Image, NoFaceError, OptionValue, SwapResult
from engines.facefusion.child import MAX_SOURCE, file_sum, providers_of, state_of
from engines.facefusion.command import FIXED, Heard, arguments_of, ffmpeg_problem, lines_of, paths_of
from engines.facefusion.pictures import PicturesReader, PicturesWriter, even, read_one, smaller, write_one
from engines.toolkit import tied
from engines.toolkit.bridge_process import environment_of
from engines.toolkit.bridge_work import failure
from engines.toolkit.changes import judged
from engines.toolkit.face_detection import FaceDetector

_MOST_BYTES = 800_000_000
"""Of pictures in one go; twice that lies on the disk meanwhile."""
_TELL_S = 0.2
_ASK_S = 120.0
_PREFIX = "headless-"
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_BARS = {"COLUMNS": "200", "LINES": "50"}
"""Room for the bars that tell how far it is."""
_MANIFEST = Path(__file__).with_name("engine.json")
_QUESTION = """
import json, onnxruntime, facefusion.choices as c, facefusion.processors.modules.face_swapper.choices as f
print(json.dumps([onnxruntime.get_available_providers(), c.execution_provider_set, f.face_swapper_set,
                  c.face_detector_set, c.face_mask_areas, c.face_mask_regions]))
"""
"""For FaceFusion's interpreter, in its folder."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What FaceFusion's interpreter says."""

    available: list[str]
    names: dict[str, str]
    swapper_sizes: dict[str, list[str]]
    detector_sizes: dict[str, list[str]]
    mask: dict[str, list[str]]


class HeadlessEngine:
    """See the module. Satisfies :class:`engines.api.BatchEngine` and :class:`engines.api.RestartingEngine`."""

    def __init__(self, context: EngineContext) -> None:
        """Ask FaceFusion's interpreter and ffmpeg what they are. Raises EngineError."""
        if context.checkout is None:
            raise failure(
                "checkout.none",
                "It is not known where FaceFusion lies on this machine.",
                "Choose the folder of your copy in the engine's panel.",
            )
        self._checkout: Checkout = context.checkout
        self._context = context
        self._options = dict(context.options)
        network = {} if self._checkout.downloads else _NO_NETWORK
        environment = environment_of(self._checkout.python, {"OMP_NUM_THREADS": "1", **_BARS, **network})
        self._environment = {name: value for name, value in environment.items() if not name.startswith("TQDM_")}
        self._check_ffmpeg()
        context.report(0.1, "asking FaceFusion what it has")
        self._known = self._ask()
        available = [short for short, name in self._known.names.items() if name in self._known.available]
        self._providers = providers_of(context.providers, self._known.names, available)
        self.provider = self._known.names[self._providers[0]]
        context.report(0.3, "checking FaceFusion's models")
        self._check_models()
        self._detector = FaceDetector(context.models, ("CPUExecutionProvider",), 1)
        _sweep(context.cache)
        self._folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=context.cache))
        """Pictures and all that FaceFusion writes; it goes when FaceFusion is cut off, and with this process."""
        self._tie = subprocess.Popen(
            [sys.executable, tied.__file__, str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=os.name == "posix",
            creationflags=_NO_WINDOW,
        )
        self._photos: list[Image] = []
        self._writer: PicturesWriter | None = None
        self._count = 0
        self._size = (0, 0)
        self._last: tuple[Image, SwapResult] | None = None

    # ---- as an engine ------------------------------------------------------------------------------------------

    def set_source(self, images: Sequence[Image]) -> Sequence[Sequence[Face]]:
        """Keep the photos for FaceFusion. Raises NoFaceError, where our own detector sees no face in any."""
        found = [
            [Face(one.box, one.score, one.keypoints[:5], swapped=True) for one in self._detector.detect(image)]
            for image in images
        ]
        if not any(found):
            raise NoFaceError("There is no face in the photo.", "Choose a photo with one clear face.")
        self._last = None
        self._photos = [smaller(image, MAX_SOURCE) for image, faces in zip(images, found, strict=True) if faces]
        return found

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        """As :meth:`engines.api.Engine.configure`."""
        before, self._options = self._options, {**self._options, **options}
        try:
            self._check_models()
        except EngineError:
            self._options = before
            raise
        self._last = None

    def swap(self, frame: Frame) -> SwapResult:
        """One picture by itself, as FaceFusion works on a photo. The same one again is not worked on again."""
        if self._last is not None and np.array_equal(self._last[0], frame.image):
            return _own(self._last[1], self._last[0], frame.image)
        self._folder.mkdir(0o700, exist_ok=True)
        target, output = self._folder / "picture.bmp", self._folder / "swapped.bmp"
        output.unlink(missing_ok=True)
        height, width = frame.image.shape[:2]
        write_one(target, even(frame.image))
        self._run(target, output, lambda _done: None)
        result = self._judge(frame.image, read_one(output)[:height, :width])
        before = frame.image.copy()
        self._last = before, _own(result, frame.image, before)
        return result

    def find(self, image: Image) -> Sequence[Face]:
        """As :meth:`engines.api.BatchEngine.find`: what our own detector sees."""
        found = self._detector.detect(image)
        return [Face(one.box, one.score, one.keypoints[:5], swapped=False, reason="not_selected") for one in found]

    def restart(self) -> None:
        """Nothing is known of earlier pictures."""
        self._drop()

    def close(self) -> None:
        """Delete what was collected."""
        self._drop()
        assert self._tie.stdin is not None
        self._tie.stdin.close()
        self._tie.wait()
        self._detector.close()

    # ---- many pictures -----------------------------------------------------------------------------------------

    def collect(self, image: Image) -> bool:
        """As :meth:`engines.api.BatchEngine.collect`."""
        height, width = image.shape[:2]
        self._size = height, width
        image = even(image)
        if self._writer is None:
            self._folder.mkdir(0o700, exist_ok=True)
            self._writer = PicturesWriter(self._folder / "pictures.mov", image.shape[1], image.shape[0])
        self._writer.add(image)
        self._count += 1
        return bool(self._count * height * width * 3 >= _MOST_BYTES)

    def work(self, progress: Callable[[int], None]) -> Iterator[tuple[Image, SwapResult]]:
        """As :meth:`engines.api.BatchEngine.work`."""
        if self._writer is None:
            return
        target, output = self._folder / "pictures.mov", self._folder / "swapped.mov"
        output.unlink(missing_ok=True)
        self._writer.close()
        self._writer = None
        count, self._count = self._count, 0
        free, wanted = shutil.disk_usage(self._folder).free, target.stat().st_size
        if free < wanted:
            self._drop()
            raise failure(
                "checkout.task_room",
                f"FaceFusion's result needs {wanted / 1e6:.0f} MB in {self._folder.parent}; {free / 1e6:.0f} are free.",
                "Make room, then add it again.",
            )
        try:
            self._run(target, output, progress)
            with PicturesReader(target) as before, PicturesReader(output) as after:
                if after.count != count or after.size != before.size:
                    raise failure(
                        "checkout.task",
                        f"FaceFusion gave {after.count} pictures back where it was given {count}.",
                        "Say so to the makers of this program, with the version of ffmpeg.",
                    )
                height, width = self._size
                for one, other in zip(before, after, strict=True):
                    picture = np.ascontiguousarray(one[:height, :width])
                    yield picture, self._judge(picture, other[:height, :width])
        finally:
            self._drop()

    def _judge(self, before: Image, after: Image) -> SwapResult:
        if after.shape != before.shape:
            raise failure(
                "checkout.task",
                f"FaceFusion gave a picture of another size back: {after.shape[1]} x {after.shape[0]}.",
                "Say so to the makers of this program, with the version of FaceFusion.",
            )
        after = np.ascontiguousarray(after)
        faces = judged(before, after, self._detector.detect(before))
        return SwapResult(after if any(face.swapped for face in faces) else before, faces)

    def _drop(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self._count = 0
        for name in ("pictures.mov", "swapped.mov", "picture.bmp", "swapped.bmp"):
            (self._folder / name).unlink(missing_ok=True)

    # ---- FaceFusion --------------------------------------------------------------------------------------------

    def _run(self, target: Path, output: Path, progress: Callable[[int], None]) -> None:
        """Raises EngineError, and what ``progress`` raises."""
        work = self._folder / "work"
        work.mkdir()
        photos = [write_one(work / f"photo{number}.bmp", photo) for number, photo in enumerate(self._photos)]
        state = state_of(self._options, self._known.swapper_sizes, self._known.detector_sizes) | self._known.mask
        command = [str(self._checkout.python), "facefusion.py", "headless-run"]
        command += paths_of(work, photos, target, output)
        command += [*arguments_of(state), *FIXED, "--execution-providers", *self._providers]
        command += ["--execution-device-ids", str(self._context.gpu.device)]
        command += ["--execution-thread-count", str(min(max(self._context.threads, 1), 32))]
        heard = Heard()
        child = subprocess.Popen(
            [sys.executable, tied.__file__, str(self._folder), *command],
            cwd=self._checkout.root,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            creationflags=_NO_WINDOW,
        )
        reader = threading.Thread(target=_listen, args=(child, heard), name="FaceFusion's words")
        reader.start()
        try:
            while child.poll() is None:
                reader.join(_TELL_S)
                progress(heard.done)
                if time.monotonic() - heard.at > self._checkout.load_s:
                    raise failure(
                        "checkout.task",
                        f"FaceFusion said nothing for {self._checkout.load_s:.0f} seconds and was ended.",
                        "On a slow machine allow more time in the settings: checkouts.load_timeout_s.",
                    )
        finally:
            assert child.stdin is not None
            child.stdin.close()  # where it still runs it ends by that, and the whole folder is deleted
            code = child.wait()
            reader.join()
            shutil.rmtree(work, ignore_errors=True)
            (self._context.cache / "headless.log").write_text("\n".join(heard.lines), "utf-8")
        if code or not output.is_file():
            raise heard.failed(code)

    def _check_ffmpeg(self) -> None:
        ffmpeg = shutil.which("ffmpeg", path=self._environment["PATH"])
        said = "" if ffmpeg is None else _output([ffmpeg, "-version"], self._environment, self._checkout.root)[1]
        problem = ffmpeg_problem(said)
        if problem is not None:
            raise problem

    def _ask(self) -> _Known:
        command = [str(self._checkout.python), "-c", _QUESTION]
        code, said, wrong = _output(command, self._environment, self._checkout.root)
        if code:
            last = (wrong.strip().splitlines() or ["no word"])[-1]
            raise failure(
                "checkout.api",
                f"This FaceFusion or its interpreter does not answer: {last[:200]}.",
                f"Versions that work: {self._checkout.versions}." if self._checkout.versions else "",
            )
        available, names, swappers, detectors, areas, regions = json.loads(said.strip().splitlines()[-1])
        return _Known(
            available, names, swappers, detectors, {"face_mask_areas": areas, "face_mask_regions": regions}
        )  # fmt: skip

    def _check_models(self) -> None:
        """FaceFusion deletes a model whose check sum does not fit, or lies not beside it: it never gets to see one."""
        if self._checkout.downloads:
            return
        for path in wanted_models(self._checkout.root, self._options):
            sums = path.with_suffix(".hash")
            missing = next((one for one in (path, sums) if not one.is_file()), None)
            if missing is not None:
                raise failure(
                    "checkout.model_missing",
                    f"FaceFusion lacks {missing.name}.",
                    f"Put it into {path.parent}, or run `python facefusion.py force-download` in its folder.",
                )
            if file_sum(path) != sums.read_text("ascii", "replace"):
                raise failure(
                    "checkout.model_damaged",
                    f"FaceFusion's model file {path.name} is damaged, or not the one that {sums.name} is of.",
                    f"Get both again, into {path.parent}.",
                )


_NO_NETWORK = dict.fromkeys(("https_proxy", "http_proxy", "all_proxy"), "http://127.0.0.1:9")
_NO_NETWORK |= {name.upper(): value for name, value in _NO_NETWORK.items()} | {"no_proxy": "", "NO_PROXY": ""}
"""FaceFusion asks a server for every model whether it is there, by curl: that way leads nowhere."""


def _own(result: SwapResult, before: Image, now: Image) -> SwapResult:
    """A result whose picture nobody else writes to; ``now`` itself where it is ``before``."""
    return SwapResult(now if result.image is before else result.image.copy(), result.faces)


def wanted_models(root: Path, options: Mapping[str, OptionValue]) -> list[Path]:
    """The models that FaceFusion needs with these options."""
    models: list[dict[str, Any]] = json.loads(_MANIFEST.read_text("utf-8"))["checkout"]["models"]
    meant = [one for one in models if all(options[key] in values for key, values in one.get("when", {}).items())]
    return sorted(root / one["path"] for one in meant)


def _sweep(cache: Path) -> None:
    """Delete what a machine left that lost its power."""
    for folder in cache.glob(f"{_PREFIX}*-*"):
        number = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if folder.is_dir() and number.isdigit() and not psutil.pid_exists(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def _listen(child: subprocess.Popen[bytes], heard: Heard) -> None:
    stream = child.stderr
    assert stream is not None
    with stream:
        for line in lines_of(iter(lambda: os.read(stream.fileno(), 65536), b"")):
            heard.hear(line)


def _output(command: list[str], environment: Mapping[str, str], folder: Path) -> tuple[int, str, str]:
    """Exit code, what it printed, what it wrote to stderr."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=dict(environment),
            capture_output=True,
            timeout=_ASK_S,
            check=False,
            creationflags=_NO_WINDOW,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return -1, "", str(error)
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
