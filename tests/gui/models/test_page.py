"""The list of models, its folders, and what the engine's panel says of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import cast

import pytest
from PyQt6.QtCore import QObject, Qt, QUrl, pyqtSlot
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.base.errors import Message
from app.base.settings import SettingsStore
from app.gui.main_window import MainWindow
from app.gui.model_folders import FoldersDialog
from app.gui.model_texts import MODEL_TEXTS
from app.gui.models_window import ModelsWindow
from app.services.core import Core
from tests.gui.conftest import KEYS, PATIENCE_MS, middle
from tests.gui.models.conftest import LONG_NAME, can, cells, dialog, press, settle, state, told, until
from tests.services.models_kit import Publisher, onnx_bytes


def put(folder: Path, name: str, data: bytes | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(onnx_bytes() if data is None else data)
    return folder / name


def choice(window: MainWindow) -> QComboBox:
    assert window.engine.panel is not None
    return cast(QComboBox, window.engine.panel.fields["model"])


# ---- the list --------------------------------------------------------------------------------------------------


def test_every_model_is_there_by_kinds_and_nothing_goes_to_the_network(page: ModelsWindow, server: Publisher) -> None:
    tree = page.page.list
    groups = [item for row in range(tree.topLevelItemCount()) if (item := tree.topLevelItem(row)) is not None]
    shown = {group.text(0): [group.child(row).text(0) for row in range(group.childCount())] for group in groups}  # type: ignore[union-attr]
    assert shown == {
        "Swappers": ["Swapper One", "Swapper Two"],
        "Recognisers": ["Who Is It"],
        "Converters": ["Converter"],
        "Masks of what covers the face": [LONG_NAME],
    }
    assert [group.text(1) for group in groups] == ["0 of 2 here", "0 of 1 here", "0 of 1 here", "0 of 1 here"]
    assert cells(page, "swap") == [
        "Swapper One", "Missing", "-", "300.0 kB", "lacks Who Is It", "For tests only", "Somebody",
    ]  # fmt: skip
    assert cells(page, "other")[2:5] == ["-", "unknown", "lacks Who Is It, Converter"]
    assert server.requests == []


def test_each_state_is_said_in_words(
    window: MainWindow, core: Core, settings: SettingsStore, qtbot: QtBot, tmp_path: Path
) -> None:
    home = core.models.home
    put(home, "swap.onnx", onnx_bytes(300_000))
    put(tmp_path / "theirs" / "buffalo_l", "who.onnx")
    put(home, "other.onnx", b"<!DOCTYPE html>" + b" " * 2000)
    put(home, "convert.onnx.part", b"a" * 430)
    put(home, "convert.onnx.part.json", json.dumps({"source": "x", "total": 1000}).encode())
    settings.set("models.folders", [str(tmp_path / "theirs" / "buffalo_l")])
    window.menus.models.trigger()
    assert window.models is not None
    page = window.models.window
    assert page is not None
    until(qtbot, lambda: page.page._items and state(page, "other") == "Damaged")
    assert [state(page, model) for model in ("swap", "who", "convert", "mask")] == [
        "Here, not checked yet", "Here, in theirs/buffalo_l", "43 % fetched", "Missing",
    ]  # fmt: skip
    press(page, "check", "swap")
    until(qtbot, lambda: state(page, "swap") == "Here")
    page.page.choose("other")
    assert "is a web page, not a model" in page.page.details.state.text()
    page.page.choose("swap")
    assert page.page.details.needs.text() == "Needs beside it: Who Is It (here)"
    assert str(home / "swap.onnx") in page.page.details.state.text()
    assert "300.0 kB on disk" in page.page.details.cost.text()
    page.page.choose("mask")
    assert "not known" in page.page.details.cost.text()
    assert re.search(r"take 302\.0 kB · unfinished fetches 430 B · .* are free", page.page.disk.text())


def test_a_file_that_the_user_puts_into_the_folder_turns_up_by_itself_and_swaps(
    window: MainWindow, core: Core, qtbot: QtBot
) -> None:
    settle(window, qtbot)
    assert not core.models.home.exists()
    assert [choice(window).itemText(row) for row in (1, 2)] == ["Swapper One (not here)", "Swapper Two (not here)"]
    assert window.engine.models_hint.text().startswith("None of its models is here yet.")
    window.start.click()
    until(qtbot, lambda: "swap.onnx is not here" in window.messages.accessibleDescription())
    put(core.models.home, "swap.onnx", onnx_bytes(300_000))
    until(qtbot, lambda: choice(window).itemText(1) == "Swapper One (incomplete)")
    put(core.models.home, "who.onnx")
    until(qtbot, lambda: choice(window).itemText(1) == "Swapper One")
    until(qtbot, lambda: not window.engine.models_hint.isVisible())
    assert window.messages.accessibleDescription().startswith("Swapper One can be used now.")
    assert "engine.failed" not in [message.code for message in window.messages.all_messages]
    window.start.click()
    qtbot.waitUntil(lambda: not window.preview.image.isNull(), timeout=PATIENCE_MS)
    assert middle(window) == (0, 0, 250)


def test_a_chosen_model_that_is_missing_is_said_in_the_engine_s_panel(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    choice(window).setCurrentIndex(choice(window).findData("other"))
    assert window.engine.models_hint.text().startswith("Swapper Two is not here.")
    window.engine.models.click()
    assert window.models is not None
    assert window.models.window is not None
    assert window.models.window.isVisible()


def test_an_engine_without_models_has_no_button_for_them(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    assert window.engine.models.isVisible()
    window.engine.combo.setCurrentIndex(window.engine.combo.findData("tint"))
    assert not window.engine.models.isVisible()
    assert not window.engine.models_hint.isVisible()


def test_open_folder_shows_where_the_model_lies(page: ModelsWindow, core: Core) -> None:
    class Files(QObject):
        seen: list[str] = []  # noqa: RUF012 - Qt calls the slot on one object only

        @pyqtSlot(QUrl)
        def show(self, url: QUrl) -> None:
            self.seen.append(url.toLocalFile())

    files = Files()
    QDesktopServices.setUrlHandler("file", files, "show")
    try:
        press(page, "folder", "swap")
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert files.seen == [str(core.models.home)]
    assert core.models.home.is_dir()


def test_what_is_said_of_models_in_the_window_never_points_to_the_command_line(page: ModelsWindow) -> None:
    assert [code for code, texts in MODEL_TEXTS.items() if "python -m app" in " ".join(texts)] == []
    params: dict[str, str | int | float] = {"name": "Mask", "file": "mask.onnx", "model": "mask"}
    page._link.tell(Message("models.missing", "It is missing.", "Fetch it with `python -m app`.", params))
    assert told(page) == "The model Mask (mask.onnx) is not here. Fetch it, or import the file if you have it."


# ---- folders ---------------------------------------------------------------------------------------------------


def folders(page: ModelsWindow, qtbot: QtBot) -> FoldersDialog:
    page.page.folders.click()
    return dialog(page, FoldersDialog, qtbot)


def test_the_folder_of_another_program_is_added_where_its_models_lie_and_removed(
    page: ModelsWindow, window: MainWindow, settings: SettingsStore, qtbot: QtBot, tmp_path: Path
) -> None:
    inner = tmp_path / "FaceFusion" / ".assets" / "models"
    put(inner, "who.onnx")
    opened = folders(page, qtbot)
    opened.add.click()
    chooser = dialog(opened, QFileDialog, qtbot)
    chooser.fileSelected.emit(str(tmp_path / "FaceFusion"))
    chooser.reject()
    until(qtbot, lambda: opened.list.count() == 2)
    assert settings.current.models.folders == (str(inner),)
    assert opened.list.item(1).text() == f"{inner}\nModels of the catalogue there: 1"  # type: ignore[union-attr]
    assert told(page) == f"Models are looked for in {inner} too: 1 of the catalogue are there."
    assert state(page, "who").startswith("Here")
    assert not opened.remove.isEnabled()  # the program's own is chosen
    opened.list.setCurrentRow(1)
    opened.remove.click()
    until(qtbot, lambda: opened.list.count() == 1)
    assert list(settings.current.models.folders) == []
    assert (inner / "who.onnx").exists()
    settle(window, qtbot)
    assert state(page, "who") == "Missing"


def test_folders_in_the_usual_places_are_suggested(
    page: ModelsWindow, settings: SettingsStore, qtbot: QtBot, home: Path
) -> None:
    buffalo = home / ".insightface" / "models" / "buffalo_l"
    put(buffalo, "who.onnx")
    put(home / "Deep-Live-Cam" / "models", "swap.onnx")
    (home / "facefusion" / ".assets" / "models").mkdir(parents=True)  # has none
    opened = folders(page, qtbot)
    until(qtbot, lambda: opened.suggestions.count() == 2)
    names = [opened.suggestions.item(row).text() for row in range(2)]  # type: ignore[union-attr]
    assert names == [str(home / "Deep-Live-Cam" / "models"), str(buffalo)]
    opened.suggestions.setCurrentRow(1)
    opened.use.click()
    until(qtbot, lambda: opened.suggestions.count() == 1 and opened.list.count() == 2)
    assert settings.current.models.folders == (str(buffalo),)


def test_a_folder_twice_and_one_without_models_are_told(
    page: ModelsWindow, window: MainWindow, settings: SettingsStore, qtbot: QtBot, tmp_path: Path
) -> None:
    link = page._link
    (tmp_path / "empty").mkdir()
    link.add_folder(tmp_path / "empty")
    until(qtbot, lambda: "none of the catalogue is there" in told(page))
    settle(window, qtbot)
    link.add_folder(tmp_path / "empty" / ".." / "empty")
    until(qtbot, lambda: "looked for in" in told(page) and "already" in told(page))
    assert settings.current.models.folders == (str(tmp_path / "empty"),)


def test_staying_off_the_network_is_kept_in_the_settings(page: ModelsWindow, settings: SettingsStore) -> None:
    page.page.offline.click()
    assert settings.current.models.offline is True
    page.page.offline.click()
    assert settings.current.models.offline is False


# ---- look, language, keyboard ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_is_clipped_and_nothing_lacks_a_name(
    window: MainWindow, page: ModelsWindow, qtbot: QtBot, language: str
) -> None:
    window.menus.languages[language].trigger()
    until(qtbot, lambda: page.windowTitle() == {"en": "Models", "zh_CN": "模型"}[language])
    assert state(page, "swap") == {"en": "Missing", "zh_CN": "缺少"}[language]
    page.resize(640, 520)
    for model in ("swap", "mask"):
        page.page.choose(model)
        qtbot.wait(1)
        for label in page.findChildren(QLabel):
            if label.isVisible() and label.text():
                assert label.height() >= label.heightForWidth(label.width()) if label.wordWrap() else True, label.text()
        for button in page.findChildren(QAbstractButton):
            if button.isVisible() and button.text() and not button.objectName().startswith("qt_"):
                assert button.width() >= button.minimumSizeHint().width(), button.text()
    assert page.width() == 640
    item = page.page._items["mask"]
    assert item.toolTip(0) == LONG_NAME  # the list cuts it off, and says it whole there
    nameless = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.objectName().startswith("qt_")
        and widget.isVisibleTo(page)
        and not (widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""))
    ]
    assert nameless == []
    texts = [widget.text() for widget in page.findChildren(QAbstractButton)]
    keys = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert sorted(keys) == sorted(set(keys)), texts


def test_tab_reaches_everything(page: ModelsWindow) -> None:
    page.activateWindow()
    page.page.list.setFocus()
    page.page.choose("swap")
    reached: list[QWidget] = []
    for _ in range(60):
        focused = QApplication.focusWidget()
        if focused is None or focused in reached:
            break
        reached.append(focused)
        KEYS.keyClick(focused, Qt.Key.Key_Tab)
    details = page.page.details.buttons
    wanted = [page.page.list, details["fetch"], details["folder"], page.page.take, page.page.folders, page.page.offline]
    assert [widget for widget in reached if widget in wanted] == wanted


def test_the_menu_of_a_row_offers_what_its_buttons_do(page: ModelsWindow, core: Core, qtbot: QtBot) -> None:
    put(core.models.home, "swap.onnx", onnx_bytes(300_000))
    page._link.look()
    until(qtbot, lambda: can(page, "delete", "swap"))
    page.page._show_menu(page.page.list.visualItemRect(page.page._items["swap"]).center())
    menu = next(child for child in page.page.children() if type(child).__name__ == "QMenu")
    offered = [action.text() for action in menu.actions() if action.isEnabled()]  # type: ignore[attr-defined]
    assert offered == ["&Fetch…", "C&heck anew", "&Delete…", "&Open folder"]
    menu.close()  # type: ignore[attr-defined]
