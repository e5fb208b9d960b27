"""Tasks in the window: the panel, what is asked of it, and what became of a task in the message bar.

1. With the services the tasks begin to be worked off, also those that the last program was cut off at.
2. While the panel can be seen the list is read at each change, off the window's thread; a hidden one costs nothing.
3. Results go to the folder of recordings. The statement is asked for as for every output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QUrl, pyqtSignal
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QFileDialog, QMessageBox

from app.base.errors import Message, UserError
from app.gui.asking import VIDEO_SUFFIXES
from app.gui.file_dialog import FileDialog
from app.gui.gallery import IMAGE_SUFFIXES
from app.gui.tasks_panel import TasksPanel
from app.gui.threads import Background

if TYPE_CHECKING:
    from app.gui.asking import Asking
    from app.gui.controller import Controller
    from app.gui.main_window import MainWindow
    from app.services.tasks import Task

ABOUT_TASKS = "tasks"


class TasksPart(QObject):
    """A part of the window, see :mod:`app.gui.parts`."""

    _changed = pyqtSignal()
    _over = pyqtSignal(object)

    def __init__(self, window: MainWindow, controller: Controller, asking: Asking) -> None:
        super().__init__(window)
        self._window, self._controller, self._asking = window, controller, asking
        self._tasks = controller.core.tasks
        self._background = Background(self, threads=1)
        self._reading = self._again = self._ended = False
        self.panel = TasksPanel()
        self.dock = window.docks.add("tasks", self.panel)
        self.retranslate()
        window.menus.add_dock(self.dock)
        self.panel.add_asked.connect(self._choose_files)
        self.panel.files_dropped.connect(self.add)
        self.panel.cancel_asked.connect(lambda task: self._do(lambda: self._tasks.cancel(task)))
        self.panel.folder_asked.connect(self._open_folder)
        self.panel.delete_asked.connect(self._ask_to_delete)
        self.panel.clear_asked.connect(self._clear)
        self.panel.shown.connect(lambda on: self.read() if on else None)
        self._changed.connect(self._follow)  # queued: the tasks tell on threads of their own
        self._over.connect(self._tell)
        self._unsubscribe = (
            self._tasks.changed.subscribe(lambda _: self._changed.emit()),
            self._tasks.ended.subscribe(self._over.emit),
            controller.core.settings.changed.subscribe(lambda _: self._changed.emit()),
        )
        self._background.run(self._start, self._started, self._failed)
        self._follow()

    def retranslate(self) -> None:
        self.dock.setWindowTitle(self.tr("Tasks"))
        self.panel.retranslate()

    def end(self) -> None:
        self._ended = True
        for end in self._unsubscribe:
            end()

    def close(self) -> None:
        self._background.close()

    # ---- looking ---------------------------------------------------------------------------------------------

    def _start(self) -> Message | None:
        self._tasks.start()
        return self._tasks.notice

    def _started(self, notice: Message | None) -> None:
        if notice is not None:
            self._window.messages.show_message(notice, about=ABOUT_TASKS)
        self._follow()

    def _follow(self) -> None:
        if self._ended:
            return
        self.panel.show_guard(self._controller.core.settings.current.privacy.guard)
        if self.panel.isVisible():
            self.read()

    def read(self) -> None:
        """Read the list; once more where it is read already."""
        if self._ended or self._reading:
            self._again = self._reading
            return
        self._reading, self._again = True, False
        self._background.run(self._tasks.list, self._read, self._not_read)

    def _read(self, tasks: Sequence[Task]) -> None:
        self._reading = False
        self.panel.show_tasks(tasks)
        if self._again:
            self.read()

    def _not_read(self, error: Exception) -> None:
        self._reading = False
        self._failed(error)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error
        self._window.messages.show_message(error.message, about=ABOUT_TASKS)

    def _tell(self, task: Task) -> None:
        """What became of one, seen or not."""
        if self._ended:
            return
        if task.state == "done" and task.result is not None:
            name, path = task.name, str(task.result)
            message = Message("window.task_done", f"{name} is done: {path}", "", {"name": name, "path": path})
            self._window.messages.show_message(message, error=False)
        elif task.state == "failed" and task.message is not None:
            self._window.messages.show_message(task.message)

    # ---- what is asked ---------------------------------------------------------------------------------------

    def _choose_files(self) -> None:
        kinds = (
            (self.tr("Videos and images"), (*VIDEO_SUFFIXES, *IMAGE_SUFFIXES)),
            (self.tr("Videos"), VIDEO_SUFFIXES),
            (self.tr("Images"), IMAGE_SUFFIXES),
        )
        dialog = FileDialog(self._window, self._window.ini, self.tr("Add videos and images"), kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda files: self.add([Path(file) for file in files]))
        dialog.open()

    def add(self, files: Iterable[Path]) -> None:
        """Put files at the end of the list, once the statement has been made."""
        chosen = list(files)
        self._window.docks.bring(self.dock)
        self._asking.with_consent(lambda: self._submit(chosen))

    def _submit(self, files: Sequence[Path]) -> None:
        from app.services.tasks import TaskRequest  # it brings numpy, which is there once the core is

        core = self._controller.core
        settings = core.settings.current
        chosen = settings.output.recording_folder
        folder = Path(chosen).expanduser() if chosen else core.paths.recordings
        self._controller.begun.emit(ABOUT_TASKS)
        for file in files:
            request = TaskRequest(file, consent=True, folder=folder)
            self._do(partial(self._tasks.submit, request))

    def _open_folder(self, task: str) -> None:
        row = self.panel.rows.get(task)
        if row is None or row.task.result is None:
            return
        folder = row.task.result.parent
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            text = f"The folder {folder} can not be opened."
            self._window.messages.show_message(Message("window.folder_not_opened", text, "", {"folder": str(folder)}))

    def _ask_to_delete(self, task: str) -> None:
        row = self.panel.rows.get(task)
        if row is None:
            return
        if row.task.result is None or not row.task.own_result:
            self._do(lambda: self._tasks.delete(task))
            return
        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("Remove a task"))
        box.setText(self.tr("Remove {name} and delete its result?").format(name=row.task.name))
        box.setInformativeText(self.tr("The result was made for another program and lies in no folder of yours."))
        remove = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(self.tr("Keep"), QMessageBox.ButtonRole.RejectRole)
        box.buttonClicked.connect(
            lambda button: self._do(lambda: self._tasks.delete(task)) if button is remove else None
        )
        box.finished.connect(box.deleteLater)
        box.open()

    def _clear(self) -> None:
        """All that are over, but for those whose result would go with them."""
        for row in list(self.panel.rows.values()):
            task = row.task
            if task.state.over and not (task.own_result and task.result is not None):
                self._do(partial(self._tasks.delete, task.id))

    def _do(self, work: Callable[[], object]) -> None:
        """Ask the service off the window's thread; what it refuses is told."""
        self._background.run(work, lambda _: self.read(), self._failed)
