"""Square crops of a face, aligned by five points, and their way back into the frame.

1. `similarity` fits turn, scale and shift from five points to a template of a model.
2. `crop` cuts the aligned square out of the frame; `five_points` takes the points from a 478 point mesh.
3. `paste` puts a changed square back: mask and picture are multiplied at the crop's own size and carried to the frame
   in whole numbers of 8 bits, by the compiled loops (`kernels`) row by row only where the mask reaches, or without them
   by OpenCV in one warp over the mask's bounding box.
"""

from __future__ import annotations

import math
from concurrent.futures import Executor
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.api import Image
from engines.toolkit import kernels
from engines.toolkit.kernels import Loops

Points5 = NDArray[np.float32]
"""5x2 in pixels: left eye, right eye, nose tip, left and right corner of the mouth, left as seen in the picture."""
Affine = NDArray[np.float64]
"""2x3: pixels of the frame to pixels of the crop."""
Bounds = tuple[int, int, int, int]
"""Left, top, right, bottom."""

HALVED = 300_000
"""Pixels of the frame around a face from which on two threads share the work: waking one takes some 50 microseconds."""

TEMPLATES: dict[str, Points5] = {
    name: np.array(points, np.float32).reshape(5, 2)
    for name, points in {
        "arcface_112_v1": (
            (0.35473214, 0.45658929, 0.64526786, 0.45658929, 0.50000000),
            (0.61154464, 0.37913393, 0.77687500, 0.62086607, 0.77687500),
        ),
        "arcface_112_v2": (
            (0.34191607, 0.46157411, 0.65653393, 0.45983393, 0.50022500),
            (0.64050536, 0.37097589, 0.82469196, 0.63151696, 0.82325089),
        ),
        "arcface_128": (
            (0.36167656, 0.40387734, 0.63696719, 0.40235469, 0.50019687),
            (0.56044219, 0.38710391, 0.72160547, 0.61507734, 0.72034453),
        ),
        "ffhq_512": (
            (0.37691676, 0.46864664, 0.62285697, 0.46912813, 0.50123859),
            (0.61331904, 0.39308822, 0.72541100, 0.61150205, 0.72490465),
        ),
        "mtcnn_512": (
            (0.36562865, 0.46733799, 0.63305391, 0.46585885, 0.50019127),
            (0.61942959, 0.39032951, 0.77598822, 0.61178945, 0.77476328),
        ),
        "dfl_whole_face": (
            (0.35342266, 0.39285716, 0.62797622, 0.39285716, 0.48660713),
            (0.54017860, 0.38839287, 0.68750011, 0.59821427, 0.68750011),
        ),
    }.items()
}
"""Where the five points lie in a crop of side 1: the alignments that published models were trained with."""

_CORNERS = np.array([33, 133, 362, 263, 1, 61, 291])
"""Points of the mesh: the corners of the eyes, the tip of the nose, the corners of the mouth."""


def five_points(mesh: NDArray[np.float32]) -> Points5:
    """The five points of a mesh (478x2 or 478x3, pixels). The eyes are the middles between their corners: they stay
    where a detector sees them when the gaze wanders or the eye is shut."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy), *rest = mesh[_CORNERS, :2].tolist()
    return np.array([[(ax + bx) / 2, (ay + by) / 2], [(cx + dx) / 2, (cy + dy) / 2], *rest], np.float32)


def similarity(points: Points5, template: str, size: int) -> Affine:
    """The turn, scale and shift that take `points` nearest to the template in a crop of side `size` (least squares).

    Umeyama 1991 in the plane: with points as complex numbers it is one regression. Raises KeyError for a template that
    is not in :data:`TEMPLATES`, ValueError when the points coincide.
    """
    fast = kernels.compiled()
    if fast is not None:
        c, s, x, y, spread = fast.fit(points, TEMPLATES[template])
        if spread < 1e-9:
            raise ValueError("the five points of a face lie on one another")
        return np.array([[c * size, -s * size, x * size], [s * size, c * size, y * size]])
    source = [complex(x, y) for x, y in points.tolist()]  # five numbers: Python is faster here than numpy
    source_mean = sum(source) / len(source)
    wanted, target_mean = _centred(template)
    centred = [point - source_mean for point in source]
    spread = sum(abs(point) ** 2 for point in centred)
    if spread < 1e-9:
        raise ValueError("the five points of a face lie on one another")
    pairs = zip(centred, wanted, strict=True)
    turn = sum((point.conjugate() * target for point, target in pairs), 0j) * size / spread
    shift = target_mean * size - turn * source_mean
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])


@lru_cache(maxsize=16)
def _centred(template: str) -> tuple[list[complex], complex]:
    """The template's points from their mean, and that mean."""
    wanted = [complex(x, y) for x, y in TEMPLATES[template].tolist()]
    mean = sum(wanted) / len(wanted)
    return [point - mean for point in wanted], mean


