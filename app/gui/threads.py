"""Threads of the window: the pipeline's QThread, and small jobs whose results come back to the GUI thread.

1. :func:`thread_factory` gives the session its thread as a QThread that only calls what it was given.
2. :class:`Background` runs what would stall the window (loading the core, looking for cameras, decoding thumbnails)
   and hands the result to a callback on the GUI thread; it does the same for Futures of the session.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PyQt6.QtCore import QDeadlineTimer, QObject, Qt, QThread, pyqtSignal

T = TypeVar("T")


class PipelineThread(QThread):
    """Calls ``target`` once. It holds no logic: the session does, and catches everything."""

    def __init__(self, target: Callable[[], None], name: str) -> None:
        super().__init__()
        self._target = target
        self.setObjectName(name)

    def run(self) -> None:
        self._target()

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the end; False when it is still running after ``timeout`` seconds."""
        if timeout is None:
            return self.wait()
        return self.wait(QDeadlineTimer(int(timeout * 1000)))

    def is_alive(self) -> bool:
        return self.isRunning()


_threads: set[PipelineThread] = set()
"""Qt ends the process when a QThread is freed while it runs, so each is held here until it has finished."""


def thread_factory(target: Callable[[], None], name: str) -> PipelineThread:
    """A thread for the session; any thread may call."""
    _threads.difference_update([thread for thread in tuple(_threads) if thread.isFinished()])
    thread = PipelineThread(target, name)
    _threads.add(thread)
    return thread


class Background(QObject):
    """Jobs off the GUI thread. Callbacks run on the GUI thread, and none runs after :meth:`close`."""

    _finished = pyqtSignal(object, object, object)

    def __init__(self, parent: QObject | None = None, *, threads: int = 2) -> None:
        """With one thread the jobs run one after the other, in the order in which they were asked for."""
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="window")
        self._open: set[Future[Any]] = set()
        self._closed = False
        # Queued even where the Future is done already: a callback never runs inside the call that asked for it.
        connect: Any = self._finished.connect  # the stub knows no second argument
        connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Exception], None] | None = None
    ) -> None:
        """Call ``work`` on a worker thread, then ``then(result)`` or ``failed(error)`` here."""
        if not self._closed:
            self.watch(self._pool.submit(work), then, failed)

    def watch(
        self, future: Future[T], then: Callable[[T], None], failed: Callable[[Exception], None] | None = None
    ) -> None:
        """Call back on the GUI thread once ``future`` is done; nothing where it was cancelled."""
        self._open.add(future)
        future.add_done_callback(lambda done: None if self._closed else self._finished.emit(done, then, failed))

    @property
    def busy(self) -> bool:
        """Whether a callback is still to come."""
        return bool(self._open)

    def close(self) -> None:
        """Drop what has not begun and wait for what has; call when :attr:`busy` is false to be quick."""
        self._closed = True
        self._open.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def finish(self) -> None:
        """As :meth:`close`, but what has not begun is done, too: for jobs that give something back."""
        self._closed = True
        self._open.clear()
        self._pool.shutdown(wait=True)

    def _deliver(
        self, future: Future[T], then: Callable[[T], None], failed: Callable[[Exception], None] | None
    ) -> None:
        self._open.discard(future)
        if self._closed or future.cancelled():
            return
        error = future.exception()
        if error is None:
            then(future.result())
        elif failed is not None and isinstance(error, Exception):
            failed(error)
        else:
            raise error
