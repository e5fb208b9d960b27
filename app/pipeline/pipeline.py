"""The frame's whole way, in one function: read :meth:`Pipeline.run` first.

    source -> newest frame -> engine -> guard -> label -> outputs
                                                   └──> newest result -> preview (pulled by the window)

One thread runs it and makes every engine call; an engine may go on with a frame beside it (`flight.py`), and frames
are sent in the order in which they came. Other threads post commands, which run between two frames and answer
through a Future; they read the counters, the meters and the newest preview at any time.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from app.base.errors import EngineFailure, Message, OutputError
from app.pipeline.buffers import BufferPool
from app.pipeline.flight import Flight, Scheduler
from app.pipeline.guard import Guard, Guarded, Verdict
from app.pipeline.label import Label
from app.pipeline.meters import Meters
from app.pipeline.output import Card, CardOutput
from app.pipeline.outputs import Output, OutputStatus
from app.pipeline.smaller import Smaller
from app.pipeline.sources import EndOfSource, Source
from engines.api import Engine, EngineError, Frame, Image, StopRunError, SwapResult

T = TypeVar("T")

_GLANCE_S = 0.001
"""How often it is looked for a frame while one is under way, which is sent on as soon as it is done."""
_LAST_S = 10.0
"""How long the end of a run waits for a network that still works."""
_POLL_S = 0.1
"""How long one wait for a frame lasts: bounds how late a command or a stop is seen while no frames come."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The newest result. ``before`` is the user's own face: for this screen only."""

    sequence: int
    before: Image
    after: Image
    covering: bool


@dataclass(slots=True)
class Counters:
    """Frames so far; written by the pipeline's thread only."""

    frames_out: int = 0
    swapped: int = 0
    covered: int = 0
    failed: int = 0


