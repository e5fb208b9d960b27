"""What our own output window is given: the same as the readers of the virtual camera, at the same moments."""

from __future__ import annotations

import numpy as np

from app.pipeline.fitting import Form
from app.pipeline.output import Card
from app.services.output_tap import OutputTap
from engines.api import Image

PICTURE = np.full((48, 64, 3), 90, np.uint8)


def now(tap: OutputTap) -> Image | Card:
    shown = tap.newest(0)
    assert shown is not None
    return shown.what


def test_it_holds_nothing_while_nobody_looks() -> None:
    tap = OutputTap()
    tap.put(PICTURE)
    assert now(tap) is Card.PAUSED
    tap.look(True)
    tap.put(PICTURE)
    assert now(tap) is PICTURE
    tap.look(False)
    assert now(tap) is Card.PAUSED


def test_cover_hides_at_once_and_nothing_older_comes_back() -> None:
    tap = OutputTap()
    tap.look(True)
    tap.run_begins()
    tap.put(PICTURE)
    tap.cover(True)
    assert now(tap) is Card.COVERED
    other = PICTURE.copy()
    tap.put(other)
    tap.show(Card.LOST)
    tap.put(other)
    assert now(tap) is Card.COVERED
    tap.cover(False)
    assert now(tap) is Card.COVERED, "until the next picture, as the virtual camera"
    tap.put(other)
    assert now(tap) is other
    tap.cover(True)
    tap.run_ended()
    tap.cover(False)
    assert now(tap) is Card.PAUSED


def test_the_end_of_a_cover_that_was_none_changes_nothing() -> None:
    tap = OutputTap()
    tap.look(True)
    tap.put(PICTURE)
    tap.cover(False)
    assert now(tap) is PICTURE


def test_a_picture_that_got_old_gives_way_to_a_card() -> None:
    tap = OutputTap(stale_s=-1.0)
    tap.look(True)
    tap.put(PICTURE)
    assert now(tap) is Card.PAUSED
    fresh = OutputTap(stale_s=3600.0)
    fresh.look(True)
    fresh.put(PICTURE)
    assert now(fresh) is PICTURE


def test_a_card_that_is_shown_is_no_news() -> None:
    tap = OutputTap()
    tap.look(True)
    tap.show(Card.LOST)
    shown = tap.newest(0)
    assert shown is not None
    tap.show(Card.LOST)
    assert tap.newest(shown.sequence) is None


def test_its_form_counts_while_somebody_looks() -> None:
    tap = OutputTap()
    tap.fit_to(640, 480, "crop")
    assert tap.form is None
    tap.look(True)
    assert tap.form == Form(640, 480, "crop")
