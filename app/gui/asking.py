"""What the window asks the user before it acts: the statement, files to open or to write, and the guard's confirmation.

Every dialog is opened without a nested event loop, so the window goes on showing the run behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QSettings, Qt, pyqtSignal
from PyQt6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.base.errors import Message
from app.gui.consent import ConsentDialog
from app.gui.file_dialog import FileDialog
from app.gui.gallery import IMAGE_SUFFIXES, is_image

if TYPE_CHECKING:
    from app.gui.controller import Controller
    from app.gui.gallery import Gallery
    from app.gui.messages import MessageBar
    from app.gui.output_dock import OutputPanel
    from app.gui.source_bar import SourceBar
    from app.services.session_state import GuardPolicy

VIDEO_SUFFIXES = (".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v", ".mpg", ".mpeg", ".wmv")


class Asking(QObject):
    models_dropped = pyqtSignal(list)
    """Dropped files that are models by their names."""

    def __init__(
        self,
        window: QWidget,
        controller: Controller,
        ini: QSettings,
        *,
        gallery: Gallery,
        source: SourceBar,
        messages: MessageBar,
        outputs: OutputPanel,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._controller = controller
        self._ini = ini
        self._gallery, self._source, self._messages, self._outputs = gallery, source, messages, outputs

    # ---- files in --------------------------------------------------------------------------------------------

    def for_photos(self) -> None:
        """A dialog for photos of a face; they are added to the gallery and chosen."""
        kinds = [(self.tr("Images"), IMAGE_SUFFIXES)]
        dialog = FileDialog(self._window, self._ini, self.tr("Add photos of a face"), kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda files: self._gallery.add_photos([Path(file) for file in files]))
        dialog.open()

    def for_source(self) -> None:
        """A dialog for a video or an image to take the picture from."""
        kinds = ((self.tr("Videos"), VIDEO_SUFFIXES), (self.tr("Images"), IMAGE_SUFFIXES))
        dialog = FileDialog(self._window, self._ini, self.tr("Open a video or an image"), kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take_source)
        dialog.open()

    def take_source(self, spec: str) -> None:
        self._controller.choose_source(spec)
        now = self._controller.core.settings.current.camera
        self._source.show_source(now.source, mirror=now.mirror)

    def take_files(self, files: Iterable[Path]) -> None:
        """Dropped files: images are faces, a video is the source, models are imported, the rest is refused in words."""
        files = list(files)
        photos = [file for file in files if is_image(file)]
        videos = [file for file in files if file.suffix.lower() in VIDEO_SUFFIXES]
        if photos:
            self._gallery.add_photos(photos)
        if videos:
            self.take_source(str(videos[0]))
        models = [file for file in files if file.suffix.lower() == ".onnx"]
        if models:
            self.models_dropped.emit(models)
        refused = [file for file in files if file not in (*photos, *videos, *models)]
        if refused:
            self._messages.show_message(
                Message(
                    "window.not_a_picture",
                    f"{refused[0].name} is neither a picture nor a video.",
                    "Drop photos of a face (JPEG, PNG, WebP, ...) or a video.",
                    {"name": refused[0].name},
                )
            )

    # ---- outputs ---------------------------------------------------------------------------------------------

    def with_consent(
        self, then: Callable[[], None], without: Callable[[], None] = lambda: None, over: QWidget | None = None
    ) -> None:
        """Go on with ``then`` once the statement has been made, now or before; else with ``without``. ``over``: the
        window that asks, where it is not the main one."""
        if self._controller.consented:
            then()
            return
        dialog = ConsentDialog(over or self._window)

        def agreed() -> None:
            if self._controller.consent():
                then()
            else:
                without()

        dialog.accepted.connect(agreed)
        dialog.rejected.connect(without)
        dialog.open()

    def virtual_camera(self, on: bool) -> None:
        outputs = self._controller.outputs
        if on:
            self.with_consent(lambda: outputs.set_camera(True), outputs.changed.emit)
        else:
            outputs.set_camera(False)

    def recording(self, on: bool) -> None:
        """Record to a new file in the recordings folder, or end the recording."""
        if on:
            self.with_consent(lambda: self._record(self._new_recording()), self._controller.outputs.changed.emit)
        else:
            self._record(None)

    def recording_file(self) -> None:
        """A dialog for the file to record to; recording begins, or waits for the next start."""

        def ask() -> None:
            proposed = self._new_recording()
            kinds = [(self.tr("MP4 video"), (".mp4",))]
            dialog = FileDialog(self._window, self._ini, self.tr("Record to"), kinds, save=True)
            dialog.setDefaultSuffix("mp4")
            dialog.setDirectory(str(proposed.parent))
            dialog.selectFile(proposed.name)
            dialog.fileSelected.connect(lambda file: self._record(Path(file)))
            dialog.open()

        self.with_consent(ask, self._controller.outputs.changed.emit)

    def _record(self, path: Path | None) -> None:
        if path is not None:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                self._controller.tell(
                    Message(
                        "window.no_folder",
                        f"The folder {path.parent} can not be made: {error.strerror}.",
                        "Choose another place with Save as.",
                        {"folder": str(path.parent), "reason": str(error.strerror)},
                    )
                )
                path = None
        self._controller.outputs.set_recording(path)
        self._controller.status_changed.emit(self._controller.status)
        self._controller.outputs.changed.emit()

    def _new_recording(self) -> Path:
        chosen = self._controller.core.settings.current.output.recording_folder
        folder = Path(chosen).expanduser() if chosen else self._controller.core.paths.recordings
        return folder / f"Understudy {datetime.now().astimezone():%Y-%m-%d %H-%M-%S}.mp4"

    # ---- the guard -------------------------------------------------------------------------------------------

    def guard(self, policy: GuardPolicy) -> None:
        """Letting the real face through is asked about; covering it is not."""
        if policy != "pass":
            self._set_guard(policy)
            return
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Show your real face?"))
        box.setText(self.tr("Whenever the face can not be swapped, everybody who watches will see your real face."))
        box.setInformativeText(self.tr("This stays so until you change it back or close the program."))
        show = box.addButton(self.tr("&Show my real face"), QMessageBox.ButtonRole.AcceptRole)
        cover = box.addButton(self.tr("&Keep covering"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cover)
        box.setEscapeButton(cover)
        box.finished.connect(lambda _: self._set_guard("pass" if box.clickedButton() is show else "cover"))
        box.open()

    def _set_guard(self, policy: GuardPolicy) -> None:
        self._controller.set_guard(policy)
        self._outputs.show_guard(policy)
