"""One window for each user: a second start hands its files to the first, whose window comes to the front.

1. A lock in the user's cache folder says who is first; the system drops it when that process dies, however it does.
2. The first one listens on a local socket, which only this user can reach.
3. Another one sends what it was asked for, waits for the answer, and ends.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtNetwork import QLocalServer, QLocalSocket

from app.base.errors import UserError
from app.base.files import try_lock
from app.base.paths import Paths

_ANSWER_S = 15.0
_ANSWER_MS = 5000
_AGAIN_S = 0.05
_MOST_BYTES = 1 << 20


def socket_name(paths: Paths) -> str:
    """Short, for a socket's path has 107 letters at most; its own for each set of user folders."""
    digest = hashlib.sha256(str(paths.user_config).encode()).hexdigest()[:16]
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return f"{folder}/understudy-{digest}" if folder else f"understudy-{digest}"


class OnlyOne(QObject):
    asked = pyqtSignal(list, bool)
    """Files (Path) that another start brought, and whether the window shall be seen."""

    def __init__(self, paths: Paths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = socket_name(paths)
        self._lock = paths.user_cache / "window.lock"
        self._held = ExitStack()
        self._server: QLocalServer | None = None
        self._heard: dict[QLocalSocket, bytearray] = {}

    def first(self, files: Sequence[Path], *, tray: bool) -> bool:
        """Whether this start is the first: then it listens. Else the first has been told. Waits where that one is
        about to listen, or to end.

        Raises:
            UserError: another one runs, and does not answer.
        """
        by = time.monotonic() + _ANSWER_S
        while True:
            with ExitStack() as held:
                holder = held.enter_context(try_lock(self._lock))
                if holder is None:
                    self._held = held.pop_all()
                    self._listen()
                    return True
            if self._sent(files, tray=tray):
                return False
            if time.monotonic() > by:
                raise UserError(
                    "window.running_already",
                    f"Understudy is running already (process {holder}), and does not answer.",
                    "End that process, or wait for its end, and try again.",
                    process=holder,
                )
            time.sleep(_AGAIN_S)

    def stop_listening(self) -> None:
        """This one ends: others wait for that instead of asking it."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def close(self) -> None:
        """Let another one be the first."""
        self.stop_listening()
        self._held.close()

    def _listen(self) -> None:
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self._name)  # of one that was killed: its lock is ours
        server.newConnection.connect(self._connected)
        server.listen(self._name)
        self._server = server

    def _connected(self) -> None:
        assert self._server is not None
        while (socket := self._server.nextPendingConnection()) is not None:
            self._heard[socket] = bytearray()
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(lambda socket=socket: self._gone(socket))
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        heard = self._heard.get(socket)
        if heard is None:
            return
        heard += socket.readAll().data()
        if b"\n" not in heard and len(heard) < _MOST_BYTES:
            return
        try:
            told = json.loads(bytes(heard))
            files, tray = [Path(str(file)) for file in told["files"]], bool(told["tray"])
        except (ValueError, KeyError, TypeError):
            socket.abort()
            return
        heard.clear()
        socket.write(b"ok\n")
        socket.flush()
        self.asked.emit(files, not tray)

    def _gone(self, socket: QLocalSocket) -> None:
        self._heard.pop(socket, None)
        socket.deleteLater()

    def _sent(self, files: Sequence[Path], *, tray: bool) -> bool:
        """Whether the first one has heard it."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        heard = False
        if socket.waitForConnected(_ANSWER_MS):
            told = {"files": [str(file.absolute()) for file in files], "tray": tray}
            socket.write(json.dumps(told).encode() + b"\n")
            socket.flush()
            heard = socket.waitForReadyRead(_ANSWER_MS) and socket.readAll().data() == b"ok\n"
        socket.abort()
        return heard
