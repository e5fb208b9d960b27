"""Video clips: decoded frame by frame and played by their own timestamps.

In order: :class:`Clip` opens a file and yields its pictures upright with their times; :class:`ClipSource` plays it, in
real time (``pace="camera"``) or every frame once as fast as taken (``pace="fast"``), once or in a loop. Damaged parts
are skipped and told; a clip without one readable frame is refused.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.container import InputContainer
from av.sidedata.sidedata import Type as SideDataType
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace
from av.video.stream import VideoStream

from app.base.errors import InputError, Message
from app.pipeline.photos import check_file
from app.pipeline.reader import MIN_SIDE, Reader, SourceInfo, SourceRequest, mirrored
from engines.api import Image

DECODER_THREADS = 2
"""One core decodes 720p in about 1 ms a frame; two keep 4K in real time."""
LATE_S = 0.5
"""A clip that can not be decoded in time, or a suspended machine: the clock starts anew instead of racing after it."""
MAX_GAP_S = 10.0
"""A longer pause between two frames is a broken timestamp, not a slow scene."""
_WHOLE = 0.9
"""A clip that ends before this part of its announced length was cut off."""
_COLORSPACE_UNKNOWN = 2
_HD_HEIGHT = 720
"""From this height on an untagged clip is BT.709, below it BT.601, as players assume."""


_Turn = tuple[int, int, int, int]
"""How far a step along the stored x goes to the right on the screen, a step along y down, along x down, and along y to
the right; only signs and zeros count."""
_UPRIGHT: _Turn = (1, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class ClipFrame:
    """A decoded frame as the decoder gave it: it is turned into a picture only when that is asked for."""

    frame: VideoFrame
    size: tuple[int, int]
    turn: _Turn

    def image(self) -> Image:
        """BGR, upright, with square pixels, in the size of the clip's first frame."""
        return _upright_bgr(self.frame, self.size, self.turn)


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded frame: BGR, and the seconds since the clip's first frame."""

    image: Image
    at: float
    decode_ms: float


class Clip:
    """An open clip. ``pictures``, or ``decoded``, can be gone through once."""

    def __init__(self, path: Path, threads: int = DECODER_THREADS) -> None:
        """Raises :class:`InputError` when the file is no video that can be decoded."""
        check_file(path, "source")
        self.path = path
        self.bad_packets = 0
        self.ended_by: av.FFmpegError | None = None
        """What the file could not be read on for, before its end."""
        self._container, self._stream = open_clip(path)
        self._stream.thread_type = "AUTO"
        self._stream.codec_context.thread_count = threads
        rate = self._stream.guessed_rate or self._stream.average_rate
        self.fps = float(rate) if rate else 0.0
        self.frames = self._stream.frames or None
        base, length = self._stream.time_base, self._stream.duration
        whole = self._container.duration  # Matroska and WebM tell only this one
        self.duration = float(length * base) if length and base else float(whole or 0) / av.time_base
        self.sound = bool(self._container.streams.audio)

    def pictures(self) -> Iterator[Picture]:
        """Every frame that can be decoded, upright, with square pixels, all in the size of the first."""
        first = previous = 0.0
        step = 1.0 / self.fps if self.fps > 0 else 1.0 / 30.0
        started = time.perf_counter()
        for count, each in enumerate(self.decoded()):
            frame = each.frame
            if not count:
                first = frame.time if frame.pts is not None else 0.0
            at = frame.time - first if frame.pts is not None else previous + step
            if count:
                at = previous + step if at <= previous or at - previous > MAX_GAP_S else at
            yield Picture(each.image(), at, (time.perf_counter() - started) * 1e3)
            previous = at
            started = time.perf_counter()

    def decoded(self) -> Iterator[ClipFrame]:
        """Every frame that can be decoded; its own time may be missing, or no later than that of the one before."""
        size: tuple[int, int] | None = None
        turn = _UPRIGHT
        for frame in self._taken():
            if size is None:
                size = _square(frame.width, frame.height, self._stream.sample_aspect_ratio)
                turn = _display_matrix(frame)
            yield ClipFrame(frame, size, turn)

    @property
    def time_base(self) -> Fraction:
        """Seconds per tick of the frames' own times."""
        return self._stream.time_base or Fraction(1, av.time_base)

    def close(self) -> None:
        self._container.close()

    def _taken(self) -> Iterator[VideoFrame]:
        try:
            for packet in self._container.demux(self._stream):
                try:
                    frames = packet.decode()
                except av.error.InvalidDataError:  # the decoder finds its feet at the next key frame
                    self.bad_packets += 1
                    continue
                yield from frames
        except av.FFmpegError as error:  # the file stops within a packet, or its disk fails: what was read is played
            self.ended_by = error


