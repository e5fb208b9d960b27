"""Recording to MP4 in a thread of its own, so that neither encoder nor disk ever holds the pipeline up.

In order: the folder and the free space are looked at; the encoder is chosen; frames go through a bounded queue to the
encoder thread, which writes a fragment after the first quarter of a second and then one a second. A crash costs at
most what came after the last fragment; a clean end turns the file into an ordinary MP4 with an index. When the disk is
full the file is cut back to its last whole fragment and stays playable. A file of that name that is there already is
replaced only by a recording that came to its end: until then the new one is written beside it.
"""

from __future__ import annotations

import errno
import io
import itertools
import logging
import os
import queue
import shutil
import threading
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path

import av
from av.container import OutputContainer
from av.packet import Packet
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

from app.base.errors import Message, OutputError
from app.pipeline.fitting import even, fit
from app.pipeline.output import OutputStatus
from engines.api import Image

log = logging.getLogger(__name__)

MIN_FREE_BYTES = 100_000_000
"""Half a minute to some minutes of 1080p: with less it is not worth starting."""
FRAGMENT_S = 1.0
FIRST_FRAGMENT_S = 0.25
"""The first one is short, so that a recording can be played from nearly its beginning, whatever happens: with the
frames that are still in the encoder, from about 0.7 s on."""
QUEUE_FRAMES = 8
"""Frames between the pipeline and the encoder: a quarter of a second, 22 MB at 720p."""
TIME_BASE = Fraction(1, 60000)
"""Seconds per tick. Holds 24, 25, 30, 50 and 60 frames a second exactly; MPEG-4 takes no denominator above 65535."""

ENCODERS = {"h264": ("libx264", "mpeg4"), "mpeg4": ("mpeg4",)}
"""For each codec of the settings, libav's encoders in order of preference."""

_Job = tuple[Image, float] | None
"""A picture and its time, or None for the end."""


