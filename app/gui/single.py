"""One window for each user: a second start hands its files to the first, whose window comes to the front.

1. A lock in the user's cache folder says who is first; the system drops it when that process dies, however it does.
2. The first one listens on a local socket in a folder that only this user can enter, and writes down beside the lock
   where that is: no other user can put a socket of his own in its place, or guess it.
3. Another one sends what it was asked for, waits for the answer, and ends.

Where the file system knows no locks, or the lock belongs to somebody else, a window opens all the same, and says so.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import secrets
import shutil
import stat
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from PyQt6.QtCore import QObject, QTimer, pyqtSignal
from PyQt6.QtNetwork import QLocalServer, QLocalSocket

from app.base.errors import Message, UserError
from app.base.files import replace_file, try_lock
from app.base.paths import Paths

log = logging.getLogger(__name__)

_ANSWER_S = 15.0
_ANSWER_MS = 5000
_AGAIN_S = 0.05
_SENDING_MS = 10_000
"""Who has connected and not said all by then is sent away."""
_MOST_BYTES = 8 << 20
"""The longest command lines of Linux are a quarter of this."""
_OWN_FOLDER = "understudy-window-"


class OnlyOne(QObject):
    asked = pyqtSignal(list, bool)
    """Files (Path) that another start brought, and whether the window shall be seen."""

    def __init__(self, paths: Paths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.problem: Message | None = None
        """What does not work although this is the first window."""
        self._digest = hashlib.sha256(str(paths.user_config).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._lock = paths.user_cache / "window.lock"
        self._place = paths.user_cache / "window.socket"
        self._beside = paths.user_cache / "window"
        self._held = ExitStack()
        self._server: QLocalServer | None = None
        self._folder: Path | None = None
        self._heard: dict[QLocalSocket, bytearray] = {}
        self._done: deque[str] = deque(maxlen=16)

    @property
    def listens_at(self) -> str:
        """The name of the socket of the first window; empty where there is none."""
        try:
            return self._place.read_text("utf-8").strip()
        except (OSError, ValueError):
            return ""

    def first(self, files: Sequence[Path], *, tray: bool) -> bool:
        """Whether this start is the first: then it listens. Else the first has been told. Waits where that one is
        about to listen, or to end.

        Raises:
            UserError: another one runs, and does not answer.
        """
        request = {"files": [str(file.absolute()) for file in files], "tray": tray, "id": secrets.token_hex(8)}
        by = time.monotonic() + _ANSWER_S
        while True:
            holder = self._taken()
            if holder is None:
                self._listen()
                return True
            if self._sent(request):
                return False
            if self.problem is not None:  # nobody can tell whether there is another one: it does not answer, at least
                self._listen()
                return True
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
        if self._server is None:
            return
        self._server.close()
        self._server = None
        for socket in list(self._heard):
            socket.abort()
        with contextlib.suppress(OSError):  # what stands there then is no socket any more, which others find out
            self._place.unlink(missing_ok=True)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def close(self) -> None:
        """Let another one be the first."""
        self.stop_listening()
        self._held.close()

    # ---- the lock --------------------------------------------------------------------------------------------

    def _taken(self) -> str | None:
        """The process that has the lock; None: this one has it now; "?" and a problem: it can not be had at all."""
        try:
            with ExitStack() as held:
                holder = held.enter_context(try_lock(self._lock))
                if holder is None:
                    self._held = held.pop_all()
                return holder
        except OSError as error:
            reason = error.strerror or str(error)
            log.warning("%s can not be locked: %s", self._lock, reason)
            self.problem = Message(
                "window.no_lock",
                f"Whether another window is open can not be told: {self._lock} can not be locked ({reason}).",
                "Do not open the program twice. If that file belongs to another user, delete it.",
                {"file": str(self._lock), "reason": reason},
            )
            return "?"

    # ---- the first one ---------------------------------------------------------------------------------------

    def _listen(self) -> None:
        self._sweep()
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._connected)
        reason = ""
        for name in self._names():
            QLocalServer.removeServer(name)  # of one that was killed: its lock is ours
            if server.listen(name):
                break
            reason = server.errorString()
        else:
            self._not_heard(reason)
            return
        self._server = server
        try:
            replace_file(self._place, server.fullServerName().encode("utf-8", "surrogateescape"))
        except OSError as error:
            self.stop_listening()
            self._not_heard(error.strerror or str(error))

    def _names(self) -> Iterator[str]:
        """Where it may listen, the best first. A path, since a mere name stands where every user may put one."""
        if sys.platform == "win32":
            yield f"understudy-{self._digest}-{secrets.token_hex(8)}"
            return
        runtime = os.environ.get("XDG_RUNTIME_DIR", "")
        if _only_ours(runtime):
            yield f"{runtime}/understudy-{self._digest}"
        with contextlib.suppress(OSError):
            self._beside.mkdir(mode=0o700, exist_ok=True)
        if _only_ours(str(self._beside)):
            yield str(self._beside / "socket")  # too long a name for some home folders
        self._folder = Path(tempfile.mkdtemp(prefix=_OWN_FOLDER))  # for this user alone
        yield str(self._folder / "socket")

    def _sweep(self) -> None:
        """Take away the folder of one that was killed."""
        if sys.platform != "win32":
            folder = Path(self.listens_at).parent
            if folder.name.startswith(_OWN_FOLDER) and _only_ours(str(folder)):
                shutil.rmtree(folder, ignore_errors=True)

    def _not_heard(self, reason: str) -> None:
        log.warning("other starts can not reach this window: %s", reason)
        self.problem = self.problem or Message(
            "window.not_heard",
            f"Files that are opened elsewhere do not come to this window: {reason}.",
            "Open them from within the window.",
            {"reason": reason},
        )

    def _connected(self) -> None:
        while self._server is not None and (socket := self._server.nextPendingConnection()) is not None:
            self._heard[socket] = bytearray()
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(lambda socket=socket: self._gone(socket))
            late = QTimer(socket)
            late.setSingleShot(True)
            late.timeout.connect(socket.abort)
            late.start(_SENDING_MS)
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
            request = str(told.get("id", ""))
        except (ValueError, KeyError, TypeError, AttributeError):
            socket.abort()
            return
        heard.clear()
        socket.write(b"ok\n")
        socket.flush()
        # Who waited in vain while this window was busy asks again: it is heard once.
        if not request or request not in self._done:
            self._done.append(request)
            self.asked.emit(files, not tray)

    def _gone(self, socket: QLocalSocket) -> None:
        self._heard.pop(socket, None)
        socket.deleteLater()

    # ---- another one -----------------------------------------------------------------------------------------

    def _sent(self, request: dict[str, object]) -> bool:
        """Whether the first one has heard it."""
        name = self.listens_at
        if not name:
            return False
        socket = QLocalSocket()
        socket.connectToServer(name)
        heard = False
        if socket.waitForConnected(_ANSWER_MS):
            socket.write(json.dumps(request).encode() + b"\n")
            socket.flush()
            heard = socket.waitForReadyRead(_ANSWER_MS) and socket.readAll().data() == b"ok\n"
        socket.abort()
        return heard


def _only_ours(folder: str) -> bool:
    """Whether it is a folder of this user that nobody else can enter."""
    if sys.platform == "win32" or not Path(folder).is_absolute():
        return False
    try:
        status = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o077
