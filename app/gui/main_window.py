"""The window: what lies where, and which signal goes to which service.

1. It is built without the services, so that it can be seen at once; its controls wait.
2. :meth:`MainWindow.attach` gives it the core: lists are filled from settings, engines and files, signals are
   connected, and the demo starts when the settings say so.
3. Closing asks the run to stop, waits for that without blocking, then keeps the layout and goes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QSettings, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QHBoxLayout, QMainWindow, QPushButton, QVBoxLayout, QWidget

from app.base.errors import UserError
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.gui.asking import Asking
from app.gui.closing import Closing
from app.gui.compare_keys import CompareKeys
from app.gui.controller import Controller
from app.gui.cover import CoverButton, CoverNow
from app.gui.diagnostics import DiagnosticsPanel
from app.gui.engine_dock import EnginePanel
from app.gui.extras import Extra
from app.gui.gallery import Gallery, accept_files
from app.gui.language import Language
from app.gui.layout import DockLayout
from app.gui.menus import Menus
from app.gui.messages import MessageBar, not_loaded
from app.gui.output_dock import OutputPanel
from app.gui.preview import PreviewWidget
from app.gui.rate_watch import RateWatch
from app.gui.run_view import RunView
from app.gui.sight import Sight
from app.gui.source_bar import SourceBar, find_cameras
from app.gui.start_button import StartButton
from app.gui.status_bar import StatusBar
from app.gui.theme import Theme
from app.gui.threads import Background

if TYPE_CHECKING:
    from app.gui.models_window import ModelsPart
    from app.gui.people_window import PeoplePart
    from app.services.core import Core

log = logging.getLogger(__name__)

ExtraMaker = Callable[["MainWindow", Controller, Asking], list[Extra]]


class MainWindow(QMainWindow):
    ready = pyqtSignal()
    """The services are there, and everything is connected."""
    served = pyqtSignal(object)
    """The local service, begun."""

    def __init__(
        self, paths: Paths, settings: SettingsStore, theme: Theme, language: Language, make_extras: ExtraMaker
    ) -> None:
        super().__init__()
        self.paths = paths
        self.settings = settings
        self.controller: Controller | None = None
        self._theme, self.language = theme, language
        self.held = False
        """Whether something else decides when the first run begins."""
        self.ini = QSettings(str(paths.user_config / "window.ini"), QSettings.Format.IniFormat)
        self.closing = Closing(self, self._begin_to_close, self._at_work, self._finish)
        self._asking: Asking | None = None
        self.extras: list[Extra] = []
        self._make_extras = make_extras
        self.models: ModelsPart | None = None
        self.people: PeoplePart | None = None
        self._unusable = False
        self.background = Background(self)
        self.setWindowTitle("Understudy")
        self.setAcceptDrops(True)
        dock = QMainWindow.DockOption
        self.setDockOptions(dock.AnimatedDocks | dock.AllowNestedDocks | dock.AllowTabbedDocks)

        self.source = SourceBar(self)
        self.messages = MessageBar(self)
        self.preview = PreviewWidget(self)
        self.start = StartButton(self)
        self.cover = CoverButton(self)
        self.compare = QPushButton(self)
        self.gallery = Gallery(self.background, self)
        self.engine = EnginePanel(self)
        self.outputs = OutputPanel(self)
        self._lay_out()
        self.diagnostics = DiagnosticsPanel(self)
        panels = {"faces": self.gallery, "engine": self.engine, "outputs": self.outputs}
        self.docks = DockLayout(self, self.ini, **panels, diagnostics=self.diagnostics)
        self.diagnostics.watch(Sight(self.docks.diagnostics, self))
        self.status = StatusBar(self)
        self.setStatusBar(self.status)
        self.menus = Menus(self, self.docks.all, paths.root / "LICENSE")
        self.run_view = RunView(
            start=self.start,
            compare=self.compare,
            preview=self.preview,
            source=self.source,
            outputs=self.outputs,
            status=self.status,
            messages=self.messages,
            menus=self.menus,
        )
        self._compare_keys = CompareKeys(self, self.preview)
        self.resize(1280, 800)
        self.docks.restore()
        self.retranslate()
        self._fill()
        self._enable(False)
        self.preview.progress.setRange(0, 0)

    def _lay_out(self) -> None:
        strip = QHBoxLayout()
        strip.setSpacing(10)
        strip.addWidget(self.start)
        strip.addWidget(self.cover)
        strip.addWidget(self.compare)
        strip.addStretch()
        strip.addWidget(self.source.info)
        centre = QWidget(self)
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(8, 10, 8, 10)
        layout.setSpacing(10)
        layout.addWidget(self.source)
        layout.addWidget(self.messages)
        layout.addWidget(self.preview, 1)
        layout.addLayout(strip)
        self.setCentralWidget(centre)

    def retranslate(self) -> None:
        self.docks.faces.setWindowTitle(self.tr("Faces"))
        self.docks.engine.setWindowTitle(self.tr("Engine"))
        self.docks.outputs.setWindowTitle(self.tr("Output"))
        self.docks.diagnostics.setWindowTitle(self.tr("Diagnostics"))
        self.docks.name_tabs()
        self.compare.setText(self.tr("Hold to compare"))
        tip = self.tr("Shows your own face while held, only in this window (B anywhere, Space on the picture)")
        self.compare.setToolTip(tip)
        for part in (self.source, self.messages, self.preview, self.gallery, self.engine, self.outputs, self.status):
            part.retranslate()
        self.cover.retranslate()
        self.diagnostics.retranslate()
        for extra in self.extras:
            extra.retranslate()
        self.run_view.retranslate()
        if self.controller is None and not self._unusable:
            self.preview.show_loading(0.0, "Loading the program")

    # ---- the core arrives ------------------------------------------------------------------------------------

    def _enable(self, on: bool) -> None:
        for widget in (self.source, self.start, self.cover, self.compare, self.gallery, self.engine, self.outputs):
            widget.setEnabled(on)
        menus = self.menus
        for action in (
            menus.start_stop, menus.cover, menus.add_face, menus.open_source, menus.find_cameras, menus.people,
            menus.models, menus.setup,
        ):  # fmt: skip
            action.setEnabled(on)

    def attach(self, core: Core) -> None:
        """The services are there: connect everything, and start when the settings say so."""
        controller = Controller(core, self.background, self)
        self.controller = controller
        if self.closing.begun:
            return
        self._connect(controller)
        self.engine.show_engines(core.engines, self.settings.current.engine.id, controller.options())
        self.engine.accelerator.show_choices(controller.accelerators(), self.settings.current.gpu.provider)
        self.preview.progress.setRange(0, 100)
        self.preview.clear()
        self._enable(True)
        self.start.setFocus()
        self.run_view.follow(controller)
        self.find_cameras()
        for problem in self.settings.problems:
            self.messages.show_message(problem)
        self.ready.emit()
        if not self.held:
            self.begin()

    def begin(self) -> None:
        """The first run of this window, when the settings say so."""
        if self.settings.current.ui.autostart and self.isVisible() and not self.closing.begun:  # not in the tray
            self._ready().start()

    def core_failed(self, error: Exception) -> None:
        """The services could not be built: say why; the window can only be closed."""
        self._unusable = True
        self.preview.show_unusable()
        self.status.show_unusable()
        if isinstance(error, UserError):
            self.messages.show_message(error.message)
            return
        log.error("The services could not be built", exc_info=error)
        self.messages.show_message(not_loaded(error, self.paths.logs))

    def _fill(self) -> None:
        """Show what the settings and the files say."""
        now = self.settings.current
        photos = self.ini.value("gallery/photos", []) or []
        photos = [photos] if isinstance(photos, str) else list(photos)
        self.gallery.show_faces(sorted(self.paths.media.glob("*.jpg")), photos, now.engine.faces)
        self.outputs.show_guard(now.privacy.guard)
        self.outputs.show_outputs((), "")
        self._show_settings()

    def _show_settings(self) -> None:
        """What is in effect, also where something else was chosen that can not be."""
        now = self.settings.current
        self.source.show_source(now.camera.source, mirror=now.camera.mirror)
        self.outputs.show_label(now.output.label, now.output.label_corner, now.output.label_size)
        if self.controller is not None:
            self.engine.show_choice(now.engine.id, self.controller.options())
            self.engine.accelerator.show_choices(self.controller.accelerators(), now.gpu.provider)
        if self.people is not None:
            self.people.refresh()
        self.menus.themes[now.ui.theme].setChecked(True)
        self.menus.languages[now.ui.language].setChecked(True)

    def _connect(self, controller: Controller) -> None:
        from app.gui.models_window import ModelsPart  # these bring the models and OpenCV, which are there once the
        from app.gui.people_window import PeoplePart  # core is

        asking = Asking(
            self,
            controller,
            self.ini,
            gallery=self.gallery,
            source=self.source,
            messages=self.messages,
            outputs=self.outputs,
        )
        self._asking = asking
        self.models = ModelsPart(controller, asking, self.engine, self.ini, self)
        self.menus.models.triggered.connect(self.models.open)
        controller.not_kept.connect(self._show_settings)
        controller.notice.connect(lambda message, about: self.messages.show_message(message, about=about))
        controller.begun.connect(self.messages.begin)
        controller.succeeded.connect(self.messages.succeed)
        controller.told.connect(lambda message: self.messages.show_message(message, error=False))
        self.start.clicked.connect(self.toggle_run)
        self.menus.start_stop.triggered.connect(self.toggle_run)
        self.covering = CoverNow(controller, self.cover, self.menus.cover, self.preview.show_covered_now)
        self.compare.pressed.connect(lambda: self.preview.compare(True))
        self.compare.released.connect(lambda: self.preview.compare(False))
        self.source.source_chosen.connect(controller.choose_source)
        self.source.mirror_changed.connect(controller.set_mirror)
        self.source.open_asked.connect(asking.for_source)
        self.source.refresh_asked.connect(self.find_cameras)
        self.menus.open_source.triggered.connect(asking.for_source)
        self.menus.find_cameras.triggered.connect(self.find_cameras)
        self.menus.add_face.triggered.connect(asking.for_photos)
        self.gallery.add_asked.connect(asking.for_photos)
        self.gallery.files_dropped.connect(asking.take_files)
        self.gallery.photos_changed.connect(lambda photos: self.ini.setValue("gallery/photos", photos))
        self.gallery.faces_chosen.connect(controller.faces.choose)
        controller.faces.taken.connect(self.gallery.accept)
        controller.faces.refused.connect(self.gallery.refuse)
        self.engine.engine_chosen.connect(self._engine_chosen)
        self.engine.accelerator.chosen.connect(controller.choose_accelerator)
        self.engine.accelerator.trial_asked.connect(self._try_accelerators)
        self.engine.configured.connect(controller.configure)
        self.engine.options_kept.connect(controller.set_options)
        self._rates = RateWatch(controller, self.engine, self)
        self.outputs.virtual_camera_asked.connect(asking.virtual_camera)
        self.outputs.recording_asked.connect(asking.recording)
        self.outputs.folder_asked.connect(asking.recording_file)
        self.outputs.label_changed.connect(controller.set_label)
        self.outputs.guard_asked.connect(asking.guard)
        # After what keeps the engine's options, which it tells about.
        self.people = PeoplePart(controller, self.models, self.gallery, self.engine, self.ini)
        self.menus.people.triggered.connect(self.people.open)
        self.extras = self._make_extras(self, controller, asking)
        self.menus.reset_layout.triggered.connect(self.docks.reset)
        for code, action in self.menus.themes.items():
            action.triggered.connect(lambda _=False, code=code: self._choose_theme(code))
        for code, action in self.menus.languages.items():
            action.triggered.connect(lambda _=False, code=code: self._choose_language(code))

    # ---- the run ---------------------------------------------------------------------------------------------

    def toggle_run(self) -> None:
        """Start or stop; the first start with an output asks for the statement. Nothing while a run is stopping."""
        controller = self._ready()
        if controller.status.state == "stopping":
            return
        if controller.busy:
            controller.stop()
        elif controller.outputs.camera or controller.outputs.recording is not None:
            assert self._asking is not None
            self._asking.with_consent(controller.start, controller.start)
        else:
            controller.start()

    def _ready(self) -> Controller:
        assert self.controller is not None
        return self.controller

    def _engine_chosen(self, engine: str) -> None:
        self._ready().choose_engine(engine)
        self._show_settings()

    def _try_accelerators(self) -> None:
        choice = self.engine.accelerator
        choice.show_running()
        self._ready().try_accelerators(choice.show_results, choice.end_trial)

    def find_cameras(self) -> None:
        """Look for cameras; the list fills when they are known."""
        self.background.run(find_cameras, self.source.show_cameras)

    # ---- colours and language --------------------------------------------------------------------------------

    def _choose_theme(self, theme: str) -> None:
        if self._ready().keep("ui.theme", theme):
            self._theme.choose(theme)

    def _choose_language(self, language: str) -> None:
        if self._ready().keep("ui.language", language):
            self.language.choose(language)

    # ---- events ----------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802
        if self._asking is not None:
            accept_files(event)

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802
        if self._asking is not None:
            self._asking.take_files(accept_files(event))

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802
        self.closing.take(event)

    def _begin_to_close(self) -> None:
        self.docks.keep()
        self._enable(False)
        self.engine.flush()
        self.gallery.flush()
        if self.controller is not None:
            self.controller.stop()
        if self.people is not None:
            self.people.end()
        if self.models is not None:
            self.models.end()
        for extra in self.extras:
            extra.end()
        self._compare_keys.end()

    def _at_work(self) -> bool:
        """Whether the run or a job goes on."""
        controller = self.controller
        if controller is not None and (controller.busy or not controller.core.session.wait(0)):
            return True
        return self.background.busy or (self.models is not None and self.models.link.at_work)

    def _finish(self, working: bool) -> None:
        self._compare_keys.close()
        if self.controller is not None:
            self.controller.close()
        self.preview.clear()
        if not working:
            self.close_jobs()

    def close_jobs(self) -> None:
        """Drop what has not begun and wait for what has."""
        self.background.close()
        if self.models is not None:
            self.models.link.close()
        extras, self.extras = self.extras, []  # asked for by the window's end and by the program's
        for extra in extras:
            extra.close()
