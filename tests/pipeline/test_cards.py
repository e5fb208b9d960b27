"""The cards: there in every language, told apart by anybody, flat at their edges, and never the end of the feed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.pipeline.cards import LANGUAGES, card_image, card_language
from app.pipeline.output import Card

CARDS = Path(__file__).resolve().parents[2] / "resources" / "cards"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_is_a_picture_of_its_own_with_flat_edges(language: str) -> None:
    images = [card_image(CARDS, card, language) for card in Card]
    for image in images:
        assert image.shape == (1080, 1920, 3)
        edges = [image[0], image[-1], image[:, 0], image[:, -1]]
        assert all((edge == image[0, 0]).all() for edge in edges), "bars around it would be seen"
        assert image.max() > 200, "words"
    for one in range(len(images)):
        for other in range(one):
            assert not np.array_equal(images[one], images[other])


def test_the_words_are_in_the_language() -> None:
    for card in Card:
        assert not np.array_equal(card_image(CARDS, card, "en"), card_image(CARDS, card, "zh_CN"))
    assert np.array_equal(card_image(CARDS, Card.LOST, "fr"), card_image(CARDS, Card.LOST, "en"))


@pytest.mark.parametrize("content", [None, b"", b"no picture"])
def test_a_damaged_card_gives_a_plain_one(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "en").mkdir()
        (tmp_path / "en" / "paused.png").write_bytes(content)
    image = card_image(tmp_path, Card.PAUSED, "en")
    assert image.ndim == 3
    assert (image == image[0, 0]).all()


@pytest.mark.parametrize(
    ("setting", "environment", "expected"),
    [
        ("zh_CN", "en_GB.UTF-8", "zh_CN"),
        ("en", "zh_CN.UTF-8", "en"),
        ("auto", "zh_CN.UTF-8", "zh_CN"),
        ("auto", "zh_TW.UTF-8", "en"),
        ("auto", "C.UTF-8", "en"),
        ("auto", "", "en"),
    ],
)
def test_the_language_of_the_setting_or_of_the_system(
    monkeypatch: pytest.MonkeyPatch, setting: str, environment: str, expected: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", environment)
    assert card_language(setting) == expected
