"""The picture that leaves, as one JPEG or as a stream of them; off unless the user switched it on at the machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Query, Response
from fastapi.responses import StreamingResponse

from app.api.identity import IdentityOf
from app.api.permissions import Permission
from app.api.routing import Routes
from app.api.shared import Shared, SharedOf
from app.base.errors import UserError

routes = Routes("preview")

_BOUNDARY = "understudy-picture"
_LOOK_S = 0.02
_AGAIN_S = 5.0
"""A picture that stays the same is sent again now and then, by which a client sees that the service lives."""
_JPEG = {200: {"description": "A picture", "content": {"image/jpeg": {}}}}
_MJPEG = {200: {"description": "Pictures", "content": {"multipart/x-mixed-replace": {}}}}


@routes.get("/preview.jpg", Permission.WATCH, fails=(409,), content=_JPEG)
def read_preview(shared: SharedOf) -> Response:
    """The picture that leaves now, guarded and marked, as the outputs get it.

    Refused where `api.preview` is off, and until the user has made the statement of consent.
    """
    return Response(shared.preview.now().jpeg, media_type="image/jpeg")


@routes.get("/preview.mjpeg", Permission.WATCH, fails=(409,), content=_MJPEG)
def watch_preview(
    shared: SharedOf, identity: IdentityOf, frames: Annotated[int | None, Query(ge=1, le=100_000)] = None
) -> Response:
    """The pictures that leave, one after the other, until the caller goes or `frames` of them were sent; refused as
    the single one is. One that stays the same is sent again every five seconds."""
    shared.preview.check()
    kind = f"multipart/x-mixed-replace; boundary={_BOUNDARY}"
    return StreamingResponse(_pictures(shared, identity.id, frames), media_type=kind)


async def _pictures(shared: Shared, who: str, frames: int | None) -> AsyncIterator[bytes]:
    """Ends with so many ``frames``, and where the service does, the preview is switched off or the token counts no
    more."""
    sequence, sent, sent_at, last = 0, 0, 0.0, b""
    loop = asyncio.get_running_loop()
    while not shared.ending.is_set() and (frames is None or sent < frames):
        try:
            if not shared.counts(who):
                return
            newer = await asyncio.to_thread(shared.preview.newest, sequence)
        except UserError:
            return
        if newer is not None:
            sequence, last = newer.sequence, newer.jpeg
        if newer is not None or loop.time() - sent_at > _AGAIN_S:
            head = f"--{_BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(last)}\r\n\r\n"
            yield head.encode() + last + b"\r\n"
            sent, sent_at = sent + 1, loop.time()
        await asyncio.sleep(_LOOK_S)
