"""``python -m app cameras``: what is there, what to call it, and what it offers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.__main__ import main
from app.pipeline.camera_list import list_cameras
from tests.pipeline.camera_kit import PlayedDriver, PlayedMachine


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlayedMachine:
    monkeypatch.setattr("sys.platform", "linux")
    return PlayedMachine(tmp_path / "machine", monkeypatch)


def test_cameras_are_listed_with_what_to_call_them(machine: PlayedMachine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.plug(0, PlayedDriver("HD Pro Webcam C920"), serial="5E2B", port="4.2", link="usb-046d_C920-index0")
    machine.plug(2, PlayedDriver("Top"), port="7")
    assert main(["--set", "camera.source=camera:c920", "cameras"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "camera:0  HD Pro Webcam C920  (chosen)"
    assert lines[1].endswith("v4l/by-id/usb-046d_C920-index0")
    assert "    source  camera:id:usb:046d-0825:5E2B:0.0@0000:00:14.0/4.2#HD Pro Webcam C920" in lines
    assert "    YUYV    640x480 (30), 1280x720 (10)" in lines
    assert "    used    MJPG 1280x720 at 30 (wanted: 1280x720 at 30)" in lines
    assert "camera:2  Top" in lines
    assert not any("exposure" in line for line in lines)


def test_controls_are_listed_when_asked_for(machine: PlayedMachine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.plug(0)
    machine.plug(2, PlayedDriver("Plain", controls=[]), port="7")
    assert main(["cameras", "--controls"]) == 0
    out = capsys.readouterr().out
    assert "exposure                250  default 250  [3 to 2047]  (decided by an automatic)" in out
    assert "[0 Disabled, 1 50 Hz, 2 60 Hz]" in out
    assert "no controls are told" in out


def test_json_has_all_of_it(machine: PlayedMachine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.plug(0, PlayedDriver("Front"), serial="5E2B")
    assert main(["cameras", "--json"]) == 0
    (camera,) = json.loads(capsys.readouterr().out)["cameras"]
    assert camera["source"] == f"camera:id:{camera['key']}#Front"
    assert camera["chosen"] is False
    assert {"format": "YUYV", "width": 1280, "height": 720, "rates": [10, 5]} in camera["modes"]
    exposure = next(one for one in camera["controls"] if one["id"] == "exposure")
    assert (exposure["minimum"], exposure["maximum"], exposure["active"]) == (3, 2047, False)


def test_a_camera_that_went_away_meanwhile_is_no_crash(
    machine: PlayedMachine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = machine.plug(0)
    listed = list_cameras()
    driver.gone = True
    monkeypatch.setattr("app.cli.cameras.list_cameras", lambda: listed)
    assert main(["cameras"]) == 0
    told = capsys.readouterr()
    assert "not told by this system" in told.out
    assert "does not let itself be set" in told.err


@pytest.mark.parametrize("words", [["cameras"], ["cameras", "--json"]])
@pytest.mark.usefixtures("machine")
def test_none_is_told_and_has_an_exit_code(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 3
    told = capsys.readouterr()
    assert "No camera was found" in told.err
    assert told.out == "" or json.loads(told.out) == {"cameras": []}
