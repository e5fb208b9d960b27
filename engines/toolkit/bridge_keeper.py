"""Keeps the child of a bridge running: loads it, hands it frames, and starts it again when it ends or hangs.

All of that is done by one thread, so that the child is tied to a thread that lives as long as the engine. What a frame
or a call came to is told by the child's messages, which wake whoever waits for it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from engines.api import EngineContext, EngineError, Image, OptionValue, StopRunError
from engines.toolkit import bridge_ring
from engines.toolkit.bridge_frames import Frames, unlink
from engines.toolkit.bridge_process import ChildProcess
from engines.toolkit.bridge_work import Call, Work, away, failure, opening, told

PROTOCOL = 1
STARTS = 5
"""Starts in a row that lead to no picture, after which no further one is tried."""
_PAUSES_S = (0.0, 0.2, 0.5, 1.0, 2.0)
"""Before the next start, by how many have led to nothing; loading takes its own time as well."""
_SILENT_S = 20.0
"""A child that ran and shows no sign of life for so long hangs in a way that it will not come out of."""
_WATCH_S = 0.5

State = Literal["loading", "ready", "away", "failed"]


class Keeper:
    """See the module. All methods but :meth:`close` may be called from any thread."""

    def __init__(self, program: str, child: Path, context: EngineContext, environment: Mapping[str, str]) -> None:
        """Begin to load. :meth:`wait_until_loaded` says what came of it."""
        assert context.checkout is not None
        self.program = program
        self.provider = ""
        self.models: tuple[str, ...] = ()
        self.state: State = "loading"
        self.log = context.cache / "child.log"
        self._checkout, self._context, self._script = context.checkout, context, child
        self._environment = environment
        self._options = dict(context.options)
        self._photos: tuple[Image, ...] = ()
        self._woken = threading.Condition()
        self._child: ChildProcess | None = None
        self._shared = bridge_ring.shared_folder(str(context.cache))
        self._frames = Frames(self._shared)
        self._calls: dict[int, Call] = {}
        self._number = 0
        self._ready = self._gone = self._closing = False
        self._error: EngineError | None = None
        self._pictures = 0
        """Made by the child that runs now."""
        self._thread = threading.Thread(target=self._keep, name=f"keeper of {program}")
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """Number of the child's process; None while there is none."""
        child = self._child
        return None if child is None else child.pid

    # ---- for the engine ----------------------------------------------------------------------------------------

    def wait_until_loaded(self) -> None:
        """Until the program is ready for frames. Raises EngineError when it can not be loaded, or nobody wants it."""
        with self._woken:
            while not self._woken.wait_for(lambda: self.state != "loading", _WATCH_S):
                if self._context.unwanted():
                    raise failure("checkout.unwanted", f"{self.program} was not loaded to the end.")
            if self.state == "failed":
                raise self._failed()

    def wait_until_back(self) -> bool:
        """Until it is ready again; False when it is not any more."""
        with self._woken:
            self._woken.wait_for(lambda: self.state in ("ready", "failed"))
            return self.state == "ready"

    def begin(self, image: Image) -> Work | None:
        """Give it a frame; None where it can not take one now. Raises StopRunError when it never will again, and
        EngineError where there is no memory for frames of this size."""
        with self._woken:
            if self.state == "failed":
                raise StopRunError(str(self._failed()), self._failed().hint)
            child, frames = self._child, self._frames
            if self.state != "ready" or child is None or frames.behind:
                return None
            if not frames.fits(image):
                if frames.busy:
                    return None  # the file is made anew for the new size: the program still reads the old one
                child.send({"map": frames.make(image)})
            self._number += 1
            work, room = frames.enter(self._number)
        np.copyto(room, image)
        child.send({"frame": [work.number, work.place, work.picture_place]})
        return work

    def picture(self, work: Work, spare: Callable[[tuple[int, ...]], Image]) -> Image:
        """What was made of a frame; a copy in an array of ``spare`` where too many are held already. Raises
        EngineError where it is not there."""
        with self._woken:
            picture, crowded = self._frames.picture(work)
        if crowded:
            copy = spare(picture.shape)
            np.copyto(copy, picture)
            return copy
        return picture

    def release(self, work: Work) -> None:
        """Its picture was taken, or nobody waits for it any more."""
        with self._woken:
            self._frames.release(work)

    def set_source(self, images: Sequence[Image]) -> Any:
        """Show these photos; gives the faces found in each. Raises EngineError."""
        value = self._call("source", self._photo_file, images)
        self._photos = tuple(image.copy() for image in images)
        return value

    @property
    def took_s(self) -> float:
        """What the last frames took, in seconds."""
        return self._frames.took_s

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        """Take new options; a program that is away takes them when it is back. Raises EngineError."""
        with self._woken:
            self._options.update(options)
        self._call_present("configure", {"options": dict(options)})

    def restart(self) -> None:
        """Let the program forget earlier frames; one that is away knows none when it is back. Raises EngineError."""
        self._call_present("restart", {})

    def _call_present(self, kind: str, value: dict[str, Any]) -> None:
        """A call that one which is away, or ends over it, need not hear."""
        try:
            self._call(kind, lambda _none: value, None)
        except EngineError as error:
            if error.code != "checkout.away":
                raise

    def close(self) -> None:
        """End the child and free everything."""
        with self._woken:
            self._closing = True
            self._woken.notify_all()
        self._thread.join()

    # ---- calls -------------------------------------------------------------------------------------------------

    def _photo_file(self, images: Sequence[Image]) -> dict[str, Any]:
        path, places = bridge_ring.write_pictures(self._shared, images)
        return {"path": path, "places": places}

    def _call(self, kind: str, values: Callable[[Any], dict[str, Any]], given: Any, *, loading: bool = False) -> Any:
        with self._woken:
            child = self._child
            if child is None or (self.state != "ready" and not loading):
                raise away(self.program)
        try:
            value = values(given)
        except OSError as error:
            raise failure("checkout.failed", f"The photos can not be handed to {self.program}: {error}.") from error
        call = Call()
        try:
            with self._woken:
                if child is not self._child or self._gone:  # it ended since: nobody would answer
                    raise away(self.program)
                self._number += 1
                number = self._number
                self._calls[number] = call
            child.send({kind: {"n": number, **value}})
            with self._woken:
                limit = self._checkout.frame_s
                if not self._wait(child, lambda: call.ended or (loading and self._closing), limit):
                    child.kill(f"it gave no answer for {limit:.0f} seconds")
                if not call.ended:
                    call.error = away(self.program)
                del self._calls[number]
        finally:
            if "path" in value:
                unlink(value["path"])
        if call.error is not None:
            raise call.error
        return call.value

    def _wait(self, child: ChildProcess, true: Callable[[], bool], limit_s: float) -> bool:
        """Under the lock: until something is so, or the child has ended; False where neither came in time."""
        end = time.monotonic() + limit_s
        while not self._woken.wait_for(true, max(min(end - time.monotonic(), _WATCH_S), 0.0)):
            if child.over:
                return True
            if time.monotonic() >= end:
                return False
        return True

    # ---- what the child says -----------------------------------------------------------------------------------

    def _heard(self, child: ChildProcess, kind: str, value: Any) -> None:
        if child is not self._child:
            return
        if kind == "progress" and self.state == "loading":
            fraction, sentence = value
            if not 0 <= fraction <= 1:
                raise ValueError(f"no part of a whole: {fraction}")
            self._context.report(fraction, str(sentence))
        elif kind == "tell":
            self._context.tell(*value)
        elif kind == "beat":
            self._measure(child)
        with self._woken:
            if child is not self._child:
                return
            if kind == "hello" and value["protocol"] != PROTOCOL:
                self._error = failure(
                    "checkout.failed", f"The bridge speaks version {value['protocol']}, not {PROTOCOL}."
                )
            elif kind == "ready":
                self.provider, self.models, self._ready = value["provider"], tuple(value["models"]), True
            elif kind == "fatal":
                self._error = told(value)
            elif kind == "mapped":
                self._frames.mapped(value)
            elif kind in ("done", "failed"):
                self._pictures += self._frames.answered(kind, value)
            elif kind == "answer" and value["n"] in self._calls:
                call = self._calls[value["n"]]
                call.value = value.get("value")
                call.error = told(value["error"]) if "error" in value else None
                call.ended = True
            else:
                return
            self._woken.notify_all()

    def _measure(self, child: ChildProcess) -> None:
        limit = self._checkout.memory_mb
        if limit and (used := child.memory_mb()) > limit:
            child.kill(f"it used {used} MB of memory, and {limit} MB are allowed (checkouts.memory_mb)")

    def _went(self, child: ChildProcess) -> None:
        with self._woken:
            if child is self._child:
                self._gone = True
                self._lose()
                self._woken.notify_all()

    def _lose(self) -> None:
        """Nothing that is under way will be answered."""
        if self.state == "ready":
            self.state = "away"
        self._frames.lose()
        for call in self._calls.values():
            if not call.ended:
                call.error, call.ended = away(self.program), True
        self._woken.notify_all()

    # ---- the keeper's thread -----------------------------------------------------------------------------------

    def _keep(self) -> None:
        try:
            self._live()
        except Exception as error:
            with self._woken:
                self._error = failure("checkout.failed", f"The bridge to {self.program} failed: {error!r}.")
                self.state = "failed"
                self._woken.notify_all()
            raise

    def _live(self) -> None:
        tries = 0
        while True:
            why = self._one_life()
            with self._woken:
                first = self.state == "loading"
                tries = 1 if self._pictures else tries + 1
                final = self._error is not None or first or tries >= STARTS
                if self._closing or final:
                    if self._error is None:
                        again = "" if first else f", {tries} times in a row"
                        self._error = failure(
                            "checkout.ended",
                            f"{self.program} does not run: {why}{again}.",
                            f"What it printed stands in {self.log}.",
                        )
                    self.state = "failed"
                    self._woken.notify_all()
                    return
            if tries == 1:
                self._context.tell(
                    f"{self.program} has ended ({why}) and is started again.", "Your picture is covered meanwhile."
                )
            with self._woken:
                self._woken.wait_for(lambda: self._closing, _PAUSES_S[tries - 1])

    def _one_life(self) -> str:
        """From a start of the child to its end; gives why it ended."""
        with self._woken:
            self._ready = self._gone = False
            self._pictures = 0
            if self._closing:
                return "it was ended"
        try:
            child = self._start()
        except OSError as error:
            return f"its interpreter {self._checkout.python} can not be started ({error.strerror or error})"
        try:
            self._load(child)
            self._watch(child)
        finally:
            with self._woken:
                self._lose()
            child.close()
            with self._woken:
                self._child = None
                self._frames.drop()
        return child.why

    def _start(self) -> ChildProcess:
        started: list[ChildProcess] = []
        known = threading.Event()

        def heard(kind: str, value: Any) -> None:
            known.wait()
            self._heard(started[0], kind, value)

        def gone() -> None:
            known.wait()
            self._went(started[0])

        checkout = self._checkout
        try:
            child = ChildProcess(checkout.python, checkout.root, self.log, self._environment, heard, gone)
            started.append(child)
            with self._woken:
                self._child = child
        finally:
            known.set()
        return child

    def _load(self, child: ChildProcess) -> None:
        """Returns when it is ready, or will not be."""
        context, checkout = self._context, self._checkout
        with self._woken:
            options = dict(self._options)
        opened = opening(self.program, self._script, context, options)
        child.send({"open": opened})
        with self._woken:
            ended = self._wait(
                child,
                lambda: self._ready or self._gone or self._closing or self._error is not None,
                checkout.load_s,
            )
        if not ended:
            child.kill(f"it was not ready after {checkout.load_s:.0f} seconds")
            return
        if not self._ready:
            return
        again = self.state == "away"
        if self._photos:
            try:
                self._call("source", self._photo_file, self._photos, loading=True)
            except EngineError as error:
                child.kill(f"it did not take the face again ({error})")
                return
        while True:
            with self._woken:
                if self._gone or self._closing:
                    return
                if self._options == options:
                    self.state = "ready"
                    self._woken.notify_all()
                    break
                options = dict(self._options)  # others were chosen while it was loading
            try:
                self._call("configure", lambda values: {"options": values}, options, loading=True)
            except EngineError as error:
                child.kill(f"it did not take its options ({error})")
                return
        if again:
            context.tell(f"{self.program} runs again.", "")

    def _watch(self, child: ChildProcess) -> None:
        """Until the child has ended, or shall."""
        limit = self._checkout.frame_s
        over = False
        while not over:
            over = child.over  # told by its messages' end a moment later, unless somebody else holds them open
            with self._woken:
                if self._woken.wait_for(lambda: self._gone or self._closing, _WATCH_S):
                    return
                now, oldest = time.monotonic(), self._frames.oldest
            if now - oldest > limit:
                child.kill(f"it gave no picture for {limit:.0f} seconds")
            elif now - child.heard_at > _SILENT_S:
                child.kill(f"it showed no sign of life for {_SILENT_S:.0f} seconds")

    def _failed(self) -> EngineError:
        assert self._error is not None
        return self._error
