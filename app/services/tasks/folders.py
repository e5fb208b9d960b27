"""Which files a task may read: those in folders that the user allowed, links followed before it is decided.

What a person chooses in the window or on the command line is not asked here; what comes over the network is.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

from app.base.errors import InputError
from app.pipeline.photos import user_path


def allowed_file(text: str, folders: Sequence[str]) -> Path:
    """The true path of a file that lies in one of ``folders`` or below, whatever links and ``..`` its name holds.

    Raises InputError ``tasks.not_allowed`` for everything else, also for what is not there: whoever asks shall not
    learn which files exist elsewhere.
    """
    path = user_path(text)
    if path.is_absolute() and not _on_another_machine(path, folders):
        true = _true(path)
        if true is not None and any(_within(true, folder) for folder in folders):
            return true
    raise not_allowed(text)


def not_allowed(text: str) -> InputError:
    return InputError(
        "tasks.not_allowed",
        f"{text} is no file in a folder that tasks may read.",
        "Name a file by its whole path in one of the folders of the setting tasks.folders, or upload it.",
        path=text,
    )


def _on_another_machine(path: PurePath, folders: Sequence[str]) -> bool:
    r"""Whether it is a share of Windows (``\\HOST\SHARE``) on which no folder lies: even to look whether such a
    file is there would tell that host who the user is."""
    drive = path.drive.lower()
    return drive.startswith("\\\\") and drive not in {type(path)(folder).drive.lower() for folder in folders}


def still_itself(path: Path) -> bool:
    """Whether no part of a true path has become a link since."""
    return _true(path) == path


def _true(path: Path) -> Path | None:
    try:
        true = path.resolve(strict=True)
    except (OSError, ValueError, RuntimeError):  # not there, no permission, a NUL, links in a circle
        return None
    return true if true.is_file() else None


def _within(true: Path, folder: str) -> bool:
    try:
        root = user_path(folder)
    except InputError:  # an empty one, or the home of nobody
        return False
    if not root.is_absolute():
        return False
    try:
        base = root.resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        return False
    return true.is_relative_to(base)
