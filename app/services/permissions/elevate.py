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
_TRACE = "+ "
"""How a shell begins the line that names a step, with ``-x``."""
_MOST_LINES, _MOST_LETTERS = 12, 1500
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
        """What is worth telling: a script traces its steps by lines that begin with ``+``, and what stands behind the
        last of them is for the user; of other programs it is the last line."""
        lines = [line.rstrip() for line in self.output.splitlines() if line.strip()]
        traced = [at for at, line in enumerate(lines) if line.startswith(_TRACE)]
        told = lines[traced[-1] + 1 :] if traced else lines[-1:]
        return "\n".join(told[-_MOST_LINES:])[:_MOST_LETTERS]

    @property
    def last_step(self) -> str:
        """The last step that was traced; empty where none was."""
        steps = [line.removeprefix(_TRACE).rstrip() for line in self.output.splitlines() if line.startswith(_TRACE)]
        return steps[-1] if steps else ""


def resolved(command: Sequence[str], machine: Machine, *, elevated: bool) -> tuple[str, ...]:
    """The command with the whole path of its program. An administrator's is looked for where only root can write, and
    never in the user's own PATH, into which any program of the user may have put one of the same name."""
    folders = [machine.environ.get("PATH", os.defpath)]
    if elevated and machine.platform != "win32":
        folders = list(map(str, machine.system_folders))
    return (shutil.which(command[0], path=os.pathsep.join(folders)) or command[0], *command[1:])


def words(command: Sequence[str], machine: Machine, *, elevated: bool) -> tuple[str, ...]:
    """What is started for the command. On Windows the command itself: what elevates it is no program."""
    whole = resolved(command, machine, elevated=elevated)
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
        ran = _started(started, machine, cancel, elevated=elevated)
    log.info("ended (%s) with exit code %s: %s", ran.outcome, ran.code, ran.output or "no word")
    return ran


def _started(command: Sequence[str], machine: Machine, cancel: threading.Event | None, *, elevated: bool) -> Ran:
    environ = dict(machine.environ)
    if elevated and machine.administrator:  # a shell of root that was opened by `su` has the user's PATH
        environ["PATH"] = os.pathsep.join([environ.get("PATH", os.defpath), *map(str, machine.system_folders)])
    if command[0] == "pkexec":  # it refuses whoever's shell is not in /etc/shells, and hands the variable on to nobody
        environ.pop("SHELL", None)
    if shutil.which(command[0], path=machine.environ.get("PATH", os.defpath)) is None:
        return Ran("unavailable", None, f"there is no program {command[0]} here.")
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as errors:
        try:
            child = subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stdout=said, stderr=errors)
        except OSError as error:
            return Ran("unavailable", None, f"{command[0]} can not be started: {error.strerror}.")
        while True:
            try:
                code = child.wait(_POLL_S)
                break
            except subprocess.TimeoutExpired:
                if cancel is not None and cancel.is_set():
                    closed = leave(child, ask_to_end=command[0] in ("pkexec", "osascript"))
                    # pkexec is root's from the moment on that it was agreed to: what could be ended had not begun.
                    return Ran("refused" if closed and command[0] == "pkexec" else "left")
        texts = []
        for file in (errors, said):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace").strip())
        return _judged(command[0], code, texts[0] or texts[1])


def leave(child: subprocess.Popen[bytes], *, ask_to_end: bool = False) -> bool:
    """Wait for it no longer. A question that is still open closes; what has begun as another user goes on. Whether it
    was asked to end."""
    asked = False
    if ask_to_end:
        with contextlib.suppress(PermissionError):  # it runs as root by now: it goes on
            child.terminate()
            asked = True
    child.returncode = 0  # or Python would warn that somebody forgot it
    return asked


def _judged(program: str, code: int, output: str) -> Ran:
    """What the exit code means, which the programs that elevate use for themselves, too."""
    if code == 0:
        return Ran("done", 0, output)
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
