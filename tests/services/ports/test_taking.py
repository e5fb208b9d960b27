"""A service is given its port, or the next free one, or an answer why not; and nobody else gets in between."""

from __future__ import annotations

import socket
import sys
import threading
from pathlib import Path

import psutil
import pytest

from app.base.errors import PortError
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.ports import Ports, binding
from app.services.ports.binding import NotAllowedError, bind
from tests.services.ports.kit import PATIENCE_S, SERVER, free_port, has_ipv6, listener, program, reachable

needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
HOST = "127.0.0.1"


def refusal(ports: Ports, wanted: int, host: str = HOST) -> PortError:
    with pytest.raises(PortError) as told:
        ports.take("api", wanted, host)
    return told.value


# ---- the wanted port -------------------------------------------------------------------------------------------


def test_the_wanted_port_is_taken_and_listens_at_once(ports: Ports) -> None:
    wanted = free_port()
    taken = ports.take("api", wanted, HOST)
    assert (taken.port, taken.wanted, taken.stepped_over, taken.message) == (wanted, wanted, False, None)
    assert taken.socket.getsockname() == (HOST, wanted)
    with socket.create_connection((HOST, wanted), timeout=PATIENCE_S) as client:
        served, _ = taken.socket.accept()
        served.sendall(b"x")
        served.close()
        assert client.recv(1) == b"x"


def test_any_free_port(ports: Ports) -> None:
    taken = ports.take("api", 0, HOST)
    assert taken.port >= 1024
    assert not taken.stepped_over


def test_it_is_free_again_after_release_though_connections_still_fade(ports: Ports) -> None:
    taken = ports.take("api", 0, HOST)
    with socket.create_connection((HOST, taken.port), timeout=PATIENCE_S):
        served, _ = taken.socket.accept()
        served.close()  # first, so that the connection fades at this end
    ports.release("api")
    assert not reachable(HOST, taken.port)
    again = ports.take("api", taken.port, HOST)
    assert (again.port, again.stepped_over) == (taken.port, False)


def test_taking_again_gives_the_older_one_back(ports: Ports) -> None:
    first = ports.take("api", 0, HOST)
    second = ports.take("api", 0, HOST)
    assert second.port != first.port
    assert not reachable(HOST, first.port)
    assert first.socket.fileno() == -1


def test_a_server_may_have_closed_the_socket_before_the_release(ports: Ports) -> None:
    ports.take("api", 0, HOST).socket.close()
    ports.release("api")
    ports.release("api")
    assert not ports.run_file.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such inheritance")
def test_no_child_process_keeps_the_port(ports: Ports) -> None:
    taken = ports.take("api", 0, HOST)
    assert not taken.socket.get_inheritable()


def test_an_address_that_this_machine_has_not(ports: Ports) -> None:
    error = refusal(ports, free_port(), "192.0.2.1")
    assert error.message.code == "ports.no_address"
    assert "192.0.2.1" in error.message.text


# ---- a port that is held ---------------------------------------------------------------------------------------


def test_the_next_free_one_is_taken_and_told_with_its_holder(ports: Ports) -> None:
    with listener() as (pid, wanted):
        taken = ports.take("api", wanted, HOST)
    assert taken.stepped_over
    assert wanted < taken.port <= wanted + 100
    assert taken.holder is not None
    assert (taken.holder.pid, taken.holder.whose) == (pid, "own")
    assert taken.message is not None
    name = psutil.Process().name()
    assert taken.message.text == (
        f"Port {wanted} is held by {name} ({pid}): “api” is at port {taken.port} now."
    )  # fmt: skip


def test_it_is_refused_where_no_other_shall_be_taken(ports: Ports, settings: SettingsStore) -> None:
    settings.set("ports.next_free", False)
    with listener() as (pid, wanted):
        error = refusal(ports, wanted)
    assert error.message.code == "ports.refused"
    assert f"({pid})" in error.message.text
    assert "ports.next_free" in error.message.hint
    assert error.exit_code == 9
    status = ports.status()[0]
    assert (status.state, status.port, status.message) == ("refused", None, error.message)
    assert not ports.run_file.exists()


