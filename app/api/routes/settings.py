"""The settings: read and changed with their own checks. What may leave, who may come in and what may be read is changed
by the user at the machine alone; what has a route of its own is changed there."""

from __future__ import annotations

from typing import Any, Literal

from fastapi.encoders import jsonable_encoder
from pydantic import JsonValue, RootModel
from pydantic.json_schema import JsonSchemaValue
from typing_extensions import TypedDict

from app.api.identity import CoreOf
from app.api.permissions import Permission
from app.api.routing import Routes
from app.api.shared import ControlOf
from app.base.settings import value_schemas
from app.services.control import ELSEWHERE, at_the_machine

routes = Routes("settings")


class SettingData(TypedDict):
    """A setting: its value, where that comes from, and what it takes."""

    key: str
    value: JsonValue
    origin: Literal["project", "user", "environment", "flag"]
    unit: str
    help: str
    choices: list[str]
    kind: str
    minimum: float | None
    maximum: float | None
    changeable: bool


class ChangedData(TypedDict):
    """``needs_restart``: a run goes on, and the change counts for the next one."""

    changed: list[str]
    needs_restart: bool


def changeable(key: str) -> bool:
    """Whether PATCH takes it."""
    return key not in ELSEWHERE and not at_the_machine(key)


class Changes(RootModel[dict[str, JsonValue]]):
    """New values by key; null goes back to the shipped value."""

    @classmethod
    def __get_pydantic_json_schema__(cls, *_: Any) -> JsonSchemaValue:
        keys = {key: schema for key, schema in value_schemas().items() if changeable(key)}
        return {
            "title": "Changes",
            "description": cls.__doc__,
            "type": "object",
            "properties": {key: {"anyOf": [schema, {"type": "null"}]} for key, schema in keys.items()},
            "additionalProperties": False,
            "examples": [{"camera.width": 640, "camera.height": None}],
        }


@routes.get(
    "/settings",
    Permission.SETTINGS,
    example=[
        {
            "key": "camera.width",
            "value": 1280,
            "origin": "project",
            "unit": "px",
            "help": "Width to ask of the camera",
            "choices": [],
            "kind": "int",
            "minimum": 16,
            "maximum": 7680,
            "changeable": True,
        }
    ],
)
def list_settings(core: CoreOf) -> list[SettingData]:
    """Every setting."""
    return [
        {
            "key": row.key,
            "value": jsonable_encoder(row.value),
            "origin": row.origin,
            "unit": row.unit,
            "help": row.help,
            "choices": list(row.choices),
            "kind": row.kind,
            "minimum": row.minimum,
            "maximum": row.maximum,
            "changeable": changeable(row.key),
        }
        for row in core.settings.explain()
    ]


@routes.patch(
    "/settings",
    Permission.SETTINGS,
    fails=(404, 409, 503, 507),
    example={"changed": ["camera.width"], "needs_restart": True},
)
def change_settings(control: ControlOf, body: Changes) -> ChangedData:
    """Keep new values, all of them or none."""
    needs_restart = control.change_settings(body.root)
    return {"changed": sorted(body.root), "needs_restart": needs_restart}
