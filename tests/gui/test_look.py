"""Languages, colours, layout, and what people need who use the keyboard or hear the window."""

from __future__ import annotations

import importlib.util
import re
import string
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from PyQt6.QtCore import QLocale, QStandardPaths, Qt, QTranslator
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.base.errors import Message
from app.base.settings import SettingsStore
from app.gui.application import build_window
from app.gui.file_dialog import FileDialog
from app.gui.language import Language, first_known
from app.gui.main_window import MainWindow
from app.gui.messages import message_text
from app.gui.theme import DARK, LIGHT, Colours
from app.services.core import Core
from tests.gui.conftest import KEYS, PATIENCE_MS, close

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "resources" / "translations"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """resources/translations/update.py."""
    spec = importlib.util.spec_from_file_location("update_translations", TRANSLATIONS / "update.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ---- languages -------------------------------------------------------------------------------------------------


def test_every_text_is_translated_and_none_is_left_over(tool: ModuleType) -> None:
    files = sorted(TRANSLATIONS.glob("*.ts"))
    assert [file.stem for file in files] == ["understudy_zh_CN"]
    assert [fault for file in files for fault in tool.check(file)] == []


def test_the_check_sees_a_text_that_is_not_translated(tool: ModuleType, tmp_path: Path) -> None:
    ts = tmp_path / "understudy_zh_CN.ts"
    text = (TRANSLATIONS / ts.name).read_text("utf-8")
    ts.write_text(text.replace("<translation>就绪</translation>", '<translation type="unfinished" />'), "utf-8")
    assert any("Ready" in fault for fault in tool.check(ts))


def test_the_compiled_file_holds_what_the_source_file_says(qapp: QApplication, tool: ModuleType) -> None:
    translator = QTranslator()
    assert translator.load(str(TRANSLATIONS / "understudy_zh_CN.qm"))
    qapp.installTranslator(translator)
    try:
        for (context, source), translation in tool.messages(TRANSLATIONS / "understudy_zh_CN.ts").items():
            assert qapp.translate(context, source) == translation
    finally:
        qapp.removeTranslator(translator)


def test_placeholders_survive_the_translation(tool: ModuleType) -> None:
    for (_, source), translation in tool.messages(TRANSLATIONS / "understudy_zh_CN.ts").items():
        wanted, found = (
            {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
            for text in (source, translation)
        )
        if "{" in source:
            assert found == wanted, source


def test_mnemonics_survive_the_translation(tool: ModuleType) -> None:
    for (_, source), translation in tool.messages(TRANSLATIONS / "understudy_zh_CN.ts").items():
        mnemonics = [re.search(r"&\S", text) is not None for text in (source, translation)]  # and no "this & that"
        assert mnemonics[0] == mnemonics[1], source


def speak(window: MainWindow, qtbot: QtBot, language: str) -> None:
    """Choose a language in the menu; Qt tells the widgets a little later."""
    window.menus.languages[language].trigger()
    wanted = {"en": "Faces", "zh_CN": "人脸"}[language]
    qtbot.waitUntil(lambda: window.docks.faces.windowTitle() == wanted, timeout=PATIENCE_MS)


def test_the_language_changes_while_the_window_is_open(
    window: MainWindow, settings: SettingsStore, qtbot: QtBot
) -> None:
    window.messages.show_message(
        Message("camera.gone", "The camera X is no longer there.", "Plug it in again.", {"name": "X"})
    )
    speak(window, qtbot, "zh_CN")
    assert window.start.text() == "开始(&T)"
    assert window.status.state.text() == "就绪"
    assert window.outputs.corner.itemText(0) == "左上"
    assert window.messages.accessibleDescription() == "摄像头 X 已不存在。 请重新插上。"
    assert settings.current.ui.language == "zh_CN"
    speak(window, qtbot, "en")
    assert window.start.text() == "S&tart"
    assert window.messages.accessibleDescription() == "The camera X is no longer there. Plug it in again."


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (["zh-Hans-CN", "zh-CN", "zh"], "zh_CN"),
        (["de-DE", "de", "zh-Hans-CN"], "zh_CN"),
        (["de-DE", "de", "en-GB", "zh-Hans-CN"], "en"),
        (["de-DE", "fr"], "en"),
        (["zh-Hant-TW", "zh-TW"], "en"),
        ([], "en"),
    ],
)
def test_the_system_s_language_is_the_first_that_the_program_has(wanted: list[str], code: str) -> None:
    assert first_known(wanted) == code


