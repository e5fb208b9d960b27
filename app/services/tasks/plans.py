"""What a task was asked for, taken from the settings when it was submitted and given back to them when it is worked on;
and the sum over everything that decides the bytes of a result.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

import av
from pydantic import ValidationError

from app import __version__
from app.base.settings import Settings
from app.services.tasks.records import TaskPlan

SECTIONS = ("gpu", "performance", "output", "privacy", "models")
"""Of the settings, that decide what a result looks like."""
_PACKAGES = ("numpy", "opencv-python", "numba", "onnxruntime", "onnxruntime-gpu", "onnxruntime-directml", "openvino")


def kept_settings(settings: Settings) -> dict[str, dict[str, Any]]:
    """What of the settings a plan keeps."""
    return {name: getattr(settings, name).model_dump(mode="json") for name in SECTIONS}


def strictness(settings: Settings) -> tuple[bool, ...]:
    """What is asked for of all that leaves: cover, and the visible mark."""
    return settings.privacy.guard != "pass", settings.output.label


def settings_of(plan: TaskPlan, current: Settings) -> Settings:
    """The settings as they were when the task was submitted; of keys that the program no longer has, or that it got
    since, and of values that it no longer takes, those of now. Cover and mark that were asked for since count: who has
    let real faces through, and does so no more, does not expect one in a result of tomorrow."""
    values = current.model_dump(mode="json")
    for name, kept in plan.settings.items():
        section = values.get(name)
        if not isinstance(section, dict):
            continue
        for key in section.keys() & kept.keys():
            before, section[key] = section[key], kept[key]
            try:
                Settings.model_validate(values)
            except ValidationError:
                section[key] = before
    cover, mark = strictness(current)
    if cover:
        values["privacy"]["guard"] = current.privacy.guard
    if mark:
        values["output"]["label"] = True
    return Settings.model_validate(values)


def task_fingerprint(plan: TaskPlan, settings: Settings, source: Path, provider: str, models: Iterable[Path]) -> str:
    """A sum over the plan, what is asked for of all that leaves, the state of the source and of the user's models, the
    program, its libraries and what the networks run on: segments that were made under another one do not belong to this
    result. Raises OSError."""
    parts = {
        "plan": plan.model_dump(mode="json"),
        "strict": strictness(settings),
        "source": file_state(source),
        "models": sorted(file_state(model) for model in models),
        "program": __version__,
        "media": [av.__version__, sorted(av.library_versions.items())],
        "packages": {name: _version(name) for name in _PACKAGES},
        "machine": [platform.machine(), platform.python_version()],
        "provider": provider,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def file_state(file: Path) -> tuple[str, int, int]:
    """What differs once somebody has written to a file. Raises OSError."""
    state = file.stat()
    return str(file), state.st_size, state.st_mtime_ns


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
