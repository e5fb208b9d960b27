"""The programs that engines drive, for the window and the command line: looked at, chosen, agreed to, and mended.

Whatever this does to a program's folder or to the disk, somebody asked for: a model is put there, an environment made.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.base.errors import EngineFailure, UsageError
from app.base.events import Event
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.checkouts import findings as words
from app.services.checkouts.environment import (
    EnvironmentPlan,
    EnvironmentProgress,
    make_environment,
    plan_environment,
)
from app.services.checkouts.files import read_small
from app.services.checkouts.interpreters import Interpreter, interpreter_in
from app.services.checkouts.look import State, Surroundings, licence_key, look
from app.services.checkouts.made import sweep
from app.services.checkouts.manifest import CheckoutSpec
from app.services.checkouts.places import Places, is_folder, missing_marks, recognise, whole_path
from app.services.checkouts.printed import LOG
from app.services.checkouts.trial import Trial, try_program
from app.services.checkouts.weights import place_of, put_with_sum
from app.services.child_process import Stop
from app.services.engines import EngineEntry, Manifest, sound_options
from app.services.models.records import Records
from app.services.models.service import Models
from engines.api import OptionValue

_LONGEST = 200_000
"""Bytes of a licence that are shown."""


class Checkouts:
    """Every method may be called from any thread; those that look or make take seconds to minutes."""

    def __init__(
        self,
        paths: Paths,
        settings: SettingsStore,
        engines: Sequence[EngineEntry],
        models: Models,
        places: Places | None = None,
        home: Path | None = None,
    ) -> None:
        """``places``: where programs are looked for; None: the usual ones. ``home``: the user's folder."""
        self.progress: Event[EnvironmentProgress] = Event()
        """Of an environment that is made, on the thread that makes it."""
        self._paths, self._settings, self._models = paths, settings, models
        self._manifests = {
            one.id: one.manifest for one in engines if one.manifest is not None and one.manifest.checkout is not None
        }
        self._entries = {one.id: one for one in engines}
        self._places = places
        self._records = Records(paths.model_records)
        self._home = home or Path.home()

    @property
    def engines(self) -> tuple[str, ...]:
        """Those that drive a program."""
        return tuple(self._manifests)

    def manifest(self, engine: str) -> Manifest:
        """Raises UsageError for an engine that drives no program."""
        if engine not in self._manifests:
            known = ", ".join(self._manifests) or "-"
            raise UsageError(
                "checkout.unknown_engine",
                f"There is no engine {engine} that drives another program.",
                f"There are: {known}.",
                engine=engine,
                known=known,
            )
        return self._manifests[engine]

    def spec(self, engine: str) -> CheckoutSpec:
        """Raises UsageError for an engine that drives no program."""
        spec = self.manifest(engine).checkout
        assert spec is not None
        return spec

    def look(
        self,
        engine: str,
        options: Mapping[str, OptionValue] | None = None,
        *,
        thorough: bool = False,
        leave: threading.Event | None = None,
    ) -> State:
        """How it is now, with these options, or those of the settings. ``thorough``: models that changed are read
        through. Raises UsageError, and ModelError where what is remembered of models can not be read."""
        manifest, spec = self.manifest(engine), self.spec(engine)
        now = self._settings.current
        stored = now.engine.options.get(engine, {}) if options is None else options
        where = Surroundings(
            now.checkouts,
            self._paths.environments / engine,
            self._records,
            self._home,
            self._places or Places.usual(self._paths.root),
            entry=self._models.catalogue.get,
            here=self._sound,
            thorough=thorough,
            log=self._paths.user_cache / "engines" / engine / LOG,
            leave=leave,
        )
        return look(engine, spec, sound_options(manifest, stored)[0], where)

    def _sound(self, model: str) -> Path | None:
        """Where a model of the catalogue lies, as far as it is not damaged."""
        found = self._models.find(model)
        return found.path if found.state in ("here", "unverified") else None

    # ---- what the user chooses -------------------------------------------------------------------------------

    def use(self, engine: str, folder: Path) -> Path:
        """Keep where the program lies; returns its own folder. Raises EngineFailure where that is not the program's,
        SettingsError, UsageError."""
        spec = self.spec(engine)
        folder = whole_path(str(folder)).absolute()
        own = recognise(folder, spec) if is_folder(folder) else None
        if own is None:
            if not is_folder(folder):
                raise _refusal(words.no_folder(engine, spec, folder))
            raise _refusal(words.not_it(engine, spec, folder, missing_marks(folder, spec)))
        self._settings.set_entry("checkouts.folders", engine, str(own))
        return own

    def use_python(self, engine: str, place: Path | None) -> None:
        """Keep which interpreter it has: a file, or the folder of an environment; None: look for it again. Raises
        EngineFailure where there is none, SettingsError, UsageError."""
        spec = self.spec(engine)
        if place is not None:
            place = whole_path(str(place)).absolute()
            if interpreter_in(place) is None:
                raise _refusal(words.python_gone(engine, spec, place))
        self._settings.set_entry("checkouts.pythons", engine, str(place) if place is not None else None)

    def licence(self, engine: str) -> str:
        """The words of the program's licence, as they lie in its folder; empty where it has none there."""
        spec, state = self.spec(engine), self._chosen(engine)
        try:
            return read_small(state / spec.licence_file, _LONGEST).decode("utf-8", "replace")
        except OSError:
            return ""

    def agree(self, engine: str) -> None:
        """Keep, with the date, that the user agreed to the program's licence. Raises ModelError, UsageError."""
        self._records.accept(licence_key(engine), self.spec(engine).licence)

    # ---- mending ---------------------------------------------------------------------------------------------

    def put(self, engine: str, path: str, *, link: bool = False) -> Path:
        """Copy a model of our own folders to where the program looks for it, or link it there. ``path``: of the
        manifest. Raises EngineFailure, ModelError where it is not here or damaged, UsageError."""
        spec, folder = self.spec(engine), self._chosen(engine)
        model = next((one for one in spec.models if one.path == path and one.catalogue), None)
        if model is None:
            known = ", ".join(one.path for one in spec.models if one.catalogue) or "-"
            text = f"There is no model {path} of {spec.program} that could be put there."
            hint = f"There are: {known}."
            raise UsageError("checkout.unknown_model", text, hint, path=path, program=spec.program, known=known)
        source = self._models.use(model.catalogue)
        return put_with_sum(source, place_of(folder, model.path, self._home), spec.sums, link=link)

    def plan_environment(self, engine: str, runtime: str, cancel: Stop) -> EnvironmentPlan:
        """What an environment would come to; asks the package index. See :func:`.environment.plan_environment`."""
        spec = self.spec(engine)
        return plan_environment(engine, spec, self._chosen(engine), self._paths.environments, runtime, cancel)

    def make_environment(self, plan: EnvironmentPlan, cancel: Stop) -> Interpreter:
        """Make it, and keep it as the program's interpreter. See :func:`.environment.make_environment`."""
        made = make_environment(self.spec(plan.engine), plan, cancel, self.progress.publish)
        self.use_python(plan.engine, made.path.parents[1])  # the folder, as a person would choose it
        return made

    def attempt(self, engine: str, unwanted: Callable[[], bool]) -> Trial:
        """Have it swap one face of the demo; see :func:`.trial.try_program`."""
        return try_program(self._paths, self._settings.current, self._entries[engine], unwanted)

    def sweep(self) -> None:
        """Take away environments that a killed program left unfinished, or that newer ones have replaced."""
        sweep(self._paths.environments, self._settings.current.checkouts.pythons.values())

    def _chosen(self, engine: str) -> Path:
        """The folder that the settings name. Raises EngineFailure where they do not."""
        spec, named = self.spec(engine), self._settings.current.checkouts.folders.get(engine, "")
        if not named:
            raise _refusal(words.not_found(engine, spec))
        folder = whole_path(named)
        if not folder.is_absolute() or not is_folder(folder):
            raise _refusal(words.no_folder(engine, spec, folder))
        missing = missing_marks(folder, spec)
        if missing:
            raise _refusal(words.not_it(engine, spec, folder, missing))
        return folder


def _refusal(finding: words.Finding) -> EngineFailure:
    message = finding.message
    return EngineFailure(message.code, message.text, message.hint, **message.params)
