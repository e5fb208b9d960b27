"""Faster copies of swappers that the user asked for: one after the other on a thread of their own, how far each is, and
which are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.base.errors import Message, ModelError
from app.gui.model_words import size_text
from app.gui.threads import Background
from app.services.models import Cancel

if TYPE_CHECKING:
    from app.services.copies import Copies, CopyProgress
    from app.services.copy_info import CopyInfo
    from app.services.models import ModelEntry

_CANCELLED = "copies.cancelled"


class ModelCopies(QObject):
    changed = pyqtSignal()
    """What is made, or how far it is."""
    ended = pyqtSignal()
    """A copy is there, or the try has ended otherwise."""
    told = pyqtSignal(object)
    """Message: what came of one."""
    failed = pyqtSignal(object)
    """The exception that ended one which the user did not cancel."""
    _progress = pyqtSignal(object)

    def __init__(self, copies: Copies, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.service = copies
        self.found: Mapping[str, CopyInfo] = {}
        """The copies that are there, by their models, as they were last looked at."""
        self._background = Background(self, threads=1)
        self._cancels: dict[str, Cancel] = {}
        """Of those that were asked for and have not ended, by their models."""
        self._told: dict[str, CopyProgress] = {}
        self._closing = False
        self._progress.connect(self._on_progress)
        self._unsubscribe = copies.progress.subscribe(self._progress.emit)

    @property
    def at_work(self) -> bool:
        return self._background.busy

    def possible(self, model: str) -> bool:
        """Whether there can be a copy of the model."""
        return self.service.possible(model)

    def queued(self, model: str) -> bool:
        """Whether a copy of the model is to be made, or is made now."""
        return model in self._cancels

    def stopping(self, model: str) -> bool:
        """Whether the making has been cancelled and has not ended yet."""
        return model in self._cancels and self._cancels[model].is_set()

    def progress(self, model: str) -> CopyProgress | None:
        """How far the copy is; None while it waits for its turn or none is made."""
        return self._told.get(model)

    def begin(self, entry: ModelEntry, further: Sequence[str] = ()) -> None:
        """Make the copy with the usual pictures and before them ``further`` ones, photos and clips. A second one of a
        model whose copy is being made does nothing."""
        model = entry.id
        if self._closing or model in self._cancels:
            return
        cancel = self._cancels[model] = Cancel()
        self._background.run(
            lambda: self.service.make(model, (*further, *self.service.usual_pictures()), cancel),
            lambda info: self._made(entry, info),
            lambda error: self._ended(model, error),
        )
        self.changed.emit()

    def cancel(self, model: str) -> None:
        """End the child that makes the copy; nothing is kept."""
        if model in self._cancels:
            self._cancels[model].set()
            self.changed.emit()

    def cancel_all(self) -> None:
        """End every one, and begin none any more."""
        self._closing = True
        for cancel in self._cancels.values():
            cancel.set()

    def close(self) -> None:
        """Listen no more and wait for the end of what goes on."""
        self.cancel_all()
        self._unsubscribe()
        self._background.close()

    def _made(self, entry: ModelEntry, info: CopyInfo) -> None:
        self._ended(entry.id)
        self.told.emit(_made_message(entry.name, info))

    def _ended(self, model: str, error: Exception | None = None) -> None:
        self._cancels.pop(model)
        self._told.pop(model, None)
        self.changed.emit()
        self.ended.emit()
        if isinstance(error, ModelError) and error.message.code == _CANCELLED:
            self.told.emit(error.message)
        elif error is not None:
            self.failed.emit(error)

    def _on_progress(self, progress: CopyProgress) -> None:
        if self.queued(progress.model):  # else it has ended, and this was on the way
            self._told[progress.model] = progress
            self.changed.emit()


def _made_message(name: str, info: CopyInfo) -> Message:
    before, after = f"{info.original_ms:.0f}", f"{info.copy_ms:.0f}"
    if info.hardly_faster:
        text = f"A copy of {name} was made, but is hardly faster: {after} ms a run instead of {before} ms."
        hint = "On this processor it gains nothing: delete it."
        return Message("window.copy_slow", text, hint, {"name": name, "before": before, "after": after})
    size, psnr, times = size_text(info.size), f"{info.psnr_db:.1f}", f"{info.times_as_fast:.1f}"
    text = (
        f"A faster copy of {name} was made: {size}, {psnr} dB from the original at worst, {after} ms a run"
        f" instead of {before} ms, {times} times as fast."
    )
    return Message(
        "window.copy_made",
        text,
        "From the next start of a run on it is used where networks run on the processor.",
        {"name": name, "size": size, "psnr": psnr, "times": times, "before": before, "after": after},
    )
