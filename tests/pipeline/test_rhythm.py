"""Waiting a moment for a fresher frame pays, and can not cost more than its share."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.pipeline.rhythm import Rhythm
from engines.api import Frame

PICTURE = np.zeros((2, 2, 3), np.uint8)


def frame(index: int, captured_at: float) -> Frame:
    return Frame(PICTURE, index, captured_at)


def live(period: float, work: float, seconds: float, *, waits: bool) -> tuple[list[float], int]:
    """A camera and an engine by their clocks: the ages at which frames were taken, and how many were."""
    rhythm, now, last = Rhythm(), 0.3 * period, -1
    ages = []
    while now < seconds:
        if waits:
            now += rhythm.patience(now)
        index = math.floor(now / period)
        if index == last:  # none is there: the engine waits for the next one
            index, now = last + 1, (last + 1) * period
        last = index
        rhythm.took(frame(index, index * period))
        ages.append(now - index * period)
        now += work
    return ages, len(ages)


@example(period=0.009765625, ratio=1.90625)
@given(
    period=st.floats(0.008, 0.1),
    ratio=st.floats(0.2, 8.0),
)
def test_the_rate_never_falls_by_more_than_the_share(period: float, ratio: float) -> None:
    seconds = 400 * period * max(ratio, 1)
    _, plain = live(period, period * ratio, seconds, waits=False)
    _, patient = live(period, period * ratio, seconds, waits=True)
    assert patient >= plain * 0.97 - 3


def test_the_oldest_frames_become_younger() -> None:
    plain, _ = live(1 / 30, 0.0505, 60, waits=False)
    patient, _ = live(1 / 30, 0.0505, 60, waits=True)
    assert np.percentile(patient, 95) < np.percentile(plain, 95) - 0.003
    assert np.mean(patient) < np.mean(plain) - 0.002


@pytest.mark.parametrize("step", [0, 1])
def test_an_engine_that_takes_every_frame_never_waits(step: int) -> None:
    rhythm = Rhythm()
    for index in range(100):
        rhythm.took(frame(index * step, index / 30))
        for part in (0.1, 0.5, 0.9, 0.99):
            assert rhythm.patience((index + part) / 30) == 0


def test_another_source_begins_anew() -> None:
    rhythm = Rhythm()
    for index in range(0, 200, 2):
        rhythm.took(frame(index, index / 30))
    assert rhythm.patience(198.9 / 30) > 0
    for index in range(0, 200, 2):
        rhythm.took(frame(index, index / 30))
    rhythm.took(frame(0, 500.0))
    assert rhythm.patience(500 + 0.99 / 30) == 0
