"""What swaps the face and what that runs on: the engines, how fast the chosen one is here where that is known, and what
a trial of the graphics card found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QSignalBlocker, Qt
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.gui.rate_label import RateLabel
from app.gui.widgets import text_label
from app.gui.wizard.kit import Kit
from app.gui.wizard.page import Page

if TYPE_CHECKING:
    from app.services.permissions import Check

_TRIAL = "providers"


class EnginePage(Page):
    topics = ("gpu", _TRIAL)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._before = ""
        self._tried = False
        self.label = QLabel(self.panel)
        self.combo = QComboBox(self.panel)
        self.combo.setModel(kit.engine.combo.model())
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.activated.connect(lambda _: self._choose(self.combo.currentData()))
        self.label.setBuddy(self.combo)
        self.description = text_label(self.panel, "quiet", wrap=True)
        self.lack = text_label(self.panel, "heading", wrap=True)
        self.models = QPushButton(self.panel)
        self.models.clicked.connect(lambda: kit.models.open())
        self.rate = RateLabel(self.panel)
        self.rate.setContentsMargins(0, 0, 0, 0)
        self.rate.engine_asked.connect(self._choose)
        self.runs_on = text_label(self.panel, "heading", wrap=True)
        self.progress = QProgressBar(self.panel)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.trial = QPushButton(self.panel)
        self.trial.clicked.connect(self._try)
        self.others = QPushButton(self.panel)
        self.others.setCheckable(True)
        self.others.toggled.connect(lambda _: self.checks_shown())
        for button in (self.models, self.trial, self.others):
            button.setAutoDefault(False)
        self._lay_out()
        kit.models.link.changed.connect(self._changed_there)
        kit.engine.engine_chosen.connect(self._changed_there)
        kit.checks.looking.connect(self._looking)

    def _lay_out(self) -> None:
        chooser = QHBoxLayout()
        chooser.addWidget(self.label)
        chooser.addWidget(self.combo, 1)
        lack = QHBoxLayout()
        lack.addWidget(self.lack, 1)
        lack.addWidget(self.models)
        head = QHBoxLayout()
        head.addWidget(self.runs_on, 1)
        head.addWidget(self.trial)
        self.body.addLayout(chooser)
        self.body.addWidget(self.description)
        self.body.addLayout(lack)
        self.body.addWidget(self.rate)
        self.body.addSpacing(6)
        self.body.addLayout(head)
        self.body.addWidget(self.progress)
        self.body.addLayout(self.checks_box)
        self.body.addWidget(self.others, 0, Qt.AlignmentFlag.AlignLeft)
        others = QVBoxLayout()
        others.setSpacing(6)
        self.body.addLayout(others)
        self.body.addStretch()
        self.more_boxes = (others,)

    @staticmethod
    def name() -> str:
        return QCoreApplication.translate("EnginePage", "Engine and graphics card")

    def retranslate(self) -> None:
        super().retranslate()
        self.heading.setText(self.tr("What swaps the face"))
        self.words.setText(
            self.tr(
                "The engine that is built in is live on any processor. The others run published networks, which have "
                "to be fetched and want a graphics card to be live."
            )
        )
        self.label.setText(self.tr("En&gine"))
        self.combo.setAccessibleName(self.tr("Engine"))
        self.models.setText(self.tr("&Models…"))
        self.runs_on.setText(self.tr("What networks can run on here"))
        self.trial.setText(self.tr("&Try again"))
        self.trial.setAccessibleName(self.tr("Try again what networks can run on"))
        self.progress.setAccessibleName(self.tr("Trying what networks can run on"))
        self.rate.retranslate()
        self._show_engine()
        self.checks_shown()

    # ---- told by the assistant -------------------------------------------------------------------------------

    def entered(self) -> None:
        self._before = self._engine()
        self._show_engine()
        self.kit.models.link.look()
        super().entered()
        if not self._tried:
            self._tried = True
            self._try()

    def skipped(self) -> None:
        if self._engine() != self._before:
            self._choose(self._before)

    def recheck(self) -> None:
        """Without the trial, which takes seconds and has a button."""
        self.kit.checks.look(["gpu"])

    def first(self) -> QWidget | None:
        return self.combo

    # ---- the engine ------------------------------------------------------------------------------------------

    def _engine(self) -> str:
        return self.kit.controller.core.settings.current.engine.id

    def _choose(self, engine: str | None) -> None:
        if engine is not None and engine != self._engine():
            self.kit.engine.choose(engine)
        self._show_engine()

    def _changed_there(self, _: object) -> None:
        """The engine's panel, which hears of it first, shows another engine or other models."""
        self._show_engine()

    def _show_engine(self) -> None:
        with QSignalBlocker(self.combo):
            self.combo.setCurrentIndex(self.combo.findData(self._engine()))
        description, lack = self.kit.engine.words
        self.description.setText(description)
        self.description.setVisible(bool(description))
        self.lack.setText(lack)
        self.lack.setVisible(bool(lack))
        self.models.setVisible(bool(lack))
        self.rate.show_rate(*self.kit.controller.rate())

    # ---- what it runs on -------------------------------------------------------------------------------------

    def _try(self) -> None:
        self.kit.checks.look([_TRIAL])

    def _looking(self, topics: tuple[str, ...]) -> None:
        self.progress.setVisible(_TRIAL in topics)
        self.trial.setEnabled(_TRIAL not in topics)

    def wanted(self, check: Check) -> bool:
        """Of the card's device files only what is wrong; of the trial everything."""
        return check.topic == _TRIAL or check.mark in ("warn", "fail")

    def box_of(self, check: Check) -> QVBoxLayout:
        """What works, and what was asked for and does not, first; the rest, mostly not installed, when it is wished."""
        return self.more_boxes[0] if check.topic == _TRIAL and check.mark == "warn" else self.checks_box

    def checks_shown(self) -> None:
        others = [row for row in self.rows.values() if self.box_of(row.check) is not self.checks_box]
        self.others.setVisible(bool(others))
        hide, show = self.tr("Hide what can not be used"), self.tr("What can not be used, and why ({n})")
        words = hide if self.others.isChecked() else show
        self.others.setText(words.format(n=len(others)))
        for row in others:
            row.setVisible(self.others.isChecked())
