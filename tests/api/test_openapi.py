"""The OpenAPI page: each route with its envelope, failures and examples; and schemathesis finds nothing against it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator  # schemathesis brings it

from app.api.routes import all_routes
from app.api.server import ApiServer
from app.services.core import Core
from app.services.tokens import Role
from tests.api.conftest import ClientMaker

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = 12
"""Calls of a kind for each route; all of them together take about a minute."""


@pytest.fixture
def document(client_of: ClientMaker) -> dict[str, Any]:
    found: dict[str, Any] = client_of(None).get("/api/v1/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(verb.upper(), path, one) for path, verbs in document["paths"].items() for verb, one in verbs.items()]


def test_every_route_is_on_the_page(document: dict[str, Any]) -> None:
    there = {(method, path) for method, path, _ in operations(document)}
    assert there == {(one.method, one.path) for topic in all_routes() for one in topic.declared if one.method != "WS"}


def test_every_answer_has_an_example_that_fits_its_schema(document: dict[str, Any]) -> None:
    lacking = []
    for method, path, operation in operations(document):
        assert operation["description"]
        for status, answer in operation["responses"].items():
            for kind, content in answer.get("content", {}).items():
                if kind != "application/json":
                    continue
                schema = {**content["schema"], "components": document["components"]}
                if "example" not in content or list(Draft202012Validator(schema).iter_errors(content["example"])):
                    lacking.append((method, path, status))
    assert lacking == []


def test_every_route_that_needs_a_token_says_so(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        permission = next(
            one.permission
            for topic in all_routes()
            for one in topic.declared
            if (one.method, one.path) == (method, path)
        )
        assert bool(operation.get("security")) is (permission != "public")
        assert permission == "public" or {"401", "403", "429"} <= operation["responses"].keys()
        assert f"Permission: `{permission}`" in operation["description"]


def test_the_page_to_read_needs_nothing_from_outside(client_of: ClientMaker) -> None:
    page = client_of(None).get("/api/v1/docs")
    assert "<script" not in page.text
    links = re.findall(r"(?:src|href|url)[=(]['\"]?([^'\" >)]+)", page.text)
    assert links == ["/api/v1/openapi.json"]
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "PUT /api/v1/faces" in page.text


def test_schemathesis_finds_nothing(core: Core, service: ApiServer, url: str, tmp_path: Path) -> None:
    """Every check that it has, with values that fit and values that do not, over the real server."""
    fuzz(core, url, tmp_path, seconds=60)


def test_schemathesis_finds_nothing_in_the_preview(core: Core, service: ApiServer, url: str, tmp_path: Path) -> None:
    """With pictures to see, which the whole must not be tried with: it would send them somewhere."""
    core.settings.set_all({"api.preview": True, "privacy.consent_date": "2026-01-01"})
    fuzz(core, url, tmp_path, "--include-path-regex", "/preview", seconds=3)


def fuzz(core: Core, url: str, folder: Path, *more: str, seconds: int) -> None:
    token = core.tokens.add("fuzzer", Role.ADMIN).text
    core.settings.set("api.failed_logins", 10_000)  # it sends no end of wrong tokens
    words = [
        "run",
        f"{url}/api/v1/openapi.json",
        *("--header", f"Authorization: Bearer {token}"),
        *("--phases", "examples,coverage,fuzzing,stateful"),
        *("--checks", "all"),
        *more,
        *("--max-examples", str(EXAMPLES)),
        *("--max-time", str(seconds)),
        *("--seed", "1"),
        *("--request-timeout", "30"),
        "--continue-on-failure",
        "--no-shrink",
        "--no-color",
        *("--generation-database", "none"),
    ]
    command = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", *words]
    hooks = {"SCHEMATHESIS_HOOKS": "tests.api.fuzz_hooks", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        command, cwd=folder, env=os.environ | hooks, capture_output=True, text=True, check=False, timeout=400
    )
    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr[-2000:]
