"""The log: bounded, complete about bugs, and gone without a trace when uninstalled."""

from __future__ import annotations

import gc
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import Message
from app.base.logs import KEPT_FILES, MAX_BYTES, crashed, install_logging, uninstall_logging
from app.base.paths import Paths


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    made = Paths.find({"UNDERSTUDY_HOME": str(tmp_path)})
    made.make_user_folders()
    return made


@pytest.fixture
def log(paths: Paths) -> Iterator[Path]:
    yield install_logging(paths, verbose=False)
    uninstall_logging()


@pytest.fixture
def bugs() -> Iterator[list[Message]]:
    seen: list[Message] = []
    end = crashed.subscribe(seen.append)
    yield seen
    end()


def test_information_goes_to_the_file_and_warnings_to_stderr_too(
    log: Path, capsys: pytest.CaptureFixture[str], paths: Paths
) -> None:
    install_logging(paths, verbose=False)  # again, so that stderr is the captured one; replaces the first
    logger = logging.getLogger("app.test")
    logger.debug("too small")
    logger.info("plain 名")
    logger.warning("odd")
    text = log.read_text("utf-8")
    assert "too small" not in text
    assert text.count("plain 名") == 1
    assert "odd" in text
    assert capsys.readouterr().err == "WARNING app.test: odd\n"


def test_verbose_keeps_debug_records(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    log = install_logging(paths, verbose=True)
    logging.getLogger("app.test").debug("small")
    uninstall_logging()
    assert "small" in log.read_text("utf-8")
    assert "small" in capsys.readouterr().err


def test_the_log_never_grows_beyond_its_bound(log: Path) -> None:
    logger = logging.getLogger("app.test")
    for _ in range((KEPT_FILES + 2) * MAX_BYTES // 100_000):
        logger.info("x" * 100_000)
    files = list(log.parent.glob("understudy.log*"))
    assert len(files) == KEPT_FILES + 1
    assert sum(file.stat().st_size for file in files) <= (KEPT_FILES + 1) * MAX_BYTES


def test_an_exception_that_ends_a_thread_is_logged_with_its_traceback_and_published(
    log: Path, bugs: list[Message], capsys: pytest.CaptureFixture[str]
) -> None:
    def fall() -> None:
        raise RuntimeError("out of luck")

    thread = threading.Thread(target=fall, name="worker")
    thread.start()
    thread.join()
    text = log.read_text("utf-8")
    assert "uncaught in worker: RuntimeError: out of luck" in text
    assert "in fall" in text
    assert [bug.params["reason"] for bug in bugs] == ["RuntimeError: out of luck"]
    assert str(log) in bugs[0].hint


def test_a_thread_that_ends_itself_is_no_bug(log: Path, bugs: list[Message]) -> None:
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join()
    assert bugs == []


def test_an_exception_in_a_finaliser_is_logged(log: Path, bugs: list[Message]) -> None:
    class Bad:
        def __del__(self) -> None:
            raise RuntimeError("at the end")

    Bad()
    gc.collect()
    assert "at the end" in log.read_text("utf-8")
    assert len(bugs) == 1


def test_uninstalling_puts_everything_back(paths: Paths) -> None:
    root = logging.getLogger()
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook, root.level, list(root.handlers))
    install_logging(paths, verbose=True)
    install_logging(paths, verbose=True)
    assert sys.excepthook is not before[0]
    uninstall_logging()
    uninstall_logging()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook, root.level, list(root.handlers)) == before


def test_a_log_that_can_not_be_written_is_told_and_the_program_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install_logging(Paths.find({"UNDERSTUDY_HOME": str(tmp_path / "missing")}), verbose=False)
    logging.getLogger("app.test").warning("still here")
    uninstall_logging()
    assert capsys.readouterr().err.count("No log is kept") == 1


@pytest.mark.parametrize(
    ("code", "in_log", "in_stderr"),
    [
        ("raise ValueError('broken')", "ValueError: broken", "understudy.log"),
        ("import faulthandler; faulthandler._sigsegv()", None, ""),
    ],
)
def test_a_process_that_falls_leaves_a_report(paths: Paths, code: str, in_log: str | None, in_stderr: str) -> None:
    program = f"""
import os
from app.base.logs import install_logging
from app.base.paths import Paths
install_logging(Paths.find(os.environ), verbose=False)
{code}
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=paths.root,
        env={"UNDERSTUDY_HOME": str(paths.logs.parent), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    if in_log:
        assert in_log in (paths.logs / "understudy.log").read_text("utf-8")
        assert in_stderr in done.stderr
    else:
        assert "Current thread" in (paths.logs / "native-crash.log").read_text("utf-8")
