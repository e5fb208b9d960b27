"""The panel *Tasks*: images and videos that are worked on in the background, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.gui.gallery import accept_files
from app.gui.task_row import TaskRow
from app.gui.widgets import named, scroll_area, text_label

if TYPE_CHECKING:
    from app.services.tasks import Task


class TasksPanel(QWidget):
    add_asked = pyqtSignal()
    files_dropped = pyqtSignal(list)
    """Paths."""
    cancel_asked = pyqtSignal(str)
    folder_asked = pyqtSignal(str)
    delete_asked = pyqtSignal(str)
    clear_asked = pyqtSignal()
    """Take all that are over out of the list."""
    shown = pyqtSignal(bool)
    """Whether it can be seen now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.rows: dict[str, TaskRow] = {}
        self.intro = text_label(self, "quiet", wrap=True)
        self.warning = text_label(self, "sentence", wrap=True)
        self.warning.setProperty("mark", "fail")
        self.warning.hide()
        self.add, self.clear = QPushButton(self), QPushButton(self)
        self.add.clicked.connect(self.add_asked)
        self.clear.clicked.connect(self.clear_asked)
        self.empty = text_label(self, "sentence", wrap=True)
        inner = named(QWidget(), "panel")
        self._holder = QVBoxLayout(inner)
        self._holder.setContentsMargins(0, 0, 6, 0)
        self._holder.setSpacing(8)
        self._holder.addStretch()
        self.area = scroll_area(self, inner)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add, 1)
        buttons.addWidget(self.clear, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 10)
        layout.setSpacing(8)
        layout.addWidget(self.intro)
        layout.addWidget(self.warning)
        layout.addLayout(buttons)
        layout.addWidget(self.empty)
        layout.addWidget(self.area, 1)
        self.setMinimumWidth(270)
        self.retranslate()
        self.show_tasks(())

    def retranslate(self) -> None:
        self.intro.setText(
            self.tr(
                "Swaps the faces of images and videos in the background, with the face and engine chosen now. What the "
                "program's end cuts off goes on at its next start."
            )
        )
        self.warning.setText(
            self.tr("The guard lets real faces through: faces that can not be swapped will be seen in results.")
        )
        self.add.setText(self.tr("Add files…"))
        self.clear.setText(self.tr("Remove finished"))
        self.clear.setToolTip(self.tr("Takes all that are over out of the list; results in your folders stay"))
        self.empty.setText(self.tr("Nothing waits. Drop images or videos here."))
        self.area.setAccessibleName(self.tr("Tasks"))
        for row in self.rows.values():
            row.retranslate()

    def show_guard(self, policy: str) -> None:
        """What happens to faces that can not be swapped."""
        self.warning.setVisible(policy == "pass")

    def show_tasks(self, tasks: Sequence[Task]) -> None:
        """All tasks, as they are now, the oldest first. A row whose task has not changed is left alone."""
        for gone in self.rows.keys() - {task.id for task in tasks}:
            old = self.rows.pop(gone)
            self._holder.removeWidget(old)
            old.hide()
            old.deleteLater()
        for place, task in enumerate(reversed(tasks)):
            row = self.rows.get(task.id)
            if row is None:
                row = self.rows[task.id] = self._new_row(task)
                self._holder.insertWidget(place, row)
                row.show()
            elif row.task != task:
                row.show_task(task)
        self.empty.setVisible(not tasks)
        self.clear.setEnabled(any(task.state.over for task in tasks))

    def _new_row(self, task: Task) -> TaskRow:
        row, name = TaskRow(task, self), task.id
        row.cancel_asked.connect(lambda: self.cancel_asked.emit(name))
        row.folder_asked.connect(lambda: self.folder_asked.emit(name))
        row.delete_asked.connect(lambda: self.delete_asked.emit(name))
        return row

    # ---- events ----------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.shown.emit(True)

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802
        super().hideEvent(event)
        self.shown.emit(False)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        super().resizeEvent(event)
        for row in self.rows.values():
            row.show_task(row.task)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802
        accept_files(event)

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802
        files: list[Path] = accept_files(event)
        if files:
            self.files_dropped.emit(files)
