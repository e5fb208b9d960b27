"""Pictures that int8 copies of swappers are measured with: photos, clips and recordings, read and made small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from app.pipeline.clips import Clip
from app.pipeline.photos import is_picture, load_photo, resolve_face
from engines.api import Image

PICTURES = 36
"""At most: two thirds are measured with, a third is compared on."""
LONGEST_SIDE = 1280
"""Pixels of a picture that the child is given: its crops have 128 to 512."""
_CLIP_SECONDS = 20.0
_PER_CLIP = 24


def read_pictures(named: Sequence[str], media: Path) -> Iterator[Image]:
    """Every picture of photos, clips and ``demo:NAME``, BGR, in their order. Raises InputError."""
    for spec in named:
        path = resolve_face(spec, media)
        if is_picture(path):
            yield _smaller(load_photo(path))
        else:
            yield from map(_smaller, _from_clip(path))


def _from_clip(path: Path) -> Iterator[Image]:
    """Some pictures, evenly over the clip's first seconds."""
    clip = Clip(path)
    try:
        seconds = min(clip.duration or _CLIP_SECONDS, _CLIP_SECONDS)
        step, due, given = seconds / _PER_CLIP, 0.0, 0
        for picture in clip.pictures():
            if picture.at >= due:
                yield picture.image
                given, due = given + 1, due + step
            if given == _PER_CLIP:
                return
    finally:
        clip.close()


def _smaller(image: Image) -> Image:
    scale = LONGEST_SIDE / max(image.shape[:2])
    if scale >= 1:
        return image
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
