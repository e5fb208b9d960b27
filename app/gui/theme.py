"""Light and dark: one palette and one short style sheet each, over Qt's Fusion style.

``auto`` follows the system and its changes while the program runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import QObject, Qt
from PyQt6.QtGui import QColor, QPalette
from PyQt6.QtWidgets import QApplication


@dataclass(frozen=True, slots=True)
class Colours:
    """Named by what they are for; text on ``surface`` and ``window`` reaches a contrast of 4.5 to 1 or more."""

    window: str
    surface: str
    raised: str
    line: str
    text: str
    quiet: str
    disabled: str
    accent: str
    accent_hover: str
    on_accent: str
    danger: str
    danger_surface: str
    good: str
    warn: str
    info_surface: str
    stage: str


LIGHT = Colours(
    window="#f4f5f8", surface="#ffffff", raised="#ffffff", line="#d5d9e2", text="#1b1f27", quiet="#565d6b",
    disabled="#9aa1ad", accent="#3f57d8", accent_hover="#3348bd", on_accent="#ffffff", danger="#b3202c",
    danger_surface="#fdecee", good="#1c7a45", warn="#8f5600", info_surface="#e9edff", stage="#e4e7ee",
)  # fmt: skip
DARK = Colours(
    window="#191b21", surface="#20232b", raised="#2a2e38", line="#3a3f4b", text="#e8eaf0", quiet="#a4abb9",
    disabled="#6a7180", accent="#4f66e4", accent_hover="#5d74ee", on_accent="#ffffff", danger="#ff8089",
    danger_surface="#43242a", good="#6fd39a", warn="#f0b45a", info_surface="#272e4d", stage="#101116",
)  # fmt: skip

_SHEET = """
QMainWindow::separator {{ background: transparent; width: 7px; height: 7px; }}
QMainWindow::separator:hover {{ background: {line}; }}
QDockWidget::title {{ background: transparent; padding: 9px 10px 5px 12px; text-align: left; }}
QDockWidget {{ font-weight: 600;
  titlebar-close-icon: url("{icons}/close-{scheme}.svg"); titlebar-normal-icon: url("{icons}/float-{scheme}.svg"); }}
QDockWidget > QWidget {{ font-weight: normal; }}
QStatusBar {{ border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ padding: 3px 7px; color: {quiet}; }}
QStatusBar QLabel#guard {{ background: {danger}; color: {surface}; font-weight: 700; border-radius: 4px; }}
QStatusBar QLabel#traded {{ color: {accent}; font-weight: 700; }}
QStatusBar QLabel#covered_now {{ background: {accent}; color: {on_accent}; font-weight: 700; border-radius: 4px; }}
QPushButton, QToolButton#tool {{
  background: {raised}; color: {text}; border: 1px solid {line}; border-radius: 6px; padding: 5px 12px; }}
QPushButton:hover, QToolButton#tool:hover {{ border-color: {accent}; }}
QPushButton:focus, QToolButton#tool:focus {{ border: 2px solid {accent}; padding: 4px 11px; }}
QPushButton:pressed, QToolButton#tool:pressed {{ background: {line}; }}
QPushButton:disabled, QToolButton#tool:disabled {{ color: {disabled}; background: {window}; border-color: {line}; }}
QToolButton#tool[popupMode="2"] {{ padding-right: 26px; }}
QToolButton#tool[popupMode="2"]:focus {{ padding-right: 25px; }}
QToolButton#tool::menu-indicator {{ image: url("{icons}/down-{scheme}.svg"); width: 10px; height: 10px;
  subcontrol-origin: padding; subcontrol-position: right center; right: 10px; }}
QPushButton#start {{
  background: {accent}; color: {on_accent}; border: 2px solid {accent}; border-radius: 8px; padding: 8px 30px;
  font-weight: 600; }}
QPushButton#start:hover {{ background: {accent_hover}; border-color: {accent_hover}; }}
QPushButton#start:focus {{ border: 2px solid {text}; padding: 8px 30px; }}
QPushButton#start[running="true"] {{ background: {raised}; color: {text}; border-color: {line}; }}
QPushButton#start[running="true"]:hover {{ border-color: {danger}; }}
QPushButton#start[running="true"]:focus {{ border-color: {accent}; }}
QPushButton#start:disabled, QPushButton#start[stopping="true"] {{
  background: {raised}; color: {disabled}; border-color: {line}; }}
QPushButton#cover {{ padding: 8px 16px; }}
QPushButton#cover:focus {{ padding: 7px 15px; }}
QPushButton#cover:checked {{ background: {accent}; color: {on_accent}; border-color: {accent}; }}
QPushButton#cover:checked:focus {{ border-color: {text}; }}
QTreeWidget#models, QListWidget#folders {{
  background: {surface}; border: 1px solid {line}; border-radius: 8px; padding: 4px; outline: none; }}
