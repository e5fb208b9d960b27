"""What the program does and does not, and the statement, made once before anything leaves it."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication, QDate, QLocale
from PyQt6.QtWidgets import QCheckBox, QFrame, QVBoxLayout, QWidget

from app.gui.consent import statement
from app.gui.widgets import named, text_label
from app.gui.wizard.kit import Kit
from app.gui.wizard.page import Page


class WelcomePage(Page):
    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.points = [text_label(self.panel, "sentence", wrap=True) for _ in range(3)]
        for point in self.points:
            self.body.addWidget(point)
        card = named(QFrame(self.panel), "card")
        self.asked = text_label(card, "heading", wrap=True)
        self.statement = QCheckBox(card)
        self.statement.toggled.connect(self.completeChanged)
        self.made = text_label(card, "quiet", wrap=True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(14, 12, 14, 12)
        inside.setSpacing(10)
        for widget in (self.asked, self.statement, self.made):
            inside.addWidget(widget)
        self.body.addSpacing(4)
        self.body.addWidget(card)
        self.body.addStretch()

    @staticmethod
    def name() -> str:
        return QCoreApplication.translate("WelcomePage", "Welcome")

    def retranslate(self) -> None:
        super().retranslate()
        self.heading.setText(self.tr("Welcome to Understudy"))
        self.words.setText(
            self.tr(
                "Understudy puts a face that you choose over your own, live, and hands the picture to every other "
                "program as a camera. The next steps set that up; each can be skipped, and Help brings it back."
            )
        )
        points = (
            self.tr("Everything is computed on this machine. No picture and no photo is sent anywhere."),
            self.tr("What leaves carries a small mark that says it was made by AI."),
            self.tr("When your face can not be swapped, the picture is covered: others do not see your own face."),
        )
        for label, text in zip(self.points, points, strict=True):
            label.setText(f"•  {text}")
        self.asked.setText(self.tr("One statement, asked once"))
        self.statement.setText(statement())
        self.statement.setAccessibleName(statement().replace("&", "").replace("\n", " "))
        self._show_made()

    def entered(self) -> None:
        super().entered()
        self._show_made()

    def _show_made(self) -> None:
        """Made before: it is shown, and can not be taken back here."""
        controller = self.kit.controller
        date = controller.core.settings.current.privacy.consent_date
        if controller.consented:
            self.statement.setChecked(True)
            day = QDate.fromString(date[:10], "yyyy-MM-dd")
            shown = QLocale().toString(day, QLocale.FormatType.LongFormat) if day.isValid() else date
            self.made.setText(self.tr("You stated this on {date}.").format(date=shown))
        else:
            self.made.setText(self.tr("Until you do, only the preview in the program's own window works."))
        self.statement.setEnabled(not controller.consented)

    def first(self) -> QWidget | None:
        return self.statement if self.statement.isEnabled() else None

    def isComplete(self) -> bool:  # noqa: N802 - Qt's name
        return self.alone or self.statement.isChecked()

    def skipped(self) -> None:
        if not self.kit.controller.consented:
            self.statement.setChecked(False)

    def validatePage(self) -> bool:  # noqa: N802 - Qt's name
        if self.statement.isChecked() and not self.kit.controller.consented:
            return self.kit.controller.consent()
        return True
