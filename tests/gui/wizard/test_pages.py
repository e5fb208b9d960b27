"""What each page does: chosen, skipped, refused in words, set up, and looked at again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QDropEvent, QGuiApplication
from PyQt6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.base.errors import Message, OutputError
from app.base.settings import SettingsStore
from app.gui.main_window import MainWindow
from app.gui.mend_dialog import MendDialog
from app.gui.messages import message_text
from app.gui.wizard.camera import CameraPage
from app.gui.wizard.engine import EnginePage
from app.gui.wizard.face import FacePage, FaceView
from app.gui.wizard.part import SetupPart
from app.gui.wizard.photo import PhotoDialog
from app.gui.wizard.summary import SummaryPage
from app.gui.wizard.virtual_camera import VirtualCameraPage
from app.gui.wizard.welcome import WelcomePage
from app.gui.wizard.wizard import SetupWizard
from app.services.core import Core
from app.services.permissions import Check, Mend, MendResult
from tests.gui.conftest import PATIENCE_MS
from tests.gui.wizard.conftest import COMMAND, HAS_CAMERA, NO_CAMERA, Scene, black_photo, go_to


@pytest.fixture
def page(wizard: SetupWizard, qtbot: QtBot, request: pytest.FixtureRequest) -> object:
    kind = request.param
    go_to(wizard, kind, qtbot)
    seen = wizard.page_seen
    assert seen is not None
    qtbot.waitUntil(lambda: not seen.kit.checks.busy, timeout=PATIENCE_MS)
    return seen


def on(kind: type) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", [kind], indirect=True, ids=[kind.__name__])


# ---- welcome ---------------------------------------------------------------------------------------------------


def test_the_statement_is_asked_for_or_skipped(wizard: SetupWizard, settings: SettingsStore) -> None:
    page = wizard.page_seen
    assert isinstance(page, WelcomePage)
    assert not page.isComplete()
    page.statement.click()
    assert page.isComplete()
    wizard.skip.click()
    assert isinstance(wizard.page_seen, CameraPage)
    assert settings.current.privacy.consent_date == ""
    wizard.back()
    assert isinstance(wizard.page_seen, WelcomePage)
    assert not page.statement.isChecked()


def test_a_statement_that_was_made_is_shown(window: MainWindow, settings: SettingsStore, qtbot: QtBot) -> None:
    from tests.gui.wizard.conftest import part_of

    settings.set("privacy.consent_date", "2026-01-31")
    wizard = part_of(window).open(WelcomePage)
    assert wizard is not None
    page = wizard.page_seen
    assert isinstance(page, WelcomePage)
    assert page.statement.isChecked()
    assert not page.statement.isEnabled()
    assert "2026" in page.made.text()
    wizard.accept()
    assert settings.current.privacy.consent_date == "2026-01-31"


# ---- camera ----------------------------------------------------------------------------------------------------


def pictured(page: CameraPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.live.image.isNull(), timeout=PATIENCE_MS)


@on(CameraPage)
def test_the_live_picture_comes_and_the_source_is_let_go_with_the_page(
    page: CameraPage, wizard: SetupWizard, qtbot: QtBot
) -> None:
    pictured(page, qtbot)
    assert "astronaut.jpg: 512x" in page.info.text()
    look = page.live._look
    assert look is not None
    wizard.next()
    assert page.live.image.isNull()
    qtbot.waitUntil(lambda: look._source is None, timeout=PATIENCE_MS)


@on(CameraPage)
def test_what_is_chosen_counts_at_once_and_skipping_takes_it_back(
    page: CameraPage, wizard: SetupWizard, settings: SettingsStore, window: MainWindow, qtbot: QtBot
) -> None:
    before = settings.current.camera.source
    page.combo.setCurrentIndex(0)
    page.combo.activated.emit(0)
    assert settings.current.camera.source == "demo"
    assert window.source.combo.currentData() == "demo"
    qtbot.waitUntil(lambda: page.info.text().startswith("demo: 1280x720, 30 pictures"), timeout=PATIENCE_MS)
    pictured(page, qtbot)
    wizard.skip.click()
    assert settings.current.camera.source == before
    assert window.source.combo.currentData() == before


@on(CameraPage)
def test_a_source_that_does_not_open_is_told_and_tried_again_on_return(
    page: CameraPage, wizard: SetupWizard, scene: Scene, tmp_path: Path, media: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "clip.jpg"
    before = scene.looks.count("camera")
    page._choose(str(file))
    qtbot.waitUntil(lambda: page.trouble.isVisible(), timeout=PATIENCE_MS)
    assert str(file) in page.trouble.text()
    assert page.again.isVisible()
    qtbot.waitUntil(lambda: scene.looks.count("camera") > before, timeout=PATIENCE_MS)
    file.write_bytes((media / "astronaut.jpg").read_bytes())
    wizard._returned.start()  # as when the window comes to the front
    pictured(page, qtbot)
    assert not page.trouble.isVisible()


@on(CameraPage)
def test_a_camera_that_may_not_be_used_shows_how_that_is_mended(
    page: CameraPage, wizard: SetupWizard, scene: Scene, qtbot: QtBot
) -> None:
    assert page.rows["camera.access"].word.text() == "All right"
    mend = Mend("command", "Join the group of cameras", ("usermod",), elevated=True)
    reason = Message("test.denied", "You may not use cameras.", "Join the group.")
    scene.found["camera"] = [Check("camera.access", "denied", reason, action=mend)]
    wizard._returned.start()
    row = page.rows["camera.access"]
    qtbot.waitUntil(lambda: row.word.text() == "Not allowed", timeout=PATIENCE_MS)
    assert row.reason.text() == "You may not use cameras."
    assert row.button.isVisible()
    assert row.button.text() == "Join the group of cameras"
    assert "Not allowed" in row.accessibleName()


@on(CameraPage)
def test_a_run_that_goes_on_gives_its_own_picture(
    page: CameraPage, core: Core, window: MainWindow, qtbot: QtBot
) -> None:
    pictured(page, qtbot)
    assert window.controller is not None
    look = page.live._look
    assert look is not None
    window.controller.start()
    qtbot.waitUntil(lambda: page.live._from_run and not page.live.image.isNull(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: look._source is None, timeout=PATIENCE_MS)
    assert page.live._look is None
    preview = core.session.preview(0)
    assert preview is not None
    assert (page.live.picture == preview.before).all()  # type: ignore[union-attr]
    window.controller.stop()
    qtbot.waitUntil(lambda: not page.live._from_run and not page.live.image.isNull(), timeout=PATIENCE_MS)


@on(CameraPage)
def test_another_source_while_a_run_goes_on_shows_the_next_run(
    page: CameraPage, core: Core, window: MainWindow, qtbot: QtBot
) -> None:
    assert window.controller is not None
    window.controller.start()
    qtbot.waitUntil(lambda: core.session.status.frames_out > 30, timeout=PATIENCE_MS)
    page._choose("demo")
    qtbot.waitUntil(lambda: page.live.image.width() == 1280, timeout=PATIENCE_MS)
    assert core.session.status.state == "running"


@on(CameraPage)
def test_a_run_that_begins_anew_counts_its_pictures_anew(page: CameraPage, window: MainWindow, qtbot: QtBot) -> None:
    assert window.controller is not None
    window.controller.start()
    qtbot.waitUntil(lambda: page.live._sequence > 40, timeout=PATIENCE_MS)
    window.controller.restart()
    qtbot.waitUntil(lambda: page.live._sequence < 20, timeout=PATIENCE_MS)
    pictured(page, qtbot)


@on(CameraPage)
def test_a_list_that_is_filled_anew_leaves_the_choice(
    page: CameraPage, window: MainWindow, settings: SettingsStore, qtbot: QtBot
) -> None:
    chosen = settings.current.camera.source
    window.source.retranslate()  # clears the list and fills it, as when a camera comes or goes
    window.source.combo.addItem("Webcam", "camera:Webcam")
    qtbot.waitUntil(lambda: page.combo.currentData() == chosen, timeout=PATIENCE_MS)
    assert page.combo.findData("camera:Webcam") >= 0
    assert settings.current.camera.source == chosen


@on(CameraPage)
def test_a_source_chosen_in_the_window_is_shown_here(page: CameraPage, window: MainWindow, qtbot: QtBot) -> None:
    pictured(page, qtbot)
    window.source.combo.setCurrentIndex(0)
    qtbot.waitUntil(lambda: page.live.image.width() == 1280, timeout=PATIENCE_MS)
    assert page.combo.currentData() == "demo"


# ---- face ------------------------------------------------------------------------------------------------------


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


# ---- virtual camera --------------------------------------------------------------------------------------------


def mend_dialog(page: VirtualCameraPage) -> MendDialog:
    dialog = page.findChild(MendDialog)
    assert dialog is not None
    return dialog


@on(VirtualCameraPage)
def test_one_button_sets_it_up_and_shows_the_command_before(
    page: VirtualCameraPage, scene: Scene, qtbot: QtBot
) -> None:
    assert page.setup.isVisible()
    assert page.setup.text() == "Set up the virtual camera"
    assert not page.on.isEnabled()
    page.setup.click()
    dialog = mend_dialog(page)
    assert dialog.command.toPlainText() == COMMAND
    assert "administrator" in dialog.intro.text()
    assert scene.mended == []
    dialog.copy.click()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == COMMAND
    scene.gate.clear()
    scene.after = lambda: scene.found.update({"virtual-camera": [HAS_CAMERA]})
    dialog.run.click()
    assert dialog.progress.isVisible()
    assert page.progress.isVisible()
    assert not page.setup.isEnabled()
    scene.gate.set()
    qtbot.waitUntil(lambda: dialog.said.text() == "Done: the command ran.", timeout=PATIENCE_MS)
    assert scene.mended == [(NO_CAMERA, True)]
    dialog.cancel.click()
    qtbot.waitUntil(lambda: not page.setup.isVisible(), timeout=PATIENCE_MS)
    assert "has a virtual camera" in page.answer.text()
    assert page.result.text() == "Done: the command ran."
    assert page.on.isEnabled()


@on(VirtualCameraPage)
def test_a_long_command_and_a_long_answer_are_not_cut_off(
    page: VirtualCameraPage, scene: Scene, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = "\n".join(f"# step {number}: " + "word " * 30 for number in range(12))
    monkeypatch.setattr(page.kit.checks.permissions, "shown_command", lambda _: command)
    scene.result = MendResult("failed", Message("test.long", "It ended with an error. " * 12, "Look at it. " * 20))
    page.setup.click()
    dialog = mend_dialog(page)

    def apart() -> bool:
        inside = [one for one in dialog.findChildren(QWidget) if one.parent() is dialog and one.isVisible()]
        areas = [one.geometry() for one in inside]
        crossing = any(a.intersects(b) for number, a in enumerate(areas) for b in areas[number + 1 :])
        labels = [one for one in inside if isinstance(one, QLabel)]
        return not crossing and all(one.height() >= one.heightForWidth(one.width()) for one in labels)

    qtbot.waitUntil(apart, timeout=PATIENCE_MS)
    dialog.run.click()
    qtbot.waitUntil(lambda: dialog.said.isVisible() and apart(), timeout=PATIENCE_MS)
    dialog.reject()


@on(VirtualCameraPage)
def test_nothing_runs_when_the_command_is_not_agreed_to(page: VirtualCameraPage, scene: Scene, qtbot: QtBot) -> None:
    page.setup.click()
    mend_dialog(page).cancel.click()
    qtbot.waitUntil(lambda: page.findChild(MendDialog) is None, timeout=PATIENCE_MS)
    assert scene.mended == []
    assert page.setup.isEnabled()


@on(VirtualCameraPage)
def test_a_step_that_fails_is_told_and_can_be_tried_again(page: VirtualCameraPage, scene: Scene, qtbot: QtBot) -> None:
    scene.result = MendResult("refused", Message("test.refused", "Nothing was changed.", "Try it again."))
    page.setup.click()
    dialog = mend_dialog(page)
    dialog.run.click()
    qtbot.waitUntil(lambda: dialog.said.isVisible(), timeout=PATIENCE_MS)
    assert dialog.said.text() == "Nothing was changed."
    assert dialog.run.isVisible()
    dialog.run.click()
    qtbot.waitUntil(lambda: len(scene.mended) == 2, timeout=PATIENCE_MS)
    dialog.reject()
    qtbot.waitUntil(lambda: page.result.text() == "Nothing was changed.", timeout=PATIENCE_MS)
    assert page.setup.isVisible()


@on(VirtualCameraPage)
def test_the_dialog_can_be_closed_while_the_step_goes_on(
    page: VirtualCameraPage, scene: Scene, part: SetupPart, qtbot: QtBot
) -> None:
    scene.gate.clear()
    page.setup.click()
    dialog = mend_dialog(page)
    dialog.run.click()
    dialog.cancel.click()
    qtbot.waitUntil(lambda: page.findChild(MendDialog) is None, timeout=PATIENCE_MS)
    scene.gate.set()
    qtbot.waitUntil(lambda: page.result.text() == "Done: the command ran.", timeout=PATIENCE_MS)


@on(VirtualCameraPage)
def test_where_it_can_not_be_set_up_it_says_why_and_what_to_do(
    page: VirtualCameraPage, wizard: SetupWizard, scene: Scene, qtbot: QtBot
) -> None:
    reason = Message("test.neither", "This kernel has no modules, and there is no PipeWire.", "Install PipeWire.")
    scene.found["virtual-camera"] = [Check("virtual-camera.device", "missing", reason)]
    wizard._returned.start()
    qtbot.waitUntil(lambda: not page.setup.isVisible(), timeout=PATIENCE_MS)
    row = page.rows["virtual-camera.device"]
    assert row.reason.text() == reason.text
    assert row.hint.text() == "Install PipeWire."
    assert "can not set one up" in page.answer.text()


@on(VirtualCameraPage)
def test_what_helps_further_programs_is_offered_where_there_is_a_camera(
    page: VirtualCameraPage, wizard: SetupWizard, scene: Scene, qtbot: QtBot
) -> None:
    pipewire = Check("virtual-camera.pipewire", "ok", Message("test.pipewire", "PipeWire carries it."))
    scene.found["virtual-camera"] = [NO_CAMERA, pipewire]
    wizard._returned.start()
    qtbot.waitUntil(page.on.isEnabled, timeout=PATIENCE_MS)
    assert page.setup.isVisible()
    assert "Where a program does not see it" in page.answer.text()
    assert not page.rows[NO_CAMERA.id].button.isVisible()  # the large one above is the only one


@on(VirtualCameraPage)
def test_the_switch_asks_for_the_statement(
    page: VirtualCameraPage, wizard: SetupWizard, scene: Scene, core: Core, window: MainWindow, qtbot: QtBot
) -> None:
    from app.gui.consent import ConsentDialog

    scene.found["virtual-camera"] = [HAS_CAMERA]
    wizard._returned.start()
    qtbot.waitUntil(page.on.isEnabled, timeout=PATIENCE_MS)
    assert window.controller is not None
    outputs = window.controller.outputs
    page.on.click()
    asked = page.findChild(ConsentDialog) or wizard.findChild(ConsentDialog)
    assert asked is not None
    asked.reject()
    qtbot.waitUntil(lambda: not page.on.isChecked(), timeout=PATIENCE_MS)
    assert not outputs.camera
    core.settings.set("privacy.consent_date", "2026-01-31")
    page.on.click()
    assert outputs.camera
    wizard.skip.click()
    assert not outputs.camera


# ---- engine ----------------------------------------------------------------------------------------------------


@on(EnginePage)
def test_the_trial_runs_by_itself_once_and_says_what_works(
    page: EnginePage, wizard: SetupWizard, scene: Scene, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: "providers.cpu" in page.rows, timeout=PATIENCE_MS)
    assert page.rows["providers.cpu"].isVisible()
    cuda = page.rows["providers.cuda"]
    assert not cuda.isVisible()
    page.others.click()
    assert cuda.isVisible()
    assert cuda.reason.text() == "There is no CUDA here."
    wizard.back()
    wizard.next()
    wizard._returned.start()
    qtbot.waitUntil(lambda: not page.kit.checks.busy, timeout=PATIENCE_MS)
    assert scene.looks.count("providers") == 1
    page.trial.click()
    qtbot.waitUntil(lambda: scene.looks.count("providers") == 2, timeout=PATIENCE_MS)


@on(EnginePage)
def test_an_engine_is_chosen_and_skipping_takes_it_back(
    page: EnginePage, wizard: SetupWizard, settings: SettingsStore, window: MainWindow
) -> None:
    rows = [page.combo.itemData(row) for row in range(page.combo.count())]
    assert {"tint", "many"} <= set(rows)
    page.combo.setCurrentIndex(rows.index("many"))
    page.combo.activated.emit(rows.index("many"))
    assert settings.current.engine.id == "many"
    assert window.engine.combo.currentData() == "many"
    assert page.description.text() == window.engine.words[0]
    wizard.skip.click()
    assert settings.current.engine.id == "tint"


# ---- summary ---------------------------------------------------------------------------------------------------


def line(page: SummaryPage, name: str) -> str:
    return page.lines[name][2].text()


@on(SummaryPage)
def test_the_summary_says_what_was_chosen_and_what_is_missing(
    page: SummaryPage, wizard: SetupWizard, scene: Scene, core: Core, qtbot: QtBot
) -> None:
    assert "Not made" in line(page, "statement")
    assert line(page, "face") == "Eileen Collins (astronaut)"
    assert line(page, "camera") == "astronaut.jpg"
    qtbot.waitUntil(lambda: "Not set up" in line(page, "virtual_camera"), timeout=PATIENCE_MS)
    scene.found["virtual-camera"] = [HAS_CAMERA]
    core.settings.set("privacy.consent_date", "2026-01-31")
    wizard._returned.start()
    qtbot.waitUntil(lambda: "There" in line(page, "virtual_camera"), timeout=PATIENCE_MS)
    assert line(page, "statement") == "Made."


@on(SummaryPage)
def test_opening_at_login_is_set_and_what_fails_is_told(page: SummaryPage, scene: Scene, qtbot: QtBot) -> None:
    qtbot.waitUntil(page.login.isEnabled, timeout=PATIENCE_MS)
    assert not page.login.isChecked()
    assert page.login_words.text() == "At login: off."
    page.login.click()
    qtbot.waitUntil(lambda: page.login_words.text() == "At login: on.", timeout=PATIENCE_MS)
    assert scene.login == "on"
    assert page.login.isChecked()
    scene.login_error = OutputError("autostart.not_written", "It can not be changed.", place="x", reason="y")
    page.login.click()
    qtbot.waitUntil(lambda: page.messages.isVisible(), timeout=PATIENCE_MS)
    qtbot.waitUntil(page.login.isEnabled, timeout=PATIENCE_MS)
    assert page.login.isChecked()
