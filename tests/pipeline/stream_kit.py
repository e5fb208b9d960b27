"""A listener of network streams: datagrams as they come, and the pictures in them."""

from __future__ import annotations

import io
import select
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType

import av
import numpy as np

from engines.api import Image

PATIENCE_S = 30.0
_ROOM_BYTES = 8_000_000


class Listener:
    """A bound socket on this machine; nothing is lost while somebody takes what came."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _ROOM_BYTES)
        self.socket.bind((host, 0))
        self.socket.setblocking(False)
        self.port: int = self.socket.getsockname()[1]
        self.address = f"udp://[{host}]:{self.port}" if ":" in host else f"udp://{host}:{self.port}"
        self.sizes: list[int] = []

    def __enter__(self) -> Listener:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()

    def take(self) -> bytes:
        """What lies there now."""
        parts = []
        while True:
            try:
                parts.append(self.socket.recv(65536))
            except BlockingIOError:
                break
        self.sizes += [len(part) for part in parts]
        return b"".join(parts)

    def wait(self, enough: Callable[[bytes], bool]) -> bytes:
        """Everything that comes until it is enough."""
        data, end = b"", time.monotonic() + PATIENCE_S
        while not enough(data):
            left = end - time.monotonic()
            assert left > 0, f"only {len(data)} bytes came"
            select.select([self.socket], [], [], left)
            data += self.take()
        return data


def pictures(data: bytes) -> list[Image]:
    """BGR pictures of a piece of a stream, from its first key picture on; none where it is too short for one."""
    try:
        return _decoded(data)
    except av.FFmpegError:
        return []


def _decoded(data: bytes) -> list[Image]:
    with av.open(io.BytesIO(data), "r", format="mpegts") as container:
        frames = container.decode(video=0) if container.streams.video else ()
        return [np.asarray(frame.to_ndarray(format="bgr24")) for frame in frames]


class Collector(Listener):
    """A listener that takes what comes on a thread of its own, until its end."""

    def __init__(self) -> None:
        super().__init__()
        self.data = b""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._collect)

    def __enter__(self) -> Collector:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        super().__exit__(kind, error, trace)

    def _collect(self) -> None:
        while not self._ended.is_set():
            select.select([self.socket], [], [], 0.05)
            self.data += self.take()


def colour(image: Image) -> tuple[int, int, int]:
    """Blue, green and red of the middle."""
    height, width = image.shape[:2]
    part = image[height // 4 : -height // 4, width // 4 : -width // 4]
    blue, green, red = (round(float(value)) for value in part.mean(axis=(0, 1)))
    return blue, green, red
