"""What a task is: an image or a video whose faces are swapped in the background. Records only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.base.errors import Message
from app.base.sections import MappedFace
from engines.api import OptionValue

TaskKind = Literal["image", "video"]
TaskStep = Literal["", "loading", "swapping", "joining"]


class TaskState(StrEnum):
    QUEUED = "queued"
    """Waits for its turn, also after it was cut off by the program's end."""
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing more happens to such a task."""
        return self in (TaskState.DONE, TaskState.FAILED, TaskState.CANCELLED)


class TaskPlan(BaseModel):
    """What was asked for, as it was then: settings that change later change nothing in a task that waits."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    engine: str
    options: Mapping[str, OptionValue]
    faces: tuple[str, ...]
    """Files in the task's folder, or ``demo:NAME``."""
    face_names: tuple[str, ...]
    """What the user calls them."""
    face_map: tuple[MappedFace, ...] = ()
    """Files in the task's folder, or ``demo:NAME``."""
    settings: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """The sections of the settings that decide what the result looks like."""
    segment_frames: int
    """Pictures of a video between two points from which it can go on."""


@dataclass(frozen=True, slots=True)
class TaskRequest:
    """What to submit. What is None is taken from the settings."""

    source: Path
    """An image or a video."""
    consent: bool = False
    """Whether the user has stated, now, that they may use the face; the settings may say so as well."""
    name: str = ""
    """What the user calls the source; empty: its file's name."""
    engine: str | None = None
    options: Mapping[str, OptionValue] | None = None
    faces: tuple[str, ...] | None = None
    face_map: tuple[MappedFace, ...] | None = None
    folder: Path | None = None
    """Where the result goes; None: it lies with the task and is deleted with it."""
    owned: bool = False
    """Whether the source was uploaded: it is moved to the task and deleted when that is over."""
    allowed: bool = False
    """Whether the source is what :meth:`Tasks.allowed` gave: where a link has taken its place since, it is refused."""


@dataclass(frozen=True, slots=True)
class Task:
    """One look at a task."""

    id: str
    """32 hexadecimal digits."""
    name: str
    kind: TaskKind
    state: TaskState
    created: float
    """Seconds since 1970, as the two below."""
    started: float | None = None
    ended: float | None = None
    step: TaskStep = ""
    """What is done just now."""
    frames: int = 0
    """Pictures that are done."""
    total: int = 0
    """Pictures of the source as far as that is known; 0 before."""
    fps: float = 0.0
    """Pictures per second just now."""
    seconds_left: float | None = None
    swapped: int = 0
    """Pictures in which a face was swapped."""
    covered: int = 0
    """Pictures in which something was covered, for a face in them could not be swapped, or none was found."""
    message: Message | None = None
    """Why it failed."""
    notes: tuple[Message, ...] = ()
    """What the user should know of it all the same."""
    result: Path | None = None
    """The file, once it is done."""
    size: int = 0
    """Bytes of the result."""
    sha256: str = ""
    """Of the result."""
    thumbnail: Path | None = None
    """A small picture out of the result (JPEG), covered and marked as that is; None before there is one."""
    provider: str = ""
    """What the networks run on."""
    own_result: bool = True
    """Whether the result lies with the task, and is deleted with it."""

    @property
    def part(self) -> float:
        """How much of it is done, 0..1."""
        if self.state is TaskState.DONE:
            return 1.0
        return min(self.frames / self.total, 1.0) if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A finished part of a video, whole on the disk."""

    number: int
    frames: int
    swapped: int
    covered: int
    sha256: str
    """Of its file."""


@dataclass(frozen=True, slots=True)
class Job:
    """What the store keeps of a task beside what is shown."""

    task: Task
    source: Path
    owned: bool
    plan: str
    """A :class:`TaskPlan` in JSON. Only who works on it reads it: one of another version must not hide the list."""
    folder: Path | None
    fingerprint: str = ""
    """Of everything that decides the bytes of the result; empty before the first picture."""
    segments: tuple[Segment, ...] = ()
    cancel_asked: bool = False
    reserved: Path | None = None
    """The name that the finished result is about to get."""
    reserved_sha256: str = ""
    """Of the file that gets it."""
