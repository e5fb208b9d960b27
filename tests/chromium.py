"""Headless Chromium, driven through its own DevTools protocol: a page, what it says, and pictures of it."""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

PATIENCE_S = 60.0
_TICK_S = 0.05


class Page:
    """One page; for one thread."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.said: list[str] = []
        """What the page wrote to its console as an error or a warning, and exceptions of its scripts."""
        self._loaded = False
        self.call("Page.enable")
        self.call("Runtime.enable")
        self.call("Log.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """A call of the protocol, and its answer."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            heard = json.loads(self._socket.recv(PATIENCE_S))
            if heard.get("id") == number:
                assert "error" not in heard, heard
                result: dict[str, Any] = heard["result"]
                return result
            self._note(heard)

    def open(self, url: str) -> None:
        """Go to an address, and wait until it is loaded."""
        self._loaded = False
        self.call("Page.navigate", url=url)
        while not self._loaded:
            self._note(json.loads(self._socket.recv(PATIENCE_S)))

    def run(self, script: str) -> Any:
        """The value of an expression; promises are waited for."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, script: str) -> Any:
        """Wait until an expression is true; its value."""
        by = time.monotonic() + PATIENCE_S
        tick = threading.Event()
        while not (value := self.run(script)):
            if time.monotonic() > by:
                pytest.fail(f"still not so: {script}; the page shows {self.text()!r}, and said {self.said}")
            tick.wait(_TICK_S)
        return value

    def text(self, selector: str = "body") -> str:
        """What can be read of an element."""
        return str(self.run(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''"))

    def click(self, selector: str) -> None:
        """A click of the mouse in the middle of an element."""
        at = self.run(
            f"(() => {{ const one = document.querySelector({json.dumps(selector)}); one.scrollIntoView();"
            " const box = one.getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=at[0], y=at[1], button="left", clickCount=1)

    def look(self, *, dark: bool = False, width: int = 1280, height: int = 900, phone: bool = False) -> None:
        """Show the page as a screen of this kind does."""
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.call("Emulation.setEmulatedMedia", features=scheme)
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone
        )  # fmt: skip

    def picture(self) -> bytes:
        """The whole page as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot", captureBeyondViewport=True)["data"])

    def _note(self, heard: dict[str, Any]) -> None:
        params = heard.get("params", {})
        if heard.get("method") == "Runtime.exceptionThrown":
            self.said.append(str(params["exceptionDetails"].get("exception", {}).get("description")))
        elif heard.get("method") == "Page.loadEventFired":
            self._loaded = True
        elif heard.get("method") == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.said.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")
        elif heard.get("method") == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning"):
            self.said.append(str([one.get("value") for one in params["args"]]))


@contextmanager
def page(*flags: str) -> Iterator[Page]:
    """A new browser with one empty page; skips where there is no Chromium, and fails there with CI set."""
    chromium = shutil.which("chromium")
    if chromium is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("chromium is not installed")
    # A process of the browser's may still write into it while it is removed.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        # fmt: off
        command = [
            chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-extensions", "--mute-audio", "--disable-background-networking", "--disable-component-update",
            "--disable-features=Translate,MediaRouter,OptimizationHints", "--remote-debugging-port=0",
            f"--user-data-dir={profile}", *flags, "about:blank",
        ]
        # fmt: on
        log = Path(profile) / "said"
        with log.open("wb") as said:
            browser = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
            )
        try:
            with connect(_address(Path(profile), browser, log), max_size=None, open_timeout=PATIENCE_S) as socket:
                yield Page(socket)
        finally:
            os.killpg(browser.pid, signal.SIGKILL)  # with the processes of its own
            browser.wait()


def _address(profile: Path, browser: subprocess.Popen[bytes], log: Path) -> str:
    """Where the page is spoken to; the browser writes its port into a file of its profile."""
    file, by, tick = profile / "DevToolsActivePort", time.monotonic() + PATIENCE_S, threading.Event()
    while True:
        lines = file.read_text().split() if file.exists() else []
        if len(lines) == 2:
            break
        if time.monotonic() > by or browser.poll() is not None:
            pytest.fail(f"Chromium did not start: {log.read_text(errors='replace')[-2000:]}")
        tick.wait(_TICK_S)
    pages = httpx.get(f"http://127.0.0.1:{lines[0]}/json/list", timeout=PATIENCE_S, trust_env=False).json()
    return str(next(one for one in pages if one["type"] == "page")["webSocketDebuggerUrl"])
