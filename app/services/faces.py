"""The face to show: photos of one person, read and given to the engine; what the photos hold is told.

1. :func:`load_faces` reads the photos.
2. :func:`show_faces` hands them to the engine, on the thread that calls it, and tells of photos with several faces and,
   where others have one, of photos with none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from app.base.errors import EngineFailure, InputError, Message
from app.pipeline.photos import load_photo, resolve_face
from engines.api import Engine, EngineError, Image


def load_faces(faces: Sequence[str], media: Path) -> list[Image]:
    """The photos (BGR) of paths and ``demo:NAME``.

    Raises :class:`InputError` where there is none, and for the first that can not be read.
    """
    if not faces:
        raise InputError("face.none", "No face was chosen.", "Choose a photo of a face, or a demo face.")
    return [load_photo(resolve_face(face, media)) for face in faces]


def show_faces(
    engine: Engine, images: Sequence[Image], names: Sequence[str], tell: Callable[[Message], None]
) -> None:
    """Give the engine the photos; ``names`` are what the user calls them.

    Raises :class:`EngineFailure` with the photos' names, which the engine's own sentence can not know.
    """
    try:
        found = engine.set_source(images)
    except EngineError as error:
        shown = ", ".join(names)
        raise EngineFailure(error.code, f"{shown}: {error}", error.hint, names=shown, reason=str(error)) from error
    for name, faces in zip(names, found, strict=True):
        if not faces:
            text = f"No face was found in {name}: the other photos are used without it."
            tell(Message("photo.no_face", text, "", {"name": name}))
        elif len(faces) > 1:
            text = f"{name} shows {len(faces)} faces: the largest one is used."
            hint = "Cut the photo to the face that you want, if it is another one."
            tell(Message("photo.several_faces", text, hint, {"name": name, "count": len(faces)}))
