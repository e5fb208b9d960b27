"""What is asked before something is done to a program that an engine drives: its licence, a model put there, an
environment made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.model_words import licence_text, size_text
from app.gui.widgets import named, text_label

if TYPE_CHECKING:
    from app.services.checkouts.environment import EnvironmentPlan
    from app.services.checkouts.manifest import CheckoutSpec

_WIDTH = 540
_KINDS = {"cuda": "CUDA (NVIDIA)", "directml": "DirectML (Windows)", "openvino": "OpenVINO (Intel)"}


class _Dialog(QDialog):
    """A question with a sentence, what belongs to it, and two buttons."""

    def __init__(self, title: str, yes: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(12)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        agree = self.buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        assert agree is not None
        self.agree: QPushButton = agree
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        layout.addLayout(self.rows)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(_WIDTH)

    def say(self, text: str, name: str = "sentence") -> None:
        self.rows.addWidget(text_label(self, name, wrap=True, text=text))


class ProgramLicenceDialog(_Dialog):
    """The words of a program's licence, and the agreement to it."""

    def __init__(self, spec: CheckoutSpec, folder: Path, words: str, agreed: bool, parent: QWidget) -> None:
        """``words`` are those in the program's folder, empty where it has none; ``agreed``: only to be read again."""
        super().__init__("", "", parent)
        self.setWindowTitle(self.tr("Licence of {program}").format(program=spec.program))
        self.agree.setText(self.tr("&Agree"))
        self.say(spec.program, "heading")
        text = self.tr(
            "This program is not a part of Understudy and is not changed. It runs in its own process, from {folder}"
        )
        self.say(text.format(folder=folder))
        self.say(self.tr("Its licence: {licence}").format(licence=licence_text(spec.licence)))
        self.words = named(QPlainTextEdit(self), "command")
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setAccessibleName(self.windowTitle())
        self.words.setPlainText(words or self.tr("There is no {file} in its folder.").format(file=spec.licence_file))
        self.words.setMinimumHeight(230)
        self.rows.addWidget(self.words, 1)
        self.check = QCheckBox(self.tr("I have read the &licence and agree to it."))
        self.check.toggled.connect(self.agree.setEnabled)
        self.rows.addWidget(self.check)
        self.agree.setEnabled(False)
        if agreed:
            self.check.hide()
            self.agree.hide()
        self.words.setFocus()


class PutModelDialog(_Dialog):
    """Whether a model is copied to where the program looks for it, or linked there."""

    def __init__(self, source: Path, size: int, target: Path, parent: QWidget) -> None:
        """``size`` in bytes."""
        super().__init__("", "", parent)
        self.setWindowTitle(self.tr("Put a model there"))
        self.agree.setText(self.tr("&Put it there"))
        self.say(self.tr("{source}\ngoes to\n{target}").format(source=source, target=target))
        self.copy = QRadioButton(self.tr("&Copy it: takes {size}").format(size=size_text(size)))
        self.copy.setChecked(True)
        self.link = QRadioButton(self.tr("&Link it: takes no space, but both are one file"))
        self.rows.addWidget(self.copy)
        self.rows.addWidget(self.link)


class EnvironmentDialog(_Dialog):
    """What the networks are to run on, and, once the package index was asked, what it comes to."""

    asked = pyqtSignal(str)
    """The index is to be asked, for a kind of onnxruntime; empty: the one that is pinned."""

    def __init__(self, spec: CheckoutSpec, parent: QWidget) -> None:
        super().__init__("", "", parent)
        self._spec = spec
        self.plan: EnvironmentPlan | None = None
        """What was worked out for what is chosen now."""
        self.setWindowTitle(self.tr("Make an environment for {program}").format(program=spec.program))
        text = self.tr(
            "An environment of its own for {program}, with Python {python} and the packages that {file} pins, in the "
            "folder of Understudy's data; nothing in the program's folder is changed. "
            "Nothing has been asked of the network yet."
        )
        self.say(text.format(program=spec.program, python=spec.python, file=spec.requirements))
        if spec.unneeded:
            left = self.tr("Left out, as the engine does not need them: {names}").format(names=", ".join(spec.unneeded))
            self.say(left, "quiet")
        self.combo = QComboBox(self)
        self.combo.setAccessibleName(self.tr("What its networks are to run on"))
        self.combo.addItem(self.tr("As the program pins it"), "")
        for kind in spec.runtimes:
            self.combo.addItem(self.tr("Processor") if kind == "cpu" else _KINDS[kind], kind)
        self.combo.setVisible(bool(spec.runtimes))
        self.combo.currentIndexChanged.connect(self._again)
        self.rows.addWidget(self.combo)
        self.words = text_label(self, "sentence", wrap=True)
        self.rows.addWidget(self.words)
        self.agree.clicked.disconnect()
        self.buttons.accepted.disconnect()
        self.agree.clicked.connect(self._pressed)
        self._again()

    def show_plan(self, plan: EnvironmentPlan) -> None:
        """What the index said."""
        self.plan = plan
        lines = [self.tr("{count} packages and Python {python}.").format(count=plan.packages, python=plan.python)]
        if plan.fetches_python:
            lines.append(self.tr("That Python is not here and is fetched, too."))
        if plan.fetched is None or plan.needed is None:
            lines.append(self.tr("How much is fetched the index does not tell."))
        else:
            text = self.tr("At most {fetched} are fetched, and about {needed} needed on the disk.")
            lines.append(text.format(fetched=size_text(plan.fetched), needed=size_text(plan.needed)))
        lines.append(self.tr("{size} are free on the disk.").format(size=size_text(plan.free)))
        if not plan.fits:
            lines.append(self.tr("That is too little."))
        self.words.setText(" ".join(lines))
        self.combo.setEnabled(True)
        self.agree.setText(self.tr("&Make it"))
        self.agree.setEnabled(plan.fits)
        self.agree.setFocus()

    def show_failure(self, text: str) -> None:
        """Why the index could not be asked, or its answer is of no use."""
        self._again()
        self.words.setText(text)

    def _again(self) -> None:
        self.plan = None
        self.words.setText("")
        self.combo.setEnabled(True)
        self.agree.setText(self.tr("&Ask the package index"))
        self.agree.setEnabled(True)

    def _pressed(self) -> None:
        if self.plan is not None:
            self.accept()
            return
        self.agree.setEnabled(False)
        self.combo.setEnabled(False)
        self.words.setText(self.tr("The package index is being asked…"))
        self.asked.emit(str(self.combo.currentData()))
