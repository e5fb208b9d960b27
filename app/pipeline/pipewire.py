"""A camera by PipeWire, without a kernel module: a ``Video/Source`` node, made by a child process of GStreamer.

1. What is missing on this machine is told before anything is started (:mod:`app.pipeline.pipewire_state`).
2. A thread starts ``gst-launch-1.0`` and keeps the last lines that it says; the first picture brings the node up.
3. Each picture is turned into YUY2, the one format that browsers, OBS and GStreamer all take from a camera, and goes
   down a pipe. Only whole pictures are begun; what the pipe can not take within a moment is left out.
4. A child that ended, or takes nothing for a while, is told by RuntimeError, as pyvirtualcam's own backends do.

Importing this module registers the backend with pyvirtualcam as ``pipewire``, on Linux only.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from fractions import Fraction
from typing import Any

import cv2
import numpy as np
import pyvirtualcam
from pyvirtualcam.util import decode_fourcc, encode_fourcc

from app.pipeline.pipewire_state import GST_LAUNCH, pipewire_state, remote
from engines.api import Image

BACKEND = "pipewire"
NAME = "Understudy"
"""Of the node, unless another one is asked for."""

_START_S = 10.0
"""A first start reads GStreamer's plug-ins."""
_SEND_S = 0.02
"""How long one picture waits at most for room in the pipe."""
_STUCK_S = 3.0
"""A reader that was stopped or hangs can block the node for ever: then a new one is better."""
_END_S = 1.0
_PIPE_BYTES = 1 << 20
"""The most that an ordinary user may ask of Linux."""
_CHATTER = ("Setting pipeline", "Pipeline is", "Redistribute", "New clock", "Got EOS", "Execution ended", "Freeing")
"""How the lines of gst-launch begin that say nothing of a failure."""
_FIRST_BGR = (58, 50, 46)
"""The picture that brings the node up: the grey of a covered one."""


def _to_yuv(kr: float, kb: float) -> Image:
    """The matrix from B, G, R, 1 to Y, U, V in video range, for the weights of red and blue in the brightness."""
    bright = np.array([kb, 1 - kr - kb, kr])
    blue = (np.array([1.0, 0.0, 0.0]) - bright) / (2 * (1 - kb))
    red = (np.array([0.0, 0.0, 1.0]) - bright) / (2 * (1 - kr))
    rows = np.stack([bright * 219 / 255, blue * 224 / 255, red * 224 / 255])
    return np.column_stack([rows, [16, 128, 128]]).astype(np.float32)


_FROM_BGR = _to_yuv(0.299, 0.114)
"""BT.601, as every webcam that sends YUY2, and what browsers take for granted."""
_MATRICES = {"24BG": _FROM_BGR, "raw ": _FROM_BGR[:, [2, 1, 0, 3]]}
"""By libyuv's code of the pictures to come: BGR and RGB."""


