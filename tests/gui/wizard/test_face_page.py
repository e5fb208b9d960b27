"""The face: chosen, dropped, taken with the camera, and refused in words."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app.base.errors import Message
from app.base.settings import SettingsStore
from app.gui.main_window import MainWindow
from app.gui.messages import message_text
from app.gui.wizard.face import FacePage, FaceView
from app.gui.wizard.photo import PhotoDialog
from app.gui.wizard.wizard import SetupWizard
from app.services.core import Core
from tests.gui.conftest import PATIENCE_MS
from tests.gui.wizard.conftest import black_photo, on


def drop(target: FacePage | FaceView, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    none = Qt.KeyboardModifier.NoModifier
    left, copy = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    target.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, none))


@on(FacePage)
def test_a_dropped_photo_is_looked_at_and_chosen(
    page: FacePage, window: MainWindow, settings: SettingsStore, media: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    mine = tmp_path / "me.jpg"
    mine.write_bytes((media / "hopper.jpg").read_bytes())
    drop(page.view, mine)
    qtbot.waitUntil(lambda: settings.current.engine.faces == (str(mine),), timeout=PATIENCE_MS)
    assert window.gallery.chosen() == (str(mine),)
    assert str(mine) in window.ini.value("gallery/photos")
    assert page.messages.message is None


@on(FacePage)
def test_a_photo_without_a_face_and_what_is_no_photo_are_refused_in_words(
    page: FacePage, window: MainWindow, settings: SettingsStore, tmp_path: Path, qtbot: QtBot
) -> None:
    before, photos = settings.current.engine.faces, window.gallery.photos()
    drop(page.view, black_photo(tmp_path), tmp_path / "film.txt")
    qtbot.waitUntil(lambda: len(page.messages.all_messages) == 2, timeout=PATIENCE_MS)
    texts = [" ".join(message_text(message)) for message in page.messages.all_messages]
    assert any("nobody.png" in text and "no face" in text for text in texts)
    assert any("film.txt is no photo" in text for text in texts)
    assert page.messages.isVisible()
    assert window.gallery.photos() == photos
    assert settings.current.engine.faces == before


@on(FacePage)
def test_what_a_run_says_of_a_face_is_seen_here(page: FacePage, window: MainWindow) -> None:
    assert window.controller is not None
    window.controller.notice.emit(Message("test.face", "The run does not take it."), "face")
    window.controller.notice.emit(Message("test.run", "Something else."), "run")
    assert [message.text for message in page.messages.all_messages] == ["The run does not take it."]


@on(FacePage)
def test_a_photo_may_be_dropped_anywhere_on_the_page(
    page: FacePage, settings: SettingsStore, media: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    mine = tmp_path / "me.jpg"
    mine.write_bytes((media / "hopper.jpg").read_bytes())
    drop(page, mine)
    qtbot.waitUntil(lambda: settings.current.engine.faces == (str(mine),), timeout=PATIENCE_MS)


@on(FacePage)
def test_skipping_takes_the_face_back(
    page: FacePage, wizard: SetupWizard, window: MainWindow, settings: SettingsStore, qtbot: QtBot
) -> None:
    before = settings.current.engine.faces
    window.gallery.choose(("demo:pearl",))
    qtbot.waitUntil(lambda: settings.current.engine.faces == ("demo:pearl",), timeout=PATIENCE_MS)
    wizard.skip.click()
    qtbot.waitUntil(lambda: settings.current.engine.faces == before, timeout=PATIENCE_MS)


@on(FacePage)
def test_skipping_also_takes_back_a_photo_that_is_still_being_looked_at(
    page: FacePage, wizard: SetupWizard, window: MainWindow, media: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    mine = tmp_path / "me.jpg"
    mine.write_bytes((media / "hopper.jpg").read_bytes())
    gate = threading.Event()
    page.kit.photos.run(gate.wait, lambda _: None)
    page.take_files([mine])
    assert page.progress.isVisible()
    wizard.skip.click()
    gate.set()
    qtbot.waitUntil(lambda: not page.kit.photos.busy, timeout=PATIENCE_MS)
    assert str(mine) not in window.gallery.photos()
    wizard.back()
    assert not page.progress.isVisible()


@on(FacePage)
def test_a_photo_that_is_given_up_while_it_is_written_does_not_stay(
    page: FacePage, camera_of_a_file: None, core: Core, qtbot: QtBot
) -> None:
    page.photo.click()
    dialog = page.findChild(PhotoDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.shoot.isEnabled, timeout=PATIENCE_MS)
    dialog.shoot.click()
    qtbot.waitUntil(dialog.use.isEnabled, timeout=PATIENCE_MS)
    dialog.use.click()
    dialog.reject()
    qtbot.waitUntil(lambda: not page.kit.photos.busy, timeout=PATIENCE_MS)
    assert list(core.paths.own_faces.glob("*")) == []


@pytest.fixture
def camera_of_a_file(window: MainWindow, media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A camera that gives the picture of a file."""
    import app.services.camera_look as module
    from app.pipeline.sources import Source, SourceRequest, open_source

    def opened(request: SourceRequest, folder: Path) -> Source:
        return open_source(replace(request, spec=str(media / "hopper.jpg")), folder)

    monkeypatch.setattr(module, "open_source", opened)
    window.source.combo.addItem("Webcam", "camera:Webcam")