class Recording:
    """One MP4 file. ``send`` never waits, unless ``wait`` is set: then no frame is ever dropped."""

    kind = "recording"

    def __init__(
        self, path: Path, width: int, height: int, fps: float, codec: str, quality: int, *, wait: bool = False
    ) -> None:
        """
        Args:
            path: the file; one that is there is replaced at the recording's end.
            width, height: pixels of the pictures to come; an odd side is given one pixel more.
            fps: the usual rate; the frames' own times decide.
            codec: a key of :data:`ENCODERS`.
            quality: 0 (best) to 51 (smallest), x264's constant rate factor.
            wait: wait for the encoder instead of dropping frames (a clip rendered to a file).

        Raises:
            OutputError: the codec is unknown, the file can not be written, or the disk is nearly full.
        """
        self._path, self._wait, self._fps = path, wait, fps if fps > 0 else 30.0
        self._width, self._height = even(width), even(height)
        encoder, self._remark = _choose_encoder(codec)
        self._file = _open_file(path)
        self._written_to = Path(self._file.name)
        self._name = encoder
        self._queue: queue.Queue[_Job] = queue.Queue(QUEUE_FRAMES)
        self._frames = self._dropped = 0
        self._ticks: int | None = None
        self._first = 0.0
        self._key_ticks = 0
        self._fragment_s = FIRST_FRAGMENT_S
        self._kept_s = 0.0
        """Seconds up to the end of the last whole fragment."""
        self._error: Message | None = None
        self._told = False
        self._closed = False
        try:
            self._container, self._stream = _open_stream(
                self._file, encoder, self._width, self._height, self._fps, quality
            )
        except BaseException:
            self._file.close()
            self._written_to.unlink(missing_ok=True)
            raise
        self._thread = threading.Thread(target=self._run, name=f"recording {path.name}", daemon=True)
        self._thread.start()

    def send(self, image: Image, captured_at: float) -> None:
        if self._error is not None:
            self._told = True
            raise OutputError(self._error.code, self._error.text, self._error.hint, **self._error.params)
        if self._closed:
            raise OutputError("recording.closed", f"The recording {self._path.name} is closed.", "Start a new one.")
        if self._wait:
            self._queue.put((image, captured_at))  # the encoder thread takes to the end, even after a failure
            return
        try:
            self._queue.put_nowait((image, captured_at))
        except queue.Full:
            self._dropped += 1

    def status(self) -> OutputStatus:
        ticks = self._ticks
        seconds = 0.0 if ticks is None else float(ticks * TIME_BASE) + 1.0 / self._fps
        detail = ", ".join(part for part in (str(self._path), self._name, self._remark) if part)
        dropped = self._dropped
        if dropped:
            detail += f", {dropped} frames dropped: the encoder or the disk is too slow"
        active = not self._closed and self._error is None
        return OutputStatus(self.kind, active, detail, self._frames, seconds, self._file.written, self._error, dropped)

    def close(self) -> None:
        """Write what is still queued, end the file and join the encoder thread.

        Raises:
            OutputError: the end could not be written and ``send`` had no chance to say so; the file stays playable.
        """
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        self._thread.join()
        if self._error is not None and not self._told:
            raise OutputError(self._error.code, self._error.text, self._error.hint, **self._error.params)

    def _run(self) -> None:
        # Takes jobs until the end even after a failure, so that a waiting ``send`` is always let go.
        while (job := self._queue.get()) is not None:
            if self._error is None:
                self._guarded(partial(self._encode, *job))
        if self._error is None:
            self._guarded(self._flush)
        self._guarded(self._container.close)  # writes the index
        self._guarded(self._file.finish)
        if self._frames == 0 or (self._error is not None and self._kept_s == 0):
            self._guarded(partial(self._written_to.unlink, missing_ok=True))
        elif self._error is None and self._written_to != self._path:
            self._guarded(self._take_its_place)

    def _take_its_place(self) -> None:
        self._written_to.replace(self._path)

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do a step; what fails becomes the recording's error, told by status, ``send`` and ``close``."""
        try:
            work()
        except (OSError, av.FFmpegError) as error:
            self._fail(error)
        except Exception as error:  # a bug, logged with its trace: nobody may wait for this thread for ever
            log.exception("recording %s", self._path)
            self._fail(error)

    def _flush(self) -> None:
        for packet in self._stream.encode(None):
            self._mux(packet)

    def _mux(self, packet: Packet[VideoStream]) -> None:
        before = self._file.written
        self._container.mux(packet)
        if self._file.written > before and packet.pts is not None:  # the fragment before this packet is whole
            self._kept_s = float(packet.pts * TIME_BASE)
        self._file.keep()

    def _encode(self, image: Image, captured_at: float) -> None:
        picture = VideoFrame.from_numpy_buffer(fit(image, self._width, self._height), format="bgr24")
        frame = picture.reformat(
            format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG, threads=1
        )
        if self._ticks is None:
            self._first, ticks, key = captured_at, 0, True
        else:
            # Held and covered frames may carry the time of an older one: time must grow all the same.
            ticks = max(round((captured_at - self._first) / TIME_BASE), self._ticks + 1)
            key = (ticks - self._key_ticks) * TIME_BASE >= self._fragment_s
            if key:
                self._fragment_s = FRAGMENT_S
        if key:
            frame.pict_type = PictureType.I
            self._key_ticks = ticks
        frame.pts, frame.time_base = ticks, TIME_BASE
        for packet in self._stream.encode(frame):
            self._mux(packet)
        self._ticks = ticks
        self._frames += 1

    def _fail(self, error: Exception) -> None:
        self._file.dead = True
        if self._error is not None:  # what follows from the first failure says nothing new
            return
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        name, seconds = self._written_to.name, round(self._kept_s, 1)
        if seconds == 0:
            reason = "the disk is full" if full else str(error)
            self._error = Message(
                "recording.nothing_kept",
                f"Nothing of the recording {name} could be kept: {reason}.",
                "Make room or choose another folder, then start a new recording.",
                {"name": name, "reason": reason},
            )
        elif full:
            self._error = Message(
                "recording.disk_full",
                f"The disk is full: the recording {name} ends after {seconds} s.",
                "What was recorded so far can be played. Make room, then start a new recording.",
                {"name": name, "seconds": seconds},
            )
        else:
            self._error = Message(
                "recording.failed",
                f"The recording {name} ends after {seconds} s: {error}.",
                "What was recorded so far can be played.",
                {"name": name, "seconds": seconds, "reason": str(error)},
            )
        log.info("%s", self._error)


