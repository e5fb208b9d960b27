"""Fetching by the models' page: from a real server on this machine, with licences, progress, cancel and failures."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.base.settings import SettingsStore
from app.gui.main_window import MainWindow
from app.gui.model_dialogs import LicenceDialog
from app.gui.models_window import ModelsWindow
from app.services.core import Core
from tests.gui.conftest import KEYS, PATIENCE_MS, close
from tests.gui.models.conftest import can, dialog, left, press, settle, state, told, until
from tests.services.models_kit import PATIENCE_S, Handler, Publisher, onnx_bytes

HTML = b"<!DOCTYPE html><html>Please log in" + b"." * 2000


def paths_of(server: Publisher) -> list[str]:
    return [path for path, _ in server.requests]


def agree(page: ModelsWindow, qtbot: QtBot) -> None:
    asked = dialog(page, LicenceDialog, qtbot)
    asked.agree.click()
    asked.fetch.click()


class Halves:
    """Answers with the half of the file, and with the rest once it may."""

    def __init__(self, server: Publisher) -> None:
        self.sent, self.go_on = threading.Event(), threading.Event()
        server.answers.append(lambda handler: handler.give(server.file, pause=(self.sent, self.go_on)))


# ---- licences --------------------------------------------------------------------------------------------------


def test_a_model_comes_with_what_it_needs_once_the_licences_are_accepted(
    page: ModelsWindow, window: MainWindow, core: Core, server: Publisher, qtbot: QtBot
) -> None:
    press(page, "fetch", "swap")
    asked = dialog(page, LicenceDialog, qtbot)
    text = " ".join(label.text() for label in asked.findChildren(type(page.page.intro)))
    for wanted in ("Swapper One by Somebody", "Licence: For tests only", "Who Is It", "Licence: Non-commercial"):
        assert wanted in text
    assert f"from 127.0.0.1:{server.server_address[1]}" in text
    assert server.requests == []
    assert not asked.fetch.isEnabled()
    asked.agree.click()
    asked.fetch.click()
    until(qtbot, lambda: state(page, "swap") == "Here")
    assert state(page, "who") == "Here"
    assert paths_of(server) == ["/files/who.onnx", "/files/swap.onnx"]  # what is needed comes first
    assert (core.models.home / "swap.onnx").read_bytes() == server.file
    accepted = json.loads(core.paths.model_records.read_text("utf-8"))["licences"]
    assert {model: one["licence"] for model, one in accepted.items()} == {
        "swap": "For tests only",
        "who": "Non-commercial",
    }
    settle(window, qtbot)
    assert not can(page, "fetch", "swap")
    window.start.click()  # the engine finds it without a restart of the program
    qtbot.waitUntil(lambda: not window.preview.image.isNull(), timeout=PATIENCE_MS)


def test_declined_licences_fetch_nothing(
    page: ModelsWindow, window: MainWindow, core: Core, server: Publisher, qtbot: QtBot
) -> None:
    press(page, "fetch", "swap")
    dialog(page, LicenceDialog, qtbot).reject()
    settle(window, qtbot)
    assert server.requests == []
    assert not core.paths.model_records.exists()
    assert state(page, "swap") == "Missing"
    assert can(page, "fetch", "swap")


def test_accepted_once_a_licence_is_not_asked_about_again(
    page: ModelsWindow, window: MainWindow, core: Core, server: Publisher, qtbot: QtBot
) -> None:
    core.models.accept_licence("convert")
    press(page, "fetch", "convert")
    until(qtbot, lambda: state(page, "convert") == "Here")
    assert not page.findChildren(LicenceDialog)


# ---- progress and cancel ---------------------------------------------------------------------------------------


def test_progress_is_shown_a_cancelled_fetch_keeps_its_part_and_is_gone_on_with(
    page: ModelsWindow, window: MainWindow, core: Core, server: Publisher, qtbot: QtBot
) -> None:
    halves = Halves(server)
    press(page, "fetch", "convert")
    agree(page, qtbot)
    page.page.choose("convert")
    until(qtbot, halves.sent.is_set)
    until(qtbot, lambda: "Fetching" in state(page, "convert"))
    assert page.page.details.progress.isVisible()
    assert not page.page.details.buttons["fetch"].isVisible()
    assert not can(page, "delete", "convert")
    press(page, "cancel", "convert")
    halves.go_on.set()
    settle(window, qtbot)
    kept = (core.models.home / "convert.onnx.part").stat().st_size
    assert 0 < kept < len(server.file)
    assert state(page, "convert") == f"{kept * 100 // len(server.file)} % fetched"
    assert told(page) == ""  # the user knows
    press(page, "fetch", "convert")
    until(qtbot, lambda: state(page, "convert") == "Here")
    assert server.requests[1][1]["Range"] == f"bytes={kept}-"
    assert left(core.models) == ["convert.onnx"]


def test_how_fast_it_is_and_how_long_it_takes_is_said(
    page: ModelsWindow, window: MainWindow, core: Core, server: Publisher, qtbot: QtBot
) -> None:
    server.file = onnx_bytes(3_000_000)
    pieces = iter(range(0, len(server.file), 30_000))
    go_on, stop = threading.Semaphore(0), threading.Event()

    def slowly(handler: Handler) -> None:
        """A piece whenever the window has shown the one before."""
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(server.file)))
        handler.end_headers()
        for start in pieces:
            handler.wfile.write(server.file[start : start + 30_000])
            assert stop.is_set() or go_on.acquire(timeout=PATIENCE_S)

    server.answers.append(slowly)
    core.models.accept_licence("convert")
    press(page, "fetch", "convert")

    def said() -> bool:
        go_on.release()
        text = page.page.details.state.text()
        return all(part in text for part in ("Fetching", " of 3.0 MB", "/s", " left"))

    try:
        until(qtbot, said)
    finally:
        stop.set()
        go_on.release()
    assert "/s" in state(page, "convert")
    until(qtbot, lambda: state(page, "convert") == "Here")


def test_a_second_click_begins_no_second_fetch(
    page: ModelsWindow, window: MainWindow, core: Core, server: Publisher, qtbot: QtBot
) -> None:
    halves = Halves(server)
    page.page.choose("convert")
    page.page.details.buttons["fetch"].click()
    page.page.details.buttons["fetch"].click()
    page._link.plan("convert")  # as Enter on the row does
    settle(window, qtbot)
    assert len(page.findChildren(LicenceDialog)) == 1
    agree(page, qtbot)
    until(qtbot, halves.sent.is_set)
    page._link.plan("convert")
    halves.go_on.set()
    settle(window, qtbot)
    assert paths_of(server) == ["/files/convert.onnx"]
    assert left(core.models) == ["convert.onnx"]


def test_the_focus_does_not_go_to_the_button_beside_the_one_that_was_pressed(
    page: ModelsWindow, core: Core, server: Publisher, qtbot: QtBot
) -> None:
    core.models.accept_licence("convert")
    page.activateWindow()
    page.page.choose("convert")
    button = page.page.details.buttons["fetch"]
    button.setFocus()
    KEYS.keyClick(button, Qt.Key.Key_Space)
    assert QApplication.focusWidget() is page.page.list
    until(qtbot, lambda: state(page, "convert") == "Here")


def test_a_file_for_a_model_that_is_being_fetched_is_not_imported_and_that_is_told(
    page: ModelsWindow, window: MainWindow, core: Core, server: Publisher, qtbot: QtBot, tmp_path: Path
) -> None:
    core.models.accept_licence("convert")
    halves = Halves(server)
    press(page, "fetch", "convert")
    until(qtbot, halves.sent.is_set)
    (tmp_path / "convert.onnx").write_bytes(onnx_bytes())
    page.take([tmp_path / "convert.onnx"])
    assert told(page).startswith("Converter is being fetched or worked on right now")
    halves.go_on.set()
    settle(window, qtbot)
    assert (core.models.home / "convert.onnx").read_bytes() == server.file


def test_a_second_model_waits_for_its_turn(
    page: ModelsWindow, window: MainWindow, core: Core, server: Publisher, qtbot: QtBot
) -> None:
    for model in ("convert", "who"):
        core.models.accept_licence(model)
    halves = Halves(server)
    press(page, "fetch", "convert")
    until(qtbot, halves.sent.is_set)
    press(page, "fetch", "who")
    until(qtbot, lambda: state(page, "who") == "Waiting for its turn")
    halves.go_on.set()
    until(qtbot, lambda: state(page, "who") == "Here" and state(page, "convert") == "Here")


def test_closing_the_page_lets_a_fetch_go_on_and_closing_the_window_ends_it_and_keeps_the_part(
    page: ModelsWindow, window: MainWindow, core: Core, server: Publisher, qtbot: QtBot
) -> None:
    core.models.accept_licence("convert")
    halves = Halves(server)
    press(page, "fetch", "convert")
    until(qtbot, halves.sent.is_set)
    page.reject()
    link = page._link
    until(qtbot, lambda: link.fetches.progress("convert") is not None)
    close(window, qtbot)  # the server is still silent
    halves.go_on.set()
    assert not link.at_work
    assert 0 < (core.models.home / "convert.onnx.part").stat().st_size < len(server.file)
    assert not (core.models.home / "convert.onnx").exists()


# ---- what can be in the way ------------------------------------------------------------------------------------


def test_a_web_page_instead_of_a_model_is_told_and_nothing_is_kept(
    page: ModelsWindow, window: MainWindow, core: Core, server: Publisher, qtbot: QtBot
) -> None:
    server.answers.append(lambda handler: handler.give(HTML, kind="text/html"))
    press(page, "fetch", "convert")
    agree(page, qtbot)
    until(qtbot, lambda: "answered with a web page instead of the model convert.onnx" in told(page))
    settle(window, qtbot)
    assert left(core.models) == []
    assert state(page, "convert") == "Missing"
    assert can(page, "fetch", "convert")


def test_what_fails_while_the_page_is_closed_is_told_in_the_window(
    page: ModelsWindow, window: MainWindow, core: Core, server: Publisher, qtbot: QtBot
) -> None:
    core.models.accept_licence("convert")
    asked, go_on = threading.Event(), threading.Event()

    def refuse(handler: Handler) -> None:
        asked.set()
        assert go_on.wait(PATIENCE_S)
        handler.give(b"", status=404)

    server.answers.append(refuse)
    press(page, "fetch", "convert")
    until(qtbot, asked.is_set)
    page.reject()
    go_on.set()
    until(qtbot, lambda: "no longer has convert.onnx" in window.messages.accessibleDescription())


def box(page: ModelsWindow, qtbot: QtBot) -> QMessageBox:
    return dialog(page, QMessageBox, qtbot)


def answer(asked: QMessageBox, text: str) -> None:
    next(button for button in asked.findChildren(QPushButton) if button.text().replace("&", "") == text).click()


def test_a_model_without_an_address_says_so_and_offers_the_import(
    page: ModelsWindow, server: Publisher, qtbot: QtBot
) -> None:
    press(page, "fetch", "mask")
    asked = box(page, qtbot)
    assert asked.text() == "No address is known for mask.onnx."
    assert asked.informativeText() == "Get the file from Somebody and import it."
    answer(asked, "Import a file…")
    dialog(page, QFileDialog, qtbot).reject()
    assert server.requests == []


def test_offline_nothing_is_fetched(
    page: ModelsWindow, settings: SettingsStore, server: Publisher, qtbot: QtBot
) -> None:
    page.page.offline.click()
    press(page, "fetch", "swap")
    asked = box(page, qtbot)
    assert "the setting models.offline is on" in asked.text()
    answer(asked, "Close")
    assert server.requests == []
    assert settings.current.models.offline is True


def test_what_is_needed_and_can_not_be_fetched_is_said_before_the_rest_is(
    page: ModelsWindow, core: Core, settings: SettingsStore, server: Publisher, qtbot: QtBot
) -> None:
    core.models.catalogue["who"].__dict__["url"] = None  # frozen for everybody else
    press(page, "fetch", "swap")
    asked = dialog(page, LicenceDialog, qtbot)
    text = " ".join(label.text() for label in asked.findChildren(type(page.page.intro)))
    assert "Is not fetched. No address is known for who.onnx." in text
    asked.agree.click()
    asked.fetch.click()
    until(qtbot, lambda: state(page, "swap") == "Here")
    assert paths_of(server) == ["/files/swap.onnx"]
