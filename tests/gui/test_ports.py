"""The panel *Ports*: wanted and real port, state and holder; testing, freeing and changing."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import psutil
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.api.server import ApiServer
from app.base.errors import Message, PortError
from app.base.settings import SettingsStore
from app.gui.application import build_window
from app.gui.end_dialog import EndDialog
from app.gui.main_window import MainWindow
from app.gui.port_row import PortRow
from app.gui.ports_panel import PortsPart
from app.services.core import Core
from app.services.ports import Holder, Ports, PortStatus
from tests.gui.conftest import PATIENCE_MS, close
from tests.services.ports.kit import LISTENER, PATIENCE_S, SERVER, free_port, listener, program, reachable

HOST = "127.0.0.1"


def part_of(window: MainWindow) -> PortsPart:
    return next(extra for extra in window.extras if isinstance(extra, PortsPart))


@pytest.fixture
def core(core: Core, settings: SettingsStore) -> Iterator[Core]:
    settings.set("ports.api", free_port())
    settings.set("ports.monitor", 0)
    yield core
    core.ports.close()


@pytest.fixture
def part(window: MainWindow) -> PortsPart:
    """With its panel before the others."""
    part = part_of(window)
    window.docks.bring(part.dock)
    return part


def until(part: PortsPart, word: str, qtbot: QtBot, service: str = "api") -> PortRow:
    """The row, once it says so."""
    row = part.panel.rows[service]
    qtbot.waitUntil(lambda: row.word.text() == word, timeout=PATIENCE_MS)
    return row


# ---- the dock --------------------------------------------------------------------------------------------------


def test_it_is_closed_at_first_and_nobody_looks(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    part = part_of(window)
    assert part.dock.isHidden()
    assert not part.timer.isActive()
    monkeypatch.setattr(Ports, "look", None)
    assert window.controller is not None
    window.controller.core.ports.changed.publish(None)
    QApplication.processEvents()
    assert part.panel.rows["api"].word.text() == "Not looked yet"
    assert part.dock.toggleViewAction() in window.menus.view.actions()


def test_a_closed_panel_is_not_looked_at_any_more(part: PortsPart) -> None:
    assert part.timer.isActive()
    part.dock.close()
    assert not part.timer.isActive()


def test_one_behind_another_is_not_looked_at_either(part: PortsPart, window: MainWindow, qtbot: QtBot) -> None:
    window.docks.bring(window.docks.engine)
    qtbot.waitUntil(lambda: not part.timer.isActive(), timeout=PATIENCE_MS)
    window.docks.bring(part.dock)
    qtbot.waitUntil(part.timer.isActive, timeout=PATIENCE_MS)


def test_a_panel_made_late_stays_where_it_was_put(
    part: PortsPart, window: MainWindow, core: Core, qapp: QApplication, qtbot: QtBot
) -> None:
    window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, part.dock)
    close(window, qtbot)
    again = build_window(qapp, core.paths, core.settings)
    again.show()
    again.attach(core)
    dock = part_of(again).dock
    assert dock.isVisible()
    assert again.dockWidgetArea(dock) == Qt.DockWidgetArea.BottomDockWidgetArea
    again.menus.reset_layout.trigger()
    assert dock.isHidden()
    again.docks.bring(dock)
    assert again.tabifiedDockWidgets(dock) == [again.docks.engine]
    close(again, qtbot)
    again.close_jobs()
    again.deleteLater()


def test_a_panel_that_was_open_is_not_forgotten_where_the_services_never_came(
    part: PortsPart, window: MainWindow, core: Core, qapp: QApplication, qtbot: QtBot
) -> None:
    close(window, qtbot)
    without = build_window(qapp, core.paths, core.settings)
    without.show()
    close(without, qtbot)
    without.close_jobs()
    again = build_window(qapp, core.paths, core.settings)
    again.show()
    again.attach(core)
    assert part_of(again).dock.isVisible()
    close(again, qtbot)
    again.close_jobs()
    for one in (without, again):
        one.deleteLater()


# ---- states ----------------------------------------------------------------------------------------------------


def test_what_is_not_served_is_off(part: PortsPart, qtbot: QtBot) -> None:
    row = until(part, "Off", qtbot)
    assert not row.address.isVisible()
    assert not row.end.isVisible()


def test_a_service_at_its_port(part: PortsPart, core: Core, qtbot: QtBot) -> None:
    port = core.ports.take("api", core.settings.current.ports.api, HOST).port
    row = until(part, "Served", qtbot)
    assert row.address.text() == f"Real port: {port}\nhttp://{HOST}:{port}"
    assert row.spin.value() == port
    assert not row.end.isVisible()
    core.ports.release("api")
    until(part, "Off", qtbot)


def test_a_port_that_was_stepped_over(part: PortsPart, core: Core, window: MainWindow, qtbot: QtBot) -> None:
    with listener() as (pid, wanted):
        core.settings.set("ports.api", wanted)
        taken = core.ports.take("api", wanted, HOST)
        row = until(part, "At another port", qtbot)
        label = f"{psutil.Process().name()} ({pid})"
        assert row.holder.text() == f"Port {wanted} is held by {label}"
        assert f"Real port: {taken.port}" in row.address.text()
        assert row.end.isEnabled()
        assert window.messages.all_messages == [taken.message]  # told, also to those who do not see the panel
        for said in (str(wanted), str(taken.port), label):
            assert said in row.accessibleDescription()
    part.panel.refresh.click()
    qtbot.waitUntil(lambda: row.holder.text() == f"Port {wanted} is free again.", timeout=PATIENCE_MS)

    # Who serves takes it anew when that is asked for.
    def take(_: None) -> None:
        core.ports.take("api", wanted, HOST)

    end = core.ports.anew.subscribe(take)
    row.change.click()
    end()
    until(part, "Served", qtbot)
    qtbot.waitUntil(lambda: window.messages.all_messages == [], timeout=PATIENCE_MS)


def test_a_port_that_is_refused(part: PortsPart, core: Core, window: MainWindow, qtbot: QtBot) -> None:
    core.settings.set("ports.next_free", False)
    with listener() as (pid, wanted):
        core.settings.set("ports.api", wanted)
        with pytest.raises(PortError) as told:
            core.ports.take("api", wanted, HOST)
        row = until(part, "Held", qtbot)
        assert f"({pid})" in row.reason.text()
        assert window.messages.message == told.value.message
    part.panel.refresh.click()
    until(part, "Not served", qtbot)  # nothing holds it now, and nobody has tried again


def test_another_copy_of_the_program(part: PortsPart, qtbot: QtBot) -> None:
    with program(SERVER, "0") as (child, port):
        part.panel.refresh.click()
        row = until(part, "In another copy", qtbot)
        assert row.holder.text() == f"Served by Understudy ({child.pid})"
        assert f"http://{HOST}:{port}" in row.address.text()
        assert row.end.isEnabled()


def status(holder: Holder) -> PortStatus:
    return PortStatus("api", HOST, 8000, None, "held", message=Message("ports.held", "Held."), holder=holder)


@pytest.mark.parametrize(
    ("holder", "visible", "enabled"),
    [
        (Holder("own", 12, "python3"), True, True),
        (Holder("understudy", 12, "python3"), True, True),
        (Holder("other", 12, "sshd", "anna"), True, False),
        (Holder("other", user="anna"), True, False),
        (Holder("unknown"), True, False),
        (Holder("this", 12), False, False),
    ],
)
def test_only_what_is_this_user_s_can_be_freed(qtbot: QtBot, holder: Holder, visible: bool, enabled: bool) -> None:
    row = PortRow("api")
    qtbot.addWidget(row)
    row.show_status(status(holder))
    assert (not row.end.isHidden(), row.end.isEnabled()) == (visible, enabled)


def test_the_signs_differ_by_word(qtbot: QtBot) -> None:
    row = PortRow("api")
    qtbot.addWidget(row)
    words = set()
    for state in ("off", "served", "refused", "held", "elsewhere"):
        row.show_status(PortStatus("api", HOST, 8000, 8000 if state in ("served", "elsewhere") else None, state))
        words.add(row.word.text())
        assert row.word.text() in row.accessibleName()
    assert len(words) == 5


# ---- changing --------------------------------------------------------------------------------------------------


def test_a_new_number_is_kept_at_once(part: PortsPart, core: Core, qtbot: QtBot) -> None:
    row = until(part, "Off", qtbot)
    assert not row.change.isEnabled()
    number = free_port()
    row.spin.setValue(number)
    assert core.settings.current.ports.api != number  # not before it was asked for
    row.change.click()
    assert core.settings.current.ports.api == number
    assert not row.change.isEnabled()


def test_any_free_port(part: PortsPart, core: Core, qtbot: QtBot) -> None:
    row = until(part, "Off", qtbot)
    row.spin.setValue(row.spin.minimum())
    assert row.spin.text() == "Any free one"
    row.change.click()
    assert core.settings.current.ports.api == 0
    monitor = part.panel.rows["monitor"]
    assert monitor.spin.text() == "Any free one"


def test_a_number_that_is_being_typed_is_left_alone(part: PortsPart, core: Core, qtbot: QtBot) -> None:
    row = until(part, "Off", qtbot)
    row.spin.setValue(5000)
    core.settings.set("ports.next_free", False)
    qtbot.waitUntil(lambda: not part.panel.next_free.isChecked(), timeout=PATIENCE_MS)
    assert row.spin.value() == 5000
    core.settings.set("ports.api", 6000)
    qtbot.waitUntil(lambda: row.spin.value() == 6000, timeout=PATIENCE_MS)


def test_whether_the_next_free_one_is_taken(part: PortsPart, core: Core) -> None:
    assert part.panel.next_free.isChecked()
    part.panel.next_free.click()
    assert not core.settings.current.ports.next_free


def test_a_port_that_the_command_line_fixed(
    part: PortsPart, core: Core, window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    row = until(part, "Off", qtbot)
    before = core.settings.current.ports.api
    monkeypatch.setattr(SettingsStore, "origin", lambda self, key: "flag")
    monkeypatch.setattr(SettingsStore, "set", lambda self, key, value: None)
    row.spin.setValue(5000)
    row.change.click()
    assert row.spin.value() == before
    assert window.messages.message is not None
    assert window.messages.message.code == "window.fixed"


# ---- testing ---------------------------------------------------------------------------------------------------


def test_a_service_is_tested(part: PortsPart, core: Core, qtbot: QtBot) -> None:
    row = until(part, "Off", qtbot)
    row.test.click()
    assert not row.test.isEnabled()
    port = core.settings.current.ports.api
    qtbot.waitUntil(lambda: row.result.text() == f"Port {port} is free.", timeout=PATIENCE_MS)
    assert row.test.isEnabled()
    core.ports.take("api", port, HOST)
    until(part, "Served", qtbot)
    assert not row.result.isVisible()  # it was about another state
    core.ports.status()[0]
    core.ports._held["api"].bound.close()  # the service has died
    row.test.click()
    qtbot.waitUntil(lambda: "does not answer" in row.result.text(), timeout=PATIENCE_MS)


# ---- freeing ---------------------------------------------------------------------------------------------------


def dialog_of(part: PortsPart) -> EndDialog:
    found = part.panel.findChildren(EndDialog)
    assert len(found) == 1
    return found[0]


def test_what_holds_a_port_is_shown_and_ended_once_agreed(part: PortsPart, core: Core, qtbot: QtBot) -> None:
    asked: list[None] = []
    core.ports.anew.subscribe(asked.append)
    with program(LISTENER, HOST, str(free_port()), "0") as (child, port):
        core.settings.set("ports.api", port)
        row = until(part, "Held", qtbot)
        row.end.click()
        dialog = dialog_of(part)
        assert f"({child.pid}) holds port {port}" in dialog.heading.text()
        assert "one.listen(5)" in dialog.command.toPlainText()
        assert dialog.cancel.isDefault()
        dialog.reject()
        qtbot.waitUntil(lambda: part.panel.findChildren(EndDialog) == [], timeout=PATIENCE_MS)
        assert child.poll() is None  # nothing happens before it is agreed to
        row.end.click()
        dialog_of(part).end.click()
        qtbot.waitUntil(lambda: "has ended" in row.result.text(), timeout=PATIENCE_MS)
        assert child.wait(PATIENCE_S) is not None
        until(part, "Off", qtbot)
    assert asked == [None]  # the services try the port anew


def test_another_copy_is_asked_to_end_in_order(part: PortsPart, qtbot: QtBot) -> None:
    with program(SERVER, "0") as (child, port):
        part.panel.refresh.click()
        row = until(part, "In another copy", qtbot)
        row.end.click()
        dialog = dialog_of(part)
        assert f"port {port}" in dialog.heading.text()
        assert "ends in order" in dialog.warning.text()
        dialog.end.click()
        assert child.wait(PATIENCE_S) == 0
        until(part, "Off", qtbot)


def test_one_that_does_not_end_is_told(
    part: PortsPart, core: Core, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    real = Ports.end_holder
    monkeypatch.setattr(Ports, "end_holder", lambda self, holder: real(self, holder, patience_s=0.1))
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)" + LISTENER
    with program(stubborn, HOST, "0", "0") as (_, port):
        core.settings.set("ports.api", port)
        row = until(part, "Held", qtbot)
        row.end.click()
        dialog_of(part).end.click()
        qtbot.waitUntil(lambda: "did not end" in row.result.text(), timeout=PATIENCE_MS)
        assert row.end.isEnabled()


# ---- the end ---------------------------------------------------------------------------------------------------


def test_after_the_end_nothing_is_looked_at(part: PortsPart, core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    part.end()
    monkeypatch.setattr(Ports, "look", None)
    core.ports.changed.publish(None)
    part.look()
    QApplication.processEvents()


def test_the_panel_speaks_the_language_of_the_window(part: PortsPart, window: MainWindow) -> None:
    window.language.choose("zh_CN")
    window.language.choose("en")
    assert part.dock.windowTitle() == "Ports"
    assert part.panel.rows["api"].test.text() == "Test"


# ---- with the real service -------------------------------------------------------------------------------------


@pytest.fixture
def served(core: Core, window: MainWindow) -> Iterator[ApiServer]:
    """The local service of this window, begun as the program begins it."""
    core.settings.set("api.enabled", True)
    service = ApiServer(core)
    service.start()
    yield service
    service.stop()


def answers(port: int) -> int:
    return httpx.get(f"http://{HOST}:{port}/health/live", timeout=PATIENCE_S, trust_env=False).status_code


def test_a_service_moves_to_the_new_port_at_once(part: PortsPart, core: Core, served: ApiServer, qtbot: QtBot) -> None:
    before = core.settings.current.ports.api
    row = until(part, "Served", qtbot)
    assert answers(before) == 200
    row.test.click()
    qtbot.waitUntil(lambda: f"http://{HOST}:{before} answers in" in row.result.text(), timeout=PATIENCE_MS)
    after = free_port()
    row.spin.setValue(after)
    row.change.click()
    qtbot.waitUntil(lambda: f"Real port: {after}\n" in row.address.text(), timeout=PATIENCE_MS)
    assert answers(after) == 200
    assert not reachable(HOST, before)
    assert core.ports.records()["api"].port == after


def test_a_freed_port_is_taken_at_once(part: PortsPart, core: Core, served: ApiServer, qtbot: QtBot) -> None:
    with program(LISTENER, HOST, str(free_port()), "0") as (child, port):
        core.settings.set("ports.api", port)
        row = until(part, "At another port", qtbot)
        row.end.click()
        dialog_of(part).end.click()
        assert child.wait(PATIENCE_S) is not None
        until(part, "Served", qtbot)
        qtbot.waitUntil(lambda: f"Real port: {port}\n" in row.address.text(), timeout=PATIENCE_MS)
    assert answers(port) == 200
