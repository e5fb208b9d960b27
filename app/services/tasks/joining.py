"""The result of a video: its segments one behind the other, never encoded again, with the sound of the source.

1. The container is the source's where it takes what comes (MP4, MOV, Matroska), else MP4.
2. Sound is copied packet by packet where the container takes its codec, else encoded anew as AAC. Subtitles are copied
   or left out, which is told.
3. Nothing in the file says when or where it was made: the same parts give the same bytes.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.subtitles.stream import SubtitleStream
from av.video.stream import VideoStream

from app.base.errors import Message, OutputError
from app.pipeline.clips import open_clip
from app.services.tasks.marks import video_tags
from app.services.tasks.segments import Form, read_segment

_MP4_SOUND = frozenset(("aac", "mp3", "ac3", "eac3", "alac", "opus", "flac"))
_KBPS_A_CHANNEL = 96
_AAC_RATES = (48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 96000, 88200, 64000)
_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}
_DONE_EVERY = 500


@dataclass(frozen=True, slots=True)
class Container:
    """Where a result goes."""

    format: str
    """libav's name."""
    suffix: str

    def takes(self, codec: str) -> bool:
        """Whether sound of the codec can be copied into it."""
        if self.format == "matroska":
            return True
        return codec in _MP4_SOUND or (self.format == "mov" and codec.startswith("pcm_"))

    def takes_subtitles(self, codec: str) -> bool:
        """Whether subtitles of the codec can be copied into it."""
        return (codec == "mov_text") != (self.format == "matroska")


_MP4, _MOV, _MATROSKA = Container("mp4", ".mp4"), Container("mov", ".mov"), Container("matroska", ".mkv")


def container_of(source: Path) -> Container:
    """The container of a source's result. Raises InputError when the source is no video."""
    container, _ = open_clip(source)
    with container:
        names = container.format.name.split(",")
    if "matroska" in names:
        return _MATROSKA
    return _MOV if "mov" in names and source.suffix.lower() in (".mov", ".qt") else _MP4


def join(
    files: Sequence[Path],
    form: Form,
    source: Path,
    target: Path,
    container: Container,
    progress: Callable[[int], None],
    notice: Callable[[Message], None],
) -> None:
    """Write the result to ``target``, whose name may end in anything. ``progress`` is told the pictures so far.

    Raises:
        OutputError: what was written is not what came.
        OSError, av.FFmpegError: it can not be written.
    """
    try:
        written = _write(files, form, source, target, container, progress, notice, copy=True)
    except _NotCopied:
        written = _write(files, form, source, target, container, progress, notice, copy=False)
    _check(target, written)


class _NotCopied(Exception):
    """The container does not take the sound as it is."""


def _write(
    files: Sequence[Path],
    form: Form,
    source: Path,
    target: Path,
    container: Container,
    progress: Callable[[int], None],
    notice: Callable[[Message], None],
    *,
    copy: bool,
) -> int:
    options = {"fflags": "+bitexact"}
    if container.format != "matroska":
        options["movflags"] = "+faststart"
    sound_from, _ = open_clip(source)
    with (
        sound_from,
        av.open(f"file:{target.absolute()}", "w", format=container.format, container_options=options) as out,
    ):
        out.metadata.update(video_tags())
        video = _video(out, form)
        sounds = [_Track.open(out, stream, container, copy=copy) for stream in sound_from.streams.audio]
        usable = [sound for sound in sounds if sound is not None]
        for sound in usable:
            if sound.words:
                name = source.name
                text = (
                    f"The sound of {name} was encoded anew ({sound.words}): the result's file can not hold it as it is."
                )
                notice(Message("tasks.sound_encoded", text, "", {"name": name, "codec": sound.words}))
        if len(usable) < len(sound_from.streams.audio):
            text = f"A sound track of {source.name} could not be read and was left out."
            notice(Message("tasks.sound_left_out", text, "", {"name": source.name}))
        written = [_Track.copied(out, one, container) if copy else None for one in sound_from.streams.subtitles]
        subtitles = [one for one in written if one is not None]
        if len(subtitles) < len(written):
            text = f"Subtitles of {source.name} were left out: the result's file can not hold them."
            notice(Message("tasks.subtitles_left_out", text, "", {"name": source.name}))
        usable += subtitles
        try:
            out.start_encoding()
        except av.FFmpegError as error:
            if copy and usable and not isinstance(error, OSError):
                raise _NotCopied from error
            raise
        if video.codec_context.extradata != read_segment(files[0])[0]:
            raise AssertionError("the segments' header is not the encoder's")
        return _mux(out, files, form, video, sound_from, usable, progress)


def _video(out: OutputContainer, form: Form) -> VideoStream:
    """A stream with the header of the segments: an encoder of the same form, which encodes nothing."""
    stream = out.add_stream(form.encoder, rate=form.rate, options=form.options)
    assert isinstance(stream, VideoStream)
    form.set_up(stream.codec_context)
    stream.time_base = form.time_base
    return stream


