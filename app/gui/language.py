"""The language of the window: our own texts and Qt's, switched while the program runs.

``auto`` takes the first of the system's languages that there is a translation for, else English.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from PyQt6.QtCore import QLibraryInfo, QLocale, QTranslator
from PyQt6.QtWidgets import QApplication

log = logging.getLogger(__name__)

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""Code and own name of each; the name is never translated."""


def first_known(wanted: Iterable[str]) -> str:
    """The code of the first wanted language (such as ``zh-Hans-CN``) that the program has; English where it has none.

    Language and script decide: Traditional Chinese is not Simplified Chinese.
    """
    known = {(QLocale(code).language(), QLocale(code).script()): code for code in LANGUAGES}
    found = (known.get((QLocale(name).language(), QLocale(name).script())) for name in wanted)
    return next((code for code in found if code is not None), "en")


def spoken(choice: str) -> str:
    """The code of the language that the setting ``ui.language`` leads to on this system."""
    return first_known(QLocale.system().uiLanguages()) if choice == "auto" else choice


class Language:
    def __init__(self, app: QApplication, folder: Path) -> None:
        """``folder`` holds ``understudy_<code>.qm``."""
        self._app = app
        self._folder = folder
        self._installed: list[QTranslator] = []
        self.code = "en"
        """The language that is spoken now."""

    def choose(self, choice: str) -> None:
        """Take ``auto``, ``en`` or ``zh_CN``; every widget is told by Qt's LanguageChange event."""
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed.clear()
        code = spoken(choice)
        self.code = code
        if code == "en":
            return
        # Qt's own texts in no other language than ours: half a window in each helps nobody.
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in (("qtbase", qt), ("understudy", str(self._folder))):
            translator = QTranslator(self._app)
            if translator.load(QLocale(code), name, "_", folder):
                self._app.installTranslator(translator)
                self._installed.append(translator)
            else:
                log.warning("No translation of %s for %s in %s", name, code, folder)
