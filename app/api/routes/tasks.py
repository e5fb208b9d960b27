"""Images and videos that are worked on in the background: handed in, looked at, cancelled, fetched, deleted."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr, ValidationError
from starlette.types import Receive, Scope, Send
from typing_extensions import TypedDict

from app.api.envelope import Model
from app.api.forms import Form
from app.api.gate import BODY_LIMIT
from app.api.identity import CoreOf
from app.api.permissions import Permission
from app.api.refusals import Refusal, too_large
from app.api.routing import Routes
from app.services.core import Core
from app.services.reach import Reach
from app.services.status_view import MessageData, message_data
from app.services.tasks import Task, TaskRequest, TaskState, TaskStep
from app.services.tasks.service import result_gone

routes = Routes("tasks")

Text = Annotated[StrictStr, Field(min_length=1, max_length=4096, pattern=r"^[^\x00]+$")]
Value = StrictBool | StrictInt | StrictFloat | StrictStr
FILE = "file"


class TaskWish(Model):
    """What to do. What is not given is as the settings say."""

    path: Text | None = Field(
        default=None,
        description="An image or a video in a folder of the setting `tasks.folders`; none with an upload",
        examples=["/home/me/videos/clip.mp4"],
    )
    engine: Text | None = Field(default=None, description="Id of an engine of `/api/v1/engines`", examples=["mesh"])
    options: dict[str, Value] | None = Field(
        default=None, description="Of that engine, as `/api/v1/engines` lists them", examples=[{"opacity": 0.9}]
    )
    faces: list[Text] | None = Field(
        default=None,
        min_length=1,
        max_length=20,
        description="Photos of the face to show, all of one person: of `/api/v1/faces`",
        examples=[["demo:astronaut"]],
    )


class TaskData(TypedDict):
    """A task. Dates are ISO 8601 in UTC; ``progress`` is 0..1; ``seconds_left`` is null where nobody knows. In
    ``covered`` pictures a face could not be swapped, or none was found; ``notes`` say what else the result lacks."""

    id: str
    name: str
    kind: Literal["image", "video"]
    state: TaskState
    step: TaskStep
    progress: float
    frames: int
    total: int
    swapped: int
    covered: int
    fps: float
    seconds_left: float | None
    created: str
    started: str | None
    ended: str | None
    message: MessageData | None
    notes: list[MessageData]
    size: int | None
    sha256: str | None
    thumbnail: bool


class DeletedData(TypedDict):
    """What is there no more."""

    id: str


EXAMPLE: TaskData = {
    "id": "4280c1289e3d4b1286858fec427dbc10",
    "name": "clip.mp4",
    "kind": "video",
    "state": TaskState.RUNNING,
    "step": "swapping",
    "progress": 0.4,
    "frames": 360,
    "total": 900,
    "swapped": 352,
    "covered": 8,
    "fps": 31.5,
    "seconds_left": 17.1,
    "created": "2026-01-31T12:00:00+00:00",
    "started": "2026-01-31T12:00:01+00:00",
    "ended": None,
    "message": None,
    "notes": [],
    "size": None,
    "sha256": None,
    "thumbnail": True,
}
_AT_ONCE = 256 * 1024
"""Bytes of a result that are read at once."""
_SCHEMA = TaskWish.model_json_schema()
_PATH = _SCHEMA["properties"]["path"]
_SENT_PATH = {key: _PATH[key] for key in ("title", "description", "examples")} | _PATH["anyOf"][0]
"""As JSON there is no upload, so the path can be neither left out nor null."""
_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {**_SCHEMA, "properties": _SCHEMA["properties"] | {"path": _SENT_PATH}, "required": ["path"]},
            "example": {"path": "/home/me/videos/clip.mp4"},
        },
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": [FILE],
                "properties": {
                    FILE: {"type": "string", "format": "binary", "description": "The image or video"},
                    "wish": {
                        "type": "string",
                        "description": "The same as the JSON body, without `path`",
                        "example": '{"engine": "mesh"}',
                    },
                },
            }
        },
    },
}
_FILE_CONTENT = {200: {"description": "The file", "content": {"application/octet-stream": {}}}}
_JPEG = {200: {"description": "A small picture", "content": {"image/jpeg": {}}}}


@routes.get("/tasks", Permission.TASKS, fails=(507,), example=[EXAMPLE])
def list_tasks(core: CoreOf) -> list[TaskData]:
    """Every task in the list, the oldest first."""
    return [_data(task) for task in core.tasks.list()]


@routes.post(
    "/tasks",
    Permission.TASKS,
    status=201,
    fails=(404, 409, 422, 507),
    large=True,
    body=_BODY,
    example={**EXAMPLE, "state": TaskState.QUEUED, "step": "", "progress": 0.0, "frames": 0, "started": None},
)
async def add_task(core: CoreOf, request: Request) -> TaskData:
    """Hand in an image or a video: as a form with the file, or as JSON with a path.

    `curl --form file=@clip.mp4` sends a form. A path must lie in a folder of the setting `tasks.folders`, which only
    the user changes. Refused until the user has made the statement of consent.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _uploaded(core, request)
    wish = _wish(await _small(request.stream()))
    if wish.path is None:
        raise _wrong("path", "Field required")

    def submit() -> Task:
        assert wish.path is not None
        return core.tasks.submit(_request(core, wish, core.tasks.allowed(wish.path), allowed=True))

    return _data(await asyncio.to_thread(submit))


