"""Drives iRoopDeepFaceCam: runs in that program's own interpreter, calls its functions by name, copies nothing of it.

Its one function for a frame finds the faces, chooses and swaps. It does not say what it did, so the faces are heard of
as its analyser gives them, and the picture is looked at afterwards. Its parts that load torch and TensorFlow stay out.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_SWAPPER = "modules.processors.frame.face_swapper"
_ANALYSER = [
    f"modules.face_analyser:{name}" for name in ("get_face_analyser", "get_one_face_left", "get_one_face_right")
]
_NAMES = [f"{_SWAPPER}:{name}" for name in ("get_face_swapper", "process_frame", "reset_face_tracking")]
_HEARD = f"{_SWAPPER}:create_adjusted_face"
"""Is given each face that is going to be swapped, as the analyser gave it."""
_MODEL = "inswapper_128_fp16.onnx"
_PACK = ("det_10g", "w600k_r50", "2d106det", "1k3d68")
_SETTINGS = ("many_faces", "both_faces", "flip_faces", "detect_face_right", "mouth_mask", "mask_down_size", "mask_size",
             "mask_feather_ratio", "face_tracking", "sticky_face_value", "use_pseudo_face", "pseudo_face_threshold",
             "max_pseudo_face_count", "embedding_weight_size", "weight_distribution_size", "position_size",
             "old_embedding_weight", "new_embedding_weight")  # fmt: skip
"""Options of ours that have the names of its settings."""
_TRACKED = {"face_tracking", "detect_face_right", "both_faces", "flip_faces", "many_faces"}
"""With another value of these, what was followed before is somebody else."""
_CHANGED = 1.0
"""Mean difference, in levels of grey, from which on a face counts as replaced. Its blending alone changes a picture by
less than one everywhere."""


def _load_shared() -> Any:
    path = Path(__file__).resolve().parents[1] / "toolkit" / "bridge_insightface.py"
    spec = importlib.util.spec_from_file_location("understudy_bridge_insightface", str(path))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


shared = _load_shared()


def open_program(host: Any) -> Program:
    """Load iRoop. Fails in words where something is missing."""
    shared.prepare_libraries(host.root, host.device)
    model = Path(host.root, "models", _MODEL)
    if not model.is_file():
        host.fail(
            "checkout.model_missing",
            f"{_MODEL} is not in {model.parent}.",
            "Copy it there, or let it be taken from the models of this program; its own link gives a web page.",
        )
    shared.check_network(host, model)
    pack = shared.find_pack(host, _PACK)
    host.progress(0.05, f"Loading {host.program}")
    settings = host.need(["modules.globals"])["modules.globals"]
    providers = shared.choose_providers(host)
    settings.execution_providers = providers
    settings.execution_threads = host.threads
    settings.frame_processors = ["face_swapper"]
    settings.headless = True
    settings.many_faces = False  # None, which it begins with, is neither one face nor many
    settings.show_target_face_box = settings.show_mouth_mask_box = False

    names = host.need(_ANALYSER)
    host.progress(0.2, "Loading what finds faces")
    # Before the swapper's module, which takes over what is loaded by then.
    analyser = shared.loaded(host, names[_ANALYSER[0]], "what finds faces", shared.PACK)
    names.update(host.need([_SWAPPER, *_NAMES, _HEARD]))
    host.progress(0.6, "Loading what swaps them")
    swapper = shared.loaded(host, names[_NAMES[0]], _MODEL, model.parent)
    if swapper is None:
        host.fail(
            "checkout.model_damaged",
            f"{host.program} could not load {_MODEL}: insightface takes it for no swapper.",
            f"Fetch it again into {model.parent}.",
        )
    program = Program(names, settings, analyser, shared.provider_of(host, swapper), host.fail)
    program.models = [str(getattr(swapper, "model_file", model)), *pack]
    program.configure(host.options)
    return program


class Program:
    """iRoop, loaded."""

    def __init__(self, names: Mapping[str, Any], settings: Any, analyser: Any, provider: str, fail: Any) -> None:
        self.provider = provider
        self.models: list[str] = []
        self._settings, self._fail = settings, fail
        self._left, self._right = (names[name] for name in _ANALYSER[1:])
        self._process, self._forget = (names[name] for name in _NAMES[1:])
        self._analyser = analyser
        self._sources: list[Any] = []
        self._faces: list[Any] = []
        self._patches: list[Any] = []
        self._tried: set[int] = set()
        self._error: Exception | None = None
        self._found_ms = 0.0
        self._find, analyser.get = analyser.get, self._found
        module = names[_SWAPPER]
        self._adjust, module.create_adjusted_face = module.create_adjusted_face, self._chosen

    # ---- what the program is heard to do ---------------------------------------------------------------------------

    def _found(self, image: Any, *arguments: Any, **named: Any) -> Any:
        began = time.perf_counter()
        self._faces, self._patches = [], []
        try:
            faces = self._find(image, *arguments, **named)
        except Exception as error:
            self._error = error  # the program would give the frame back as it is
            raise
        self._faces = list(faces)
        self._patches = [shared.Patch(image, face.bbox) for face in faces]
        self._found_ms = (time.perf_counter() - began) * 1e3
        return faces

    def _chosen(self, face: Any, *arguments: Any, **named: Any) -> Any:
        self._tried.add(id(face))
        return self._adjust(face, *arguments, **named)

    # ---- what it is asked for --------------------------------------------------------------------------------------

    def set_source(self, images: Sequence[Any]) -> list[list[dict[str, Any]]]:
        """The leftmost and the rightmost face of each photo, which are one where it shows one."""
        pairs, found = [], []
        for image in images:
            left, right = self._left(image), self._right(image)
            faces = self._faces
            if left is not None:
                pairs.append((left, right))
                first = min(faces, key=lambda face: face.bbox[0])
                faces = [first, *(face for face in faces if face is not first)]
            found.append([shared.told(face, False) for face in faces])
        if not pairs:
            self._fail("checkout.no_face", "No face was found in the photo.", "Take one with a face from the front.")
        self._sources = [shared.person([pair[side] for pair in pairs]) for side in (0, 1)]
        self.restart()
        return found

    def configure(self, options: Mapping[str, Any]) -> None:
        """Options by the names of the program's own settings."""
        changed = set()
        for key, value in options.items():
            if key in _SETTINGS and getattr(self._settings, key, None) != value:
                setattr(self._settings, key, value)
                changed.add(key)
        if changed & _TRACKED:
            self.restart()

    def restart(self) -> None:
        """Forget who was followed."""
        self._forget()
        self._settings.face_tracking_value = bool(self._settings.face_tracking)

    def swap(self, image: Any) -> tuple[Any, list[dict[str, Any]], dict[str, float]]:
        """One frame; draws into it."""
        if not self._sources:
            return image, [], {}
        began = time.perf_counter()
        self._faces, self._patches, self._tried, self._error, self._found_ms = [], [], set(), None, 0.0
        picture = self._process(list(self._sources), image)
        if self._error is not None:
            raise self._error
        faces = []
        for face, patch in zip(self._faces, self._patches, strict=True):
            tried = id(face) in self._tried
            swapped = tried and patch.changed(picture, _CHANGED)
            faces.append(shared.told(face, swapped, "" if swapped else "error" if tried else "not_selected"))
        whole = (time.perf_counter() - began) * 1e3
        return picture, faces, {"detect": self._found_ms, "swap": whole - self._found_ms}

    def close(self) -> None:
        """The process ends right after."""
        self._forget()
