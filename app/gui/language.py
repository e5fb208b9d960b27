"""The language of the window: our own texts and Qt's, switched while the program runs.

``auto`` takes the first of the system's languages that there is a translation for, else English.
"""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QLibraryInfo, QLocale, QTranslator
from PyQt6.QtWidgets import QApplication

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""Code and own name of each; the name is never translated."""


class Language:
    def __init__(self, app: QApplication, folder: Path) -> None:
        """``folder`` holds ``understudy_<code>.qm``."""
        self._app = app
        self._folder = folder
        self._installed: list[QTranslator] = []

    def choose(self, choice: str) -> None:
        """Take ``auto``, ``en`` or ``zh_CN``; every widget is told by Qt's LanguageChange event."""
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed.clear()
        locale = QLocale.system() if choice == "auto" else QLocale(choice)
        if locale.language() == QLocale.Language.English:
            return
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in (("qtbase", qt), ("understudy", str(self._folder))):
            translator = QTranslator(self._app)
            if translator.load(locale, name, "_", folder):
                self._app.installTranslator(translator)
                self._installed.append(translator)
