"""What the controller and its parts share: the services, the settings, and what is told of both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.base.errors import Message, UserError
from app.gui.threads import Background

if TYPE_CHECKING:
    from app.services.core import Core
    from app.services.session_state import RunPart, SessionStatus

BUSY = ("loading", "running", "stopping")
ABOUT_RUN, ABOUT_FACE, ABOUT_CAMERA, ABOUT_STREAM = "run", "face", "virtual_camera", "stream"
"""What messages are about, so that those of a failed try go when the next one succeeds."""
_ABOUT = {
    "engine.no_face": ABOUT_FACE,
    "photo": ABOUT_FACE,
    "face": ABOUT_FACE,
    "engine": ABOUT_RUN,
    "virtual_camera": ABOUT_CAMERA,
    "stream": ABOUT_STREAM,
}


def about(message: Message) -> str:
    """What a message of the session is about; empty where it belongs to no try."""
    return _ABOUT.get(message.code, _ABOUT.get(message.code.split(".")[0], ""))


class SessionLink(QObject):
    notice = pyqtSignal(object, str)
    """Message to show: something could not be done. What it is about, or empty."""
    told = pyqtSignal(object)
    """Message to show: something was done."""
    begun = pyqtSignal(str)
    succeeded = pyqtSignal(str)
    """A try, by what it is about: the messages of those before are out of date once it succeeds."""
    not_kept = pyqtSignal()
    """A choice has no effect: the widgets may show something else than the settings."""

    def __init__(self, core: Core, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.core = core
        self.background = background

    # ---- the run ---------------------------------------------------------------------------------------------

    @property
    def status(self) -> SessionStatus:
        return self.core.session.status

    @property
    def busy(self) -> bool:
        return self.status.state in BUSY

    @property
    def running(self) -> bool:
        return self.status.state == "running"

    @property
    def failed_at(self) -> RunPart:
        """What the last run failed at; empty where it did not, or another one goes on."""
        status = self.status
        return status.failed_at if status.state == "failed" else ""

    # ---- settings --------------------------------------------------------------------------------------------

    @property
    def consented(self) -> bool:
        """Whether the statement has been made."""
        return bool(self.core.settings.current.privacy.consent_date)

    def consent(self) -> bool:
        """The statement is made, today; False, with a message, when that can not be kept."""
        return self.keep("privacy.consent_date", datetime.now().astimezone().date().isoformat())

    def is_fixed(self, key: str) -> bool:
        """Whether the command line or the environment has the last word on a setting."""
        return self.core.settings.origin(key) not in ("project", "user")

    def keep(self, key: str, value: object) -> bool:
        """Write one setting; False, with a message, when that can not be done or has no effect in this start."""
        kept = self.attempt(lambda: self.core.settings.set(key, value))
        if kept and not self.is_fixed(key):
            return True
        if kept:
            text = f"The setting {key} is fixed for this start by the command line or the environment."
            self.tell(Message("window.fixed", text, "Your choice counts from the next start on.", {"key": key}))
        self.not_kept.emit()
        return False

    def remember(self, key: str, value: object) -> None:
        """Write one setting for the next start, where it differs and is not fixed; this start does without it."""
        section, name = key.split(".")
        if getattr(getattr(self.core.settings.current, section), name) != value and not self.is_fixed(key):
            self.attempt(lambda: self.core.settings.set(key, value))

    # ---- telling ---------------------------------------------------------------------------------------------

    def tell(self, message: Message, topic: str = "") -> None:
        self.notice.emit(message, topic)

    def tell_error(self, error: Exception, topic: str = "") -> None:
        """Tell an error that the user can do something about; every other one is raised."""
        if not isinstance(error, UserError):
            raise error
        self.tell(error.message, topic or about(error.message))

    def attempt(self, action: Callable[[], None], topic: str = "") -> bool:
        """Do something; False where it failed, which is told."""
        try:
            action()
        except UserError as error:
            self.tell_error(error, topic)
            return False
        return True
