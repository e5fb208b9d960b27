"""Segments: what is in them comes out again, and the same pictures always give the same bytes."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.packet import Packet

from app.services.tasks.segments import SegmentEncoder, choose_form, file_sum, read_segment
from tests.services.tasks.kit import picture

PICTURES = [picture(index) for index in range(24)]


def encode(file: Path, codec: str = "h264") -> str:
    encoder = SegmentEncoder(choose_form(codec, (96, 64), Fraction(1, 15360), Fraction(30), 20))
    for index, image in enumerate(PICTURES):
        encoder.add(image, 7 + index * 512, 512)
    return encoder.write(file)


@pytest.mark.parametrize("codec", ["h264", "mpeg4"])
def test_what_was_put_in_comes_out(tmp_path: Path, codec: str) -> None:
    assert encode(tmp_path / "a", codec) == file_sum(tmp_path / "a")
    header, pictures = read_segment(tmp_path / "a")
    decoder = av.CodecContext.create(codec, "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.extradata = header
    decoder.thread_count = 1
    shown = []
    for number, each in enumerate(pictures):
        assert (each.at, each.duration, each.key) == (7 + number * 512, 512, number == 0)
        shown += decoder.decode(Packet(each.data))
    shown += decoder.decode(None)
    assert len(shown) == len(PICTURES)
    for frame, image in zip(shown, PICTURES, strict=True):
        assert np.abs(frame.to_ndarray(format="bgr24").astype(int) - image).mean() < 12
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_the_same_pictures_always_give_the_same_bytes(tmp_path: Path) -> None:
    """x264's code for AVX-512 gave others in one of fifteen times, by what lay in memory before."""
    sums = set()
    for _ in range(60):
        junk = [bytes([random.randrange(256)]) * random.randrange(1, 200_000) for _ in range(20)]
        sums.add(encode(tmp_path / "a"))
        del junk
    assert len(sums) == 1
