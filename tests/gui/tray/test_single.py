"""One window for each user: the second start hands over what it brought."""

from __future__ import annotations

import os
from collections.abc import Iterator
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
from app.gui.single import OnlyOne, socket_name
from app.gui.threads import PipelineThread
from tests.gui.conftest import PATIENCE_MS


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
        socket.connectToServer(socket_name(paths))
        assert socket.waitForConnected(PATIENCE_MS)
        socket.write(nonsense)
        socket.flush()
        with qtbot.waitSignal(socket.disconnected, timeout=PATIENCE_MS):
            pass
        assert socket.readAll().data() == b""
    assert asked == []


def test_only_this_user_reaches_it(first: OnlyOne, paths: Paths) -> None:
    name = Path(socket_name(paths))
    if name.is_absolute():
        assert name.stat().st_mode & 0o077 == 0


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