@pytest.mark.parametrize(
    "host", ["0.0.0.0", pytest.param("::", marks=needs_ipv6), pytest.param("::1", marks=needs_ipv6)]
)
@pytest.mark.parametrize("reuse", [False, True])
def test_a_program_at_another_address_would_get_what_is_meant_for_us(ports: Ports, host: str, reuse: bool) -> None:
    """At all addresses, or at the other one that ``localhost`` means: the number is stepped over."""
    with listener(host, reuse=reuse) as (pid, wanted):
        taken = ports.take("api", wanted, HOST)
        assert taken.port != wanted
        assert taken.holder is not None
        assert taken.holder.pid == pid


@needs_ipv6
def test_a_service_at_ipv6_is_as_careful(ports: Ports) -> None:
    with listener(HOST) as (_, wanted):
        taken = ports.take("api", wanted, "::1")
    assert taken.port != wanted
    assert reachable("::1", taken.port)


def test_one_at_an_address_elsewhere_is_not_in_the_way(ports: Ports) -> None:
    with listener("127.0.0.2") as (_, wanted):
        assert ports.take("api", wanted, HOST).port == wanted


@pytest.mark.parametrize(
    "host", [HOST, "0.0.0.0", pytest.param("::", marks=needs_ipv6), pytest.param("::1", marks=needs_ipv6)]
)
@pytest.mark.parametrize("reuse", [0, 1])
def test_nobody_takes_what_was_taken(ports: Ports, host: str, reuse: int) -> None:
    """Not at the other loopback address either, and not with SO_REUSEADDR."""
    port = ports.take("api", 0, HOST).port
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, reuse)

        def steal() -> None:
            thief.bind((host, port))
            thief.listen()

        with pytest.raises(OSError):  # noqa: PT011 - its number differs from system to system
            steal()


@needs_ipv6
def test_the_guard_lets_nobody_in(ports: Ports) -> None:
    """So that a client that tried ``localhost`` goes on to the other address."""
    port = ports.take("api", 0, HOST).port
    assert not reachable("::1", port)
    assert reachable(HOST, port)