class ClipSource(Reader):
    """A clip played as a camera would deliver it, or every frame once."""

    def __init__(self, path: Path, name: str, request: SourceRequest) -> None:
        """Raises :class:`InputError` when not one frame can be read."""
        super().__init__(name, handoff=request.pace == "fast", mirror=request.mirror)
        self._path, self._loop, self._fast = path, request.loop, request.pace == "fast"
        self._clip = Clip(path)
        self._pictures = self._clip.pictures()
        first = next(self._pictures, None)
        if first is None:
            self._clip.close()
            raise InputError(
                "clip.no_frames",
                f"Not one picture of {path.name} can be read.",
                "The file is damaged or cut off near its start. Choose another one.",
                name=path.name,
            )
        self._first: Picture | None = first
        height, width = first.image.shape[:2]
        if min(height, width) < MIN_SIDE:
            self._clip.close()
            raise InputError(
                "clip.too_small",
                f"The clip {path.name} is only {width} x {height} pixels.",
                f"At least {MIN_SIDE} pixels a side are needed.",
                name=path.name,
                width=width,
                height=height,
            )
        wanted = (request.width, request.height, request.fps)
        self.info = SourceInfo(name, width, height, self._clip.fps, wanted, False, self._clip.frames, self._clip.sound)
        self._step = 1.0 / (self._clip.fps or 30.0)
        self._start()

    def close(self) -> None:
        super().close()
        if not self._thread.is_alive():
            self._clip.close()

    def _work(self) -> None:
        origin = time.monotonic()
        while not self._stop.is_set():
            delivered, length, origin = self._play(origin)
            self._tell_damage(delivered, length)
            if not self._loop or delivered == 0:
                return
            origin += length
            self._clip.close()
            self._clip = Clip(self._path)
            self._pictures = self._clip.pictures()

    def _play(self, origin: float) -> tuple[int, float, float]:
        """One pass from ``origin``; gives frames delivered, length in seconds, and the origin moved by its lateness."""
        delivered, at = 0, 0.0
        for picture in self._each():
            if self._stop.is_set():
                break
            at = picture.at
            self._read_ms = picture.decode_ms
            due = origin + at
            if not self._fast:
                self._wait_until(due)
                now = time.monotonic()
                if now - due > LATE_S:
                    origin += now - due
                due = now
            # At pace "fast" the clip's own clock is the time of capture, so that a recording keeps the clip's speed.
            self._deliver(mirrored(picture.image) if self._mirror else picture.image, due)
            delivered += 1
        return delivered, at + self._step, origin

    def _each(self) -> Iterator[Picture]:
        if self._first is not None:
            first, self._first = self._first, None
            yield first
        yield from self._pictures

    def _tell_damage(self, delivered: int, length: float) -> None:
        # By time, not by number: a clip that was trimmed without encoding it anew counts frames that are not shown.
        short = length < self._clip.duration * _WHOLE
        if self._stop.is_set() or not (self._clip.bad_packets or self._clip.ended_by or short):
            return
        self._notice = Message(
            "clip.damaged",
            f"The clip {self._path.name} is damaged or cut off: {delivered} pictures of it could be played.",
            "",
            {"name": self._path.name, "frames": delivered},
        )


def open_clip(path: Path) -> tuple[InputContainer, VideoStream]:
    """The file and its video. Raises :class:`InputError` when there is none in it that can be decoded."""
    try:
        # "file:" and the whitelist: neither a colon in the name nor a playlist inside reaches for the network.
        container = av.open(
            f"file:{path.absolute()}", "r", container_options={"protocol_whitelist": "file"}, metadata_errors="replace"
        )
    except (av.FFmpegError, OSError) as error:
        raise InputError(
            "clip.not_a_video",
            f"{path.name} is neither a video nor a picture that can be read.",
            "It may be damaged, still being written, or of an unknown kind. MP4, MKV, WebM, AVI and MOV are read.",
            name=path.name,
            reason=str(error),
        ) from error
    streams = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
    if not streams:
        container.close()
        raise InputError(
            "clip.no_video", f"There is no video in {path.name}.", "Choose a file with pictures.", name=path.name
        )
    if streams[0].codec_context is None:  # libav knows the kind of the stream but has no decoder for it
        container.close()
        raise InputError(
            "clip.no_decoder",
            f"The video in {path.name} is coded in a way that is not known here.",
            "Convert it to H.264 in an MP4 file.",
            name=path.name,
        )
    return container, streams[0]


def _square(width: int, height: int, aspect: Fraction | None) -> tuple[int, int]:
    """The size with square pixels: a frame of DVD or DV has pixels that are `aspect` times as wide as high."""
    if not aspect or not 1 / 8 < aspect < 8:
        return width, height
    return (round(width * aspect), height) if aspect > 1 else (width, round(height / aspect))


def _upright_bgr(frame: VideoFrame, size: tuple[int, int], turn: _Turn) -> Image:
    """BGR of the given size, turned and mirrored."""
    untagged = int(frame.colorspace) == _COLORSPACE_UNKNOWN
    space = Colorspace.ITU709 if untagged and frame.height >= _HD_HEIGHT else None
    image = frame.to_ndarray(format="bgr24", width=size[0], height=size[1], src_colorspace=space, threads=1)
    across, down, over, along = turn
    if abs(over) > abs(across):  # quarter turns: rows become columns
        image, across, down = image.transpose(1, 0, 2), along, over
    if across < 0:
        image = image[:, ::-1]
    if down < 0:
        image = image[::-1]
    return np.ascontiguousarray(image, dtype=np.uint8)


def _display_matrix(frame: VideoFrame) -> _Turn:
    """How a clip's pictures are to be turned, by its first frame. libavutil/display.h: nine 16.16 numbers, by columns.

    A frame that was asked for its side data holds itself in memory until the next garbage collection: only one is
    asked, and only where its rotation shows that there is a matrix (so one that only exchanges top and bottom is not
    seen).
    """
    if round(frame.rotation) % 360 == 0:
        return _UPRIGHT
    parts: Any = frame.side_data  # each a buffer with a type, which its stub does not say
    for part in parts:
        if part.type == SideDataType.DISPLAYMATRIX:
            a, b, _, c, d = struct.unpack_from("=5i", part)
            return a, d, b, c
    return _UPRIGHT
