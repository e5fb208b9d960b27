"""A video in segments: each a file with the encoded pictures of a part, which another one can follow without a seam.

A segment has an encoder of its own, on one thread, whose bytes depend on the pictures and nothing else. Its file is an
index in one line of JSON and the packets behind it; it appears under its name only once it is whole on the disk.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from app.base.errors import OutputError
from app.base.files import replace_file
from app.pipeline.fitting import Fitter, even
from app.pipeline.recording import ENCODERS
from engines.api import Image

KEY_EVERY = 250
"""Pictures between two key frames at most: a player that jumps has to begin at one."""
_AVX_512 = 13
"""OpenCV's number for it (``CPU_AVX_512F``), which its Python module has no name for."""
_MPEG4_DENOMINATOR = 65535
_MPEG4_TIME = Fraction(1, 60000)


@dataclass(frozen=True, slots=True)
class Form:
    """What the encoded video is like."""

    encoder: str
    width: int
    height: int
    """Pixels, even."""
    time_base: Fraction
    rate: Fraction
    """Pictures per second, about."""
    quality: int
    """0 (best) to 51 (smallest), x264's constant rate factor."""

    @property
    def options(self) -> dict[str, str]:
        """For the encoder. No B-frames: packets come in the order of the pictures."""
        if self.encoder == "libx264":
            # x264's macroblock tree for AVX-512 uses what happens to lie in memory: up to one of fifteen times the same
            # small pictures came out in other bytes (core 165), and in 3000 times never with the code for AVX2.
            code = ":asm=avx2" if cv2.checkHardwareSupport(_AVX_512) else ""
            return {"preset": "veryfast", "crf": str(self.quality), "x264-params": f"bframes=0{code}"}
        scale = min(31, max(1, round(self.quality / 5)))
        return {"flags": "+qscale", "global_quality": str(scale * 118)}

    def set_up(self, context: VideoCodecContext) -> None:
        """Make an encoder one of this form. The same form gives the same stream header everywhere."""
        context.width, context.height, context.pix_fmt = self.width, self.height, "yuv420p"
        context.time_base = self.time_base
        context.gop_size = KEY_EVERY
        context.max_b_frames = 0
        context.thread_count = 1
        context.flags |= int(av.codec.context.Flags.global_header) | int(av.codec.context.Flags.bitexact)
        context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG
        context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709

    def ticks(self, at: int, time_base: Fraction) -> int:
        """A time of the source in this form's ticks."""
        return at if time_base == self.time_base else round(at * time_base / self.time_base)


def choose_form(codec: str, size: tuple[int, int], time_base: Fraction, rate: Fraction, quality: int) -> Form:
    """The form for pictures of a size. Raises OutputError when there is no encoder for the codec of the settings."""
    encoder = next((name for name in ENCODERS[codec] if name in av.codecs_available), None)
    if encoder is None:
        text = f"The encoder of {codec} is missing here."
        raise OutputError("tasks.no_encoder", text, "Reinstall the package av.", codec=codec)
    if encoder == "mpeg4" and time_base.denominator > _MPEG4_DENOMINATOR:
        time_base = _MPEG4_TIME
    return Form(encoder, even(size[0]), even(size[1]), time_base, rate, quality)


class SegmentEncoder:
    """Encodes the pictures of one segment; what it has made lies in memory until :meth:`write`."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._fitter = Fitter(form.width, form.height)
        context = av.CodecContext.create(form.encoder, "w")
        assert isinstance(context, VideoCodecContext)
        context.framerate = form.rate
        context.options = form.options
        form.set_up(context)
        self._context = context
        self._index: list[tuple[int, int, bool, int]] = []
        self._data: list[bytes] = []
        self._durations: dict[int, int] = {}

    def add(self, image: Image, at: int, duration: int) -> None:
        """A picture (BGR) with its time and how long it stands, in the form's ticks. Raises av.FFmpegError."""
        picture = VideoFrame.from_numpy_buffer(self._fitter.fit(image), format="bgr24")
        frame = picture.reformat(
            format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG, threads=1
        )
        frame.pts, frame.time_base = at, self._form.time_base
        self._durations[at] = duration
        self._keep(self._context.encode(frame))

    def write(self, file: Path) -> str:
        """End the segment and write it so that it is there whole or not at all; returns its SHA-256.

        Raises OSError, av.FFmpegError.
        """
        self._keep(self._context.encode(None))
        head = {"extradata": (self._context.extradata or b"").hex(), "packets": self._index}
        data = b"".join([json.dumps(head).encode(), b"\n", *self._data])
        replace_file(file, data)
        sync_folder(file.parent)
        return hashlib.sha256(data).hexdigest()

    def _keep(self, packets: Iterable[Packet[Any]]) -> None:
        for packet in packets:
            data = bytes(packet)
            assert packet.pts is not None
            duration = self._durations.pop(packet.pts)
            self._index.append((packet.pts, duration, bool(packet.is_keyframe), len(data)))
            self._data.append(data)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture out of a segment."""

    at: int
    duration: int
    key: bool
    data: bytes


def read_segment(file: Path) -> tuple[bytes, Iterator[Encoded]]:
    """The stream header and the pictures of a segment. Raises OSError, ValueError."""
    content = file.read_bytes()
    line, _, data = content.partition(b"\n")
    head = json.loads(line)

    def pictures() -> Iterator[Encoded]:
        begin = 0
        for at, duration, key, size in head["packets"]:
            yield Encoded(at, duration, key, data[begin : begin + size])
            begin += size

    return bytes.fromhex(head["extradata"]), pictures()


def file_sum(file: Path) -> str:
    """The SHA-256 of a file. Raises OSError."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """What was renamed there stays so after a power cut. Raises OSError."""
    if sys.platform == "win32":  # a folder can not be opened there, and NTFS keeps a journal of names
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
