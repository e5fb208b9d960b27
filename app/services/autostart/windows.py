"""Windows: a value under the user's Run key, and the task manager's word on it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Protocol

from app.services.autostart.entry import OFF, AutostartState, Launch, judged, off_by_system, unreadable

RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
NAME = "Understudy"
_SWITCHED_OFF = 1
"""Bit of the first byte under StartupApproved: 2 and 6 are on, 3 and 7 are off."""


class UserKeys(Protocol):
    """Values under HKEY_CURRENT_USER; all three raise OSError."""

    def read(self, key: str, name: str) -> str | bytes | None:
        """None where there is no such key or value."""

    def write(self, key: str, name: str, text: str) -> None: ...

    def delete(self, key: str, name: str) -> None:
        """Nothing where there is no such value."""


class RunValue:
    def __init__(self, keys: UserKeys, launch: Launch) -> None:
        self.place = rf"HKEY_CURRENT_USER\{RUN}"
        self._keys, self._launch = keys, launch

    def state(self) -> AutostartState:
        try:
            value, approved = self._keys.read(RUN, NAME), self._keys.read(APPROVED, NAME)
        except OSError as error:
            return unreadable(self.place, error.strerror or str(error))
        if value is None:
            return OFF
        words = split_command_line(value) if isinstance(value, str) else []
        if isinstance(approved, bytes) and approved and approved[0] & _SWITCHED_OFF:
            return off_by_system("Task Manager > Startup apps")
        if not words:
            return unreadable(self.place, repr(value))
        if not Path(words[0]).exists():
            return judged(Path(words[0]), self._launch)
        return judged(Path(words[1]) if len(words) > 1 else None, self._launch)

    def write(self) -> None:
        self._keys.write(RUN, NAME, subprocess.list2cmdline(self._launch.words))
        self._keys.delete(APPROVED, NAME)  # else a "no" in the task manager would stay

    def remove(self) -> None:
        self._keys.delete(RUN, NAME)


def split_command_line(text: str) -> list[str]:
    """The words of a command line by the rules of Microsoft's C library, which ``list2cmdline`` writes by."""
    words: list[str] = []
    word: str | None = None
    quoted, slashes = False, 0
    for letter in text:
        if letter == "\\":
            slashes += 1
            continue
        if letter == '"':
            word = (word or "") + "\\" * (slashes // 2)
            if slashes % 2:
                word += '"'
            else:
                quoted = not quoted
            slashes = 0
            continue
        if slashes:
            word, slashes = (word or "") + "\\" * slashes, 0
        if letter in " \t" and not quoted:
            if word is not None:
                words.append(word)
            word = None
        else:
            word = (word or "") + letter
    if slashes:
        word = (word or "") + "\\" * slashes
    return words if word is None else [*words, word]


if sys.platform == "win32":
    import winreg

    class Registry:
        """The registry itself."""

        def read(self, key: str, name: str) -> str | bytes | None:
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
                    value = winreg.QueryValueEx(opened, name)[0]
            except FileNotFoundError:
                return None
            return value if isinstance(value, str | bytes) else str(value)

        def write(self, key: str, name: str, text: str) -> None:
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
                winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, text)

        def delete(self, key: str, name: str) -> None:
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key, 0, winreg.KEY_SET_VALUE) as opened:
                    winreg.DeleteValue(opened, name)
            except FileNotFoundError:
                return
