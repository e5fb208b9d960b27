"""What the children of engines share whose programs swap with insightface. Loaded in the program's own interpreter.

It needs nothing but the standard library and that interpreter's numpy. ``host`` is what `bridge_child` gives a child.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import site
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

PACK = "~/.insightface/models/buffalo_l"
"""Where insightface looks for the networks that find and tell faces, whatever the program's own folder is."""
_INNER = 0.25
"""Part of a face's box that is left out on each side when it is looked at whether the face was changed."""


def prepare_libraries(root: str, device: int) -> None:
    """Make the libraries of graphics cards known that lie in Python packages, before onnxruntime is loaded.

    Programs do it in their start script, which is not run here. What can not be loaded is left out: onnxruntime then
    says itself that it has no such card. ``device`` is the number of the card.
    """
    if device > 0:
        os.environ.setdefault("CUDA_VISIBLE_DEVICES", str(device))
    folders = [Path(path) for path in dict.fromkeys([*site.getsitepackages(), *sys.path]) if path]
    below = "bin" if sys.platform == "win32" else "lib"
    found = [path for folder in folders for path in sorted(folder.glob(f"nvidia/*/{below}")) if path.is_dir()]
    found += [path for folder in folders if (path := folder / "torch" / "lib").is_dir()]
    if sys.platform == "win32":
        os.environ["PATH"] = os.pathsep.join([root, *map(str, found), os.environ.get("PATH", "")])
        for path in found:
            os.add_dll_directory(str(path))
        with contextlib.suppress(ImportError, FileNotFoundError, SystemExit):  # only OpenVINO's onnxruntime has it
            importlib.import_module("onnxruntime.tools.add_openvino_win_libs").add_openvino_libs_to_path()
    elif sys.platform.startswith("linux"):
        os.environ["PATH"] = os.pathsep.join([root, os.environ.get("PATH", "")])
        _load([path for folder in found if folder.parts[-3] == "nvidia" for path in sorted(folder.glob("lib*.so*"))])


def _load(libraries: list[Path]) -> None:
    """Load libraries into this process for all to see. Those that need another come in a later round."""
    while libraries:
        later = []
        for library in libraries:
            try:
                ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)
            except OSError:
                later.append(library)
        if len(later) == len(libraries):
            return
        libraries = later


def choose_providers(host: Any) -> list[Any]:
    """The wanted execution providers that the program has, as its onnxruntime takes them; the processor last."""
    try:
        available = importlib.import_module("onnxruntime").get_available_providers()
    except (ImportError, AttributeError) as error:  # the latter: two packages of it over each other
        host.fail(
            "checkout.package",
            f"The onnxruntime in {host.program}'s interpreter does not work: {error}.",
            f"Install exactly one onnxruntime package with {sys.executable}, or let an environment be made for it.",
        )
    chosen: list[Any] = [name for name in host.providers if name in available and name != "CPUExecutionProvider"]
    if host.device > 0:
        numbered = {"DmlExecutionProvider": {"device_id": host.device}}  # CUDA is shown only that card
        chosen = [(name, numbered[name]) if name in numbered else name for name in chosen]
    return [*chosen, "CPUExecutionProvider"]


def loaded(host: Any, load: Callable[[], Any], what: str, folder: str | Path) -> Any:
    """What one of the program's own functions loads. Fails, with the program's words, where it raises something."""
    try:
        return load()
    except Exception as error:  # noqa: BLE001 - somebody else's program: told
        traceback.print_exc()
        words = " ".join(str(error).split()) or type(error).__name__
        host.fail(
            "checkout.model_damaged",
            f"{host.program} could not load {what} from {folder}: {words}.",
            "Fetch its files again; where they are whole, install the program's requirements anew.",
        )


def provider_of(host: Any, network: Any) -> str:
    """What a network of insightface's really runs on, as its session says."""
    ask: Any = getattr(getattr(network, "session", None), "get_providers", None)
    if ask is None:
        host.fail("checkout.api", f"This version of {host.program} is not known: its swapper has no session.")
    return str(ask()[0])


def find_pack(host: Any, names: Iterable[str]) -> list[str]:
    """Paths of the files of insightface's models. Fails where one is not there: it would be fetched."""
    folder = Path(os.path.expanduser(PACK))  # noqa: PTH111 - the very call that insightface makes
    paths = [folder / f"{name}.onnx" for name in names]
    missing = [path.name for path in paths if not path.is_file()]
    if missing:
        host.fail(
            "checkout.model_missing",
            f"{' and '.join(missing)} {'are' if len(missing) > 1 else 'is'} not in {folder}.",
            "They are in buffalo_l.zip of insightface's release v0.7; unpack it into that folder.",
        )
    for path in paths:
        check_network(host, path)
    return [str(path) for path in paths]


def check_network(host: Any, path: Path) -> None:
    """Fails for what is plainly no network: an empty file, a web page, a stand-in of Git LFS."""
    with path.open("rb") as file:
        begin = file.read(64).lstrip()
    if not begin or begin.startswith((b"<", b"version https://git-lfs")):
        what = "empty" if not begin else "a web page" if begin.startswith(b"<") else "only a pointer of Git LFS"
        host.fail(
            "checkout.model_damaged",
            f"{path.name} in {path.parent} is {what}, not a network.",
            "Fetch it again; a link that shows a page about the file does not give the file.",
        )


def told(face: Any, swapped: bool, reason: str = "") -> dict[str, Any]:
    """A face of insightface's as the bridge tells it."""
    points = face.kps
    return {
        "box": [float(value) for value in face.bbox],
        "score": float(face.det_score),
        "landmarks": None if points is None else [[float(x), float(y)] for x, y in points],
        "swapped": swapped,
        "reason": reason,
    }


def person(faces: Sequence[Any]) -> Any:
    """One face to show from the same person's faces in several photos: the mean of their directions. With a single
    one it is that object itself."""
    if len(faces) == 1:
        return faces[0]
    whole = type(faces[0])(faces[0])
    whole.embedding = np.mean([face.normed_embedding for face in faces], axis=0)
    return whole


def overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """Intersection over union of two boxes x0, y0, x1, y1."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / ((one[2] - one[0]) * (one[3] - one[1]) + (other[2] - other[0]) * (other[3] - other[1]) - shared)


class Patch:
    """The middle of a face as it was, to see afterwards whether it was changed."""

    def __init__(self, image: Any, box: Sequence[float]) -> None:
        height, width = image.shape[:2]
        inset_x, inset_y = _INNER * (box[2] - box[0]), _INNER * (box[3] - box[1])
        x0, x1 = (min(max(int(x), 0), width) for x in (box[0] + inset_x, box[2] - inset_x + 1))
        y0, y1 = (min(max(int(y), 0), height) for y in (box[1] + inset_y, box[3] - inset_y + 1))
        self._at = (slice(y0, y1), slice(x0, x1))
        self._before = image[self._at].copy()

    def changed(self, picture: Any, least: float) -> bool:
        """Whether the mean of all differences is above ``least`` levels of grey. False for a face out of the picture,
        and where the picture is not of the size that it was."""
        after = picture[self._at]
        if not self._before.size or after.shape != self._before.shape:
            return False
        return float(np.mean(np.abs(after.astype(np.int16) - self._before))) > least
