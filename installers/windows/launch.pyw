"""Opens the program where nobody sees a terminal: a double click, the Start menu, the login.

    pythonw launch.pyw [--home FOLDER] [ARGUMENTS]      ARGUMENTS go to the program, such as --tray or files

pythonw has no stdout and stderr, so both go to start.log in the folder of logs; what goes wrong before the program has a
window of its own is shown in a box, with the end of that file.
"""

from __future__ import annotations

import ctypes
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parents[2]
_ERROR = 0x10
_LINES = 12


def main(words: Sequence[str]) -> int:
    arguments = list(words)
    if len(arguments) > 1 and arguments[0] == "--home":
        os.environ["UNDERSTUDY_HOME"] = arguments[1]
        del arguments[:2]
    log = open_log()
    if log is not None:
        sys.stdout = sys.stderr = log
    sys.path.insert(0, str(ROOT))
    try:
        from app.__main__ import main as run

        code = run(arguments)
    except SystemExit as error:  # argparse: what is wrong stands in the log
        code = error.code if isinstance(error.code, int) else 1
    except BaseException:  # a package that is missing or damaged: there is no window that could tell it
        traceback.print_exc()
        code = 1
    if code:
        tell(log)
    return code


def open_log() -> TextIO | None:
    """start.log, emptied; None where no folder can be written to."""
    home = os.environ.get("UNDERSTUDY_HOME")
    folder = Path(home) / "logs" if home else Path(os.environ.get("LOCALAPPDATA", ".")) / "Understudy" / "Logs"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        log = (folder / "start.log").open("a+", encoding="utf-8", errors="backslashreplace", buffering=1)
        log.truncate(0)  # appended to, for a second start empties it while the first one still writes
        return log
    except OSError:
        return None


def tell(log: TextIO | None) -> None:
    """A box with the end of the log."""
    details, place = "", ""
    if log is not None:
        log.flush()
        log.seek(0)
        details = "".join(log.readlines()[-_LINES:]).strip()
        place = log.name
    text = "Understudy could not be opened, or ended by an error."
    hint = (
        "If packages are missing, run: setup_virtual_env.bat install --rebuild" if "Error: No module" in details else ""
    )
    show("\n\n".join(part for part in (text, details, hint, place) if part))


def show(text: str) -> None:
    windows = getattr(ctypes, "windll", None)
    if windows is not None:
        windows.user32.MessageBoxW(None, text, "Understudy", _ERROR)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
