"""Linux: graphics cards in ``/sys/class/drm``, and what this process holds of them in ``/proc/self/fdinfo``.

The kernel's drivers say how busy a card is in different places: amdgpu as a percentage, i915 and xe as the time that
the card slept. What a process uses, every driver says in the same form (the kernel's "DRM client usage stats").
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.base.errors import Message
from app.services.gpu.reading import MB, GpuReading

DRM = Path("/sys/class/drm")
FDINFO = Path("/proc/self/fdinfo")
AMD, INTEL, NVIDIA = "0x1002", "0x8086", "0x10de"
SLOWLY_S = 1.0
"""Seconds between two looks at what changes slowly or takes longer: temperature, power, the own share."""
LIST_S = 15.0
"""Seconds between two looks at which cards there are."""
_UNITS = {"": 1, "B": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
_CARD = re.compile(r"card\d+")


@dataclass(frozen=True, slots=True)
class Card:
    """A graphics card as the kernel lists it."""

    folder: Path
    vendor: str
    """PCI vendor as the kernel writes it, such as ``0x1002``."""
    slot: str
    """PCI address such as ``0000:03:00.0``; empty where it has none."""

    @property
    def device(self) -> Path:
        return self.folder / "device"


def cards(root: Path = DRM) -> list[Card]:
    """Every card with a PCI vendor; none where the kernel lists none."""
    try:
        folders = sorted((one for one in root.iterdir() if _CARD.fullmatch(one.name)), key=lambda one: one.name)
    except OSError:
        return []
    found = []
    for folder in folders:
        vendor = _text(folder / "device" / "vendor")
        if vendor:
            slot = re.search(r"^PCI_SLOT_NAME=(\S+)", _text(folder / "device" / "uevent") or "", re.MULTILINE)
            found.append(Card(folder, vendor, slot[1] if slot else ""))
    return found


# ---- the own share -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Usage:
    """What this process has used of one card so far."""

    engines: dict[str, float] = field(default_factory=dict)
    """Work done by engine: nanoseconds, or cycles where the driver counts those."""
    cycles: dict[str, float] = field(default_factory=dict)
    """Cycles that went by at all, by engine, where the driver counts those."""
    memory: dict[str, int] = field(default_factory=dict)
    """Bytes by region, such as ``vram`` and ``system0``."""

    @property
    def bytes(self) -> int:
        """Of the card's own memory where it has any, else of the system's."""
        own = [value for name, value in self.memory.items() if name.startswith(("vram", "local"))]
        return sum(own) if own and any(own) else sum(self.memory.values())


def parse_usage(text: str) -> tuple[str, str, Usage] | None:
    """PCI slot, the client's number and its usage, of one file of ``fdinfo``; None where it is of no card."""
    keys: dict[str, str] = {}
    for line in text.splitlines():
        key, colon, value = line.partition(":")
        if colon:
            keys[key.strip()] = value.strip()
    if "drm-driver" not in keys:
        return None
    usage = Usage()
    resident: dict[str, int] = {}
    total: dict[str, int] = {}
    for key, value in keys.items():
        number = _number(value)
        if number is None:
            continue
        if key.startswith("drm-engine-capacity-"):
            continue
        for prefix, into in (
            ("drm-engine-", usage.engines),
            ("drm-cycles-", usage.engines),
            ("drm-total-cycles-", usage.cycles),
        ):
            if key.startswith(prefix):
                into[key.removeprefix(prefix)] = float(number)
                break
        else:
            for prefix, region in (("drm-resident-", resident), ("drm-memory-", resident), ("drm-total-", total)):
                if key.startswith(prefix):
                    region.setdefault(key.removeprefix(prefix), number)
                    break
    usage.memory = resident or total
    return keys.get("drm-pdev", ""), keys.get("drm-client-id", ""), usage


def usage(slot: str, folder: Path = FDINFO) -> Usage | None:
    """What this process has used of the card at a slot; None where it has not opened the card."""
    whole: Usage | None = None
    seen = set()
    for file in _files_of_cards(folder):
        parsed = parse_usage(_text(file) or "")
        if parsed is None or parsed[0] != slot or (parsed[1] and parsed[1] in seen):
            continue  # one client may be behind several numbers of files
        seen.add(parsed[1])
        whole = whole or Usage()
        for name, done in parsed[2].engines.items():
            whole.engines[name] = whole.engines.get(name, 0.0) + done
        for name, held in parsed[2].memory.items():
            whole.memory[name] = whole.memory.get(name, 0) + held
        whole.cycles.update(parsed[2].cycles)
    return whole


def _files_of_cards(folder: Path) -> Iterable[Path]:
    """Those that belong to an open card: hundreds of others need not be read."""
    links = folder.parent / "fd"
    try:
        numbers = [file.name for file in folder.iterdir()]
    except OSError:
        return
    for number in numbers:
        try:
            if str((links / number).readlink()).startswith("/dev/dri/"):
                yield folder / number
        except OSError:  # closed meanwhile
            continue


# ---- reading -------------------------------------------------------------------------------------------------


