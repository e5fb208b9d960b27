"""OpenCV and Qt in one process: the window opens after ``import cv2``, which points Qt at OpenCV's own plug-ins."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from app.base.qt_env import keep_own_qt_plugins

OPEN_A_WINDOW = """
import os, cv2
from app.base.qt_env import keep_own_qt_plugins
keep_own_qt_plugins()
assert not any("cv2" in value for name, value in os.environ.items() if name.startswith("QT_")), os.environ
from PyQt6.QtCore import QLibraryInfo, qInstallMessageHandler
from PyQt6.QtWidgets import QApplication, QLabel
qInstallMessageHandler(lambda kind, context, text: print("Qt says:", text))
app = QApplication([])
label = QLabel("open")
label.show()
app.processEvents()
assert label.isVisible() and label.grab().width() > 0
print("opened on", app.platformName())
"""


def open_a_window(prefix: list[str], platform: str) -> None:
    environ = os.environ | {"QT_QPA_PLATFORM": platform}
    command = [*prefix, sys.executable, "-c", OPEN_A_WINDOW]
    ran = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.strip() == f"opened on {platform}"


def test_offscreen_window_opens_after_cv2() -> None:
    open_a_window([], "offscreen")


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")
def test_x11_window_opens_after_cv2() -> None:
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        os.close(write)
        try:
            with os.fdopen(read) as numbers:
                open_a_window(["env", f"DISPLAY=:{numbers.readline().strip()}"], "xcb")
        finally:
            server.terminate()


@pytest.mark.skipif(sys.platform != "linux", reason="cv2 does this on Linux only")
def test_cv2_still_does_what_is_undone_here() -> None:
    """Should OpenCV stop setting these, the helper can go."""
    code = "import os, cv2; print('cv2' in os.environ.get('QT_QPA_PLATFORM_PLUGIN_PATH', ''))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "True"


def test_only_the_folders_of_cv2_are_dropped() -> None:
    environ = {"QT_QPA_PLATFORM_PLUGIN_PATH": "/a/cv2/qt/plugins", "QT_QPA_FONTDIR": "/b/cv2/qt/fonts", "LANG": "C"}
    keep_own_qt_plugins(environ)
    assert environ == {"LANG": "C"}
    own = {"QT_QPA_PLATFORM_PLUGIN_PATH": "/opt/qt/plugins", "QT_QPA_FONTDIR": "/usr/share/fonts"}
    kept = dict(own)
    keep_own_qt_plugins(kept)
    assert kept == own
