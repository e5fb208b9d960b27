"""The program behind the chosen engine: looked at off the window's thread, and mended as the user asks.

1. Whenever the engine's panel shows another engine, or something of it changed, its program is looked at anew; an
   answer that is out of date is dropped.
2. Each button of :class:`~app.gui.checkout_panel.CheckoutPanel` is one method here. Whatever changes the disk or goes
   to the network is asked about first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QDialog, QFileDialog

from app.base.errors import Message, UserError
from app.gui.asking import Asking
from app.gui.checkout_dialogs import EnvironmentDialog, ProgramLicenceDialog, PutModelDialog
from app.gui.controller import Controller
from app.gui.file_dialog import FileDialog
from app.gui.main_window import MainWindow
from app.gui.messages import message_text
from app.gui.threads import Background

if TYPE_CHECKING:
    from app.services.checkouts.environment import EnvironmentPlan, EnvironmentProgress
    from app.services.checkouts.look import State
    from app.services.checkouts.trial import Trial
    from engines.api import OptionValue

T = TypeVar("T")


class CheckoutPart(QObject):
    """A part of the window, see :mod:`app.gui.parts`."""

    _progressed = pyqtSignal(object)
    """From the thread that makes an environment to the window's."""

    def __init__(self, window: MainWindow, controller: Controller, _asking: Asking) -> None:
        super().__init__(window)
        self._window, self._controller = window, controller
        self._checkouts = controller.core.checkouts
        self.panel = window.engine.checkout
        self._background = Background(self, threads=2)
        self._engine = ""
        self._asked = 0
        """Number of the last look: an answer to an earlier one is out of date."""
        self._choices: dict[str, OptionValue] = {}
        """Of the engine's options those that decide which models are needed, as they were at the last look."""
        self._leave = threading.Event()
        self._cancel = threading.Event()
        self._dialogs: set[QDialog] = set()
        self._ended = False
        self._actions: dict[str, Callable[[str], None]] = {
            "look": lambda _: self.look(),
            "use": lambda _: self._use_found(),
            "folder": lambda _: self._choose_folder(),
            "python": lambda _: self._choose_python(),
            "environment": lambda _: self._ask_environment(),
            "put": self._ask_put,
            "models": lambda _: window.engine.models_asked.emit(),
            "licence": lambda _: self._ask_licence(),
            "read": lambda _: self._ask_licence(),
            "try": lambda _: self._attempt(),
            "stop": lambda _: self._cancel.set(),
        }
        self.panel.asked.connect(lambda action, model: self._actions[action](model))
        self._progressed.connect(self._show_progress)
        self._unsubscribe = self._checkouts.progress.subscribe(self._progressed.emit)
        window.engine.shown.connect(self._show)
        window.engine.options_kept.connect(self._options_kept)
        if window.models is not None:
            window.models.link.usable.connect(lambda _: self.look())
        self._show(controller.core.settings.current.engine.id)

    @property
    def busy(self) -> bool:
        """Whether something is looked at or done."""
        return self._background.busy

    def retranslate(self) -> None:
        """The panel is a part of the engine's, which tells it."""

    def end(self) -> None:
        self._ended = True
        self._unsubscribe()
        self._leave.set()
        self._cancel.set()
        for dialog in tuple(self._dialogs):
            dialog.reject()

    def close(self) -> None:
        self._background.close()

    # ---- looking ---------------------------------------------------------------------------------------------

    def _show(self, engine: str) -> None:
        if engine != self._engine:
            self._engine = engine
            self._asked += 1
            self._leave.set()
            self.panel.show_looking(False)
            self.panel.show_state(None)
        self.look()

    def _options_kept(self, changed: Mapping[str, OptionValue]) -> None:
        """Another choice may need other models; a slider that is dragged does not."""
        if self._engine in self._checkouts.engines and self._deciding(changed) != self._choices:
            self.look()

    def _deciding(self, changed: Mapping[str, OptionValue]) -> dict[str, OptionValue]:
        keys = {key for model in self._checkouts.spec(self._engine).models for key in model.when}
        return {key: value for key, value in changed.items() if key in keys}

    def look(self) -> None:
        """Look at the program of the engine that is shown; nothing for one that has none."""
        if self._ended or self._engine not in self._checkouts.engines:
            return
        self._asked += 1
        number, engine = self._asked, self._engine
        self._choices = self._deciding(self._controller.core.settings.current.engine.options.get(engine, {}))
        self.panel.show_looking(True)
        self._leave.set()  # an earlier look, whose answer nobody wants any more
        leave = self._leave = threading.Event()

        def work() -> State:
            from app.services.permissions.patience import patiently

            # A dead network folder may never answer: neither another look nor the window's end waits for it.
            name = f"{engine}, look {number}"
            return patiently(name, lambda: self._checkouts.look(engine, thorough=True, leave=leave), None, leave)

        def done(state: State) -> None:
            if number == self._asked:
                self.panel.show_looking(False)
                self.panel.show_state(state)

        def failed(error: Exception) -> None:
            if number == self._asked:
                self.panel.show_looking(False)
                self._tell(error)

        self._background.run(work, done, failed)

    def _do(self, work: Callable[[], T], then: Callable[[T], None] = lambda _: None, busy: str = "") -> None:
        """Work off the window's thread for the engine that is shown, then look anew. What is refused is shown."""
        if self._ended:
            return
        self.panel.show_message(None)
        if busy:
            self._cancel.clear()
            self.panel.show_busy(busy)

        def done(result: T) -> None:
            self.panel.show_busy("")
            then(result)
            self.look()

        def failed(error: Exception) -> None:
            self.panel.show_busy("")
            self._tell(error)
            self.look()

        self._background.run(work, done, failed)

    def _tell(self, error: Exception) -> None:
        from app.services.child_process import Cancelled  # its module is loaded: the core is there

        if isinstance(error, Cancelled):
            return
        if not isinstance(error, UserError):
            raise error
        if error.message.code != "checkout.unwanted":
            self.panel.show_message(error.message, error=True)

    # ---- folder and interpreter ------------------------------------------------------------------------------

    def _use_found(self) -> None:
        state = self.panel.state
        if state is not None and state.folder is not None:
            self._use(state.engine, state.folder)

    def _choose_folder(self) -> None:
        engine = self._engine  # the service may choose another one meanwhile
        title = self.tr("Choose the folder of {program}").format(program=self._checkouts.spec(engine).program)
        dialog = FileDialog(self._window, self._window.ini, title, (), downloads=True)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: self._use(engine, Path(folder)))
        self._open(dialog)

    def _use(self, engine: str, folder: Path) -> None:
        self._do(lambda: self._checkouts.use(engine, folder), lambda _: self._changed(engine))

    def _choose_python(self) -> None:
        title = self.tr("Choose the environment of {program}").format(
            program=self._checkouts.spec(self._engine).program
        )
        dialog = FileDialog(self._window, self._window.ini, title, (), downloads=True)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        engine = self._engine

        def take(place: str) -> None:
            self._do(lambda: self._checkouts.use_python(engine, Path(place)), lambda _: self._changed(engine))

        dialog.fileSelected.connect(take)
        self._open(dialog)

    def _changed(self, engine: str) -> None:
        """A run with it begins anew, as with every choice of the engine's."""
        if self._controller.busy and self._controller.core.settings.current.engine.id == engine:
            self._controller.restart()

    # ---- licence and models ----------------------------------------------------------------------------------

    def _ask_licence(self) -> None:
        engine, state = self._engine, self.panel.state
        if state is None or state.folder is None:
            return
        folder, agreed = state.folder, state.agreed

        def show(words: str) -> None:
            spec = self._checkouts.spec(engine)
            dialog = ProgramLicenceDialog(spec, folder, words, agreed, self._window)
            dialog.accepted.connect(lambda: self._do(lambda: self._checkouts.agree(engine)))
            self._open(dialog)

        self._background.run(lambda: self._checkouts.licence(engine), show, self._tell)

    def _ask_put(self, model: str) -> None:
        engine, state, models = self._engine, self.panel.state, self._controller.core.models
        weight = next((one for one in state.weights if one.model.path == model), None) if state is not None else None
        if weight is None:
            return
        target = weight.target

        def show(found: tuple[Path, int] | None) -> None:
            if found is None:
                self.look()
                return
            dialog = PutModelDialog(found[0], found[1], target, self._window)
            dialog.accepted.connect(lambda: self._put(engine, model, link=dialog.link.isChecked()))
            self._open(dialog)

        def find() -> tuple[Path, int] | None:
            path = models.find(weight.model.catalogue).path
            try:
                return (path, path.stat().st_size) if path is not None else None
            except OSError:  # gone meanwhile, as the look that follows tells
                return None

        self._background.run(find, show, self._tell)

    def _put(self, engine: str, model: str, *, link: bool) -> None:
        self._do(lambda: self._checkouts.put(engine, model, link=link))

    # ---- environment -----------------------------------------------------------------------------------------

    def _ask_environment(self) -> None:
        engine = self._engine
        dialog = EnvironmentDialog(self._checkouts.spec(engine), self._window)
        cancel = threading.Event()
        dialog.finished.connect(lambda _: cancel.set())
        dialog.asked.connect(lambda runtime: self._plan(engine, runtime, dialog, cancel))
        dialog.accepted.connect(lambda: self._make(dialog.plan))
        self._open(dialog)

    def _plan(self, engine: str, runtime: str, dialog: EnvironmentDialog, cancel: threading.Event) -> None:
        def done(plan: EnvironmentPlan) -> None:
            if dialog in self._dialogs:
                dialog.show_plan(plan)

        def failed(error: Exception) -> None:
            if dialog not in self._dialogs:
                return
            if not isinstance(error, UserError):
                dialog.reject()
                raise error
            dialog.show_failure(" ".join(message_text(error.message)).strip())

        self._background.run(lambda: self._checkouts.plan_environment(engine, runtime, cancel), done, failed)

    def _make(self, plan: EnvironmentPlan | None) -> None:
        if plan is not None:
            engine = plan.engine
            self._do(
                lambda: self._checkouts.make_environment(plan, self._cancel), lambda _: self._changed(engine), "make"
            )

    def _show_progress(self, progress: EnvironmentProgress) -> None:
        if not self._ended:
            self.panel.show_busy("make", progress)

    # ---- trial -----------------------------------------------------------------------------------------------

    def _attempt(self) -> None:
        if self._controller.busy:
            text = "The program is not tried while a run goes on."
            self.panel.show_message(Message("window.trial_busy", text, "Stop the run first."), error=True)
            return
        engine = self._engine
        self._do(lambda: self._checkouts.attempt(engine, self._cancel.is_set), self._show_trial, "try")

    def _show_trial(self, trial: Trial) -> None:
        from app.services.checkouts.trial import told, told_provider  # its module is loaded: the core is there

        program = self._checkouts.spec(self._engine).program
        if trial.on_wanted:
            self.panel.show_message(told(program, trial))
        else:
            self.panel.show_message(told_provider(program, trial), error=True)

    def _open(self, dialog: QDialog) -> None:
        self._dialogs.add(dialog)
        for gone in (dialog.finished, dialog.destroyed):
            gone.connect(lambda: self._dialogs.discard(dialog))
        dialog.open()
