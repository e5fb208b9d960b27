"""Graphics cards: whether this user may open their device files, and whether the files are there at all (Linux).

Whether networks really run on a card is tried by the topic ``providers``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from app.base.errors import Message
from app.services.permissions.access import device_check, may_open, sandbox
from app.services.permissions.check import Check, Mend
from app.services.permissions.machine import Machine, Patient

_NVIDIA, _AMD, _INTEL = "0x10de", "0x1002", "0x8086"
_VENDORS = {_NVIDIA: "NVIDIA", _AMD: "AMD", _INTEL: "Intel"}
_DISPLAY_CLASSES = ("0x0300", "0x0302", "0x0380")
"""PCI classes of graphics cards, with a screen or without one."""
_NVIDIA_FILES = re.compile(r"nvidia(\d+|ctl|-uvm)")


def look(patient: Patient) -> Iterator[Check]:
    if patient.machine.platform != "linux":
        text = "This system gives every program the graphics card; “providers” tries what runs on it."
        yield Check("gpu.devices", "ok", Message("check.gpu.open", text))
        return
    needed = patient.settings.current.gpu.provider not in ("auto", "cpu")
    files = _files(patient.machine.dev)
    box = sandbox(patient)
    closed = {path: "" for path in files if not may_open(path, box)}
    if closed:
        yield device_check("gpu.devices", closed, patient, needed=needed)
    elif files:
        names = ", ".join(map(str, files))
        yield Check("gpu.devices", "ok", Message("check.gpu.ok", f"You may use {names}.", "", {"device": names}))
    else:
        yield _no_file(patient.machine, needed)
    if _NVIDIA in _cards(patient.machine):
        yield _nvidia(patient.machine, needed)


def _files(dev: Path) -> list[Path]:
    """The device files that drivers of graphics cards are used by; those for screens alone are not asked for."""
    files = [*sorted((dev / "dri").glob("renderD*")), dev / "kfd"]
    files += [path for path in sorted(dev.glob("nvidia*")) if _NVIDIA_FILES.fullmatch(path.name)]
    return [path for path in files if path.exists()]


def _cards(machine: Machine) -> dict[str, str]:
    """The vendors of this machine's graphics cards, and the driver of the last card of each; empty: none."""
    cards = {}
    for folder in sorted((machine.sys / "bus" / "pci" / "devices").glob("*")):
        try:
            kind, vendor = ((folder / name).read_text("ascii").strip() for name in ("class", "vendor"))
        except OSError:
            continue
        if kind.startswith(_DISPLAY_CLASSES):
            driver = folder / "driver"
            cards[vendor] = driver.resolve().name if driver.exists() else ""
    return cards


def _no_file(machine: Machine, needed: bool) -> Check:
    id_ = "gpu.devices"
    known = [_VENDORS[vendor] for vendor in _cards(machine) if vendor in _VENDORS]
    if not known:
        text = "There is no graphics card for computing here. The networks run on the processor."
        return Check(id_, "ok", Message("check.gpu.none", text))
    card = ", ".join(known)
    message = Message(
        "check.gpu.no_file",
        f"There is a graphics card ({card}), but none of its device files. The networks run on the processor.",
        "Install its driver. In a container, start it with the card, such as with: docker run --gpus all "
        "(NVIDIA), or --device /dev/dri.",
        {"card": card},
    )
    return Check(id_, "missing", message, needed=needed)


def _nvidia(machine: Machine, needed: bool) -> Check:
    id_ = "gpu.nvidia"
    driver = _cards(machine)[_NVIDIA]
    if driver != "nvidia" and not (machine.proc / "driver" / "nvidia").exists():
        shown = driver or "no driver"
        message = Message(
            "check.gpu.nvidia.driver",
            f"The NVIDIA card runs by {shown}, which CUDA can not use.",
            "Install NVIDIA's own driver with your system's tool for drivers, then restart the computer.",
            {"driver": shown},
        )
        return Check(id_, "missing", message, needed=needed)
    absent = [name for name in ("nvidiactl", "nvidia0", "nvidia-uvm") if not (machine.dev / name).exists()]
    if absent:
        names = ", ".join(f"/dev/{name}" for name in absent)
        message = Message(
            "check.gpu.nvidia.files",
            f"NVIDIA's driver is loaded, but {names} is not there, so that CUDA finds no card.",
            "Have the files made: sudo nvidia-modprobe -c 0 -u",
            {"files": names},
        )
        make = Mend("command", "Make the files", ("nvidia-modprobe", "-c", "0", "-u"), elevated=True)
        return Check(id_, "missing", message, needed=needed, action=make)
    return Check(id_, "ok", Message("check.gpu.nvidia.ok", "NVIDIA's driver is loaded and its device files are there."))
