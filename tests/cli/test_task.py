"""``task`` on the command line: put into the list, shown, worked off, ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.__main__ import main
from tests.services.tasks.kit import write_video

ROOT = Path(__file__).resolve().parents[2]
NONE = ("--set", "privacy.consent_date=")


@pytest.fixture
def photo(tmp_path: Path, media: Path) -> Path:
    path = tmp_path / "mine.jpg"
    path.write_bytes((media / "hopper.jpg").read_bytes())
    return path


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["task", *words])
    out, err = capsys.readouterr()
    return code, out, err


def test_files_are_put_into_the_list_worked_off_and_taken_out(
    capsys: pytest.CaptureFixture[str], photo: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"no video")
    code, out, err = call(capsys, "add", str(photo), str(bad), "--to", str(tmp_path / "out"), "--i-have-consent")
    assert (code, err) == (0, "")
    first, second = out.splitlines()
    assert first.endswith("mine.jpg")
    assert "queued" in first
    code, out, err = call(capsys, "run")
    assert code == 1, "one of them failed"
    result = tmp_path / "out" / "mine-swapped.jpg"
    assert str(result) in out
    assert "bad.mp4 is neither a video nor a picture" in out
    assert result.is_file()
    code, out, _ = call(capsys, "list", "--json")
    listed = json.loads(out)
    assert [(task["name"], task["state"]) for task in listed] == [("mine.jpg", "done"), ("bad.mp4", "failed")]
    assert listed[0]["id"].startswith(first.split()[0])
    for line in (first, second):
        assert call(capsys, "delete", line.split()[0])[0] == 0
    assert call(capsys, "list") == (0, "", "")
    assert result.is_file()
    assert call(capsys, "run") == (0, "", "")


def test_what_is_wrong_is_said_with_its_code(capsys: pytest.CaptureFixture[str], photo: Path, tmp_path: Path) -> None:
    assert call(capsys, "add", str(photo))[0] == 5
    code, _, err = call(capsys, "add", str(tmp_path / "none.mp4"), "--i-have-consent")
    assert (code, "There is no file" in err) == (3, True)
    assert call(capsys, "add", str(photo), "--engine", "none", "--i-have-consent")[0] == 6
    assert call(capsys, "cancel", "abc")[0] == 1
    assert call(capsys, "cancel", "")[0] == 2


@pytest.mark.skipif(sys.platform != "linux", reason="names are letters elsewhere")
def test_a_bad_file_keeps_no_other_one_out(capsys: pytest.CaptureFixture[str], photo: Path, tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"\xfe.jpg")
    odd.write_bytes(photo.read_bytes())
    bad = [str(tmp_path / name) for name in ("none.mp4", "nothing.mp4")]
    to = tmp_path / os.fsdecode(b"to \xff")
    code, out, err = call(capsys, "add", *bad, str(odd), "--to", str(to), "--i-have-consent")
    assert (code, err.count("There is no file")) == (3, 2)
    assert [line.rpartition("  ")[2] for line in out.splitlines()] == ["\ufffd.jpg"]
    assert call(capsys, "run")[0] == 0
    _, out, _ = call(capsys, "list")
    assert "to \\udcff" in out
    assert [path.name for path in to.iterdir()] == ["_-swapped.jpg"]


def test_a_task_is_cancelled_before_its_turn(capsys: pytest.CaptureFixture[str], photo: Path) -> None:
    _, out, _ = call(capsys, "add", str(photo), "--i-have-consent")
    code, out, _ = call(capsys, "cancel", out.split()[0])
    assert (code, "cancelled" in out) == (0, True)


@pytest.mark.skipif(sys.platform == "win32", reason="a polite kill is another one there")
@pytest.mark.parametrize("how", ["polite kill", "Ctrl+C"])
def test_a_polite_end_cuts_off_and_the_next_call_goes_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, how: str
) -> None:
    """A terminal sends Ctrl+C to all processes of a group: the child must not take it for its own end."""
    clip = write_video(tmp_path / "long.mp4", 400, size=(320, 240))
    call(capsys, "add", str(clip), "--i-have-consent")
    program = subprocess.Popen(
        [sys.executable, "-m", "app", "task", "run"], cwd=ROOT, stderr=subprocess.PIPE, text=True, process_group=0
    )
    with program:
        assert program.stderr is not None
        assert program.stderr.readline() == "long.mp4: loading\n"
        if how == "Ctrl+C":
            os.killpg(program.pid, signal.SIGINT)
        else:
            program.send_signal(signal.SIGTERM)
        assert "goes on the next time" in program.stderr.read()
        assert program.wait() == 130
    _, out, _ = call(capsys, "list")
    assert "queued" in out
