"""The dialog *Local service*: where it is reached, whether others in the network may, and the tokens that let in.

A token is shown once, when it was made; whoever closes the dialog without having copied it makes another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PyQt6.QtCore import QDateTime, Qt, pyqtSignal
from PyQt6.QtGui import QFontDatabase, QGuiApplication
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import Message
from app.gui.messages import message_text
from app.gui.widgets import named, repolish, text_label

if TYPE_CHECKING:
    from app.base.settings import Settings
    from app.services.local_service import ServiceStatus
    from app.services.tokens import NewToken, Token

ROLES = ("viewer", "operator", "admin")
_WIDTH, _HEIGHT = 680, 560


class ServiceDialog(QDialog):
    switched = pyqtSignal(str, bool)
    """A setting of the section ``api``, and what it shall be."""
    wanted = pyqtSignal(str, str)
    """Name and role of a token to make."""
    revoked = pyqtSignal(str)
    """Id of a token to end."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.state = text_label(self, "sentence", wrap=True)
        self.state.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.fingerprint = text_label(self, "quiet", wrap=True)
        self.fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.switches = {name: QCheckBox(self) for name in ("enabled", "lan", "preview")}
        for name, box in self.switches.items():
            box.clicked.connect(lambda on, name=name: self.switched.emit(name, on))
        self.heading = text_label(self, "heading")
        self.tokens = named(QTreeWidget(self), "models")
        self.tokens.setRootIsDecorated(False)
        self.tokens.setAllColumnsShowFocus(True)
        self.tokens.setColumnCount(4)
        header = self.tokens.header()
        assert header is not None
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        self.tokens.itemSelectionChanged.connect(self._show_possible)
        self.revoke = QPushButton(self)
        self.revoke.setAutoDefault(False)
        self.revoke.clicked.connect(self._revoke)
        self.name = named(QLineEdit(self), "address")
        self.name.setMaxLength(60)
        self.name.textChanged.connect(lambda _: self._show_possible())
        self.role = QComboBox(self)
        for role in ROLES:
            self.role.addItem("", role)
        self.make = QPushButton(self)
        self.make.setDefault(True)
        self.make.clicked.connect(lambda: self.wanted.emit(self.name.text(), str(self.role.currentData())))
        self.once = text_label(self, "sentence", wrap=True)
        self.text = named(QLineEdit(self), "address")
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.copy = QPushButton(self)
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        self.problem = text_label(self, "sentence", wrap=True)
        self.problem.setProperty("danger", "true")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        self._status: ServiceStatus | None = None
        self._shown: tuple[Token, ...] = ()
        self._lay_out()
        for widget in (self.once, self.text, self.copy, self.problem):
            widget.hide()
        self.retranslate()
        self.resize(_WIDTH, _HEIGHT)
        self.name.setFocus()

    def _lay_out(self) -> None:
        new = QGridLayout()
        new.setHorizontalSpacing(8)
        new.addWidget(self.name, 0, 0)
        new.addWidget(self.role, 0, 1)
        new.addWidget(self.make, 0, 2)
        new.addWidget(self.once, 1, 0, 1, 3)
        new.addWidget(self.text, 2, 0, 1, 2)
        new.addWidget(self.copy, 2, 2)
        end = QHBoxLayout()
        end.addWidget(self.revoke)
        end.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        layout.addWidget(self.state)
        layout.addWidget(self.fingerprint)
        for box in self.switches.values():
            layout.addWidget(box)
        layout.addSpacing(6)
        layout.addWidget(self.heading)
        layout.addWidget(self.tokens, 1)
        layout.addLayout(end)
        layout.addLayout(new)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Local service"))
        self.switches["enabled"].setText(self.tr("&Serve programs on this machine"))
        self.switches["lan"].setText(self.tr("Serve the local &network, too (encrypted)"))
        self.switches["preview"].setText(self.tr("Show the &picture that leaves to those who have a token"))
        self.heading.setText(self.tr("Tokens: who may use it"))
        self.tokens.setHeaderLabels([self.tr("Name"), self.tr("Role"), self.tr("Made"), self.tr("Last used")])
        self.tokens.setAccessibleName(self.tr("Tokens"))
        self.revoke.setText(self.tr("&Revoke"))
        self.name.setPlaceholderText(self.tr("Name, such as stream deck"))
        self.name.setAccessibleName(self.tr("Name of a new token"))
        self.role.setAccessibleName(self.tr("Role of a new token"))
        names = self.role_names()
        for at, role in enumerate(ROLES):
            self.role.setItemText(at, names[role])
        self.make.setText(self.tr("&Make a token"))
        self.once.setText(self.tr("This token is shown only now. Copy it to the program that shall use it."))
        self.text.setAccessibleName(self.tr("The new token"))
        self.copy.setText(self.tr("&Copy"))
        self.show_status(self._status)
        self.show_tokens(self._shown)

    def role_names(self) -> dict[str, str]:
        """What each role may do, in a few words."""
        return {
            "viewer": self.tr("Viewer: sees how it is doing"),
            "operator": self.tr("Operator: steers, sees the picture"),
            "admin": self.tr("Admin: everything"),
        }

    # ---- shown -----------------------------------------------------------------------------------------------

    def show_settings(self, settings: Settings) -> None:
        for name, box in self.switches.items():
            box.setChecked(bool(getattr(settings.api, name)))
        self.switches["lan"].setEnabled(settings.api.enabled)
        self.switches["preview"].setEnabled(settings.api.enabled)

    def show_status(self, status: ServiceStatus | None) -> None:
        """Where it is reached; in red where others in the network can."""
        self._status = status
        self.state.setText(self._sentence(status))
        on_lan = status is not None and status.on_lan
        red = on_lan or (status is not None and status.state == "failed")
        self.state.setProperty("danger", "true" if red else "false")
        repolish(self.state)
        known = status.fingerprint if status is not None else ""
        self.fingerprint.setVisible(bool(known))
        self.fingerprint.setText(
            self.tr("Programs elsewhere know it by the SHA-256 of its certificate: {digits}").format(digits=known)
        )

    def _sentence(self, status: ServiceStatus | None) -> str:
        if status is None or status.state == "starting":
            return self.tr("The service is starting.")
        if status.state in ("off", "ended"):
            return self.tr("The service is switched off.")
        if status.state == "failed":
            return " ".join(message_text(status.error)) if status.error is not None else ""
        where = ", ".join(address.url for address in status.addresses)
        if status.on_lan:
            return self.tr(
                "Others in your network can reach it, by the ports of {addresses}. Only tokens keep them out."
            ).format(addresses=where)
        return self.tr("Programs on this machine reach it at {addresses}.").format(addresses=where)

    def show_tokens(self, tokens: Sequence[Token]) -> None:
        """Those that count."""
        self._shown = tuple(tokens)
        chosen = self._chosen()
        names = self.role_names()
        self.tokens.clear()
        for token in tokens:
            if token.revoked:
                continue
            role = names[token.role].partition(":")[0]
            item = QTreeWidgetItem([token.name, role, self._day(token.created), self._day(token.last_used)])
            item.setData(0, Qt.ItemDataRole.UserRole, token.id)
            self.tokens.addTopLevelItem(item)
            item.setSelected(token.id == chosen)
        for column in (1, 2, 3):
            self.tokens.resizeColumnToContents(column)
        self._show_possible()

    def show_new(self, new: NewToken) -> None:
        """A token that was made just now: its text, this once."""
        self.name.clear()
        self.text.setText(new.text)
        self.text.setCursorPosition(0)
        for widget in (self.once, self.text, self.copy):
            widget.show()
        self.copy.setFocus()

    def show_problem(self, message: Message | None) -> None:
        self.problem.setVisible(message is not None)
        if message is not None:
            self.problem.setText(" ".join(message_text(message)))

    # ---- asked -----------------------------------------------------------------------------------------------

    def _chosen(self) -> str:
        items = self.tokens.selectedItems()
        return str(items[0].data(0, Qt.ItemDataRole.UserRole)) if items else ""

    def _revoke(self) -> None:
        if self._chosen():
            self.revoked.emit(self._chosen())

    def _copy(self) -> None:
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        clipboard.setText(self.text.text())

    def _show_possible(self) -> None:
        self.revoke.setEnabled(bool(self._chosen()))
        self.make.setEnabled(bool(self.name.text().strip()))

    def _day(self, moment: str) -> str:
        if not moment:
            return self.tr("never")
        local = QDateTime.fromString(moment, Qt.DateFormat.ISODate).toLocalTime()
        return self.locale().toString(local, self.locale().FormatType.ShortFormat)
