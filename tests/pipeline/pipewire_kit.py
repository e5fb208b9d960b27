"""A PipeWire of the tests' own, in a folder of its own, ended by the id of its process group; and a reader of it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import pyvirtualcam

from app.pipeline.pipewire import BACKEND
from app.pipeline.pipewire_state import dumped

PATIENCE_S = 60.0
PROGRAMS = ("pipewire", "wireplumber", "pw-dump", "dbus-run-session", "gst-launch-1.0", "gst-inspect-1.0")
PACKAGES = "pipewire pipewire-bin wireplumber dbus gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-pipewire"


_WITHOUT_LOGIND = {
    "bluetooth.lua.d/51-no-logind.lua": 'bluez_monitor.properties["with-logind"] = false\n',  # WirePlumber 0.4
    "wireplumber.conf.d/no-logind.conf": (
        "wireplumber.profiles = { main = { monitor.bluez.seat-monitoring = disabled } }\n"  # 0.5
    ),
}
"""A bare machine has no systemd, without which WirePlumber would end at once."""


def need_pipewire() -> None:
    """Skip, with the reason, where it can not be run; in CI it must."""
    if sys.platform != "linux":
        pytest.skip("PipeWire is only on Linux")
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    reason = f"{', '.join(missing)} missing: apt-get install {PACKAGES}"
    if missing and os.environ.get("CI"):
        pytest.fail(reason)
    if missing:
        pytest.skip(reason)


class Daemon:
    """PipeWire in ``folder``. Its clients find it by ``XDG_RUNTIME_DIR``, which the caller sets."""

    def __init__(self, folder: Path, *, manager: bool) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_STATE_HOME": str(folder / "state"),
        }
        for name in ("PIPEWIRE_REMOTE", "PIPEWIRE_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY"):
            self.environment.pop(name, None)
        for file, text in _WITHOUT_LOGIND.items():
            path = folder / "config" / "wireplumber" / file
            path.parent.mkdir(parents=True)
            path.write_text(text)
        # The manager gives up where PipeWire is not there yet, so it is tried again.
        managed = "until wireplumber || [ $((n += 1)) -gt 100 ]; do sleep 0.1; done" if manager else ""
        self._log = (folder / "log").open("wb")
        self._process = subprocess.Popen(
            ["dbus-run-session", "--", "sh", "-c", f"pipewire & echo $! > {folder}/pid; {managed}\nwait"],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait(self, *, manager: bool) -> None:
        """Until it answers, and its manager is there where one is wanted."""
        tick = threading.Event()
        for _ in range(int(PATIENCE_S / 0.05)):
            names = {properties.get("application.name") for properties in self.properties()}
            if "pw-dump" in names and ("WirePlumber" in names or not manager):
                return
            tick.wait(0.05)
        raise AssertionError(f"PipeWire did not come up: {(self.folder / 'log').read_text(errors='replace')}")

    def objects(self) -> list[dict[str, Any]]:
        """What ``pw-dump`` says, the newest of each object; nothing while PipeWire is not there."""
        dump = subprocess.run(
            ["pw-dump"], env=self.environment, capture_output=True, timeout=PATIENCE_S, check=False, text=True
        )
        newest = {one["id"]: one for one in dumped(dump.stdout)} if dump.returncode == 0 else {}
        return [one for one in newest.values() if one.get("info") is not None or "props" in one]

    def properties(self) -> list[dict[str, Any]]:
        return [(one.get("info") or {}).get("props") or {} for one in self.objects()]

    def nodes(self, name: str) -> list[dict[str, Any]]:
        """The nodes of this name."""
        return [
            one
            for one in self.objects()
            if one["type"] == "PipeWire:Interface:Node" and one["info"]["props"].get("node.name") == name
        ]

    def kill(self) -> None:
        """PipeWire alone, as in a crash."""
        os.kill(int((self.folder / "pid").read_text()), signal.SIGKILL)

    def close(self) -> None:
        """All of it: the process group has the id of its first process."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE_S)
        self._log.close()


@contextmanager
def pipewire(*, manager: bool = True) -> Iterator[Daemon]:
    """A PipeWire that answers, until the end of the block."""
    need_pipewire()
    with tempfile.TemporaryDirectory(prefix="pw-", ignore_cleanup_errors=True) as folder:  # short: a socket's path is
        daemon = Daemon(Path(folder), manager=manager)
        try:
            daemon.wait(manager=manager)
            yield daemon
        finally:
            daemon.close()


class Reader:
    """Another program that takes pictures of a node: ``gst-launch-1.0 pipewiresrc``, into a file."""

    def __init__(self, daemon: Daemon, name: str, frames: int, into: Path) -> None:
        self._into = into
        into.touch()
        self._log = into.with_suffix(".log").open("wb")
        caps = "video/x-raw,format=YUY2"
        words = f"-v pipewiresrc target-object={name} num-buffers={frames} ! {caps} ! filesink buffer-mode=unbuffered"
        self.process = subprocess.Popen(
            ["gst-launch-1.0", *words.split(), f"location={into}"],
            env=daemon.environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    def ended(self, seconds: float) -> bool:
        """Whether it has ended, after waiting for at most so long: paces whoever sends to it."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    @property
    def size(self) -> int:
        return self._into.stat().st_size

    def said(self) -> str:
        return self._into.with_suffix(".log").read_text(errors="replace")

    def data(self) -> bytes:
        return self._into.read_bytes()

    def close(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE_S)
        self._log.close()


def opened(size: tuple[int, int], *, fps: float = 30.0, name: str | None = None, rgb: bool = False) -> Any:
    """Our camera, by pyvirtualcam."""
    formats = pyvirtualcam.PixelFormat
    return pyvirtualcam.Camera(*size, fps, fmt=formats.RGB if rgb else formats.BGR, device=name, backend=BACKEND)
