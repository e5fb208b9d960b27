"""FaceFusion in its own interpreter: what `bridge_child.py` loads there.

1. `open_program` names what it calls of FaceFusion and fails in words where something of it is missing.
2. The values that its command line would set are set here, and its model files are looked at before FaceFusion does:
   it deletes a model whose check sum is not beside it.
3. A frame: its content check, all faces in it, which of them are meant, `process_frame` of each processor. All that is
   FaceFusion's own; nothing of it stands here.

Only the standard library and what FaceFusion brings are there. Its context is chosen by names of files on the call
stack: nothing here may lie in a folder ``facefusion/jobs`` or ``facefusion/uis``.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

CALLED = {
    "choices": "execution_provider_set face_detector_set face_mask_areas face_mask_regions",
    "content_analyser": "analyse_frame analyse_stream",
    "core": "common_pre_check processors_pre_check",
    "execution": "get_available_execution_providers",
    "face_creator": "get_static_faces",
    "face_selector": "select_faces sort_faces_by_order",
    "face_store": "clear_faces set_faces",
    "logger": "init",
    "process_manager": "end",
    "processors.core": "get_processors_modules",
    "processors.modules.face_swapper.choices": "face_swapper_set",
    "processors.modules.face_swapper.core": "get_model_options",
    "state_manager": "init_item",
    "vision": "extract_vision_mask",
}
"""What is called of FaceFusion, by module."""
STREAM_FPS = 25
"""FaceFusion looks at the content of every so many frames, as it does with a camera of that rate."""
INNER = 0.6
"""Part of a box's sides that lies within the face, from the brows to the mouth."""
STAGES = {"face_swapper": "swap", "face_enhancer": "enhance"}
FRAMES_KEPT = 128
"""After so many frames the faces that FaceFusion keeps of each are forgotten."""
MAX_SOURCE = 1280
"""Longer side of a photo in pixels: larger ones are made smaller, since FaceFusion sums them up for every frame."""

FIXED: dict[str, Any] = {
    **dict.fromkeys(("temp_path", "jobs_path", "source_paths", "target_path", "output_path", "face_selector_race")),
    **dict.fromkeys(("reference_face_position", "reference_frame_number", "target_frame_amount"), 0),
    "command": "headless-run",
    "config_path": "facefusion.ini",
    "face_detector_margin": [0, 0, 0, 0],
    "reference_face_distance": 0.3,
    "face_tracker_score": 0.0,
    "workflow_mode": "image-to-video",
    "workflow_strategy": "memory",
    "execution_thread_count": 1,
    "video_memory_strategy": "tolerant",
    "log_level": "error",
    "halt_on_error": False,
}
"""Values that no option of ours changes."""

NETWORKS = {name: f"face_{name}" for name in ("enhancer", "detector", "landmarker")}
NETWORKS |= {"model": "face_swapper", "occluder": "face_masker", "parser": "face_masker", "masks": "face_masker"}
"""By option, the part of FaceFusion whose networks are others with another value."""
FACE_OPTIONS = {"detector", "detector_score", "rotated", "landmarker", "landmarker_score"}
"""With another value of these a face is another one: what is known of the photos is looked for anew."""


def state_of(
    options: Mapping[str, Any], swapper_sizes: Mapping[str, list[str]], detector_sizes: Mapping[str, list[str]]
) -> dict[str, Any]:
    """FaceFusion's values for values of our options, all of them."""
    model = options["model"]
    ages = options["age_start"], min(options["age_end"] + 1, 100)  # theirs ends before the second
    if ages == (0, 100):
        ages = None, None
    return {
        "processors": ["face_swapper"] + (["face_enhancer"] if options["enhancer"] != "off" else []),
        "face_swapper_model": model,
        "face_swapper_pixel_boost": boost(options["pixel_boost"], swapper_sizes[model]),
        "face_swapper_weight": options["weight"],
        "face_selector_mode": options["faces"],
        "face_selector_order": options["order"],
        "face_selector_gender": None if options["gender"] == "any" else options["gender"],
        "face_selector_age_start": ages[0],
        "face_selector_age_end": ages[1],
        "face_detector_model": options["detector"],
        "face_detector_size": detector_sizes[options["detector"]][-1],
        "face_detector_score": options["detector_score"],
        "face_detector_angles": [0, 90, 180, 270] if options["rotated"] else [0],
        "face_landmarker_model": options["landmarker"],
        "face_landmarker_score": options["landmarker_score"],
        "face_mask_types": options["masks"].split("+"),
        "face_mask_blur": options["mask_blur"],
        "face_mask_padding": [options["mask_" + side] for side in ("top", "right", "bottom", "left")],
        "face_occluder_model": options["occluder"],
        "face_parser_model": options["parser"],
        "face_enhancer_model": "gfpgan_1.4" if options["enhancer"] == "off" else options["enhancer"],
        "face_enhancer_blend": options["enhancer_blend"],
        "face_enhancer_weight": options["enhancer_weight"],
    }


