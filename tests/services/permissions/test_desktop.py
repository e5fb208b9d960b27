"""Graphics cards, the notification area and opening at login."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.services.permissions import Machine
from app.services.permissions.tray import has_tray
from tests.services.permissions.kit import NOBODY, found, looked, needs_linux, needs_root, permissions, places

CARDS = {"nvidia": "0x10de", "amd": "0x1002", "odd": "0x1234"}


def card(folder: Path, vendor: str, driver: str = "") -> None:
    """A graphics card on the PCI bus of ``folder``."""
    entry = folder / "sys" / "bus" / "pci" / "devices" / f"0000:0{len(CARDS[vendor])}:00.0"
    entry.mkdir(parents=True)
    (entry / "class").write_text("0x030000\n")
    (entry / "vendor").write_text(f"{CARDS[vendor]}\n")
    if driver:
        (folder / "sys" / "drivers" / driver).mkdir(parents=True)
        (entry / "driver").symlink_to(folder / "sys" / "drivers" / driver)


def device(folder: Path, name: str) -> Path:
    file = folder / "dev" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    return file


@needs_linux
def test_no_graphics_card_is_no_fault(tmp_path: Path) -> None:
    check = found(permissions(tmp_path / "home", **places(tmp_path)).check(["gpu"]))["gpu.devices"]
    assert check.state == "ok"
    assert "processor" in check.reason


@needs_linux
@needs_root
def test_a_card_of_a_group_that_the_user_is_not_in(open_folder: Path) -> None:
    file = device(open_folder, "dri/renderD128")
    os.chown(file, 0, 44)
    file.chmod(0o660)
    wish = {"topics": ["gpu"], "home": str(open_folder), **{k: str(v) for k, v in places(open_folder).items()}}
    check = looked(wish)["gpu.devices"]
    assert (check["state"], check["code"], check["needed"]) == ("denied", "check.device.group", False)
    assert str(file) in check["text"]
    assert looked({**wish, "set": {"gpu.provider": "cuda"}})["gpu.devices"]["needed"]
    assert looked({**wish, "groups": [44]})["gpu.devices"]["state"] == "ok"
    assert looked({**wish, "uid": NOBODY, "gid": 44})["gpu.devices"]["state"] == "ok"


@needs_linux
def test_a_card_without_its_device_files(tmp_path: Path) -> None:
    card(tmp_path, "amd")
    check = found(permissions(tmp_path / "home", **places(tmp_path)).check(["gpu"]))["gpu.devices"]
    assert (check.state, check.message.code) == ("missing", "check.gpu.no_file")
    assert "AMD" in check.reason


@needs_linux
def test_nvidia_s_card_by_another_driver_and_without_its_files(tmp_path: Path) -> None:
    card(tmp_path, "nvidia", "nouveau")
    device(tmp_path, "dri/renderD128")
    service = permissions(tmp_path / "home", proc=tmp_path / "proc", **places(tmp_path))
    check = found(service.check(["gpu"]))["gpu.nvidia"]
    assert (check.state, check.message.code) == ("missing", "check.gpu.nvidia.driver")
    assert "nouveau" in check.reason
    (tmp_path / "proc" / "driver" / "nvidia").mkdir(parents=True)
    device(tmp_path, "nvidiactl")
    device(tmp_path, "nvidia0")
    check = found(service.check(["gpu"]))["gpu.nvidia"]
    assert (check.state, check.message.code) == ("missing", "check.gpu.nvidia.files")
    assert "/dev/nvidia-uvm is not there" in check.reason
    assert check.action is not None
    assert check.action.command == ("nvidia-modprobe", "-c", "0", "-u")
    device(tmp_path, "nvidia-uvm")
    assert found(service.check(["gpu"]))["gpu.nvidia"].state == "ok"


def test_other_systems_have_no_device_files_of_cards(tmp_path: Path) -> None:
    check = found(permissions(tmp_path / "home", platform="win32").check(["gpu"]))["gpu.devices"]
    assert check.state == "ok"


# ---- notification area ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("there", "desktop", "state", "code"),
    [
        (True, "KDE", "ok", "check.tray.ok"),
        (False, "sway", "missing", "check.tray.none"),
        (False, "ubuntu:GNOME", "missing", "check.tray.gnome"),
        (None, "", "unknown", "check.tray.unknown"),
    ],
)
def test_the_window_s_answer_in_words(tmp_path: Path, there: bool | None, desktop: str, state: str, code: str) -> None:
    service = permissions(tmp_path / "home", environ={"XDG_CURRENT_DESKTOP": desktop, "PATH": ""})
    service.use_tray_probe(lambda: there)
    check = found(service.check(["tray"]))["tray.host"]
    assert (check.state, check.message.code, check.needed) == (state, code, False)
    if code == "check.tray.gnome":
        assert check.action is not None
        assert check.action.target.startswith("https://extensions.gnome.org/")


def test_without_a_desktop_nobody_knows() -> None:
    assert has_tray(Machine(platform="linux", environ={"PATH": ""})) is None
    assert has_tray(Machine(platform="win32", environ={})) is True


def test_a_desktop_whose_bus_can_not_be_asked_does_not_tell(tmp_path: Path) -> None:
    environ = {"PATH": "", "WAYLAND_DISPLAY": "wayland-0", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/none"}
    check = found(permissions(tmp_path / "home", environ=environ, platform="linux").check(["tray"]))["tray.host"]
    assert (check.state, check.message.code) == ("unknown", "check.tray.not_told")


@pytest.fixture
def bus() -> Iterator[dict[str, str]]:
    """A message bus of the test's own: the environment that leads to it."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("needs the program dbus-daemon")
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        try:
            assert daemon.stdout is not None
            yield {"DBUS_SESSION_BUS_ADDRESS": daemon.stdout.readline().strip(), "PATH": os.environ["PATH"]}
        finally:
            daemon.terminate()


