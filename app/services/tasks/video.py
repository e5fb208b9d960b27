"""A video, segment by segment.

1. :func:`survey` goes through the file without decoding: how many pictures there are, and whether it is whole.
   One that was cut off is worked on as far as it goes, and that is told; one whose disk fails is not.
2. :class:`VideoWork` decodes every picture from the first on and swaps those of the segments that are not there yet.
   Jumping into a file is left alone: what comes behind a jump differs from file to file. Decoding is the cheap part.
3. Before each segment the engine forgets what it knew, and warms up on the pictures just before, which do not leave.
   So a segment comes out the same, whether the one before it was made in the same go or before the program was killed.
   Small faces that the engine overlooks are looked for before that (:mod:`app.services.tasks.scout`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2

from app.base.errors import InputError, Message
from app.base.files import replace_file
from app.pipeline.clips import Clip, ClipFrame, open_clip
from app.pipeline.reader import MIN_SIDE
from app.services.tasks.passing import Passing
from app.services.tasks.records import Segment
from app.services.tasks.scout import Scout
from app.services.tasks.segments import Form, SegmentEncoder, choose_form, file_sum
from app.services.tasks.swapping import Swapped, Swapper
from app.services.tasks.timing import Times
from engines.api import Face, Image

MAX_PIXELS = 7680 * 4320
"""Of a video's picture: what encoders and the engine's memory are fit for."""
WARM_UP = 16
"""Pictures before a segment on which the engine warms up: half a second, in which following settles."""
_WARM_BYTES = 200_000_000
"""Decoded pictures are kept for that; of very large ones fewer."""
_WHOLE = 0.9
"""A video whose pictures end before this part of its announced length was cut off."""
THUMBNAIL = "thumbnail.jpg"
_THUMBNAIL_SIDE = 320


@dataclass(frozen=True, slots=True)
class Survey:
    """What a video's packets tell."""

    frames: int
    """Pictures, as far as packets tell."""
    cut_off: bool
    """Whether it is damaged, or ends before it says that it does. What is there is worked on, and that is told."""


def survey(path: Path) -> Survey:
    """Look through a video.

    Raises:
        InputError: it is none, holds no picture, or is too large.
        OSError, av.FFmpegError: it can not be read on, as where its disk fails.
    """
    container, stream = open_clip(path)
    with container:
        width, height = stream.width, stream.height
        _check_size(path, width, height)
        base = stream.time_base or Fraction(1, av.time_base)
        length = float(stream.duration * base) if stream.duration else float(container.duration or 0) / av.time_base
        count, damaged = 0, False
        first: float | None = None
        last = 0.0
        try:
            for packet in container.demux(stream):
                if packet.size == 0:
                    continue
                count += 1
                damaged = damaged or packet.is_corrupt
                if packet.pts is not None:
                    at = float(packet.pts * base)
                    first = at if first is None else min(first, at)
                    last = max(last, at + float((packet.duration or 0) * base))
        except av.error.InvalidDataError:  # the file stops in the middle of a packet
            damaged = True
    if not count:
        raise _no_picture(path)
    # Matroska counts its length from 0 on, wherever its pictures begin.
    short = first is not None and max(last, last - first) < length * _WHOLE
    return Survey(count, damaged or short)


def _no_picture(path: Path) -> InputError:
    return InputError(
        "clip.no_frames",
        f"Not one picture of {path.name} can be read.",
        "The file is damaged or cut off near its start. Choose another one.",
        name=path.name,
    )


