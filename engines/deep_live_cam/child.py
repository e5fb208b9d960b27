"""Drives Deep-Live-Cam: runs in that program's own interpreter, calls its functions by name, and copies nothing of it.

A frame goes the way of its own live view: all faces from one run of the detector, the leftmost taken (or all of them),
landmarks where the mouth is kept, swap, finish. Its own window is never loaded.
"""

from __future__ import annotations

import importlib.util
import sys
import time
import types
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_SWAPPER = "modules.processors.frame.face_swapper"
_NAMES = [
    "modules.face_analyser:get_face_analyser",
    "modules.face_analyser:get_many_faces",
    "modules.face_analyser:get_one_face",
    "modules.face_analyser:detect_many_faces_fast",
    "modules.face_analyser:ensure_landmarks",
    f"{_SWAPPER}:get_face_swapper",
    f"{_SWAPPER}:swap_face",
    f"{_SWAPPER}:apply_post_processing",
]
_MODELS = ("inswapper_128.onnx", "inswapper_128_fp16.onnx")
_PACK = ("det_10g", "w600k_r50", "2d106det")
_SETTINGS = ("many_faces", "opacity", "sharpness", "mouth_mask", "mouth_mask_size", "poisson_blend",
             "enable_interpolation", "interpolation_weight")  # fmt: skip
"""Options of ours that have the names of its settings."""
_SAME = 0.3
"""Boxes that overlap by so much from one frame to the next are one face."""


def _load_shared() -> Any:
    path = Path(__file__).resolve().parents[1] / "toolkit" / "bridge_insightface.py"
    spec = importlib.util.spec_from_file_location("understudy_bridge_insightface", str(path))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


shared = _load_shared()


class _Status:
    """Stands in for the program's `modules.core`, which would load its window, and keeps what it says."""

    def __init__(self) -> None:
        self.last = ""
        module = types.ModuleType("modules.core")
        module.update_status = self.update  # type: ignore[attr-defined]
        sys.modules["modules.core"] = module

    def update(self, message: str, scope: str = "DLC.CORE") -> None:
        self.last = message
        sys.stderr.write(f"[{scope}] {message}\n")


def open_program(host: Any) -> Program:
    """Load Deep-Live-Cam. Fails in words where something is missing."""
    shared.prepare_libraries(host.root, host.device)
    status = _Status()
    models = Path(host.root, "models")
    swappers = [models / name for name in _MODELS if (models / name).is_file()]
    if not swappers:
        host.fail(
            "checkout.model_missing",
            f"{_MODELS[0]} is not in {models}.",
            "Copy it there, or let it be taken from the models of this program.",
        )
    pack = shared.find_pack(host, _PACK)
    host.progress(0.05, f"Loading {host.program}")
    settings = host.need(["modules.globals"])["modules.globals"]
    providers = shared.choose_providers(host)
    settings.execution_providers = providers
    settings.execution_threads = host.threads
    settings.frame_processors = ["face_swapper"]
    settings.headless = True
    settings.map_faces = False
    names = host.need([_SWAPPER, *_NAMES])
    _check_choice(host, names[_SWAPPER], swappers)

    host.progress(0.3, "Loading what finds faces")
    shared.loaded(host, names[_NAMES[0]], "what finds faces", shared.PACK)
    host.progress(0.6, "Loading what swaps them")
    swapper = names[f"{_SWAPPER}:get_face_swapper"]()
    if swapper is None:
        host.fail(
            "checkout.model_damaged",
            f"{host.program} could not load its swapper: {status.last or 'it does not say why'}",
            f"Fetch {_MODELS[0]} again into {models}.",
        )
    program = Program(names, settings, shared.provider_of(host, swapper), host.fail)
    program.models = [str(getattr(swapper, "model_file", swappers[0])), *pack]
    program.configure(host.options)
    return program