QTreeWidget#models:focus, QListWidget#folders:focus {{ border: 2px solid {accent}; padding: 3px; }}
QTreeWidget#models {{ show-decoration-selected: 1; }}
QTreeWidget#models::item {{ min-height: 26px; padding: 0 4px; border: none; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QTreeWidget#models::item:selected, QListWidget#folders::item:selected {{
  background: {info_surface}; color: {text}; }}
QListWidget#folders::item {{ padding: 5px 6px; border-radius: 6px; }}
QHeaderView {{ background: transparent; }}
QHeaderView::section {{ background: {surface}; color: {quiet}; border: none; border-bottom: 1px solid {line};
  padding: 5px 6px; }}
QLabel#qt_msgbox_informativelabel {{ min-width: 360px; }}
QFrame#card {{ background: {surface}; border: 1px solid {line}; border-radius: 8px; }}
QFrame#card QLabel {{ background: transparent; }}
QFrame#card QProgressBar {{ background: {line}; }}
QListView#faces {{ background: {surface}; border: 1px solid {line}; border-radius: 8px; padding: 4px; }}
QListView#faces:focus {{ border: 2px solid {accent}; padding: 3px; }}
QListView#faces::item {{ border-radius: 8px; border: 2px solid transparent; padding: 4px; color: {text}; }}
QListView#faces::item:hover {{ background: {info_surface}; }}
QListView#faces::item:selected {{ background: {info_surface}; border: 2px solid {accent}; color: {text}; }}
QFrame#check {{ background: {surface}; border: 1px solid {line}; border-radius: 8px; }}
QFrame#check QLabel {{ background: transparent; }}
QLabel[mark="ok"] {{ color: {good}; font-weight: 600; }}
QLabel[mark="warn"] {{ color: {warn}; font-weight: 600; }}
QLabel[mark="fail"] {{ color: {danger}; font-weight: 600; }}
QLabel[mark="info"] {{ color: {quiet}; font-weight: 600; }}
QPushButton#primary {{
  background: {accent}; color: {on_accent}; border: 2px solid {accent}; padding: 6px 16px; font-weight: 600; }}
QPushButton#primary:hover {{ background: {accent_hover}; border-color: {accent_hover}; }}
QPushButton#primary:focus {{ border: 2px solid {text}; padding: 6px 16px; }}
QPushButton#primary:disabled {{ background: {raised}; color: {disabled}; border-color: {line}; }}
QPlainTextEdit#command {{ background: {stage}; color: {text}; border: 1px solid {line}; border-radius: 6px;
  padding: 6px; }}
QPlainTextEdit#command:focus {{ border: 2px solid {accent}; padding: 5px; }}
QLineEdit#address {{ background: {raised}; color: {text}; border: 1px solid {line}; border-radius: 6px;
  padding: 5px 8px; }}
