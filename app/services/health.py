"""Whether what should work does: a check for each part, which names no file, device or person.

What moves is looked at over time: :meth:`Health.look` remembers when the source and the outputs last got on, and is
called once a second while the service runs, so that one question is enough for an answer.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import psutil
from typing_extensions import TypedDict  # pydantic takes no other one before Python 3.12

from app.services.core import Core
from app.services.session_state import SessionState, SessionStatus

log = logging.getLogger(__name__)

STILL_S = 5.0
"""Seconds without a picture, or a turn of the pipeline's loop, after which a part counts as stuck."""
LOADING_S = 180.0
"""Seconds that loading may take; networks that are compiled for a graphics card take minutes."""
STOPPING_S = 20.0

CheckName = Literal["pipeline", "camera", "engine", "output", "disk", "memory", "models"]


class CheckData(TypedDict):
    """One part. ``code`` says why it fails, and is stable; None where it does not."""

    name: CheckName
    ok: bool
    code: str | None


class Health:
    """Any thread may ask."""

    def __init__(self, core: Core, clock: Callable[[], float] = time.monotonic) -> None:
        self._core, self._clock = core, clock
        self._lock = threading.Lock()
        self._models = _ModelFiles(core.paths.models)
        self._state: SessionState | None = None
        self._state_since = clock()
        self._frames = (-1, -1)
        self._in_since = self._out_since = clock()

    def look(self) -> None:
        """Remember what has moved since."""
        with self._lock:
            self._look(self._core.session.status)

    def checks(self) -> list[CheckData]:
        """Every part, as it is now."""
        with self._lock:
            status = self._core.session.status
            self._look(status)
            failed: dict[CheckName, str | None] = {
                "pipeline": self._pipeline(status),
                "camera": self._camera(status),
                "engine": self._engine(status),
                "output": self._output(status),
                "disk": self._disk(),
                "memory": self._memory(),
                "models": self._models.failure(),
            }
        return [{"name": name, "ok": code is None, "code": code} for name, code in failed.items()]

    def ready(self) -> bool:
        """Whether pictures flow, or would if a run was asked for: not while one loads or ends, or has failed."""
        status = self._core.session.status
        if status.state is SessionState.RUNNING:
            return status.frames_out > 0
        return status.state is SessionState.IDLE

    # ---- the parts -------------------------------------------------------------------------------------------

    def _look(self, status: SessionStatus) -> None:
        now = self._clock()
        if status.state is not self._state:
            self._state, self._state_since = status.state, now
            self._in_since = self._out_since = now
        before_in, before_out = self._frames
        if status.frames_in != before_in:
            self._in_since = now
        if status.frames_out != before_out:
            self._out_since = now
        self._frames = (status.frames_in, status.frames_out)

    def _pipeline(self, status: SessionStatus) -> str | None:
        now = self._clock()
        if status.state is SessionState.FAILED:
            return "health.run_failed"
        if status.state is SessionState.LOADING and now - self._state_since > LOADING_S:
            return "health.loading_long"
        if status.state is SessionState.STOPPING and now - self._state_since > STOPPING_S:
            return "health.stopping_long"
        if status.state is SessionState.RUNNING and now - status.turned_at > STILL_S:
            return "health.pipeline_still"
        return None

    def _camera(self, status: SessionStatus) -> str | None:
        if status.state is SessionState.FAILED and status.failed_at == "source":
            return "health.no_source"
        if status.state is not SessionState.RUNNING:
            return None
        if status.source_lost is not None:
            return "health.source_lost"
        return "health.source_still" if self._clock() - self._in_since > STILL_S else None

    def _engine(self, status: SessionStatus) -> str | None:
        chosen = status.engine or self._core.settings.current.engine.id
        entry = next((one for one in self._core.engines if one.id == chosen), None)
        if entry is None or entry.manifest is None:
            return "health.no_engine"
        if status.state is SessionState.FAILED and status.failed_at == "engine":
            return "health.engine_failed"
        if status.state is not SessionState.RUNNING:
            return None
        if status.failed_in_a_row:
            return "health.engine_failing"
        gives = status.source_lost is None and self._clock() - self._in_since <= STILL_S
        return "health.engine_still" if gives and self._clock() - self._out_since > STILL_S else None

    def _output(self, status: SessionStatus) -> str | None:
        session = self._core.session
        if any(one.error is not None for one in status.outputs):
            return "health.output_failed"
        running = status.state is SessionState.RUNNING
        return "health.output_ended" if running and session.output_failure is not None else None

    def _disk(self) -> str | None:
        paths, least = self._core.paths, self._core.settings.current.api.disk_mb * 1_000_000
        try:
            free = min(shutil.disk_usage(folder).free for folder in (paths.user_data, paths.user_cache, paths.logs))
        except OSError:
            return "health.disk_unreadable"
        return "health.disk_full" if free < least else None

    def _memory(self) -> str | None:
        least = self._core.settings.current.api.memory_mb * 1_000_000
        return "health.memory_short" if psutil.virtual_memory().available < least else None


class _ModelFiles:
    """Whether the models that ship are whole: each is read once, and again where its file has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._whole: dict[str, tuple[int, int]] = {}

    def failure(self) -> str | None:
        try:
            for file, sha256 in self._wanted():
                path = self._folder / file
                stat = path.stat()
                stamp = (stat.st_mtime_ns, stat.st_size)
                if self._whole.get(file) == stamp:
                    continue
                with path.open("rb") as stream:
                    if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
                        return "health.model_damaged"
                self._whole[file] = stamp
        except FileNotFoundError:
            return "health.model_missing"
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("The models can not be checked: %s", error)
            return "health.model_unreadable"
        return None

    def _wanted(self) -> Iterator[tuple[str, str]]:
        for entry in json.loads((self._folder / "manifest.json").read_text("utf-8"))["models"]:
            yield entry["file"], entry["sha256"]
