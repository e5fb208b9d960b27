"""Running one command, with the system's own question for an administrator where it needs one.

1. :func:`words` is what is really started: pkexec, osascript or nothing before the command; never a shell of our own.
2. :func:`run` starts it, waits, and reads off how it ended: done, refused by the user, no way to ask, or failed.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.services.permissions.machine import Machine
from app.services.permissions.windows import Refused, run_as_administrator

Outcome = Literal["done", "refused", "failed", "unavailable", "unconfirmed", "left"]
"""``unavailable``: this machine can not ask or has no such program; ``left``: it goes on and nobody waits for it."""

log = logging.getLogger(__name__)

_POLL_S = 0.2
_CLOSING_S = 5.0
"""For pkexec to end when it is told to: it does nothing before that."""
_MOST_LINES, _MOST_LETTERS = 12, 1500
_SYSTEM_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")
"""Of administrators' programs: the PATH of other users often lacks them."""
_OSASCRIPT = ("on run argv", "do shell script (item 1 of argv) with administrator privileges", "end run")
_NO_AGENT = ("No authentication agent", "Error checking for authorization", "Error getting authority", "setuid root")
_CANCELLED = "(-128)"


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    outcome: Outcome
    code: int | None = None
    """Its exit code, where it ran to its end."""
    output: str = ""
    """What it and the one who elevates it wrote to stderr, or to stdout where that is nothing."""

    @property
    def said(self) -> str:
        """What is worth telling: a script of ours traces its steps by lines that begin with ``+``, and what stands
        behind the last of them is for the user; of other programs it is the last line."""
        lines = [line.rstrip() for line in self.output.splitlines() if line.strip()]
        traced = [at for at, line in enumerate(lines) if line.startswith("+ ")]
        told = lines[traced[-1] + 1 :] if traced else lines[-1:]
        return "\n".join(told[-_MOST_LINES:])[:_MOST_LETTERS]


def resolved(command: Sequence[str], machine: Machine) -> tuple[str, ...]:
    """The command with the whole path of its program, also of one that only administrators have in their PATH."""
    folders = [machine.environ.get("PATH", os.defpath)]
    if machine.platform != "win32":
        folders += _SYSTEM_FOLDERS
    return (shutil.which(command[0], path=os.pathsep.join(folders)) or command[0], *command[1:])


def words(command: Sequence[str], machine: Machine, *, elevated: bool) -> tuple[str, ...]:
    """What is started for the command. On Windows the command itself: what elevates it is no program."""
    whole = resolved(command, machine)
    if not elevated or machine.platform == "win32" or machine.administrator:
        return whole
    if machine.platform == "darwin":
        return ("osascript", *(word for line in _OSASCRIPT for word in ("-e", line)), shlex.join(whole))
    # Without its own agent pkexec says at once that nobody can ask, instead of asking in a terminal that nobody sees.
    return ("pkexec", "--disable-internal-agent", *whole)


def in_words(command: Sequence[str], machine: Machine) -> str:
    """The command as people type it."""
    return subprocess.list2cmdline(command) if machine.platform == "win32" else shlex.join(command)


def by_hand(command: Sequence[str], machine: Machine, *, elevated: bool) -> str:
    """What the user can type in a terminal instead. On Windows that terminal is one of an administrator."""
    sudo = ("sudo",) if elevated and machine.platform != "win32" and not machine.administrator else ()
    return in_words((*sudo, *command), machine)


def run(command: Sequence[str], machine: Machine, *, elevated: bool, cancel: threading.Event | None = None) -> Ran:
    """Run it to its end, or until ``cancel`` is set. Never raises for what the system or the user does."""
    started = words(command, machine, elevated=elevated)
    log.info("runs%s: %s", " as administrator" if elevated else "", in_words(started, machine))
    if elevated and machine.platform == "win32":
        ran = _on_windows(started, machine, cancel)
    else:
        ran = _started(started, machine, cancel)
    log.info("ended (%s) with exit code %s: %s", ran.outcome, ran.code, ran.output or "no word")
    return ran


def _started(command: Sequence[str], machine: Machine, cancel: threading.Event | None) -> Ran:
    if shutil.which(command[0], path=machine.environ.get("PATH", os.defpath)) is None:
        return Ran("unavailable", None, f"there is no program {command[0]} here.")
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as errors:
        try:
            child = subprocess.Popen(
                command, env=_environ(command[0], machine), stdin=subprocess.DEVNULL, stdout=said, stderr=errors
            )
        except OSError as error:
            return Ran("unavailable", None, f"{command[0]} can not be started: {error.strerror}.")
        code = _waited(child, command[0], cancel)
        if code is None:
            return Ran("left")
        texts = []
        for file in (errors, said):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace").strip())
        return _judged(command[0], code, texts[0] or texts[1])


def _environ(program: str, machine: Machine) -> dict[str, str]:
    """pkexec refuses to ask for people whose shell is not among the system's (``/etc/shells``), and hands it on to
    nobody."""
    left_out = ("SHELL",) if program == "pkexec" else ()
    return {name: value for name, value in machine.environ.items() if name not in left_out}


def _waited(child: subprocess.Popen[bytes], program: str, cancel: threading.Event | None) -> int | None:
    """The exit code; None where ``cancel`` was set and the command goes on without anybody who waits."""
    while cancel is None or not cancel.is_set():
        with contextlib.suppress(subprocess.TimeoutExpired):
            return child.wait(_POLL_S)
    if program in ("pkexec", "osascript"):
        # A question that is still open closes. A command that was agreed to belongs to root since then, and goes on.
        with contextlib.suppress(PermissionError):
            child.terminate()
            if program == "pkexec":  # osascript may end while its command does not
                with contextlib.suppress(subprocess.TimeoutExpired):
                    return child.wait(_CLOSING_S)
    leave(child)
    return None


def leave(child: subprocess.Popen[bytes]) -> None:
    """Wait for it no longer; it goes on."""
    child.returncode = 0  # or Python would warn that somebody forgot it


def _judged(program: str, code: int, output: str) -> Ran:
    """What the exit code means, which the programs that elevate use for themselves, too."""
    if code == 0:
        return Ran("done", 0, output)
    if program == "pkexec" and code == -signal.SIGTERM:
        return Ran("refused", code, "the question was closed.")
    if program == "pkexec" and code in (126, 127):
        if any(words_ in output for words_ in _NO_AGENT):
            log.info("pkexec: %s", output)
            return Ran("unavailable", code, "nothing here can ask for an administrator's password.")
        if "Error executing command as another user" in output:
            return Ran("refused", code, output)
    if program == "osascript":
        if _CANCELLED in output:
            return Ran("refused", code, output)
        found = re.search(r"\((\d+)\)\s*$", output)  # the exit code of the command within
        code = int(found.group(1)) if found else code
    return Ran("failed", code, output)


def _on_windows(command: Sequence[str], machine: Machine, cancel: threading.Event | None) -> Ran:
    start = machine.run_as_administrator or run_as_administrator
    try:
        code = start(command[0], subprocess.list2cmdline(command[1:]), cancel)
    except Refused:
        return Ran("refused")
    except OSError as error:
        return Ran("unavailable", None, f"{command[0]} can not be started: {error}.")
    if code is None:
        return Ran("left")
    return Ran("done" if code == 0 else "failed", code)
