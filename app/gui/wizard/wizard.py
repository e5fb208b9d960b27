"""The assistant of the first run: six pages, each of which can be skipped, or one of them alone.

1. It stands over the main window, which can be used meanwhile; both show the same choices.
2. What is chosen on a page counts at once, and is kept where the assistant is closed half-way. *Skip* takes back what
   was chosen on its page.
3. When the user comes back from elsewhere, the page that is seen looks again at what it shows.
"""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QEvent, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QAbstractButton, QFrame, QLabel, QVBoxLayout, QWidget, QWizard

from app.gui.widgets import repolish
from app.gui.wizard.page import Page

_SIZE = QSize(800, 600)
_STEPS_FROM = 700
"""Width below which the list of steps would take too much room."""


class Steps(QFrame):
    """The names of the pages, the one that is seen marked."""

    def __init__(self, pages: Sequence[Page], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("steps")
        self._pages = pages
        self._now = 0
        self._labels = [QLabel(self) for _ in pages]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 16, 10, 10)
        layout.setSpacing(2)
        for label in self._labels:
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addStretch()
        self.setFixedWidth(176)

    def show_page(self, number: int) -> None:
        """``number`` counts from 0."""
        self._now = number
        for at, (label, page) in enumerate(zip(self._labels, self._pages, strict=True)):
            label.setText(f"{at + 1}.  {page.name()}")
            if label.property("now") != (at == number):
                label.setProperty("now", at == number)
                repolish(label)


class SetupWizard(QWizard):
    start_asked = pyqtSignal()
    """Closed by the button that starts a run."""

    def __init__(self, pages: Sequence[Page], parent: QWidget | None = None, *, alone: bool = False) -> None:
        """``alone``: only one page, asked for by itself."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWizardStyle(QWizard.WizardStyle.ClassicStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self.setOption(QWizard.WizardOption.HaveCustomButton1, not alone)
        self.setOption(QWizard.WizardOption.NoCancelButton, alone)
        self.pages = tuple(pages)
        self.alone = alone
        self._seen: Page | None = None
        for number, page in enumerate(self.pages):
            page.alone = alone
            self.setPage(number, page)
        self.steps = Steps(self.pages)
        if not alone:
            self.setSideWidget(self.steps)
        kinds = QWizard.WizardButton
        order = [kinds.CustomButton1, kinds.Stretch, kinds.CancelButton, kinds.BackButton, kinds.NextButton]
        self.setButtonLayout([kinds.Stretch, kinds.FinishButton] if alone else [*order, kinds.FinishButton])
        self.customButtonClicked.connect(self._skip)
        self.currentIdChanged.connect(self._changed)
        self.finished.connect(self._finished)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._app_state)
        self._returned = QTimer(self)
        self._returned.setSingleShot(True)
        self._returned.setInterval(0)  # the window's and the application's events are one return
        self._returned.timeout.connect(self._recheck)
        self.retranslate()
        self._fit()

    def bring_up(self) -> None:
        """Show it, in front."""
        self.show()
        self.raise_()
        self.activateWindow()

    @property
    def skip(self) -> QAbstractButton:
        """The button that goes on without what was chosen."""
        button = self.button(QWizard.WizardButton.CustomButton1)
        assert button is not None
        return button

    @property
    def page_seen(self) -> Page | None:
        return self._seen

    def retranslate(self) -> None:
        kinds = QWizard.WizardButton
        self.setButtonText(kinds.CustomButton1, self.tr("S&kip this step"))
        self.setButtonText(kinds.BackButton, self.tr("&Back"))
        self.setButtonText(kinds.NextButton, self.tr("&Next"))
        self.setButtonText(kinds.CancelButton, self.tr("&Close"))
        self.setButtonText(kinds.FinishButton, self.tr("&Close") if self.alone else self.tr("&Start"))
        for page in self.pages:
            page.retranslate()
        self._name()

    def _name(self) -> None:
        """The title tells those who hear the window where they are."""
        number = self.currentId()
        title = self.tr("Set up Understudy")
        if number >= 0 and self.alone:
            title = self.pages[number].name()
        elif number >= 0:
            text = self.tr("{title}: {page} ({number} of {all})")
            title = text.format(title=title, page=self.pages[number].name(), number=number + 1, all=len(self.pages))
        self.setWindowTitle(title)
        self.steps.show_page(max(number, 0))

    def _fit(self) -> None:
        """As large as it is good to read, and no larger than the screen."""
        screen = self.screen()
        size = QSize(_SIZE)
        if screen is not None:
            room = screen.availableGeometry().size() - QSize(24, 60)  # the frame and the title of the window
            size = size.boundedTo(room)
        self.steps.setVisible(not self.alone and size.width() >= _STEPS_FROM)
        self.setMinimumSize(size.boundedTo(QSize(480, 360)))
        self.resize(size)

    # ---- from page to page -----------------------------------------------------------------------------------

    def nextId(self) -> int:  # noqa: N802 - Qt's name
        number = self.currentId()
        return number + 1 if 0 <= number < len(self.pages) - 1 else -1

    def _changed(self, number: int) -> None:
        if self._seen is not None:
            self._seen.left()
        self._seen = self.pages[number] if number >= 0 else None
        last = number == len(self.pages) - 1
        self.skip.setVisible(not self.alone and not last)
        self._name()
        if self._seen is None:
            return
        self._seen.entered()
        self._focus()

    def _focus(self) -> None:
        page = self._seen
        first = page.first() if page is not None else None
        kinds = QWizard.WizardButton
        on = self.button(kinds.FinishButton if self.alone or self.nextId() < 0 else kinds.NextButton)
        target = first if first is not None and first.isEnabled() else on
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _skip(self) -> None:
        if self._seen is not None:
            self._seen.skipped()
            self.next()

    def _finished(self, result: int) -> None:
        page, self._seen = self._seen, None
        if page is not None:
            page.left()
        for one in self.pages:
            one.ended = True
        if result == QWizard.DialogCode.Accepted and not self.alone:
            self.start_asked.emit()

    # ---- coming back -----------------------------------------------------------------------------------------

    def _app_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self._returned.start()

    def _recheck(self) -> None:
        if self._seen is not None and self.isVisible():
            self._seen.recheck()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        super().changeEvent(event)
        if event is None:
            return
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._returned.start()