@pytest.mark.parametrize("wanted", [["de-DE", "de"], ["zh-Hans-CN"]])
def test_qt_speaks_the_same_language_as_the_program(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, wanted: list[str]
) -> None:
    class System:
        @staticmethod
        def uiLanguages() -> list[str]:  # noqa: N802 - Qt's name
            return wanted

    monkeypatch.setattr(QLocale, "system", System)
    language = Language(qapp, TRANSLATIONS)
    language.choose("auto")
    try:
        ours = qapp.translate("MainWindow", "Faces") != "Faces"
        qts = qapp.translate("QPlatformTheme", "Cancel") != "Cancel"
        assert (ours, qts) == ((False, False) if wanted[0].startswith("de") else (True, True))
    finally:
        language.choose("en")


def test_demo_faces_have_their_names_in_every_language(window: MainWindow, qtbot: QtBot) -> None:
    def names() -> list[str]:
        return [item.text() for row in range(window.gallery.list.count()) if (item := window.gallery.list.item(row))]

    assert names() == ["Eileen Collins (astronaut)", "Grace Hopper", "Mona Lisa", "Girl with a Pearl Earring"]
    speak(window, qtbot, "zh_CN")
    assert names()[1:] == ["格蕾丝·霍珀", "蒙娜丽莎", "戴珍珠耳环的少女"]
    assert names()[0].startswith("艾琳·柯林斯")


def test_a_file_dialog_of_qt_s_own_speaks_the_language_and_remembers_the_folder(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    speak(window, qtbot, "zh_CN")

    def opened() -> FileDialog:
        dialogs = [dialog for dialog in window.findChildren(FileDialog) if dialog.isVisible()]
        assert len(dialogs) == 1
        return dialogs[0]

    window.menus.open_source.trigger()
    dialog = opened()
    pictures = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation))
    assert Path(dialog.directory().absolutePath()) == (pictures if pictures.is_dir() else Path.home())
    texts = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    texts += [button.text() for button in dialog.findChildren(QAbstractButton) if button.isVisible()]
    assert [text for text in texts if text.isascii() and text] == []
    (tmp_path / "clip.mp4").touch()
    dialog.filesSelected.emit([str(tmp_path / "clip.mp4")])
    dialog.reject()
    qtbot.waitUntil(lambda: not window.findChildren(FileDialog), timeout=PATIENCE_MS)
    window.menus.add_face.trigger()
    assert opened().directory().absolutePath() == str(tmp_path)
    opened().reject()


def test_a_message_of_an_unknown_code_or_without_its_parameters_is_shown_as_it_came(
    window: MainWindow, qtbot: QtBot
) -> None:
    speak(window, qtbot, "zh_CN")
    for message in (Message("no.such.code", "Something.", "Do it."), Message("camera.gone", "Gone.", "Back?")):
        assert message_text(message) == (message.text, message.hint)


