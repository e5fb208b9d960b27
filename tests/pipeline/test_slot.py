"""The mailbox: newest wins, drops are counted, a hand-off loses nothing."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.slot import Slot, SlotClosed


@given(st.lists(st.one_of(st.integers(), st.just(None)), max_size=60))
def test_newest_wins_and_every_item_is_either_taken_or_counted(steps: list[int | None]) -> None:
    """None takes, a number puts: what comes out is always the last put, and nothing is lost uncounted."""
    slot: Slot[int] = Slot()
    put = taken = 0
    waiting: int | None = None
    for step in steps:
        if step is None:
            got = slot.get(0)
            assert got == waiting
            taken += got is not None
            waiting = None
        else:
            assert slot.put(step)
            put, waiting = put + 1, step
    assert put == taken + slot.dropped + (waiting is not None)


def test_a_closed_slot_gives_its_last_item_and_then_says_so() -> None:
    slot: Slot[int] = Slot()
    slot.put(1)
    slot.close()
    assert not slot.put(2)
    assert slot.get(0) == 1
    with pytest.raises(SlotClosed):
        slot.get(None)


def test_handoff_gives_every_item_once_in_order() -> None:
    slot: Slot[int] = Slot(handoff=True)

    def write() -> None:
        for number in range(200):
            slot.put(number)
        slot.close()

    writer = threading.Thread(target=write)
    writer.start()
    got = []
    try:
        while True:
            got.append(slot.get(5))
    except SlotClosed:
        pass
    writer.join()
    assert got == list(range(200))
    assert slot.dropped == 0


def test_closing_frees_a_waiting_writer() -> None:
    slot: Slot[int] = Slot(handoff=True)
    slot.put(1)
    results: list[bool] = []
    writer = threading.Thread(target=lambda: results.append(slot.put(2)))
    writer.start()
    slot.close()
    writer.join(5)
    assert results == [False]