WATCHER = r"""
import socket, struct, sys, os, re
# The smallest part of the bus's protocol: log in, say hello, ask for the watcher's name.
address = re.match(r"unix:(path|abstract)=([^,]+)", sys.argv[1])
connection = socket.socket(socket.AF_UNIX)
connection.connect(("\0" if address[1] == "abstract" else "") + address[2])
connection.sendall(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\n")
connection.recv(4096)
connection.sendall(b"BEGIN\r\n")

def text(value):
    data = value.encode()
    return struct.pack("<I", len(data)) + data + b"\0"

def padded(data, to):
    return data + b"\0" * (-len(data) % to)

def field(code, kind, value):
    return bytes([code]) + b"\x01" + kind.encode() + b"\0" + value

def call(serial, member, body=b"", signature=""):
    parts = [
        field(1, "o", text("/org/freedesktop/DBus")),
        field(6, "s", text("org.freedesktop.DBus")),
        field(2, "s", text("org.freedesktop.DBus")),
        field(3, "s", text(member)),
    ]
    if signature:
        parts.append(field(8, "g", bytes([len(signature)]) + signature.encode() + b"\0"))
    fields = b""
    for part in parts:
        fields = padded(fields, 8) + part
    head = struct.pack("<cBBBII", b"l", 1, 0, 1, len(body), serial) + struct.pack("<I", len(fields)) + fields
    connection.sendall(padded(head, 8) + body)

call(1, "Hello")
connection.recv(4096)
call(2, "RequestName", padded(text("org.kde.StatusNotifierWatcher"), 4) + struct.pack("<I", 4), "su")
connection.recv(4096)
print(flush=True)
sys.stdin.read()
"""


@needs_linux
@pytest.mark.parametrize("program", ["gdbus", "busctl", "dbus-send"])
def test_the_message_bus_knows_a_watcher(bus: dict[str, str], tmp_path: Path, program: str) -> None:
    """Whichever program of the system asks it."""
    real = shutil.which(program)
    if real is None:
        pytest.skip(f"needs the program {program}")
    (tmp_path / program).symlink_to(real)
    machine = Machine(environ={**bus, "PATH": str(tmp_path), "WAYLAND_DISPLAY": "wayland-0"})
    assert has_tray(machine) is False
    command = [sys.executable, "-c", WATCHER, bus["DBUS_SESSION_BUS_ADDRESS"]]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert has_tray(machine) is True
        child.communicate()
    assert has_tray(machine) is False


@contextmanager
def running(*command: str, **more: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program that is ended whatever happens."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more) as child:
        try:
            yield child
        finally:
            child.terminate()


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    """An X server of the test's own: the environment that leads to it."""
    server = shutil.which("Xvfb")
    if server is None:
        pytest.skip("needs the program Xvfb")
    readable, writable = os.pipe()
    with running(server, "-displayfd", str(writable), "-nolisten", "tcp", "-noreset", pass_fds=[writable]):
        os.close(writable)
        with os.fdopen(readable) as pipe:
            yield {"DISPLAY": f":{pipe.readline().strip()}", "PATH": os.environ["PATH"]}


@needs_linux
def test_an_x_server_knows_that_there_is_no_tray(display: dict[str, str]) -> None:
    assert has_tray(Machine(environ=display)) is False
    deaf = {**display, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/none"}
    assert has_tray(Machine(environ=deaf)) is None, "icons may be shown by way of the bus, which does not answer"


@needs_linux
def test_an_x_server_knows_a_tray(display: dict[str, str]) -> None:
    tray = shutil.which("trayer") or shutil.which("stalonetray")
    if tray is None:
        pytest.skip("needs the program trayer or stalonetray")
    with running(tray, env=display) as shown:
        while not has_tray(Machine(environ=display)):
            assert shown.poll() is None, "the tray ended"


# ---- opening at login -----------------------------------------------------------------------------------------------


@needs_linux
def test_opening_at_login_is_seen_and_mended(tmp_path: Path) -> None:
    environ = {"PATH": "", "XDG_CONFIG_HOME": str(tmp_path / "config")}
    service = permissions(tmp_path / "home", environ=environ)
    check = found(service.check(["autostart"]))["autostart.login"]
    assert (check.state, check.message.code) == ("ok", "autostart.off")
    entry = tmp_path / "config" / "autostart" / "understudy.desktop"
    entry.parent.mkdir(parents=True)
    entry.write_text(f"[Desktop Entry]\nType=Application\nName=Understudy\nExec={tmp_path}/moved/launch.sh --tray\n")
    check = found(service.check(["autostart"]))["autostart.login"]
    assert (check.state, check.message.code) == ("missing", "autostart.gone")
    assert service.mend(check, confirmed=True).message.code == "autostart.on"
    after = service.check_one("autostart.login")
    assert after is not None
    assert (after.state, after.message.code) == ("ok", "autostart.on")