QLineEdit#address:hover {{ border-color: {accent}; }}
QLineEdit#address:focus {{ border: 2px solid {accent}; padding: 4px 7px; }}
QLineEdit#address:disabled {{ color: {disabled}; background: {window}; }}
QLabel#title {{ font-size: 17pt; font-weight: 600; }}
QFrame#steps {{ background: {surface}; border: 1px solid {line}; border-radius: 8px; }}
QFrame#steps QLabel {{ background: transparent; color: {quiet}; padding: 7px 10px; border-radius: 6px; }}
QFrame#steps QLabel[now="true"] {{ background: {info_surface}; color: {text}; font-weight: 600; }}
QFrame#message {{ background: {info_surface}; border: none; border-left: 4px solid {accent}; border-radius: 6px; }}
QFrame#message[kind="error"] {{ background: {danger_surface}; border-left: 4px solid {danger}; }}
QFrame#message QLabel {{ background: transparent; }}
QMenu {{ background: {raised}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 5px 26px 5px 30px; border-radius: 4px; }}
QMenu::item:selected {{ background: {accent}; color: {on_accent}; }}
QMenu::item:disabled {{ color: {disabled}; background: transparent; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QMenu::indicator {{ width: 13px; height: 13px; left: 8px; border: 1px solid {quiet}; border-radius: 3px; }}
QMenu::indicator:exclusive {{ border-radius: 7px; }}
QMenu::indicator:checked {{ background: {accent}; border-color: {accent}; image: url("{icons}/check.svg"); }}
QMenu::indicator:selected {{ border-color: {on_accent}; }}
QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator {{
  width: 15px; height: 15px; border: 1px solid {quiet}; border-radius: 4px; background: {surface}; }}
QCheckBox::indicator:hover, QCheckBox::indicator:focus {{ border: 2px solid {accent}; width: 13px; height: 13px; }}
QCheckBox::indicator:checked {{ background: {accent}; border: 1px solid {accent}; image: url("{icons}/check.svg");
  width: 15px; height: 15px; }}
QCheckBox::indicator:checked:focus {{ border: 2px solid {text}; width: 13px; height: 13px; }}
QCheckBox::indicator:disabled {{ border-color: {line}; background: {window}; }}
QCheckBox:disabled {{ color: {disabled}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {line}; border-radius: 4px; margin: 1px; }}
QScrollBar::handle:vertical {{ min-height: 30px; }}
QScrollBar::handle:horizontal {{ min-width: 30px; }}
QScrollBar::handle:hover {{ background: {quiet}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
  background: transparent; border: none; width: 0; height: 0; }}
QComboBox, QSpinBox, QDoubleSpinBox {{
  background: {raised}; color: {text}; border: 1px solid {line}; border-radius: 6px; padding: 2px 4px 2px 9px;
  min-height: 24px; }}
QComboBox:hover, QSpinBox:hover, QDoubleSpinBox:hover {{ border-color: {accent}; }}
QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus {{ border: 2px solid {accent}; padding: 1px 3px 1px 8px; }}
QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled {{ color: {disabled}; background: {window}; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: url("{icons}/down-{scheme}.svg"); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ background: {raised}; border: 1px solid {line}; padding: 4px; outline: none; }}
QComboBox QAbstractItemView::item {{ min-height: 26px; padding: 0 6px; }}
QComboBox QAbstractItemView::item:selected {{ background: {accent}; color: {on_accent}; border-radius: 4px; }}
QComboBox QAbstractItemView::item:disabled {{ color: {disabled}; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: none; background: transparent; width: 18px; }}
QAbstractSpinBox::up-arrow {{ image: url("{icons}/up-{scheme}.svg"); width: 10px; height: 10px; }}
QAbstractSpinBox::down-arrow {{ image: url("{icons}/down-{scheme}.svg"); width: 10px; height: 10px; }}
QLabel#quiet, QLabel#hint {{ color: {quiet}; }}
QLabel#quiet[waiting="true"] {{ color: {danger}; }}
QLabel#heading {{ font-weight: 600; }}
QLabel#idle {{ color: {quiet}; }}
QLabel[danger="true"], QComboBox[danger="true"] {{ color: {danger}; font-weight: 700; }}
QLabel#before {{ background: #b3202c; color: #ffffff; font-weight: 600; padding: 7px 14px; border-radius: 8px; }}
QLabel#covering {{ background: rgba(16, 17, 22, 200); color: #ffffff; padding: 5px 11px; border-radius: 8px; }}
QProgressBar {{ background: {raised}; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 4px; }}
QScrollArea, QScrollArea > QWidget > QWidget#panel {{ background: transparent; border: none; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: 4px; }}
"""


def palette(colours: Colours) -> QPalette:
    """The same colours for all that the style draws by itself."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    made = QPalette()
    pairs = {
        role.Window: colours.window, role.WindowText: colours.text, role.Base: colours.surface,
        role.AlternateBase: colours.window, role.Text: colours.text, role.Button: colours.raised,
        role.ButtonText: colours.text, role.BrightText: colours.danger, role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent, role.Link: colours.accent, role.LinkVisited: colours.accent,
        role.ToolTipBase: colours.raised, role.ToolTipText: colours.text, role.PlaceholderText: colours.quiet,
        role.Accent: colours.accent, role.Mid: colours.line, role.Midlight: colours.line,
        role.Light: colours.raised, role.Dark: colours.quiet, role.Shadow: colours.stage,
    }  # fmt: skip
    for name, colour in pairs.items():
        made.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(group.Disabled, name, QColor(colours.disabled))
    made.setColor(group.Disabled, role.Highlight, QColor(colours.line))
    made.setColor(group.Disabled, role.Accent, QColor(colours.line))
    return made


def colours_of(widget_palette: QPalette) -> Colours:
    """The colours in use, for what a widget paints by itself."""
    return DARK if widget_palette.window().color() == QColor(DARK.window) else LIGHT


class Theme(QObject):
    """Paints the application; :meth:`choose` takes ``auto``, ``light`` or ``dark``."""

    def __init__(self, app: QApplication, icons: Path) -> None:
        """``icons``: the folder of the style sheet's pictures."""
        super().__init__(app)
        self._icons = icons.as_posix()
        self._app = app
        self._choice = "auto"
        app.setStyle("Fusion")
        hints = app.styleHints()
        assert hints is not None
        self._hints = hints
        hints.colorSchemeChanged.connect(self._follow)

    def choose(self, choice: str) -> None:
        self._choice = choice
        self._paint()

    @property
    def dark(self) -> bool:
        """Whether the dark colours are in use."""
        if self._choice == "auto":
            return self._hints.colorScheme() == Qt.ColorScheme.Dark
        return self._choice == "dark"

    def _follow(self) -> None:
        if self._choice == "auto":
            self._paint()

    def _paint(self) -> None:
        colours = DARK if self.dark else LIGHT
        self._app.setPalette(palette(colours))
        names = {name: getattr(colours, name) for name in Colours.__slots__}
        scheme = "dark" if self.dark else "light"
        self._app.setStyleSheet(_SHEET.format(icons=self._icons, scheme=scheme, **names))
