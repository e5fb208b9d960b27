"""Who holds a port, told as far as the system tells it; and what may be ended."""

from __future__ import annotations

import ipaddress
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import PortError
from app.base.settings import SettingsStore
from app.services.ports import Holder, Ports
from app.services.ports import holders as module
from app.services.ports.holders import describe, find_holder, mark_of, meets
from app.services.ports.records import Served, read_records, write_records
from app.services.ports.words import held
from tests.services.ports.kit import LISTENER, PATIENCE_S, ROOT, SERVER, free_port, listener, program

HOST = "127.0.0.1"
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells whose a socket is by a file")
root = pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs root to act as another user")


# ---- who -------------------------------------------------------------------------------------------------------


def test_a_process_of_this_user(ports: Ports) -> None:
    with listener() as (pid, port):
        holder = ports.holder(port)
    assert holder is not None
    process = psutil.Process()
    assert (holder.whose, holder.pid, holder.name, holder.user) == ("own", pid, process.name(), process.username())
    assert holder.address == HOST
    assert "one.listen(5)" in holder.command
    assert holder.label == f"{process.name()} ({pid})"
    assert holder.may_be_ended


def test_this_very_process(ports: Ports) -> None:
    port = ports.take("api", 0, HOST).port
    holder = ports.holder(port)
    assert holder is not None
    assert (holder.whose, holder.pid, holder.may_be_ended) == ("this", os.getpid(), False)


def test_another_copy_of_the_program(ports: Ports) -> None:
    with program(SERVER, "0") as (child, port):
        holder = ports.holder(port)
    assert holder is not None
    assert (holder.whose, holder.label) == ("understudy", f"Understudy ({child.pid})")
    assert holder.may_be_ended


def test_nobody(ports: Ports) -> None:
    assert ports.holder(free_port()) is None


def test_a_connection_that_has_the_number_as_its_near_end(ports: Ports) -> None:
    with socket.create_server((HOST, 0)) as server, socket.create_connection(server.getsockname()) as client:
        number = client.getsockname()[1]
        holder = ports.holder(number)
        taken = ports.take("api", number, HOST)
    assert holder is not None
    assert holder.pid == os.getpid()
    assert taken.stepped_over


AS_NOBODY = "import os, pwd, socket, sys; os.setuid(pwd.getpwnam('nobody').pw_uid)"
SEEN = f"""
import sys; from app.services.ports.holders import find_holder
find_holder(1, ["::"])  # what this imports, that user may not read
{AS_NOBODY}
print(repr(find_holder(int(sys.argv[1]), ["127.0.0.1"])))
"""
"""What a program says of a port, once it has become another user."""


@root
def test_a_process_that_only_an_administrator_may_look_into() -> None:
    """What another user sees of it: not which process, but that it is another user's."""
    with listener() as (_, port):
        words = [sys.executable, "-c", SEEN, str(port)]
        told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    holder: Any = eval(told.stdout, {"Holder": Holder})
    assert (holder.whose, holder.pid, holder.name, holder.user) == ("other", None, "", "root")
    assert not holder.may_be_ended
    assert held(port, holder).text == f"Port {port} is held by another user's process."


@root
def test_a_process_of_another_user_that_is_told() -> None:
    with program(AS_NOBODY + LISTENER, HOST, "0", "0") as (child, port):
        holder = find_holder(port, [HOST])
    assert holder is not None
    assert (holder.whose, holder.user, holder.may_be_ended) == ("other", "nobody", False)
    assert holder.label == f"{holder.name} ({child.pid}, nobody)"
    assert holder.command == ""  # it may hold what is private to that user