class LinuxProbe:
    """AMD's and Intel's cards. Satisfies :class:`app.services.gpu.reading.GpuProbe`."""

    def __init__(
        self,
        root: Path = DRM,
        fdinfo: Path = FDINFO,
        clock: Callable[[], float] = time.monotonic,
        nvidia_absent: Callable[[], bool] = lambda: False,
    ) -> None:
        """``nvidia_absent`` tells whether NVIDIA's driver is not there, so that such a card has to be named here."""
        self._root, self._clock, self._fdinfo, self._nvidia_absent = root, clock, fdinfo, nvidia_absent
        self._meters: dict[Card, Meter] = {}
        self._nvidia: list[Card] = []
        self._listed_at = float("-inf")

    def read(self) -> tuple[GpuReading, ...]:
        now = self._clock()
        if now - self._listed_at >= LIST_S:
            self._listed_at = now
            self._list()
        readings = [meter.read(now, self._fdinfo) for meter in self._meters.values()]
        if self._nvidia and self._nvidia_absent():
            text = "NVIDIA's own driver is not installed: only that tells how the card is used."
            reason = Message("machine.nvidia_driver", text, "Install it, where you want to see these values.")
            readings += [GpuReading("NVIDIA", unavailable=reason) for _ in self._nvidia]
        return tuple(readings)

    def close(self) -> None:
        """Nothing is held."""

    def _list(self) -> None:
        """A card in a box of its own may come and go."""
        found = cards(self._root)
        ours = [card for card in found if card.vendor in (AMD, INTEL)]
        self._meters = {card: self._meters.get(card) or Meter(card) for card in ours}
        self._nvidia = [card for card in found if card.vendor == NVIDIA]


class Meter:
    """One card of AMD's or Intel's."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self._amd = card.vendor == AMD
        name = _text(card.device / "product_name") or _text(card.device / "device") or ""
        self._name = f"{'AMD' if self._amd else 'Intel'} {name}".strip()
        sensors = sorted((card.device / "hwmon").glob("hwmon*")) if (card.device / "hwmon").is_dir() else []
        self._sensors = sensors[0] if sensors else None
        self._asleep = [*card.folder.glob("gt/gt*/rc6_residency_ms")]
        self._asleep += card.device.glob("tile*/gt*/gtidle/idle_residency_ms")
        self._rates: dict[str, tuple[float, float]] = {}
        self._slowly_at: float | None = None
        self._slow: Mapping[str, float | None] = {}

    def read(self, now: float, fdinfo: Path) -> GpuReading:
        """``now`` in seconds."""
        device = self._card.device
        use = _value(device / "gpu_busy_percent") if self._amd else self._awake(now)
        if self._slowly_at is None or now - self._slowly_at >= SLOWLY_S:
            self._slowly_at = now
            self._slow = self._look_slowly(now, fdinfo)
        used, total = (_value(device / f"mem_info_vram_{what}") for what in ("used", "total"))
        return GpuReading(
            self._name,
            use,
            None if used is None else used / MB,
            None if total is None else total / MB,
            unavailable=self._lacking(use, total),
            **self._slow,
        )

    def _lacking(self, use: float | None, total: float | None) -> Message | None:
        if use is None and not (self._asleep and not self._amd):
            text = "The driver of this card does not tell how busy it is."
            return Message("machine.gpu_use_unknown", text, "A newer kernel may.")
        if not self._amd and total is None:
            text = "Intel's driver tells neither the memory of the card nor its use by others; the own share is told."
            return Message("machine.intel_memory", text)
        return None

    def _look_slowly(self, now: float, fdinfo: Path) -> Mapping[str, float | None]:
        own = usage(self._card.slot, fdinfo)
        return {
            "temperature_c": self._sensor("temp1_input", "temp2_input", scale=1e-3),
            "power_w": self._watts(now),
            "own_memory_mb": 0.0 if own is None else own.bytes / MB,
            "own_use_percent": 0.0 if own is None else self._share(own, now),
        }

    def _awake(self, now: float) -> float | None:
        """Percent of the time in which the busiest part of an Intel card did not sleep."""
        shares = []
        for file in self._asleep:
            slept = _value(file)
            rate = None if slept is None else self._rate(str(file), slept, now)
            if rate is not None:
                shares.append(min(max(100 - rate / 10, 0.0), 100.0))  # milliseconds a second
        return max(shares, default=None)

    def _watts(self, now: float) -> float | None:
        watts = self._sensor("power1_average", "power1_input", scale=1e-6)
        if watts is None and self._sensors is not None:
            spent = _value(self._sensors / "energy1_input")
            rate = None if spent is None else self._rate("energy", spent, now)
            watts = None if rate is None else max(rate, 0.0) * 1e-6
        return watts

    def _share(self, own: Usage, now: float) -> float | None:
        """Percent of the time in which the busiest engine worked for this process."""
        shares = []
        for name, done in own.engines.items():
            rate = self._rate(f"engine {name}", done, now)
            whole = self._rate(f"cycles {name}", own.cycles[name], now) if name in own.cycles else 1e9
            if rate is not None and whole:
                shares.append(min(max(100 * rate / whole, 0.0), 100.0))
        return max(shares, default=None)

    def _rate(self, key: str, value: float, now: float) -> float | None:
        """How much a counter grew a second since it was looked at last."""
        before = self._rates.get(key)
        self._rates[key] = (value, now)
        if before is None or now <= before[1]:
            return None
        return (value - before[0]) / (now - before[1])

    def _sensor(self, *names: str, scale: float) -> float | None:
        for name in names if self._sensors is not None else ():
            assert self._sensors is not None
            value = _value(self._sensors / name)
            if value is not None:
                return value * scale
        return None


def _text(file: Path) -> str | None:
    """None for what can not be read: a card may be asleep, or gone."""
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return None


def _value(file: Path) -> float | None:
    number = _number(_text(file) or "")
    return None if number is None else float(number)


def _number(text: str) -> int | None:
    """``12``, ``12 ns``, ``12 KiB``: in the smallest unit."""
    parts = text.split()
    if not parts or len(parts) > 2 or not re.fullmatch(r"-?[0-9]{1,20}", parts[0]):
        return None
    return int(parts[0]) * _UNITS.get(parts[1] if len(parts) > 1 else "", 1)
