"""Cameras whose rights are really taken away: device files, groups, access lists, sandboxes."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.permissions.access import users_of_acl
from tests.services.permissions.kit import (
    NOBODY,
    found,
    looked,
    needs_linux,
    needs_mounts,
    needs_root,
    permissions,
    places,
    video_node,
)

pytestmark = needs_linux
GROUP = 44  # "video" on Debian; any other that is no group of nobody does as well


def wish(folder: Path, **more: object) -> dict[str, object]:
    (folder / "home").mkdir(exist_ok=True)
    os.chown(folder / "home", NOBODY, NOBODY)
    return {
        "topics": ["camera"],
        "home": str(folder / "home"),
        **{k: str(v) for k, v in places(folder).items()},
        **more,
    }


def test_a_camera_that_may_be_used_is_ok(tmp_path: Path) -> None:
    video_node(tmp_path, "Good Cam")
    video_node(tmp_path, "Good Cam: metadata", 1, index=1)
    checks = found(permissions(tmp_path / "home", **places(tmp_path)).check(["camera"]))
    assert checks["camera.found"].reason == f"Good Cam ({tmp_path}/dev/video0)"
    assert checks["camera.access"].state == "ok"
    assert checks["camera.free"].state == "ok"


def test_no_camera_is_missing_and_needed_only_where_one_is_chosen(tmp_path: Path) -> None:
    (tmp_path / "dev").mkdir()
    (tmp_path / "sys" / "class" / "video4linux").mkdir(parents=True)
    checks = found(permissions(tmp_path / "home", **places(tmp_path)).check(["camera"]))
    assert (checks["camera.found"].state, checks["camera.found"].mark) == ("missing", "warn")
    assert checks["camera.access"].state == "unknown"
    chosen = permissions(tmp_path / "home", {"camera.source": "camera:0"}, **places(tmp_path))
    assert found(chosen.check(["camera"]))["camera.found"].mark == "fail"


def test_the_program_s_own_virtual_camera_is_no_camera(tmp_path: Path) -> None:
    video_node(tmp_path, "Understudy", 10, virtual=True)
    checks = found(permissions(tmp_path / "home", **places(tmp_path)).check(["camera"]))
    assert checks["camera.found"].state == "missing"


def test_a_camera_without_its_device_file_is_told(tmp_path: Path) -> None:
    video_node(tmp_path, "Far Cam").unlink()
    check = found(permissions(tmp_path / "home", **places(tmp_path)).check(["camera"]))["camera.access"]
    assert check.state == "missing"
    assert "Far Cam" in check.reason
    assert "container" in check.mend


def test_without_sysfs_the_device_files_are_taken(tmp_path: Path) -> None:
    (tmp_path / "dev").mkdir()
    for number in (10, 2):
        (tmp_path / "dev" / f"video{number}").touch()
    check = found(permissions(tmp_path / "home", **places(tmp_path)).check(["camera"]))["camera.found"]
    assert check.reason.startswith("video2 (")


@needs_root
def test_outside_of_the_group_the_group_and_the_command_are_named(open_folder: Path) -> None:
    device = video_node(open_folder, "Desk Cam")
    os.chown(device, 0, GROUP)
    device.chmod(0o660)
    check = looked(wish(open_folder))["camera.access"]
    assert (check["state"], check["code"]) == ("denied", "check.device.group")
    assert f"Desk Cam ({device})" in check["text"]
    assert check["command"][:2] == ["usermod", "-aG"]
    assert check["command"][3] == "nobody"
    assert check["elevated"]
    assert f"sudo usermod -aG {check['command'][2]} nobody" in check["hint"]


@needs_root
def test_within_the_group_it_may_be_used(open_folder: Path) -> None:
    device = video_node(open_folder, "Desk Cam")
    os.chown(device, 0, GROUP)
    device.chmod(0o660)
    assert looked(wish(open_folder, groups=[GROUP]))["camera.access"]["state"] == "ok"


@needs_root
def test_who_joined_the_group_after_this_login_is_told_to_log_in_again(open_folder: Path) -> None:
    needs_mounts()
    device = video_node(open_folder, "Desk Cam")
    os.chown(device, 0, 23456)
    device.chmod(0o660)
    joined = (
        'cp /etc/group "$HOME_OF_TEST/group"; echo "filmers:x:23456:nobody" >> "$HOME_OF_TEST/group"; '
        'mount --bind "$HOME_OF_TEST/group" /etc/group'
    )
    check = looked(wish(open_folder), mounts=joined)["camera.access"]
    assert (check["state"], check["code"]) == ("denied", "check.device.login")
    assert "filmers" in check["text"]
    assert "Log out and in again" in check["hint"]
    assert check["command"] == []
    assert looked(wish(open_folder))["camera.access"]["code"] == "check.device.group"


@needs_root
def test_a_device_of_root_alone_is_not_blamed_on_a_group(open_folder: Path) -> None:
    device = video_node(open_folder, "Desk Cam")
    for mode in (0o600, 0o660):  # of root, and of root's group, which nobody should join
        device.chmod(mode)
        check = looked(wish(open_folder))["camera.access"]
        assert (check["code"], check["command"]) == ("check.device.root", [])


@needs_root
def test_a_device_given_to_the_one_at_the_screen_names_them(open_folder: Path) -> None:
    device = video_node(open_folder, "Desk Cam")
    os.chown(device, 0, GROUP)
    entries = [(1, 6, -1), (2, 6, 1), (4, 6, -1), (16, 6, -1), (32, 0, -1)]
    access_list = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in entries)
    try:
        os.setxattr(device, "system.posix_acl_access", access_list)
    except OSError as error:
        pytest.skip(f"no access lists on this file system: {error}")
    check = looked(wish(open_folder))["camera.access"]
    assert (check["state"], check["code"]) == ("denied", "check.device.other_user")
    assert check["params"]["users"] == "daemon"
    assert looked({**wish(open_folder), "uid": 1, "gid": 1})["camera.access"]["state"] == "ok"


def test_in_a_container_what_the_group_allows_may_still_be_kept_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".dockerenv").touch()
    video_node(tmp_path, "Desk Cam").chmod(0o660)
    real = os.open

    def kept_away(path: Path, flags: int) -> int:
        if path.name == "video0":
            raise PermissionError(1, "Operation not permitted")
        return real(path, flags)

    monkeypatch.setattr("app.services.permissions.access.os.open", kept_away)
    check = found(permissions(tmp_path / "home", **places(tmp_path)).check(["camera"]))["camera.access"]
    assert check.message.code == "check.device.sandbox"
    assert "docker run --device" in check.mend


def script(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("devices", "store", "state", "code"),
    [
        ("dri;", "", "denied", "check.camera.sandbox.flatpak"),
        ("all;", "exit 1", "ok", "check.camera.sandbox.ok"),
        ("all;", "{'org.example.App': ['no'], 'x': ['yes']}", "denied", "check.camera.sandbox.portal_no"),
        ("all;", "{'org.example.App': ['yes']}", "ok", "check.camera.sandbox.portal_yes"),
        ("all;", "{'org.other': ['no']}", "ok", "check.camera.sandbox.ok"),
        ("all;", 'a{sas}v 1 \\"org.example.App\\" 1 \\"no\\" y 0', "denied", "check.camera.sandbox.portal_no"),
    ],
)  # fmt: skip
def test_a_flatpak_without_devices_or_with_a_refusal_kept_by_the_portal(
    tmp_path: Path, devices: str, store: str, state: str, code: str
) -> None:
    video_node(tmp_path, "Desk Cam")
    (tmp_path / ".flatpak-info").write_text(f"[Application]\nname=org.example.App\n[Context]\ndevices={devices}\n")
    script(tmp_path / "bin", "gdbus", f'echo "({store}, <byte 0x00>)"' if store != "exit 1" else store)
    environ = {"PATH": str(tmp_path / "bin"), "DBUS_SESSION_BUS_ADDRESS": "unix:path=/none"}
    checks = found(permissions(tmp_path / "home", environ=environ, **places(tmp_path)).check(["camera"]))
    assert (checks["camera.sandbox"].state, checks["camera.sandbox"].message.code) == (state, code)
    if state == "denied":
        assert "org.example.App" in checks["camera.sandbox"].mend


@pytest.mark.parametrize(("answer", "state"), [("exit 0", "ok"), ("exit 1", "denied"), ("", "unknown")])
def test_a_snap_is_asked_whether_it_is_connected(tmp_path: Path, answer: str, state: str) -> None:
    video_node(tmp_path, "Desk Cam")
    if answer:
        script(tmp_path / "bin", "snapctl", f'[ "$*" = "is-connected camera" ] || exit 9; {answer}')
    root = Path(__file__).resolve().parents[3]
    environ = {"PATH": str(tmp_path / "bin"), "SNAP": str(root.parent), "SNAP_NAME": "understudy"}
    checks = found(permissions(tmp_path / "home", environ=environ, **places(tmp_path)).check(["camera"]))
    assert checks["camera.sandbox"].state == state
    assert state == "ok" or "sudo snap connect understudy:camera" in checks["camera.sandbox"].mend


def test_a_terminal_that_is_a_snap_makes_no_snap_of_the_program(tmp_path: Path) -> None:
    video_node(tmp_path, "Desk Cam")
    environ = {"PATH": "", "SNAP": "/snap/code/1"}
    assert "camera.sandbox" not in found(
        permissions(tmp_path / "home", environ=environ, **places(tmp_path)).check(["camera"])
    )


@given(st.binary(max_size=64))
def test_any_access_list_is_read_without_a_fault(data: bytes) -> None:
    assert all(0 <= uid < 2**32 for uid in users_of_acl(data))
