"""What a mask leaves of a swap: how it is held between two runs of its network, and whether enough is left.

A mask's network may answer nonsense, and a hand may have left the face since it ran. Both would show the user's own
face. So between two runs what has changed within the face is swapped again (`held`), and of the face's inner part at
least :data:`LEAST` must be swapped, or the face counts as not swapped (`share`), which the guard covers.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.api import Image
from engines.neural.enhancer import SEEN
from engines.toolkit.align import Affine, box_mask, crop

Plane = NDArray[np.uint8]

LEAST, ENOUGH = 0.5, 0.55
"""Part of the face's inner part that must be swapped, and that must be once it was not. With half of it left out most
people would still know the face below; with regions left out by choice (eyes, brows, mouth) some .8 remain."""
_CHANGED = 24
"""Grey levels: a camera's noise in a picture this small is below 5, skin against a hand's edge mostly above 30."""


def scaled(matrix: Affine, have: int, want: int) -> Affine:
    """The same crop at another size, as `cv2.resize` makes it of the first: pixels are squares, not points."""
    scale = want / have
    out = matrix * scale
    out[:, 2] += (scale - 1) / 2
    return np.asarray(out, np.float64)


def glance(image: Image, matrix: Affine, size: int) -> Image:
    """The user's own face, SEEN x SEEN x 3; `matrix` takes the frame to a crop of `size`."""
    twice = crop(image, scaled(matrix, size, 2 * SEEN), 2 * SEEN)
    return np.asarray(cv2.resize(twice, (SEEN, SEEN), interpolation=cv2.INTER_AREA), np.uint8)


def inner(oval: NDArray[np.float32], matrix: Affine, size: int) -> Plane:
    """The face's inner part, SEEN x SEEN, 255 within `oval` (Nx2, pixels of the frame) and the box that is swapped."""
    small = scaled(matrix, size, SEEN)
    points = oval @ small[:, :2].T + small[:, 2]
    drawn = np.zeros((SEEN, SEEN), np.uint8)
    cv2.fillPoly(drawn, [np.round(points * 16).astype(np.int32)], 255, cv2.LINE_8, 4)
    return drawn


def held(mask: Plane, then: Image, now: Image, face: Plane) -> Plane:
    """A mask of an earlier frame, opened within the face where the picture has changed since.

    `then` and `now` as `glance` gives them, `face` as `inner` does.
    """
    changed = (cv2.absdiff(then, now).max(axis=2) > _CHANGED).astype(np.uint8) * np.uint8(255)
    if not changed.any():
        return mask
    # grown further than it is then softened: what has changed is swapped in full, and what is around it ever less
    changed = cv2.bitwise_and(np.asarray(cv2.dilate(changed, np.ones((7, 7), np.uint8)), np.uint8), face)
    soft = cv2.blur(changed, (5, 5))
    grown = cv2.resize(soft, (mask.shape[1], mask.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.max(mask, grown), np.uint8)


def share(mask: Plane, face: Plane, border: float, feather: float) -> float:
    """How much of the face's inner part is swapped, 0..1: what neither the mask nor the box's border leaves out."""
    box = box_mask(SEEN, border, feather).astype(np.float32) * face
    left = cv2.resize(mask, (SEEN, SEEN), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    whole = 255.0 * float(face.sum())
    return float((left * box).sum()) / whole if whole > 0 else 0.0