# ---- colours ---------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """Relative luminance of sRGB, https://www.w3.org/TR/WCAG21/#dfn-relative-luminance."""
    parts = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
             for value in (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())]  # fmt: skip
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read(colours: Colours) -> None:
    pairs = [
        (colours.text, colours.window), (colours.text, colours.surface), (colours.text, colours.raised),
        (colours.quiet, colours.window), (colours.quiet, colours.stage), (colours.on_accent, colours.accent),
        (colours.text, colours.danger_surface), (colours.text, colours.info_surface), (colours.surface, colours.danger),
        (colours.danger, colours.raised),
    ]  # fmt: skip
    for front, back in pairs:
        light, dark = sorted((luminance(front), luminance(back)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (front, back)


def test_the_colours_change_while_the_window_is_open(window: MainWindow, settings: SettingsStore) -> None:
    window.menus.themes["dark"].trigger()
    assert window.palette().window().color() == QColor(DARK.window)
    assert settings.current.ui.theme == "dark"
    window.menus.themes["light"].trigger()
    assert window.palette().window().color() == QColor(LIGHT.window)


# ---- layout ----------------------------------------------------------------------------------------------------


def test_docks_come_back_where_they_were(qapp: QApplication, window: MainWindow, core: Core, qtbot: QtBot) -> None:
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, window.docks.outputs)
    window.docks.engine.close()
    window.docks.faces.setFloating(True)
    close(window, qtbot)
    again = build_window(qapp, core.paths, core.settings)
    again.show()
    assert again.dockWidgetArea(again.docks.outputs) == Qt.DockWidgetArea.LeftDockWidgetArea
    assert again.docks.engine.isHidden()
    assert again.docks.faces.isFloating()
    again.attach(core)
    again.menus.reset_layout.trigger()
    assert again.dockWidgetArea(again.docks.outputs) == Qt.DockWidgetArea.RightDockWidgetArea
    assert again.docks.engine.isVisible()
    assert not again.docks.faces.isFloating()
    close(again, qtbot)


def test_the_view_menu_floats_and_docks_every_panel(window: MainWindow) -> None:
    for dock, action in zip(window.docks.all, window.menus.floats, strict=True):
        assert dock.windowTitle() in action.text()
        dock.close()
        action.trigger()
        assert dock.isFloating()
        assert dock.isVisible()
        assert action.isChecked()
        action.trigger()
        assert not dock.isFloating()
    window.docks.faces.setFloating(True)
    assert window.menus.floats[0].isChecked()
    window.menus.reset_layout.trigger()
    assert not window.menus.floats[0].isChecked()


def test_the_view_menu_brings_a_closed_dock_back(window: MainWindow) -> None:
    window.docks.engine.close()
    window.docks.engine.toggleViewAction().trigger()  # type: ignore[union-attr]
    assert window.docks.engine.isVisible()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_small_window_shows_everything_without_clipping(window: MainWindow, qtbot: QtBot, language: str) -> None:
    speak(window, qtbot, language)
    window.resize(900, 600)
    qtbot.waitUntil(lambda: window.width() == 900, timeout=PATIENCE_MS)
    assert window.height() == 600

    def clipped() -> list[str]:
        found = []
        for button in window.findChildren(QAbstractButton):
            if button.isVisible() and button.text() and not button.objectName().startswith("qt_"):
                found += [button.text()] if button.width() < button.minimumSizeHint().width() else []
        for label in window.findChildren(QLabel):
            if label.isVisible() and not label.wordWrap():
                found += [label.text()] if label.width() < label.sizeHint().width() else []
        return found

    # docks and the middle settle one after the other
    qtbot.waitUntil(lambda: clipped() == [], timeout=PATIENCE_MS)


# ---- keyboard and screen readers -------------------------------------------------------------------------------


def spoken_name(widget: QWidget) -> str:
    """What a screen reader says: the accessible name, else the text of a button."""
    text = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    return widget.accessibleName() or text


def test_everything_that_takes_the_focus_has_a_name(window: MainWindow) -> None:
    window.messages.show_message(Message("a", "First.", "Do this."))
    nameless = [
        f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}"
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.objectName().startswith("qt_")
        and widget.window() is window  # the lists that drop down from combo boxes speak with the box's name
        and not spoken_name(widget)
    ]
    assert not nameless, "\n".join(nameless)


def test_tab_reaches_every_control(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    window.start.setFocus()
    reached = []
    for _ in range(120):
        focused = QApplication.focusWidget()
        if focused is None or focused in reached:
            break
        reached.append(focused)
        KEYS.keyClick(focused, Qt.Key.Key_Tab)
    for widget in (
        window.source.combo, window.source.mirror, window.preview, window.start, window.gallery.list,
        window.gallery.add, window.engine.combo, window.engine.reset, window.outputs.camera, window.outputs.recording,
        window.outputs.folder, window.outputs.label, window.outputs.corner, window.outputs.guard,
    ):  # fmt: skip
        assert widget in reached, widget.accessibleName()


def test_tab_goes_through_the_engine_in_the_order_of_the_eye(window: MainWindow) -> None:
    panel = window.engine.panel
    assert panel is not None
    window.engine.show_choice("tint", {})  # options that were made anew are in order too
    panel = window.engine.panel
    assert panel is not None
    expected = [window.engine.combo, *panel.tab_order(), window.engine.reset, window.outputs.camera]
    window.activateWindow()
    window.engine.combo.setFocus()
    reached = []
    for _ in expected:
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused)
        KEYS.keyClick(focused, Qt.Key.Key_Tab)
    assert reached == expected


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_two_controls_share_a_mnemonic(window: MainWindow, qtbot: QtBot, language: str) -> None:
    speak(window, qtbot, language)
    texts = [menu.title() for menu in (window.menus.file, window.menus.view, window.menus.session, window.menus.help)]
    widgets = window.findChildren(QWidget)
    texts += [widget.text() for widget in widgets if isinstance(widget, QAbstractButton | QLabel)]
    keys = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert sorted(keys) == sorted(set(keys)), texts


def test_about_and_licence_open_and_close(window: MainWindow) -> None:
    for action in (window.menus.about, window.menus.licence):
        action.trigger()
        dialogs = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
        assert len(dialogs) == 1
        if isinstance(dialogs[0], QMessageBox):
            assert "Understudy" in dialogs[0].text()
        dialogs[0].reject()


def test_the_light_imports_are_all_that_the_window_needs() -> None:
    """Checked in a fresh interpreter: what the window imports before it is shown."""
    code = (
        "import sys, app.gui.application\n"
        "heavy = {'numpy', 'cv2', 'onnxruntime', 'av', 'insightface', 'scipy', 'pyqtgraph'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
