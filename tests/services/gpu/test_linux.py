"""AMD's and Intel's cards as the kernel lists them: a made tree of files, real reading."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.gpu.linux import LIST_S, LinuxProbe, cards, parse_usage, usage
from app.services.gpu.reading import MB

SLOT = "0000:03:00.0"


class Clock:
    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


def write(folder: Path, values: dict[str, object]) -> None:
    for name, value in values.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{value}\n", "utf-8")


def amd(root: Path, number: int = 0, slot: str = SLOT) -> Path:
    device = root / f"card{number}" / "device"
    write(
        device,
        {
            "vendor": "0x1002",
            "device": "0x73bf",
            "product_name": "Radeon Stand-in",
            "uevent": f"DRIVER=amdgpu\nPCI_SLOT_NAME={slot}",
            "gpu_busy_percent": 37,
            "mem_info_vram_used": 1024 * MB,
            "mem_info_vram_total": 16384 * MB,
            "hwmon/hwmon4/temp1_input": 58000,
            "hwmon/hwmon4/power1_average": 87_000_000,
        },
    )
    return device


def intel(root: Path) -> Path:
    card = root / "card1"
    write(card / "device", {"vendor": "0x8086", "device": "0x46a6", "uevent": "PCI_SLOT_NAME=0000:00:02.0"})
    write(card, {"gt/gt0/rc6_residency_ms": 1000, "gt/gt1/rc6_residency_ms": 1000})
    return card


def opened(process: Path, rows: dict[int, str], links: dict[int, str] | None = None) -> Path:
    """``fdinfo`` of a process with open cards."""
    (process / "fd").mkdir(parents=True)
    (process / "fdinfo").mkdir()
    for number, text in rows.items():
        (process / "fdinfo" / str(number)).write_text(text, "utf-8")
        target = (links or {}).get(number, "/dev/dri/renderD128")
        (process / "fd" / str(number)).symlink_to(target)
    return process / "fdinfo"


def usage_text(slot: str = SLOT, client: int = 7, engine_ns: int = 0, vram_kib: int = 2048) -> str:
    return (
        f"pos:\t0\nflags:\t02100002\ndrm-driver:\tamdgpu\ndrm-client-id:\t{client}\ndrm-pdev:\t{slot}\n"
        f"drm-engine-capacity-gfx:\t2\ndrm-engine-gfx:\t{engine_ns} ns\ndrm-engine-enc:\t5 ns\n"
        f"drm-memory-vram:\t{vram_kib} KiB\ndrm-memory-gtt:\t64 KiB\n"
    )


def test_an_amd_card_tells_everything(tmp_path: Path) -> None:
    clock, root = Clock(), tmp_path / "drm"
    amd(root)
    fdinfo = opened(tmp_path / "self", {5: usage_text(engine_ns=0), 6: usage_text(engine_ns=0)})
    probe = LinuxProbe(root, fdinfo, clock)
    (first,) = probe.read()
    assert first.name == "AMD Radeon Stand-in"
    assert (first.use_percent, first.memory_used_mb, first.memory_total_mb) == (37, 1024, 16384)
    assert (first.temperature_c, first.power_w) == (58, 87)
    assert first.own_memory_mb == 2, "one client behind two files counts once"
    assert first.own_use_percent is None, "a share is of the time between two looks"
    assert first.unavailable is None
    (fdinfo / "5").write_text(usage_text(engine_ns=500_000_000), "utf-8")
    (fdinfo / "6").write_text(usage_text(engine_ns=500_000_000), "utf-8")
    clock.now += 2
    assert probe.read()[0].own_use_percent == pytest.approx(25)


def test_an_intel_card_is_busy_as_long_as_it_does_not_sleep(tmp_path: Path) -> None:
    clock, root = Clock(), tmp_path / "drm"
    card = intel(root)
    cycles = (
        "drm-driver: xe\ndrm-client-id: 3\ndrm-pdev: 0000:00:02.0\ndrm-cycles-rcs: {done}\n"
        "drm-total-cycles-rcs: {all}\ndrm-total-system: 10 MiB\ndrm-resident-system: 4 MiB\n"
    )
    fdinfo = opened(tmp_path / "self", {3: cycles.format(done=100, all=1000)})
    probe = LinuxProbe(root, fdinfo, clock)
    (first,) = probe.read()
    assert first.use_percent is None
    assert first.unavailable is not None
    assert first.unavailable.code == "machine.intel_memory"
    write(card, {"gt/gt0/rc6_residency_ms": 2900, "gt/gt1/rc6_residency_ms": 1500})
    (fdinfo / "3").write_text(cycles.format(done=400, all=2000), "utf-8")
    clock.now += 2
    (second,) = probe.read()
    assert second.name == "Intel 0x46a6"
    assert second.use_percent == pytest.approx(75), "the busier of its parts slept half a second of two"
    assert second.own_use_percent == pytest.approx(30)
    assert second.own_memory_mb == 4


def test_energy_that_is_counted_becomes_power(tmp_path: Path) -> None:
    clock, root = Clock(), tmp_path / "drm"
    card = intel(root)
    write(card / "device", {"hwmon/hwmon2/energy1_input": 5_000_000, "hwmon/hwmon2/temp2_input": 44000})
    probe = LinuxProbe(root, tmp_path, clock)
    assert probe.read()[0].power_w is None
    assert probe.read()[0].temperature_c == 44
    write(card / "device", {"hwmon/hwmon2/energy1_input": 65_000_000})
    clock.now += 3
    assert probe.read()[0].power_w == pytest.approx(20)


def test_a_card_that_goes_away_while_it_is_read(tmp_path: Path) -> None:
    clock, root = Clock(), tmp_path / "drm"
    device = amd(root)
    probe = LinuxProbe(root, tmp_path, clock)
    probe.read()
    for name in ("gpu_busy_percent", "mem_info_vram_used", "mem_info_vram_total"):
        (device / name).unlink()
    clock.now += 2
    (reading,) = probe.read()
    assert reading.use_percent is None
    assert reading.unavailable is not None
    assert reading.unavailable.code == "machine.gpu_use_unknown"


def test_an_nvidia_card_without_its_driver_is_named(tmp_path: Path) -> None:
    absent = True
    write(tmp_path / "card2" / "device", {"vendor": "0x10de"})
    write(tmp_path / "card2-HDMI-A-1", {"status": "connected"})
    write(tmp_path / "card3" / "device", {"vendor": "0x1af4"})
    probe = LinuxProbe(tmp_path, tmp_path, nvidia_absent=lambda: absent)
    (reading,) = probe.read()
    assert reading.unavailable is not None
    assert reading.unavailable.code == "machine.nvidia_driver"
    absent = False
    assert probe.read() == (), "NVML tells of it"


def test_a_machine_without_cards(tmp_path: Path) -> None:
    assert cards(tmp_path / "none") == []
    assert LinuxProbe(tmp_path / "none", tmp_path).read() == ()
    assert usage(SLOT, tmp_path / "none") is None


def test_other_files_and_cards_are_left_out(tmp_path: Path) -> None:
    other = usage_text("0000:81:00.0", client=9, engine_ns=4)
    rows = {3: usage_text(engine_ns=10), 4: usage_text(client=8, engine_ns=5), 5: other, 6: usage_text(engine_ns=99)}
    fdinfo = opened(tmp_path / "self", rows, {6: "/tmp/some file"})
    (tmp_path / "self" / "fdinfo" / "12").write_text(usage_text(engine_ns=1000))  # closed meanwhile: no such link
    found = usage(SLOT, fdinfo)
    assert found is not None
    assert found.engines["gfx"] == 15, "two clients of this card"
    assert found.bytes == 2 * 2048 * 1024


def test_this_process_on_this_machine() -> None:
    usage(SLOT)
    LinuxProbe().read()
    assert os.getpid()


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text: str) -> None:
    parse_usage(text)
    parse_usage(f"drm-driver: x\n{text}")


@given(st.dictionaries(st.sampled_from(["gfx", "enc", "rcs0"]), st.integers(0, 2**60), max_size=3))
def test_what_is_written_is_read(engines: dict[str, int]) -> None:
    rows = "".join(f"drm-engine-{name}:\t{value} ns\n" for name, value in engines.items())
    parsed = parse_usage(f"drm-driver:\tamdgpu\ndrm-pdev:\t{SLOT}\ndrm-client-id:\t1\n{rows}")
    assert parsed is not None
    assert parsed[:2] == (SLOT, "1")
    assert parsed[2].engines == {name: float(value) for name, value in engines.items()}


def test_a_card_in_a_box_of_its_own_comes_and_goes(tmp_path: Path) -> None:
    clock = Clock()
    root = tmp_path / "drm"
    root.mkdir()
    probe = LinuxProbe(root, tmp_path / "fdinfo", clock)
    assert probe.read() == ()
    amd(root)
    assert probe.read() == (), "not looked for at each reading"
    clock.now += LIST_S
    assert [one.use_percent for one in probe.read()] == [37]
    shutil.rmtree(root / "card0")
    assert [one.use_percent for one in probe.read()] == [None]
    clock.now += LIST_S
    assert probe.read() == ()
