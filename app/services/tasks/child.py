"""The process that works on one task: ``python -m app.services.tasks.child REQUEST.json``, started by the runner.

1. It takes the lowest priority, so that a live run hardly notices it, and waits until no other process holds the task.
2. It loads an engine of its own and makes what is missing: the segments of a video and then the whole, or a photo.
3. It says what it does in lines of JSON; the program writes them down. It ends by itself when the program is gone,
   wherever it is just then: the next program's child waits for that.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import av
import cv2
import psutil
from pydantic import ValidationError

from app.base.errors import InputError, Message, OutputError, UserError
from app.base.files import exclusive_lock
from app.base.paths import Paths
from app.base.settings import Settings
from app.pipeline.photos import is_picture
from app.services.engines import discover, usable
from app.services.models import Models, merge
from app.services.tasks.folders import still_itself
from app.services.tasks.joining import container_of, join
from app.services.tasks.plans import file_state, settings_of, task_fingerprint
from app.services.tasks.records import Segment, TaskPlan
from app.services.tasks.segments import file_sum, sync_folder
from app.services.tasks.still import read_still, swap_still, write_still
from app.services.tasks.swapping import EngineMaker, Swapper
from app.services.tasks.video import VideoWatch, VideoWork, survey, write_thumbnail
from engines.api import EngineError

TELL_S = 0.5
"""Seconds between two words about progress."""
GRACE_S = 1.0
"""How long it may go on by itself when the program is gone."""
LOCK = ".lock"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
MIN_FREE = 100_000_000
"""Bytes that must be free where a task works."""


class ProgramGone(BaseException):
    """The program that started this process is no more: nobody would write down what is made."""


class Teller:
    """Writes lines; the reader is the runner. What libraries print goes where errors go."""

    def __init__(self) -> None:
        self._gone = threading.Event()
        self._told_at = 0.0
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
        # A daemon: it waits for a byte that never comes. os.read holds no lock that the interpreter's end would need.
        threading.Thread(target=self._wait_for_the_end, name="tie", daemon=True).start()

    def tell(self, **what: Any) -> None:
        """One line. Raises ProgramGone."""
        if self._gone.is_set():
            raise ProgramGone
        try:
            self._out.write(json.dumps(what) + "\n")
            self._out.flush()
        except OSError:
            raise ProgramGone from None

    def progress(self, frames: int, step: str) -> None:
        """At most every half second."""
        if self._gone.is_set():
            raise ProgramGone
        now = time.monotonic()
        if now - self._told_at >= TELL_S:
            self._told_at = now
            self.tell(frames=frames, step=step)

    def notice(self, message: Message) -> None:
        self.tell(notice=asdict(message))

    def _wait_for_the_end(self) -> None:
        while os.read(0, 1):
            pass
        self._gone.set()
        time.sleep(GRACE_S)
        os.kill(os.getpid(), signal.SIGTERM)  # it loads an engine, or hangs: all that it writes may be cut off


class Work:
    """One task."""

    def __init__(self, request: Mapping[str, Any], teller: Teller) -> None:
        self._teller = teller
        self._paths = Paths(**{name: Path(path) for name, path in request["paths"].items()})
        self._source = Path(request["source"])
        self._name = str(request["name"])
        self._folder = Path(request["folder"])
        self._target = Path(request["target"])
        """Where the result is written before it gets its name; the suffix is added."""
        try:
            self._plan = TaskPlan.model_validate(request["plan"])
        except ValidationError as error:
            raise InputError(
                "tasks.other_version",
                f"{self._name} was added by another version of the program, which this one does not understand.",
                "Add it again.",
                name=self._name,
            ) from error
        self._before = str(request["fingerprint"])
        self._segments = [Segment(**one) for one in request["segments"]]
        self._settings = settings_of(self._plan, Settings.model_validate(request["settings"]))
        cv2.setNumThreads(self._settings.performance.opencv_threads)
        self._engines = [Path(one) for one in request["engines"]]

    def run(self) -> None:
        """Raises UserError, EngineError, OSError, av.FFmpegError."""
        try:
            self._run()
        except OSError as error:
            if error.errno not in _FULL:
                raise
            fullest = min((self._folder, self._target.parent), key=lambda one: psutil.disk_usage(str(one)).free)
            raise _full(fullest, error.strerror or str(error)) from error

    def _run(self) -> None:
        if not still_itself(self._source):
            raise InputError(
                "tasks.moved",
                f"{self._name} is not where it was, or a link has taken its place.",
                "Put it back, or add it again from where it is now.",
                name=self._name,
            )
        self._state = file_state(self._source)
        _check_room(self._folder)
        _check_room(self._target.parent)
        if is_picture(self._source):
            self._photo()
        else:
            self._video()

    def _swapper(self) -> Swapper:
        self._teller.tell(frames=0, step="loading")
        entries = discover(self._engines)
        usable(entries, self._plan.engine)
        entry = next(one for one in entries if one.id == self._plan.engine)
        catalogue, _ = merge({one.id: one.manifest.catalogue for one in entries if one.manifest is not None})
        paths, settings = self._paths, self._settings
        models = Models(catalogue, paths.user_models, paths.model_records, lambda: settings.models)
        return Swapper(EngineMaker(self._plan, settings, paths, entry, models, self._teller.notice))

    def _photo(self) -> None:
        still = read_still(self._source, self._teller.notice)
        swapper = self._swapper()
        try:
            self._teller.tell(total=1, provider=swapper.provider)
            self._teller.tell(frames=0, step="swapping")
            still, swapped = swap_still(still, swapper)
        finally:
            swapper.close()
        if not swapped.faces:
            raise self._no_face()
        if swapped.covered:
            text = f"A face in {self._name} could not be swapped and is covered."
            self._teller.notice(Message("tasks.covered_photo", text, "", {"name": self._name}))
        write_thumbnail(self._folder, still.image)
        target = self._target.with_name(f"{self._target.name}.part")
        target.write_bytes(write_still(still))
        self._made(target, still.suffix, 1, 1, int(swapped.covered))

    def _video(self) -> None:
        found = survey(self._source)
        if found.cut_off:
            text = f"The video {self._name} is cut off or damaged: {found.frames} pictures of it are there."
            self._teller.notice(Message("tasks.cut_off", text, "", {"name": self._name, "frames": found.frames}))
        swapper = self._swapper()
        try:
            work = VideoWork(
                self._source,
                self._folder,
                swapper,
                segment_frames=self._plan.segment_frames,
                codec=self._settings.output.recording_codec,
                quality=self._settings.output.recording_quality,
            )
            fingerprint = task_fingerprint(self._plan, self._settings, self._source, swapper.made_with, swapper.models)
            good = work.whole(self._segments) if fingerprint == self._before else []
            if self._segments and fingerprint != self._before:
                text = f"{self._name} was begun anew: its file, the program or what the engine runs on has changed."
                self._teller.notice(Message("tasks.anew", text, "", {"name": self._name}))
            self._teller.tell(total=found.frames, provider=swapper.provider, fingerprint=fingerprint, keep=len(good))
            made = list(good)

            def add(segment: Segment) -> None:
                made.append(segment)
                self._teller.tell(segment=asdict(segment))

            watch = VideoWatch(lambda done: self._teller.progress(done, "swapping"), add, self._teller.notice)
            count = work.run(len(good), watch)
        finally:
            swapper.close()
        if not any(segment.swapped for segment in made):
            raise self._no_face()
        assert work.form is not None
        container = container_of(self._source)
        target = self._target.with_name(f"{self._target.name}.part")
        files = [work.file(number) for number in range(count)]
        total, swapped, covered = (sum(getattr(one, what) for one in made) for what in ("frames", "swapped", "covered"))
        if covered:
            text = f"In {covered} of {total} pictures of {self._name} a face could not be swapped, or none was found: "
            text += "they are covered."
            self._teller.notice(
                Message("tasks.covered", text, "", {"name": self._name, "covered": covered, "total": total})
            )
        self._teller.tell(frames=total, step="joining")
        join(
            files,
            work.form,
            self._source,
            target,
            container,
            lambda _done: self._teller.progress(total, "joining"),
            self._teller.notice,
        )
        self._made(target, container.suffix, total, swapped, covered)

    def _no_face(self) -> InputError:
        return InputError(
            "tasks.no_face",
            f"No face in {self._name} could be swapped, so there is no result.",
            "Faces that are very small, seen from the side or covered can not be swapped.",
            name=self._name,
        )

    def _made(self, target: Path, suffix: str, frames: int, swapped: int, covered: int) -> None:
        if not still_itself(self._source) or file_state(self._source) != self._state:
            raise InputError(
                "tasks.source_changed",
                f"{self._name} was changed while it was worked on.",
                "Add it again once no other program writes to it.",
                name=self._name,
            )
        with target.open("rb+") as file:
            os.fsync(file.fileno())
        sync_folder(target.parent)
        self._teller.tell(
            made=str(target),
            suffix=suffix,
            frames=frames,
            swapped=swapped,
            covered=covered,
            size=target.stat().st_size,
            sha256=file_sum(target),
        )


def _check_room(folder: Path) -> None:
    free = psutil.disk_usage(str(folder)).free
    if free < MIN_FREE:
        raise _full(folder, f"only {free / 1e6:.0f} MB are free")


def _full(folder: Path, reason: str) -> OutputError:
    return OutputError(
        "tasks.disk_full",
        f"The disk of {folder} is full ({reason}), so there is no result.",
        "Make room, then add it again.",
        folder=str(folder),
        reason=reason,
    )


def lower_priority() -> None:
    """Everything else goes before this process. A system that refuses leaves it as it is."""
    process = psutil.Process()
    try:
        if sys.platform == "win32":
            process.nice(psutil.IDLE_PRIORITY_CLASS)
            process.ionice(psutil.IOPRIO_VERYLOW)
        else:
            process.nice(19)
            if sys.platform == "linux":
                process.ionice(psutil.IOPRIO_CLASS_IDLE)
                # Where memory is short it goes, not the program with the live picture.
                Path("/proc/self/oom_score_adj").write_text("500", "ascii")
    except (psutil.Error, OSError) as error:
        logging.getLogger(__name__).info("The priority could not be lowered: %s", error)


def words(error: Exception) -> Message | None:
    """What a person is told of an error; None where it is a bug."""
    if isinstance(error, UserError):
        return error.message
    if isinstance(error, EngineError):
        return Message(error.code, str(error), error.hint, {"reason": str(error)})
    if isinstance(error, MemoryError):
        text = "There is not enough memory for this task."
        return Message("tasks.memory", text, "End other programs, or make the picture smaller.")
    if isinstance(error, (OSError, av.FFmpegError)):
        reason = str(error)
        hint = "Look whether the disk is there and can be written to, then add it again."
        return Message("tasks.failed", f"The task could not be finished: {reason}.", hint, {"reason": reason})
    return None


def work_on(request_file: Path, teller: Teller) -> None:
    """Work on a task; what became of it is told. Raises ProgramGone, and what is a bug."""
    try:
        with exclusive_lock(request_file.with_name(LOCK)):
            Work(json.loads(request_file.read_text("utf-8")), teller).run()
    except Exception as error:
        message = words(error)
        if message is None:
            raise
        teller.tell(failed=asdict(message))


def main(request_file: str) -> int:
    """Exit code 0 also for a task that failed in words."""
    lower_priority()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    try:
        work_on(Path(request_file), Teller())
    except ProgramGone:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
