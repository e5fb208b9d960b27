"""What can be changed of a run to make it quicker, and what the user chose: the governor's door into a run.

The user's options and what is traded lie one over the other: :meth:`Steering.trade` puts values over the user's, and
takes them away again; what the user chose is never written over. An option that the user changes while it is traded is
theirs until the end of the run.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future

from app.pipeline.pipeline import Pipeline
from app.services.engines import Manifest
from engines.api import OptionValue

log = logging.getLogger(__name__)


class Steering:
    """One for each run. Any thread may call; what changes, changes on the pipeline's thread between two frames."""

    def __init__(
        self,
        pipeline: Pipeline,
        manifest: Manifest,
        chosen: Mapping[str, OptionValue],
        *,
        live: bool,
        spoilt: Callable[[], None],
    ) -> None:
        """``chosen``: a value for every option of the manifest. ``live``: whether the run has a rate to keep; one that
        plays a clip as fast as it goes has none. ``spoilt`` is called when something is traded: the run's figures are
        not those of what was chosen any more."""
        self.pipeline, self.manifest, self.live = pipeline, manifest, live
        self._spoilt = spoilt
        self._chosen = dict(chosen)
        self._traded: dict[str, OptionValue] = {}
        self._kept: frozenset[str] = frozenset()
        self._changes = 0

    @property
    def chosen(self) -> Mapping[str, OptionValue]:
        """The user's values of all options."""
        return dict(self._chosen)

    @property
    def kept(self) -> frozenset[str]:
        """Options that the user took back while they were traded: they are not to be traded any more."""
        return self._kept

    @property
    def changes(self) -> int:
        """How often the user has changed options of this run."""
        return self._changes

    def configure(self, options: Mapping[str, OptionValue]) -> Future[None]:
        """The user's new values, checked before; they count at once, whatever is traded. One that is traded and that
        the user has chosen just so before is no change: a whole set of options may be given for the sake of one."""
        asked = dict(options)

        def change() -> None:
            traded, chosen = self._traded, self._chosen
            wanted = {key: value for key, value in asked.items() if key not in traded or value != chosen[key]}
            self._configure(wanted)
            self._chosen = {**chosen, **wanted}
            self._traded = {key: value for key, value in traded.items() if key not in wanted}
            self._kept |= traded.keys() & wanted.keys()
            self._changes += 1

        return self.pipeline.post(change)

    def trade(self, values: Mapping[str, OptionValue], size: float, changes: int | None) -> Future[bool]:
        """From now on these values lie over the user's, and no others, and the engine works on ``size`` of the frame.
        The Future carries False, and nothing was changed, where the user has changed options since there were
        ``changes`` (None: whatever they have changed); and an EngineFailure where the engine can not do it."""
        wanted = dict(values)

        def change() -> bool:
            if changes is not None and changes != self._changes:
                return False
            now, then = self._chosen | self._traded, self._chosen | wanted
            differing = {key: value for key, value in then.items() if value != now[key]}
            if differing:
                self._configure(differing)
            self._traded = wanted
            self.pipeline.smaller.size = size
            if wanted or size < 1:
                self._spoilt()
            return True

        return self.pipeline.post(change)

    def _configure(self, wanted: Mapping[str, OptionValue]) -> None:
        """An engine that fails may have taken a part of it: it is told again what it had."""
        try:
            self.pipeline.engine.configure(wanted)
        except Exception:
            now = self._chosen | self._traded
            try:
                self.pipeline.engine.configure({key: now[key] for key in wanted})
            except Exception as error:  # noqa: BLE001 - other people's code, which has just failed: told by what follows
                log.warning("The engine did not take back options that it refused others of: %s", error)
            raise
