"""The cards that stand in where there is no picture to show, as made by ``resources/cards/render_cards.py``."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import cv2
import numpy as np

from app.pipeline.output import Card
from engines.api import Image

log = logging.getLogger(__name__)

LANGUAGES = ("en", "zh_CN")
_PLAIN_BGR = (46, 38, 32)


def card_image(folder: Path, card: Card, language: str) -> Image:
    """The picture of a card, 1920x1080 BGR. A file that can not be read gives a plain one: an installation that is
    damaged must not end what readers see; the log says so."""
    path = folder / (language if language in LANGUAGES else "en") / f"{card}.png"
    try:
        image = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    except (OSError, cv2.error) as error:
        log.error("The card %s can not be read: %s", path, error)
        image = None
    if image is None:
        plain: Image = np.empty((720, 1280, 3), np.uint8)
        plain[:] = _PLAIN_BGR
        return plain
    return np.asarray(image, np.uint8)


def card_language(setting: str) -> str:
    """The language of the cards: the setting ``ui.language``, or for ``auto`` that of the environment."""
    if setting != "auto":
        return setting
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    chosen = next((name for name in names if name), "")
    return "zh_CN" if chosen.replace("-", "_").startswith(("zh_CN", "zh_SG", "zh_Hans")) else "en"
