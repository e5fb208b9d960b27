"""What is shown to people when something can not be done, and nothing else.

A :class:`UserError` is a sentence with a hint and a stable code; the window translates by the code, the command line
prints it and ends with ``exit_code``. Every other exception is a bug: logged with its path and shown in a dialog.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

MessageParam = str | int | float


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for the user. ``code`` is stable; ``params`` are what the English text was formatted with."""

    code: str
    text: str
    hint: str = ""
    params: dict[str, MessageParam] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.text} {self.hint}".strip()


class UserError(Exception):
    """Raised when the user, not the programmer, has to act."""

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, text: str, hint: str = "", **params: MessageParam) -> None:
        super().__init__(text)
        self.message = Message(code, text, hint, params)

    def __str__(self) -> str:
        return str(self.message)


class UsageError(UserError):
    """Wrong arguments on the command line."""

    exit_code = 2


class InputError(UserError):
    """A photo, clip or camera that can not be used."""

    exit_code = 3


class OutputError(UserError):
    """A virtual camera, file or disk that can not be written."""

    exit_code = 4


class ConsentError(UserError):
    """The statement that the user may use the face has not been made."""

    exit_code = 5


class EngineFailure(UserError):
    """The engine could not be loaded, or failed too often in a row."""

    exit_code = 6


class SettingsError(UserError):
    """A settings key or value that does not exist or does not fit."""

    exit_code = 7


class ModelError(UserError):
    """A model that is missing, damaged, or can not be fetched, imported or deleted."""

    exit_code = 8


class PortError(UserError):
    """A service can not have its port, does not run there, or what holds it can not be ended."""

    exit_code = 9
