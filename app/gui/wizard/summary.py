"""What was chosen, whether it will work, and whether the program opens by itself at login."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QSignalBlocker
from PyQt6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLabel, QWidget

from app.base.errors import UserError
from app.gui.check_row import CheckSign
from app.gui.gallery import face_name
from app.gui.messages import message_text
from app.gui.widgets import named, text_label
from app.gui.wizard.kit import Kit
from app.gui.wizard.page import Page

if TYPE_CHECKING:
    from app.services.autostart import AutostartState
    from app.services.permissions import Check


class SummaryPage(Page):
    topics = ("virtual-camera", "autostart")

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._autostart: AutostartState | None = None
        self._has_camera: bool | None = None
        card = named(QFrame(self.panel), "card")
        self._grid = QGridLayout(card)
        self._grid.setContentsMargins(14, 10, 14, 10)
        self._grid.setVerticalSpacing(8)
        self._grid.setHorizontalSpacing(9)
        self._grid.setColumnStretch(2, 1)
        self.lines: dict[str, tuple[CheckSign, QLabel, QLabel]] = {}
        for row, name in enumerate(("statement", "camera", "face", "virtual_camera", "engine")):
            line = CheckSign(card), text_label(card, "quiet"), text_label(card, "sentence", wrap=True)
            self.lines[name] = line
            for column, widget in enumerate(line):
                self._grid.addWidget(widget, row, column)
        self.login = QCheckBox(self.panel)
        self.login.toggled.connect(self._set_login)
        self.login_words = text_label(self.panel, "quiet", wrap=True)
        self.then = text_label(self.panel, "sentence", wrap=True)
        self.body.addWidget(card)
        self.body.addSpacing(4)
        self.body.addWidget(self.login)
        self.body.addWidget(self.login_words)
        self.body.addWidget(self.then)
        self.body.addStretch()

    @staticmethod
    def name() -> str:
        return QCoreApplication.translate("SummaryPage", "Summary")

    def retranslate(self) -> None:
        super().retranslate()
        self.heading.setText(self.tr("Ready"))
        self.words.setText(self.tr("This is what was chosen. Everything can be changed in the main window later."))
        titles = {
            "statement": self.tr("Statement"),
            "camera": self.tr("Camera"),
            "face": self.tr("Face"),
            "virtual_camera": self.tr("Virtual camera"),
            "engine": self.tr("Engine"),
        }
        for name, title in titles.items():
            self.lines[name][1].setText(title)
        self.login.setText(self.tr("Open in the &tray at login"))
        self.then.setText(self.tr("“Start” begins at once; “Close” leaves that to you."))
        self._show_lines()
        self._show_login()

    # ---- told by the assistant -------------------------------------------------------------------------------

    def entered(self) -> None:
        super().entered()
        self._show_lines()
        self.login.setEnabled(False)
        self._read_login()
        self.then.setVisible(self.wizard() is not None and not self.alone)

    def recheck(self) -> None:
        super().recheck()
        self._read_login()

    # ---- the lines -------------------------------------------------------------------------------------------

    def _show_lines(self) -> None:
        controller = self.kit.controller
        now = controller.core.settings.current
        made = controller.consented
        self._line(
            "statement",
            "ok" if made else "warn",
            self.tr("Made.") if made else self.tr("Not made: only the preview in the main window works."),
        )
        self._line("camera", "ok", self._source_name())
        self._line("face", "ok", ", ".join(face_name(face) for face in now.engine.faces))
        if self._has_camera is None:
            self._line("virtual_camera", "info", self.tr("Looking…"))
        elif not self._has_camera:
            text = self.tr("Not set up: other programs do not see the picture yet. Recording works without it.")
            self._line("virtual_camera", "warn", text)
        else:
            on = controller.outputs.camera
            text = self.tr("Switched on.") if on else self.tr("There, and switched off.")
            self._line("virtual_camera", "ok", text)
        engine = self.kit.engine.combo
        lack = self.kit.engine.words[1]
        name = engine.itemText(engine.findData(now.engine.id))
        self._line("engine", "warn" if lack else "ok", f"{name}. {lack}" if lack else name)

    def _line(self, name: str, mark: str, text: str) -> None:
        sign, _, words = self.lines[name]
        sign.show_mark(mark)
        words.setText(text)

    def _source_name(self) -> str:
        spec = self.kit.controller.core.settings.current.camera.source
        combo = self.kit.source.combo
        row = combo.findData(spec)
        return combo.itemText(row) if row >= 0 else Path(spec).name

    def wanted(self, check: Check) -> bool:
        """What it says stands in the lines above."""
        return False

    def _checks_found(self, topics: tuple[str, ...], checks: tuple[Check, ...]) -> None:
        if "virtual-camera" in topics:
            self._has_camera = any(check.state == "ok" for check in checks if check.topic == "virtual-camera")
            self._show_lines()

    # ---- at login --------------------------------------------------------------------------------------------

    def _read_login(self) -> None:
        self.kit.photos.run(self.kit.autostart.state, self._login_found)

    def _login_found(self, state: AutostartState) -> None:
        if not self.ended:
            self._autostart = state
            self._show_login()

    def _show_login(self) -> None:
        state = self._autostart
        with QSignalBlocker(self.login):
            self.login.setChecked(state is not None and state.state == "on")
        self.login.setEnabled(state is not None)
        words = " ".join(message_text(state.message)) if state is not None else ""
        self.login_words.setText(words.strip())
        self.login_words.setVisible(bool(words.strip()))

    def _set_login(self, on: bool) -> None:
        autostart = self.kit.autostart
        self.login.setEnabled(False)

        def work() -> AutostartState:
            autostart.set(on)
            return autostart.state()

        def failed(error: Exception) -> None:
            if not isinstance(error, UserError):
                raise error
            if not self.ended:
                self.messages.show_message(error.message)
                self._read_login()

        self.kit.photos.run(work, self._login_found, failed)

    def first(self) -> QWidget | None:
        return None
