"""What an engine's manifest may say of the program that it drives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.services.engines import discover
from tests.services.checkouts.kit import SPEC, found_engines, spec, write_engine


def test_a_whole_one_is_read(tmp_path: Path) -> None:
    model = {"path": "~/.weights/a.onnx", "alternatives": ["models/a.onnx"], "when": {"sharp": [True]}}
    (entry,) = found_engines(write_engine(tmp_path, models=[model], runtimes={"cpu": "onnxruntime==1.2"}).parent)
    assert entry.manifest is not None
    assert entry.manifest.checkout is not None
    assert entry.manifest.checkout.models[0].paths == ("~/.weights/a.onnx", "models/a.onnx")


def test_versions_of_python_are_pep_440s() -> None:
    wanted = spec(python=">=3.11,<3.15")
    assert [wanted.works_with(one) for one in ("3.10.13", "3.11.0", "3.14.1", "3.15.0", "3.14.0rc1")] == [
        False, True, True, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"marks": []}, "marks"),
        ({"marks": ["../run.py"]}, "not a path within"),
        ({"marks": ["/etc/passwd"]}, "not a path within"),
        ({"marks": ["~/run.py"]}, "not a path within"),
        ({"marks": [""]}, "name files"),
        ({"requirements": "C:\\pins.txt"}, "not a path within"),
        ({"folders": ["a/b"]}, "name of a folder"),
        ({"python": "three"}, "says no versions"),
        ({"url": "http://example.org"}, "url"),
        ({"models": [{"path": "models/../../a.onnx"}]}, "not a path within"),
        ({"models": [{"path": "a.onnx", "sha256": "abc"}]}, "sha256"),
        ({"models": [{"path": "a.onnx", "when": {"blunt": [True]}}]}, "option blunt"),
        ({"models": [{"path": "a.onnx", "when": {"sharp": ["very"]}}]}, "option sharp"),
        ({"runtimes": {"cpu": "numpy==1"}}, "not an onnxruntime"),
        ({"runtimes": {"steam": "onnxruntime"}}, "none of cpu"),
        ({"runtimes": {"cpu": "onnxruntime = 1"}}, "not a requirement"),
        ({"versions": []}, "versions"),
        ({"versions": [{"commit": "main", "date": "2026-01-01"}]}, "commit"),
        ({"licence": ""}, "licence"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_a_wrong_one_is_told_and_nothing_else_is_broken(tmp_path: Path, changes: dict[str, Any], word: str) -> None:
    write_engine(tmp_path, **changes)
    (entry,) = discover([tmp_path])
    assert entry.manifest is None
    assert entry.error is not None
    assert word in entry.error.text, entry.error.text


@pytest.mark.parametrize("key", ["program", "url", "marks", "folders", "python", "versions", "licence"])
def test_what_has_to_be_there(tmp_path: Path, key: str) -> None:
    write_engine(tmp_path, manifest_checkout={name: value for name, value in SPEC.items() if name != key})
    (entry,) = discover([tmp_path])
    assert entry.error is not None
    assert key in entry.error.text
