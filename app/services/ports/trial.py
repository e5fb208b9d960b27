"""Trying a service as a client does: whether it answers at its address, how fast, and whether it is ours."""

from __future__ import annotations

import time

import httpx

from app.base.errors import Message, PortError

PATH = "/health"
"""Needs no token."""
_PATIENCE_S = 3.0


def ask(url: str) -> Message:
    """What comes of asking ``url`` for its health. Takes up to three seconds.

    Raises:
        PortError: nothing answers there, or not what an Understudy answers.
    """
    began = time.monotonic()
    try:
        # The certificate may be one of our own making; the answer to this is public, and nothing is sent along.
        answer = httpx.get(url + PATH, timeout=_PATIENCE_S, verify=False, trust_env=False)
        ms = round((time.monotonic() - began) * 1000)
        ours = "version" in answer.json()["meta"]
    except (httpx.HTTPError, OSError) as error:
        reason = str(error) or type(error).__name__
        text, hint = f"{url} does not answer: {reason}.", "Switch the service off and on again."
        raise PortError("ports.no_answer", text, hint, address=url, reason=reason) from error
    except (ValueError, TypeError, KeyError):
        ours = False
    if not ours:
        raise PortError(
            "ports.not_ours",
            f"What answers at {url} is not Understudy.",
            "Choose another port, and send nothing there that is meant for Understudy.",
            address=url,
        )
    code = answer.status_code
    if answer.is_success:
        return Message("ports.answers", f"{url} answers in {ms} ms.", "", {"address": url, "ms": ms})
    return Message(
        "ports.answers_unwell",
        f"{url} answers in {ms} ms, and says that something does not work ({code}).",
        f"{url}{PATH} tells what.",
        {"address": url, "ms": ms, "code": code, "page": url + PATH},
    )
