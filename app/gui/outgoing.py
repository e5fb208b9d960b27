"""What leaves, as far as the run is not asked: the form of the virtual camera's picture, its cards, and the mirror.

The window's mirror is for its own picture only. Where what leaves is mirrored, too, the window shows that as it is.
"""

from __future__ import annotations

from PyQt6.QtCore import QTimer

from app.gui.asking import Asking
from app.gui.controller import Controller
from app.gui.language import spoken
from app.gui.main_window import MainWindow

_READERS_MS = 3000
"""How often it is looked which programs read the virtual camera."""


class OutgoingPart:
    """A part of the window, see :mod:`app.gui.parts`."""

    def __init__(self, window: MainWindow, controller: Controller, asking: Asking) -> None:
        self._window, self._controller = window, controller
        switches, box = controller.outputs, window.outputs.camera_box
        box.size_chosen.connect(switches.set_size)
        box.rate_chosen.connect(switches.set_rate)
        box.fit_chosen.connect(switches.set_fit)
        box.mirror_chosen.connect(controller.set_output_mirror)
        # Connected after what keeps the choices: these show what came of it.
        for chosen in (box.size_chosen, box.rate_chosen, box.fit_chosen, box.mirror_chosen):
            chosen.connect(lambda *_: self._show())
        window.source.mirror_changed.connect(lambda _: self._show())
        controller.not_kept.connect(self._show)
        self._looking = QTimer(window)
        self._looking.setInterval(_READERS_MS)
        self._looking.timeout.connect(self._look_for_readers)
        self._looking.start()
        self._show()
        self.retranslate()
        switches.switch_camera()

    def retranslate(self) -> None:
        """The cards that are shown from now on speak the window's language."""
        code = spoken(self._window.settings.current.ui.language)
        self._controller.core.session.camera.language = lambda: code

    def end(self) -> None:
        """The switch of the virtual camera ends with the session."""
        self._looking.stop()

    def close(self) -> None:
        """Nothing to wait for."""

    def _look_for_readers(self) -> None:
        camera = self._controller.core.session.camera.status
        box, device = self._window.outputs.camera_box, camera.device if camera is not None else ""
        if not device:
            box.show_readers(())
            return
        from app.pipeline.virtual_camera_probes import readers  # its module is loaded: a camera is open

        self._controller.background.run(lambda: readers(device), box.show_readers)

    def _show(self) -> None:
        now = self._controller.core.settings.current
        self._window.outputs.camera_box.show_settings(now.output)
        self._window.preview.mirror(now.camera.mirror and not now.output.mirror)
