"""``python -m app cameras [--controls] [--json]``: the cameras of this machine, what to call each as a source, and what
it offers.

Exit codes: 0 there is one; 3 there is none.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from app.base.errors import InputError
from app.base.settings import SettingsStore
from app.pipeline.camera_controls import Control, read_controls
from app.pipeline.camera_list import CameraInfo, find_camera, list_cameras
from app.pipeline.camera_modes import Mode, Wanted, choose_mode, list_modes


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "cameras",
        help="list the cameras, with the names that a choice keeps over replugging",
        description="List the cameras of this machine. Exit code 3: there is none.",
    )
    parser.add_argument("--controls", action="store_true", help="also exposure, focus and the rest, with their values")
    parser.add_argument("--json", action="store_true", help="write JSON, with modes and controls")


def run(args: argparse.Namespace, settings: SettingsStore) -> int:
    """Carry out one ``cameras`` command line."""
    now = settings.current.camera
    wanted = Wanted(now.width, now.height, now.fps, now.format)
    cameras = list_cameras()
    chosen = _chosen(now.source, cameras)
    found = [(camera, list_modes(camera, wanted), _controls(camera)) for camera in cameras]
    if args.json:
        rows = [_row(*one, chosen=one[0] == chosen) for one in found]
        print(json.dumps({"cameras": rows}, indent=2, ensure_ascii=False))
    else:
        for camera, modes, controls in found:
            print("\n".join(_lines(camera, modes, wanted, chosen=camera == chosen)))
            if args.controls:
                print("\n".join(f"    {_control_line(control)}" for control in controls) or "    no controls are told")
    if not cameras:
        print("No camera was found on this machine. Plug one in, or use the demo clip: demo.", file=sys.stderr)
        return InputError.exit_code
    return 0


def _chosen(source: str, cameras: Sequence[CameraInfo]) -> CameraInfo | None:
    if not source.startswith("camera:"):
        return None
    try:
        return find_camera(source.removeprefix("camera:"), cameras)
    except InputError:  # not there now: the list says so by not marking any
        return None


def _controls(camera: CameraInfo) -> list[Control]:
    try:
        return read_controls(camera)
    except InputError as error:
        print(error, file=sys.stderr)
        return []


def _lines(camera: CameraInfo, modes: Sequence[Mode], wanted: Wanted, *, chosen: bool) -> list[str]:
    device = camera.link or camera.id or "-"
    lines = [
        f"camera:{camera.index}  {camera.name}{'  (chosen)' if chosen else ''}",
        f"    device  {device}",
        f"    source  {camera.spec}",
    ]
    for pixel_format in dict.fromkeys(mode.format for mode in modes):
        sizes = ", ".join(_size(mode) for mode in modes if mode.format == pixel_format)
        lines.append(f"    {pixel_format:<6}  {sizes}")
    if modes:
        best = choose_mode(modes, wanted)
        text = f"{best.format} {best.width}x{best.height} at {best.fps:g}"
        lines.append(f"    used    {text} (wanted: {wanted.width}x{wanted.height} at {wanted.fps:g})")
    else:
        lines.append("    modes   not told by this system: what is wanted is tried")
    return lines


def _size(mode: Mode) -> str:
    return f"{mode.width}x{mode.height}" + (f" ({mode.rates[0]:g})" if mode.rates else "")


def _control_line(control: Control) -> str:
    if control.kind == "menu":
        choices = ", ".join(f"{value} {words}" for value, words in control.menu.items())
    else:
        choices = f"{control.minimum} to {control.maximum}"
    inactive = "" if control.active else "  (decided by an automatic)"
    return f"{control.id:<20} {control.value:>6}  default {control.default}  [{choices}]{inactive}"


def _row(camera: CameraInfo, modes: Sequence[Mode], controls: Sequence[Control], *, chosen: bool) -> dict[str, Any]:
    return {
        "index": camera.index,
        "name": camera.name,
        "source": camera.spec,
        "key": camera.key,
        "device": camera.id,
        "link": camera.link,
        "chosen": chosen,
        "modes": [
            {"format": mode.format, "width": mode.width, "height": mode.height, "rates": list(mode.rates)}
            for mode in modes
        ],
        "controls": [
            {
                "id": control.id,
                "name": control.name,
                "kind": control.kind,
                "minimum": control.minimum,
                "maximum": control.maximum,
                "step": control.step,
                "default": control.default,
                "value": control.value,
                "active": control.active,
                "menu": {str(value): words for value, words in control.menu.items()},
            }
            for control in controls
        ],
    }