def _mux(
    out: OutputContainer,
    files: Sequence[Path],
    form: Form,
    video: VideoStream,
    sound_from: InputContainer,
    sounds: Sequence[_Track],
    progress: Callable[[int], None],
) -> int:
    count = 0
    pictures = _pictures(files, form, video)
    heard = _heard(sound_from, sounds)
    for _, packet in heapq.merge(pictures, heard, key=lambda each: each[0]):
        out.mux(packet)
        if packet.stream is video:
            count += 1
            if count % _DONE_EVERY == 0:
                progress(count)
    progress(count)
    return count


def _pictures(files: Sequence[Path], form: Form, video: VideoStream) -> Iterator[tuple[float, Packet[Any]]]:
    for file in files:
        for each in read_segment(file)[1]:
            packet: Packet[Any] = Packet(each.data)
            packet.pts = packet.dts = each.at
            packet.duration = each.duration
            packet.time_base = form.time_base
            packet.is_keyframe = each.key
            packet.stream = video
            yield float(each.at * form.time_base), packet


def _heard(sound_from: InputContainer, sounds: Sequence[_Track]) -> Iterator[tuple[float, Packet[Any]]]:
    if not sounds:
        return
    by_stream = {sound.source.index: sound for sound in sounds}
    try:
        for packet in sound_from.demux([sound.source for sound in sounds]):
            if packet.size:
                yield from by_stream[packet.stream.index].take(packet)
    except av.error.InvalidDataError:  # the file stops within a packet of its sound, behind its last picture
        pass
    for sound in sounds:
        yield from sound.end()


class _Track:
    """A track of sound or subtitles on its way: copied, or decoded and encoded."""

    def __init__(self, source: Stream, target: Stream, resampler: AudioResampler | None, words: str) -> None:
        self.source, self._target, self._resampler, self.words = source, target, resampler, words
        self._last: int | None = None
        self._least_step = 0 if isinstance(source, SubtitleStream) else 1
        """In ticks: two lines of subtitles may begin at once."""

    @classmethod
    def copied(cls, out: OutputContainer, source: SubtitleStream, container: Container) -> _Track | None:
        """None where the container does not take it."""
        codec = source.codec_context
        if codec is None or not container.takes_subtitles(codec.codec.canonical_name):
            return None
        target = out.add_stream_from_template(source)
        if language := source.metadata.get("language"):
            target.metadata["language"] = language
        return cls(source, target, None, "")

    @classmethod
    def open(cls, out: OutputContainer, source: AudioStream, container: Container, *, copy: bool) -> _Track | None:
        """None where there is no decoder for a track that can not be copied."""
        codec = source.codec_context
        if codec is None:
            return None
        if copy and container.takes(codec.codec.canonical_name):
            target = out.add_stream_from_template(source)
            target.codec_context.codec_tag = "\0\0\0\0"  # the source's is its container's own
            resampler, words = None, ""
        else:
            rate = codec.rate if codec.rate in _AAC_RATES else 48000
            layout = _LAYOUTS.get(codec.layout.nb_channels, "stereo")  # some files do not say which channel is where
            target = out.add_stream("aac", rate=rate, layout=layout)
            target.codec_context.bit_rate = _KBPS_A_CHANNEL * 1000 * target.codec_context.layout.nb_channels
            target.codec_context.flags |= int(av.codec.context.Flags.bitexact)
            target.codec_context.thread_count = codec.thread_count = 1
            resampler, words = (
                AudioResampler(format="fltp", layout=layout, rate=rate, frame_size=1024),
                codec.codec.canonical_name,
            )
        if language := source.metadata.get("language"):
            target.metadata["language"] = language
        return cls(source, target, resampler, words)

    def take(self, packet: Packet[Any]) -> Iterator[tuple[float, Packet[Any]]]:
        if self._resampler is None:
            yield from self._timed([packet])
            return
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:  # a damaged moment of the sound stays silent
            return
        for frame in frames:
            yield from self._encoded(frame)

    def end(self) -> Iterator[tuple[float, Packet[Any]]]:
        if self._resampler is not None:
            assert isinstance(self.source, AudioStream)
            for frame in self.source.codec_context.decode(None):
                yield from self._encoded(frame)
            yield from self._encoded(None)
            assert isinstance(self._target, AudioStream)
            yield from self._timed(self._target.encode(None))

    def _encoded(self, frame: Any) -> Iterator[tuple[float, Packet[Any]]]:
        assert self._resampler is not None
        assert isinstance(self._target, AudioStream)
        for ready in self._resampler.resample(frame):
            yield from self._timed(self._target.encode(ready))

    def _timed(self, packets: Sequence[Packet[Any]]) -> Iterator[tuple[float, Packet[Any]]]:
        """Those with a time that grows: a container takes no others."""
        for packet in packets:
            if packet.dts is None or (self._last is not None and packet.dts < self._last + self._least_step):
                continue
            self._last = packet.dts
            at = float(packet.dts * packet.time_base)
            packet.stream = self._target
            yield at, packet


def _check(target: Path, frames: int) -> None:
    """Whether the file holds every picture: libav does not always tell of a disk that became full."""
    with av.open(f"file:{target.absolute()}", "r") as container:
        found = sum(packet.size > 0 for packet in container.demux(container.streams.video[0]))
    if found != frames:
        raise OutputError(
            "tasks.incomplete",
            f"The result was not written whole: {found} of {frames} pictures are in it.",
            "Look whether the disk is full or failing, then try again.",
            found=found,
            frames=frames,
        )
