"""``python -m app run``: the main job without a window, and what it says when the input is bad."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image as PilImage

from app.__main__ import main
from app.base.logs import uninstall_logging
from tests.pipeline.stream_kit import Collector, pictures

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("UNDERSTUDY_HOME", str(folder))
    return folder


def run(*words: str) -> int:
    return main(["run", "--source", "demo", "--face", "demo:astronaut", *words])


def test_the_demo_is_swapped_recorded_and_reported(tmp_path: Path) -> None:
    movie, report_file = tmp_path / "out.mp4", tmp_path / "report.json"
    words = ["--pace", "fast", "--frames", "20", "--out", str(movie), "--report", str(report_file), "--i-have-consent"]
    assert run(*words) == 0
    report = json.loads(report_file.read_text())
    assert report["engine"] == "mesh"
    assert report["provider"] == "CPUExecutionProvider"
    assert report["size"] == [1280, 720]
    assert report["frames_out"] == 20
    assert report["swapped"] + report["covered"] == 20
    assert report["swapped"] >= 15
    assert report["dropped"] == 0
    assert report["fps"] > 0
    assert report["age_ms"] is None, "a clip played fast has its own clock"
    for stage in ("read", "detect", "landmarks", "warp", "blend", "guard", "label", "output"):
        assert set(report["stages_ms"][stage]) == {"p50", "p95"}
    assert report["stages_ms"]["landmarks"]["p50"] > 0
    assert report["peak_rss_mb"] > 50
    assert report["load_ms"] > 0
    with av.open(str(movie)) as container:
        decoded = [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]
    assert len(decoded) == 20
    assert decoded[0].shape == (720, 1280, 3)


def test_without_the_statement_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    movie = tmp_path / "out.mp4"
    assert run("--frames", "2", "--out", str(movie)) == 5
    assert not movie.exists()
    assert "--i-have-consent" in capsys.readouterr().err


def test_the_statement_is_kept_with_its_date(tmp_path: Path) -> None:
    words = ["--pace", "fast", "--frames", "2", "--out"]
    assert run(*words, str(tmp_path / "a.mp4"), "--i-have-consent") == 0
    assert run(*words, str(tmp_path / "b.mp4")) == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--face", "missing.jpg"], 3, "missing.jpg"),
        (["--source", "missing.mp4"], 3, "missing.mp4"),
        (["--source", "camera:97"], 3, "camera"),
        (["--engine", "nothing"], 6, "nothing"),
        (["--size", "12by4"], 2, "1280x720"),
        (["--frames", "0"], 2, "--frames"),
        (["--out", "film.avi"], 2, "film.avi"),
        (["--option", "opacity"], 2, "KEY=VALUE"),
        (["--option", "opacity=7"], 7, "opacity"),
        (["--option", "nonsense=1"], 7, "nonsense"),
        (["--fps", "1000"], 2, "1 to 240"),
        (["--face", ""], 3, "empty"),
        (["--face", "~nobody-of-that-name/a.jpg"], 3, "home"),
        (["--report", "/dev/null/report.json"], 4, "report"),
    ],
)
def test_bad_input_gets_a_sentence_and_its_code(
    words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--frames", "2", *words) == code
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told


def test_a_photo_without_a_face_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import cv2

    photo = tmp_path / "wall.png"
    cv2.imwrite(str(photo), np.full((300, 300, 3), 120, np.uint8))
    assert run("--frames", "2", "--face", str(photo)) == 6
    assert "wall.png" in capsys.readouterr().err


def test_a_setting_flag_counts_for_this_start_and_a_wrong_one_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--source", "demo", "--face", "demo:hopper", "--frames", "2", "--pace", "fast"]
    assert main(["--set", "privacy.hold_s=0.1", "run", *words]) == 0
    assert main(["--set", "privacy.hold_s=banana", "run", *words]) == 7
    assert "hold_s" in capsys.readouterr().err


@pytest.mark.parametrize("value", ["nan", "inf", "soon"])
@pytest.mark.parametrize("flag", ["--seconds", "--fps"])
def test_what_is_no_number_is_refused(flag: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(flag, value)
    assert ended.value.code == 2
    assert flag in capsys.readouterr().err


def test_a_recording_or_report_never_replaces_what_the_run_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = tmp_path / "clip.mp4"
    shutil.copy(ROOT / "resources" / "media" / "demo.mp4", clip)
    whole = clip.read_bytes()
    link = tmp_path / "link.mp4"
    link.hardlink_to(clip)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    words = ["run", "--face", "demo:astronaut", "--frames", "2", "--pace", "fast", "--i-have-consent"]
    for source, out in ((clip, link), ("~/clip.mp4", clip), (clip, clip)):
        assert main([*words, "--source", str(source), "--out", str(out)]) == 4
        assert "is the source" in capsys.readouterr().err
    for report in (clip, link):
        assert main([*words, "--source", str(clip), "--report", str(report)]) == 2
        assert "--report" in capsys.readouterr().err
    film = tmp_path / "film.mp4"
    assert main([*words, "--source", str(clip), "--out", str(film), "--report", str(film)]) == 2
    assert clip.read_bytes() == whole
    assert not film.exists()


def test_a_run_that_swaps_nothing_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wall = tmp_path / "wall.png"
    PilImage.new("RGB", (320, 240), (120, 130, 140)).save(wall)
    words = ["--face", "demo:hopper", "--frames", "3", "--pace", "fast", "--size", "640x480"]
    assert main(["run", "--source", str(wall), *words]) == 0
    told = capsys.readouterr().err
    assert "No picture was swapped" in told


def test_without_a_face_to_show_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--set", "engine.faces=[]", "run", "--source", "demo", "--frames", "2"]) == 3
    assert "No face was chosen" in capsys.readouterr().err


def test_the_statement_counts_for_this_run_when_it_can_not_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.base.settings.replace_file", full)
    movie = tmp_path / "out.mp4"
    assert run("--pace", "fast", "--frames", "2", "--out", str(movie), "--i-have-consent") == 0
    assert movie.exists()
    assert "this run only" in capsys.readouterr().err


def test_a_bug_ends_with_its_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("app.cli.run._size", lambda text: 1 // 0)
    try:
        assert run("--frames", "2", "--size", "640x480") == 70
    finally:
        uninstall_logging()
    assert "Details:" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("when", ["loading", "running"])
def test_a_burst_of_signals_ends_once_and_cleanly(tmp_path: Path, home: Path, when: str) -> None:
    report, movie = tmp_path / "report.json", tmp_path / "out.mp4"
    words = ["--source", "demo", "--face", "demo:astronaut", "--out", str(movie), "--report", str(report)]
    process = subprocess.Popen(
        [sys.executable, "-c", BURST, when, *words, "--i-have-consent"],
        cwd=ROOT,
        env={**os.environ, "UNDERSTUDY_HOME": str(home)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _, errors = process.communicate(timeout=120)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    assert json.loads(report.read_text())["engine"] == "mesh"


# The program itself, with signals to itself from a thread: from its first step on, or once frames flow.
BURST = """
import os, signal, sys, threading
from app.base import signals
from app import __main__ as program
from app.services import session

