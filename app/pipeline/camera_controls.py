"""Exposure, focus, white balance and the rest: what a camera's driver lets one set, and setting it.

Linux only: there a second handle may set a control while another program, or this one, reads the camera. Controls are
known by names of our own where V4L2 has a fixed number for them, because kernels have renamed theirs; those without
are known by number. Private ones of a driver are left out: nobody knows what they do.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from app.base.errors import InputError
from app.pipeline import v4l2
from app.pipeline.camera_keys import CameraKey, find_key
from app.pipeline.camera_list import V4L2, CameraInfo
from app.pipeline.v4l2 import RawControl, V4l2Device

log = logging.getLogger(__name__)

NAMES = {
    0x00980900: "brightness",
    0x00980901: "contrast",
    0x00980902: "saturation",
    0x00980903: "hue",
    0x0098090C: "white_balance_auto",
    0x0098090E: "red_balance",
    0x0098090F: "blue_balance",
    0x00980910: "gamma",
    0x00980912: "gain_auto",
    0x00980913: "gain",
    0x00980914: "flip_horizontal",
    0x00980915: "flip_vertical",
    0x00980918: "power_line",
    0x00980919: "hue_auto",
    0x0098091A: "white_balance",
    0x0098091B: "sharpness",
    0x0098091C: "backlight",
    0x009A0901: "exposure_auto",
    0x009A0902: "exposure",
    0x009A0903: "exposure_slower",
    0x009A0908: "pan",
    0x009A0909: "tilt",
    0x009A090A: "focus",
    0x009A090C: "focus_auto",
    0x009A090D: "zoom",
    0x009A0911: "iris",
}
AUTOS = {
    "white_balance": "white_balance_auto",
    "red_balance": "white_balance_auto",
    "blue_balance": "white_balance_auto",
    "gain": "gain_auto",
    "hue": "hue_auto",
    "exposure": "exposure_auto",
    "focus": "focus_auto",
}
"""The switch that gives a control to the camera's own judgement."""
_USELESS = frozenset((0x00980905, 0x00980906, 0x00980907, 0x00980908, 0x00980909, 0x0098090A, 0x00980929))
"""V4L2's numbers for volume, balance and the like, and for transparency."""
_CLASSES = (0x0098, 0x009A)
_PRIVATE = 0x1900
"""From here on, in its class, a control is a driver's own."""
_EXPOSURE_MANUAL, _EXPOSURE_SHUTTER = 1, 2
_EXPOSURE_AUTO = (3, 0)
"""What to set for automatic, in this order: UVC cameras know the first, others the second."""

Kind = Literal["number", "switch", "menu"]
_KINDS: dict[int, Kind] = {
    v4l2.TYPE_INTEGER: "number",
    v4l2.TYPE_BOOLEAN: "switch",
    v4l2.TYPE_MENU: "menu",
    v4l2.TYPE_INTEGER_MENU: "menu",
}


@dataclass(frozen=True, slots=True)
class Control:
    """One thing that can be set, as it is now."""

    id: str
    """Of :data:`NAMES`, or V4L2's number such as ``0x009a0904``: what its value is kept under."""
    number: int
    name: str
    """The driver's own word, in English."""
    kind: Kind
    minimum: int
    maximum: int
    step: int
    default: int
    value: int
    active: bool
    """Whether setting it has an effect now; not while an automatic decides, or a stream forbids it."""
    menu: Mapping[int, str]
    """Words of the choices by value."""

    @property
    def automatic(self) -> bool:
        """Of a switch of :data:`AUTOS`: whether the camera decides."""
        if self.id == "exposure_auto":
            return self.value not in (_EXPOSURE_MANUAL, _EXPOSURE_SHUTTER)
        return bool(self.value)

    def for_automatic(self, on: bool) -> int:
        """The value that gives the decision to the camera, or takes it back."""
        if self.id != "exposure_auto":
            return int(on)
        if not on:
            return _EXPOSURE_MANUAL
        known = [self.default, *_EXPOSURE_AUTO]
        return next(
            (value for value in known if value in self.menu and value not in (_EXPOSURE_MANUAL, _EXPOSURE_SHUTTER)),
            self.default,
        )

    def fit(self, value: int) -> int:
        """The nearest value that it takes."""
        value = min(max(value, self.minimum), self.maximum)
        if self.kind == "menu":
            return value if value in self.menu else self.default
        return min(self.minimum + round((value - self.minimum) / self.step) * self.step, self.maximum)


def read_controls(camera: CameraInfo) -> list[Control]:
    """What can be set on a camera, in the driver's order; empty where the system gives no way to.

    Raises:
        InputError: the camera went away, or this user has no rights.
    """
    if camera.backend != V4L2 or not camera.id:
        return []
    try:
        with V4l2Device(camera.id) as device:
            return controls_of(device)
    except OSError as error:
        raise _failed(camera, error) from error


def set_control(camera: CameraInfo, control: str, value: int) -> list[Control]:
    """Set one control of a camera that may be read meanwhile; returns all as they are then, for one changes others.

    Raises:
        InputError: the camera went away or refuses; a control that it has not is left alone.
    """
    try:
        with V4l2Device(camera.id) as device:
            found = {one.id: one for one in controls_of(device)}
            if control in found:
                device.set(found[control].number, found[control].fit(value))
            return controls_of(device)
    except OSError as error:
        raise _failed(camera, error) from error