@routes.get("/tasks/{id}", Permission.TASKS, fails=(404, 507), example=EXAMPLE)
def read_task(core: CoreOf, id: str) -> TaskData:
    """One task, with its progress and the time that is left."""
    return _data(core.tasks.get(id))


@routes.post("/tasks/{id}/cancel", Permission.TASKS, fails=(404, 507), example={**EXAMPLE, "state": "cancelled"})
def cancel_task(core: CoreOf, id: str) -> TaskData:
    """End a task; what it has made so far is deleted. Nothing happens to one that is over."""
    return _data(core.tasks.cancel(id))


@routes.get("/tasks/{id}/result", Permission.TASKS, fails=(404, 409, 507), content=_FILE_CONTENT)
def read_result(core: CoreOf, request: Request, id: str) -> Response:
    """The image or video that came of it, as a file. A header `Range` with one range is heeded."""
    path = core.tasks.result(id)
    try:
        file = path.open("rb")
    except OSError:  # deleted just now
        raise result_gone(path) from None
    return _File(file, path.name, request.headers.get("range", ""))


@routes.get("/tasks/{id}/thumbnail", Permission.TASKS, fails=(404, 507), content=_JPEG)
def read_thumbnail(core: CoreOf, id: str) -> Response:
    """A small picture out of the result, once there is one."""
    task = core.tasks.get(id)
    try:
        picture = None if task.thumbnail is None else task.thumbnail.read_bytes()
    except OSError:  # deleted just now
        picture = None
    if picture is None:
        raise Refusal(404, "tasks.no_thumbnail", f"There is no picture of {task.name} yet.", "Ask again later.")
    return Response(picture, media_type="image/jpeg")


@routes.delete("/tasks/{id}", Permission.TASKS, fails=(404, 409, 507), example={"id": EXAMPLE["id"]})
def delete_task(core: CoreOf, id: str) -> DeletedData:
    """Take a task that is not worked on out of the list, and its result with it where that was not put elsewhere."""
    core.tasks.delete(id)
    return {"id": id}


# ---- what comes --------------------------------------------------------------------------------------------------


