"""The network stream through the window: switch, address, statement, refusals, and the next start."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.base.settings import SettingsStore
from app.gui.consent import ConsentDialog
from app.gui.main_window import MainWindow
from app.gui.stream_row import USUAL, StreamPart, StreamRow
from app.services.core import Core
from tests.gui.conftest import KEYS, PATIENCE_MS
from tests.pipeline.stream_kit import Listener, pictures


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as one:
        yield one


@pytest.fixture
def agreed(settings: SettingsStore) -> None:
    """The statement was made before."""
    settings.set("privacy.consent_date", "2026-01-31")
    settings.set("output.virtual_camera_width", 320)
    settings.set("output.virtual_camera_height", 180)


def row(window: MainWindow) -> StreamRow:
    (found,) = (extra.row for extra in window.extras if isinstance(extra, StreamPart))
    return found


def type_address(window: MainWindow, text: str) -> None:
    field = row(window).address
    field.setFocus()
    field.selectAll()
    KEYS.keyClicks(field, text)
    KEYS.keyClick(field, Qt.Key.Key_Return)


def messages(window: MainWindow) -> str:
    return window.messages.message.text if window.messages.message is not None else ""


def test_it_is_switched_on_and_off_without_a_run(
    agreed: None, window: MainWindow, settings: SettingsStore, listener: Listener, qtbot: QtBot
) -> None:
    assert not row(window).switch.isChecked()
    type_address(window, listener.address)
    assert settings.current.output.stream_address == "", "kept once it was used"
    row(window).switch.click()
    qtbot.waitUntil(lambda: "Paused" in row(window).detail.text(), timeout=PATIENCE_MS)
    assert row(window).detail.text().startswith(f"{listener.address}, H.264")
    assert listener.wait(lambda data: bool(pictures(data)))
    qtbot.waitUntil(lambda: settings.current.output.stream, timeout=PATIENCE_MS)  # a moment after it is on
    assert settings.current.output.stream_address == listener.address
    row(window).switch.click()
    qtbot.waitUntil(lambda: not row(window).detail.isVisible(), timeout=PATIENCE_MS)
    assert not settings.current.output.stream
    assert settings.current.output.stream_address == listener.address


def test_a_run_goes_out_live(agreed: None, running: MainWindow, listener: Listener, qtbot: QtBot) -> None:
    type_address(running, listener.address)
    row(running).switch.click()
    qtbot.waitUntil(lambda: "live" in row(running).detail.text(), timeout=PATIENCE_MS)


def test_another_address_while_it_is_on(agreed: None, window: MainWindow, listener: Listener, qtbot: QtBot) -> None:
    with Listener() as other:
        type_address(window, other.address)
        row(window).switch.click()
        assert other.wait(bool)
        type_address(window, listener.address)
        assert listener.wait(bool)
        qtbot.waitUntil(lambda: row(window).detail.text().startswith(listener.address), timeout=PATIENCE_MS)


@pytest.mark.parametrize("address", ["udp://8.8.8.8:5000", "nonsense"])
def test_an_address_that_is_not_allowed(
    agreed: None, window: MainWindow, settings: SettingsStore, address: str, qtbot: QtBot
) -> None:
    type_address(window, address)
    row(window).switch.click()
    qtbot.waitUntil(lambda: address.removeprefix("udp://").split(":")[0] in messages(window), timeout=PATIENCE_MS)
    assert not row(window).switch.isChecked()
    assert settings.current.output.stream_address == ""
    assert not settings.current.output.stream


def test_the_usual_address_where_none_is_given(agreed: None, window: MainWindow, core: Core, qtbot: QtBot) -> None:
    row(window).switch.click()
    qtbot.waitUntil(lambda: row(window).detail.text().startswith(USUAL), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: row(window).address.text() == USUAL, timeout=PATIENCE_MS)


def dialog() -> ConsentDialog | None:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, ConsentDialog) and one.isVisible()]
    return found[0] if found else None


def test_the_statement_comes_first(window: MainWindow, core: Core, listener: Listener, qtbot: QtBot) -> None:
    type_address(window, listener.address)
    row(window).switch.click()
    qtbot.waitUntil(lambda: dialog() is not None, timeout=PATIENCE_MS)
    assert not core.session.stream.on
    asked = dialog()
    assert asked is not None
    asked.reject()
    qtbot.waitUntil(lambda: not row(window).switch.isChecked(), timeout=PATIENCE_MS)
    assert listener.take() == b""
    row(window).switch.click()
    qtbot.waitUntil(lambda: dialog() is not None, timeout=PATIENCE_MS)
    asked = dialog()
    assert asked is not None
    asked.statement.click()
    asked.agree.click()
    assert listener.wait(bool)
    qtbot.waitUntil(lambda: row(window).switch.isChecked(), timeout=PATIENCE_MS)


def test_it_is_on_from_the_start_where_it_was(
    agreed: None, settings: SettingsStore, listener: Listener, empty_window: MainWindow, core: Core, qtbot: QtBot
) -> None:
    settings.set("output.stream", True)
    settings.set("output.stream_address", listener.address)
    empty_window.attach(core)
    assert listener.wait(bool)
    qtbot.waitUntil(lambda: row(empty_window).switch.isChecked(), timeout=PATIENCE_MS)
    assert row(empty_window).address.text() == listener.address


def test_without_the_statement_nothing_starts_by_itself(
    settings: SettingsStore, listener: Listener, empty_window: MainWindow, core: Core
) -> None:
    settings.set("output.stream", True)
    settings.set("output.stream_address", listener.address)
    empty_window.attach(core)
    assert not core.session.stream.on
    assert not row(empty_window).switch.isChecked()


def test_switched_off_while_its_name_is_looked_up_it_stays_off_at_the_next_start(
    agreed: None, window: MainWindow, settings: SettingsStore, core: Core, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked, answer = threading.Event(), threading.Event()

    def look_up(host: str, port: int, **rest: Any) -> Any:
        asked.set()
        assert answer.wait(PATIENCE_MS / 1e3)
        return [(socket.AF_INET, socket.SOCK_DGRAM, 17, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    type_address(window, "udp://slow.example:5000")
    row(window).switch.click()
    assert asked.wait(PATIENCE_MS / 1e3)
    row(window).switch.click()
    answer.set()
    core.session.stream.refresh().result(PATIENCE_MS / 1e3)
    controller = window.controller
    assert controller is not None
    qtbot.waitUntil(lambda: not controller.background.busy, timeout=PATIENCE_MS)
    assert not core.session.stream.on
    assert not settings.current.output.stream
    assert settings.current.output.stream_address == ""
