"""The beat in simulated time: never faster than its rate, never two pictures close together, none left out, and little
waiting for a source of about the same rate."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.beat import Beat

FPS = 30.0
PERIOD = 1 / FPS


def play(arrivals: list[float], *, until: float, late: list[float] | None = None) -> list[tuple[float, float | None]]:
    """What a feed does: when each picture goes out, and when the new one that it shows came (None: the last again).

    Args:
        arrivals: when new pictures come, in order.
        late: by how much each send is later than it is due (a busy machine); the last one counts for all after it.
    """
    beat, now, sent = Beat(FPS, 0.0), 0.0, []
    coming, newest = list(arrivals), None
    while now < until:
        while coming and coming[0] <= now:
            newest = coming.pop(0)
        due = beat.when(newest)
        if now < due:
            now = min(due, coming[0] if coming else due)
            continue
        now += late.pop(0) if late and len(late) > 1 else (late[0] if late else 0.0)
        beat.sent(now, newest)
        sent.append((now, newest))
        newest = None
    return sent


def waits(sent: list[tuple[float, float | None]]) -> list[float]:
    return [at - came for at, came in sent if came is not None]


def steady(fps: float, *, first: float, until: float) -> list[float]:
    return [first + number / fps for number in range(int((until - first) * fps))]


times = st.lists(st.floats(0.0, 3.0), max_size=150).map(sorted)


@settings(deadline=None)  # a busy machine is slow, which says nothing of the beat
@given(arrivals=times)
def test_no_picture_is_early_and_none_is_missing(arrivals: list[float]) -> None:
    sent = play(arrivals, until=3.0)
    for number, (at, _) in enumerate(sent):
        assert at >= number * PERIOD - 1e-9
    gaps = [after - before for (before, _), (after, _) in itertools.pairwise(sent)]
    assert min(gaps) >= PERIOD / 2 - 1e-9
    assert max(gaps) <= 2 * PERIOD + 1e-9


@settings(deadline=None)
@given(arrivals=times, late=st.lists(st.floats(0.0, 0.4), min_size=1, max_size=40).map(lambda some: [*some, 0.0]))
def test_after_a_pause_of_device_or_machine_there_is_no_race_to_catch_up(
    arrivals: list[float], late: list[float]
) -> None:
    sent = play(arrivals, until=6.0, late=late)
    for number, (at, _) in enumerate(sent):
        assert at >= number * PERIOD - 1e-9
    for (before, _), (after, _) in itertools.pairwise(sent):
        assert after - before >= PERIOD / 2 - 1e-9


@settings(deadline=None)
@given(arrivals=times)
def test_pictures_go_out_in_order_each_once_and_none_waits_longer_than_two_periods(arrivals: list[float]) -> None:
    sent = play(arrivals, until=3.0)
    shown = [came for _, came in sent if came is not None]
    assert shown == sorted(shown)
    assert all(wait <= 2 * PERIOD + 1e-9 for wait in waits(sent))


@settings(deadline=None)
@given(first=st.floats(0.3, 0.4))
def test_a_source_of_the_same_rate_is_sent_on_without_waiting_wherever_its_pictures_fall(first: float) -> None:
    sent = play(steady(FPS, first=first, until=20.0), until=20.0)
    settled = [wait for wait in waits(sent) if wait > PERIOD / 8]
    assert len(settled) <= 12
    assert waits(sent)[-1] <= PERIOD / 8


@settings(deadline=None)
@given(fps=st.floats(24.0, 36.0), first=st.floats(0.0, 0.1))
def test_a_source_of_another_rate_waits_half_a_period_at_most_in_the_mean(fps: float, first: float) -> None:
    sent = play(steady(fps, first=first, until=20.0), until=20.0)
    waited = waits(sent)
    assert sum(waited) / len(waited) <= PERIOD / 2


@settings(deadline=None)
@given(fps=st.floats(1.0, 120.0), first=st.floats(0.0, 1.0))
def test_the_rate_is_kept_whatever_comes_in(fps: float, first: float) -> None:
    sent = play(steady(fps, first=first, until=60.0), until=60.0)
    assert 60.0 * FPS * 0.995 - 2 <= len(sent) <= 60.0 * FPS + 1


def test_without_a_source_every_beat_repeats() -> None:
    sent = play([], until=2.0)
    assert len(sent) == 60
    assert {came for _, came in sent} == {None}


def test_beats_that_a_blocked_device_missed_are_counted() -> None:
    beat = Beat(10.0, 0.0)
    beat.sent(0.0, None)
    beat.sent(1.05, None)
    assert beat.missed == 8
    assert beat.when(1.06) > 1.06
