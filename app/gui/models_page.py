"""The page of all models: the list by kinds, the details of the chosen one, and what they take of the disk.

Files of models can be dropped anywhere on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QPoint, QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtGui import QBrush, QDragEnterEvent, QDropEvent, QKeySequence, QPalette, QShortcut
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui.gallery import accept_files
from app.gui.messages import MessageBar
from app.gui.model_details import ModelDetails
from app.gui.model_words import (
    KINDS,
    copy_progress_text,
    kind_text,
    licence_text,
    needs_text,
    progress_text,
    size_text,
    state_text,
    work_text,
)
from app.gui.widgets import named, text_label

if TYPE_CHECKING:
    from app.gui.models_link import ModelsLink
    from app.services.models import Overview, Row

_WIDTHS = (232, 245, 78, 112, 195, 118, 90)
"""Of the columns at first, in pixels."""
_MODEL = Qt.ItemDataRole.UserRole


class ModelsPage(QWidget):
    asked = pyqtSignal(str, str)
    """An action on a model and its id: see ``ModelDetails``."""
    import_asked = pyqtSignal()
    files_dropped = pyqtSignal(list)
    folders_asked = pyqtSignal()
    offline_chosen = pyqtSignal(bool)

    def __init__(self, link: ModelsLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._items: dict[str, QTreeWidgetItem] = {}
        self._groups: dict[str, QTreeWidgetItem] = {}
        self.setAcceptDrops(True)
        self.messages = MessageBar(self)
        self.intro = text_label(self, "quiet", wrap=True)
        self.list = self._make_list()
        self.details = ModelDetails(self)
        self.details.asked.connect(self.asked)
        self.details.hide()
        self.disk = text_label(self, "quiet", wrap=True)
        self.take = QPushButton(self)
        self.take.clicked.connect(self.import_asked)
        self.folders = QPushButton(self)
        self.folders.clicked.connect(self.folders_asked)
        for button in (self.take, self.folders):
            button.setAutoDefault(False)
        self.offline = QCheckBox(self)
        self.offline.toggled.connect(self.offline_chosen)
        self._lay_out()
        self.retranslate()

    def _make_list(self) -> QTreeWidget:
        made = named(QTreeWidget(self), "models")
        made.setColumnCount(len(_WIDTHS))
        made.setAllColumnsShowFocus(True)
        made.setIndentation(16)
        made.setUniformRowHeights(True)
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        made.customContextMenuRequested.connect(self._show_menu)
        made.currentItemChanged.connect(lambda *_: self._show_details())
        made.itemActivated.connect(self._activated)
        made.setTabKeyNavigation(False)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), made)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(lambda: self.details.buttons["delete"].click())
        for column, width in enumerate(_WIDTHS):
            made.setColumnWidth(column, width)
        return made

    def _lay_out(self) -> None:
        footer = QHBoxLayout()
        footer.setSpacing(8)
        footer.addWidget(self.take)
        footer.addWidget(self.folders)
        footer.addSpacing(6)
        footer.addWidget(self.offline)
        footer.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(10)
        layout.addWidget(self.messages)
        layout.addWidget(self.intro)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.details)
        layout.addLayout(footer)
        layout.addWidget(self.disk)

    def retranslate(self) -> None:
        self.list.setAccessibleName(self.tr("Models"))
        self.list.setAccessibleDescription(self.tr("Enter fetches the chosen model, Delete deletes it."))
        columns = (
            self.tr("Model"), self.tr("State"), self.tr("On disk"), self.tr("Memory, at least"), self.tr("Needs"),
            self.tr("Licence"), self.tr("Publisher"),
        )  # fmt: skip
        self.list.setHeaderLabels(columns)
        head = self.list.headerItem()
        assert head is not None
        head.setToolTip(3, self.tr("What its weights take, which is the size of its file. Its work takes more."))
        self.take.setText(self.tr("&Import a file…"))
        self.take.setToolTip(self.tr("Check a file that you have and copy it to the program's own folder"))
        self.folders.setText(self.tr("Fo&lders…"))
        self.folders.setToolTip(self.tr("Use the models of other programs where they lie"))
        self.offline.setText(self.tr("&Never go to the network for models"))
        self.messages.retranslate()
        self.details.retranslate()
        self.refresh()

    # ---- showing what is true --------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the models as they were last looked at, and what is being done with them."""
        overview = self._link.overview
        if overview is None:
            self.intro.setText(self.tr("Looking for models…"))
            return
        if overview.rows:
            self.intro.setText(
                self.tr(
                    "Networks that engines can use and that do not come with the program. "
                    "Files that you have can be dropped here; nothing is fetched unless you ask for it."
                )
            )
        else:
            self.intro.setText(self.tr("No engine here has models to fetch or import."))
        self.list.setVisible(bool(overview.rows))
        for model, row in overview.rows.items():
            if model not in self._items:
                self._add(model, row)
            self._show_row(self._items[model], row)
        for kind, group in self._groups.items():
            models = [model for model, row in overview.rows.items() if row.entry.kind == kind]
            group.setText(0, kind_text(kind))
            counts = {"here": overview.here(models), "all": len(models)}
            group.setText(1, self.tr("{here} of {all} here").format(**counts))
        if self.list.currentItem() is None and self._items:
            self.choose(next(iter(self._items)))
            self.list.scrollToTop()
        self._show_details()
        self._show_disk(overview)

    def show_offline(self, on: bool) -> None:
        with QSignalBlocker(self.offline):
            self.offline.setChecked(on)

    def choose(self, model: str) -> None:
        """Show the details of this model."""
        if model in self._items:
            self.list.setCurrentItem(self._items[model])
            self.list.scrollToItem(self._items[model])

    def chosen(self) -> str:
        """Id of the chosen model; empty where a kind is chosen, or nothing."""
        item = self.list.currentItem()
        return str(item.data(0, _MODEL) or "") if item is not None else ""

    def _add(self, model: str, row: Row) -> None:
        kind = row.entry.kind
        if kind not in self._groups:
            group = QTreeWidgetItem()
            font = group.font(0)
            font.setBold(True)
            group.setFont(0, font)
            order = [*KINDS, kind]
            place = sum(order.index(other) < order.index(kind) for other in self._groups)
            self.list.insertTopLevelItem(place, group)
            group.setExpanded(True)
            self._groups[kind] = group
        item = QTreeWidgetItem(self._groups[kind])
        item.setData(0, _MODEL, model)
        self._items[model] = item

    def _show_row(self, item: QTreeWidgetItem, row: Row) -> None:
        entry = row.entry
        on_disk = self._on_disk(row)
        texts = (
            entry.name,
            self._state(row),
            size_text(on_disk) if on_disk is not None else "-",
            size_text(row.size),
            needs_text(row),
            licence_text(entry.licence, short=True),
            entry.vendor,
        )
        colours = self.palette()
        quiet, danger = colours.color(QPalette.ColorRole.PlaceholderText), colours.color(QPalette.ColorRole.BrightText)
        idle = self._link.idle(entry.id)
        for column, text in enumerate(texts):
            item.setText(column, text)
            item.setToolTip(column, text)
            item.setForeground(column, QBrush() if row.here or not idle else quiet)
        if row.found.state == "damaged" and idle:
            item.setForeground(1, danger)

    def _on_disk(self, row: Row) -> int | None:
        """Bytes of the file or of the part of it that is here."""
        progress = self._link.fetches.progress(row.entry.id)
        if progress is not None and progress.state == "fetching":
            return progress.bytes
        if row.found.path is not None:
            return row.found.size
        return row.part.bytes if row.part is not None else None

    def _state(self, row: Row) -> str:
        model = row.entry.id
        work = self._link.work(model)
        if work is not None:
            return work_text(work)
        if self._link.fetches.queued(model):
            return progress_text(self._link.fetches.progress(model))
        if self._link.copies.queued(model):
            copies = self._link.copies
            return copy_progress_text(copies.progress(model), stopping=copies.stopping(model))
        return state_text(row, self._link.models.home)

    def _show_details(self) -> None:
        model, overview = self.chosen(), self._link.overview
        known = overview is not None and model in overview.rows
        pressed = QApplication.focusWidget()
        if overview is not None and known:
            self.details.show_model(model, overview, self._link)
        self.details.setVisible(known)
        buttons = self.details.buttons.values()
        if any(one is pressed and not (one.isVisible() and one.isEnabled()) for one in buttons):
            self.list.setFocus()  # else the button that comes next would have it, and the next Space press that

    def _show_disk(self, overview: Overview) -> None:
        parts = []
        if overview.disk is not None:
            text = self.tr("Models in the program's own folder take {size}")
            parts.append(text.format(size=size_text(overview.disk.models)))
            if overview.disk.parts:
                parts.append(self.tr("unfinished fetches {size}").format(size=size_text(overview.disk.parts)))
            copies = sum(info.size for info in self._link.copies.found.values())
            if copies:
                parts.append(self.tr("faster copies {size}").format(size=size_text(copies)))
            parts.append(self.tr("{size} are free").format(size=size_text(overview.disk.free)))
        parts.append(str(self._link.models.home))
        self.disk.setText(" · ".join(parts))

    # ---- what the user does ----------------------------------------------------------------------------------

    def _activated(self, item: QTreeWidgetItem) -> None:
        if item.data(0, _MODEL):
            self.details.buttons["fetch"].click()  # does nothing where it can not be pressed

    def _show_menu(self, place: QPoint) -> None:
        """What the buttons of the details do, at the row."""
        viewport = self.list.viewport()
        if not self.chosen() or viewport is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in self.details.buttons.values():
            if not button.isHidden():
                action = menu.addAction(button.text(), button.click)
                assert action is not None
                action.setEnabled(button.isEnabled())
        menu.popup(viewport.mapToGlobal(place))

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and self._items:
            self.refresh()

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802
        accept_files(event)

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802
        files = accept_files(event)
        if files:
            self.files_dropped.emit(files)