def _check_size(path: Path, width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise InputError(
            "tasks.video_too_large",
            f"The pictures of {path.name} have {width} x {height} pixels; at most {MAX_PIXELS / 1e6:.0f} megapixels "
            "are taken.",
            "Make it smaller with a video program.",
            name=path.name,
            width=width,
            height=height,
            limit=round(MAX_PIXELS / 1e6),
        )
    if width and height and min(width, height) < MIN_SIDE:
        raise InputError(
            "clip.too_small",
            f"The clip {path.name} is only {width} x {height} pixels.",
            f"At least {MIN_SIDE} pixels a side are needed.",
            name=path.name,
            width=width,
            height=height,
        )


class VideoWatch:
    """Is told how the work goes; the child's own way to the program."""

    def __init__(
        self, frames: Callable[[int], None], segment: Callable[[Segment], None], notice: Callable[[Message], None]
    ) -> None:
        self.frames, self.segment, self.notice = frames, segment, notice


class VideoWork:
    """Makes the missing segments of one video in a folder."""

    def __init__(
        self, source: Path, folder: Path, swapper: Swapper, *, segment_frames: int, codec: str, quality: int
    ) -> None:
        self._source, self._folder, self._swapper = source, folder, swapper
        self._segment_frames, self._codec, self._quality = segment_frames, codec, quality
        self.form: Form | None = None
        """Known once :meth:`run` has ended."""
        self._encoder: SegmentEncoder | None = None
        self._pictured = (folder / THUMBNAIL).exists()
        self._swapped = self._covered = 0
        self._scout: Scout | None = None
        """Where the user lets real faces through there is none."""
        self._told: Callable[[int], None] = lambda _index: None
        self._passing = Passing[tuple[int, int] | None](swapper, lambda index: self._told(index))
        """With when and how long a picture is shown, in ticks; None for one that only warms up."""

    def file(self, number: int) -> Path:
        """Where a segment lies."""
        return self._folder / f"{number:06d}.segment"

    def whole(self, segments: Sequence[Segment]) -> list[Segment]:
        """The first ones of the recorded segments, up to one whose file is not what it was."""
        good = []
        for number, segment in enumerate(segments):
            file = self.file(number)
            if segment.number != number or not file.is_file() or file_sum(file) != segment.sha256:
                break
            good.append(segment)
        return good

    def run(self, done: int, watch: VideoWatch) -> int:
        """Make every segment from number ``done`` on; returns how many there are then.

        Raises:
            InputError: not one picture can be read.
            UserError: the engine failed too often.
            OSError, av.FFmpegError: a segment can not be written, such as on a full disk; or the source is lost.
        """
        self._told = watch.frames
        clip = Clip(self._source, threads=1)  # more threads may hide damage in another way each time
        try:
            if self._swapper.covers:
                self._scout = Scout(self._source, self._swapper, lambda: self._tell_of_small_faces(watch))
            return self._run(clip, done, watch)
        finally:
            clip.close()
            if self._scout is not None:
                self._scout.close()

    def _run(self, clip: Clip, done: int, watch: VideoWatch) -> int:
        length, base = self._segment_frames, clip.time_base
        rate = Fraction(clip.fps).limit_denominator(1001) if clip.fps > 0 else Fraction(30)
        step = max(round(1 / rate / base), 1)
        times = Times(base, step)
        warm: deque[tuple[ClipFrame, float]] = deque()
        first: int | None = None
        index = -1
        for index, picture in enumerate(clip.decoded()):
            number, place = divmod(index, length)
            told = times.next(picture.frame.pts)
            first = told if first is None else first
            at = float((told - first) * base)
            if index == 0:
                self._begin(clip, picture, rate, watch)
            if number >= done:
                if place == 0:
                    if self._scout is not None:
                        self._scout.go(index - len(warm), index, index + length)
                    self._open(warm, index)
                self._add(picture, index, at, told, picture.frame.duration or step, base)
                if not self._passing.waiting:
                    watch.frames(index + 1)
                if place == length - 1:
                    watch.segment(self._close(number, length))
            if number >= done - 1 and place >= length - self._warm_up(picture):
                warm.append((picture, at))
        if index < 0:
            raise _no_picture(self._source)
        if clip.ended_by is not None and not isinstance(clip.ended_by, av.error.InvalidDataError):
            raise clip.ended_by  # a disk that fails is no end of the video
        number, place = divmod(index, length)
        if place != length - 1 and number >= done:
            watch.segment(self._close(number, place + 1))
        if clip.bad_packets:
            watch.notice(
                Message(
                    "tasks.left_out",
                    f"Some pictures of {self._source.name} are damaged ({clip.bad_packets}) and were left out.",
                    "",
                    {"name": self._source.name, "count": clip.bad_packets},
                )
            )
        return number + 1

    def _begin(self, clip: Clip, picture: ClipFrame, rate: Fraction, watch: VideoWatch) -> None:
        height, width = picture.image().shape[:2]
        _check_size(self._source, width, height)
        self.form = choose_form(self._codec, (width, height), clip.time_base, rate, self._quality)
        if int(picture.frame.color_trc) in (16, 18):  # PQ and HLG, by H.273
            text = f"{self._source.name} has a high dynamic range, which the result has not: its colours may look flat."
            watch.notice(Message("tasks.hdr", text, "", {"name": self._source.name}))
        if any(part.is_alpha for part in picture.frame.format.components):
            opaque = picture.frame.to_ndarray(format="rgba")[:, :, 3].min() == 255
            if not opaque:
                text = f"{self._source.name} is transparent in places, which the result is not."
                watch.notice(Message("tasks.transparent", text, "", {"name": self._source.name}))

    def _tell_of_small_faces(self, watch: VideoWatch) -> None:
        name = self._source.name
        text = f"Faces in {name} are too small for the engine to find, and may be seen in the result: look through it "
        text += "before you show it to anybody."
        watch.notice(Message("tasks.small_faces", text, "", {"name": name}))

    def _warm_up(self, picture: ClipFrame) -> int:
        bytes_each = picture.frame.width * picture.frame.height * 3 // 2
        return max(1, min(WARM_UP, _WARM_BYTES // bytes_each))

    def _open(self, warm: deque[tuple[ClipFrame, float]], index: int) -> None:
        assert self.form is not None
        self._passing.forget()
        self._swapper.begin()
        self._swapped = self._covered = 0
        begin = index - len(warm)
        self._encoder = SegmentEncoder(self.form)
        for number, (picture, at) in enumerate(warm):
            self._take(self._passing.give(picture.image(), begin + number, at, None, self._overlooked(begin + number)))
        warm.clear()

    def _overlooked(self, index: int) -> tuple[Face, ...]:
        return self._scout.faces(index) if self._scout is not None else ()

    def _add(self, picture: ClipFrame, index: int, at: float, told: int, duration: int, base: Fraction) -> None:
        assert self.form is not None
        form = self.form
        shown = form.ticks(told, base), max(form.ticks(duration, base), 1)
        self._take(self._passing.give(picture.image(), index, at, shown, self._overlooked(index)))

    def _take(self, made: Iterable[tuple[tuple[int, int] | None, Swapped]]) -> None:
        assert self._encoder is not None
        for shown, swapped in made:
            if shown is None:
                continue
            self._encoder.add(swapped.image, *shown)
            self._swapped += bool(swapped.faces)
            self._covered += swapped.covered
            if swapped.faces and not self._pictured:
                write_thumbnail(self._folder, swapped.image)
                self._pictured = True

    def _close(self, number: int, frames: int) -> Segment:
        assert self._encoder is not None
        self._take(self._passing.rest())
        encoder, self._encoder = self._encoder, None
        return Segment(number, frames, self._swapped, self._covered, encoder.write(self.file(number)))


def write_thumbnail(folder: Path, image: Image) -> None:
    """A small JPEG of a picture that may leave. Raises OSError."""
    height, width = image.shape[:2]
    scale = min(1.0, _THUMBNAIL_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 85])
    replace_file(folder / THUMBNAIL, data.tobytes())
