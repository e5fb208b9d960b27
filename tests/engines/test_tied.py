"""A program that runs only as long as somebody listens, and leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from engines.toolkit import tied

_PROGRAM = "import sys, time, subprocess; print('up', flush=True); {0}; time.sleep(600)"


def _start(folder: Path, program: str) -> subprocess.Popen[str]:
    command = [sys.executable, tied.__file__, str(folder), sys.executable, "-c", program]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "work"
    made.mkdir()
    (made / "kept").touch()
    return made


@pytest.mark.parametrize(("program", "code"), [("raise SystemExit(0)", 0), ("raise SystemExit(7)", 7)])
def test_its_exit_code_is_the_program_s_and_the_folder_stays(folder: Path, program: str, code: int) -> None:
    with _start(folder, program) as process:
        assert process.wait(60) == code
    assert (folder / "kept").exists()


def test_without_a_command_it_waits_and_deletes_the_folder(folder: Path) -> None:
    command = [sys.executable, tied.__file__, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(b"x")
        process.stdin.flush()
        assert (folder / "kept").exists()
        process.stdin.close()
        assert process.wait(60) == 0
    assert not folder.exists()


@pytest.mark.parametrize("end", ["stdin", "SIGTERM"])
def test_the_program_and_what_it_started_end_with_it(folder: Path, end: str) -> None:
    if end == "SIGTERM" and os.name != "posix":
        pytest.skip("signals are Unix's")
    more = "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])" if os.name == "posix" else "0"
    with _start(folder, _PROGRAM.format(more)) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        children = psutil.Process(process.pid).children(recursive=True)
        assert children
        if end == "stdin":
            process.stdin.close()
        else:
            process.send_signal(signal.SIGTERM)
        assert process.wait(60) != 0
    _, alive = psutil.wait_procs(children, 60)
    assert not alive
    assert not folder.exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere stdin alone ties it")
def test_the_program_ends_also_where_it_is_killed(folder: Path) -> None:
    with _start(folder, _PROGRAM.format("0")) as process:
        assert process.stdout is not None
        process.stdout.readline()
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
    _, alive = psutil.wait_procs(children, 60)
    assert not alive
