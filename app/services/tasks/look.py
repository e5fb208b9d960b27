"""Faces that an engine does not find in a large picture, because they are small in it: looked for in parts of it.

An engine looks at the whole picture reduced to a few hundred pixels a side: right for somebody before a camera. In a
photo of a group, or of a street, people are recognised by faces a twentieth as large as the picture. So the engine is
shown overlapping parts, of 320 pixels a side and of twice, four times, ... as many: what it finds there, and did not
find in the whole, is a real face that would leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from engines.api import Face, Image

LEAST_SIDE = 320
"""Pixels of the smallest part. Faces of some 25 pixels are found in it; who has fewer is hardly recognised."""
_SURE = 0.7
"""Score of a face in a part: below it bolts and stars are taken for faces, and their places would be covered."""
_KNOWN = 0.5
"""Part of a face's box that lies in that of another one where both are the same face."""
_GROW = 0.2
"""Parts see a face cut off at their edge, with a box that is shifted: the other one is grown by this part for that."""


def overlooked(
    find: Callable[[Image], Sequence[Face]], image: Image, known: Sequence[Face], least: int = LEAST_SIDE
) -> tuple[Face, ...]:
    """Faces in parts of a picture (BGR) that are none of the ``known`` ones, as not swapped, in pixels of the whole.

    ``find`` gives the faces in a part, in its pixels; ``least`` are the pixels of the smallest parts. Raises what
    ``find`` raises.
    """
    found: list[Face] = []
    height, width = image.shape[:2]
    for top, left, side in _parts(height, width, least):
        part = np.ascontiguousarray(image[top : top + side, left : left + side])
        for face in find(part):
            x0, y0, x1, y1 = face.box
            box = (x0 + left, y0 + top, x1 + left, y1 + top)
            if face.score >= _SURE and not any(same_face(box, other.box) for other in (*known, *found)):
                found.append(replace(face, box=box, landmarks=None, swapped=False, reason="small"))
    return tuple(found)


def has_parts(size: tuple[int, int]) -> bool:
    """Whether a picture of so many pixels is larger than a part."""
    return max(size) > LEAST_SIDE


def _parts(height: int, width: int, least: int) -> Iterator[tuple[int, int, int]]:
    """Top, left and side: so that each face of up to half a side lies wholly in one of them. The largest come first."""
    sides = [least]
    while sides[-1] * 2 < max(height, width):
        sides.append(sides[-1] * 2)
    for side in reversed(sides):
        if side < max(height, width):
            for top in _begins(height, side):
                for left in _begins(width, side):
                    yield top, left, side


def _begins(length: int, side: int) -> list[int]:
    if length <= side:
        return [0]
    return [*range(0, length - side, side // 2), length - side]


def same_face(box: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether half of a box lies in another one."""
    x0, y0, x1, y1 = box
    more_x, more_y = _GROW * (other[2] - other[0]), _GROW * (other[3] - other[1])
    width = min(x1, other[2] + more_x) - max(x0, other[0] - more_x)
    height = min(y1, other[3] + more_y) - max(y0, other[1] - more_y)
    return width > 0 and height > 0 and width * height >= _KNOWN * (x1 - x0) * (y1 - y0)
