"""Whether the compiled loops are there, and who says so.

`load` imports numba and what it compiled before, or compiles now (some seconds, once for each version and processor;
the machine code is kept in a folder), and tries the loops on a picture of a few pixels. Where numba is missing or
fails, those who ask get None from `compiled` and go the way of OpenCV and numpy: the same pictures, more slowly.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import os
import pickle
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Loop = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Loops:
    """The loops of `pixels` and `points`, described there."""

    cut: Loop
    to_planes: Loop
    to_picture: Loop
    texture: Loop
    premultiply: Loop
    blend: Loop
    box: Loop
    camera: Loop
    onto: Loop
    smooth: Loop
    fit: Loop


_MODULES = (f"{__name__}.vector", f"{__name__}.pixels", f"{__name__}.points")
_loops: Loops | None = None
_SUMS = "sums.json"


def compiled() -> Loops | None:
    """The loops, once they were loaded and work."""
    return _loops


def load(folder: Path) -> str:
    """Make the loops ready; why they are not, in a few words, or an empty text.

    Their machine code is kept in `folder`, or where the environment variable NUMBA_CACHE_DIR says.
    """
    global _loops
    if _loops is not None:
        return ""
    try:
        numba = importlib.import_module("numba")
    except ImportError as error:  # numba refuses to be imported beside a numpy that it does not know, too
        return f"numba can not be imported: {_line(error)}"
    failures = (ImportError, RuntimeError, OSError, TypeError, ValueError, EOFError, AttributeError, KeyError)
    reason = ""
    for _ in range(2):  # a damaged file among the kept ones must not last: once more without them
        if not os.environ.get("NUMBA_CACHE_DIR"):
            numba.config.CACHE_DIR = str(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return f"the folder {folder} for them can not be made: {error.strerror}"
        _drop_damaged(folder)
        try:
            found = {name: loop for module in _MODULES for name, loop in vars(importlib.import_module(module)).items()}
            loops = Loops(**{name: found[name] for name in Loops.__dataclass_fields__})
            _try(loops)
        except numba.core.errors.NumbaError as error:
            return f"numba can not compile them: {_line(error)}"
        except (*failures, pickle.PickleError) as error:
            reason = f"numba could not load them: {_line(error)}"
            for module in _MODULES:
                sys.modules.pop(module, None)
            shutil.rmtree(folder, ignore_errors=True)
        else:
            _loops = loops
            _write_sums(folder)
            return ""
    return reason


def _sums(folder: Path) -> dict[str, str]:
    """SHA-256 of each file that numba keeps there: less than a megabyte."""
    files = sorted(path for path in folder.rglob("*.nb[ic]") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _drop_damaged(folder: Path) -> None:
    """Delete what was kept when it is not what was written: LLVM ends the whole program over damaged machine code.
    What no sums were written for yet, as another process compiles right now, is left alone."""
    try:
        known = json.loads((folder / _SUMS).read_text("utf-8"))
        damaged = any(known.get(name, found) != found for name, found in _sums(folder).items())
    except FileNotFoundError:
        return
    except (OSError, ValueError, AttributeError):
        damaged = True
    if damaged:
        shutil.rmtree(folder, ignore_errors=True)


def _write_sums(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not kept then, and compiled anew
        now = json.dumps(_sums(folder), indent=1)
        if not (folder / _SUMS).is_file() or (folder / _SUMS).read_text("utf-8") != now:
            part = folder / f"{_SUMS}.{os.getpid()}"
            part.write_text(now, "utf-8")
            part.replace(folder / _SUMS)


def unload() -> None:
    """Forget the loops: whoever asks goes the other way from now on. For tests and comparisons."""
    global _loops
    _loops = None


def _line(error: Exception) -> str:
    """The first line of an error; numba's have dozens."""
    return next(iter(str(error).splitlines()), type(error).__name__)


def _try(loops: Loops) -> None:
    """The loops over pixels once, on 16 by 16. Raises RuntimeError when what comes out is not what went in."""
    picture = (np.arange(16 * 16 * 3) * 7 % 256).astype(np.uint8).reshape(16, 16, 3)
    still, gain = np.eye(2, 3), np.full(3, 0.5, np.float32)
    out, planes = np.zeros_like(picture), np.zeros((3, 16, 16), np.float32)
    loops.cut(picture, still, out)
    loops.to_planes(out, gain, np.zeros(3, np.float32), planes)
    loops.to_picture(planes, 1 / gain, np.full(3, 0.5, np.float32), out)
    texture, frame = loops.texture(16), np.zeros_like(picture)
    loops.premultiply(out, np.full((16, 16), 255, np.uint8), texture)
    loops.blend(frame, texture, still, (-1, -1, 16, 16), (0, 0, 16, 16))
    if not np.array_equal(frame, picture):
        raise RuntimeError("the compiled loops do not give the right pixels")
