"""Python's garbage collector, on Qt's thread alone.

1. By itself it runs on whichever thread happens to make an object, and frees what lies in cycles there. A QObject that
   a worker frees while Qt hands it an event ends the process, with nothing said.
2. So the automatic one is off while the window lives, and a timer of Qt's thread looks whether it is due, by the
   thresholds that Python has for it.
3. What was built once and stays (modules, classes, services) is set aside, so that no later look has to go over it: a
   full one took the interpreter away from the pipeline for tens of milliseconds.
"""

from __future__ import annotations

import gc

from PyQt6.QtCore import QObject, QTimer

_EVERY_MS = 500


class Collector(QObject):
    """Collects on the thread that made it, from its making until :meth:`close`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(_EVERY_MS)

    def settle(self) -> None:
        """Set aside everything that is there now, as what stays to the end."""
        gc.freeze()

    def close(self) -> None:
        """Leave it to Python again, which takes back what was set aside."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_on:
            gc.enable()

    def _look(self) -> None:
        limits = gc.get_threshold()
        due = [generation for generation, made in enumerate(gc.get_count()) if made > limits[generation] > 0]
        if due:
            gc.collect(due[-1])
