"""What the tray's icon shows, and its words: read off the state of the run, no icon of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.gui.messages import message_text, progress_text
from app.gui.model_words import translate
from app.gui.session_link import BUSY

if TYPE_CHECKING:
    from app.base.errors import Message
    from app.services.session_state import SessionStatus

State = Literal["idle", "running", "covered", "trouble", "exposed"]
STATES: tuple[State, ...] = ("idle", "running", "covered", "trouble", "exposed")


@dataclass(frozen=True, slots=True)
class Look:
    state: State
    words: str
    """One or a few lines for the tooltip."""


def look(status: SessionStatus, guard: str, camera: bool) -> Look:
    """``guard``: cover or pass; ``camera``: whether the virtual camera is on, or armed for the next run.

    What matters most comes first: that nothing can be seen, that the real face can, that something is wrong.
    """
    state, sentence = _state(status, guard)
    on = translate("Tray", "Virtual camera on") if camera else translate("Tray", "Virtual camera off")
    return Look(state, "\n".join(("Understudy", sentence, on)))


def _state(status: SessionStatus, guard: str) -> tuple[State, str]:
    busy = status.state in BUSY
    if status.covered_now:
        return "covered", translate("Tray", "You covered the picture") if busy else translate(
            "Tray", "Stopped, and covered by you"
        )
    if busy and guard == "pass":
        return "exposed", translate("Tray", "YOUR REAL FACE CAN BE SEEN when it is not swapped")
    wrong = _wrong(status)
    if wrong is not None:
        return "trouble", message_text(wrong)[0]
    if status.state == "failed":
        return "trouble", translate("Tray", "Stopped by an error")
    if status.state == "running":
        if status.covering:
            return "covered", translate("Tray", "Your face can not be swapped now: it is covered")
        return "running", translate("Tray", "Running, {fps} pictures per second").format(fps=f"{status.fps:.0f}")
    if status.state == "loading":
        step = progress_text(status.progress[1])
        return "idle", translate("Tray", "Loading: {step}").format(step=step) if step else translate("Tray", "Loading")
    return "idle", translate("Tray", "Stopping") if status.state == "stopping" else translate("Tray", "Stopped")


def _wrong(status: SessionStatus) -> Message | None:
    """The first thing that is wrong; None where nothing is."""
    if status.state == "failed" and status.message is not None:
        return status.message
    if status.state in BUSY and status.source_lost is not None:
        return status.source_lost
    return next((output.error for output in status.outputs if output.error is not None), None)
