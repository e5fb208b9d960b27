"""What the readers left, as pictures, and how far one is from another."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.api import Image

TO_BGR = np.array([[1.164383, 2.017232, 0.0], [1.164383, -0.391762, -0.812968], [1.164383, 0.0, 1.596027]])
"""BT.601, limited range, 8 bits: what cameras give and what readers assume where a stream says nothing else."""


GREY_LEVELS = 3


def read_opencv(share: Path) -> Image:
    """The last picture."""
    kept: NDArray[np.uint8] = np.load(share / "opencv.npy")
    last: Image = kept[-1]
    return last


def read_ffmpeg(share: Path, width: int, height: int) -> list[Image]:
    raw = np.fromfile(share / "ffmpeg.bgr", np.uint8)
    return list(raw.reshape(-1, height, width, 3))


def read_v4l2_ctl(share: Path, width: int, height: int) -> list[Image]:
    """The planes of 4:2:0, put together here: no library that the program uses, too, has a say in it."""
    raw = np.fromfile(share / "v4l2-ctl.raw", np.uint8)
    pictures = []
    for planes in raw.reshape(-1, width * height * 3 // 2):
        luma = planes[: width * height].reshape(height, width)
        chroma = planes[width * height :].reshape(2, height // 2, width // 2).repeat(2, axis=1).repeat(2, axis=2)
        yuv = np.stack([luma.astype(float) - 16, chroma[0].astype(float) - 128, chroma[1].astype(float) - 128], -1)
        pictures.append(np.clip(np.rint(yuv @ TO_BGR.T), 0, 255).astype(np.uint8))
    return pictures


def check_same(one: Image, other: Image, top: int = 0, edges: tuple[int, ...] = ()) -> None:
    """Every pixel below the row ``top`` is the same within three grey levels of each channel.

    One in 500 may be four away: blue is made of a rounded difference that counts twice. Four columns on either side of
    each of ``edges`` are left out: two pixels share a colour in 4:2:0, and readers smooth it differently.
    """
    assert one.shape == other.shape
    difference = np.abs(one.astype(int) - other.astype(int)).max(axis=2)[top:]
    for edge in edges:
        difference[:, max(edge - 4, 0) : edge + 4] = 0
    assert difference.max() <= GREY_LEVELS + 1
    assert (difference > GREY_LEVELS).mean() <= 1 / 500


def gradients(width: int, height: int) -> Image:
    """A known picture: every channel runs from dark to bright in a direction of its own, without edges."""
    across = np.linspace(20, 235, width)[None, :]
    down = np.linspace(20, 235, height)[:, None]
    picture = np.empty((height, width, 3), np.uint8)
    picture[..., 0] = np.rint(across + 0 * down)
    picture[..., 1] = np.rint(down + 0 * across)
    picture[..., 2] = np.rint((across + down) / 2)
    return picture
