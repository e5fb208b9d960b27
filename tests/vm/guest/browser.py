"""A page in headless Chromium that opens a camera by getUserMedia and sends back what it sees; in the guest or here.

The page comes from a server on the loopback address and answers there, so that nothing but the browser is needed.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

PAGE = Path(__file__).with_name("camera_page.html")


class Page(BaseHTTPRequestHandler):
    """Gives the page and takes its result."""

    result: ClassVar[dict[str, Any] | None] = None

    def do_GET(self) -> None:
        here = self.path.partition("?")[0] == "/"
        self.send_response(200 if here else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if here:
            self.wfile.write(PAGE.read_bytes())

    def do_POST(self) -> None:
        Page.result = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing on stderr."""


class Server(ThreadingHTTPServer):
    """Browsers open a connection in advance and say nothing on it: another one is answered all the same."""

    daemon_threads = False
    timeout = 0.5


def profile_folder() -> tempfile.TemporaryDirectory[str]:
    # A process of the browser's may still write into it while it is removed.
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


def look(
    label: str, pictures: int, seconds: float, flags: tuple[str, ...] = (), program: str = "chromium"
) -> dict[str, Any]:
    """Show the camera whose name has ``label`` in a page; what it saw of so many pictures. ``flags`` go to ``program``.

    Raises TimeoutError with what Chromium said when nothing came in ``seconds``.
    """
    chromium = shutil.which(program)
    if chromium is None:
        raise RuntimeError(f"there is no {program}")
    Page.result = None
    with Server(("127.0.0.1", 0), Page) as server, profile_folder() as profile:
        address = f"http://127.0.0.1:{server.server_port}/?label={label}&pictures={pictures}"
        # fmt: off
        command = [
            chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-extensions", "--mute-audio",
            "--disable-background-networking", "--disable-component-update", "--use-fake-ui-for-media-stream",
            "--disable-features=Translate,MediaRouter,OptimizationHints",
            "--autoplay-policy=no-user-gesture-required", f"--user-data-dir={profile}", *flags, address,
        ]
        # fmt: on
        log = Path(profile) / "said"
        with log.open("wb") as said:
            browser = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
            )
        try:
            deadline = time.monotonic() + seconds
            while Page.result is None:
                server.handle_request()
                if time.monotonic() > deadline or browser.poll() is not None:
                    raise TimeoutError(f"the page saw nothing: {log.read_text(errors='replace')[-3000:]}")
        finally:
            with contextlib.suppress(ProcessLookupError):  # it ended by itself, and what it said is told
                os.killpg(browser.pid, signal.SIGKILL)  # with the processes of its own
            browser.wait()
        result: dict[str, Any] = Page.result
    if "error" in result:
        raise RuntimeError(f"the page: {result['error']}")
    return result
