"""The doctor's topic ``ports``: served, free, held, and by whom."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.permissions import Check, Permissions
from app.services.ports import Ports
from tests.services.ports.kit import SERVER, free_port, listener, program

HOST = "127.0.0.1"


@pytest.fixture
def ports(paths: Paths, settings: SettingsStore) -> Iterator[Ports]:
    made = Ports(paths, settings)
    yield made
    made.close()


def found(paths: Paths, settings: SettingsStore) -> list[Check]:
    return Permissions(paths, settings).check(["ports"])


def test_free_ones(paths: Paths, settings: SettingsStore) -> None:
    number = free_port()
    settings.set("ports.api", number)
    settings.set("ports.monitor", 0)
    api, monitor = found(paths, settings)
    assert (api.id, api.mark, api.reason) == ("ports.api", "ok", f"Port {number} is free.")
    assert (monitor.id, monitor.mark, monitor.reason) == ("ports.monitor", "ok", "Any free port is taken.")


def test_what_this_program_serves(paths: Paths, settings: SettingsStore, ports: Ports) -> None:
    """The check is another object than the one that serves."""
    number = ports.take("api", 0, HOST).port
    settings.set("ports.api", number)
    with listener() as (_, wanted):
        settings.set("ports.monitor", wanted)
        real = ports.take("monitor", wanted, HOST).port
        api, monitor = found(paths, settings)
    assert (api.mark, api.message.code) == ("ok", "check.ports.served")
    assert f"http://{HOST}:{number}" in api.reason
    assert monitor.mark == "warn"
    assert f"http://{HOST}:{real} " in monitor.reason
    assert f"not at port {wanted}" in monitor.reason


def test_what_another_copy_serves(paths: Paths, settings: SettingsStore) -> None:
    with program(SERVER, "0") as (child, number):
        settings.set("ports.api", number)
        api = found(paths, settings)[0]
    assert (api.mark, api.reason) == ("ok", f"Served at http://{HOST}:{number} (process {child.pid}).")


@pytest.mark.parametrize(
    ("next_free", "enabled", "mark", "code"),
    [
        (True, True, "warn", "ports.next"),
        (False, True, "fail", "ports.refused"),
        (False, False, "warn", "ports.refused"),
    ],
)
def test_a_held_one_is_named_with_its_holder(
    paths: Paths, settings: SettingsStore, next_free: bool, enabled: bool, mark: str, code: str
) -> None:
    settings.set("ports.next_free", next_free)
    settings.set("api.enabled", enabled)
    with listener() as (pid, number):
        settings.set("ports.api", number)
        api = found(paths, settings)[0]
    assert (api.mark, api.message.code) == (mark, code)
    assert f"({pid})" in api.reason
    assert bool(api.mend) is not next_free


def test_a_look_leaves_nothing_behind(paths: Paths, settings: SettingsStore, ports: Ports) -> None:
    number = free_port()
    settings.set("ports.api", number)
    found(paths, settings)
    assert list(paths.user_cache.iterdir()) == []
    assert ports.take("api", number, HOST).port == number


@pytest.mark.skipif(sys.platform != "linux", reason="other systems let a socket at one address be beside one at all")
def test_a_port_that_is_held_at_another_address_matters_to_the_local_network(
    paths: Paths, settings: SettingsStore
) -> None:
    with listener("127.0.0.9") as (_, number):
        settings.set("ports.api", number)
        assert found(paths, settings)[0].message.code == "check.ports.free"
        settings.set("api.lan", True)
        assert found(paths, settings)[0].message.code == "ports.next"
