"""How the program is doing, as plain data: what ``/api/status``, the metrics and the events tell.

It names the source, the device and the file that is recorded to, so it is for those who have a token. The classes say
what each key is; the OpenAPI page is made of them.
"""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict  # pydantic takes no other one before Python 3.12

from app.base.errors import Message
from app.pipeline.output import OutputStatus
from app.pipeline.sources import SourceInfo
from app.services.core import Core
from app.services.session_state import SessionStatus


class MessageData(TypedDict):
    """A sentence for people, with a stable code."""

    code: str
    message: str
    hint: str


class ProgressData(TypedDict):
    """How far the loading is: ``part`` is 0..1."""

    part: float
    text: str


class SessionData(TypedDict):
    """The run. ``covered_now`` is the panic switch, ``covering`` whether just now no swapped face could be shown."""

    state: Literal["idle", "loading", "running", "stopping", "failed"]
    progress: ProgressData | None
    covered_now: bool
    covering: bool
    message: MessageData | None
    failed_at: str | None
    source_lost: MessageData | None


class SourceData(TypedDict):
    """What the source gives: pixels, and pictures a second (0: nobody knows)."""

    name: str
    width: int
    height: int
    fps: float
    live: bool
    format: str | None


class OutputData(TypedDict):
    """Where pictures go. ``showing`` is ``live`` or the card that stands in, for what outlives the run."""

    kind: str
    active: bool
    detail: str
    frames: int
    dropped: int
    seconds: float
    showing: str | None
    error: MessageData | None


FramesData = TypedDict(
    "FramesData",
    {"in": int, "out": int, "dropped": int, "swapped": int, "covered": int},
)
"""Pictures of this run."""


class StatusData(TypedDict):
    """The status of everything. ``age_ms`` is from the source having a picture to its having been sent."""

    session: SessionData
    engine: str
    provider: str | None
    source: SourceData | None
    outputs: list[OutputData]
    fps: float
    age_ms: float
    frames: FramesData


def status_data(core: Core) -> StatusData:
    """The status of everything, for JSON. Cheap, and may be asked for on any thread."""
    status = core.session.status
    return {
        "session": session_data(status),
        "engine": status.engine or core.settings.current.engine.id,
        "provider": status.provider or None,
        "source": source_data(status.source),
        "outputs": [output_data(one) for one in status.outputs],
        "fps": round(status.fps, 2),
        "age_ms": round(status.age_ms, 2),
        "frames": {
            "in": status.frames_in,
            "out": status.frames_out,
            "dropped": status.dropped,
            "swapped": status.swapped,
            "covered": status.covered,
        },
    }


def session_data(status: SessionStatus) -> SessionData:
    """State of the run, and what went wrong."""
    part, text = status.progress
    return {
        "state": status.state.value,
        "progress": {"part": round(part, 3), "text": text} if status.state == "loading" else None,
        "covered_now": status.covered_now,
        "covering": status.covering,
        "message": message_data(status.message),
        "failed_at": status.failed_at or None,
        "source_lost": message_data(status.source_lost),
    }


def message_data(message: Message | None) -> MessageData | None:
    """A sentence for people."""
    return None if message is None else {"code": message.code, "message": message.text, "hint": message.hint}


def source_data(info: SourceInfo | None) -> SourceData | None:
    """What the source gives."""
    if info is None:
        return None
    return {
        "name": info.name,
        "width": info.width,
        "height": info.height,
        "fps": round(info.fps, 3),
        "live": info.live,
        "format": info.format or None,
    }


def output_data(output: OutputStatus) -> OutputData:
    """Where pictures go."""
    return {
        "kind": output.kind,
        "active": output.active,
        "detail": output.detail,
        "frames": output.frames,
        "dropped": output.dropped,
        "seconds": round(output.seconds, 3),
        "showing": output.showing or None,
        "error": message_data(output.error),
    }
