"""The virtual machine itself: where it can not be had, and how what goes wrong in it is told."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

import pytest

from tests.vm import machine as vm_machine
from tests.vm.conftest import refuse
from tests.vm.machine import CallFailed, Machine, MachineError, build, why_not


@pytest.mark.skipif(sys.platform != "linux", reason="reads os-release")
@pytest.mark.parametrize(
    ("release", "user", "path", "reason"),
    [
        ({"ID": "fedora"}, 0, "", "Debian 12's own packages"),
        ({"ID": "debian", "VERSION_ID": "13"}, 0, "", "Debian 12's own packages"),
        ({"ID": "debian", "VERSION_ID": "12"}, 1000, "", "takes root"),
        ({"ID": "debian", "VERSION_ID": "12"}, 0, "/nowhere", "needs qemu-system-x86_64, gcc-12"),
    ],
)
def test_where_it_can_not_be_had_the_reason_is_told(
    monkeypatch: pytest.MonkeyPatch, release: dict[str, str], user: int, path: str, reason: str
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: release)
    monkeypatch.setattr(os, "geteuid", lambda: user)
    if path:
        monkeypatch.setenv("PATH", path)
    assert reason in (why_not() or "")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is skipped in CI, too")
def test_in_ci_it_has_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="In CI this has to run: no qemu"):
        refuse("no qemu")
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="no qemu"):
        refuse("no qemu")


@pytest.fixture
def folder() -> Path:
    reason = why_not()
    if reason is not None:
        refuse(reason)
    return build()


def test_a_machine_that_does_not_boot_tells_what_qemu_said(folder: Path, tmp_path: Path) -> None:
    broken, share = tmp_path / "broken", tmp_path / "share"
    (broken / "root").mkdir(parents=True)
    share.mkdir()
    (broken / "kernel").write_text((folder / "kernel").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(MachineError, match=r"the virtual machine ended\nqemu.log: .*vmlinuz"):
        Machine(broken, share)


def test_a_machine_that_does_not_answer_in_time_is_ended(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    before = children.read_text(encoding="ascii")  # the machine of the other tests may be among them
    monkeypatch.setattr(vm_machine, "BOOT_S", 0.2)
    with pytest.raises(MachineError, match="no answer from the guest in time"):
        Machine(folder, tmp_path)
    assert children.read_text(encoding="ascii") == before


def test_an_error_in_the_guest_is_raised_here(machine: Machine) -> None:
    with pytest.raises(CallFailed, match="TimeoutError: /none did not come"):
        machine.call("devices.wait_for_file", path="/none", seconds=0)
    assert machine.running
