"""Between the window and the models: what the user asks for, done on worker threads, and what came of it.

1. Looking, checking, importing and deleting go one after the other through one thread; fetches through another, so that
   a large file never holds up the list. For one model only one thing is done at a time.
2. A fetch is planned first (:attr:`ModelsLink.planned`), so that the user sees whom it goes to and under which
   licences; ``fetches`` then brings the model and what it needs. So is a faster copy, which takes memory for minutes:
   ``copies`` then makes it, on a third thread.
3. Whatever ends, the list is looked at anew; :attr:`ModelsLink.changed` tells every part of the window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from PyQt6.QtCore import QFileSystemWatcher, QObject, QTimer, pyqtSignal

from app.base.errors import Message, ModelError
from app.base.files import same_file
from app.gui.model_copies import ModelCopies
from app.gui.model_fetches import Fetches
from app.gui.session_link import SessionLink
from app.gui.threads import Background
from app.services.models import FetchPlan, Found, Overview, folder_in, models_in, overview, plan_fetch, suggested

if TYPE_CHECKING:
    from app.services.copies import CopyNeeds
    from app.services.copy_info import CopyInfo
    from app.services.core import Core

T = TypeVar("T")
Work = Literal["planning", "checking", "importing", "deleting"]

_LOOK_MS = 200
"""A folder that changes tells so several times: it is looked at once that has calmed down."""


class ModelsLink(SessionLink):
    changed = pyqtSignal(object)
    """Overview, whenever something may have changed."""
    worked = pyqtSignal()
    """What is being done has changed, or how far it is."""
    planned = pyqtSignal(object)
    """FetchPlan that the user has to agree to."""
    not_fetchable = pyqtSignal(object)
    """FetchPlan of a model that can not be fetched itself, or of which nothing can."""
    copy_planned = pyqtSignal(object, object)
    """Row of the model and CopyNeeds, what its copy takes: the user has to agree."""
    unnamed = pyqtSignal(object)
    """Path of a file that is to be imported and whose name does not tell which model it is."""
    usable = pyqtSignal(object)
    """ModelEntry of a model that an engine can be told to use and that lacks nothing any more."""
    suggested = pyqtSignal(tuple)
    """Paths of folders of other programs: the answer to :meth:`ModelsLink.suggest`."""

    def __init__(self, core: Core, parent: QObject | None = None) -> None:
        super().__init__(core, Background(threads=1), parent)
        self.background.setParent(self)
        self.models = core.models
        self.fetches = Fetches(core.models, self)
        self.fetches.changed.connect(self.worked)
        self.fetches.brought.connect(self.look)
        self.fetches.failed.connect(self.tell_error)
        self.copies = ModelCopies(core.copies, self)
        self.copies.changed.connect(self.worked)
        self.copies.ended.connect(self.look)
        self.copies.told.connect(self.told)
        self.copies.failed.connect(self.tell_error)
        self.overview: Overview | None = None
        self._working: dict[str, Work] = {}
        self._looks = 0
        self._problems = 0
        """How many problems of the records have been told."""
        self._closing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _: self._timer.start())

    # ---- life ------------------------------------------------------------------------------------------------

    @property
    def at_work(self) -> bool:
        """Whether something is still being done."""
        return self.background.busy or self.fetches.at_work or self.copies.at_work

    def cancel_all(self) -> None:
        """End every fetch, keep the parts, end what makes copies, and begin nothing more: the window is about to
        close."""
        self._closing = True
        self._timer.stop()
        self.fetches.cancel_all()
        self.copies.cancel_all()

    def close(self) -> None:
        """Listen no more and wait for what has begun."""
        self.cancel_all()
        self.fetches.close()
        self.copies.close()
        self.background.close()

    # ---- the list --------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Look at all models and folders; several looks that wait are one."""
        if self._looks < 2 and not self._closing:  # one that has begun may have missed what is asked about now
            self._looks += 1
            self.background.run(
                lambda: (overview(self.models), self.copies.service.find_all()), self._looked, self._not_looked
            )

    def _looked(self, seen: tuple[Overview, Mapping[str, CopyInfo]]) -> None:
        self._looks -= 1
        before = self.overview
        self.overview, self.copies.found = found, _ = seen
        self._watch_folders(found)
        for problem in self.models.problems[self._problems :]:
            self.tell(problem)
        self._problems = len(self.models.problems)
        self.changed.emit(found)
        if before is not None:
            for model, row in found.rows.items():
                if row.ready and not before.rows[model].ready and not found.needed_by(model):
                    self.usable.emit(row.entry)

    def _not_looked(self, error: Exception) -> None:
        self._looks -= 1
        self.tell_error(error)

    def _watch_folders(self, found: Overview) -> None:
        """The program's own folder may still have to be made: then the one in which that will be is watched."""
        wanted = {str(folder.path) for folder in found.folders if folder.there}
        wanted |= {str(folder.path.parent) for folder in found.folders if folder.own and not folder.there}
        watched = set(self._watcher.directories())
        if watched - wanted:
            self._watcher.removePaths(sorted(watched - wanted))
        new = sorted(wanted - watched)
        if new and len(self._watcher.addPaths(new)) < len(new):  # it answers with those that it can not watch
            self._timer.start()  # something may have come between the look and this

    # ---- what is being done ----------------------------------------------------------------------------------

    def work(self, model: str) -> Work | None:
        """What is being done with a model besides fetching it."""
        return self._working.get(model)

    def idle(self, model: str) -> bool:
        """Whether nothing is being done with the model."""
        return model not in self._working and not self.fetches.queued(model) and not self.copies.queued(model)

    # ---- fetching --------------------------------------------------------------------------------------------

    def plan(self, model: str) -> None:
        """Find out what a fetch would do; nothing where the model is being fetched or worked on already."""

        def done(plan: FetchPlan) -> None:
            if not plan.wanted:
                self._nothing_to_fetch(model)
            elif not plan.fetchable or (plan.wanted[0].entry.id == model and plan.wanted[0].reason is not None):
                self.not_fetchable.emit(plan)
            elif plan.licences_open or len(plan.fetchable) < len(plan.wanted):
                self.planned.emit(plan)
            else:
                self.fetches.begin(plan)

        self._do(model, "planning", lambda: plan_fetch(self.models, model), done)

    def _nothing_to_fetch(self, model: str) -> None:
        name = self.models.entry(model).name
        self.told.emit(Message("window.model_here", f"{name} and all that it needs are here.", "", {"name": name}))

    # ---- faster copies ---------------------------------------------------------------------------------------

    def plan_copy(self, model: str) -> None:
        """Find out what a copy would take; nothing where the model is being fetched or worked on already."""

        def done(needs: CopyNeeds) -> None:
            if self.overview is not None:
                self.copy_planned.emit(self.overview.rows[model], needs)

        self._do(model, "planning", lambda: self.copies.service.needs(model), done)

    def delete_copy(self, model: str) -> None:
        """Delete the copies of the model."""
        self._do(model, "deleting", lambda: self.copies.service.delete(model), lambda _: None)

    # ---- other work ------------------------------------------------------------------------------------------

    def take(self, files: Iterable[Path], model: str | None = None) -> None:
        """Import copies of files; ``model`` is what they are where their names do not tell."""
        for file in files:
            self._import(file, model)

    def _import(self, file: Path, model: str | None) -> None:
        by_name = next((one.id for one in self.models.catalogue.values() if one.file == file.name), None)
        known = model or by_name

        def failed(error: Exception) -> None:
            if isinstance(error, ModelError) and error.message.code == "models.which":
                self.unnamed.emit(file)
            else:
                self.tell_error(error)

        def done(path: Path) -> None:
            name, folder = file.name, str(path.parent)
            text = f"{name} was checked and copied to {folder}."
            self.told.emit(Message("window.model_imported", text, "", {"name": name, "folder": folder}))

        if known is not None and not self.idle(known):
            name = self.models.entry(known).name
            text = f"{name} is being fetched or worked on right now, so {file.name} was not imported."
            hint = "Wait for its end, or cancel it, and try again."
            self.tell(Message("window.model_busy", text, hint, {"name": name, "file": file.name}))
        elif known is not None:
            self._do(known, "importing", lambda: self.models.add(file, model), done, failed)
        elif not self._closing:
            self.background.run(lambda: self.models.add(file), self._then(done), failed)

    def check(self, model: str) -> None:
        """Read the file through again and compare its SHA-256."""

        def done(found: Found) -> None:
            if found.reason is not None:
                self.tell(found.reason)
            elif found.path is not None:
                name, path = found.entry.name, str(found.path)
                text = f"{name} is as it should be: {path}."
                self.told.emit(Message("window.model_sound", text, "", {"name": name, "path": path}))

        self._do(model, "checking", lambda: self.models.check(model, again=True), done)

    def accept_change(self, model: str) -> None:
        """Record a changed file as it is now: the user says that its change is right."""
        self._do(model, "checking", lambda: self.models.accept_change(model), lambda _: None)

    def delete(self, model: str) -> None:
        """Delete the model and its part from the program's own folder."""
        self._do(model, "deleting", lambda: self.models.delete(model), lambda _: None)

    def _do(
        self,
        model: str,
        work: Work,
        action: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        if self._closing or not self.idle(model):
            return
        self._working[model] = work
        self.worked.emit()

        def failing(error: Exception) -> None:
            self._free(model)
            (failed or self.tell_error)(error)

        def done(result: T) -> None:
            self._free(model)
            then(result)

        self.background.run(action, done, failing)

    def _free(self, model: str) -> None:
        self._working.pop(model, None)
        self.worked.emit()
        self.look()

    def _then(self, done: Callable[[T], None]) -> Callable[[T], None]:
        def both(result: T) -> None:
            done(result)
            self.look()

        return both

    # ---- settings --------------------------------------------------------------------------------------------

    def set_offline(self, on: bool) -> None:
        if on != self.core.settings.current.models.offline:
            self.keep("models.offline", on)

    def suggest(self) -> None:
        """Look for folders of other programs with models, in the usual places."""
        known = [folder.path for folder in self.overview.folders] if self.overview is not None else []
        catalogue = self.models.catalogue
        self.background.run(lambda: suggested(Path.home(), known, catalogue), self.suggested.emit)

    def add_folder(self, chosen: Path) -> None:
        """Look for models there too, or where in the folder of a program they lie."""
        catalogue = self.models.catalogue

        def find() -> tuple[Path, int, bool]:
            folder = folder_in(chosen, catalogue)
            known = any(one.there and same_file(one.path, folder) for one in self.models.folders())
            return folder, models_in(folder, catalogue), known

        self.background.run(find, lambda found: self._add_folder(*found))

    def _add_folder(self, folder: Path, count: int, known: bool) -> None:
        if known:
            text = f"Models are looked for in {folder} already."
            self.told.emit(Message("window.folder_known", text, "", {"folder": str(folder)}))
            return
        now = self.core.settings.current.models.folders
        if not self._set_folders((*now, str(folder))):
            return
        if count:
            text = f"Models are looked for in {folder} too: {count} of the catalogue are there."
            self.told.emit(Message("window.folder_added", text, "", {"folder": str(folder), "count": count}))
        else:
            text = f"Models are looked for in {folder} too, but none of the catalogue is there."
            hint = "A model counts by its file's name. Those that are put there later are found."
            self.told.emit(Message("window.folder_empty", text, hint, {"folder": str(folder)}))

    def remove_folder(self, place: int) -> None:
        """Look no more in one of the further folders, by its place among them."""
        now = self.core.settings.current.models.folders
        self._set_folders(now[:place] + now[place + 1 :])

    def _set_folders(self, folders: tuple[str, ...]) -> bool:
        kept = self.keep("models.folders", folders)
        self.look()
        return kept
