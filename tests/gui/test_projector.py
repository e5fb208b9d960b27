"""The output window: what it shows and never shows, its shape, its place, and that it goes on without the main one."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QByteArray, QPoint, QRect, Qt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.base.settings import SettingsStore
from app.gui.consent import ConsentDialog
from app.gui.main_window import MainWindow
from app.gui.projector import TITLE, Projector, ProjectorPart
from app.services.core import Core
from app.services.output_tap import OutputTap
from tests.gui.conftest import KEYS, PATIENCE_MS, TINT, close


@pytest.fixture(autouse=True)
def _agreed(settings: SettingsStore) -> None:
    """The statement was made before."""
    settings.set("privacy.consent_date", "2026-01-31")


def part(window: MainWindow) -> ProjectorPart:
    (found,) = (extra for extra in window.extras if isinstance(extra, ProjectorPart))
    return found


def opened(window: MainWindow, qtbot: QtBot) -> Projector:
    part(window).action.trigger()
    projector = part(window).projector
    assert projector is not None
    qtbot.waitExposed(projector)
    return projector


def middle_of(projector: Projector) -> tuple[int, int, int]:
    """Red, green and blue in the middle of what is painted."""
    image = projector.grab().toImage()
    colour = image.pixelColor(image.rect().center())
    return colour.red(), colour.green(), colour.blue()


def card_of(window: MainWindow, name: str) -> QImage:
    return QImage(str(window.paths.cards / "en" / f"{name}.png"))


def same(one: QImage, other: QImage) -> bool:
    return one.size() == other.size() and bool(one.convertToFormat(other.format()) == other)


def test_it_shows_the_swapped_picture_and_cards_between(window: MainWindow, qtbot: QtBot) -> None:
    projector = opened(window, qtbot)
    assert projector.windowTitle() == TITLE == "Understudy Output"
    assert projector.parent() is None
    qtbot.waitUntil(lambda: same(projector.image, card_of(window, "paused")), timeout=PATIENCE_MS)
    window.start.click()
    qtbot.waitUntil(lambda: middle_of(projector) == pytest.approx(TINT, abs=2), timeout=PATIENCE_MS)
    window.start.click()
    qtbot.waitUntil(lambda: same(projector.image, card_of(window, "paused")), timeout=PATIENCE_MS)


def test_it_never_shows_the_own_face(running: MainWindow, qtbot: QtBot) -> None:
    projector = opened(running, qtbot)
    qtbot.waitUntil(lambda: middle_of(projector) == pytest.approx(TINT, abs=2), timeout=PATIENCE_MS)
    running.preview.compare(True)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_B):
        KEYS.keyPress(projector, key)
        with qtbot.waitSignal(running.controller.status_changed if running.controller else None):
            pass
        assert middle_of(projector) == pytest.approx(TINT, abs=2)
        KEYS.keyRelease(projector, key)
    running.preview.compare(False)


def test_the_panic_switch_covers_it(running: MainWindow, core: Core, qtbot: QtBot) -> None:
    projector = opened(running, qtbot)
    qtbot.waitUntil(lambda: middle_of(projector) == pytest.approx(TINT, abs=2), timeout=PATIENCE_MS)
    core.session.cover_now(True)
    qtbot.waitUntil(lambda: same(projector.image, card_of(running, "covered")), timeout=PATIENCE_MS)
    core.session.cover_now(False)
    qtbot.waitUntil(lambda: middle_of(projector) == pytest.approx(TINT, abs=2), timeout=PATIENCE_MS)


def test_the_statement_comes_first(window: MainWindow, settings: SettingsStore, core: Core, qtbot: QtBot) -> None:
    """It is there to be captured: until that is agreed to, only the preview shows the picture."""
    settings.set("privacy.consent_date", "")
    for agrees in (False, True):
        part(window).action.trigger()
        (asked,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, ConsentDialog) and one.isVisible())
        assert part(window).projector is None
        if agrees:
            asked.statement.click()
            asked.agree.click()
        else:
            asked.reject()
        assert (part(window).projector is not None) == agrees
        assert part(window).action.isChecked() == agrees
        assert core.session.window.on == agrees


@pytest.mark.parametrize("how", ["minimised", "hidden"])
def test_it_goes_on_without_the_main_window(running: MainWindow, core: Core, qtbot: QtBot, how: str) -> None:
    projector = opened(running, qtbot)
    running.showMinimized() if how == "minimised" else running.hide()
    assert projector.isVisible()
    core.session.cover_now(True)
    qtbot.waitUntil(lambda: same(projector.image, card_of(running, "covered")), timeout=PATIENCE_MS)
    core.session.cover_now(False)
    qtbot.waitUntil(lambda: middle_of(projector) == pytest.approx(TINT, abs=2), timeout=PATIENCE_MS)
    running.showNormal()


def test_nothing_is_kept_while_it_is_closed(running: MainWindow, core: Core, qtbot: QtBot) -> None:
    projector = opened(running, qtbot)
    qtbot.waitUntil(lambda: core.session.window.newest(0) is not None, timeout=PATIENCE_MS)
    KEYS.keyClick(projector, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert part(running).projector is None
    assert not part(running).action.isChecked()
    assert not core.session.window.on
    newest = core.session.window.newest(0)
    assert newest is not None
    assert isinstance(newest.what, str)


def test_it_is_no_output_of_the_run(running: MainWindow, core: Core, qtbot: QtBot) -> None:
    opened(running, qtbot)
    assert core.session.status.outputs == ()


def test_its_shape_is_that_of_the_output(window: MainWindow, settings: SettingsStore, qtbot: QtBot) -> None:
    projector = opened(window, qtbot)
    assert projector.width() / projector.height() == pytest.approx(16 / 9, abs=0.02)
    projector.resize(600, 600)
    qtbot.waitUntil(lambda: (projector.width(), projector.height()) == (600, 338), timeout=PATIENCE_MS)
    window.outputs.camera_box.size_chosen.emit(640, 480)
    qtbot.waitUntil(lambda: (projector.width(), projector.height()) == (600, 450), timeout=PATIENCE_MS)
    assert settings.current.output.virtual_camera_width == 640


def tapped(settings: SettingsStore, window: MainWindow, qtbot: QtBot, fit: str) -> tuple[Projector, OutputTap]:
    """A window of 400x300 alone with a tap of its own, for an output of 4:3."""
    output = settings.current.output.model_copy(
        update={"virtual_camera_width": 400, "virtual_camera_height": 300, "virtual_camera_fit": fit}
    )
    tap = OutputTap()
    projector = Projector(tap, window.paths.cards)
    qtbot.addWidget(projector)
    projector.follow(output, 60, "en")
    projector.place(None)
    projector.resize(400, 300)
    projector.show()
    qtbot.waitExposed(projector)
    return projector, tap


@pytest.mark.parametrize("fit", ["letterbox", "crop"])
def test_another_shape_is_fitted_as_for_the_readers(
    settings: SettingsStore, window: MainWindow, qtbot: QtBot, fit: str
) -> None:
    projector, tap = tapped(settings, window, qtbot, fit)
    image = np.full((200, 400, 3), (10, 200, 30), np.uint8)
    image[:, :40] = (0, 0, 255)  # what "crop" cuts off: red
    tap.put(image)
    qtbot.waitUntil(lambda: middle_of(projector) == (30, 200, 10), timeout=PATIENCE_MS)
    grabbed = projector.grab().toImage()
    top, left = grabbed.pixelColor(200, 10), grabbed.pixelColor(10, 150)
    if fit == "letterbox":
        assert (top.red(), top.green(), top.blue()) == (0, 0, 0)
        assert (left.red(), left.green(), left.blue()) == (255, 0, 0)
    else:
        assert (top.red(), top.green(), top.blue()) == (30, 200, 10)
        assert (left.red(), left.green(), left.blue()) == (30, 200, 10)


def test_in_its_own_size_every_pixel_is_that_of_the_picture(
    settings: SettingsStore, window: MainWindow, qtbot: QtBot
) -> None:
    projector, tap = tapped(settings, window, qtbot, "letterbox")
    image = np.random.default_rng(5).integers(0, 256, (300, 400, 3), np.uint8)
    tap.put(image)
    qtbot.waitUntil(lambda: projector.image.size().width() == 400, timeout=PATIENCE_MS)
    grabbed = projector.grab().toImage().convertToFormat(QImage.Format.Format_BGR888)
    assert (grabbed.width(), grabbed.height()) == (400, 300)
    bits = grabbed.constBits()
    assert bits is not None
    shown = np.frombuffer(bits.asstring(grabbed.sizeInBytes()), np.uint8).reshape(300, -1)[:, : 400 * 3]
    assert np.array_equal(shown.reshape(300, 400, 3), image)


def test_full_screen_by_keys_and_double_click(window: MainWindow, qtbot: QtBot) -> None:
    projector = opened(window, qtbot)
    KEYS.keyClick(projector, Qt.Key.Key_Escape)
    assert projector.isVisible(), "Esc does not close it"
    KEYS.keyClick(projector, Qt.Key.Key_F11)
    assert projector.isFullScreen()
    assert projector.cursor().shape() == Qt.CursorShape.BlankCursor
    KEYS.keyClick(projector, Qt.Key.Key_Escape)
    assert not projector.isFullScreen()
    assert projector.cursor().shape() == Qt.CursorShape.ArrowCursor
    KEYS.mouseDClick(projector, Qt.MouseButton.LeftButton)
    assert projector.isFullScreen()
    KEYS.mouseDClick(projector, Qt.MouseButton.LeftButton)
    assert not projector.isFullScreen()


def test_its_place_is_remembered(window: MainWindow, qtbot: QtBot) -> None:
    projector = opened(window, qtbot)
    projector.setGeometry(70, 60, 480, 270)
    projector.close()
    again = opened(window, qtbot)
    assert again is not projector
    assert again.geometry() == QRect(70, 60, 480, 270)


def test_it_does_not_come_back_over_the_whole_screen(window: MainWindow, qtbot: QtBot) -> None:
    projector = opened(window, qtbot)
    projector.setGeometry(70, 60, 480, 270)
    KEYS.keyClick(projector, Qt.Key.Key_F11)
    projector.close()
    again = opened(window, qtbot)
    assert not again.isFullScreen()
    assert (again.width(), again.height()) == (480, 270)


def test_a_kept_place_that_makes_no_sense(window: MainWindow, qtbot: QtBot) -> None:
    projector = Projector(OutputTap(), window.paths.cards)
    qtbot.addWidget(projector)
    projector.place(QByteArray(b"nonsense"))
    assert projector.width() >= 160


def test_without_a_frame(window: MainWindow, qtbot: QtBot) -> None:
    projector = opened(window, qtbot)
    assert not projector.frameless
    projector.resize(480, 270)
    part(window).frameless.trigger()
    assert projector.frameless
    assert projector.isVisible()
    assert (projector.width(), projector.height()) == (480, 270)
    assert projector._edges(QPoint(240, 135)) == Qt.Edge(0)
    assert projector._edges(QPoint(2, 2)) == Qt.Edge.LeftEdge | Qt.Edge.TopEdge
    assert projector._edges(QPoint(479, 269)) == Qt.Edge.RightEdge | Qt.Edge.BottomEdge
    projector.close()
    assert opened(window, qtbot).frameless, "remembered"


def test_it_closes_with_the_main_window(window: MainWindow, qtbot: QtBot) -> None:
    projector, its = opened(window, qtbot), part(window)
    close(window, qtbot)
    assert its.projector is None
    qtbot.waitUntil(lambda: _gone(projector), timeout=PATIENCE_MS)


def _gone(projector: Projector) -> bool:
    try:
        return not projector.isVisible()
    except RuntimeError:  # Qt has deleted it
        return True


def test_its_words_follow_the_language_and_its_title_does_not(window: MainWindow, qtbot: QtBot) -> None:
    projector = opened(window, qtbot)
    window.menus.languages["zh_CN"].trigger()
    assert projector.windowTitle() == TITLE
    chinese = QImage(str(window.paths.cards / "zh_CN" / "paused.png"))
    qtbot.waitUntil(lambda: same(projector.image, chinese), timeout=PATIENCE_MS)
