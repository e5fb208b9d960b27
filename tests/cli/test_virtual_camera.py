"""``python -m app run --out vcam``: open for the run, and what the exit code says of a device that is not there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import pyvirtualcam

from app.__main__ import main
from app.pipeline import feed
from tests.virtual_camera_kit import NAME, Machine


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Machine]:
    monkeypatch.setenv("UNDERSTUDY_HOME", str(tmp_path / "home"))
    made = Machine().install(monkeypatch)
    monkeypatch.setattr(pyvirtualcam.camera, "BACKENDS", {NAME: pyvirtualcam.camera.BACKENDS[NAME]})
    monkeypatch.setattr(feed, "RETRY_S", 0.05)
    yield made
    made.driver.set()


def run(*words: str) -> int:
    return main(["run", "--source", "demo", "--face", "demo:astronaut", "--i-have-consent", *words])


def report(tmp_path: Path, *words: str) -> tuple[int, dict[str, object]]:
    file = tmp_path / "report.json"
    code = run("--report", str(file), *words)
    outputs = {output["kind"]: output for output in json.loads(file.read_text())["outputs"]}
    return code, outputs["virtual_camera"]


def test_it_is_open_for_the_run_and_reported(machine: Machine, tmp_path: Path) -> None:
    code, camera = report(tmp_path, "--frames", "30", "--out", "vcam")
    assert code == 0
    assert (machine.opened, machine.closed) == (1, 1)
    assert (camera["size"], camera["fps"], camera["error"]) == ([1280, 720], 30, None)
    frames = camera["frames"]
    assert isinstance(frames, int)
    assert 0 <= len(machine.sent) - frames <= 3, "only what still waited for its turn left after the figures were taken"
    assert {picture.shape for picture in machine.sent} == {(720, 1280, 3)}


def test_alone_and_not_there_it_ends_the_run(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.refuses = "no such camera"
    code, camera = report(tmp_path, "--out", "vcam")
    assert code == 4
    assert "no such camera" in str(camera["error"])
    assert capsys.readouterr().err.count("no such camera") == 1


def test_beside_a_recording_it_is_waited_for(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.refuses = "no such camera"
    movie = tmp_path / "out.mp4"
    assert run("--frames", "40", "--out", "vcam", str(movie)) == 4
    assert movie.stat().st_size > 1000
    assert len(machine.asked) >= 1
    assert "no such camera" in capsys.readouterr().err


def test_one_that_was_away_and_came_back_is_no_failure(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It breaks after some pictures and opens again at the second try."""
    send = machine.sent.append

    class Breaking(list):  # type: ignore[type-arg]
        def append(self, picture: object) -> None:
            super().append(picture)
            if len(self) == 5:
                machine.breaks = machine.refuses = "No such device"
            send(picture)  # type: ignore[arg-type]

    class Asked(list):  # type: ignore[type-arg]
        def append(self, asked: object) -> None:
            super().append(asked)
            if len(self) == 3:
                machine.breaks = machine.refuses = ""

    monkeypatch.setattr(machine, "sent", Breaking())
    monkeypatch.setattr(machine, "asked", Asked())
    code, camera = report(tmp_path, "--frames", "150", "--out", "vcam")
    assert code == 0
    assert camera["error"] is None
    assert machine.opened == 2
    said = capsys.readouterr().err
    assert said.count("no longer takes pictures") == 1
    assert said.count("takes pictures now") <= 1
