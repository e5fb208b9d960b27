"""Pictures that the window took with the camera, of people or of a face to show: they lie in the program's own folders,
and nowhere else.

1. :func:`take` writes one; 2. :func:`tidy` deletes those that nobody uses any more.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import UserError
from app.gui.preview import to_qimage

if TYPE_CHECKING:
    from engines.api import Image

_NAME = "person-"


def take(image: Image, folder: Path, kind: str = _NAME) -> Path:
    """Write a picture (BGR) to a new PNG file whose name begins with ``kind``. Raises UserError where it can not be
    written."""
    name = f"{kind}{datetime.now().astimezone():%Y-%m-%d-%H-%M-%S-%f}.png"
    path = folder / name
    reason = "?"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if to_qimage(image).save(str(path), "PNG"):
            return path
    except OSError as error:
        reason = str(error.strerror)
    raise UserError(
        "window.picture_not_kept",
        f"The picture can not be written to {folder}: {reason}.",
        "Make the folder writable or free some space.",
        folder=str(folder),
        reason=reason,
    )


def tidy(folder: Path, used: Iterable[str], kind: str = _NAME) -> None:
    """Delete the pictures of :func:`take` that are not among ``used``; one that can not be deleted stays for now."""
    kept = set(used)
    for path in folder.glob(f"{kind}*.png"):
        if str(path) not in kept:
            with contextlib.suppress(OSError):
                path.unlink()
