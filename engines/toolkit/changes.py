"""What a program that says nothing of faces has swapped: seen by comparing the picture before with the one after.

Only for pictures that come back without loss: what was not swapped is the same to the last bit then.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engines.api import Face, Image
from engines.toolkit.face_detection import Detection

STEPS = 3
"""Levels of a colour, of 256, from which on a pixel is another one; rounding at a soft edge changes one."""
MOST = 0.5
"""Part of the pixels within a face that are others after a swap, at least."""
_INNER = 0.6
"""Part of a box's sides that lies well within the face, from the brows to the mouth."""
_LEAST_SIDE = 8


def judged(before: Image, after: Image, found: Iterable[Detection]) -> tuple[Face, ...]:
    """Every face: those that a detector found in ``before``, swapped where most of their inside is another; and what
    else was changed, which is a face that the program saw and the detector did not."""
    height, width = before.shape[:2]
    # Without going through 16 bits a pixel: the larger minus the smaller of both.
    change = np.maximum(before, after) - np.minimum(before, after)
    changed: NDArray[np.bool_] = change.max(axis=2) >= STEPS
    faces = []
    accounted = np.zeros((height, width), np.bool_)
    for one in found:
        x0, y0, x1, y1 = one.box
        left, top = (x1 - x0) * (1 - _INNER) / 2, (y1 - y0) * (1 - _INNER) / 2
        inner = _part(x0 + left, y0 + top, x1 - left, y1 - top, width, height)
        swapped = changed[inner].size > 0 and float(changed[inner].mean()) >= MOST
        points = one.keypoints[:5]
        faces.append(Face(one.box, one.score, points, swapped, "" if swapped else "not_selected"))
        # A swap reaches over the face: as far again on every side is counted to it.
        accounted[_part(2 * x0 - x1, 2 * y0 - y1, 2 * x1 - x0, 2 * y1 - y0, width, height)] = True
    rest = changed & ~accounted
    if rest.any():
        rows, columns = np.flatnonzero(rest.any(axis=1)), np.flatnonzero(rest.any(axis=0))
        x0, y0, x1, y1 = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
        if min(x1 - x0, y1 - y0) >= _LEAST_SIDE and float(rest[y0:y1, x0:x1].mean()) >= MOST:
            faces.append(Face((float(x0), float(y0), float(x1), float(y1)), MOST, None, swapped=True))
    return tuple(faces)


def _part(x0: float, y0: float, x1: float, y1: float, width: int, height: int) -> tuple[slice, slice]:
    rows = slice(int(np.clip(y0, 0, height)), int(np.clip(np.ceil(y1), 0, height)))
    return rows, slice(int(np.clip(x0, 0, width)), int(np.clip(np.ceil(x1), 0, width)))
