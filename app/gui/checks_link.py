"""The checks for the window: looked at off its thread, and mended once the user has seen what that does.

1. :meth:`ChecksLink.look` looks at topics; the answer comes by :attr:`ChecksLink.found`. A topic that is being looked
   at is not looked at twice.
2. :meth:`ChecksLink.mend` shows the command of a step in a dialog and takes the step once that was agreed to; other
   steps, such as opening a page of the system's settings, are agreed to by the press of their button.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QWidget

from app.gui.mend_dialog import MendDialog
from app.gui.threads import Background

if TYPE_CHECKING:
    from app.services.permissions import Check, MendResult, Permissions


class ChecksLink(QObject):
    looking = pyqtSignal(object)
    """The topics that are being looked at now, a tuple; empty: none."""
    found = pyqtSignal(object, object)
    """Topics, and the checks that were found for them, as tuples."""
    mending = pyqtSignal(str, bool)
    """Id of a check that is being mended, or no longer."""
    mended = pyqtSignal(str, object)
    """Id of a check, and the MendResult."""

    def __init__(self, permissions: Permissions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.permissions = permissions
        self._background = Background(self, threads=3)
        self._under_way: set[str] = set()
        self._again: set[str] = set()
        self._cancels: set[threading.Event] = set()
        self._dialogs: set[MendDialog] = set()
        self._leave = threading.Event()
        self._ended = False

    @property
    def busy(self) -> bool:
        """Whether something is looked at or mended."""
        return self._background.busy

    # ---- looking ---------------------------------------------------------------------------------------------

    def look(self, topics: Iterable[str] = (), *, fresh: bool = True) -> None:
        """Look at topics, or all. ``fresh``: those that are being looked at already are looked at once more then."""
        if self._ended:
            return
        wanted = [topic for topic in (tuple(topics) or self.permissions.topics) if topic in self.permissions.topics]
        if fresh:
            self._again.update(topic for topic in wanted if topic in self._under_way)
        wanted = [topic for topic in wanted if topic not in self._under_way]
        quick = tuple(topic for topic in wanted if topic in self.permissions.quick_topics)
        groups = [quick] if quick else []
        # Each slow one by itself: what is known of the others is shown meanwhile.
        groups += [(topic,) for topic in wanted if topic not in quick]
        for group in groups:
            self._begin(group)

    def _begin(self, topics: tuple[str, ...]) -> None:
        self._under_way.update(topics)
        self.looking.emit(tuple(self._under_way))

        def done(found: Sequence[Check]) -> None:
            self._under_way.difference_update(topics)
            self.found.emit(topics, tuple(found))
            again = self._again.intersection(topics)
            self._again -= again
            self.looking.emit(tuple(self._under_way))
            if again:
                self.look([topic for topic in topics if topic in again])

        def failed(error: Exception) -> None:
            self._under_way.difference_update(topics)
            self.looking.emit(tuple(self._under_way))
            raise error

        self._background.run(lambda: self.permissions.check(topics, self._leave), done, failed)

    # ---- mending ---------------------------------------------------------------------------------------------

    def mend(self, check: Check, parent: QWidget) -> None:
        """Take the step of ``check.action``: a command is shown before, in a dialog over ``parent``."""
        action = check.action
        if action is None or self._ended:
            return
        if action.kind != "command":
            self._take(check, threading.Event(), None)
            return
        cancel = threading.Event()
        dialog = MendDialog(check, self.permissions.shown_command(action), parent)
        self._dialogs.add(dialog)
        for gone in (dialog.finished, dialog.destroyed):
            gone.connect(lambda: self._dialogs.discard(dialog))
        dialog.agreed.connect(lambda: self._take(check, cancel, dialog))
        dialog.given_up.connect(cancel.set)
        dialog.open()

    def _take(self, check: Check, cancel: threading.Event, dialog: MendDialog | None) -> None:
        if self._ended:
            return
        self._cancels.add(cancel)
        open_dialog = [dialog] if dialog is not None else []
        if dialog is not None:
            dialog.destroyed.connect(open_dialog.clear)  # closed while the step goes on

        def done(result: MendResult) -> None:
            self._cancels.discard(cancel)
            for one in open_dialog:
                one.show_result(result)
            self.mending.emit(check.id, False)
            self.mended.emit(check.id, result)
            self.look([check.topic])

        def failed(error: Exception) -> None:
            self._cancels.discard(cancel)
            for one in open_dialog:
                one.reject()
            self.mending.emit(check.id, False)
            raise error

        self.mending.emit(check.id, True)
        self._background.run(lambda: self.permissions.mend(check, confirmed=True, cancel=cancel), done, failed)

    # ---- report ----------------------------------------------------------------------------------------------

    def report(self, checks: Sequence[Check], then: Callable[[str], None]) -> None:
        """Text for the clipboard: no names, private paths or faces."""
        if not self._ended:
            self._background.run(lambda: self.permissions.report(checks), then)

    # ---- the end ---------------------------------------------------------------------------------------------

    def end(self) -> None:
        """Begin nothing more, close what asks, and do not wait for the looks and steps that were begun."""
        self._ended = True
        self._leave.set()
        for dialog in tuple(self._dialogs):
            dialog.reject()
        for cancel in self._cancels:
            cancel.set()

    def close(self) -> None:
        """Wait for what still looks."""
        self._background.close()
