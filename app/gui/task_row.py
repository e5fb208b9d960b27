"""One task in the panel *Tasks*: a picture out of its result, its name and state, how far it is, and what can be done.

The picture is that which leaves, covered and marked; the source, which shows a real face, is never shown here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, Qt, pyqtSignal
from PyQt6.QtGui import QPixmap
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.gui.messages import message_text
from app.gui.output_dock import duration
from app.gui.widgets import repolish, text_label

if TYPE_CHECKING:
    from app.services.tasks import Task

_SIDE = (76, 57)
_STEPS = 1000
_MARKS = {"done": "ok", "failed": "fail", "running": "info", "queued": "info", "cancelled": "info"}


def state_word(task: Task) -> str:
    """The state in a word or two, in the user's language."""
    words = {
        "queued": QCoreApplication.translate("TaskRow", "Waits"),
        "running": QCoreApplication.translate("TaskRow", "At work"),
        "done": QCoreApplication.translate("TaskRow", "Done"),
        "failed": QCoreApplication.translate("TaskRow", "Failed"),
        "cancelled": QCoreApplication.translate("TaskRow", "Cancelled"),
    }
    steps = {
        "loading": QCoreApplication.translate("TaskRow", "Loads the engine"),
        "joining": QCoreApplication.translate("TaskRow", "Writes the result"),
    }
    return steps.get(task.step, words[task.state]) if task.state == "running" else words[task.state]


def progress_text(task: Task) -> str:
    """How far a task is, in words; empty where there is nothing to say."""
    if task.kind == "image" or not task.total or task.state in ("failed", "cancelled"):
        return ""
    if task.state == "done":
        text = QCoreApplication.translate("TaskRow", "{all} pictures, in {swapped} of them a face was swapped")
        return text.format(all=task.total, swapped=task.swapped)
    parts = [QCoreApplication.translate("TaskRow", "{done} of {all} pictures").format(done=task.frames, all=task.total)]
    if task.seconds_left is not None:
        left = QCoreApplication.translate("TaskRow", "{fps} a second, {time} left")
        parts.append(left.format(fps=f"{task.fps:.1f}", time=duration(task.seconds_left)))
    return ", ".join(parts)


class TaskRow(QFrame):
    cancel_asked = pyqtSignal()
    folder_asked = pyqtSignal()
    delete_asked = pyqtSignal()

    def __init__(self, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.task = task
        self._shown: tuple[Path, int] | None = None
        self.picture = QLabel(self)
        self.picture.setFixedSize(*_SIDE)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.name = text_label(self, "heading")
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.word = text_label(self, "state")
        self.far = text_label(self, "quiet", wrap=True)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.reason = text_label(self, "sentence", wrap=True)
        self.notes = text_label(self, "quiet", wrap=True)
        for label in (self.reason, self.notes):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.cancel, self.folder, self.delete = (QPushButton(self) for _ in range(3))
        self.cancel.clicked.connect(self.cancel_asked)
        self.folder.clicked.connect(self.folder_asked)
        self.delete.clicked.connect(self.delete_asked)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self.name)
        words.addWidget(self.word)
        words.addWidget(self.far)
        words.addStretch()
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        buttons = QHBoxLayout()
        for button in (self.cancel, self.folder, self.delete):
            buttons.addWidget(button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(9, 8, 9, 9)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.bar)
        layout.addWidget(self.reason)
        layout.addWidget(self.notes)
        layout.addLayout(buttons)

    def retranslate(self) -> None:
        self.cancel.setText(self.tr("Cancel"))
        self.folder.setText(self.tr("Open folder"))
        self.folder.setToolTip(self.tr("Opens the folder of the result"))
        self.delete.setText(self.tr("Remove"))
        self.show_task(self.task)

    def show_task(self, task: Task) -> None:
        """The task as it is now."""
        self.task = task
        name = task.name
        self.name.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, self._room()))
        self.name.setToolTip(name)
        self.word.setText(state_word(task))
        if self.word.property("mark") != _MARKS[task.state]:
            self.word.setProperty("mark", _MARKS[task.state])
            repolish(self.word)
        self._say(self.far, progress_text(task))
        running = task.state == "running"
        self.bar.setVisible(running)
        self.bar.setRange(0, _STEPS if task.step == "swapping" and task.total else 0)
        self.bar.setValue(round(task.part * _STEPS))
        self.bar.setAccessibleName(self.tr("Progress of {name}").format(name=name))
        self._say(self.reason, " ".join(message_text(task.message)).strip() if task.message is not None else "")
        self._say(self.notes, "\n".join(message_text(note)[0] for note in task.notes))
        over = task.state in ("done", "failed", "cancelled")
        self.cancel.setVisible(not over)
        self.folder.setVisible(task.result is not None)
        self.delete.setVisible(over)
        for button, text in (
            (self.cancel, self.tr("Cancel {name}")),
            (self.folder, self.tr("Open the folder of {name}")),
            (self.delete, self.tr("Remove {name} from the list")),
        ):
            button.setAccessibleName(text.format(name=name))
        self._show_picture(task)
        self.setAccessibleName(f"{name}: {self.word.text()}")

    def _room(self) -> int:
        return max(self.width() - _SIDE[0] - 40, 120)

    @staticmethod
    def _say(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _show_picture(self, task: Task) -> None:
        try:
            now = None if task.thumbnail is None else (task.thumbnail, task.thumbnail.stat().st_mtime_ns)
        except OSError:  # deleted just now
            now = None
        if now == self._shown and now is not None:
            return
        self._shown = now
        pixmap = QPixmap(str(now[0])) if now is not None else QPixmap()
        if pixmap.isNull():
            self.picture.setPixmap(QPixmap())
            self.picture.setText("▶" if task.kind == "video" else "▣")
            self.picture.setProperty("mark", "info")
            return
        ratio = self.devicePixelRatioF()
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        scaled = pixmap.scaled(round(_SIDE[0] * ratio), round(_SIDE[1] * ratio), keep, smooth)
        scaled.setDevicePixelRatio(ratio)
        self.picture.setPixmap(scaled)
