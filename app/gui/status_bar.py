"""The figures of the run at the bottom of the window, the red sign while the guard lets the real face through,
and the one that says that the user covered everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QLabel, QStatusBar, QWidget

from app.gui.widgets import text_label

if TYPE_CHECKING:
    from app.services.session_state import SessionStatus


class StatusBar(QStatusBar):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status: SessionStatus | None = None
        self._guard = "cover"
        self._unusable = False
        self.state = QLabel(self)
        self.guard = text_label(self, "guard")
        self.covered_now = text_label(self, "covered_now")
        self.addWidget(self.state)
        self.addWidget(self.guard)
        self.addWidget(self.covered_now)
        self.fps, self.age, self.dropped, self.covered, self.provider = (QLabel(self) for _ in range(5))
        for label in (self.fps, self.age, self.dropped, self.covered, self.provider):
            self.addPermanentWidget(label)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("State of the run"))
        self.fps.setToolTip(self.tr("Pictures per second that leave"))
        self.age.setToolTip(self.tr("Time from the camera having a picture to its being sent"))
        self.dropped.setToolTip(self.tr("Pictures of the source that a newer one overtook"))
        self.covered.setToolTip(self.tr("Pictures in which the face was hidden, or the last good one held"))
        self.provider.setToolTip(self.tr("What the networks run on"))
        self.guard.setText(self.tr("REAL FACE CAN BE SEEN"))
        self.covered_now.setText(self.tr("COVERED BY YOU"))
        self.show_status(self._status, self._guard)

    def show_unusable(self) -> None:
        """The program could not be loaded."""
        self._unusable = True
        self.show_status(None, self._guard)

    def show_status(self, status: SessionStatus | None, guard: str) -> None:
        self._status, self._guard = status, guard
        covered_now = status is not None and status.covered_now
        self.covered_now.setVisible(covered_now)
        self.guard.setVisible(guard == "pass" and not covered_now)
        names = {
            "idle": self.tr("Ready"),
            "loading": self.tr("Loading"),
            "running": self.tr("Running"),
            "stopping": self.tr("Stopping"),
            "failed": self.tr("Stopped by an error"),
        }
        waiting = names["failed"] if self._unusable else self.tr("Getting ready")
        self.state.setText(waiting if status is None else names[status.state])
        on = status is not None and status.state in ("running", "stopping")
        for label in (self.fps, self.age, self.dropped, self.covered, self.provider):
            label.setVisible(on)
        if status is None or not on:
            return
        self.fps.setText(self.tr("{fps} fps").format(fps=f"{status.fps:.1f}"))
        self.age.setText(self.tr("Age {ms} ms").format(ms=f"{status.age_ms:.0f}"))
        self.dropped.setText(self.tr("Dropped {count}").format(count=status.dropped))
        self.covered.setText(self.tr("Covered {count}").format(count=status.covered))
        self.provider.setText(status.provider.replace("ExecutionProvider", ""))
