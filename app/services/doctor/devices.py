"""What is really tried: the accelerators of the networks, and opening the virtual camera."""

from __future__ import annotations

from collections.abc import Iterator

from app.base.errors import Message, OutputError
from app.services.permissions import Check, Patient, marked


def providers(patient: Patient) -> Iterator[Check]:
    """What the networks can run on: each accelerator is really tried, in a process of its own."""
    from app.services.providers import PROVIDERS, Providers

    gpu = patient.settings.current.gpu
    for result in Providers(patient.paths.user_cache / "providers.json").try_all(gpu, patient.leave):
        id_, title = f"providers.{result.id}", PROVIDERS[result.id][1]
        if result.usable:
            taken = f"{result.run_ms:.2f} ms"
            text = f"{title}: the test network takes {taken}"
            message = Message("check.providers.ok", text, "", {"provider": title, "time": taken})
            yield Check(id_, "ok", message)
            continue
        reason, hint = result.reason, result.hint
        message = Message("check.providers.unusable", reason, hint, {"reason": reason, "mend": hint})
        yield marked(id_, "fail" if result.id in ("cpu", gpu.provider) else "warn", message)


def trial(patient: Patient) -> Iterator[Check]:
    """Opens the virtual camera and closes it again, unless this program is using it."""
    from app.pipeline import own_devices
    from app.pipeline.virtual_camera import CameraWish, open_camera

    if own_devices.any_claimed():
        message = Message("check.trial.in_use", "The virtual camera is on just now.")
        yield Check("trial.virtual-camera", "ok", message)
        return
    output = patient.settings.current.output
    try:
        camera = open_camera(
            CameraWish(640, 480, 30, output.virtual_camera_backend, output.virtual_camera_device),
        )
    except OutputError as error:  # the program runs with the preview and recordings alone
        yield marked("trial.virtual-camera", "fail" if output.virtual_camera else "warn", error.message)
        return
    detail = camera.name
    camera.close()
    message = Message("check.trial.ok", f"The virtual camera opens and closes: {detail}", "", {"device": detail})
    yield Check("trial.virtual-camera", "ok", message)
