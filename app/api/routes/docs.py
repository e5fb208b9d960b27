"""The OpenAPI document as a page to read: plain HTML, since the scripts of the usual pages come from outside."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from fastapi import Response
from fastapi.requests import Request
from fastapi.responses import HTMLResponse

from app.api.permissions import Permission
from app.api.routing import V1, Routes

routes = Routes("docs")

_STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin: 2rem 0 .3rem; font-size: 1.05rem; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
pre { padding: .6rem .8rem; overflow-x: auto; background: #8882; border-radius: .4rem; font-size: .85rem; }
table { border-collapse: collapse; } td { padding: .1rem .8rem .1rem 0; vertical-align: top; }
summary { cursor: pointer; } .quiet { opacity: .7; }
"""
_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_PAGE = {200: {"description": "This page", "content": {"text/html": {"schema": {"type": "string"}}}}}


@routes.get("/docs", Permission.PUBLIC, content=_PAGE)
def read_docs(request: Request) -> Response:
    """What the service can be asked, with examples; the same as `/api/v1/openapi.json`, to read."""
    return HTMLResponse(_page(request.app.openapi()), headers={"content-security-policy": _CSP})


def _page(document: dict[str, Any]) -> str:
    about = escape(document["info"]["description"])
    parts = [
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Understudy {document['info']['version']}</title>",
        f"<meta name=viewport content='width=device-width'><style>{_STYLE}</style><h1>Understudy</h1><p>{about}</p>",
        f"<p><a href='{V1}/openapi.json'>OpenAPI document</a></p>",
    ]
    for path, methods in document["paths"].items():
        parts += [_operation(method.upper(), path, operation) for method, operation in methods.items()]
    return "\n".join(parts)


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    about = "".join(f"<p>{escape(text)}</p>" for text in operation["description"].split("\n\n"))
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    wants = f"<p class=quiet>Takes</p>{_json(body.get('schema', {}))}" if body else ""
    answers = "".join(_answer(code, answer) for code, answer in operation["responses"].items())
    return f"<h2>{method} {escape(path)}</h2>{about}{wants}{answers}"


def _answer(code: str, answer: dict[str, Any]) -> str:
    kinds = answer.get("content", {})
    shown = next((kind["example"] for kind in kinds.values() if "example" in kind), None)
    words = escape(answer.get("description", "")) or ", ".join(kinds)
    body = _json(shown) if shown is not None else f"<p class=quiet>{escape(', '.join(kinds))}</p>"
    return f"<details><summary>{code} {words}</summary>{body}</details>"


def _json(value: Any) -> str:
    return f"<pre>{escape(json.dumps(value, indent=2, ensure_ascii=False, default=str))}</pre>"
