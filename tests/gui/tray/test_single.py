"""One window for each user: the second start hands over what it brought."""

from __future__ import annotations

import errno
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt6.QtCore import QThread
from PyQt6.QtNetwork import QLocalSocket
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.base.errors import UserError
from app.base.files import try_lock
from app.base.paths import Paths
from app.gui import single
from app.gui.single import OnlyOne
from app.gui.threads import PipelineThread
from tests.gui.conftest import PATIENCE_MS
from tests.services.permissions.kit import told


@pytest.fixture
def first(qapp: QApplication, paths: Paths) -> Iterator[OnlyOne]:
    only = OnlyOne(paths)
    assert only.first([], tray=False)
    yield only
    only.close()


def second_start(paths: Paths, files: list[Path], *, tray: bool) -> tuple[QThread, list[bool]]:
    """In a thread, for the first one answers in this one's event loop."""
    answers: list[bool] = []
    thread = PipelineThread(lambda: answers.append(OnlyOne(paths).first(files, tray=tray)), "second")
    thread.start()
    return thread, answers


@pytest.mark.parametrize("tray", [False, True])
def test_the_second_start_hands_over_its_files(first: OnlyOne, paths: Paths, qtbot: QtBot, tray: bool) -> None:
    asked: list[tuple[list[Path], bool]] = []
    first.asked.connect(lambda files, show: asked.append((files, show)))
    thread, answers = second_start(paths, [Path("a photo.jpg")], tray=tray)
    qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE_MS)
    assert thread.wait()
    assert answers == [False]
    assert asked == [([Path.cwd() / "a photo.jpg"], not tray)]


def test_what_is_no_request_is_dropped(first: OnlyOne, paths: Paths, qtbot: QtBot) -> None:
    asked: list[object] = []
    first.asked.connect(lambda *each: asked.append(each))
    for nonsense in (b"\n", b"[]\n", b'{"files": 7}\n', b"\xff\n", b"null\n"):
        socket = QLocalSocket()
        socket.connectToServer(first.listens_at)
        assert socket.waitForConnected(PATIENCE_MS)
        socket.write(nonsense)
        socket.flush()
        with qtbot.waitSignal(socket.disconnected, timeout=PATIENCE_MS):
            pass
        assert socket.readAll().data() == b""
    assert asked == []


def listening(qapp: QApplication, paths: Paths) -> OnlyOne:
    only = OnlyOne(paths)
    assert only.first([], tray=False)
    return only


