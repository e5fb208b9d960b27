"""The folders that the program writes to: whether it can, and how much room is left on each one's disk.

Each is looked at with a limit: a network folder whose server is gone answers nothing at all, not even with an error.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import Message
from app.services.permissions.access import user_name
from app.services.permissions.check import Check, CheckState, Mend
from app.services.permissions.elevate import by_hand
from app.services.permissions.machine import Patient
from app.services.permissions.patience import NoAnswer, patiently

LITTLE_MB = 200
"""Below this a log or a settings file may fail to be written."""
LITTLE_VIDEO_MB = 2000
"""A recording in 720p takes about this in an hour."""
_ANSWER_S = 3.0
_NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


@dataclass(frozen=True, slots=True)
class Folder:
    """``written``: not only read."""

    name: str
    path: Path
    written: bool = True


def all_folders(patient: Patient) -> list[Folder]:
    paths, settings = patient.paths, patient.settings.current
    recordings = settings.output.recording_folder
    found = [
        Folder("config", paths.user_config),
        Folder("data", paths.user_data),
        Folder("cache", paths.user_cache),
        Folder("logs", paths.logs),
        Folder("models", paths.user_models),
        Folder("recordings", at_home(recordings) if recordings else paths.recordings),
    ]
    further = map(at_home, settings.models.folders)
    found += [Folder(f"models-{at}", path, written=False) for at, path in enumerate(further, 1)]
    return found


def at_home(folder: str) -> Path:
    """A chosen folder, whose name may begin with ``~``. That of a user who is not there stays as it is written."""
    return Path(os.path.expanduser(folder))  # noqa: PTH111 - Path.expanduser raises for such a user


def folders(patient: Patient) -> Iterator[Check]:
    for folder in all_folders(patient):
        look = _writable if folder.written else _readable
        yield _looked(f"folders.{folder.name}", folder, look, patient)


def disk(patient: Patient) -> Iterator[Check]:
    for folder in all_folders(patient):
        if folder.written:
            yield _looked(f"disk.{folder.name}", folder, _room, patient)


def _looked(id_: str, folder: Folder, look: Callable[[str, Folder, Patient], Check], patient: Patient) -> Check:
    try:
        return patiently(f"folder {folder.path}", lambda: look(id_, folder, patient), _ANSWER_S, patient.leave)
    except NoAnswer:
        path = str(folder.path)
        message = Message(
            "check.folders.no_answer",
            f"The folder {path} does not answer: its disk hangs, or the computer that it lies on is gone.",
            "Bring that back, or choose another folder.",
            {"folder": path},
        )
        return Check(id_, "missing", message, needed=folder.written)


def _nearest(path: Path) -> Path | None:
    """The folder itself or the first above it that is there: what is not there yet is made within it."""
    for one in (path, *path.parents):
        try:
            if one.exists():
                return one
        except OSError:  # a disk that does not answer, or a folder that this user may not look into
            return one
    return None


def _writable(id_: str, folder: Folder, patient: Patient) -> Check:
    """Really writes: rights alone do not tell about Windows, locked folders and disks that became read-only."""
    path = folder.path
    place = _nearest(path)
    if place is None:
        text = f"There is no disk for the folder {path}."
        hint = "Plug the disk in, or choose another folder."
        return Check(id_, "missing", Message("check.folders.no_disk", text, hint, {"folder": str(path)}), needed=True)
    try:
        if not place.is_dir():
            text = f"{place} is a file, where a folder is needed."
            hint = "Move that file away, or choose another folder."
            return Check(id_, "denied", Message("check.folders.file", text, hint, {"folder": str(place)}), needed=True)
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        if error.errno in _NO_ROOM:  # the rights are there: what is lacking is told under "disk"
            return _good(id_, path)
        if place != path:
            return Check(id_, "denied", _not_made(path, place, error), needed=True)
        message, action = _refused(place, error, patient)
        return Check(id_, "denied", message, needed=True, action=action)
    return _good(id_, path)


def _good(id_: str, path: Path) -> Check:
    return Check(id_, "ok", Message("check.folders.ok", f"{path} can be written.", "", {"folder": str(path)}))


def _not_made(path: Path, place: Path, error: OSError) -> Message:
    reason = error.strerror or str(error)
    return Message(
        "check.folders.not_made",
        f"The folder {path} can not be made: {place} can not be written ({reason}).",
        "Choose another one: by the setting output.recording_folder for recordings, by the environment variable "
        "UNDERSTUDY_HOME for all others.",
        {"folder": str(path), "place": str(place), "reason": reason},
    )


def _refused(place: Path, error: OSError, patient: Patient) -> tuple[Message, Mend | None]:
    reason = error.strerror or str(error)
    if error.errno == errno.EROFS:
        text = f"{place} lies on a disk that can only be read."
        hint = "Choose another folder, or restart the computer: the system does this to disks with faults."
        return Message("check.folders.read_only", text, hint, {"folder": str(place)}), None
    action = _give_back(place, patient)
    if action is not None:
        command = by_hand(action.command, patient.machine, elevated=action.elevated)
        message = Message(
            "check.folders.owner",
            f"{place} can not be written: {reason}. It should belong to you.",
            f"This gives it back to you: {command}",
            {"folder": str(place), "reason": reason, "command": command},
        )
        return message, action
    text = f"{place} can not be written: {reason}."
    if patient.machine.platform == "win32":
        message = Message(
            "check.folders.denied_windows",
            text,
            "Make it writable for yourself, or choose another one. Look into Windows Security > Virus & threat "
            "protection > Ransomware protection, too: it may keep programs away from folders.",
            {"folder": str(place), "reason": reason},
        )
    elif patient.machine.platform == "darwin":
        message = Message(
            "check.folders.denied_mac",
            text,
            "Make it writable for yourself, or choose another one. Look into System Settings > Privacy & Security > "
            "Files and Folders, too.",
            {"folder": str(place), "reason": reason},
        )
    else:
        message = Message(
            "check.folders.denied",
            text,
            "Make it writable for yourself, or choose another one: by the setting output.recording_folder for "
            "recordings, by the environment variable UNDERSTUDY_HOME for all others.",
            {"folder": str(place), "reason": reason},
        )
    return message, None


def _give_back(place: Path, patient: Patient) -> Mend | None:
    """What makes a folder of the user writable again; for a folder of somebody else nothing does."""
    if patient.machine.platform == "win32" or os.name != "posix":
        return None
    try:
        status = place.stat()
    except OSError:  # a folder that this user may not look into, or whose server is gone
        return None
    if status.st_uid == os.geteuid():
        return Mend("command", "Make it writable", ("chmod", "u+rwx", str(place)))
    own = [patient.paths.user_config, patient.paths.user_data, patient.paths.user_cache, patient.paths.logs]
    if status.st_uid == 0 and any(place.is_relative_to(folder) for folder in own):  # it was once started by sudo
        return Mend("command", "Give the folder back", ("chown", "-R", user_name(), str(place)), elevated=True)
    return None


def _readable(id_: str, folder: Folder, _: Patient) -> Check:
    path = folder.path
    state: CheckState
    try:
        next(path.iterdir(), None)
    except (FileNotFoundError, NotADirectoryError):
        state = "missing"
        message = Message(
            "check.folders.models_gone",
            f"The folder {path}, in which models are looked for, is not there.",
            "Plug its disk in, or take it off the list of folders on the page of models.",
            {"folder": str(path)},
        )
    except OSError as error:
        reason = error.strerror or str(error)
        state = "denied"
        message = Message(
            "check.folders.models_denied",
            f"The folder {path}, in which models are looked for, can not be read: {reason}.",
            "Make it readable for yourself, or take it off the list of folders on the page of models.",
            {"folder": str(path), "reason": reason},
        )
    else:
        text = f"{path} can be read."
        return Check(id_, "ok", Message("check.folders.models_ok", text, "", {"folder": str(path)}))
    return Check(id_, state, message)


def _room(id_: str, folder: Folder, patient: Patient) -> Check:
    place = _nearest(folder.path)
    if place is None:
        text = f"There is no disk for the folder {folder.path}."
        hint = "Plug the disk in, or choose another folder."
        message = Message("check.folders.no_disk", text, hint, {"folder": str(folder.path)})
        return Check(id_, "missing", message, needed=True)
    path = str(folder.path)
    try:
        free_mb = shutil.disk_usage(place).free // 1_000_000
    except OSError as error:  # what is wrong with the folder is told under "folders"
        reason = error.strerror or str(error)
        text = f"How much room is left for {path} can not be read: {reason}."
        return Check(id_, "unknown", Message("check.disk.unknown", text, "", {"folder": path, "reason": reason}))
    free = f"{free_mb / 1000:.1f} GB" if free_mb >= 1000 else f"{free_mb} MB"
    storage = Mend("open", "Free some space", target="ms-settings:storagesense")
    action = storage if patient.machine.platform == "win32" else None
    if free_mb < LITTLE_MB:
        text = f"The disk of {path} is nearly full: only {free} are left."
        hint = "Delete or move files that you no longer need, such as old recordings, and empty the bin."
        message = Message("check.disk.full", text, hint, {"folder": path, "free": free})
        return Check(id_, "missing", message, needed=True, action=action)
    if folder.name == "recordings" and free_mb < LITTLE_VIDEO_MB:
        text = f"The disk of {path} has only {free} left, which is less than an hour of recording."
        hint = "Free some space, or choose another folder for recordings."
        message = Message("check.disk.little", text, hint, {"folder": path, "free": free})
        return Check(id_, "missing", message, action=action)
    return Check(id_, "ok", Message("check.disk.ok", f"{path}: {free} free", "", {"folder": path, "free": free}))
