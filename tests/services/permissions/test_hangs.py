"""Looks that get no answer: a network folder whose server is gone, a check that hangs, a child nobody waits for."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.children import run_to_end
from app.services.doctor.child import run_child
from app.services.permissions import Check, Patient, Permissions, Topic, patience, service
from app.services.permissions import folders as folder_checks
from tests.services.permissions.kit import found, looked, needs_linux, needs_root, permissions


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    made = threading.Event()
    yield made
    made.set()


def with_topic(home: Path, look: object, *, slow: bool) -> Permissions:
    first = permissions(home)
    return Permissions(first._paths, first._settings, [Topic("stuck", look, slow=slow)])  # type: ignore[arg-type]


def test_a_check_that_hangs_is_told_and_does_not_hold_up_the_others(
    tmp_path: Path, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "QUICK_S", 0.2)
    looks: list[int] = []

    def look(_: Patient) -> list[Check]:
        looks.append(1)
        gate.wait()
        return []

    checks = with_topic(tmp_path / "home", look, slow=False)
    for _ in range(2):
        by_id = found(checks.check(["stuck", "autostart"]))
        assert by_id["stuck.check"].message.code == "check.no_answer"
        assert by_id["stuck.check"].mark == "info"
        assert "autostart.login" in by_id
    assert len(looks) == 1  # nobody looks a second time while the first one hangs
    gate.set()
    patience._hanging["topic stuck"].join()
    assert "stuck.check" not in found(checks.check(["stuck"]))
    assert len(looks) == 2


def test_who_leaves_waits_for_no_look(tmp_path: Path, gate: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_GRACE_S", 0.05)
    leave, begun = threading.Event(), threading.Event()

    def look(patient: Patient) -> list[Check]:
        assert patient.leave is leave
        begun.set()
        gate.wait()
        return []

    checks = with_topic(tmp_path / "home", look, slow=True)
    answers: list[list[Check]] = []
    thread = threading.Thread(target=lambda: answers.append(checks.check(["stuck", "autostart"], leave)))
    thread.start()
    assert begun.wait(60)
    leave.set()
    thread.join(60)
    assert answers == [[]]


@pytest.mark.skipif(sys.platform == "win32", reason="a fifo")
def test_a_child_that_nobody_waits_for_is_killed(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    code = f"import os, threading; open({str(fifo)!r}, 'w').write(str(os.getpid())); threading.Event().wait()"
    leave = threading.Event()
    numbers: list[int] = []

    def listen() -> None:
        numbers.append(int(fifo.read_text()))
        leave.set()

    listener = threading.Thread(target=listen)
    listener.start()
    assert run_child([sys.executable, "-c", code], {}, 60, leave)[0] == -1
    listener.join()
    with pytest.raises(ProcessLookupError):
        os.kill(numbers[0], 0)


def test_a_child_is_given_its_time_and_its_words_are_kept() -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"
    done = run_to_end([sys.executable, "-c", code], timeout_s=60)
    assert (done.returncode, done.stdout, done.stderr) == (3, "out\n", "err\n")
    with pytest.raises(subprocess.TimeoutExpired):
        run_to_end([sys.executable, "-c", "import threading; threading.Event().wait()"], timeout_s=0.3)


@pytest.fixture
def dead_folder(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A file system whose server does not answer, as a network folder's when its computer is gone; and the handle by
    whose closing the server is gone for good."""
    point = tmp_path / "dead"
    point.mkdir()
    try:
        handle = os.open("/dev/fuse", os.O_RDWR)
    except OSError as error:
        pytest.skip(f"no file systems of programs here: {error.strerror}")
    options = f"fd={handle},rootmode=40000,user_id=0,group_id=0".encode()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"dead", os.fsencode(point), b"fuse", 6, options):
        os.close(handle)
        pytest.skip(f"no mounts here: {os.strerror(ctypes.get_errno())}")
    try:
        yield point, handle
    finally:
        subprocess.run(["umount", "-l", str(point)], check=False)


@needs_linux
@needs_root
def test_a_dead_network_folder(tmp_path: Path, dead_folder: tuple[Path, int], monkeypatch: pytest.MonkeyPatch) -> None:
    point, handle = dead_folder
    monkeypatch.setattr(folder_checks, "_ANSWER_S", 0.3)
    flags = {"output.recording_folder": str(point / "films"), "models.folders": f'["{point / "models"}"]'}
    checks = permissions(tmp_path / "home", flags)
    by_id = found(checks.check(["folders", "disk"]))
    for id_, mark in (("folders.recordings", "fail"), ("folders.models-1", "warn"), ("disk.recordings", "fail")):
        assert by_id[id_].message.code == "check.folders.no_answer"
        assert by_id[id_].mark == mark
    assert by_id["folders.data"].state == "ok"
    os.close(handle)
    for thread in patience._hanging.values():
        thread.join()
    # Now every call ends with an error, "Transport endpoint is not connected": that is no fault of the program.
    by_id = found(checks.check(["folders", "disk"]))
    assert by_id["folders.recordings"].message.code == "check.folders.denied"
    assert by_id["folders.models-1"].message.code == "check.folders.models_denied"
    assert by_id["disk.recordings"].message.code == "check.disk.unknown"
    assert by_id["disk.data"].state == "ok"


@needs_linux
@needs_root
def test_a_folder_within_one_that_may_not_be_looked_into(open_folder: Path) -> None:
    home, closed = open_folder / "home", open_folder / "closed"
    permissions(home)
    (closed / "films").mkdir(parents=True)
    closed.chmod(0o700)
    wish = {"home": str(home), "topics": ["folders", "disk"], "set": {"output.recording_folder": str(closed / "films")}}
    by_id = looked(wish)
    assert by_id["folders.recordings"]["state"] == "denied"
    assert "Permission denied" in by_id["folders.recordings"]["text"]
    assert by_id["disk.recordings"]["code"] == "check.disk.unknown"


def test_the_home_of_a_user_who_is_not_there_is_no_fault_of_the_program(tmp_path: Path) -> None:
    checks = permissions(tmp_path / "home", {"models.folders": '["~nobodyhere/models"]'})
    assert found(checks.check(["folders"]))["folders.models-1"].message.code == "check.folders.models_gone"
    assert checks.report([])