def reset_controls(camera: CameraInfo) -> list[Control]:
    """Give every control its default; returns all as they are then.

    Raises:
        InputError: the camera went away or this user has no rights. One that refuses is passed over.
    """
    try:
        with V4l2Device(camera.id) as device:
            apply_values(device, {one.id: one.default for one in controls_of(device)})
            return controls_of(device)
    except OSError as error:
        raise _failed(camera, error) from error


def apply_kept(camera: CameraInfo, values: Mapping[str, int]) -> list[str]:
    """Set what is kept for a camera; returns the driver's words for what it did not take.

    Raises:
        InputError: the camera went away, or this user has no rights.
    """
    if not values or camera.backend != V4L2 or not camera.id:
        return []
    try:
        with V4l2Device(camera.id) as device:
            return apply_values(device, values)
    except OSError as error:
        raise _failed(camera, error) from error


def controls_of(device: V4l2Device) -> list[Control]:
    """What can be set on an opened device. Raises OSError: it is gone, or does not answer at all."""
    found = (_control(device, raw) for raw in device.controls() if _offered(raw))
    return [control for control in found if control is not None]


def apply_values(device: V4l2Device, values: Mapping[str, int]) -> list[str]:
    """Automatics first, since they decide what else can be set; returns the words of those that were refused. Raises
    OSError: the camera does not answer at all."""
    refused = []
    switches = set(AUTOS.values())
    for first in (True, False):
        for control in controls_of(device):
            if control.id not in values or (control.id in switches) != first:
                continue
            wanted = control.fit(values[control.id])
            if wanted == control.value or not control.active:
                continue
            try:
                device.set(control.number, wanted)
            except OSError as error:
                _raise_if_mute(error)
                log.warning("%s did not take %s: %s", control.name, wanted, error)
                refused.append(control.name)
    return refused


def kept_after(before: Mapping[str, int], touched: str, controls: Iterable[Control]) -> dict[str, int]:
    """What to keep for a camera after the user has set one control: its value where that is not the default. With an
    automatic that was switched off goes the value that it left, so that the picture is the same next time."""
    kept = dict(before)
    ids = {touched, *(control for control, switch in AUTOS.items() if switch == touched)}
    for control in controls:
        if control.id not in ids or not control.active:  # what an automatic decides is nobody's choice
            continue
        if control.value == control.default:
            kept.pop(control.id, None)
        else:
            kept[control.id] = control.value
    return kept


def kept_values(camera: CameraInfo, kept: Mapping[str, Mapping[str, int]]) -> Mapping[str, int]:
    """What is kept for a camera, by control; also where it was kept of another port and there is no doubt."""
    if camera.kept_by in kept:
        return kept[camera.kept_by]
    key = CameraKey.parse(camera.key)
    known = {one: name for name in kept if (one := CameraKey.parse(name)) is not None}
    found = find_key(key, list(known)) if key is not None else None
    return kept[known[found]] if found is not None else {}


def _raise_if_mute(error: OSError) -> None:
    """A camera that hangs is waited for five seconds by its driver: once, and not again for each of its controls."""
    if error.errno == errno.ETIMEDOUT:
        raise error


def _offered(raw: RawControl) -> bool:
    group, number = raw.id >> 16, raw.id & 0xFFFF
    useless = v4l2.FLAG_DISABLED | v4l2.FLAG_READ_ONLY | v4l2.FLAG_WRITE_ONLY
    return (
        group in _CLASSES
        and number < _PRIVATE
        and raw.id not in _USELESS
        and raw.type in _KINDS
        and not raw.flags & useless
        and raw.minimum < raw.maximum
        and (raw.type not in (v4l2.TYPE_MENU, v4l2.TYPE_INTEGER_MENU) or len(raw.menu) > 1)
    )


def _control(device: V4l2Device, raw: RawControl) -> Control | None:
    """None where its value can not be read, as with some that a camera only claims to have. Raises OSError: the camera
    does not answer at all."""
    try:
        value = device.get(raw.id)
    except OSError as error:
        _raise_if_mute(error)
        log.debug("%s can not be read: %s", raw.name, error)
        return None
    return Control(
        id=NAMES.get(raw.id, f"0x{raw.id:08x}"),
        number=raw.id,
        name=raw.name,
        kind=_KINDS[raw.type],
        minimum=raw.minimum,
        maximum=raw.maximum,
        step=max(1, raw.step),
        default=raw.default,
        value=value,
        active=not raw.flags & (v4l2.FLAG_INACTIVE | v4l2.FLAG_GRABBED),
        menu=raw.menu,
    )


def _failed(camera: CameraInfo, error: OSError) -> InputError:
    reason = error.strerror or str(error)
    return InputError(
        "camera.control",
        f"The camera {camera.name} does not let itself be set: {reason}.",
        "It may have been unplugged, or another program holds it. Plug it in again.",
        name=camera.name,
        reason=reason,
    )
