"""One service in the panel *Ports*: the wanted port, the real one, its state, who holds it; to test, free and change.

The state is told by the shape of the sign and by a word, not by colour alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from app.base.errors import Message
from app.gui.check_row import CheckSign
from app.gui.messages import message_text
from app.gui.widgets import WheelGuard, repolish, sentence_label, text_label

if TYPE_CHECKING:
    from app.services.ports import Holder, PortStatus

FIRST, LAST = 1024, 65535
"""What the settings take, besides 0 for any free port."""
_ANY = FIRST - 1


def service_name(service: str) -> str:
    """In the user's language."""
    names = {
        "api": QCoreApplication.translate("PortRow", "Programs and scripts (api)"),
        "monitor": QCoreApplication.translate("PortRow", "Monitor page (monitor)"),
    }
    return names.get(service, service)


def holder_text(holder: Holder) -> str:
    """Who it is, in the user's language."""
    if holder.whose == "this":
        return QCoreApplication.translate("PortRow", "this program")
    if holder.label:
        return holder.label
    if holder.whose == "other":
        text = QCoreApplication.translate("PortRow", "another user's process")
        return f"{text} ({holder.user})" if holder.user else text
    return QCoreApplication.translate("PortRow", "a process that the system does not name")


class PortRow(QFrame):
    test_asked = pyqtSignal()
    end_asked = pyqtSignal(object)
    """The Holder that is to be ended: it is shown and asked about first."""
    port_chosen = pyqtSignal(int)
    """0: any free one."""

    def __init__(self, service: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("check")
        self.service = service
        self._kept: int | None = None
        self.status: PortStatus | None = None
        self._said: Message | None = None
        self.sign = CheckSign(self)
        self.name = text_label(self, "heading", wrap=True)
        self.word = text_label(self, "state")
        self.address = sentence_label(self, "sentence")
        self.holder = sentence_label(self, "sentence")
        self.reason = sentence_label(self, "quiet")
        self.result = sentence_label(self, "heading")
        self.wanted = text_label(self, "quiet")
        self.spin = QSpinBox(self)
        self.spin.setRange(_ANY, LAST)
        self.spin.setKeyboardTracking(False)
        self.spin.setGroupSeparatorShown(False)
        self.spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.spin.installEventFilter(WheelGuard(self))
        self.spin.valueChanged.connect(lambda _: self._show_possible())
        self.change, self.test, self.end = (QPushButton(self) for _ in range(3))
        self.change.clicked.connect(lambda: self.port_chosen.emit(self._chosen()))
        self.test.clicked.connect(self.test_asked)
        self.end.clicked.connect(self._ask_to_end)
        self._working = False
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        top = Qt.AlignmentFlag.AlignTop
        head = QHBoxLayout()
        head.setSpacing(7)
        head.addWidget(self.sign, 0, top)
        title = QVBoxLayout()
        title.setSpacing(1)
        title.addWidget(self.name)
        title.addWidget(self.word)
        head.addLayout(title, 1)
        number = QHBoxLayout()
        number.setSpacing(8)
        number.addWidget(self.wanted)
        number.addWidget(self.spin, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.change)
        buttons.addWidget(self.test)
        buttons.addWidget(self.end)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(11, 8, 11, 9)
        layout.setSpacing(5)
        layout.addLayout(head)
        for label in (self.address, self.holder, self.reason):
            layout.addWidget(label)
        layout.addLayout(number)
        layout.addLayout(buttons)
        layout.addWidget(self.result)

    # ---- what is shown ---------------------------------------------------------------------------------------

    def show_status(self, status: PortStatus) -> None:
        """How it stands now; what came of a test stays until that changes."""
        before, self.status = self.status, status
        if before is not None and (before.state, before.port) != (status.state, status.port):
            self._said = None
        self._show_texts()

    def show_wanted(self, port: int, *, again: bool = False) -> None:
        """The number of the settings in the field, where that has changed or is to be seen ``again``: one that is
        being typed is left alone. 0: any free one."""
        if port == self._kept and not again:
            return
        self._kept = port
        with QSignalBlocker(self.spin):
            self.spin.setValue(port or _ANY)
        self._show_possible()

    def show_result(self, message: Message) -> None:
        """What came of a test, or of ending a process."""
        self._said = message
        self._show_texts()

    def show_working(self, on: bool) -> None:
        """Something is tried just now."""
        self._working = on
        self._show_possible()

    def retranslate(self) -> None:
        self.wanted.setText(self.tr("Wanted port"))
        self.spin.setSpecialValueText(self.tr("Any free one"))
        self.spin.setToolTip(self.tr("The service moves to the port at once"))
        self.change.setText(self.tr("Change"))
        self.test.setText(self.tr("Test"))
        self.test.setToolTip(self.tr("Asks the service as another program would"))
        self.end.setText(self.tr("Free it…"))
        self.end.setToolTip(self.tr("Shows which process holds the port, and ends it if you agree"))
        name = service_name(self.service)
        self.name.setText(name)
        for widget, text in (
            (self.spin, self.wanted.text()),
            (self.change, self.change.text()),
            (self.test, self.test.text()),
            (self.end, self.end.text()),
        ):
            widget.setAccessibleName(f"{text}, {name}")
        self._show_texts()

    def _show_texts(self) -> None:
        status = self.status
        mark, word = self._state()
        self.sign.show_mark(mark)
        self.word.setText(word)
        if self.word.property("mark") != mark:
            self.word.setProperty("mark", mark)
            repolish(self.word)
        said = " ".join(message_text(self._said)).strip() if self._said is not None else ""
        address = reason = holder = ""
        if status is not None:
            address = self.tr("Real port: {port}\n{address}").format(port=status.port, address=status.url)
            address = address if status.port is not None else ""
            if status.state == "elsewhere" and status.holder is not None:
                holder = self.tr("Served by {who}").format(who=holder_text(status.holder))
            elif status.state == "served" and status.port != status.wanted and status.wanted:
                # What was told when it was taken may be out of date: who has it now counts.
                if status.holder is None:
                    holder = self.tr("Port {port} is free again.").format(port=status.wanted)
                else:
                    who = holder_text(status.holder)
                    holder = self.tr("Port {port} is held by {who}").format(port=status.wanted, who=who)
            elif status.message is not None:
                reason = message_text(status.message)[0]  # what can be done about it stands below
        for label, text in ((self.address, address), (self.holder, holder), (self.reason, reason), (self.result, said)):
            if label.text() != text:
                label.setText(text)
            label.setVisible(bool(text))
        self.setAccessibleName(f"{self.name.text()}, {word}")
        self.setAccessibleDescription(" ".join(text for text in (address, holder, reason, said) if text))
        self._show_possible()

    def _state(self) -> tuple[str, str]:
        """Mark and word."""
        status = self.status
        if status is None:
            return "info", self.tr("Not looked yet")
        if status.state == "served" and status.port != status.wanted and status.wanted:
            return "warn", self.tr("At another port")
        return {
            "served": ("ok", self.tr("Served")),
            "refused": ("fail", self.tr("Not served")),
            "held": ("warn", self.tr("Held")),
            "elsewhere": ("info", self.tr("In another copy")),
            "free": ("info", self.tr("Off")),
            "off": ("info", self.tr("Off")),
        }[status.state]

    def _show_possible(self) -> None:
        status = self.status
        # The same number once more, where it was held before and is free again.
        again = status is not None and status.state == "served" and status.holder is None
        again = again and status is not None and status.wanted == self._kept and status.port != status.wanted != 0
        self.change.setEnabled(self._kept is not None and (again or self._chosen() != self._kept))
        self.test.setEnabled(status is not None and not self._working)
        holder = status.holder if status is not None else None
        self.end.setVisible(holder is not None and holder.whose != "this")
        self.end.setEnabled(holder is not None and holder.may_be_ended and not self._working)

    # ---- what is asked ---------------------------------------------------------------------------------------

    def _chosen(self) -> int:
        return 0 if self.spin.value() == _ANY else self.spin.value()

    def _ask_to_end(self) -> None:
        if self.status is not None and self.status.holder is not None:
            self.end_asked.emit(self.status.holder)