def boost(wanted: str, sizes: Sequence[str]) -> str:
    """The swapper's own size for `native`, else the wanted one, or the next larger that it has."""
    if wanted == "native":
        return sizes[0]
    side = int(wanted.split("x")[0])
    return next((size for size in sizes if int(size.split("x")[0]) >= side), sizes[-1])


def providers_of(wanted: Iterable[str], names: Mapping[str, str], available: Sequence[str]) -> list[str]:
    """FaceFusion's short names, in the wanted order, of what its onnxruntime has; the processor comes last."""
    short = {long: name for name, long in names.items()}
    usable = [short[name] for name in wanted if short.get(name) in available and short[name] != "cpu"]
    return [*usable, "cpu"]


class Program:
    """FaceFusion, loaded. `host` and its calls are described in `engines/toolkit/bridge_child.py`."""

    def __init__(self, host: Any) -> None:
        self._host = host
        host.progress(0.02, "importing FaceFusion")
        names = [f"{module}:{name}" for module, listed in CALLED.items() for name in listed.split()]
        needed = host.need([f"facefusion.{name}" for name in names])
        self._call = {name.replace(":", "."): needed[f"facefusion.{name}"] for name in names}
        self._options = dict(host.options)
        self._photos: list[Any] = []
        self._source_faces: list[list[Any]] = []
        self._modules: list[Any] = []
        self._frames = 0
        self._look_at_content = True
        self.provider = ""
        self.models: list[str] = []
        self._of("logger.init")("error")
        names = self._of("choices.execution_provider_set")
        available = self._of("execution.get_available_execution_providers")
        self._downloads = bool(getattr(host, "downloads", False))
        values = {
            "face_mask_areas": self._of("choices.face_mask_areas"),
            "face_mask_regions": self._of("choices.face_mask_regions"),
            "execution_device_ids": [host.device],
            "execution_providers": providers_of(host.providers, names, available()),
            "download_providers": ["github", "huggingface"] if self._downloads else [],
            "download_scope": "full" if self._downloads else "lite",
        }
        self._set({**FIXED, **values, **self._state(self._options)})
        if not self._of("core.common_pre_check")():
            self._of("process_manager.end")()
            host.fail(
                "checkout.refused",
                "FaceFusion's own check of its content filter failed, so it does not work.",
                "The file facefusion/content_analyser.py is not as it was published: get FaceFusion again.",
            )
        self._load(0.1)

    def set_source(self, images: Sequence[Any]) -> list[list[dict[str, Any]]]:
        """The photos of one face. Gives the faces of each, the one that is taken first."""
        self._of("face_store.clear_faces")()
        photos = [self._smaller(image) for image in images]
        found = [self._faces_of_photo(photo) for photo, _ in photos]
        if not any(found):
            self._restore_sources()
            self._host.fail(
                "checkout.no_face",
                "FaceFusion found no face in the photo.",
                "Choose a photo with one clear face, or lower the certainty of a face in the options.",
            )
        self._photos = [photo for (photo, _), faces in zip(photos, found, strict=True) if faces]
        self._source_faces = [faces for faces in found if faces]
        self._restore_sources()
        self._look_at_content = True
        return [[told(face, True, scale) for face in faces] for (_, scale), faces in zip(photos, found, strict=True)]

    def configure(self, options: Mapping[str, Any]) -> None:
        """New values of options, any of them. What FaceFusion can not take leaves it as it was."""
        before, after = self._options, {**self._options, **options}
        changed = {key for key in after if before.get(key) != after[key]}
        try:
            self._take(after, changed)
        except BaseException:
            self._take(before, changed)
            raise

    def swap(self, image: Any) -> tuple[Any, list[dict[str, Any]], dict[str, float]]:
        """One frame: the picture, every face in it and where the time went."""
        stages: dict[str, float] = {}
        began = time.perf_counter()
        self._check_content(image)
        began = _note(stages, "content", began)
        located = self._of("face_creator.get_static_faces")([image])
        meant: list[Any] = []
        if located and self._source_faces:
            meant = self._of("face_selector.select_faces")(image, self._photos, [image])
        began = _note(stages, "detect", began)
        picture = image
        if meant:
            mask = self._of("vision.extract_vision_mask")(image)
            for module in self._modules:
                inputs = dict.fromkeys(("source_audio_frame", "source_voice_frame"))
                inputs |= {"reference_vision_frame": image, "target_vision_frames": [image]}
                inputs |= {"source_vision_frames": self._photos, "temp_vision_frame": picture, "temp_vision_mask": mask}
                picture, mask = module.process_frame(inputs)
                began = _note(stages, STAGES[_part(module)], began)
        marked = {id(face) for face in meant}
        faces = [told(face, id(face) in marked) for face in located]
        for face in faces:
            if face["swapped"] and not is_another(image, picture, face["box"]):
                face.update(swapped=False, reason="covered")  # masks have left most of it as it was
        self._forget()
        return picture, faces, stages

    def restart(self) -> None:
        """Forget what is known of earlier frames."""
        self._of("face_store.clear_faces")()
        self._restore_sources()
        self._look_at_content = True

    def close(self) -> None:
        """Nothing is held that the end of the process does not give back."""

    def _of(self, name: str) -> Any:
        return self._call[name]

    def _set(self, values: Mapping[str, Any]) -> None:
        for key, value in values.items():
            self._of("state_manager.init_item")(key, value)

    def _state(self, options: Mapping[str, Any]) -> dict[str, Any]:
        sizes = self._of("processors.modules.face_swapper.choices.face_swapper_set")
        return state_of(options, sizes, self._of("choices.face_detector_set"))

    def _take(self, options: dict[str, Any], changed: set[str]) -> None:
        others = {NETWORKS[key] for key in changed & NETWORKS.keys()}
        for module in self._parts():
            if _part(module) in others:
                module.clear_inference_pool()
        self._options = options
        self._set(self._state(options))
        if others:
            self._load(0.0)
        if changed & FACE_OPTIONS and self._photos:
            self._of("face_store.clear_faces")()
            found = [self._faces_of_photo(photo) for photo in self._photos]
            if not all(found):
                self._host.fail(
                    "checkout.no_face",
                    "With these options FaceFusion finds no face in the photo, so they were not taken.",
                    "Choose another detector or a lower certainty.",
                )
            self._source_faces = found
        self._restore_sources()

    def _parts(self) -> list[Any]:
        """The modules of FaceFusion that have networks on our way."""
        return [*self._modules[0].get_common_modules(), *self._modules]

    def _load(self, begin: float) -> None:
        """The networks that these options need: their files are looked at, then FaceFusion checks and loads them."""
        self._modules = self._of("processors.core.get_processors_modules")(self._state(self._options)["processors"])
        parts = self._parts()
        files = self._files(parts)
        if not self._downloads:
            self._check_files(sorted(files.difference(self.models)), begin)
        if not self._of("core.processors_pre_check")():
            self._of("process_manager.end")()  # else every later call waits for ever
            self._host.fail(
                "checkout.model_missing",
                "FaceFusion's own check of its model files failed.",
                "The last lines that it wrote say which.",
            )
        for number, part in enumerate(parts):
            name = _part(part)
            self._host.progress(begin + (1 - begin) * (0.4 + 0.6 * number / len(parts)), "loading " + name)
            if name != "face_masker" or self._options["masks"] != "box":
                part.get_inference_pool()
        self.provider = self._modules[0].get_inference_pool()["face_swapper"].get_providers()[0]
        self.models = sorted(files)

    def _files(self, modules: Iterable[Any]) -> set[str]:
        """Path by path, all model files that these modules want."""
        found: set[str] = set()
        for module in modules:
            if hasattr(module, "collect_model_downloads"):
                _, sources = module.collect_model_downloads()
            else:
                sources = module.get_model_options()["sources"]
            found.update(source["path"] for source in sources.values())
        return found

    def _check_files(self, files: Sequence[str], begin: float) -> None:
        """FaceFusion deletes a model whose check sum does not fit, or lies not beside it: it never gets to see one."""
        missing: list[str] = []
        for number, file in enumerate(files):
            path = Path(file)
            self._host.progress(begin + (1 - begin) * 0.4 * number / len(files), "checking " + path.name)
            sums = path.with_name(path.stem + ".hash")
            gone = [one.name for one in (path, sums) if not one.is_file()]
            missing += gone
            if not gone and file_sum(path) != sums.read_text("ascii", "replace"):
                self._host.fail(
                    "checkout.model_damaged",
                    f"FaceFusion's model file {path.name} is damaged, or not the one that {sums.name} is of.",
                    f"Get both again, into {path.parent}.",
                )
        if missing:
            self._host.fail(
                "checkout.model_missing",
                f"FaceFusion lacks {', '.join(missing)}.",
                f"Put it into {Path(files[0]).parent}, or run `python facefusion.py force-download` in its folder.",
            )

    def _check_content(self, image: Any) -> None:
        """FaceFusion's own look at what is seen: of the first picture, then as it does with a camera."""
        first, self._look_at_content = self._look_at_content, False
        refused = self._of("content_analyser.analyse_stream")(image, STREAM_FPS)
        if refused or (first and self._of("content_analyser.analyse_frame")(image)):
            self._look_at_content = True
            self._host.fail(
                "checkout.refused",
                "FaceFusion's content check refused the picture, so it does not go on.",
                "It looks for nudity. This program does not pass over it.",
            )

    def _faces_of_photo(self, photo: Any) -> list[Any]:
        faces = self._of("face_creator.get_static_faces")([photo])
        return list(self._of("face_selector.sort_faces_by_order")(faces, "large-small"))

    def _smaller(self, image: Any) -> tuple[Any, float]:
        """A photo as FaceFusion gets it, and by how much it was made smaller."""
        height, width = image.shape[:2]
        scale = min(1.0, MAX_SOURCE / max(height, width))
        if scale == 1.0:
            return image.copy(), 1.0
        import cv2  # of FaceFusion's environment

        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        return cv2.resize(image, size, interpolation=cv2.INTER_AREA), scale

    def _restore_sources(self) -> None:
        """What is known of the photos is not looked for in every frame."""
        for photo, faces in zip(self._photos, self._source_faces, strict=True):
            self._of("face_store.set_faces")(photo, faces)

    def _forget(self) -> None:
        self._frames += 1
        if self._frames % FRAMES_KEPT == 0:
            self._of("face_store.clear_faces")()
            self._restore_sources()


