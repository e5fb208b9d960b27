"""Where the picture comes from: a camera, with a live look at what it gives, the demo, a video or an image.

The list is the window's own. What is chosen counts at once; the device is let go when the page is left.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QSignalBlocker, QTimer
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from app.base.errors import Message
from app.gui.asking import VIDEO_SUFFIXES
from app.gui.file_dialog import FileDialog
from app.gui.gallery import IMAGE_SUFFIXES
from app.gui.messages import message_text
from app.gui.widgets import text_label
from app.gui.wizard.kit import Kit
from app.gui.wizard.live import LiveView
from app.gui.wizard.page import Page

if TYPE_CHECKING:
    from app.pipeline.sources import SourceInfo
    from app.services.permissions import Check


class CameraPage(Page):
    topics = ("camera",)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._before = ""
        self._trouble: Message | None = None
        self._on = False
        self.label = QLabel(self.panel)
        self.combo = QComboBox(self.panel)
        self.combo.setModel(kit.source.combo.model())
        self.combo.setMinimumWidth(120)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.combo.activated.connect(lambda _: self._choose(self.combo.currentData()))
        self.label.setBuddy(self.combo)
        self.open_file = self._button()
        self.open_file.clicked.connect(self._ask_file)
        self.live = LiveView(kit.controller, kit.devices, self.panel)
        self.live.setMaximumHeight(300)
        self.live.opened.connect(self._opened)
        self.live.failed.connect(self._failed)
        self.live.pictured.connect(self._pictured)
        self.info = text_label(self.panel, "quiet", wrap=True)
        self.mirror = QCheckBox(self.panel)
        self.mirror.toggled.connect(self._mirror)
        self.trouble = text_label(self.panel, "heading", wrap=True)
        self.trouble_hint = text_label(self.panel, "sentence", wrap=True)
        self.again = self._button()
        self.again.clicked.connect(self._try_again)
        self._lay_out()
        self._refilled = QTimer(self)
        self._refilled.setSingleShot(True)
        self._refilled.setInterval(0)
        self._refilled.timeout.connect(self._show_chosen)
        kit.source.source_chosen.connect(self._chosen_there)
        model = kit.source.combo.model()
        assert model is not None
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset, model.dataChanged):
            signal.connect(self._refill)

    def _button(self) -> QPushButton:
        button = QPushButton(self.panel)
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        chooser = QHBoxLayout()
        chooser.addWidget(self.label)
        chooser.addWidget(self.combo, 1)
        chooser.addWidget(self.open_file)
        below = QHBoxLayout()
        below.addWidget(self.info, 1)
        below.addWidget(self.mirror)
        again = QHBoxLayout()
        again.addWidget(self.again)
        again.addStretch()
        self.body.addLayout(chooser)
        self.body.addWidget(self.live, 1)
        self.body.addLayout(below)
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.trouble_hint)
        self.body.addLayout(again)
        self.body.addLayout(self.checks_box)
        self._show_trouble(None)

    @staticmethod
    def name() -> str:
        return QCoreApplication.translate("CameraPage", "Camera")

    def retranslate(self) -> None:
        super().retranslate()
        self.heading.setText(self.tr("Your camera"))
        self.words.setText(
            self.tr(
                "Choose what the picture is taken from. A camera is switched on only while this page shows it; "
                "nothing of it leaves this window. Without a camera the demo clip, a video or an image work as well."
            )
        )
        self.label.setText(self.tr("Ca&mera"))
        self.combo.setAccessibleName(self.tr("Camera"))
        self.open_file.setText(self.tr("&Video or image…"))
        self.mirror.setText(self.tr("M&irror"))
        self.mirror.setToolTip(self.tr("Show the picture as a mirror does; what leaves is not flipped"))
        self.again.setText(self.tr("&Try again"))
        self.live.retranslate()
        self._show_trouble(self._trouble)

    # ---- told by the assistant -------------------------------------------------------------------------------

    def entered(self) -> None:
        now = self.kit.controller.core.settings.current.camera
        self._before = now.source
        self._on = True
        with QSignalBlocker(self.mirror):
            self.mirror.setChecked(now.mirror)
        self.live.mirror(now.mirror)
        super().entered()
        self._show_chosen()
        self._show_live()

    def left(self) -> None:
        self._on = False
        self.live.stop()

    def skipped(self) -> None:
        if self._spec() != self._before:
            self.live.stop()
            self.kit.asking.take_source(self._before)

    def recheck(self) -> None:
        super().recheck()
        self.kit.source.refresh_asked.emit()
        if self._trouble is not None:
            self._show_live()

    def first(self) -> QWidget | None:
        return self.combo

    # ---- choosing --------------------------------------------------------------------------------------------

    def _spec(self) -> str:
        return self.kit.controller.core.settings.current.camera.source

    def _choose(self, spec: str | None) -> None:
        if spec is None or spec == self._spec():
            return
        self.live.stop()  # before a run that goes on opens it
        self.kit.asking.take_source(spec)
        self._show_chosen()
        self._show_live()

    def _chosen_there(self, _: str) -> None:
        """In the main window, which can be used meanwhile."""
        self._show_chosen()
        self._show_live()

    def _ask_file(self) -> None:
        kinds = ((self.tr("Videos"), VIDEO_SUFFIXES), (self.tr("Images"), IMAGE_SUFFIXES))
        dialog = FileDialog(self, self.kit.ini, self.tr("Open a video or an image"), kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._choose)
        dialog.open()

    def _mirror(self, on: bool) -> None:
        self.kit.source.mirror.setChecked(on)  # as in the window
        self.live.mirror(on)

    def _refill(self, *_: object) -> None:
        self._refilled.start()

    def _show_chosen(self) -> None:
        """The row of what is chosen; the list may have been filled anew."""
        with QSignalBlocker(self.combo):
            self.combo.setCurrentIndex(self.combo.findData(self._spec()))

    # ---- the live picture ------------------------------------------------------------------------------------

    def _show_live(self) -> None:
        if self._on:
            self._show_trouble(None)
            self.info.clear()
            self.live.show_source(self._spec())

    def _try_again(self) -> None:
        self.recheck()

    def _opened(self, info: SourceInfo) -> None:
        size = f"{info.width}x{info.height}"
        known = self.tr("{name}: {size}, {fps:g} pictures a second")
        unknown = self.tr("{name}: {size}")
        text = known if info.fps else unknown
        name = info.name if self._spec().startswith("camera:") else Path(info.name).name
        self.info.setText(text.format(name=name, size=size, fps=round(info.fps, 2)))

    def _pictured(self) -> None:
        self._show_trouble(None)

    def _failed(self, message: Message) -> None:
        self._show_trouble(message)
        self.kit.checks.look(self.topics)  # what stands in its way, and how that is mended

    def _show_trouble(self, message: Message | None) -> None:
        self._trouble = message
        text, hint = message_text(message) if message is not None else ("", "")
        self.trouble.setText(text)
        self.trouble_hint.setText(hint)
        for widget in (self.trouble, self.trouble_hint, self.again):
            widget.setVisible(message is not None)

    def wanted(self, check: Check) -> bool:
        """What stands in the way, and that the camera may be used."""
        return check.mark in ("warn", "fail") or (check.mark == "ok" and check.name == "access")
