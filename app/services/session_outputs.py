"""The outputs of a run, opened as the settings say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.base.errors import Message
from app.base.sections import OutputSection
from app.pipeline.outputs import Output, open_recording
from app.pipeline.sources import SourceInfo
from app.services.session_checks import refuse_source


def open_file(
    output: OutputSection,
    path: Path,
    source: str,
    info: SourceInfo,
    media: Path,
    notice: Callable[[Message], None],
    *,
    lossless: bool,
) -> Output:
    """A recording; ``lossless`` waits rather than drop a picture. Raises UserError when the file can not be made or is
    the very ``source``. That sound is not recorded is told."""
    refuse_source(path, source, media)
    if info.sound:
        notice(Message("recording.no_sound", f"The sound of {info.name} is not recorded.", "", {"name": info.name}))
    codec, quality = output.recording_codec, output.recording_quality
    return open_recording(path, info.width, info.height, info.fps or 30.0, codec, quality, wait=lossless)