def told(face: Any, swapped: bool, scale: float = 1.0) -> dict[str, Any]:
    """A face of FaceFusion's as the bridge takes it."""
    return {
        "box": [float(value) / scale for value in face.bounding_box],
        "score": float(face.score_set["detector"]),
        "landmarks": [[float(x) / scale, float(y) / scale] for x, y in face.landmark_set["5/68"]],
        "swapped": swapped,
        "reason": "" if swapped else "not_selected",
    }


def is_another(before: Any, after: Any, box: Sequence[float]) -> bool:
    """Whether at least half of the inside of a face is seen to be something else, in a grid of pixels."""
    height, width = before.shape[:2]
    x0, y0, x1, y1 = box
    across, down = (x1 - x0) * INNER, (y1 - y0) * INNER
    left, right = (int(min(max(x, 0), width)) for x in ((x0 + x1 - across) / 2, (x0 + x1 + across) / 2))
    top, bottom = (int(min(max(y, 0), height)) for y in ((y0 + y1 - down) / 2, (y0 + y1 + down) / 2))
    part = slice(top, bottom, max(int(down) // 32, 1)), slice(left, right, max(int(across) // 32, 1))
    change = abs(after[part].astype("int16") - before[part])
    return change.size > 0 and float((change.max(axis=2) >= 3).mean()) >= 0.5


def file_sum(path: Path) -> str:
    """The check sum by which FaceFusion knows a model."""
    total = 0
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            total = zlib.crc32(part, total)
    return f"{total:08x}"


def _part(module: Any) -> str:
    """``face_swapper`` of ``facefusion.processors.modules.face_swapper.core``."""
    return str(module.__name__).removesuffix(".core").rpartition(".")[2]


def _note(stages: dict[str, float], name: str, began: float) -> float:
    now = time.perf_counter()
    stages[name] = (now - began) * 1000
    return now


def open_program(host: Any) -> Program:
    return Program(host)
