"""Fetches that the user asked for: one after the other on a thread of their own, and how far each is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.base.errors import ModelError
from app.gui.threads import Background
from app.services.models import Cancel, FetchPlan, Progress

if TYPE_CHECKING:
    from app.services.models import Models

_CANCELLED = ("models.cancelled", "models.cancelled_waiting")


@dataclass(slots=True)
class _Fetch:
    """One that was asked for and has not ended; ``open`` are the models that it still has to bring."""

    target: str
    open: list[str]
    cancel: Cancel = field(default_factory=Cancel)


class Fetches(QObject):
    changed = pyqtSignal()
    """What is fetched, or how far it is."""
    brought = pyqtSignal()
    """A model has arrived, or a fetch has ended otherwise."""
    failed = pyqtSignal(object)
    """The exception that ended a fetch which the user did not cancel."""
    _progress = pyqtSignal(object)

    def __init__(self, models: Models, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._background = Background(self, threads=1)
        self._fetches: list[_Fetch] = []
        self._told: dict[str, Progress] = {}
        self._closing = False
        self._progress.connect(self._on_progress)
        self._unsubscribe = models.progress.subscribe(self._progress.emit)

    @property
    def at_work(self) -> bool:
        return self._background.busy

    def progress(self, model: str) -> Progress | None:
        """How far the fetch of a model is; None while it waits for its turn or none goes on."""
        return self._told.get(model)

    def queued(self, model: str) -> bool:
        """Whether a fetch is to bring the model, or brings it now."""
        return any(model in fetch.open for fetch in self._fetches)

    def begin(self, plan: FetchPlan) -> None:
        """Fetch all of the plan that can be fetched, what is needed first: the user has accepted the licences. A second
        one for a model that is being fetched does nothing."""
        models = tuple(one.entry.id for one in reversed(plan.fetchable))
        if self._closing or any(fetch.target == plan.target.id for fetch in self._fetches):
            return
        fetch = _Fetch(plan.target.id, list(models))
        self._fetches.append(fetch)
        self._background.run(
            lambda: self._bring(models, fetch.cancel),
            lambda _: self._ended(fetch),
            lambda error: self._ended(fetch, error),
        )
        self.changed.emit()

    def cancel(self, model: str) -> None:
        """End every fetch that is to bring the model; its part is kept."""
        for fetch in self._fetches:
            if model in fetch.open:
                fetch.cancel.set()

    def cancel_all(self) -> None:
        """End every fetch, and begin none any more."""
        self._closing = True
        for fetch in self._fetches:
            fetch.cancel.set()

    def close(self) -> None:
        """Listen no more and wait for the end of what goes on."""
        self.cancel_all()
        self._unsubscribe()
        self._background.close()

    def _bring(self, models: tuple[str, ...], cancel: Cancel) -> None:
        for model in models:
            self._models.accept_licence(model)
        for model in models:
            self._models.fetch(model, cancel)

    def _ended(self, fetch: _Fetch, error: Exception | None = None) -> None:
        self._fetches.remove(fetch)
        for model in fetch.open:
            self._told.pop(model, None)
        self.changed.emit()
        self.brought.emit()
        if error is not None and not (isinstance(error, ModelError) and error.message.code in _CANCELLED):
            self.failed.emit(error)

    def _on_progress(self, progress: Progress) -> None:
        if progress.state == "done":
            self._told.pop(progress.model, None)
            for fetch in self._fetches:
                if progress.model in fetch.open:
                    fetch.open.remove(progress.model)
            self.brought.emit()
        elif self.queued(progress.model):  # else it has ended, and this was on the way
            self._told[progress.model] = progress
        self.changed.emit()
