"""Whether the compiled loops of `kernels_compiled` are there, and who says so.

`load` imports numba and what it compiled before, or compiles now (some seconds, once for each version and processor;
the machine code is kept in a folder), and tries the loops on a picture of a few pixels. Where numba is missing or fails,
those who ask get None from `compiled` and go the way of OpenCV and numpy, with the same pictures and more slowly.
"""

from __future__ import annotations

import importlib
import pickle
import shutil
import sys
from pathlib import Path
from types import ModuleType

import numpy as np

_MODULE = "engines.toolkit.kernels_compiled"
_compiled: ModuleType | None = None


def compiled() -> ModuleType | None:
    """The module with the loops, once they were loaded and work."""
    return _compiled


def load(folder: Path) -> str:
    """Make the loops ready, their machine code kept in `folder`; why they are not, in a few words, or an empty text."""
    global _compiled
    if _compiled is not None:
        return ""
    try:
        numba = importlib.import_module("numba")
    except ImportError as error:  # numba refuses to be imported beside a numpy that it does not know, too
        return f"numba can not be imported: {error}"
    failures = (numba.core.errors.NumbaError, ImportError, RuntimeError, OSError, TypeError, ValueError, EOFError)
    reason = ""
    for _ in range(2):  # a damaged file among the kept ones must not last: once more without them
        numba.config.CACHE_DIR = str(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            module = importlib.import_module(_MODULE)
            _try(module)
        except (*failures, AssertionError, pickle.PickleError, AttributeError) as error:
            reason = f"numba could not compile: {error}"
            sys.modules.pop(_MODULE, None)
            shutil.rmtree(folder, ignore_errors=True)
        else:
            _compiled = module
            return ""
    return reason


def unload() -> None:
    """Forget the loops: whoever asks goes the other way from now on. For tests and comparisons."""
    global _compiled
    _compiled = None


def _try(module: ModuleType) -> None:
    """Every loop once, on a picture of 16 pixels a side. Raises RuntimeError when one does not do what it should."""
    picture = (np.arange(16 * 16 * 3) * 7 % 256).astype(np.uint8).reshape(16, 16, 3)
    still, gain = np.eye(2, 3), np.full(3, 0.5, np.float32)
    out, planes = np.zeros_like(picture), np.zeros((3, 16, 16), np.float32)
    module.cut(picture, still, out)
    module.to_planes(out, gain, np.zeros(3, np.float32), planes)
    module.to_picture(planes, 1 / gain, np.full(3, 0.5, np.float32), out)
    texture = module.texture(16)
    module.premultiply(out, np.full((16, 16), 255, np.uint8), texture)
    frame = np.zeros_like(picture)
    module.blend(frame, texture, still, (-1, -1, 16, 16), (0, 0, 16, 16))
    if not np.array_equal(frame, picture):
        raise RuntimeError("the compiled loops do not give the right pixels")
