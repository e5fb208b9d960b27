"""What the pages share: a heading, words below it, and a panel that scrolls where the screen is small."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget, QWizardPage

from app.base.errors import Message
from app.gui.check_row import CheckRow
from app.gui.messages import MessageBar
from app.gui.widgets import named, tab_by_eye, text_label
from app.gui.wizard.kit import Kit

if TYPE_CHECKING:
    from app.services.permissions import Check, MendResult


class Page(QWizardPage):
    """A subclass fills ``body`` and says what it is called."""

    topics: tuple[str, ...] = ()
    """Of the checks that it shows."""
    about = ""
    """What messages of the run are about that belong here, too: see :mod:`app.gui.session_link`."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        self.alone = False
        """Whether it was asked for by itself."""
        self.ended = False
        """The assistant is closed: answers that come now are of no use."""
        self.heading = text_label(self, "title", wrap=True)
        self.words = text_label(self, "sentence", wrap=True)
        self.messages = MessageBar(self)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.panel = named(QWidget(), "panel")
        self.body = QVBoxLayout(self.panel)
        self.body.setContentsMargins(0, 0, 8, 0)
        self.body.setSpacing(10)
        self.area.setWidget(self.panel)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 12, 10, 6)
        layout.setSpacing(8)
        layout.addWidget(self.messages)
        layout.addWidget(self.area, 1)
        self.rows: dict[str, CheckRow] = {}
        self.checks_box = QVBoxLayout()
        self.checks_box.setSpacing(6)
        self.more_boxes: tuple[QVBoxLayout, ...] = ()
        """Further places for rows."""
        self._ordered = QTimer(self)
        self._ordered.setSingleShot(True)
        self._ordered.setInterval(0)  # once the rows have their places
        self._ordered.timeout.connect(self._order)
        kit.checks.found.connect(self._checks_found)
        kit.checks.mending.connect(self._mending)
        kit.checks.mended.connect(self._mended)
        kit.controller.notice.connect(self._told)

    # ---- told by the assistant -------------------------------------------------------------------------------

    @staticmethod
    def name() -> str:
        """In the list of steps and in Help, in the user's language."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Its texts in the language that was chosen just now; a subclass does its own, too."""
        self.setAccessibleName(self.name())
        self.messages.retranslate()
        for row in self.rows.values():
            row.retranslate()

    def entered(self) -> None:
        """It is seen now."""
        self.recheck()

    def left(self) -> None:
        """It is not seen any longer: devices are let go."""

    def skipped(self) -> None:
        """Nothing of what was chosen here shall count."""

    def recheck(self) -> None:
        """The user came back from elsewhere, such as the system's settings."""
        if self.topics:
            self.kit.checks.look(self.topics)

    def first(self) -> QWidget | None:
        """What gets the focus when the page is entered; None: the button that goes on."""
        return None

    def _told(self, message: Message, about: str) -> None:
        """The main window shows it as well, behind this one. What is about nothing in particular, such as a choice that
        can not be kept, is about what was just done here."""
        if about in ("", self.about) and self.isVisible():
            self.messages.show_message(message)

    # ---- checks ----------------------------------------------------------------------------------------------

    def wanted(self, check: Check) -> bool:
        """Whether a check of the topics has a row here."""
        return True

    def box_of(self, check: Check) -> QVBoxLayout:
        """Where its row stands."""
        return self.checks_box

    def checks_shown(self) -> None:
        """The rows are those of the checks that were found just now."""

    def _checks_found(self, topics: tuple[str, ...], checks: tuple[Check, ...]) -> None:
        mine = [topic for topic in topics if topic in self.topics]
        if not mine:
            return
        found = {check.id: check for check in checks if check.topic in mine and self.wanted(check)}
        gone = [one for one, row in self.rows.items() if row.check.topic in mine and one not in found]
        for one in gone:
            row = self.rows.pop(one)
            row.hide()
            row.deleteLater()
        for one, check in found.items():
            if one in self.rows:
                self.rows[one].show_check(check)
            else:
                self.rows[one] = CheckRow(check, self.panel)
                self.rows[one].mend_asked.connect(lambda asked: self.kit.checks.mend(asked, self))
            box, row = self.box_of(check), self.rows[one]
            if box.indexOf(row) < 0:
                for other in (self.checks_box, *self.more_boxes):
                    other.removeWidget(row)
                box.addWidget(row)
                row.show()
        self.checks_shown()
        self._ordered.start()

    def _order(self) -> None:
        if self.isVisible():
            tab_by_eye(self.panel)

    def _mending(self, check: str, on: bool) -> None:
        if check in self.rows:
            self.rows[check].show_working(on)

    def _mended(self, check: str, result: MendResult) -> None:
        if check in self.rows:
            self.rows[check].show_result(result.message)
