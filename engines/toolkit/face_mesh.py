"""Places 478 points on a face with MediaPipe's attention mesh.

In order: a region (an upright or turned square around the face) comes from a detection or from the mesh of the frame
before; one warp cuts it out as 192x192; the network gives the points in the crop, its lips, eyes and irises already
refined; the same transform takes them back to the frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.api import Image
from engines.toolkit import kernels
from engines.toolkit.face_detection import Detection
from engines.toolkit.inference import Runtime
from engines.toolkit.loading import load_network

MODEL = "face_landmarks.onnx"
SIZE = 192
"""Side of the crop in pixels."""
POINTS = 478
MARGIN = 1.5
"""The region's side over the longer side of the face's box, as in MediaPipe."""
EYE_CORNERS = (33, 263)
"""Points whose line gives the angle of the region: the outer corners of the right and the left eye."""
LONGEST = 32000
"""The warp of OpenCV 4 takes no picture with a side of 32767 pixels or more."""


@dataclass(frozen=True, slots=True)
class Region:
    """A square around a face, in pixels of the frame."""

    cx: float
    cy: float
    size: float
    """Length of a side, at least 1."""
    angle: float
    """Turn in radians, positive clockwise as seen: the direction of the line from the right to the left eye."""


@dataclass(frozen=True, slots=True)
class MeshResult:
    """The mesh of one face."""

    points: NDArray[np.float32]
    """478x3: x, y in pixels of the frame, z in the same scale, smaller is nearer to the camera."""
    presence: float
    """How sure the network is that there is a face in the region, 0..1."""


class FaceMesh:
    """The landmark network."""

    def __init__(self, models: Path, providers: Sequence[str], threads: int) -> None:
        """Raises EngineError when the model can not be loaded."""
        self._network = load_network(models / MODEL, Runtime(tuple(providers), threads))
        self.provider = self._network.provider
        self._bound = self._network.bind()
        (picture,) = self._bound.inputs.values()
        self._crop: Image = picture.reshape(SIZE, SIZE, 3)
        self._points, self._presence = self._bound.outputs.values()

    def region_from_detection(self, detection: Detection) -> Region:
        """The box's centre, 1.5 times its longer side, turned by the line of the eyes."""
        x0, y0, x1, y1 = detection.box
        right, left = detection.keypoints[:2]
        angle = math.atan2(float(left[1] - right[1]), float(left[0] - right[0]))
        return Region((x0 + x1) / 2, (y0 + y1) / 2, max(MARGIN * max(x1 - x0, y1 - y0), 1.0), angle)

    def region_from_mesh(self, points: NDArray[np.float32]) -> Region:
        """The region for the next frame: the box of the points (468 or more, x and y first) in the turned frame.

        MediaPipe takes the box before turning; taken after it, a tilted head gives the same points as an upright one.
        The network answers a shifted crop with slightly shifted points, so taken anew for every frame the region of a
        face at rest never settles (the points wander by 0.3 % of the face's width): hold it while the face is still.
        """
        right, left = points[EYE_CORNERS[0]], points[EYE_CORNERS[1]]
        angle = math.atan2(float(left[1] - right[1]), float(left[0] - right[0]))
        cos, sin = math.cos(angle), math.sin(angle)
        x0, y0, x1, y1 = turned_box(points, 468, cos, sin)
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        return Region(cos * x - sin * y, sin * x + cos * y, max(MARGIN * max(x1 - x0, y1 - y0), 1.0), angle)

    def landmarks(self, image: Image, region: Region, meanwhile: Callable[[], None] | None = None) -> MeshResult:
        """The mesh of the face in ``region`` of a BGR picture; what lies outside the picture repeats its edge.

        ``meanwhile`` is called before the network runs, when the picture was read.
        """
        scale = region.size / SIZE
        cos, sin = math.cos(region.angle) * scale, math.sin(region.angle) * scale
        half = SIZE / 2
        offset_x = region.cx - cos * half + sin * half
        offset_y = region.cy - sin * half - cos * half
        to_image = np.array([[cos, -sin, offset_x], [sin, cos, offset_y]])
        self._cut(image, region, to_image)
        if meanwhile is not None:
            meanwhile()
        self._bound.run()
        fast = kernels.compiled()
        if fast is not None:
            placed = np.empty_like(self._points)
            fast.onto(self._points, (cos, -sin, offset_x), (sin, cos, offset_y), placed)
        else:
            placed = self._points @ np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, scale]], np.float32)
            placed += np.array([offset_x, offset_y, 0], np.float32)
        return MeshResult(placed, float(self._presence[0]))

    def _cut(self, image: Image, region: Region, to_image: NDArray[np.float64]) -> None:
        fast = kernels.compiled()
        if fast is not None:
            fast.cut(np.ascontiguousarray(image), to_image, self._crop)
            return
        image, x, y = _within(image, region)
        to_image[:, 2] -= (x, y)
        cv2.warpAffine(
            image,
            to_image,
            (SIZE, SIZE),
            dst=self._crop,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )

    @property
    def ran_ms(self) -> float:
        """Milliseconds within the network so far."""
        return self._network.ran_ms

    def close(self) -> None:
        """Free the network."""
        self._network.close()


def turned_box(points: NDArray[np.float32], count: int, cos: float, sin: float) -> tuple[float, float, float, float]:
    """x0, y0, x1, y1 of the first `count` points in axes that are turned clockwise, as seen, by an angle."""
    fast = kernels.compiled()
    if fast is not None:
        box: tuple[float, float, float, float] = fast.box(points, count, cos, sin)
        return box
    turned = np.array([[cos, sin], [-sin, cos]], np.float32) @ points[:count, :2].T.copy()  # fast along rows only
    (x0, y0), (x1, y1) = turned.min(axis=1).tolist(), turned.max(axis=1).tolist()
    return x0, y0, x1, y1


def _within(image: Image, region: Region) -> tuple[Image, int, int]:
    """The picture, cut to the region's surroundings where it is too large for the warp, and the cut's corner."""
    height, width = image.shape[:2]
    if max(height, width) <= LONGEST:
        return image, 0, 0
    reach = min(region.size * 0.75 + 2, LONGEST / 2 - 2)  # half of a square's diagonal, and a margin
    x0, x1 = (min(max(int(region.cx + side * reach), 0), width - 1) for side in (-1, 1))
    y0, y1 = (min(max(int(region.cy + side * reach), 0), height - 1) for side in (-1, 1))
    return image[y0 : y1 + 1, x0 : x1 + 1], x0, y0
