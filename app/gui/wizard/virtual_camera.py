"""The virtual camera: whether this machine has one, the one button that sets it up, and why not where it can not be.

The button is that of the first check that is not well: its command is shown before it runs, and elevated steps go
through the system's own prompt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QSignalBlocker
from PyQt6.QtWidgets import QCheckBox, QProgressBar, QPushButton, QWidget

from app.base.errors import Message
from app.gui.check_names import mend_label
from app.gui.messages import message_text
from app.gui.session_link import ABOUT_CAMERA
from app.gui.widgets import named, text_label
from app.gui.wizard.kit import Kit
from app.gui.wizard.page import Page

if TYPE_CHECKING:
    from app.services.permissions import Check, MendResult


class VirtualCameraPage(Page):
    topics = ("virtual-camera",)
    about = ABOUT_CAMERA

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._said: Message | None = None
        self._looked = False
        self._before = False
        self.answer = text_label(self.panel, "heading", wrap=True)
        self.setup = named(QPushButton(self.panel), "primary")
        self.setup.setAutoDefault(False)
        self.setup.clicked.connect(self._set_up)
        self.progress = QProgressBar(self.panel)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.result = text_label(self.panel, "heading", wrap=True)
        self.result_hint = text_label(self.panel, "sentence", wrap=True)
        self.on = QCheckBox(self.panel)
        self.on.toggled.connect(self._switch)
        self.how = text_label(self.panel, "quiet", wrap=True)
        for widget in (self.answer, self.setup, self.progress, self.result, self.result_hint):
            self.body.addWidget(widget)
        self.body.addLayout(self.checks_box)
        self.body.addWidget(self.on)
        self.body.addWidget(self.how)
        self.body.addStretch()
        kit.controller.outputs.changed.connect(self._show_switch)

    @staticmethod
    def name() -> str:
        return QCoreApplication.translate("VirtualCameraPage", "Virtual camera")

    def retranslate(self) -> None:
        super().retranslate()
        self.heading.setText(self.tr("The camera that other programs see"))
        self.words.setText(
            self.tr(
                "Zoom, Teams, Discord, OBS and browsers get the picture as a camera called Understudy. The system has "
                "to know such a camera once."
            )
        )
        self.progress.setAccessibleName(self.tr("Setting it up"))
        self.on.setText(self.tr("Switch the &virtual camera on, now and with every start"))
        self.how.setText(
            self.tr(
                "In the other program choose the camera Understudy. A program that was open before the camera was set "
                "up has to be started again to see it."
            )
        )
        self.checks_shown()
        self._show_said()

    # ---- told by the assistant -------------------------------------------------------------------------------

    def entered(self) -> None:
        self._before = self.kit.controller.outputs.camera
        self._said = None
        self._show_said()
        super().entered()
        self._show_switch()

    def skipped(self) -> None:
        if self.kit.controller.outputs.camera != self._before:
            self._switch(self._before)

    def first(self) -> QWidget | None:
        if not self.setup.isHidden():
            return self.setup
        return self.on if self.on.isEnabled() else None

    # ---- what was found --------------------------------------------------------------------------------------

    @property
    def there(self) -> bool:
        """Whether this machine has a virtual camera, of whatever kind."""
        return any(row.check.state == "ok" for row in self.rows.values())

    @property
    def closed(self) -> bool:
        """Whether this machine has one that the user may not use, or not before the next login."""
        return any(row.check.state == "denied" for row in self.rows.values())

    @property
    def mendable(self) -> Check | None:
        """The first check that is not well and that the program can do something about."""
        checks = [row.check for row in self.rows.values()]
        return next((check for check in checks if check.state != "ok" and check.action is not None), None)

    def checks_shown(self) -> None:
        self._looked = self._looked or bool(self.rows)
        mendable = self.mendable
        if not self._looked:
            self.answer.setText(self.tr("Looking…"))
        elif self.there and mendable is None:
            self.answer.setText(self.tr("This machine has a virtual camera: nothing has to be set up."))
        elif self.there:
            text = self.tr("This machine has a virtual camera. Where a program does not see it, this step helps:")
            self.answer.setText(text)
        elif mendable is not None and mendable.state == "denied":
            self.answer.setText(self.tr("This machine has a virtual camera that you may not use. This step helps:"))
        elif mendable is not None:
            self.answer.setText(self.tr("This machine has no virtual camera yet. One step sets it up:"))
        elif self.closed:
            self.answer.setText(self.tr("This machine has a virtual camera, but you may not use it yet:"))
        elif any(row.check.state == "unknown" for row in self.rows.values()):
            self.answer.setText(self.tr("Whether this machine has a virtual camera is not known yet:"))
        else:
            self.answer.setText(self.tr("This machine has no virtual camera, and the program can not set one up:"))
        had_focus = self.setup.hasFocus()
        self.setup.setVisible(mendable is not None)
        if mendable is not None and mendable.action is not None:
            label = mend_label(mendable.action)
            self.setup.setText(label)
            self.setup.setAccessibleDescription(self.answer.text())
            row = self.rows[mendable.id]
            row.button.hide()  # it is the large one above
        self._show_switch()
        first = self.first()
        if had_focus and first is not None:  # the button may have gone with what it was for
            first.setFocus()

    def _set_up(self) -> None:
        mendable = self.mendable
        if mendable is not None:
            self.kit.checks.mend(mendable, self)

    def _mending(self, check: str, on: bool) -> None:
        super()._mending(check, on)
        if check in self.rows:
            self.progress.setVisible(on)
            self.setup.setEnabled(not on)

    def _mended(self, check: str, result: MendResult) -> None:
        if check in self.rows:
            self._said = result.message
            self._show_said()

    def _show_said(self) -> None:
        text, hint = message_text(self._said) if self._said is not None else ("", "")
        for label, words in ((self.result, text), (self.result_hint, hint)):
            label.setText(words)
            label.setVisible(bool(words))

    # ---- the switch ------------------------------------------------------------------------------------------

    def _switch(self, on: bool) -> None:
        outputs = self.kit.controller.outputs
        if on:
            self.kit.asking.with_consent(lambda: outputs.set_camera(True), self._show_switch, self.window())
        else:
            outputs.set_camera(False)
        outputs.changed.emit()

    def _show_switch(self) -> None:
        with QSignalBlocker(self.on):
            self.on.setChecked(self.kit.controller.outputs.camera)
        self.on.setEnabled(self.there or self.on.isChecked())