@pytest.mark.skipif(sys.platform == "win32", reason="a socket in a folder")
def test_only_this_user_reaches_it(
    qapp: QApplication, paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock, for whoever can read it can hold it, and the socket: in the folder of the login where that is closed to
    others, else in one of its own."""
    runtime, shared = tmp_path / "runtime", tmp_path / "shared"
    runtime.mkdir(mode=0o700)
    shared.mkdir()
    shared.chmod(0o777)
    for folder in (str(runtime), str(shared), "relative", None):
        monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
        if folder is not None:
            monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        only = listening(qapp, paths)
        assert only.problem is None
        socket = Path(only.listens_at)
        assert socket.parent == (runtime if folder == str(runtime) else paths.user_cache / "window")
        for closed in (socket, socket.parent, paths.user_cache / "window.lock", paths.user_cache / "window.socket"):
            assert closed.stat().st_mode & 0o077 == 0
        only.close()
        assert not socket.exists()
        assert only.listens_at == ""


@pytest.mark.skipif(sys.platform == "win32", reason="file rights")
def test_the_lock_of_an_older_version_is_closed_to_others(qapp: QApplication, paths: Paths) -> None:
    lock = paths.user_cache / "window.lock"
    lock.touch()
    lock.chmod(0o644)
    only = listening(qapp, paths)
    assert lock.stat().st_mode & 0o077 == 0
    only.close()


@pytest.mark.skipif(sys.platform == "win32", reason="a socket in a folder")
def test_a_home_whose_name_is_too_long_for_a_socket(
    qapp: QApplication, paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """It lies in a folder among the temporary ones then, which goes with the window."""
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    far = replace(paths, user_cache=tmp_path / ("long " * 20))
    far.user_cache.mkdir()
    only = listening(qapp, far)
    socket = Path(only.listens_at)
    assert socket.parent.name.startswith("understudy-window-")
    assert socket.parent.stat().st_mode & 0o077 == 0
    thread, answers = second_start(far, [], tray=False)
    qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE_MS)
    assert thread.wait()
    assert answers == [False]
    only.close()
    assert not socket.parent.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a socket in a folder")
def test_the_folder_of_one_that_was_killed_goes(qapp: QApplication, paths: Paths) -> None:
    killed = Path(tempfile.mkdtemp(prefix="understudy-window-"))
    (killed / "socket").touch()
    (paths.user_cache / "window.socket").write_text(str(killed / "socket"))
    only = listening(qapp, paths)
    assert not killed.exists()
    only.close()


def test_a_note_that_makes_no_sense_is_no_window(qapp: QApplication, paths: Paths) -> None:
    for nonsense in (b"\xff\xfe", b"/no/such/socket", b"x" * 500):
        (paths.user_cache / "window.socket").write_bytes(nonsense)
        listening(qapp, paths).close()


@pytest.mark.parametrize("fault", [errno.ENOLCK, errno.EACCES])
def test_without_a_lock_a_window_opens_and_says_so(
    qapp: QApplication, paths: Paths, monkeypatch: pytest.MonkeyPatch, fault: int, qtbot: QtBot
) -> None:
    """A file system without locks, or a file that root left behind. Who does answer is still asked."""

    @contextmanager
    def broken(path: Path) -> Iterator[str | None]:
        raise OSError(fault, os.strerror(fault), str(path))
        yield None

    monkeypatch.setattr(single, "try_lock", broken)
    only = OnlyOne(paths)
    assert only.first([], tray=False)
    assert only.problem is not None
    told(only.problem)
    assert os.strerror(fault) in only.problem.text
    thread, answers = second_start(paths, [], tray=False)
    qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE_MS)
    assert thread.wait()
    assert answers == [False]
    only.close()


def test_where_it_can_not_listen_it_says_so(qapp: QApplication, paths: Paths) -> None:
    (paths.user_cache / "window.socket").mkdir()
    only = OnlyOne(paths)
    assert only.first([], tray=False)
    assert only.problem is not None
    told(only.problem)
    assert only.problem.code == "window.not_heard"
    only.close()


def test_who_connects_and_says_nothing_is_sent_away(
    qapp: QApplication, paths: Paths, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single, "_SENDING_MS", 50)
    only = listening(qapp, paths)
    for begun in (b"", b'{"files": ['):
        socket = QLocalSocket()
        socket.connectToServer(only.listens_at)
        assert socket.waitForConnected(PATIENCE_MS)
        with qtbot.waitSignal(socket.disconnected, timeout=PATIENCE_MS):
            socket.write(begun)
            socket.flush()
    only.close()


def test_a_request_that_is_sent_again_is_heard_once(first: OnlyOne, qtbot: QtBot) -> None:
    """Who had no answer in time, since the window was busy, asks again; the first time was heard as well."""
    asked: list[object] = []
    first.asked.connect(lambda *each: asked.append(each))
    for number in ("7", "7", "8"):
        socket = QLocalSocket()
        socket.connectToServer(first.listens_at)
        assert socket.waitForConnected(PATIENCE_MS)
        socket.write(json.dumps({"files": [], "tray": False, "id": number}).encode() + b"\n")
        with qtbot.waitSignal(socket.readyRead, timeout=PATIENCE_MS):
            socket.flush()
        assert socket.readAll().data() == b"ok\n"
    assert len(asked) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="file names of any bytes")
def test_files_with_odd_names_and_very_many_of_them(first: OnlyOne, paths: Paths, qtbot: QtBot) -> None:
    odd = [Path(os.fsdecode(name)) for name in (b"/\xff\xfe.jpg", "/日本 🙂.png".encode(), b'/a"b\\c\n.jpg')]
    many = [Path(f"/{'long name ' * 20}{number}.jpg") for number in range(10_000)]
    asked: list[list[Path]] = []
    first.asked.connect(lambda files, _: asked.append(files))
    thread, answers = second_start(paths, [*odd, *many], tray=False)
    qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE_MS)
    assert thread.wait()
    assert answers == [False]
    assert asked == [[*odd, *many]]


def test_one_that_ends_makes_way(qapp: QApplication, paths: Paths, qtbot: QtBot) -> None:
    """The first listens no more and still ends: the next waits for that, and is the first then."""
    ending = OnlyOne(paths)
    assert ending.first([], tray=False)
    ending.stop_listening()
    thread, answers = second_start(paths, [], tray=False)
    ending.close()
    qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE_MS)
    assert thread.wait()
    assert answers == [True]


def test_one_that_does_not_answer_is_told(qapp: QApplication, paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single, "_ANSWER_S", 0.2)
    with try_lock(paths.user_cache / "window.lock") as holder:
        assert holder is None
        with pytest.raises(UserError) as told:
            OnlyOne(paths).first([], tray=False)
    assert told.value.message.code == "window.running_already"
    assert str(os.getpid()) in told.value.message.text


def test_other_user_folders_have_a_window_of_their_own(first: OnlyOne, tmp_path: Path) -> None:
    elsewhere = Paths.find({"UNDERSTUDY_HOME": str(tmp_path / "elsewhere")})
    elsewhere.make_user_folders()
    other = OnlyOne(elsewhere)
    assert other.first([], tray=False)
    other.close()