@pytest.fixture
def nameless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that does not say which process has a socket."""
    real = psutil.net_connections
    monkeypatch.setattr(psutil, "net_connections", lambda kind: [one._replace(pid=None) for one in real(kind)])


@linux
def test_a_socket_of_ours_whose_process_is_not_told_is_called_unknown(nameless: None, ports: Ports) -> None:
    with listener() as (_, port):
        holder = ports.holder(port)
    assert holder == Holder("unknown", address=HOST)
    assert held(port, holder).code == "ports.held_by_unknown"


def test_a_system_that_lists_only_our_own_processes(monkeypatch: pytest.MonkeyPatch, ports: Ports) -> None:
    def not_allowed(kind: str) -> None:
        raise psutil.AccessDenied

    monkeypatch.setattr(psutil, "net_connections", not_allowed)
    with listener() as (pid, port):
        holder = ports.holder(port)
    assert holder is not None
    assert (holder.pid, holder.whose) == (pid, "own")


def test_a_sandbox_that_hides_the_connections(monkeypatch: pytest.MonkeyPatch, ports: Ports) -> None:
    def hidden(_kind: str) -> None:
        raise PermissionError(13, "Permission denied", "/proc/net/tcp")

    with listener() as (_, wanted):
        monkeypatch.setattr(psutil, "net_connections", hidden)
        taken = ports.take("api", wanted, HOST)
    assert taken.stepped_over


def test_a_process_that_ended_meanwhile() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait(PATIENCE_S)
    assert describe(child.pid).whose == "unknown"
    assert not describe(child.pid).may_be_ended


@linux
def test_whose_a_socket_is_on_both_protocols(tmp_path: Path) -> None:
    head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    tail = "00:00000000 00000000  1000        0 1614 1"
    line = "   0: {} 00000000:0000 {} 00000000:00000000 " + tail + "\n"
    six = "   0: {} 00000000000000000000000000000000:0000 {} 00000000:00000000 " + tail + "\n"
    (tmp_path / "tcp").write_text(head + line.format("0100007F:1F40", "0A") + line.format("0100007F:1F41", "01"))
    (tmp_path / "tcp6").write_text(head + six.format("00000000000000000000000001000000:1F90", "0A"))
    assert module._owner(8000, [HOST], tmp_path) == 1000
    assert module._owner(8001, [HOST], tmp_path) is None  # a connection, not a listener
    assert module._owner(8080, ["::1"], tmp_path) == 1000
    assert module._owner(8080, [HOST], tmp_path) is None
    assert module._owner(8000, [HOST], tmp_path / "none") is None


addresses = st.one_of(st.ip_addresses(), st.sampled_from([HOST, "::1", "0.0.0.0", "::", "::ffff:127.0.0.1"])).map(str)


@linux
@given(st.ip_addresses())
def test_the_kernel_s_way_to_write_an_address(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    packed = address.packed
    words = [packed[at : at + 4] for at in range(0, len(packed), 4)]
    digits = "".join((word[::-1] if sys.byteorder == "little" else word).hex().upper() for word in words)
    assert ipaddress.ip_address(module._dotted(digits)) == address


@given(addresses, addresses)
def test_two_addresses_meet_or_not_whichever_comes_first(one: str, other: str) -> None:
    assert meets(one, [other]) == meets(other, [one])
    assert meets(one, [one])
    assert meets(one, ["::"])
    assert not meets(one, [])


@pytest.mark.parametrize(
    ("address", "host", "both"),
    [
        ("0.0.0.0", HOST, True), ("::", HOST, True), ("::ffff:127.0.0.1", HOST, True), ("::ffff:0.0.0.0", HOST, True),
        ("0.0.0.0", "::1", False), ("::1", HOST, False), ("127.0.0.2", HOST, False), ("fe80::1%eth0", "fe80::1", True),
    ],
)  # fmt: skip
def test_which_addresses_are_in_each_other_s_way(address: str, host: str, both: bool) -> None:
    assert meets(address, [host]) is both


# ---- the run file's text ---------------------------------------------------------------------------------------


@given(st.dictionaries(st.sampled_from(["api", "monitor"]), st.tuples(st.integers(1, 65535), addresses), max_size=2))
def test_the_run_file_gives_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, what: dict[str, Any]
) -> None:
    file = tmp_path_factory.mktemp("run") / "services.json"
    pid, mark = os.getpid(), mark_of(os.getpid())
    served = {name: Served(name, host, port, "http", pid, mark) for name, (port, host) in what.items()}
    write_records(file, served.values())
    assert read_records(file) == served


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["api", "host", "port", "pid", "scheme", "mark"]), inner)
        ),
    )
)
def test_any_other_json_is_no_record(tmp_path_factory: pytest.TempPathFactory, tree: Any) -> None:
    file = tmp_path_factory.mktemp("run") / "services.json"
    file.write_text(json.dumps(tree), "utf-8")
    assert read_records(file) == {}


# ---- what is known without and with a look ---------------------------------------------------------------------


def test_a_status_asks_nobody(ports: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "net_connections", None)
    ports.take("api", 0, HOST)
    assert [one.state for one in ports.status()] == ["served", "off"]


def test_a_look_tells_what_is_free_and_who_has_the_rest(ports: Ports, settings: SettingsStore) -> None:
    with listener() as (pid, port):
        settings.set("ports.api", port)
        settings.set("ports.monitor", free_port())
        api, monitor = ports.look()
    assert (api.service, api.wanted, api.port, api.state, api.url) == ("api", port, None, "held", "")
    assert api.holder is not None
    assert api.holder.pid == pid
    assert api.message is not None
    assert api.message.text == f"Port {port} is held by {api.holder.label}: “api” would take the next free one."
    assert (monitor.state, monitor.message, monitor.holder) == ("free", None, None)
    assert ports.status()[0].state == "off"  # a look takes nothing


def test_a_look_at_a_service_that_stepped_over(ports: Ports) -> None:
    with listener() as (pid, port):
        taken = ports.take("api", port, HOST)
        now = ports.look()[0]
        assert (now.state, now.wanted, now.port) == ("served", port, taken.port)
        assert now.holder is not None
        assert now.holder.pid == pid
        assert now.message == taken.message
    assert ports.look()[0].holder is None  # it has ended meanwhile


def test_a_wanted_port_that_nobody_is_shown_to_have_is_not_called_free(
    ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listener() as (_, wanted):
        ports.take("api", wanted, HOST)
        monkeypatch.setattr(module, "_connections", list)
        holder = ports.look()[0].holder
        assert holder is not None
        assert holder.whose in ("unknown", "other")


def test_what_was_refused_and_is_free_now(ports: Ports, settings: SettingsStore) -> None:
    settings.set("ports.next_free", False)
    assert not ports.could_be_had(), "nothing was refused"
    with listener() as (_, wanted):
        with pytest.raises(PortError):
            ports.take("api", wanted, HOST)
        assert not ports.could_be_had()
    assert ports.could_be_had()
    assert ports.records() == {}
    with program(SERVER, "0"):
        assert not ports.could_be_had(), "another copy serves"


def test_an_address_for_clients() -> None:
    def url(host: str) -> str:
        return Served("api", host, 8000, "https", 1, "").url

    assert url("0.0.0.0") == "https://127.0.0.1:8000"
    assert url("::1") == url("::") == "https://[::1]:8000"


# ---- ending ----------------------------------------------------------------------------------------------------


def holder_of(ports: Ports, port: int) -> Holder:
    holder = ports.holder(port)
    assert holder is not None
    return holder


def test_a_process_of_this_user_is_ended_and_its_port_is_free(ports: Ports) -> None:
    with program(LISTENER, HOST, "0", "0") as (child, port):
        ports.end_holder(holder_of(ports, port))
        assert child.wait(PATIENCE_S) is not None
        assert not ports.take("api", port, HOST).stepped_over


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let it be asked")
def test_another_copy_of_the_program_ends_in_order(ports: Ports) -> None:
    with program(SERVER, "0") as (child, port):
        ports.end_holder(holder_of(ports, port))
        assert child.wait(PATIENCE_S) == 0
        assert not ports.run_file.exists()


def test_one_that_does_not_end_is_told_and_left_alone(ports: Ports) -> None:
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)" + LISTENER
    with program(stubborn, HOST, "0", "0") as (child, port):
        with pytest.raises(PortError) as told:
            ports.end_holder(holder_of(ports, port), patience_s=0.2)
        assert told.value.message.code == "ports.not_ended"
        assert child.poll() is None


@pytest.mark.parametrize(
    "holder",
    [
        Holder("other", 1, "init", "root"), Holder("other"), Holder("unknown"), Holder("own", None),
        Holder("this", os.getpid()), Holder("own", os.getpid()), Holder("own", 1),
    ],
)  # fmt: skip
def test_nothing_else_is_ended(ports: Ports, holder: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "Process", None)
    with pytest.raises(PortError) as told:
        ports.end_holder(holder)
    assert told.value.message.code in ("ports.not_yours", "ports.own_process")


def test_a_process_number_that_was_given_anew_is_left_alone(ports: Ports) -> None:
    with program(LISTENER, HOST, "0", "0") as (child, port):
        found = holder_of(ports, port)
        earlier = Holder("own", found.pid, found.name, mark="another")
        ports.end_holder(earlier)
        ports.end_holder(Holder("own", found.pid, found.name))
        assert child.poll() is None


def test_one_that_has_ended_already(ports: Ports) -> None:
    with program(LISTENER, HOST, "0", "0") as (child, port):
        found = holder_of(ports, port)
        child.kill()
        child.wait(PATIENCE_S)
        ports.end_holder(found)
