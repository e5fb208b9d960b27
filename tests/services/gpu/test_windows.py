"""Windows' counters of graphics cards: names of instances as the system gives them, and what is added up of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hypothesis import given
from hypothesis import strategies as st

from app.services.gpu.reading import MB
from app.services.gpu.windows import MEMORY, MICROSOFT, NVIDIA, OWN_MEMORY, USE, Adapter, WindowsProbe, add_up

PID = 4242
CARD, OTHER = "luid_0x00000000_0x0000C9A1_phys_0", "luid_0x00000001_0x0000C9A1_phys_0"
ADAPTER = Adapter(0xC9A1, "Radeon Stand-in", 0x1002, 8192 * MB)


class Counters:
    """Gives what a test says."""

    def __init__(self, values: Mapping[str, Iterable[tuple[str, float]]]) -> None:
        self.values, self.closed = values, False

    def read(self) -> Mapping[str, Iterable[tuple[str, float]]]:
        return self.values

    def close(self) -> None:
        self.closed = True


VALUES = {
    USE: [
        (f"pid_{PID}_{CARD}_eng_0_engtype_3D", 20.0),
        (f"pid_99_{CARD}_eng_0_engtype_3D", 35.0),
        (f"pid_99_{CARD}_eng_3_engtype_VideoEncode", 30.0),
        (f"pid_99_{OTHER}_eng_0_engtype_3D", 80.0),
        ("_Total", 500.0),
    ],
    MEMORY: [(CARD, 3072.0 * MB), (OTHER, 1.0)],
    OWN_MEMORY: [(f"pid_{PID}_{CARD}", 512.0 * MB), (f"pid_99_{CARD}", 700.0 * MB)],
}


def probe(counters: Counters, *adapters: Adapter, nvidia_absent: bool = False) -> WindowsProbe:
    return WindowsProbe(lambda: counters, lambda: list(adapters), lambda: nvidia_absent, PID)


def test_the_busiest_engine_counts_and_the_own_share_is_told() -> None:
    (reading,) = probe(Counters(VALUES), ADAPTER).read()
    assert reading.name == "Radeon Stand-in"
    assert reading.use_percent == 55
    assert reading.own_use_percent == 20
    assert (reading.memory_used_mb, reading.memory_total_mb, reading.own_memory_mb) == (3072, 8192, 512)
    assert reading.temperature_c is None
    assert reading.unavailable is not None
    assert reading.unavailable.code == "machine.windows_part"


def test_cards_that_nvml_knows_and_windows_own_renderer_are_left_out() -> None:
    cards = (Adapter(1, "Basic Render", MICROSOFT, 0), Adapter(2, "GeForce", NVIDIA, MB))
    assert probe(Counters(VALUES), *cards).read() == ()
    assert [one.name for one in probe(Counters(VALUES), *cards, nvidia_absent=True).read()] == ["GeForce"]


def test_a_card_nobody_uses() -> None:
    (reading,) = probe(Counters({USE: [], MEMORY: [], OWN_MEMORY: []}), ADAPTER).read()
    assert (reading.use_percent, reading.own_use_percent, reading.own_memory_mb) == (0, 0, 0)
    assert reading.memory_used_mb is None


def test_counters_that_fail_are_told_and_opened_anew() -> None:
    made: list[Counters] = []

    class Broken(Counters):
        def read(self) -> Mapping[str, Iterable[tuple[str, float]]]:
            raise OSError("PDH error 0xc0000bb8")

    def make() -> Counters:
        made.append(Broken({}) if not made else Counters(VALUES))
        return made[-1]

    one = WindowsProbe(make, lambda: [ADAPTER], pid=PID)
    (reading,) = one.read()
    assert reading.unavailable is not None
    assert reading.unavailable.code == "machine.counters"
    assert "0xc0000bb8" in reading.unavailable.text
    assert made[0].closed
    assert one.read()[0].use_percent == 55
    one.close()
    assert made[1].closed


@given(st.lists(st.tuples(st.text(max_size=60), st.floats(0, 1e12))))
def test_no_name_breaks_it(rows: list[tuple[str, float]]) -> None:
    add_up({USE: rows, MEMORY: rows, OWN_MEMORY: rows}, PID)


@given(st.integers(0, 2**31 - 1), st.integers(0, 2**32 - 1), st.floats(0, 100))
def test_every_luid_is_found(high: int, low: int, use: float) -> None:
    name = f"pid_{PID}_luid_0x{high:08X}_0x{low:08X}_phys_0_eng_12_engtype_Compute 0"
    sums = add_up({USE: [(name, use)]}, PID)
    assert sums[high << 32 | low].own_engines == {"12": use}
