"""The local service in the window: begun with it, told of, its dialog, and its tokens."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from PyQt6.QtCore import QUrl
from PyQt6.QtGui import QDesktopServices, QGuiApplication
from pytestqt.qtbot import QtBot

from app.base.errors import Message
from app.base.settings import SettingsStore
from app.bootstrap import build_service
from app.gui.main_window import MainWindow
from app.gui.service_dialog import ServiceDialog
from app.gui.service_part import ServicePart
from app.gui.tray_part import TrayPart
from app.services.core import Core
from app.services.local_service import Address, LocalService, ServiceState, ServiceStatus
from app.services.tokens import Role
from tests.gui.conftest import PATIENCE_MS


@pytest.fixture
def settings(settings: SettingsStore) -> SettingsStore:
    settings.set_all({"ports.api": 0, "ports.monitor": 0})
    return settings


@pytest.fixture
def part(window: MainWindow) -> ServicePart:
    return next(one for one in window.extras if isinstance(one, ServicePart))


@pytest.fixture
def service(core: Core, window: MainWindow, part: ServicePart) -> Iterator[LocalService]:
    """As the program begins it."""
    built = build_service(core)
    window.served.emit(built)
    built.start()
    yield built
    built.stop()


@pytest.fixture
def dialog(part: ServicePart, qtbot: QtBot) -> ServiceDialog:
    part.action.trigger()
    assert part.dialog is not None
    qtbot.waitExposed(part.dialog)
    return part.dialog


def test_where_it_is_reached(service: LocalService, dialog: ServiceDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "Programs on this machine" in dialog.state.text(), timeout=PATIENCE_MS)
    url = service.status.addresses[0].url
    assert url in dialog.state.text()
    assert httpx.get(f"{url}/health/live").status_code == 200
    assert dialog.switches["enabled"].isChecked()
    assert not dialog.fingerprint.isVisible()


def test_a_token_is_made_shown_once_copied_and_revoked(
    core: Core, service: LocalService, part: ServicePart, dialog: ServiceDialog, qtbot: QtBot
) -> None:
    assert not dialog.make.isEnabled()
    dialog.name.setText("deck")
    dialog.role.setCurrentIndex(1)
    dialog.make.click()
    qtbot.waitUntil(dialog.text.isVisible, timeout=PATIENCE_MS)
    text = dialog.text.text()
    dialog.copy.click()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == text
    token = core.tokens.verify(text)
    assert token is not None
    assert token.role is Role.OPERATOR
    qtbot.waitUntil(lambda: dialog.tokens.topLevelItemCount() == 1, timeout=PATIENCE_MS)
    item = dialog.tokens.topLevelItem(0)
    assert item is not None
    assert (item.text(0), item.text(1)) == ("deck", "Operator")
    assert not dialog.revoke.isEnabled()
    item.setSelected(True)
    dialog.revoke.click()
    qtbot.waitUntil(lambda: dialog.tokens.topLevelItemCount() == 0, timeout=PATIENCE_MS)
    assert core.tokens.known(text) is None
    dialog.close()
    part.action.trigger()
    assert part.dialog is not None
    assert not part.dialog.text.isVisible()
    assert text not in part.dialog.text.text()


def test_what_is_refused_is_said_in_the_dialog(core: Core, dialog: ServiceDialog, qtbot: QtBot) -> None:
    core.tokens.add("deck", Role.VIEWER)
    dialog.name.setText("deck")
    dialog.make.click()
    qtbot.waitUntil(dialog.problem.isVisible, timeout=PATIENCE_MS)
    assert "deck" in dialog.problem.text()
    assert dialog.name.text() == "deck", "what was typed stays"


def test_the_local_network_is_shown_in_red(
    core: Core, window: MainWindow, service: LocalService, part: ServicePart, dialog: ServiceDialog, qtbot: QtBot
) -> None:
    assert not part.sign.isVisible()
    dialog.switches["lan"].click()
    qtbot.waitUntil(part.sign.isVisible, timeout=PATIENCE_MS)
    assert dialog.state.property("danger") == "true"
    assert service.status.fingerprint in dialog.fingerprint.text()
    assert dialog.fingerprint.isVisible()
    dialog.switches["lan"].click()
    qtbot.waitUntil(lambda: not part.sign.isVisible(), timeout=PATIENCE_MS)
    assert not core.settings.current.api.lan


def test_a_service_that_can_not_be_had_is_told_and_no_more_once_it_can(
    core: Core, window: MainWindow, service: LocalService, qtbot: QtBot
) -> None:
    core.settings.set_all({"api.lan": True, "api.private_key": "key.pem"})
    qtbot.waitUntil(window.messages.isVisible, timeout=PATIENCE_MS)
    assert "api.certificate" in window.messages.accessibleDescription()
    core.settings.set("api.lan", False)
    qtbot.waitUntil(lambda: not window.messages.isVisible(), timeout=PATIENCE_MS)


def test_what_is_chosen_by_the_service_is_shown(
    core: Core, window: MainWindow, service: LocalService, qtbot: QtBot
) -> None:
    token = core.tokens.add("deck", Role.OPERATOR).text
    qtbot.waitUntil(lambda: service.status.state is ServiceState.SERVING, timeout=PATIENCE_MS)
    with httpx.Client(
        base_url=service.status.addresses[0].url, headers={"Authorization": f"Bearer {token}"}, timeout=30
    ) as client:
        assert client.put("/api/v1/faces", json={"faces": ["demo:hopper"]}).status_code == 200
        assert client.put("/api/v1/engine", json={"engine": "many"}).status_code == 200
        assert client.put("/api/v1/source", json={"source": "demo"}).status_code == 200
        qtbot.waitUntil(lambda: window.source.combo.currentData() == "demo", timeout=PATIENCE_MS)
        assert window.gallery.chosen() == ("demo:hopper",)
        assert window.engine.combo.currentData() == "many"
        assert client.post("/api/v1/session/start").status_code == 202
        qtbot.waitUntil(lambda: not window.preview.image.isNull(), timeout=PATIENCE_MS)
        assert window.start.shown == "running"
        assert client.post("/api/v1/cover", json={"on": True}).status_code == 200
        qtbot.waitUntil(window.cover.isChecked, timeout=PATIENCE_MS)
        assert client.post("/api/v1/session/stop").status_code == 202
        qtbot.waitUntil(lambda: window.start.shown == "idle", timeout=PATIENCE_MS)


def test_it_speaks_the_language_of_the_window(window: MainWindow, dialog: ServiceDialog) -> None:
    status = ServiceStatus(ServiceState.SERVING, (Address("api", "http://127.0.0.1:1", 1, 1, False, None),))
    dialog.show_status(status)
    for state in (ServiceState.OFF, ServiceState.STARTING, ServiceState.ENDED):
        dialog.show_status(ServiceStatus(state))
        assert dialog.state.text()
    failed = ServiceStatus(ServiceState.FAILED, error=Message("service.bug", "Odd.", "", {"reason": "x"}))
    dialog.show_status(failed)
    assert "Odd." in dialog.state.text()
    window.retranslate()


def test_the_monitor_opens_by_a_link_that_lets_in_once(
    core: Core, service: LocalService, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    good = [True, False]

    def open_url(url: QUrl) -> bool:
        opened.append(url.toString())
        return good.pop(0)

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    part = next(one for one in window.extras if isinstance(one, TrayPart))
    action = part.monitor.action
    assert action in part.tray.menu.actions()
    assert action in window.menus.session.actions()
    qtbot.waitUntil(action.isEnabled, timeout=PATIENCE_MS)
    action.trigger()
    url, _, code = opened[0].partition("/#code=")
    (address,) = [one.url for one in service.status.addresses if one.service == "monitor"]
    assert url == address
    answers = [httpx.post(f"{url}/api/v1/login", json={"code": code}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 403]
    assert answers[0].json()["data"]["role"] == "operator"
    assert core.logins.known(answers[0].json()["data"]["token"]) is not None
    action.trigger()  # and no browser is there
    assert address in window.messages.accessibleDescription()
    core.settings.set("api.enabled", False)
    qtbot.waitUntil(lambda: not action.isEnabled(), timeout=PATIENCE_MS)