def crop(image: Image, matrix: Affine, size: int) -> Image:
    """The aligned square, size x size x 3 BGR; what lies outside the frame repeats its edge."""
    fast = kernels.compiled()
    if fast is not None:
        cut: Image = np.empty((size, size, 3), np.uint8)
        fast.cut(np.ascontiguousarray(image), cv2.invertAffineTransform(matrix), cut)
        return cut
    return np.asarray(cv2.warpAffine(image, matrix, (size, size), borderMode=cv2.BORDER_REPLICATE), np.uint8)


@lru_cache(maxsize=16)
def box_mask(size: int, border: float = 0.1, blur: float = 0.05) -> NDArray[np.uint8]:
    """A soft square, size x size: 0 at the crop's edge, 255 within; read only by agreement.

    `border` is cut away on each side and `blur` softens what remains (both as parts of the side; the values are those
    of insightface's own INSwapper.get).
    """
    mask = np.zeros((size, size), np.uint8)
    inset = max(round(border * size), 1)
    mask[inset : size - inset, inset : size - inset] = 255
    reach = 2 * max(round(blur * size), 1) + 1
    soft = cv2.GaussianBlur(mask, (reach, reach), 0)
    soft[0], soft[-1], soft[:, 0], soft[:, -1] = 0, 0, 0, 0  # a warp blends the outermost pixel with nothing
    return np.asarray(soft, np.uint8)


class Paster:
    """Puts crops of one size back, with buffers of its own."""

    def __init__(self, size: int, beside: Executor | None = None) -> None:
        """`beside` takes half of a large face where the compiled loops are there."""
        self.size = size
        self._beside = beside
        self._layer = np.zeros((size, size, 4), np.uint8)
        self._texture: NDArray[np.uint32] | None = None

    def paste(self, out: Image, face: Image, mask: NDArray[np.uint8], matrix: Affine) -> None:
        """Blend `face` (size x size x 3 BGR) into the frame `out`, in place, where `mask` (size x size) says.

        `matrix` takes the frame to the crop. What lies outside the frame is left away.
        """
        left, top, wide, high = cv2.boundingRect(mask)
        if not wide:
            return
        support = (left - 1, top - 1, left + wide, top + high)
        bounds = _bounds(matrix, support, out.shape[1], out.shape[0])
        if bounds[2] <= bounds[0] or bounds[3] <= bounds[1]:
            return
        fast = kernels.compiled()
        if fast is None:
            self._warp(out, face, mask, matrix, bounds)
        else:
            self._blend(fast, out, face, mask, matrix, support, bounds)

    def _blend(
        self,
        fast: Loops,
        out: Image,
        face: Image,
        mask: NDArray[np.uint8],
        matrix: Affine,
        support: Bounds,
        bounds: Bounds,
    ) -> None:
        if self._texture is None:
            self._texture = fast.texture(self.size)
        fast.premultiply(face, mask, self._texture)
        x0, y0, x1, y1 = bounds
        if self._beside is None or (x1 - x0) * (y1 - y0) < HALVED:
            fast.blend(out, self._texture, matrix, support, bounds)
            return
        middle = (y0 + y1) // 2
        upper = self._beside.submit(fast.blend, out, self._texture, matrix, support, (x0, y0, x1, middle))
        fast.blend(out, self._texture, matrix, support, (x0, middle, x1, y1))
        upper.result()

    def _warp(self, out: Image, face: Image, mask: NDArray[np.uint8], matrix: Affine, bounds: Bounds) -> None:
        x0, y0, x1, y1 = bounds
        soft = cv2.cvtColor(mask, cv2.COLOR_GRAY2BGR)
        cv2.mixChannels([cv2.multiply(face, soft, scale=1 / 255), mask], [self._layer], [0, 0, 1, 1, 2, 2, 3, 3])
        to_crop = matrix.copy()
        to_crop[:, 2] += matrix[:, :2] @ np.array([x0, y0], np.float64)
        layer = cv2.warpAffine(
            self._layer, to_crop, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        )
        target = out[y0:y1, x0:x1]
        keep = cv2.cvtColor(cv2.bitwise_not(cv2.extractChannel(layer, 3)), cv2.COLOR_GRAY2BGR)
        cv2.multiply(target, keep, dst=target, scale=1 / 255)
        cv2.add(target, cv2.cvtColor(layer, cv2.COLOR_BGRA2BGR), dst=target)


def _bounds(matrix: Affine, support: Bounds, width: int, height: int) -> Bounds:
    """x0, y0, x1, y1 of the frame's pixels around the crop's `support`, clipped to the frame."""
    left, top, right, bottom = support
    (a, b, c), (d, e, f) = cv2.invertAffineTransform(matrix).tolist()
    corners = [(u, v) for u in (left, right) for v in (top, bottom)]
    x = [a * u + b * v + c for u, v in corners]
    y = [d * u + e * v + f for u, v in corners]
    return (
        max(math.floor(min(x)), 0),
        max(math.floor(min(y)), 0),
        min(math.ceil(max(x)) + 1, width),
        min(math.ceil(max(y)) + 1, height),
    )
