"""How many pictures a second the chosen engine makes here, as measured, and where to go when that is not live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QLabel, QWidget

from app.gui.messages import engine_text

if TYPE_CHECKING:
    from app.services.rates import Rate, Subject

LIVE_FPS = 10.0
"""Pictures a second below which another engine is pointed to: a talk looks like a row of stills then."""
OTHER, _OTHER_NAME = "mesh", "Mesh"
"""The engine that is live on a processor."""


class RateLabel(QLabel):
    """Hidden where there is nothing to say."""

    engine_asked = pyqtSignal(str)
    """The other engine's id, by a click on its name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rate")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setContentsMargins(12, 2, 12, 2)
        self.linkActivated.connect(self.engine_asked.emit)
        self._subject: Subject | None = None
        self._rate: Rate | None = None
        self.retranslate()

    def show_rate(self, subject: Subject | None, rate: Rate | None) -> None:
        """``subject``: what a run would be of; None hides the label. ``rate``: what was measured of it, if anything."""
        self._subject, self._rate = subject, rate
        self.retranslate()

    def retranslate(self) -> None:
        subject, rate = self._subject, self._rate
        self.setAccessibleName(self.tr("Expected rate"))
        self.setVisible(subject is not None)
        if subject is None:
            self.clear()
            return
        link = f'<a href="{OTHER}">{engine_text(OTHER, _OTHER_NAME)}</a>'
        if rate is None:
            words = [
                self.tr("How many pictures a second {model} makes here is known after its first run.").format(
                    model=subject.model
                ),
                self.tr("Without a graphics card these models are seldom live: choose {mesh} then.").format(mesh=link),
            ]
        else:
            fps = f"{rate.fps:.1f}" if rate.fps < 10 else f"{rate.fps:.0f}"
            where = rate.provider.replace("ExecutionProvider", "")
            if rate.on_processor:
                where = self.tr("the processor")
                if "int8" in rate.provider:
                    where = self.tr("the processor (int8 copy)")
                elif "," in rate.provider:  # who computes, and in which numbers
                    where = self.tr("the processor ({library})").format(library=rate.provider)
            words = [
                self.tr("{model} on {where}: about {fps} pictures a second here.").format(
                    model=subject.model, where=where, fps=fps
                )
            ]
            if rate.fps < LIVE_FPS and rate.on_processor:
                words.append(self.tr("For live use without a graphics card choose {mesh}.").format(mesh=link))
            elif rate.fps < LIVE_FPS:
                words.append(self.tr("For live use choose {mesh}.").format(mesh=link))
        self.setText(" ".join(words))
