"""The panel *Tasks*: adding files, progress, cancelling, removing, and what became of a task."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QDesktopServices, QDropEvent
from PyQt6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.base.settings import SettingsStore
from app.gui.consent import ConsentDialog
from app.gui.file_dialog import FileDialog
from app.gui.main_window import MainWindow
from app.gui.task_row import TaskRow, progress_text, state_word
from app.gui.tasks_part import TasksPart
from app.services.core import Core
from app.services.tasks import Task, TaskRequest, TaskState
from tests.gui.conftest import PATIENCE_MS
from tests.services.tasks.kit import no_processes, write_video

WAIT_MS = 4 * PATIENCE_MS  # a child has to be started


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_video(tmp_path / "a clip.mp4", 30)


@pytest.fixture
def core(core: Core, settings: SettingsStore, tmp_path: Path) -> Core:
    settings.set("privacy.consent_date", "2026-01-31")
    settings.set("output.recording_folder", str(tmp_path / "videos"))
    return core


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """While the file is there, the engine loads on and on."""
    path = tmp_path / "gate"
    path.touch()
    monkeypatch.setenv("UNDERSTUDY_TEST_GATE", str(path))
    yield path
    path.unlink(missing_ok=True)


@pytest.fixture
def quick() -> Iterator[None]:
    """Worked off without a process."""
    with no_processes():
        yield


def part_of(window: MainWindow) -> TasksPart:
    return next(extra for extra in window.extras if isinstance(extra, TasksPart))


@pytest.fixture
def part(window: MainWindow) -> TasksPart:
    """With its panel in front."""
    part = part_of(window)
    window.docks.bring(part.dock)
    return part


def row_in(part: TasksPart, word: str, qtbot: QtBot, number: int = 1) -> TaskRow:
    """The only row, once it says so."""

    def there() -> bool:
        rows = list(part.panel.rows.values())
        return len(rows) == number and any(row.word.text() == word for row in rows)

    qtbot.waitUntil(there, timeout=WAIT_MS)
    return next(row for row in part.panel.rows.values() if row.word.text() == word)


def told(window: MainWindow) -> str:
    return "\n".join(label.text() for label in window.messages.findChildren(QLabel))


def test_it_is_closed_at_first_and_reads_nothing(window: MainWindow, core: Core) -> None:
    part = part_of(window)
    assert part.dock.isHidden()
    assert part.dock.toggleViewAction() in window.menus.view.actions()
    core.tasks.changed.publish("")
    QApplication.processEvents()
    assert part.panel.rows == {}


def test_files_that_are_added_are_worked_off_into_the_folder_of_recordings(
    part: TasksPart, window: MainWindow, clip: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert part.panel.empty.isVisible()
    part.panel.add.click()
    dialog = window.findChild(FileDialog)
    assert dialog is not None
    dialog.filesSelected.emit([str(clip)])
    dialog.close()
    row = row_in(part, "Done", qtbot)
    result = tmp_path / "videos" / "a clip-swapped.mp4"
    assert result.is_file()
    assert row.far.text() == "30 pictures, in 30 of them a face was swapped"
    assert not row.picture.pixmap().isNull()
    assert not row.bar.isVisible()
    assert row.cancel.isHidden()
    qtbot.waitUntil(lambda: str(result) in told(window), timeout=PATIENCE_MS)
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    row.folder.click()
    assert opened == [str(result.parent)]
    row.delete.click()
    qtbot.waitUntil(lambda: not part.panel.rows, timeout=PATIENCE_MS)
    assert result.is_file()
    assert part.panel.empty.isVisible()


@pytest.mark.usefixtures("quick")
def test_files_are_dropped_onto_the_panel(part: TasksPart, clip: Path, tmp_path: Path, qtbot: QtBot) -> None:
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"no video")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in (bad, clip)])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    part.panel.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    row = row_in(part, "Failed", qtbot, number=2)
    assert row.name.text() == "bad.mp4"
    assert row.reason.text().startswith("bad.mp4 is neither a video nor a picture that can be read.")
    row_in(part, "Done", qtbot, number=2)
    order = [one.name.text() for one in sorted(part.panel.rows.values(), key=lambda one: one.y())]
    assert order == ["a clip.mp4", "bad.mp4"], "the newest first"
    part.panel.clear.click()
    qtbot.waitUntil(lambda: not part.panel.rows, timeout=PATIENCE_MS)


def test_a_task_is_cancelled(part: TasksPart, clip: Path, gate: Path, qtbot: QtBot) -> None:
    part.add([clip])
    row = row_in(part, "Loads the engine", qtbot)
    assert row.bar.isVisible()
    assert row.delete.isHidden()
    row.cancel.click()
    row = row_in(part, "Cancelled", qtbot)
    assert row.cancel.isHidden()


@pytest.mark.usefixtures("quick")
def test_the_statement_is_asked_for(
    part: TasksPart, window: MainWindow, settings: SettingsStore, clip: Path, qtbot: QtBot
) -> None:
    settings.reset("privacy.consent_date")
    part.add([clip])
    dialog = window.findChild(ConsentDialog)
    assert dialog is not None
    dialog.reject()
    QApplication.processEvents()
    assert part.panel.rows == {}
    part.add([clip])
    dialog = next(one for one in window.findChildren(ConsentDialog) if one.isVisible())
    dialog.accept()
    row_in(part, "Done", qtbot)


def test_what_is_refused_is_told(part: TasksPart, window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    part.add([tmp_path / "none.mp4"])
    qtbot.waitUntil(lambda: "There is no file" in told(window), timeout=PATIENCE_MS)
    assert part.panel.rows == {}


@pytest.mark.usefixtures("quick")
def test_a_result_that_lies_with_its_task_is_deleted_only_after_a_question(
    part: TasksPart, core: Core, window: MainWindow, clip: Path, qtbot: QtBot
) -> None:
    task = core.tasks.submit(TaskRequest(clip))
    row = row_in(part, "Done", qtbot)
    part.panel.clear.click()
    row.delete.click()
    box = window.findChild(QMessageBox)
    assert box is not None
    result = core.tasks.result(task.id)
    _press(box, "Keep")
    assert result.exists()
    row.delete.click()
    box = next(one for one in window.findChildren(QMessageBox) if one.isVisible())
    _press(box, "Delete")
    qtbot.waitUntil(lambda: not part.panel.rows, timeout=PATIENCE_MS)
    assert not result.exists()


def _press(box: QMessageBox, text: str) -> None:
    next(button for button in box.findChildren(QPushButton) if button.text() == text).click()


def test_a_guard_that_lets_faces_through_is_told(part: TasksPart, settings: SettingsStore, qtbot: QtBot) -> None:
    assert part.panel.warning.isHidden()
    settings.set("privacy.guard", "pass")
    qtbot.waitUntil(part.panel.warning.isVisible, timeout=PATIENCE_MS)


def test_how_far_a_task_is_in_words() -> None:
    task = Task(
        "a", "clip", "video", TaskState.RUNNING, 0.0, step="swapping", frames=360, total=900, fps=31.25,
        seconds_left=17.3,
    )  # fmt: skip
    assert state_word(task) == "At work"
    assert progress_text(task) == "360 of 900 pictures, 31.2 a second, 00:17 left"


def test_another_language(part: TasksPart, window: MainWindow) -> None:
    window.language.choose("zh_CN")
    QApplication.processEvents()
    window.language.choose("en")
    QApplication.processEvents()
    assert part.dock.windowTitle() == "Tasks"
