"""Keeps OpenCV from choosing Qt's plug-ins.

On Linux ``import cv2`` sets ``QT_QPA_PLATFORM_PLUGIN_PATH`` and ``QT_QPA_FONTDIR`` to the folders of the Qt 5 inside
its own wheel. Qt 6 then finds no platform plug-in it can load, and the program ends before it has a window.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from pathlib import Path

_SET_BY_CV2 = {"QT_QPA_PLATFORM_PLUGIN_PATH": ("cv2", "qt", "plugins"), "QT_QPA_FONTDIR": ("cv2", "qt", "fonts")}


def keep_own_qt_plugins(environ: MutableMapping[str, str] = os.environ) -> None:
    """Drop from ``environ`` what cv2 has put there; a folder that the user set stays.

    Call it just before the QApplication is made, after every import, and for the environment of a child with a window.
    """
    for name, folders in _SET_BY_CV2.items():
        if Path(environ.get(name, "")).parts[-3:] == folders:
            del environ[name]