@on(FacePage)
def test_a_photo_taken_now_lies_with_the_program_and_goes_when_it_is_removed(
    page: FacePage, camera_of_a_file: None, core: Core, window: MainWindow, settings: SettingsStore, qtbot: QtBot
) -> None:
    page.photo.click()
    dialog = page.findChild(PhotoDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.shoot.isEnabled, timeout=PATIENCE_MS)
    assert dialog.combo.currentText() == "Webcam"
    dialog.shoot.click()
    qtbot.waitUntil(dialog.use.isEnabled, timeout=PATIENCE_MS)
    assert dialog.said.text() == "A face was found."
    assert not core.paths.own_faces.exists()
    dialog.use.click()
    qtbot.waitUntil(lambda: bool(window.gallery.photos()), timeout=PATIENCE_MS)
    (photo,) = window.gallery.photos()
    assert Path(photo).parent == core.paths.own_faces
    assert Path(photo).is_file()
    qtbot.waitUntil(lambda: settings.current.engine.faces == (photo,), timeout=PATIENCE_MS)
    window.gallery.choose(("demo:pearl",))
    qtbot.waitUntil(lambda: settings.current.engine.faces == ("demo:pearl",), timeout=PATIENCE_MS)
    assert Path(photo).is_file()  # still in the list
    window.gallery.choose((photo,))
    window.gallery.remove_selected()
    window.gallery.flush()
    qtbot.waitUntil(lambda: not Path(photo).exists(), timeout=PATIENCE_MS)


@on(FacePage)
def test_a_photo_taken_without_a_face_is_refused_and_nothing_is_kept(
    page: FacePage, camera_of_a_file: None, core: Core, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.photo.click()
    dialog = page.findChild(PhotoDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.shoot.isEnabled, timeout=PATIENCE_MS)
    assert dialog.live.picture is not None
    dialog.live.picture[:] = 0
    dialog.shoot.click()
    qtbot.waitUntil(dialog.again.isEnabled, timeout=PATIENCE_MS)
    assert "no face" in dialog.said.text()
    assert not dialog.use.isEnabled()
    dialog.again.click()
    qtbot.waitUntil(dialog.shoot.isEnabled, timeout=PATIENCE_MS)
    dialog.reject()
    assert not core.paths.own_faces.exists()


@on(FacePage)
def test_without_a_camera_the_photo_dialog_says_so(page: FacePage, qtbot: QtBot) -> None:
    page.photo.click()
    dialog = page.findChild(PhotoDialog)
    assert dialog is not None
    assert dialog.said.text() == "No camera was found."
    assert not dialog.shoot.isEnabled()
    dialog.reject()
