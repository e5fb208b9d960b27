"""One check as it is shown: a sign and a word for its state, the reason, how to mend it, and the button that does.

The state is told by the shape of the sign and by a word, not by colour alone. A row takes the focus, so that those who
hear the window come to every check; the arrow keys go from row to row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.base.errors import Message
from app.gui.check_names import check_name, mend_label
from app.gui.messages import message_text
from app.gui.theme import colours_of
from app.gui.widgets import repolish, sentence_label, text_label

if TYPE_CHECKING:
    from app.services.permissions import Check

_SIDE = 18


class CheckSign(QWidget):
    """A ring with a tick, a triangle with an exclamation mark, a square with a cross, or a ring with a question."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = "info"
        self.setFixedSize(_SIDE, _SIDE)

    def show_mark(self, mark: str) -> None:
        """``ok``, ``warn``, ``fail`` or ``info``."""
        self._mark = mark
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        colours = colours_of(self.palette())
        by_mark = {"ok": colours.good, "warn": colours.warn, "fail": colours.danger}
        colour = QColor(by_mark.get(self._mark, colours.quiet))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colour, 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        area = QRectF(1.5, 1.5, _SIDE - 3, _SIDE - 3)
        if self._mark == "warn":
            painter.drawPolygon(QPolygonF([QPointF(9, 2), QPointF(16.3, 15.5), QPointF(1.7, 15.5)]))
            painter.drawLine(QPointF(9, 6.8), QPointF(9, 10.4))
            painter.drawPoint(QPointF(9, 13))
        elif self._mark == "fail":
            painter.drawRoundedRect(area, 3, 3)
            painter.drawLine(QPointF(6, 6), QPointF(12, 12))
            painter.drawLine(QPointF(12, 6), QPointF(6, 12))
        else:
            painter.drawEllipse(area)
            if self._mark == "ok":
                painter.drawPolyline(QPolygonF([QPointF(5.5, 9.3), QPointF(8, 11.8), QPointF(12.5, 6.6)]))
            else:
                font = painter.font()
                font.setPixelSize(12)
                font.setBold(True)
                painter.setFont(font)
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "?")


def state_word(check: Check) -> str:
    """The state in one or two words."""
    words = {
        "ok": QCoreApplication.translate("CheckRow", "All right"),
        "warn": QCoreApplication.translate("CheckRow", "Attention"),
        "fail": QCoreApplication.translate("CheckRow", "Trouble"),
        "info": QCoreApplication.translate("CheckRow", "Not known"),
    }
    if check.state == "denied":
        return QCoreApplication.translate("CheckRow", "Not allowed")
    return words[check.mark]


class CheckRow(QFrame):
    mend_asked = pyqtSignal(object)
    """The Check whose button was pressed."""

    def __init__(self, check: Check, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("check")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.check = check
        self._said: Message | None = None
        self.sign = CheckSign(self)
        self.name = text_label(self, "heading", wrap=True)
        self.word = text_label(self, "state")
        self.reason = sentence_label(self, "sentence")
        self.hint = sentence_label(self, "quiet")
        self.result = sentence_label(self, "heading")
        self.button = QPushButton(self)
        self.button.setAutoDefault(False)
        self.button.clicked.connect(lambda: self.mend_asked.emit(self.check))
        head = QHBoxLayout()
        head.setSpacing(7)
        top = Qt.AlignmentFlag.AlignTop
        head.addWidget(self.sign, 0, top)
        head.addWidget(self.name, 1)
        head.addWidget(self.word, 0, top)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(11, 8, 11, 9)
        layout.setSpacing(4)
        layout.addLayout(head)
        for label in (self.reason, self.hint, self.result):
            layout.addWidget(label)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.retranslate()

    def show_check(self, check: Check) -> None:
        """The same check, as it was found now."""
        if check == self.check:
            return
        if check.state != self.check.state:
            self._said = None
        self.check = check
        self.retranslate()

    def show_result(self, message: Message) -> None:
        """What came of mending it; until its state changes."""
        self._said = message
        self.retranslate()

    def show_working(self, on: bool) -> None:
        """Something mends it just now."""
        self.button.setEnabled(not on)

    def retranslate(self) -> None:
        check = self.check
        reason, hint = message_text(check.message)
        said = " ".join(message_text(self._said)).strip() if self._said is not None else ""
        word = state_word(check)
        name = check_name(check)
        self.name.setText(name)
        self.sign.show_mark(check.mark)
        self.word.setText(word)
        if self.word.property("mark") != check.mark:
            self.word.setProperty("mark", check.mark)
            repolish(self.word)
        for label, text in ((self.reason, reason), (self.hint, hint), (self.result, said)):
            label.setText(text)
            label.setVisible(bool(text))
        action = check.action
        self.button.setVisible(action is not None)
        if action is not None:
            words = mend_label(action)
            self.button.setText(words)
            self.button.setAccessibleName(words.replace("&", ""))
            self.button.setAccessibleDescription(reason)
        self.setAccessibleName(f"{name}, {word}: {reason}")
        self.setAccessibleDescription(f"{hint} {said}".strip())

    # ---- keyboard --------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        assert event is not None
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        parent = self.parentWidget()
        if step is None or parent is None:
            super().keyPressEvent(event)
            return
        rows = [row for row in parent.findChildren(CheckRow) if row.isVisible()]
        rows.sort(key=lambda row: row.mapTo(parent, row.rect().topLeft()).y())
        at = rows.index(self) + step
        if 0 <= at < len(rows):
            rows[at].setFocus(Qt.FocusReason.OtherFocusReason)

    def focusInEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