class _File(io.RawIOBase):
    """The file under libav: writes all or raises, and knows how far it is whole.

    A full disk first writes a part of what it was given without an error, which libav would not notice.
    """

    def __init__(self, path: Path) -> None:
        self._raw = path.open("wb", buffering=0)
        self.name = str(path)
        self.dead = False
        """After a failure: nothing more is written, so that the fragments that are whole stay as they are."""
        self.written = 0
        self._whole = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        view = memoryview(data)
        if self.dead:
            return len(view)
        done = 0
        while done < len(view):
            done += self._raw.write(view[done:]) or 0
        self.written = max(self.written, self._raw.tell())
        return len(view)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def keep(self) -> None:
        """All that was written until now is whole: libav flushes fragment by fragment."""
        self._whole = self.written

    def finish(self) -> None:
        if self.dead:
            self._raw.truncate(self._whole)
            self.written = self._whole
        self._raw.close()

    def close(self) -> None:
        self._raw.close()
        super().close()


def _choose_encoder(codec: str) -> tuple[str, str]:
    """The encoder to use, and in words what was not possible."""
    if codec not in ENCODERS:
        raise OutputError(
            "recording.codec",
            f"There is no recording codec “{codec}”.",
            f"These exist: {', '.join(ENCODERS)}.",
            codec=codec,
        )
    present = [name for name in ENCODERS[codec] if name in av.codecs_available]
    if not present:
        raise OutputError("recording.codec", f"The encoder of {codec} is missing here.", "Reinstall the package av.")
    first = ENCODERS[codec][0]
    return present[0], "" if present[0] == first else f"larger files, because the encoder {first} is missing here"


def _open_file(path: Path) -> _File:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(path.parent).free
        if free < MIN_FREE_BYTES:
            raise OutputError(
                "recording.no_space",
                f"Only {free / 1e6:.0f} MB are free in {path.parent}.",
                f"At least {MIN_FREE_BYTES / 1e6:.0f} MB are needed. Make room or choose another folder.",
                folder=str(path.parent),
                free_mb=round(free / 1e6),
            )
        if path.exists() and not path.is_file():  # opening a pipe would wait for its reader
            raise OutputError(
                "recording.not_a_file",
                f"{path} is not a file that can be recorded to.",
                "Choose another name.",
                path=str(path),
            )
        return _File(_beside(path) if path.exists() else path)
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
        raise OutputError(
            "recording.unwritable",
            f"The file {path} can not be written: {getattr(error, 'strerror', None) or error}.",
            "Choose another folder.",
            path=str(path),
            reason=str(error),
        ) from error


def _beside(path: Path) -> Path:
    """The first free NAME.part.mp4, NAME.part-2.mp4, ... beside a file."""
    for number in itertools.count(1):
        part = path.with_name(f"{path.stem}.part{'' if number == 1 else f'-{number}'}{path.suffix}")
        if not part.exists():
            return part
    raise AssertionError  # the count does not end


def _open_stream(
    file: _File, encoder: str, width: int, height: int, fps: float, quality: int
) -> tuple[OutputContainer, VideoStream]:
    # Through a file object libav writes each fragment out once it is whole; for a name it would gather 256 kB.
    # hybrid_fragmented: fragments while it runs, one index over all of them at a clean end (libavformat 61.7).
    container = av.open(file, "w", format="mp4", container_options={"movflags": "hybrid_fragmented+frag_keyframe"})
    if encoder == "libx264":
        # A short look-ahead and no B-frames: what is still inside the encoder is lost in a crash.
        tuning = "bframes=0:rc-lookahead=10:sync-lookahead=0"
        options = {"preset": "veryfast", "crf": str(quality), "x264-params": tuning, "forced-idr": "1"}
    else:
        scale = min(31, max(1, round(quality / 5)))  # MPEG-4's quantiser 1..31; 118 is libav's FF_QP2LAMBDA
        options = {"flags": "+qscale", "global_quality": str(scale * 118)}
    stream = container.add_stream(encoder, rate=Fraction(fps).limit_denominator(1001), options=options)
    assert isinstance(stream, VideoStream)
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    stream.time_base = TIME_BASE
    context = stream.codec_context
    context.time_base = TIME_BASE
    context.gop_size = 600  # key frames are asked for by time, see FRAGMENT_S
    context.thread_count = min(2, os.cpu_count() or 1)
    context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG
    context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
    return container, stream
