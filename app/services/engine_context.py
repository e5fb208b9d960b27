"""What an engine is given when it is constructed: folders, models, what to run on, and whom to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.base.errors import Message
from app.base.paths import Paths
from app.base.settings import Settings
from app.pipeline.buffers import BufferPool
from app.services.checkouts.use import Prepared, prepare
from app.services.engines import EngineEntry, Manifest, check_options
from app.services.providers import Providers, gpu_options
from engines.api import EngineContext, OptionValue


def small_threads(settings: Settings) -> int:
    """Threads of a small network: the setting, within the limit of what the program may take."""
    limit = settings.resources.cpu_threads
    return min(settings.performance.onnx_threads, limit) if limit else settings.performance.onnx_threads


def large_threads(settings: Settings) -> int:
    """Threads of a network that the frame waits for: the setting, or all cores of this machine; within the limit of
    what the program may take."""
    threads, limit = settings.performance.onnx_large_threads, settings.resources.cpu_threads
    if not threads:
        import psutil

        threads = int(psutil.cpu_count(logical=False) or psutil.cpu_count() or 1)
    return min(threads, limit) if limit else threads


@dataclass(frozen=True, slots=True)
class _Unwanted:
    """What is asked, as an event that can be looked at."""

    is_set: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class ContextMaker:
    """Makes the context of one run's engine."""

    paths: Paths
    providers: Providers
    find_model: Callable[[str], Path | None]
    notice: Callable[[Message], None]
    live: bool = True
    """Whether the picture must go on while a program that an engine drives does not answer; else it is waited for."""
    unwanted: Callable[[], bool] = lambda: False
    """Whether nobody wants the engine any more that is being loaded."""
    prepared: Callable[[Prepared], None] = lambda _prepared: None
    """Told of the program that an engine drives, where it drives one."""

    def make(
        self,
        settings: Settings,
        entry: EngineEntry,
        options: Mapping[str, OptionValue],
        pool: BufferPool,
        report: Callable[[float, str], None],
    ) -> EngineContext:
        """Raises OptionError for options that do not fit the manifest, EngineFailure where the program that the engine
        drives is missing or broken. That something else than the wanted provider is used is told."""
        manifest = entry.manifest
        assert manifest is not None
        filled = check_options(manifest, options)
        program = None
        if manifest.checkout is not None:
            program = prepare(
                entry.id,
                manifest.checkout,
                manifest.providers,
                filled,
                settings,
                self.paths,
                live=self.live,
                leave=_Unwanted(self.unwanted),
            )
            self.prepared(program)
        cache = self.paths.user_cache / "engines" / entry.id
        cache.mkdir(parents=True, exist_ok=True)
        return EngineContext(
            models=self.paths.models,
            cache=cache,
            providers=program.providers if program is not None else self._providers(settings, manifest),
            threads=small_threads(settings),
            large_threads=large_threads(settings),
            options=filled,
            report=report,
            buffer=pool.take,
            find_model=self.find_model,
            gpu=gpu_options(settings.gpu),
            checkout=program.checkout if program is not None else None,
            tell=self._tell,
            unwanted=self.unwanted,
        )

    def _providers(self, settings: Settings, manifest: Manifest) -> tuple[str, ...]:
        return self.providers.for_run(settings.gpu, manifest.providers, self.notice)

    def _tell(self, sentence: str, hint: str) -> None:
        self.notice(Message("engine.says", sentence, hint, {"sentence": sentence, "hint": hint}))
