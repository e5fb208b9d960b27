"""Apple's list of accelerators, as ``ioreg -a`` writes it."""

from __future__ import annotations

import plistlib
import subprocess

from hypothesis import given
from hypothesis import strategies as st

from app.services.gpu.apple import EVERY_S, AppleProbe, parse
from app.services.gpu.reading import MB

LIST = plistlib.dumps(
    [
        {
            "IOClass": "AGXAcceleratorG14X",
            "model": b"Apple M3 Stand-in\0",
            "PerformanceStatistics": {"Device Utilization %": 43, "In use system memory": 700 * MB},
        },
        {"IOClass": "AMDRadeonX6000", "VRAM,totalMB": 4096, "PerformanceStatistics": {"GPU Activity(%)": 12}},
    ]
)


def test_what_the_system_lists() -> None:
    first, second = parse(LIST)
    assert (first.name, first.use_percent, first.memory_used_mb) == ("Apple M3 Stand-in", 43, 700)
    assert (second.name, second.use_percent, second.memory_total_mb) == ("AMDRadeonX6000", 12, 4096)
    assert first.temperature_c is None
    assert first.unavailable is not None
    assert first.unavailable.code == "machine.apple_part"


def test_a_process_is_started_now_and_then_only() -> None:
    now, asked = 10.0, 0

    def ask() -> bytes:
        nonlocal asked
        asked += 1
        return LIST

    probe = AppleProbe(ask, lambda: now)
    for _ in range(5):
        assert len(probe.read()) == 2
    assert asked == 1
    now += EVERY_S
    probe.read()
    assert asked == 2


def test_a_system_that_gives_no_list_is_told() -> None:
    def ask() -> bytes:
        raise subprocess.TimeoutExpired("ioreg", 5)

    (reading,) = AppleProbe(ask).read()
    assert reading.unavailable is not None
    assert reading.unavailable.code == "machine.apple"


@given(st.binary(max_size=200))
def test_no_answer_breaks_it(answer: bytes) -> None:
    parse(answer)
    parse(plistlib.dumps({"a": answer}))
    parse(plistlib.dumps([answer, {"PerformanceStatistics": answer, "model": answer}]))