def _check_choice(host: Any, module: Any, swappers: Sequence[Path]) -> None:
    """The program takes the half precision file only where torch can use CUDA; else it is as good as not there."""
    halves = bool(getattr(module, "_HAS_TORCH_CUDA", False))
    taken = [path for path in swappers if path.name == _MODELS[0] or halves]
    if not taken:
        host.fail(
            "checkout.model_missing",
            f"{host.program} takes {_MODELS[1]} only with a torch that can use CUDA, and {_MODELS[0]} is not there.",
            f"Put {_MODELS[0]} into {swappers[0].parent}.",
        )
    shared.check_network(host, next((path for path in taken if halves and path.name == _MODELS[1]), taken[0]))


class Program:
    """Deep-Live-Cam, loaded."""

    def __init__(self, names: Mapping[str, Any], settings: Any, provider: str, fail: Any) -> None:
        self.provider = provider
        self.models: list[str] = []
        self._settings, self._fail = settings, fail
        self._module = names[_SWAPPER]
        self._all, self._one, self._detect, self._landmarks = (names[name] for name in _NAMES[1:5])
        self._swap, self._finish = (names[name] for name in _NAMES[6:8])
        self._source: Any = None
        self._shown: list[Sequence[float]] = []

    def set_source(self, images: Sequence[Any]) -> list[list[dict[str, Any]]]:
        """The leftmost face of each photo, as the program takes it. Several photos are one person."""
        taken, found = [], []
        for image in images:
            faces = list(self._all(image) or [])
            one = self._one(image, faces) if faces else None
            if one is not None:
                taken.append(one)
                faces = [one, *(face for face in faces if face is not one)]
            found.append([shared.told(face, False) for face in faces])
        if not taken:
            self._fail("checkout.no_face", "No face was found in the photo.", "Take one with a face from the front.")
        self._source = shared.person(taken)
        self.restart()
        return found

    def configure(self, options: Mapping[str, Any]) -> None:
        """Options by the names of the program's own settings."""
        for key, value in options.items():
            if key in _SETTINGS:
                setattr(self._settings, key, value)

    def restart(self) -> None:
        """Forget the frames before."""
        self._module.PREVIOUS_FRAME_RESULT = None
        self._shown = []

    def swap(self, image: Any) -> tuple[Any, list[dict[str, Any]], dict[str, float]]:
        """One frame; draws into it."""
        shown, self._shown = self._shown, []
        times = [time.perf_counter()]
        faces = list(self._detect(image) or []) if self._source is not None else []
        chosen = faces if self._settings.many_faces or not faces else [min(faces, key=lambda face: face.bbox[0])]
        times.append(time.perf_counter())
        if self._settings.mouth_mask and chosen:
            self._landmarks(image, chosen)
        times.append(time.perf_counter())
        picture, swapped = image, []
        for face in chosen:
            patch = shared.Patch(picture, face.bbox)
            picture = self._swap(self._source, face, picture)
            if patch.changed(picture, 0.0):  # it swallows its own errors and gives the picture back as it was
                swapped.append(face)
        times.append(time.perf_counter())
        if swapped:
            boxes: list[Sequence[float]] = [[float(value) for value in face.bbox] for face in swapped]
            if not all(any(shared.overlap(box, before) > _SAME for before in shown) for box in boxes):
                # It lays the picture before over this one: there this face may be the real one.
                self._module.PREVIOUS_FRAME_RESULT = None
            picture = self._finish(picture, [face.bbox.astype(int) for face in swapped])
            if len(swapped) == len(faces):
                self._shown = boxes
        times.append(time.perf_counter())
        stages = {
            name: (end - begin) * 1e3
            for name, begin, end in zip(("detect", "landmarks", "swap", "blend"), times, times[1:], strict=False)
        }
        ids = {id(face) for face in swapped}
        tried = {id(face) for face in chosen}
        reasons = ["" if id(f) in ids else "error" if id(f) in tried else "not_selected" for f in faces]
        told = [shared.told(face, not reason, reason) for face, reason in zip(faces, reasons, strict=True)]
        return (picture if swapped else image), told, stages

    def close(self) -> None:
        """The process ends right after."""
        self.restart()
