"""The face to show, or different ones for different people: photos, read and given to the engine; what the photos hold
is told.

1. :func:`load_faces` and :func:`load_people` read the photos.
2. :func:`show_faces` and :func:`show_people` hand them to the engine, on the thread that calls them, and tell of photos
   with several faces and, where others have one, of photos with none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from app.base.errors import EngineFailure, InputError, Message
from app.base.sections import MappedFace
from app.pipeline.photos import load_photo, resolve_face
from engines.api import Engine, EngineError, Face, Image, MappingEngine, NoPersonError, Person


def load_faces(faces: Sequence[str], media: Path) -> list[Image]:
    """The photos (BGR) of paths and ``demo:NAME``.

    Raises :class:`InputError` where there is none, and for the first that can not be read.
    """
    if not faces:
        raise InputError("face.none", "No face was chosen.", "Choose a photo of a face, or a demo face.")
    return [load_photo(resolve_face(face, media)) for face in faces]


def load_people(face_map: Sequence[MappedFace], media: Path) -> list[Person]:
    """The photos of a face map. Raises as :func:`load_faces`; the message's ``person`` counts from 0."""
    people = []
    for number, one in enumerate(face_map):
        try:
            people.append(Person(load_faces(one.who, media), load_faces(one.face, media)))
        except InputError as error:
            message = error.message
            params = {**message.params, "person": number}
            raise InputError(message.code, message.text, message.hint, **params) from error
    return people


def show_faces(engine: Engine, images: Sequence[Image], names: Sequence[str], tell: Callable[[Message], None]) -> None:
    """Give the engine the photos; ``names`` are what the user calls them.

    Raises :class:`EngineFailure` with the photos' names, which the engine's own sentence can not know.
    """
    try:
        found = engine.set_source(images)
    except EngineError as error:
        shown = ", ".join(names)
        raise EngineFailure(error.code, f"{shown}: {error}", error.hint, names=shown, reason=str(error)) from error
    _tell(names, found, tell)


def show_people(
    engine: Engine, people: Sequence[Person], face_map: Sequence[MappedFace], tell: Callable[[Message], None]
) -> None:
    """Give the engine the people of ``face_map``, whose photos ``people`` are; none: everybody gets the same face.

    Raises :class:`EngineFailure` with the photos' names and ``person``, counted from 0, where one shows no face, and
    when the engine can not tell people apart.
    """
    if not hasattr(engine, "set_people"):
        if people:
            raise EngineFailure(
                "engine.no_map",
                "This engine can not tell people apart, so it can not show them different faces.",
                "Choose the engine neural, or clear the face map (setting engine.face_map).",
            )
        return
    try:
        found = cast(MappingEngine, engine).set_people(people)
    except NoPersonError as error:
        person = face_map[error.person]
        shown, text = ", ".join(person.who if error.part == "who" else person.face), str(error)
        raise EngineFailure(
            error.code, f"{shown}: {text}", error.hint, names=shown, reason=text, person=error.person
        ) from error
    except EngineError as error:
        raise EngineFailure(error.code, str(error), error.hint, reason=str(error)) from error
    _tell([name for person in face_map for name in (*person.who, *person.face)], found, tell)


def _tell(names: Sequence[str], found: Sequence[Sequence[Face]], tell: Callable[[Message], None]) -> None:
    """What is odd about photos: for each the faces that were found in it."""
    for name, faces in zip(names, found, strict=True):
        if not faces:
            text = f"No face was found in {name}: the other photos are used without it."
            tell(Message("photo.no_face", text, "", {"name": name}))
        elif len(faces) > 1:
            text = f"{name} shows {len(faces)} faces: the largest one is used."
            hint = "Cut the photo to the face that you want, if it is another one."
            tell(Message("photo.several_faces", text, hint, {"name": name, "count": len(faces)}))
