"""What there is to choose from: engines with their options, cameras, faces."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from app.api.identity import CoreOf
from app.api.permissions import Permission
from app.api.routing import Routes
from app.api.shared import ControlOf
from app.services.engines import EngineEntry, OptionSpec, sound_options
from app.services.status_view import MessageData, message_data
from engines.api import OptionValue

routes = Routes("choices")


class OptionData(TypedDict):
    """An option of an engine. ``min`` and ``max`` are those of numbers, ``choices`` those of a choice."""

    key: str
    label: str
    help: str
    type: Literal["bool", "int", "float", "choice"]
    value: bool | int | float | str
    default: bool | int | float | str
    min: float | None
    max: float | None
    choices: list[str]


class EngineData(TypedDict):
    """An engine; ``error`` says why it can not be used."""

    id: str
    name: str
    chosen: bool
    options: list[OptionData]
    error: MessageData | None


class CameraData(TypedDict):
    """A camera; ``source`` is what to choose it by."""

    name: str
    source: str
    chosen: bool


class FaceData(TypedDict):
    """A face; ``face`` is what to choose it by."""

    name: str
    face: str
    chosen: bool


@routes.get(
    "/engines",
    Permission.VIEW,
    example=[{"id": "mesh", "name": "Mesh", "chosen": True, "options": [], "error": None}],
)
def list_engines(core: CoreOf) -> list[EngineData]:
    """The engines that are installed, with their options as they are set."""
    return [_engine(core, entry) for entry in core.engines]


def _engine(core: CoreOf, entry: EngineEntry) -> EngineData:
    engine, manifest = core.settings.current.engine, entry.manifest
    options: list[OptionData] = []
    if manifest is not None:
        values, _ = sound_options(manifest, engine.options.get(entry.id, {}))
        options = [_option(spec, values[spec.key]) for spec in manifest.options]
    return {
        "id": entry.id,
        "name": manifest.name if manifest is not None else entry.id,
        "chosen": entry.id == engine.id,
        "options": options,
        "error": message_data(entry.error),
    }


def _option(spec: OptionSpec, value: OptionValue) -> OptionData:
    return {
        "key": spec.key,
        "label": spec.label,
        "help": spec.help,
        "type": spec.type,
        "value": value,
        "default": spec.default,
        "min": spec.min,
        "max": spec.max,
        "choices": list(spec.choices),
    }


@routes.get(
    "/cameras",
    Permission.CONTROL,
    example=[{"name": "HD Webcam", "source": "camera:HD Webcam", "chosen": False}],
)
def list_cameras(core: CoreOf, control: ControlOf) -> list[CameraData]:
    """The cameras of this machine, as they are now."""
    chosen = core.settings.current.camera.source
    return [{"name": one.name, "source": one.spec, "chosen": one.spec == chosen} for one in control.cameras()]


@routes.get(
    "/faces",
    Permission.CONTROL,
    example=[{"name": "astronaut", "face": "demo:astronaut", "chosen": True}],
)
def list_faces(core: CoreOf, control: ControlOf) -> list[FaceData]:
    """Faces that can be chosen: those that ship, the user's own, those in use."""
    chosen = core.settings.current.engine.faces
    return [{"name": name, "face": face, "chosen": face in chosen} for face, name in control.faces().items()]
