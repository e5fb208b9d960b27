"""Sources: camera, video clip, still image and demo, all behind one protocol, each with its own reader thread.

:func:`open_source` reads the spec and opens the right one: ``demo``, ``camera:`` with a key, number or name
(:mod:`app.pipeline.camera_list`), or a path, where the content of the file, not its name, decides between a still image
and a clip.
"""

from __future__ import annotations

import time
from pathlib import Path

from app.base.errors import InputError
from app.pipeline.camera_list import CameraInfo, CameraLister, list_cameras
from app.pipeline.camera_modes import list_modes
from app.pipeline.cameras import CameraSource, CaptureFactory, ModeLister, open_device
from app.pipeline.clips import ClipSource
from app.pipeline.photos import is_picture, load_photo, user_path
from app.pipeline.reader import EndOfSource, Reader, Source, SourceInfo, SourceRequest, mirrored

__all__ = [
    "CameraInfo",
    "EndOfSource",
    "Source",
    "SourceInfo",
    "SourceRequest",
    "list_cameras",
    "open_source",
    "source_file",
]

DEMO_CLIP = "demo.mp4"


class ImageSource(Reader):
    """A still image, given again and again at the rate asked for; it never ends by itself."""

    def __init__(self, path: Path, request: SourceRequest) -> None:
        """Raises :class:`InputError` when the picture can not be read."""
        self._fast = request.pace == "fast"
        super().__init__(path.name, handoff=self._fast, mirror=request.mirror)
        started = time.perf_counter()
        image = load_photo(path)
        self._image = mirrored(image) if request.mirror else image
        self._read_ms = (time.perf_counter() - started) * 1e3
        self._step = 1.0 / request.fps
        height, width = image.shape[:2]
        wanted = (request.width, request.height, request.fps)
        self.info = SourceInfo(path.name, width, height, request.fps, wanted, False, None)
        self._start()

    def _work(self) -> None:
        due = time.monotonic()
        while not self._stop.is_set():
            if not self._fast:
                self._wait_until(due)
                due = max(due, time.monotonic() - self._step)  # after a suspended machine: no race to catch up
            self._deliver(self._image, due if self._fast else time.monotonic())
            due += self._step
            self._read_ms = 0.0


def source_file(spec: str, media: Path) -> Path | None:
    """The file that a source is read from; None for a camera. Raises :class:`InputError` as :func:`open_source`."""
    if spec.strip() == "demo":
        return media / DEMO_CLIP
    return None if spec.strip().startswith("camera:") or not spec.strip() else user_path(spec)


def open_source(
    request: SourceRequest,
    media: Path,
    *,
    capture: CaptureFactory = open_device,
    cameras: CameraLister = list_cameras,
    modes: ModeLister = list_modes,
) -> Source:
    """Open what ``request.spec`` names and start reading it. ``media`` is the folder of the demo clip.

    Raises:
        InputError: it can not be opened or gives no picture; the reason in one sentence.
        ValueError: the rate is not above 0.
    """
    if request.fps <= 0:
        raise ValueError("fps must be above 0")
    spec = request.spec.strip()
    if spec == "demo":
        return ClipSource(media / DEMO_CLIP, "demo", request)
    if spec.startswith("camera:"):
        return CameraSource(spec.removeprefix("camera:"), request, capture, cameras, modes)
    if not spec:
        raise InputError("source.none", "No source was chosen.", "Choose a camera, a file, or the demo clip: demo.")
    path = user_path(request.spec)
    return ImageSource(path, request) if is_picture(path) else ClipSource(path, path.name, request)