def burst():
    for _ in range(200):
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)

when, words = sys.argv[1], sys.argv[2:]
place, name = (session.Session, "_load_and_run") if when == "loading" else (session, "filled")
original = getattr(place, name)
fired = []

def first(*args):
    if not fired and (when == "loading" or args[1].counters.frames_out > 3):
        fired.append(threading.Thread(target=burst))
        fired[0].start()
    return original(*args)

setattr(place, name, first)
code = program.main(["run", *words])
fired[0].join()
sys.exit(code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_ends_cleanly_with_the_report(tmp_path: Path, home: Path) -> None:
    report, movie = tmp_path / "report.json", tmp_path / "out.mp4"
    words = [
        "--source",
        "demo",
        "--face",
        "demo:astronaut",
        "--out",
        str(movie),
        "--report",
        str(report),
        "--i-have-consent",
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "run", *words],
        cwd=ROOT,
        env={**os.environ, "UNDERSTUDY_HOME": str(home)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        # The recording grows once pictures flow: poll its size, bounded by the process's own end.
        for _ in range(600):
            if movie.exists() and movie.stat().st_size > 1000:
                break
            try:
                process.wait(0.1)
                break
            except subprocess.TimeoutExpired:
                continue
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0, errors
    figures = json.loads(report.read_text())
    assert figures["frames_out"] > 0
    assert 0 < figures["age_ms"]["p50"] <= figures["age_ms"]["p95"]
    assert "Traceback" not in errors


def test_a_stream_carries_the_swapped_picture() -> None:
    small = ["--set", "output.virtual_camera_width=640", "--set", "output.virtual_camera_height=360"]
    words = ["run", "--source", "demo", "--face", "demo:astronaut", "--seconds", "3", "--i-have-consent"]
    with Collector() as listener:
        assert main([*small, *words, "--stream", listener.address]) == 0
    got = pictures(listener.data)
    assert len(got) > 20
    assert got[-1].shape == (360, 640, 3)
    assert np.ptp([picture.mean() for picture in got]) > 5, "cards and pictures"


def test_a_stream_needs_the_statement_and_an_address_in_the_own_network(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--frames", "2", "--stream", "udp://127.0.0.1:5000") == 5
    assert "--i-have-consent" in capsys.readouterr().err
    assert run("--frames", "2", "--stream", "udp://8.8.8.8:5000", "--i-have-consent") == 4
    assert "8.8.8.8 is not in your own network" in capsys.readouterr().err
    assert run("--frames", "2", "--stream", "127.0.0.1:5000", "--i-have-consent") == 4
    assert "udp://127.0.0.1:5000" in capsys.readouterr().err
