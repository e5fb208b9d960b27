"""The list of people: who gets which face, in a window of its own beside the picture.

1. What is changed takes effect at once and is kept, as far as it can be used: a row that lacks a side, or whose photos
   can not be used, does not count and says why. *Undo changes* brings back what was there when the window was opened.
2. A picture taken of a person lies in the program's own folder until no row has it any more.
3. :class:`PeoplePart` connects it with the main window, and shows the button for it where the engine can tell people
   apart.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QByteArray, QEvent, QObject, QPoint, QSettings, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import Message
from app.base.sections import MappedFace
from app.gui.file_dialog import FileDialog
from app.gui.gallery import IMAGE_SUFFIXES, Gallery
from app.gui.messages import MessageBar
from app.gui.people_pictures import take, tidy
from app.gui.people_words import PeopleWords
from app.gui.person_row import PersonRow, Photos
from app.gui.photo_side import PhotoSide
from app.gui.widgets import named, text_label

if TYPE_CHECKING:
    from app.gui.controller import Controller
    from app.gui.engine_dock import EnginePanel
    from app.gui.models_window import ModelsPart
    from app.services.session_state import SessionStatus

_GEOMETRY = "people/geometry"
_ABOUT_LIST = "list"
"""What messages are about that are out of date once the list is taken."""


class PeopleWindow(QDialog):
    models_asked = pyqtSignal(str)
    """Id of a model that is needed and not here, or empty."""

    def __init__(self, controller: Controller, gallery: Gallery, words: PeopleWords, ini: QSettings) -> None:
        """``ini`` is the window's own file."""
        super().__init__(gallery.window())
        self._controller, self._gallery, self._words, self._ini = controller, gallery, words, ini
        self._choice = controller.people
        self._folder = controller.core.paths.people
        self.rows: list[PersonRow] = []
        self._before: list[Photos] = []
        self._known: tuple[MappedFace, ...] | None = None
        """The settings' list as it was last shown or given to them."""
        self._stuck = False
        """Whether the run refused the list while a model is missing: it is asked again when that has come."""
        self.messages = MessageBar(self)
        self.intro = text_label(self, "sentence", wrap=True)
        self.add = self._button()
        self.add.clicked.connect(lambda: self.add_row().who.add.setFocus())
        self.others = text_label(self, "sentence", wrap=True)
        self.needs = text_label(self, "sentence", wrap=True)
        self.models = self._button()
        self.models.clicked.connect(lambda: self.models_asked.emit(self._words.lacking()))
        self.privacy = text_label(self, "quiet", wrap=True)
        self.undo, self.closing = self._button(), self._button()
        self.undo.clicked.connect(self.undo_changes)
        self.closing.clicked.connect(self.reject)
        self._lay_out()
        self._choice.refused.connect(self._refuse)
        self._choice.failed.connect(self._failed)
        self._choice.taken.connect(self._taken)
        controller.status_changed.connect(self._show_possible)
        self.finished.connect(lambda _: self._closed())
        self.resize(860, 660)
        geometry = ini.value(_GEOMETRY)
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        self.retranslate()

    def _button(self) -> QPushButton:
        button = QPushButton(self)
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        panel = named(QWidget(), "panel")
        self._holder = QVBoxLayout(panel)
        self._holder.setContentsMargins(0, 0, 6, 0)
        self._holder.setSpacing(8)
        self._holder.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._holder.addStretch()
        self.area.setWidget(panel)
        needs = QHBoxLayout()
        needs.addWidget(self.needs, 1)
        needs.addWidget(self.models)
        footer = QHBoxLayout()
        footer.addWidget(self.undo)
        footer.addStretch()
        footer.addWidget(self.closing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(10)
        layout.addWidget(self.messages)
        layout.addWidget(self.intro)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.others)
        layout.addLayout(needs)
        layout.addWidget(self.privacy)
        layout.addLayout(footer)

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("People"))
        self.intro.setText(
            self.tr(
                "Everybody in front of the camera can get a face of their own. "
                "A person is recognised by one or more photos; drop them on the left, and those of the face to show on "
                "the right. Changes take effect at once and are kept."
            )
        )
        self.area.setAccessibleName(self.tr("People"))
        self.add.setText(self.tr("&Add a person"))
        self.models.setText(self.tr("&Models…"))
        self.models.setToolTip(self.tr("Fetch or import the models that are needed"))
        self.privacy.setText(
            self.tr(
                "Photos stay on this machine. Pictures that you take here lie in {folder}; one that you remove from "
                "the list is deleted when this window is closed."
            ).format(folder=self._folder)
        )
        self.undo.setText(self.tr("&Undo changes"))
        self.undo.setToolTip(self.tr("Bring back the list as it was when this window was opened"))
        self.closing.setText(self.tr("&Close"))
        self.messages.retranslate()
        for row in self.rows:
            row.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Show what the engine, its options and its models say."""
        self.others.setText(self._words.others(any_row=any(row.person() is not None for row in self.rows)))
        needs = self._words.needs()
        self.needs.setText(needs)
        self.needs.setVisible(bool(needs))
        self.models.setVisible(bool(needs))
        if self._stuck and not self._words.lacking():  # what was missing has come
            self._apply()
        self._show_possible()

    # ---- the list --------------------------------------------------------------------------------------------

    def open_list(self) -> None:
        """Show the window, in front; rows that do not count yet are as they were left."""
        now = self._controller.core.settings.current.engine.face_map
        if now != self._known:
            self._load(now)
            self._tidy()  # what was left over when the program ended
        if not self.isVisible():
            self._before = self._photos()
        refusal = self._choice.refusal
        if refusal is not None:
            self._mark(*refusal)
        self.refresh()
        self.show()
        self.raise_()
        self.activateWindow()
        (self.rows[0].who.list if self.rows else self.add).setFocus()

    def add_row(self) -> PersonRow:
        """One more person, without photos."""
        row = PersonRow(self._controller.background, self._controller.core.paths.media)
        row.changed.connect(self._apply)
        row.removal_asked.connect(lambda: self.remove_row(row))
        for side in (row.who, row.face):
            side.add_asked.connect(lambda side=side: self._choose_files(side))
            side.unusable.connect(self.messages.show_message)
            side.looked.connect(self._show_possible)
        row.who.other_asked.connect(lambda: self._take_picture(row.who))
        row.face.other_asked.connect(lambda: self._choose_face(row.face))
        self.rows.append(row)
        self._holder.insertWidget(len(self.rows) - 1, row)
        row.show_number(len(self.rows))
        row.show()
        following = (row.face.remove, self.add, self.models, self.undo, self.closing)  # made before the row
        for before, after in itertools.pairwise(following):
            QWidget.setTabOrder(before, after)
        self._show_possible()
        return row

    def remove_row(self, row: PersonRow) -> None:
        place = self.rows.index(row)
        self._drop(row)
        for number, other in enumerate(self.rows, 1):
            other.show_number(number)
        (self.rows[min(place, len(self.rows) - 1)].remove if self.rows else self.add).setFocus()
        self._apply()

    def undo_changes(self) -> None:
        """The list as it was when the window was opened."""
        self._fill(self._before)
        self._apply()
        self.closing.setFocus()

    def _drop(self, row: PersonRow) -> None:
        self.rows.remove(row)
        self._holder.removeWidget(row)
        row.end()
        row.hide()
        row.deleteLater()

    def _fill(self, people: Iterable[Photos]) -> None:
        for row in list(self.rows):
            self._drop(row)
        for photos in people:
            self.add_row().show_photos(photos)

    def _load(self, people: tuple[MappedFace, ...]) -> None:
        self._known = people
        self._fill((one.who, one.face) for one in people)

    def _photos(self) -> list[Photos]:
        return [row.photos() for row in self.rows]

    # ---- to the run and the settings -------------------------------------------------------------------------

    def _apply(self) -> None:
        """Give what can be used to the run and the settings."""
        self._stuck = False
        self.messages.begin(_ABOUT_LIST)
        people = tuple(person for row in self.rows if (person := row.person()) is not None)
        if not self._choice.choose(people):
            self._load(self._controller.core.settings.current.engine.face_map)
        self.refresh()

    def _taken(self, people: tuple[MappedFace, ...]) -> None:
        self._known = people
        self.messages.succeed(_ABOUT_LIST)

    def _refuse(self, person: MappedFace, reason: Message) -> None:
        """Mark the person, and go on with the others."""
        if self._mark(person, reason):
            self._apply()

    def _mark(self, person: MappedFace, reason: Message) -> bool:
        row = next((row for row in self.rows if row.photos() == (person.who, person.face)), None)
        if row is not None:
            row.refuse(reason)
            self.area.ensureWidgetVisible(row)
        return row is not None

    def _failed(self, reason: Message) -> None:
        self._stuck = bool(self._words.lacking())
        self.messages.show_message(reason, about=_ABOUT_LIST)

    # ---- photos ----------------------------------------------------------------------------------------------

    def _choose_files(self, side: PhotoSide) -> None:
        kinds = [(self.tr("Images"), IMAGE_SUFFIXES)]
        dialog = FileDialog(self, self._ini, self.tr("Add photos of one person"), kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda files: side.add_files(Path(file) for file in files))
        dialog.open()

    def _choose_face(self, side: PhotoSide) -> None:
        """One of the faces of the main window."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for spec, name, icon in self._gallery.faces():
            action = menu.addAction(icon, name.replace("&", "&&"))
            assert action is not None
            action.triggered.connect(lambda _=False, spec=spec: side.add_photos([spec]))
        menu.popup(side.other.mapToGlobal(QPoint(0, side.other.height())))

    def _take_picture(self, side: PhotoSide) -> None:
        """What the camera sees now, as a photo."""
        newest = self._controller.core.session.preview(0)
        if newest is not None:
            image, folder = newest.before, self._folder
            self._controller.background.run(
                lambda: take(image, folder), lambda path: side.add_photos([str(path)]), self._controller.tell_error
            )

    # ---- helpers ---------------------------------------------------------------------------------------------

    def _show_possible(self, _status: SessionStatus | None = None) -> None:
        running = self._controller.running
        for row in self.rows:
            row.who.other.setEnabled(running)
        self.undo.setEnabled(self._photos() != self._before)

    def _closed(self) -> None:
        self._ini.setValue(_GEOMETRY, self.saveGeometry())
        self._tidy()

    def _tidy(self) -> None:
        kept = self._controller.core.settings.current.engine.face_map
        people = [*self._photos(), *((one.who, one.face) for one in kept)]
        tidy(self._folder, (spec for who, face in people for spec in (*who, *face)))

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


class PeoplePart(QObject):
    """Connects the list of people with the main window."""

    def __init__(
        self, controller: Controller, models: ModelsPart, gallery: Gallery, panel: EnginePanel, ini: QSettings
    ) -> None:
        super().__init__(controller)
        self._controller, self._models, self._gallery, self._ini = controller, models, gallery, ini
        self._words = PeopleWords(controller, models.link)
        self.window: PeopleWindow | None = None
        gallery.people_asked.connect(self.open)
        models.link.changed.connect(lambda _: self.refresh())
        panel.options_kept.connect(lambda _: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """The engine, its options or its models may be others."""
        self._gallery.people.setVisible(self._controller.people.possible)
        if self.window is not None:
            self.window.refresh()

    def open(self) -> PeopleWindow:
        """Show the list."""
        if self.window is None:
            self.window = PeopleWindow(self._controller, self._gallery, self._words, self._ini)
            self.window.models_asked.connect(self._open_models)
        self.window.open_list()
        return self.window

    def end(self) -> None:
        """Close the window and what it asks."""
        if self.window is not None:
            for asked in self.window.findChildren(QDialog):
                asked.reject()
            self.window.reject()

    def _open_models(self, model: str) -> None:
        self._models.open().page.choose(model)
