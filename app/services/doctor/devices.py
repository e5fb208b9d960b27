"""Cameras that can be read and virtual cameras that can be written."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from app.services.doctor.rows import DoctorRow, Patient


def cameras(patient: Patient) -> Iterator[DoctorRow]:
    from app.pipeline.cameras import list_cameras

    found = list_cameras()
    for camera in found:
        yield patient.ok(f"camera:{camera.index}", f"{camera.name} {camera.id}".strip())
    if not found:
        text = "No camera is connected, or the system hides it."
        yield patient.warn("cameras", text, "Plug one in; the demo, clips and images work without one.")
    if sys.platform == "linux":
        closed = [path for path in sorted(Path("/dev").glob("video*")) if not os.access(path, os.R_OK | os.W_OK)]
        if closed:
            text = "You may not open " + ", ".join(map(str, closed)) + "."
            yield patient.warn("permission", text, "sudo usermod -aG video $USER, then log in again.")


def providers(patient: Patient) -> Iterator[DoctorRow]:
    """What the networks can run on: each accelerator is really tried, in a process of its own."""
    from app.services.providers import PROVIDERS, Providers

    gpu = patient.settings.current.gpu
    for result in Providers(patient.paths.user_cache / "providers.json").try_all(gpu):
        title = PROVIDERS[result.id][1]
        if result.usable:
            yield patient.ok(result.id, f"{title}: the test network takes {result.run_ms:.2f} ms")
        elif result.id in ("cpu", gpu.provider):
            yield patient.fail(result.id, result.reason, result.hint)
        else:
            yield patient.warn(result.id, result.reason, result.hint)


def virtual_camera(patient: Patient) -> Iterator[DoctorRow]:
    """Each backend of this system, looked at without opening a device that somebody reads."""
    from app.pipeline.virtual_camera import backends_here

    for backend in backends_here():
        if backend.usable is False:  # the program runs with the preview and recordings alone
            yield patient.warn(backend.name, backend.message.text, backend.message.hint)
        else:
            yield patient.ok(backend.name, backend.message.text)