async def _uploaded(core: Core, request: Request) -> TaskData:
    form = Form(FILE, core.tasks.upload)
    try:
        await form.read(request.headers["content-type"], request.stream())
        if form.upload is None:
            raise _wrong(FILE, "Field required")
        wishes = form.fields.get("wish", [])
        wish = _wish(wishes[-1].encode() if wishes else b"{}")
        if wish.path is not None:
            raise _wrong("path", "An upload has no path")
        upload = form.upload

        def submit() -> Task:
            asked = _request(core, wish, upload.finish(), name=upload.name, owned=True)
            return core.tasks.submit(asked)

        return _data(await asyncio.to_thread(submit))
    finally:
        if form.upload is not None:
            form.upload.discard()


async def _small(chunks: AsyncIterator[bytes]) -> bytes:
    """A body that is no upload. Raises Refusal."""
    got = bytearray()
    async for chunk in chunks:
        got += chunk
        if len(got) > BODY_LIMIT:
            raise too_large(BODY_LIMIT)
    return bytes(got)


def _wish(body: bytes) -> TaskWish:
    try:
        return TaskWish.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise _wrong(".".join(str(part) for part in first["loc"]) or "body", first["msg"]) from None


def _wrong(where: str, what: str) -> Refusal:
    return Refusal(422, "api.bad_value", f"{where}: {what}.", "See /api/v1/docs for what this takes.")


def _request(core: Core, wish: TaskWish, source: Path, **more: Any) -> TaskRequest:
    reach = Reach(core)
    faces = None if wish.faces is None else tuple(reach.face(face) for face in wish.faces)
    return TaskRequest(source, engine=wish.engine, options=wish.options, faces=faces, **more)


# ---- what goes ---------------------------------------------------------------------------------------------------


def _data(task: Task) -> TaskData:
    done = task.state is TaskState.DONE
    notes = [message_data(note) for note in task.notes]
    return {
        "id": task.id,
        "name": task.name,
        "kind": task.kind,
        "state": task.state,
        "step": task.step,
        "progress": round(task.part, 4),
        "frames": task.frames,
        "total": task.total,
        "swapped": task.swapped,
        "covered": task.covered,
        "fps": task.fps,
        "seconds_left": None if task.seconds_left is None else round(task.seconds_left, 1),
        "created": _date(task.created) or "",
        "started": _date(task.started),
        "ended": _date(task.ended),
        "message": message_data(task.message),
        "notes": [note for note in notes if note is not None],
        "size": task.size if done else None,
        "sha256": task.sha256 if done else None,
        "thumbnail": task.thumbnail is not None,
    }


def _date(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


class _File(StreamingResponse):
    """A file that is open already, so that it comes whole, whatever happens to its name meanwhile.

    All of it where the range that is asked for is not a plain one within it.
    """

    def __init__(self, file: BinaryIO, name: str, asked: str) -> None:
        self._file = file
        length = os.fstat(file.fileno()).st_size
        headers = {"accept-ranges": "bytes", "content-disposition": f"attachment; filename*=utf-8''{quote(name)}"}
        part = _range(asked, length)
        first, end = part or (0, length)
        if part is not None:
            headers["content-range"] = f"bytes {first}-{end - 1}/{length}"
        headers["content-length"] = str(end - first)
        super().__init__(
            self._chunks(first, end - first), 206 if part else 200, headers, media_type="application/octet-stream"
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._file.close()

    async def _chunks(self, first: int, left: int) -> AsyncIterator[bytes]:
        self._file.seek(first)
        while left > 0:
            data = await asyncio.to_thread(self._file.read, min(_AT_ONCE, left))
            if not data:  # cut short meanwhile: the connection is, too
                return
            left -= len(data)
            yield data


def _range(asked: str, length: int) -> tuple[int, int] | None:
    """First byte and end of what is asked for; None for all of it."""
    plain = re.fullmatch(r"bytes=([0-9]{1,15})-([0-9]{0,15})", asked)
    if plain is None:
        return None
    first, last = int(plain[1]), min(int(plain[2] or length - 1), length - 1)
    return (first, last + 1) if first <= last else None