class PipeWireCamera:
    """A backend of pyvirtualcam: see :class:`pyvirtualcam.camera.Backend` for the interface."""

    def __init__(self, *, width: int, height: int, fps: float, fourcc: int, device: str | None, **_: Any) -> None:
        """
        Args:
            width, height: pixels of the pictures to come; an odd width is given one pixel more.
            fps: the rate to announce.
            fourcc: BGR or RGB, as libyuv's code.
            device: the node's name, or None for :data:`NAME`.

        Raises:
            RuntimeError: it can not be made, in words.
        """
        code = decode_fourcc(fourcc)
        if code not in _MATRICES:
            raise RuntimeError(f"pictures in {code.strip()} are not taken, only BGR and RGB")
        self._matrix = _MATRICES[code]
        self._name = device or NAME
        if re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", self._name) is None:
            raise RuntimeError(
                f"{self._name} can not be the name of a PipeWire camera: letters, digits, “.”, “_” and “-” make one"
            )
        missing = pipewire_state()
        if missing is not None:
            raise RuntimeError(str(missing))
        self._size = (height, width)
        pairs = (width + 1) // 2
        self._yuv: Image = np.empty((height, pairs * 2, 3), np.uint8)
        self._packed: Image = np.empty((height, pairs, 4), np.uint8)
        self._bytes = memoryview(self._packed.reshape(-1).data)
        self._rest = memoryview(b"")
        """What the pipe has not yet taken of the picture that was begun."""
        self.dropped = 0
        """Pictures that the pipe had no room for."""
        self._child = _Child(_command(self._name, pairs * 2, height, fps))
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    def device(self) -> str:
        return self._name

    def native_fourcc(self) -> int:
        return int(encode_fourcc("YUY2"))

    def send(self, frame: Image) -> None:
        """Hand one picture over, or leave it out where the pipe has no room within 20 ms.

        Raises:
            RuntimeError: the child process ended, or takes nothing any more.
        """
        until = time.monotonic() + _SEND_S
        if self._rest and not self._write(until):  # a picture that was begun must be ended first
            self.dropped += 1
            return
        self._pack(frame.reshape(*self._size, 3))
        self._rest = self._bytes
        self._write(until)

    def close(self) -> None:
        self._rest = memoryview(b"")
        self._child.close()

    def _pack(self, image: Image) -> None:
        """The picture as YUY2, in video range. Two pixels share the colour of the first, as cameras have it."""
        height, width = self._size
        cv2.transform(image, self._matrix, dst=self._yuv if width % 2 == 0 else self._yuv[:, :width])
        if width % 2:
            self._yuv[:, width] = self._yuv[:, width - 1]
        pairs = self._yuv.reshape(height, -1, 6)
        cv2.mixChannels([pairs], [self._packed], [0, 0, 1, 1, 3, 2, 2, 3])

    def _begin(self) -> None:
        self._pack(np.full((*self._size, 3), _FIRST_BGR, np.uint8))
        self._rest = self._bytes
        until = time.monotonic() + _START_S
        if not self._write(until) or not self._child.playing.wait(max(0.0, until - time.monotonic())):
            raise RuntimeError(f"GStreamer did not bring the camera up within {_START_S:.0f} s{self._child.said()}")
        self._child.look()

    def _write(self, until: float) -> bool:
        """Go on with the picture that was begun, until the monotonic time ``until``; whether it is whole now."""
        while self._rest:
            taken = self._child.take(self._rest, until)
            if taken == 0:
                return False
            self._rest = self._rest[taken:]
        return True