@needs_ipv6
def test_the_guard_goes_with_the_port(ports: Ports) -> None:
    port = ports.take("api", 0, HOST).port
    ports.release("api")
    with socket.socket(socket.AF_INET6) as other:
        other.bind(("::1", port))


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_a_port_at_all_addresses_is_seen_where_a_bind_would_not_fail(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    """macOS and Windows let ours stand before it. Only the look is theirs here: sockets are Linux's."""
    monkeypatch.setattr(f"{binding.__name__}.sys.platform", platform)
    for host, near in (("0.0.0.0", HOST), (HOST, HOST)):
        with listener(host) as (_, port):
            assert binding._is_shadowed(near, port)
    assert not binding._is_shadowed(HOST, port)


def test_both_services_of_one_number(ports: Ports) -> None:
    first = ports.take("api", 0, HOST)
    second = ports.take("monitor", first.port, HOST)
    assert second.stepped_over
    assert second.holder is not None
    assert second.holder.whose == "this"


def test_the_next_free_one_is_not_the_one_that_the_other_service_wants(ports: Ports, settings: SettingsStore) -> None:
    with listener() as (_, wanted):
        settings.set("ports.monitor", wanted + 1)
        assert ports.take("api", wanted, HOST).port > wanted + 1


def test_none_is_free(ports: Ports) -> None:
    with listener(HOST, 65535) as (_, wanted):
        error = refusal(ports, wanted)
    assert error.message.code == "ports.none_free"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no numbers for administrators")
def test_a_port_that_the_system_keeps_is_told_apart_from_one_that_is_held(
    ports: Ports, settings: SettingsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_allowed(self: socket.socket, address: object) -> None:
        raise PermissionError(13, "Permission denied")

    settings.set("ports.next_free", False)
    monkeypatch.setattr("app.services.ports.binding.socket.socket.bind", not_allowed)
    with pytest.raises(NotAllowedError):
        bind(HOST, 2000)
    assert refusal(ports, free_port_number()).message.code == "ports.refused_aside"


def free_port_number() -> int:
    """Without binding."""
    used = {one.laddr.port for one in psutil.net_connections("tcp")}
    return next(number for number in range(20000, 30000) if number not in used)


# ---- a second copy of the program ------------------------------------------------------------------------------


def test_a_second_copy_is_pointed_to_the_first(ports: Ports) -> None:
    with program(SERVER, "0") as (child, port):
        error = refusal(ports, 0)
        assert error.message.code == "ports.running_at"
        assert error.message.text == f"Understudy serves already (process {child.pid}), at http://{HOST}:{port}."
        status = ports.look()[0]
        assert (status.state, status.port, status.url) == ("elsewhere", port, f"http://{HOST}:{port}")
        child.terminate()
        assert child.wait(PATIENCE_S) == 0
    assert ports.take("api", 0, HOST).port  # once the first has ended


def test_a_first_one_that_has_told_nothing_yet(ports: Ports, paths: Paths) -> None:
    with program(SERVER, "0") as (child, _):
        ports.run_file.unlink()
        error = refusal(ports, 0)
        assert error.message.code == "ports.running_already"
        assert str(child.pid) in error.message.text


def test_another_user_s_copy_only_holds_a_port(ports: Ports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders of their own are what makes another user here."""
    monkeypatch.setenv("UNDERSTUDY_HOME", str(tmp_path / "another"))
    with program(SERVER, "0") as (child, port):
        taken = ports.take("api", port, HOST)
        assert taken.port != port
        assert taken.holder is not None
        assert (taken.holder.pid, taken.holder.whose) == (child.pid, "own")


def test_what_was_refused_once_can_be_taken_later(ports: Ports, paths: Paths, settings: SettingsStore) -> None:
    other = Ports(paths, settings)
    port = other.take("api", 0, HOST).port
    refusal(ports, 0)
    other.close()
    assert ports.take("api", port, HOST).port == port
    assert ports.status()[0].state == "served"


# ---- events ----------------------------------------------------------------------------------------------------


def test_a_change_is_published(ports: Ports, settings: SettingsStore) -> None:
    told: list[str] = []
    ports.changed.subscribe(lambda _: told.append(ports.status()[0].state))
    ports.take("api", 0, HOST)
    ports.release("api")
    ports.release("api")  # nothing changes
    settings.set("ports.next_free", False)
    with listener() as (_, wanted):
        refusal(ports, wanted)
    ports.release("api")
    assert told == ["served", "off", "refused", "off"]


def test_a_look_is_not_in_the_way_of_a_service_that_takes_its_port(
    ports: Ports, settings: SettingsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look tries the wanted port, and may not be what the service finds there."""
    number = free_port()
    settings.set("ports.api", number)
    tried, taken = threading.Event(), threading.Event()

    def slow(host: str, port: int) -> binding.Bound:
        bound = bind(host, port)
        if threading.current_thread() is looking:
            tried.set()
            taken.wait(0.3)  # the service can not get that far as long as the port is tried
        return bound

    monkeypatch.setattr("app.services.ports.service.bind", slow)
    looking = threading.Thread(target=ports.look)
    looking.start()
    assert tried.wait(PATIENCE_S)
    got = ports.take("api", number, HOST)
    taken.set()
    looking.join()
    assert got.port == number


def test_a_status_does_not_wait_for_a_service_that_takes_its_port(
    ports: Ports, settings: SettingsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked for by the window, and looking for who holds a port may take a second."""
    looking, go_on = threading.Event(), threading.Event()

    def slow(*_: object) -> None:
        looking.set()
        assert go_on.wait(PATIENCE_S)

    monkeypatch.setattr(Ports, "holder", slow)
    with listener() as (_, wanted):
        taking = threading.Thread(target=ports.take, args=("api", wanted, HOST))
        taking.start()
        try:
            assert looking.wait(PATIENCE_S)
            told: list[object] = []
            asking = threading.Thread(target=lambda: told.append(ports.status()))
            asking.start()
            asking.join(PATIENCE_S / 3)
            assert told, "it came before the holder was found"
        finally:
            go_on.set()
            taking.join(PATIENCE_S)
            asking.join(PATIENCE_S)
