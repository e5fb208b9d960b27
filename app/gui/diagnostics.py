"""The dock *Diagnostics*: every check of the doctor, live, with its reason, how to mend it, and the button that does.

1. While the dock can be seen the quick checks are looked at every few seconds, and at once when the window comes to the
   front, for the user may have been in the system's settings. The slow ones run when *Check everything* is pressed.
2. A row whose check has not changed is left alone, so that neither the focus nor a selection is lost.
3. *Copy report* takes what is shown here, without names and private paths.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QTimer
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.check_names import topic_name
from app.gui.check_row import CheckRow
from app.gui.sight import Sight
from app.gui.widgets import named, scroll_area, tab_by_eye, text_label

if TYPE_CHECKING:
    from app.gui.checks_link import ChecksLink
    from app.services.permissions import Check, MendResult

REFRESH_MS = 4000
_ORDER = {"fail": 0, "warn": 1, "info": 2, "ok": 3}


class TopicBox(QWidget):
    """The checks of one topic under its name."""

    def __init__(self, topic: str, link: ChecksLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.topic, self._link = topic, link
        self.rows: dict[str, CheckRow] = {}
        self.title = text_label(self, "heading", wrap=True)
        self.state = text_label(self, "quiet")
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.state)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 8)
        self._layout.setSpacing(6)
        self._layout.addLayout(head)
        self._looking = False
        self._seen = False
        self.retranslate()

    def retranslate(self) -> None:
        self.title.setText(topic_name(self.topic))
        self._show_state()
        for row in self.rows.values():
            row.retranslate()

    def _show_state(self) -> None:
        waiting = "" if self._seen else self.tr("Not checked yet")
        self.state.setText(self.tr("Checking…") if self._looking and not self._seen else waiting)

    def checks(self) -> list[Check]:
        return [row.check for row in self.rows.values()]

    def show_looking(self, on: bool) -> None:
        if on != self._looking:
            self._looking = on
            self._show_state()

    def show_checks(self, checks: Sequence[Check]) -> None:
        """What was found now: what is broken stands first."""
        self._seen = True
        ordered = sorted(checks, key=lambda check: _ORDER[check.mark])
        for gone in self.rows.keys() - {check.id for check in ordered}:
            old = self.rows.pop(gone)
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        for place, check in enumerate(ordered, 1):
            row = self.rows.get(check.id)
            if row is None:
                row = self.rows[check.id] = CheckRow(check, self)
                row.mend_asked.connect(lambda asked: self._link.mend(asked, self))
                self._layout.insertWidget(place, row)
                row.show()
            else:
                row.show_check(check)
                if self._layout.indexOf(row) != place:
                    self._layout.removeWidget(row)
                    self._layout.insertWidget(place, row)
        self.rows = {check.id: self.rows[check.id] for check in ordered}
        self._show_state()


class DiagnosticsPanel(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link: ChecksLink | None = None
        self._sight: Sight | None = None
        self.boxes: dict[str, TopicBox] = {}
        self.summary = text_label(self, "sentence", wrap=True)
        self.everything = QPushButton(self)
        self.everything.clicked.connect(self._check_everything)
        self.copy = QPushButton(self)
        self.copy.clicked.connect(self._copy)
        self.copied = text_label(self, "quiet", wrap=True)
        self.copied.hide()
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.hide()
        panel = named(QWidget(), "panel")
        self._holder = QVBoxLayout(panel)
        self._holder.setContentsMargins(0, 0, 6, 0)
        self._holder.addStretch()
        self.area = scroll_area(self, panel)
        buttons = QHBoxLayout()
        buttons.addWidget(self.everything, 1)
        buttons.addWidget(self.copy, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 10)
        layout.setSpacing(8)
        layout.addWidget(self.summary)
        layout.addLayout(buttons)
        layout.addWidget(self.copied)
        layout.addWidget(self.progress)
        layout.addWidget(self.area, 1)
        self.setMinimumWidth(250)
        self.timer = QTimer(self)
        self.timer.setInterval(REFRESH_MS)
        self.timer.timeout.connect(lambda: self._refresh(fresh=False))
        self._ordered = QTimer(self)
        self._ordered.setSingleShot(True)
        self._ordered.setInterval(0)  # once the rows have their places
        self._ordered.timeout.connect(self._order)
        self.retranslate()
        self._show_possible()

    def retranslate(self) -> None:
        self.area.setAccessibleName(self.tr("Checks"))
        self.everything.setText(self.tr("Check everything"))
        self.everything.setToolTip(self.tr("Also the checks that take a while, such as trying the graphics card"))
        self.copy.setText(self.tr("Copy report"))
        self.copy.setToolTip(self.tr("Copies what is shown here as text, without your name, private paths and faces"))
        self.copied.setText(self.tr("The report is in the clipboard."))
        self.progress.setAccessibleName(self.tr("Checking"))
        for box in self.boxes.values():
            box.retranslate()
        self._summarise()

    def watch(self, sight: Sight) -> None:
        """Look only while somebody can see it."""
        self._sight = sight
        sight.changed.connect(self._show)

    def follow(self, link: ChecksLink) -> None:
        """The services are there: show what they find, from now on."""
        self._link = link
        panel = self.area.widget()
        for topic in link.permissions.topics:
            box = self.boxes[topic] = TopicBox(topic, link, panel)
            self._holder.insertWidget(self._holder.count() - 1, box)
        link.found.connect(self._show_found)
        link.looking.connect(self._show_looking)
        link.mending.connect(self._show_mending)
        link.mended.connect(self._show_mended)
        self._show_possible()
        self._show(self._seen)

    def end(self) -> None:
        """Look no more."""
        self.timer.stop()
        self._link = None
        self._show_possible()

    def checks(self) -> list[Check]:
        """All that are shown."""
        return [check for box in self.boxes.values() for check in box.checks()]

    # ---- looking ---------------------------------------------------------------------------------------------

    @property
    def _seen(self) -> bool:
        return self._sight is not None and self._sight.seen

    def _show(self, on: bool) -> None:
        if not on:
            self.timer.stop()
            self.copied.hide()
            return
        self._refresh(fresh=True)
        self.timer.start()

    def _refresh(self, *, fresh: bool) -> None:
        if self._link is not None and self._seen:
            self._link.look(self._link.permissions.quick_topics, fresh=fresh)

    def _check_everything(self) -> None:
        if self._link is not None:
            self._link.look()

    def _show_looking(self, topics: Iterable[str]) -> None:
        under_way = set(topics)
        for topic, box in self.boxes.items():
            box.show_looking(topic in under_way)
        quick = self._link.permissions.quick_topics if self._link is not None else ()
        slow = under_way.difference(quick)
        self.progress.setVisible(bool(slow))
        self.everything.setEnabled(self._link is not None and not slow)

    def _show_found(self, topics: Sequence[str], checks: Sequence[Check]) -> None:
        for topic in topics:
            if topic in self.boxes:
                self.boxes[topic].show_checks([check for check in checks if check.topic == topic])
        self._summarise()
        self._show_possible()
        self._ordered.start()

    def _order(self) -> None:
        panel = self.area.widget()
        if panel is not None and self._seen:
            tab_by_eye(panel)

    def _summarise(self) -> None:
        checks = self.checks()
        broken = sum(check.mark == "fail" for check in checks)
        weak = sum(check.mark == "warn" for check in checks)
        if not checks:
            text = self.tr("Nothing has been checked yet.")
        elif not broken and not weak:
            text = self.tr("All that was checked is all right.")
        else:
            text = self.tr("Trouble: {broken}, attention: {weak}, of {all} checks.")
            text = text.format(broken=broken, weak=weak, all=len(checks))
        if text != self.summary.text():
            self.summary.setText(text)

    # ---- mending and the report ------------------------------------------------------------------------------

    def _row(self, check: str) -> CheckRow | None:
        return next((box.rows[check] for box in self.boxes.values() if check in box.rows), None)

    def _show_mending(self, check: str, on: bool) -> None:
        row = self._row(check)
        if row is not None:
            row.show_working(on)

    def _show_mended(self, check: str, result: MendResult) -> None:
        row = self._row(check)
        if row is not None:
            row.show_result(result.message)

    def _copy(self) -> None:
        if self._link is not None:
            self._link.report(self.checks(), self._to_clipboard)

    def _to_clipboard(self, report: str) -> None:
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        clipboard.setText(report)
        self.copied.show()

    def _show_possible(self) -> None:
        self.everything.setEnabled(self._link is not None and not self.progress.isVisible())
        self.copy.setEnabled(self._link is not None and bool(self.checks()))

    # ---- events ----------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._refresh(fresh=True)