class _Child:
    """The child process and the thread that starts it, listens to it and ends with it.

    The system ends a child when the *thread* that started it dies, so the child has one of its own.
    """

    def __init__(self, command: list[str]) -> None:
        self.playing = threading.Event()
        """Set once the pipeline plays, and when the child has ended."""
        self._command = command
        self._tail: deque[str] = deque(maxlen=6)
        self._process: subprocess.Popen[bytes] | None = None
        self._failure: OSError | None = None
        self._started = threading.Event()
        self._moved = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="pipewire camera", daemon=True)
        self._thread.start()
        self._started.wait()
        if self._process is None:
            self._thread.join()
            raise RuntimeError(f"{command[0]} can not be started: {self._failure}")
        assert self._process.stdin is not None
        self._pipe: int = self._process.stdin.fileno()
        os.set_blocking(self._pipe, False)
        if sys.platform == "linux":
            import fcntl  # is not everywhere, and this module can be imported everywhere

            with contextlib.suppress(OSError):  # a smaller pipe works, too: the picture goes in more pieces
                fcntl.fcntl(self._pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        self._poll: select.poll = select.poll()
        self._poll.register(self._pipe, select.POLLOUT)

    def take(self, data: memoryview, until: float) -> int:
        """Write as much as there is room for, waiting until the monotonic time ``until`` where there is none; 0 when
        there was none. Raises RuntimeError when the child has ended, or nothing moved for some seconds."""
        while True:
            try:
                written = os.write(self._pipe, data)
            except BlockingIOError:
                now = time.monotonic()
                if now - self._moved > _STUCK_S:
                    raise RuntimeError(
                        f"the PipeWire camera takes no pictures any more, maybe because a reader hangs{self.said()}"
                    ) from None
                if now >= until:
                    return 0
                self._poll.poll(max(1, round((until - now) * 1000)))
                continue
            except OSError as error:
                self.playing.wait(_END_S)  # its last words
                raise RuntimeError(f"the PipeWire camera has ended ({error.strerror}){self.said()}") from error
            self._moved = time.monotonic()
            return written

    def look(self) -> None:
        """Raises RuntimeError when the child has ended."""
        if not self._thread.is_alive() or (self._process is not None and self._process.poll() is not None):
            raise RuntimeError(f"the PipeWire camera has ended{self.said()}")

    def said(self) -> str:
        """The last lines of the child, as the end of a sentence."""
        lines = " ".join(tuple(self._tail))
        return f": {lines}" if lines else ""

    def close(self) -> None:
        """End the child, the hard way where it does not, and join its thread."""
        process = self._process
        if process is None:
            return
        assert process.stdin is not None
        if not process.stdin.closed:
            process.stdin.close()  # the end of its input ends it
        self._thread.join(_END_S)
        if self._thread.is_alive():  # it hangs in a reader that hangs
            process.kill()
        self._thread.join()

    def _run(self) -> None:
        # In the language of the program, and so that its words can be read.
        environment = {**os.environ, "LC_ALL": "C"}
        try:
            process = subprocess.Popen(
                self._command,
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,  # Ctrl-C in a terminal is meant for this program, which ends it in order
            )
        except OSError as error:
            self._failure = error
            self._started.set()
            return
        self._process = process
        self._started.set()
        try:
            with _canary() as canary:
                self._listen(process, canary)
        except OSError as error:  # too many open files, say: nobody would end it
            self._tail.append(str(error))
            process.kill()
        process.wait()
        self.playing.set()

    def _listen(self, process: subprocess.Popen[bytes], canary: socket.socket) -> None:
        """Keep what the child says until it says no more; end it when PipeWire ends."""
        assert process.stdout is not None
        poll = select.poll()
        poll.register(process.stdout, select.POLLIN)
        poll.register(canary, select.POLLIN)
        said, end = b"", False
        while not end:
            for number, _ in poll.poll():
                if number == canary.fileno():
                    if not _alive(canary):
                        poll.unregister(canary)
                        process.kill()
                        self._tail.append("PipeWire itself has ended.")
                    continue
                more = os.read(number, 65536)
                *lines, said = (said + more).split(b"\n")
                for line in lines:
                    self._hear(line.decode(errors="replace").strip())
                end = not more
        process.stdout.close()

    def _hear(self, line: str) -> None:
        if "to PLAYING" in line:
            self._tail.clear()
            self.playing.set()
        elif line and not line.startswith(_CHATTER):
            self._tail.append(line)


def _canary() -> socket.socket:
    """A connection of our own to PipeWire, on which nothing is said: its end is PipeWire's. The child does not always
    notice (0.3.65 goes on and throws the pictures away)."""
    client = socket.socket(socket.AF_UNIX)
    with contextlib.suppress(OSError):  # it ended just now, which the connection says, too
        client.connect(str(remote(os.environ)))
    return client


def _alive(canary: socket.socket) -> bool:
    try:
        return bool(canary.recv(4096, socket.MSG_DONTWAIT))
    except BlockingIOError:
        return True
    except OSError:
        return False


def _command(name: str, width: int, height: int, fps: float) -> list[str]:
    """The words that start the child. ``width`` is even, so that a row needs no padding."""
    rate = Fraction(fps if fps > 0 else 30).limit_denominator(1001)
    kind = "media.class=Video/Source,media.role=Camera"
    # Browsers and portals know a camera by its role, and show the description.
    names = f"node.name={name},node.description={name},media.name={name}"
    source = f"fdsrc fd=0 blocksize={width * height * 2}"
    parse = (
        f"rawvideoparse format=yuy2 width={width} height={height} framerate={rate.numerator}/{rate.denominator} "
        "colorimetry=bt601"
    )
    # drop-allocation: pipewiresink 0.3.65 crashes when an element before it fills the buffers that it offers.
    sink = f"pipewiresink mode=provide sync=false client-name={name} stream-properties=properties,{kind},{names}"
    # Should this program die, its child goes, too, even where it hangs and does not see the end of its input.
    tied = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") is not None else []
    return [*tied, GST_LAUNCH, *f"{source} ! {parse} ! identity drop-allocation=true ! {sink}".split()]


if sys.platform == "linux":
    pyvirtualcam.register_backend(BACKEND, PipeWireCamera)
