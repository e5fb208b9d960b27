"""A machine with one virtual camera, registered through pyvirtualcam's own ``register_backend``.

The stand-in refuses with the real backends' texts, breaks in mid-run, blocks in its driver and comes back, as the test
says. What it was sent is waited for by a condition, never by sleeping.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import pyvirtualcam

from app.base.errors import Message
from engines.api import Image

NAME = "standin"
PATIENCE_S = 30.0


class Machine:
    """What stands in for driver and device; shared by every camera that is opened on it."""

    def __init__(self) -> None:
        self.refuses = ""
        """What opening says; empty: it opens."""
        self.breaks = ""
        """What sending says; empty: it works."""
        self.driver = threading.Event()
        """Cleared: sending blocks until it is set."""
        self.driver.set()
        self.sent: list[Image] = []
        self.times: list[float] = []
        self.asked: list[dict[str, Any]] = []
        """Width, height, fps and so on of every try to open."""
        self.opened = self.closed = self.blocked = 0
        self._condition = threading.Condition()

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is true; it is looked at whenever the machine is used."""
        with self._condition:
            assert self._condition.wait_for(true, PATIENCE_S)

    def until_sent(self, pictures: int) -> None:
        self.until(lambda: len(self.sent) >= pictures)

    def until_shown(self, image: Image | int) -> None:
        """Wait until the last picture is this one, or of this one grey value."""
        self.until(lambda: bool(self.sent) and bool((self.sent[-1] == image).all()))

    def wake(self) -> None:
        with self._condition:
            self._condition.notify_all()

    def install(self, monkeypatch: pytest.MonkeyPatch, name: str = NAME, *, alone: bool = False) -> Machine:
        """Register it as a backend of pyvirtualcam until the end of the test; ``alone``: this system has no other."""
        monkeypatch.setattr(pyvirtualcam.camera, "BACKENDS", {} if alone else dict(pyvirtualcam.camera.BACKENDS))
        machine = self

        class Backend:
            def __init__(self, *, width: int, height: int, fps: float, device: str | None, **rest: Any) -> None:
                asked = {"width": width, "height": height, "fps": fps, "device": device, **rest}
                with machine._condition:
                    machine.asked.append(asked)
                    machine._condition.notify_all()
                    if machine.refuses:
                        raise RuntimeError(machine.refuses)
                    machine.opened += 1
                self._shape = (height, width, 3)
                self._name = device or "loop0"

            def send(self, frame: Image) -> None:
                with machine._condition:
                    machine.blocked += 1
                    machine._condition.notify_all()
                assert machine.driver.wait(PATIENCE_S)
                with machine._condition:
                    machine.blocked -= 1
                    if machine.breaks:
                        machine._condition.notify_all()
                        raise RuntimeError(machine.breaks)
                    machine.sent.append(np.array(frame.reshape(self._shape)))
                    machine.times.append(time.monotonic())
                    machine._condition.notify_all()

            def device(self) -> str:
                return self._name

            def native_fourcc(self) -> None:
                return None

            def close(self) -> None:
                with machine._condition:
                    machine.closed += 1
                    machine._condition.notify_all()

        pyvirtualcam.register_backend(name, Backend)
        return self


class Told:
    """A :class:`app.pipeline.feed.FeedWatch` that keeps what it is told, and wakes the machine's waiters."""

    def __init__(self, machine: Machine) -> None:
        self.troubles: list[Message] = []
        self.backs: list[Message] = []
        self._machine = machine

    def trouble(self, message: Message) -> None:
        self.troubles.append(message)
        self._machine.wake()

    def back(self, message: Message) -> None:
        self.backs.append(message)
        self._machine.wake()

    def changed(self) -> None:
        self._machine.wake()


def grey(value: int, width: int = 64, height: int = 48) -> Image:
    return np.full((height, width, 3), value, np.uint8)
