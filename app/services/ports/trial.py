"""Trying a service as a client does: whether it answers at its address, how fast, and whether it is ours."""

from __future__ import annotations

import asyncio
import json
import time

import httpx

from app.base.errors import Message, PortError

PATH = "/health"
"""Needs no token."""
_PATIENCE_S = 3.0
_MOST_BYTES = 65_536
"""Ours is a hundredth of this."""


def ask(url: str, patience_s: float = _PATIENCE_S) -> Message:
    """What comes of asking ``url`` for its health; takes ``patience_s`` seconds at most, whatever answers there.

    Raises:
        PortError: nothing answers there, or not what an Understudy answers.
    """
    began = time.monotonic()
    try:
        code, body = asyncio.run(_answer(url + PATH, patience_s))
        ms = round((time.monotonic() - began) * 1000)
        ours = "version" in json.loads(body)["meta"]
    except TimeoutError as error:
        raise _no_answer(url, "timed out") from error
    except (httpx.HTTPError, OSError) as error:
        raise _no_answer(url, str(error) or type(error).__name__) from error
    except (ValueError, TypeError, KeyError, RecursionError):
        ours = False
    if not ours:
        raise PortError(
            "ports.not_ours",
            f"What answers at {url} is not Understudy.",
            "Choose another port, and send nothing there that is meant for Understudy.",
            address=url,
        )
    if 200 <= code < 300:
        return Message("ports.answers", f"{url} answers in {ms} ms.", "", {"address": url, "ms": ms})
    return Message(
        "ports.answers_unwell",
        f"{url} answers in {ms} ms, and says that something does not work ({code}).",
        f"{url}{PATH} tells what.",
        {"address": url, "ms": ms, "code": code, "page": url + PATH},
    )


async def _answer(address: str, patience_s: float) -> tuple[int, bytes]:
    """Status and body. What trickles, or never ends, is no answer of ours: the time is for all of it."""
    # The certificate may be one of our own making; the answer to this is public, and nothing is sent along.
    async with (
        asyncio.timeout(patience_s),
        httpx.AsyncClient(verify=False, trust_env=False, timeout=None) as client,
        client.stream("GET", address, headers={"Accept-Encoding": "identity"}) as answer,
    ):
        body = b""
        async for part in answer.aiter_raw():
            body += part
            if len(body) > _MOST_BYTES:
                raise ValueError("too long")
        return answer.status_code, body


def _no_answer(url: str, reason: str) -> PortError:
    text, hint = f"{url} does not answer: {reason}.", "Switch the service off and on again."
    return PortError("ports.no_answer", text, hint, address=url, reason=reason)
