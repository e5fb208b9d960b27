"""How many pictures a second a model makes on this machine: measured in runs, and remembered for the engine dock.

1. :meth:`Rates.subject` says what a run would be of: the engine, its model's file, the options and settings that the
   time depends on, this machine.
2. After a run, and while it goes on, :meth:`Rates.learn` takes the medians of its stages. The rate is that of the
   network's time and of all other work on a picture one after the other; where both overlap it may be somewhat higher.
3. :meth:`Rates.find` tells what was measured of the same subject before. Nothing is guessed: else there is None.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.base.errors import ModelError
from app.base.files import replace_file
from app.base.process import processor
from app.base.settings import Settings
from app.services.copies import FOLDER
from app.services.engine_context import large_threads
from app.services.engines import Manifest
from engines.api import OptionValue

ENOUGH = 5
"""Swapped pictures that medians are taken of at least; the first one warms up."""
NETWORK = "swap.network"
"""The stage that is the time within the swapper's network alone."""
_KEPT = 60
_NOT_WORK = ("read", "swap")
"""Stages that are no work on a picture besides the network: waiting for the source, and for the network."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rate is of."""

    engine: str
    model: str
    """Id in the catalogue."""
    size: int
    mtime_ns: int
    """Of the model's file, in bytes and in nanoseconds since 1970."""
    options: str
    """Those that the time may depend on, as JSON: all but the numbers with fractions, which are matters of taste."""
    copies: str
    """Names of the engine's int8 copies: a new one changes what ``auto`` runs."""
    wanted: str
    """Setting ``gpu.provider``."""
    threads: int
    machine: str


@dataclass(frozen=True, slots=True)
class Rate:
    """What was measured: milliseconds a picture, within the network and besides, and what it ran on."""

    network_ms: float
    rest_ms: float
    provider: str
    date: str

    @property
    def fps(self) -> float:
        """Pictures a second."""
        return 1000 / max(self.network_ms + self.rest_ms, 1e-3)

    @property
    def on_processor(self) -> bool:
        """Whether the network ran on the processor, by whatever library."""
        return self.provider.startswith(("CPU", "OpenVINO, "))


class Rates:
    """Every method may be called from any thread; what can not be read or written is as if it were not there."""

    def __init__(
        self,
        file: Path,
        engines_cache: Path,
        settings: Callable[[], Settings],
        find: Callable[[str], Path | None],
    ) -> None:
        """``engines_cache``: folder with a part for each engine; ``find``: where a model of the catalogue lies."""
        self._file = file
        self._engines_cache = engines_cache
        self._settings = settings
        self._find = find
        self._lock = threading.Lock()

    def subject(self, manifest: Manifest, options: Mapping[str, OptionValue]) -> Subject | None:
        """What a run of the engine with these options would be of; None where no model of the catalogue is here that
        it could swap with."""
        values = {spec.key: options.get(spec.key, spec.default) for spec in manifest.options if spec.type != "float"}
        swappers = [entry for entry in manifest.catalogue if entry.kind == "swapper"]
        chosen = [entry for entry in swappers if entry.id in values.values()] or swappers
        for entry in chosen:
            try:
                path = self._find(entry.id)
                if path is None:
                    continue
                stat = path.stat()
            except (ModelError, OSError):  # told where the model is used
                continue
            settings = self._settings()
            copies = sorted(copy.name for copy in (self._engines_cache / manifest.id / FOLDER).glob("*.onnx"))
            return Subject(
                manifest.id,
                entry.id,
                stat.st_size,
                stat.st_mtime_ns,
                json.dumps(values, sort_keys=True),
                " ".join(copies),
                settings.gpu.provider,
                large_threads(settings),
                processor(),
            )
        return None

    def find(self, subject: Subject) -> Rate | None:
        """What was measured of it."""
        return self._read().get(subject)

    def learn(self, subject: Subject, provider: str, swapped: int, stages: Mapping[str, Mapping[str, float]]) -> None:
        """Take the figures of a run: ``stages`` are ``Session.measured()["stages_ms"]``. Too short a run says
        nothing."""
        network = stages.get(NETWORK, {}).get("p50", 0.0)
        if swapped < ENOUGH or network <= 0:
            return
        rest = sum(values["p50"] for name, values in stages.items() if "." not in name and name not in _NOT_WORK)
        rate = Rate(round(network, 2), round(rest, 2), provider, datetime.now(UTC).isoformat(timespec="seconds"))
        with self._lock:
            known = {other: one for other, one in self._read().items() if other != subject}
            kept = [*known.items(), (subject, rate)][-_KEPT:]
            rows = [{"subject": asdict(other), "rate": asdict(one)} for other, one in kept]
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                replace_file(self._file, json.dumps(rows, indent=1).encode())
            except OSError:
                return  # measured again in the next run

    def _read(self) -> dict[Subject, Rate]:
        try:
            rows: list[dict[str, Any]] = json.loads(self._file.read_text("utf-8"))
            return {Subject(**row["subject"]): Rate(**row["rate"]) for row in rows}
        except (OSError, ValueError, KeyError, TypeError):  # not there, damaged, or of another version: measured anew
            return {}
