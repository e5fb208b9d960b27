"""What is under way in a bridge, and what the child says is wrong."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engines.api import EngineContext, EngineError, OptionValue, StopRunError
from engines.toolkit import bridge_ring
from engines.toolkit.bridge_ring import Ring


@dataclass(slots=True)
class Work:
    """A frame that the child has."""

    number: int
    ring: Ring
    place: int
    """Of the frame in the ring."""
    picture_place: int
    """Of what will be made of it."""
    sent_at: float
    """Monotonic seconds."""
    ended: threading.Event = field(default_factory=threading.Event)
    done: Mapping[str, Any] | None = None
    error: EngineError | None = None
    lost: bool = False
    """Whether the child ended before it answered."""
    given_up: bool = False
    """Whether nobody waits for it any more."""


@dataclass(slots=True)
class Call:
    """A question that the child was asked."""

    ended: bool = False
    value: Any = None
    error: EngineError | None = None


def told(words: Mapping[str, str]) -> EngineError:
    """What the child said is wrong."""
    kind = StopRunError if words["code"] == "checkout.refused" else EngineError
    error = kind(words["text"], words.get("hint", ""))
    error.code = words["code"]
    return error


def failure(code: str, text: str, hint: str = "") -> EngineError:
    """An EngineError of that code."""
    return told({"code": code, "text": text, "hint": hint})


def away(program: str) -> EngineError:
    """What is asked of a program while it is started again."""
    return failure(
        "checkout.away",
        f"{program} is being started again and can not be told anything now.",
        "Try it again when its picture is back.",
    )


def opening(program: str, script: Path, context: EngineContext, options: Mapping[str, OptionValue]) -> dict[str, Any]:
    """What a child is told first: see ``bridge_child.Host``. ``script`` is the engine's ``child.py``."""
    checkout = context.checkout
    assert checkout is not None
    return {
        "program": program,
        "root": str(checkout.root),
        "child": str(script),
        "ring": bridge_ring.__file__,
        "options": dict(options),
        "providers": list(context.providers),
        "threads": context.large_threads or context.threads,
        "device": context.gpu.device,
        "cache": str(context.cache),
        "downloads": checkout.downloads,
        "versions": checkout.versions,
        "nice": 5,
    }
