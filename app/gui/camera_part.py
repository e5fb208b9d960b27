"""The camera in the main window: those that come and go, the sizes of the chosen one, and the dialog that sets it.

1. Once a second it is looked at, cheaply and off the window's thread, whether cameras came or went; only then they are
   listed. One that a failed run was waiting for is taken up.
2. A chosen mode is kept and begins the run anew. A control is set at once, one request at a time, the newest value of
   each; what the user changed is kept for this very camera and set again when it is next opened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer, pyqtSignal
from PyQt6.QtGui import QAction, QKeySequence

from app.base.errors import InputError, Message, UserError
from app.gui.camera_dialog import CameraDialog
from app.gui.threads import Background
from app.pipeline import camera_controls, camera_list, camera_modes, camera_watch
from app.pipeline.camera_controls import Control, kept_after, kept_values
from app.pipeline.camera_list import CameraInfo, find_camera, name_in
from app.pipeline.camera_modes import Mode, Wanted, choose_mode, sizes_of

if TYPE_CHECKING:
    from app.gui.asking import Asking
    from app.gui.controller import Controller
    from app.gui.main_window import MainWindow
    from app.services.session_state import SessionStatus

LOOK_MS = 1000
_KEEP_MS = 400
"""A slider that is drawn is kept once it rests."""
SHORTCUT = "Ctrl+Shift+C"
_MAY_BE_BACK = ("camera.gone", "camera.permission", "camera.sandbox")
"""Why a run failed that may find its camera although the list is the same: its device file is another one, or has other
rights."""


class CameraPart(QObject):
    _settings_changed = pyqtSignal()

    def __init__(self, window: MainWindow, controller: Controller, asking: Asking) -> None:
        super().__init__(window)
        self._window, self._controller, self._source = window, controller, window.source
        self._background = Background(self, threads=1)
        self.dialog: CameraDialog | None = None
        self._signature: object = None
        self._cameras: list[CameraInfo] | None = None
        self._modes: Sequence[Mode] = ()
        self._asked_modes: CameraInfo | None = None
        self._pending: dict[str, int] = {}
        self._looking = self._setting = False
        self._unkept: dict[str, dict[str, int]] = {}
        """Values by control to keep for cameras, by what those are known by."""
        self._keep_timer = QTimer(self)
        self._keep_timer.setSingleShot(True)
        self._keep_timer.setInterval(_KEEP_MS)
        self._keep_timer.timeout.connect(self.keep)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self.action = QAction(self)
        self.action.setShortcut(QKeySequence(SHORTCUT))
        self.action.triggered.connect(self.open)
        entries = window.menus.session.actions()
        behind = entries[entries.index(window.menus.find_cameras) + 1]
        window.menus.session.insertAction(behind, self.action)
        self._source.camera_asked.connect(self.open)
        self._source.size_chosen.connect(lambda width, height: self._choose(width=width, height=height))
        self._source.refresh_asked.connect(self._refresh)
        window.menus.find_cameras.triggered.connect(self._refresh)
        controller.status_changed.connect(self._show_status)
        controller.not_kept.connect(self._show_modes)
        self._settings_changed.connect(self._follow)  # queued where another thread changes one
        self._unsubscribe = controller.core.settings.changed.subscribe(lambda _: self._settings_changed.emit())
        self.retranslate()
        self._refresh()

    # ---- the window's protocol -------------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.action.setText(self.tr("Came&ra…"))
        self._show_modes()

    def end(self) -> None:
        self._timer.stop()
        self._unsubscribe()
        self.keep()
        if self.dialog is not None:
            self.dialog.close()

    def close(self) -> None:
        self._background.close()

    # ---- which are there -------------------------------------------------------------------------------------

    @property
    def camera(self) -> CameraInfo | None:
        """The chosen one, where it is there."""
        spec = self._controller.core.settings.current.camera.source.strip()
        if not spec.startswith("camera:") or self._cameras is None:
            return None
        try:
            return find_camera(spec.removeprefix("camera:"), self._cameras)
        except InputError:
            return None

    def _refresh(self) -> None:
        self._signature = None
        self._look()

    def _tick(self) -> None:
        self._look()
        if self.dialog is not None and self.dialog.isVisible():
            self._read_controls()  # an automatic, or another program, may have moved them

    def _look(self) -> None:
        if not self._looking:
            self._looking = True
            known = self._signature
            self._background.run(lambda: _look(known), self._looked, self._look_failed)

    def _looked(self, found: tuple[object, list[CameraInfo] | None]) -> None:
        self._looking = False
        signature, cameras = found
        if cameras is None:
            return
        before, self._cameras, self._signature = self._cameras, cameras, signature
        self._source.show_cameras(cameras)
        self._follow()
        camera = self.camera
        if before is not None and camera is not None and self._waits_for_camera(known=camera in before):
            self._controller.start()

    def _look_failed(self, error: Exception) -> None:
        self._looking = False
        self._timer.stop()  # told once, not every second; the menu still looks
        raise error

    def _waits_for_camera(self, *, known: bool) -> bool:
        """Whether the last run failed for want of its camera, and may find it now. ``known``: it was in the list
        before; then it went and came between two looks, or this user may open it now."""
        message = self._controller.status.message
        code = message.code if message is not None else ""
        wanted = code in _MAY_BE_BACK if known else code.startswith("camera.")
        return self._controller.failed_at == "source" and wanted

    # ---- modes -----------------------------------------------------------------------------------------------

    @property
    def _wanted(self) -> Wanted:
        camera = self._controller.core.settings.current.camera
        return Wanted(camera.width, camera.height, camera.fps, camera.format)

    def _follow(self) -> None:
        """Another source may have been chosen, or the chosen camera came or went."""
        camera = self.camera
        if camera != self._asked_modes:
            self._asked_modes, self._modes = camera, ()
            self._pending.clear()  # it was meant for the one before
            if self.dialog is not None:
                self.dialog.show_controls(None)
            if camera is not None:
                wanted = self._wanted
                self._background.run(
                    lambda: camera_modes.list_modes(camera, wanted), lambda modes: self._took_modes(camera, modes)
                )
                self._read_controls()
        self._show_modes()

    def _took_modes(self, camera: CameraInfo, modes: Sequence[Mode]) -> None:
        if camera == self._asked_modes:
            self._modes = modes
            self._show_modes()

    def _show_modes(self) -> None:
        spec, wanted = self._controller.core.settings.current.camera.source, self._wanted
        chosen = spec.startswith("camera:")
        rates = [
            (width, height, choose_mode(self._modes, Wanted(width, height, wanted.fps, wanted.format)).fps)
            for width, height in (sizes_of(self._modes) if chosen else ())
        ]
        known = [(width, height, fps if self._modes else 0.0) for width, height, fps in rates]
        self._source.show_sizes(known, (wanted.width, wanted.height, wanted.fps))
        if self.dialog is None:
            return
        camera = self.camera
        self.dialog.show_camera(camera.name if camera is not None else name_in(spec) if chosen else None)
        self.dialog.show_modes(self._modes, wanted)
        self.dialog.show_problem(self._absence() if chosen and camera is None else None)

    def _absence(self) -> Message | None:
        """Why the chosen camera is not there, in words."""
        if self._cameras is None:
            return None
        spec = self._controller.core.settings.current.camera.source.strip()
        try:
            find_camera(spec.removeprefix("camera:"), self._cameras)
        except InputError as error:
            return error.message
        return None

    def _choose(self, **values: object) -> None:
        """Keep what is asked of the camera, and begin the run anew with it."""
        now, keep = self._controller.core.settings.current.camera, self._controller.keep
        kept = [keep(f"camera.{key}", value) for key, value in values.items() if getattr(now, key) != value]
        self._show_modes()
        if any(kept):
            self._controller.restart()

    # ---- controls --------------------------------------------------------------------------------------------

    def open(self) -> None:
        """The dialog for the chosen camera; beside the window, which stays usable."""
        if self.dialog is None:
            self.dialog = dialog = CameraDialog(self._window.ini, self._window)
            dialog.size_chosen.connect(lambda width, height: self._choose(width=width, height=height))
            dialog.rate_chosen.connect(lambda fps: self._choose(fps=fps))
            dialog.format_chosen.connect(lambda pixel_format: self._choose(format=pixel_format))
            dialog.control_changed.connect(self._set)
            dialog.reset_asked.connect(self._reset)
            dialog.finished.connect(lambda _: self.keep())
        self._show_modes()
        self._show_status(self._controller.status)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self._read_controls()

    def _read_controls(self) -> None:
        camera = self.camera
        if camera is None or self._setting or self.dialog is None:
            return
        self._ask(camera, lambda: camera_controls.read_controls(camera), lambda found: self._took(camera, found))

    def _set(self, control: str, value: int) -> None:
        self._pending[control] = value
        self._go_on()

    def _go_on(self) -> None:
        camera = self.camera
        if self._setting or not self._pending:
            return
        if camera is None:
            self._pending.clear()
            return
        control, value = next(iter(self._pending.items()))
        del self._pending[control]

        def done(found: list[Control]) -> None:
            self._remember(camera, control, found)
            self._took(camera, found)

        self._ask(camera, lambda: camera_controls.set_control(camera, control, value), done)

    def _reset(self) -> None:
        camera = self.camera
        if camera is None:
            return
        self._pending.clear()

        def done(found: list[Control]) -> None:
            self._unkept[camera.kept_by] = {}
            self.keep()
            self._took(camera, found)

        self._ask(camera, lambda: camera_controls.reset_controls(camera), done)

    def _ask(
        self, camera: CameraInfo, work: Callable[[], list[Control]], done: Callable[[list[Control]], None]
    ) -> None:
        """One request at a time; the others wait."""
        self._setting = True
        self._background.run(work, done, lambda error: self._refused(camera, error))

    def _took(self, camera: CameraInfo, found: list[Control]) -> None:
        self._setting = False
        if self.dialog is not None and camera == self.camera and not self._pending:
            self.dialog.show_problem(None)
            self.dialog.show_controls(found)
        self._go_on()

    def _refused(self, camera: CameraInfo, error: Exception) -> None:
        self._setting = False
        if not isinstance(error, UserError):
            raise error
        self._pending.clear()
        if self.dialog is not None and camera == self.camera:  # else its absence is told already
            self.dialog.show_problem(error.message)

    def _remember(self, camera: CameraInfo, touched: str, found: list[Control]) -> None:
        kept = self._controller.core.settings.current.camera.controls
        before = self._unkept.get(camera.kept_by, kept_values(camera, kept))
        self._unkept[camera.kept_by] = kept_after(before, touched, found)
        self._keep_timer.start()

    def keep(self) -> None:
        """Write what was changed to the settings."""
        self._keep_timer.stop()
        if not self._unkept:
            return
        unkept, self._unkept = self._unkept, {}
        now = {**self._controller.core.settings.current.camera.controls, **unkept}
        self._controller.keep("camera.controls", {camera: values for camera, values in now.items() if values})

    def _show_status(self, status: SessionStatus) -> None:
        if self.dialog is not None:
            self.dialog.show_given(status.source if status.state == "running" else None)
        if self._asked_modes != self.camera:
            self._follow()


def _look(known: object) -> tuple[object, list[CameraInfo] | None]:
    """What tells whether cameras came or went, and the cameras where it differs from what is known."""
    now = camera_watch.cameras_signature()
    return now, (camera_list.list_cameras() if now != known else None)
