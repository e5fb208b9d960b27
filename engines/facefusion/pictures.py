"""Files of pictures that lose nothing: what goes to FaceFusion and what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import cv2
import numpy as np

from engines.api import Image
from engines.toolkit.bridge_work import failure

RATE = 25
"""Pictures a second, as a file has to say: FaceFusion's content check looks at one of so many."""


class PicturesWriter:
    """Raw pictures of one size in a QuickTime file. Raises OSError, av.FFmpegError."""

    def __init__(self, path: Path, width: int, height: int) -> None:
        self._file = av.open(str(path), "w", format="mov")
        self._stream = self._file.add_stream("rawvideo", rate=RATE)
        self._stream.width, self._stream.height, self._stream.pix_fmt = width, height, "rgb24"
        self._count = 0

    def add(self, image: Image) -> None:
        """One more picture (BGR)."""
        frame = av.VideoFrame.from_ndarray(image, format="bgr24")
        frame.pts, frame.time_base = self._count, Fraction(1, RATE)
        self._count += 1
        self._file.mux(self._stream.encode(frame))

    def close(self) -> None:
        """The file is whole then."""
        self._file.mux(self._stream.encode(None))
        self._file.close()


class PicturesReader:
    """The pictures of such a file in order, as a context. Raises OSError, av.FFmpegError."""

    def __init__(self, path: Path) -> None:
        self._file = av.open(str(path))
        self._stream = self._file.streams.video[0]
        self.count = self._stream.frames
        self.size = (self._stream.width, self._stream.height)

    def __iter__(self) -> Iterator[Image]:
        for frame in self._file.decode(self._stream):
            yield np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)

    def __enter__(self) -> PicturesReader:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self._file.close()


def smaller(image: Image, longest: int) -> Image:
    """A copy whose longer side has at most so many pixels."""
    height, width = image.shape[:2]
    scale = min(1.0, longest / max(height, width))
    if scale == 1.0:
        return image.copy()
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def even(image: Image) -> Image:
    """The picture with its last row or column doubled where it has an odd number of them: FaceFusion leaves one out."""
    height, width = image.shape[:2]
    if height % 2 == 0 and width % 2 == 0:
        return image
    more = cv2.copyMakeBorder(image, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
    return np.asarray(more, np.uint8)


def write_one(path: Path, image: Image) -> Path:
    """A photo (BGR) as a bitmap. Raises OSError."""
    _, data = cv2.imencode(".bmp", image)
    path.write_bytes(data.tobytes())
    return path


def read_one(path: Path) -> Image:
    """A photo as BGR. Raises OSError, EngineError."""
    image = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise failure("checkout.task", f"What FaceFusion gave back is no picture ({path.name}).")
    return np.asarray(image, np.uint8)
