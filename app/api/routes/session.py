"""The run: begun and ended, what it takes, shows and swaps with, where it goes, and the panic switch."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr
from typing_extensions import TypedDict

from app.api.envelope import Model
from app.api.identity import CoreOf
from app.api.permissions import Permission
from app.api.routing import Routes
from app.api.shared import ControlOf, SharedOf
from app.services.status_view import SessionData, session_data

routes = Routes("session")

EXAMPLE: SessionData = {
    "state": "running",
    "progress": None,
    "covered_now": False,
    "covering": False,
    "message": None,
    "failed_at": None,
    "source_lost": None,
}
_WAITS = (409, 503, 507)
"""What changes of a run may fail with."""
Text = Annotated[StrictStr, Field(min_length=1, max_length=4096, pattern=r"^[^\x00]+$")]
Value = StrictBool | StrictInt | StrictFloat | StrictStr


class Switch(Model):
    """On or off."""

    on: StrictBool = Field(examples=[True])


class SourceChoice(Model):
    """Where the picture comes from."""

    source: Text = Field(description="demo, or a camera of `/api/v1/cameras`", examples=["demo"])


class FaceChoice(Model):
    """Photos of the face to show, all of one person."""

    faces: list[Text] = Field(
        min_length=1, max_length=20, description="Of `/api/v1/faces`", examples=[["demo:astronaut"]]
    )


class EngineChoice(Model):
    """What swaps the face."""

    engine: Text = Field(description="Id of an engine of `/api/v1/engines`", examples=["mesh"])


class OptionChoice(Model):
    """Options of the chosen engine; those that are not named stay."""

    options: dict[str, Value] = Field(description="As `/api/v1/engines` lists them", examples=[{"opacity": 0.9}])


class StreamChoice(Model):
    """A network stream: H.264 in MPEG-TS by UDP."""

    on: StrictBool
    address: Text | None = Field(
        default=None,
        description="This machine, a private address or a multicast group; none takes the one of the settings",
        examples=["udp://127.0.0.1:5000"],
    )


class OptionsData(TypedDict):
    """All options of the chosen engine, as they are now."""

    engine: str
    options: dict[str, bool | int | float | str]


@routes.get("/session", Permission.VIEW, example=EXAMPLE)
def read_session(core: CoreOf) -> SessionData:
    """What the run does."""
    return session_data(core.session.status)


@routes.post(
    "/session/start", Permission.CONTROL, status=202, fails=(404, 409), example={**EXAMPLE, "state": "loading"}
)
def start_session(control: ControlOf) -> SessionData:
    """Begin a run with what is chosen; it loads for a moment, see `/api/v1/session`.

    Pictures leave only where the user has made the statement of consent, which no call can make for them.
    """
    control.start()
    return session_data(control.status)


@routes.post("/session/stop", Permission.CONTROL, status=202, example={**EXAMPLE, "state": "stopping"})
async def stop_session(control: ControlOf, shared: SharedOf) -> SessionData:
    """Ask the run to end; nothing where none goes on. One that was about to begin anew does not."""
    await shared.at_once(control.stop)
    return session_data(control.status)


@routes.post("/cover", Permission.CONTROL, example={**EXAMPLE, "covered_now": True})
async def cover_now(control: ControlOf, shared: SharedOf, body: Switch) -> SessionData:
    """The panic switch: cover the whole picture from the next one on, or end that. It outlives the run."""
    await shared.at_once(lambda: control.cover(body.on))
    return session_data(control.status)


@routes.put("/source", Permission.CONTROL, fails=_WAITS, example=EXAMPLE)
def choose_source(control: ControlOf, body: SourceChoice) -> SessionData:
    """Take the picture from elsewhere; a run that goes on begins anew."""
    control.choose_source(body.source)
    return session_data(control.status)


@routes.put("/faces", Permission.CONTROL, fails=_WAITS, example=EXAMPLE)
def choose_faces(control: ControlOf, body: FaceChoice) -> SessionData:
    """Show another face, from the next picture on; where no photo shows one, the face before stays."""
    control.choose_faces(body.faces)
    return session_data(control.status)


@routes.put("/engine", Permission.CONTROL, fails=(404, *_WAITS), example=EXAMPLE)
def choose_engine(control: ControlOf, body: EngineChoice) -> SessionData:
    """Swap with another engine; a run that goes on begins anew."""
    control.choose_engine(body.engine)
    return session_data(control.status)


@routes.patch(
    "/options",
    Permission.CONTROL,
    fails=(404, *_WAITS),
    example={"engine": "mesh", "options": {"opacity": 0.9}},
)
def set_options(control: ControlOf, core: CoreOf, body: OptionChoice) -> OptionsData:
    """New values for options of the chosen engine, from the next picture on."""
    options = control.set_options(body.options)
    return {"engine": core.settings.current.engine.id, "options": options}


@routes.put("/virtual-camera", Permission.CONTROL, fails=_WAITS, example=EXAMPLE)
def switch_virtual_camera(control: ControlOf, body: Switch) -> SessionData:
    """The virtual camera on or off, over all runs; a device that is not there is told in the status, and tried again.

    Refused until the user has made the statement of consent, which no call can make for them.
    """
    control.set_virtual_camera(body.on)
    return session_data(control.status)


@routes.put("/stream", Permission.CONTROL, fails=_WAITS, example=EXAMPLE)
def switch_stream(control: ControlOf, core: CoreOf, body: StreamChoice) -> SessionData:
    """The network stream on or off, over all runs. Refused as the virtual camera is."""
    address = body.address or core.settings.current.output.stream_address or "udp://127.0.0.1:5000"
    control.set_stream(address if body.on else None)
    return session_data(control.status)