class Pipeline:
    """One run: from the first frame of a source to its end, a stop, or a failure."""

    def __init__(
        self,
        source: Source,
        engine: Engine,
        guard: Guard,
        label: Label,
        pool: BufferPool,
        *,
        max_failed: int,
        frame_limit: int | None,
        notice: Callable[[Message], None],
        output_failed: Callable[[OutputError], None],
    ) -> None:
        self.source, self.engine, self.guard, self.label = source, engine, guard, label
        self.smaller = Smaller(pool)
        """What size of picture the engine is given."""
        self.meters = Meters()
        self.counters = Counters()
        self.outputs: list[Output] = []
        self.ended_outputs: list[OutputStatus] = []
        """How each output that was closed ended."""
        self.covering = False
        self.turned_at = time.monotonic()
        """When the loop turned last, in monotonic seconds: long ago where an engine or a device does not answer."""
        self._pool = pool
        self._max_failed = max_failed
        self._frame_limit = frame_limit
        self._notice = notice
        self._output_failed = output_failed
        self._commands: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._preview: Preview | None = None
        self._failed_in_a_row = 0

    # ---- the frame's way -------------------------------------------------------------------------------------

    def run(self) -> None:
        """Carry frames until a stop, the frame limit or the end of the source.

        Raises:
            EngineFailure: the engine failed ``max_failed`` times in a row, or said that it would be no use to go on.
        """
        scheduler = Scheduler(self.engine, self.smaller)
        free_at = 0.0
        flight: Flight | None = None
        following: Flight | None = None
        ending = False
        try:
            while not self._stop.is_set() and not self._full():
                self.turned_at = time.monotonic()
                if flight is None:
                    self._run_commands()
                    if ending:
                        break
                following = None
                if flight is None or not scheduler.wait(flight):
                    try:
                        following = self._begin_next(scheduler, flight)
                    except EndOfSource:
                        ending = True
                if flight is not None:
                    self._deliver(flight.frame, self._finish(flight))
                    now = time.monotonic()
                    self.meters.worked(now, now - max(flight.entered_at, free_at))
                    free_at = now
                    scheduler.ended(flight, following)
                flight = following
        finally:
            for begun in (flight, following):  # nothing is freed under a network that still works
                if begun is not None:
                    begun.pending.wait(_LAST_S)
            self._refuse_commands()
            self._tell_source_notice()

    def _full(self) -> bool:
        return self._frame_limit is not None and self.counters.frames_out >= self._frame_limit

    def _begin_next(self, scheduler: Scheduler, flight: Flight | None) -> Flight | None:
        """The next frame, begun; None when none came, or when the one under way was done before, or commands wait."""
        if flight is not None:
            scheduler.hold_on(flight)
        while True:
            if flight is not None and not self._commands.empty():
                return None  # they run between two frames: none may be begun
            frame = self.source.read(_POLL_S if flight is None else 0.0)
            if frame is not None:
                self.meters.stage("read", self.source.read_ms)
                return scheduler.begin(frame)
            if flight is None:
                self._cover_a_lost_source()
                return None
            if flight.pending.wait(_GLANCE_S) or self._stop.is_set():
                return None

    def _deliver(self, frame: Frame, result: SwapResult | None) -> None:
        started = time.perf_counter()
        if self.label.changed:
            self.guard.forget()
        guarded = self.guard.judge(frame, result)
        judged = time.perf_counter()
        if guarded.verdict is not Verdict.HELD:
            self.label.draw(guarded.image)
        self.meters.stage("guard", (judged - started) * 1e3)
        self.meters.stage("label", (time.perf_counter() - judged) * 1e3)
        self._send(guarded, frame.captured_at)
        self._count(guarded)
        self._preview = Preview(self.counters.frames_out, frame.image, guarded.image, self.covering)

    def _finish(self, flight: Flight) -> SwapResult | None:
        try:
            result = flight.pending.finish()
            check_result(result, flight.frame)
        except StopRunError as error:
            raise EngineFailure(error.code, str(error), error.hint, reason=str(error)) from error
        except (Exception, SystemExit) as error:  # an engine is other people's code: it is covered and told
            self.counters.failed += 1
            self._failed_in_a_row += 1
            text = f"The engine failed on a frame: {error}"
            if self._failed_in_a_row == 1:
                self._notice(Message("engine.frame_failed", text, "The frame was covered.", {"reason": str(error)}))
            if self._failed_in_a_row >= self._max_failed:
                raise EngineFailure(
                    "engine.failing",
                    f"The engine failed on {self._failed_in_a_row} frames in a row ({error}).",
                    "The run was stopped. Choose another engine or other options, or look into the log.",
                    count=self._failed_in_a_row,
                    reason=str(error),
                ) from error
            return None
        self._failed_in_a_row = 0
        for name, milliseconds in result.stages_ms.items():
            self.meters.stage(name, milliseconds)
        return result

    def _send(self, guarded: Guarded, captured_at: float, card: Card | None = None) -> None:
        """``card`` is what outputs that have cards show instead of the picture."""
        started = time.monotonic()
        for output in tuple(self.outputs):
            try:
                if card is not None and isinstance(output, CardOutput):
                    output.show(card)
                else:
                    output.send(guarded.image, captured_at)
            except OutputError as error:
                self._output_failed(error)
                self.remove_outputs([output])
        now = time.monotonic()
        self.meters.stage("output", (now - started) * 1e3)
        self.meters.sent(now, (now - captured_at) * 1e3)

    def _count(self, guarded: Guarded) -> None:
        self.counters.frames_out += 1
        if guarded.verdict is Verdict.SWAPPED:
            self.counters.swapped += 1
        elif guarded.verdict in (Verdict.HELD, Verdict.COVERED):
            self.counters.covered += 1
        self.covering = guarded.verdict in (Verdict.HELD, Verdict.COVERED)

    def _cover_a_lost_source(self) -> None:
        """While the camera is away its readers still get a picture: the last good one, then the card "camera lost", or
        a covered picture where an output has no cards."""
        if self.source.lost() is None:
            return
        if self.label.changed:
            self.guard.forget()
        now = time.monotonic()
        guarded = self.guard.without_frame(now)
        if guarded is None:
            for output in self.outputs:
                if isinstance(output, CardOutput):
                    output.show(Card.LOST)
            return
        held = guarded.verdict is Verdict.HELD
        if not held:
            self.label.draw(guarded.image)
        self._send(guarded, now, None if held else Card.LOST)
        self._count(guarded)
        self._preview = Preview(self.counters.frames_out, guarded.image, guarded.image, covering=True)

    # ---- from other threads ----------------------------------------------------------------------------------

    def post(self, work: Callable[[], T]) -> Future[T]:
        """Run ``work`` on the pipeline's thread between two frames; its result or error comes by the Future."""
        future: Future[T] = Future()
        self._commands.put((work, future))
        if self._stop.is_set():
            self._refuse_commands()
        return future

    def request_stop(self) -> None:
        """Ask the run to end after the frame in work; returns at once."""
        self._stop.set()

    def preview(self, after: int) -> Preview | None:
        """The newest result whose sequence is above ``after``."""
        newest = self._preview
        return newest if newest is not None and newest.sequence > after else None

    def _tell_source_notice(self) -> None:
        """What the source has to say although it went on, such as a clip that is cut short."""
        if self.source.notice is not None:
            self._notice(self.source.notice)

    @property
    def failed_in_a_row(self) -> int:
        """Pictures that the engine failed on since the last good one."""
        return self._failed_in_a_row

    # ---- helpers ---------------------------------------------------------------------------------------------

    def close_outputs(self) -> None:
        """Flush and close what is still open; each error is told, none stops the others."""
        for output in self.outputs:
            self._close_output(output)
        self.outputs.clear()

    def remove_outputs(self, outputs: Iterable[Output]) -> None:
        for output in tuple(outputs):
            self.outputs.remove(output)
            self._close_output(output)

    def _close_output(self, output: Output) -> None:
        try:
            output.close()
        except OutputError as error:
            self._output_failed(error)
        self.ended_outputs.append(output.status())

    def _run_commands(self) -> None:
        while True:
            try:
                work, future = self._commands.get_nowait()
            except queue.Empty:
                return
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(work())
            except EngineError as error:
                future.set_exception(EngineFailure(error.code, str(error), error.hint, reason=str(error)))
            except Exception as error:  # noqa: BLE001 - the Future carries it to whoever asked
                future.set_exception(error)

    def _refuse_commands(self) -> None:
        self._stop.set()
        while True:
            try:
                _, future = self._commands.get_nowait()
            except queue.Empty:
                return
            future.cancel()


def check_result(result: SwapResult, frame: Frame) -> None:
    """Raises ValueError where a picture is not what every output can take: such a frame failed."""
    image = result.image
    sound = image.shape == frame.image.shape and image.dtype == frame.image.dtype
    if not (sound and image.flags.c_contiguous and (image is frame.image or image.flags.writeable)):
        kind = f"{image.dtype}, {'x'.join(str(side) for side in image.shape)}"
        raise ValueError(f"it gave a picture of another kind than the frame's ({kind})")
