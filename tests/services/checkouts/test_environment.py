"""Environments for programs are planned, made, given up and swept, with a stand-in for uv."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from app.base.errors import EngineFailure
from app.services.checkouts.environment import EnvironmentPlan, EnvironmentProgress, lines_for
from app.services.checkouts.made import UNFINISHED
from app.services.checkouts.service import Checkouts
from app.services.checkouts.uv import find_uv
from app.services.child_process import Cancelled
from tests.services.checkouts.environments import make_environment
from tests.services.checkouts.kit import (
    ENGINE,
    checkouts_of,
    found_engines,
    make_program,
    own_paths,
    spec,
    store_of,
    write_engine,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")

UV = """#!{python}
import json, os, pathlib, subprocess, sys, time
words, here = sys.argv[1:], pathlib.Path({here!r})
said = here / "said.jsonl"
with said.open("a") as file:
    file.write(json.dumps(words) + "\\n")
mode = (here / "mode").read_text()
if mode == "where":
    print("error: I run in", os.getcwd(), file=sys.stderr)
    sys.exit(1)
if words[:2] == ["python", "find"]:
    print("{python}")
    sys.exit(1 if mode == "no python" else 0)
if words[:2] == ["pip", "compile"]:
    if mode == "no agreement":
        print("  \\u00d7 No solution found when resolving dependencies:", file=sys.stderr)
        print("  \\u2570\\u2500\\u25b6 Because a==1 needs b==2, your requirements are unsatisfiable.", file=sys.stderr)
        sys.exit(1)
    size = "" if mode == "no sizes" else ", size = 1000000"
    lock = "[[packages]]\\nname = 'numpy'\\nwheels = [{{ url = 'https://example.org/n.whl'" + size + " }}]\\n"
    lock += "[[packages]]\\nname = 'tqdm'\\nsdist = {{ url = 'https://example.org/t.tar.gz', size = 500000 }}\\n"
    pathlib.Path(words[words.index("-o") + 1]).write_text(lock)
elif words[0] == "venv":
    sys.path.insert(0, {path!r})
    from environments import make_environment
    make_environment(pathlib.Path(words[-1]), {{"numpy": "1.23.5"}})
elif words[:2] == ["pip", "install"]:
    print("Resolved 2 packages in 3ms\\nDownloading numpy (15.0MiB)\\n   Building tqdm==4", file=sys.stderr, flush=True)
    if mode == "hangs":
        subprocess.Popen(["sleep", "60"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        (here / "hangs").touch()
        time.sleep(60)
    if mode == "no index":
        print("error: Failed to fetch: `https://me:sesame@example.org/simple/numpy`", file=sys.stderr)
        sys.exit(1)
    if mode == "no compiler":
        print("error: Failed to build tqdm", file=sys.stderr)
        sys.exit(1)
    print("Prepared 2 packages in 1s\\nInstalled 2 packages in 1s\\n + numpy==1.23.5", file=sys.stderr)
"""


class Shop:
    """A user with a program, an engine for it, and uv."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        (folder / "bin").mkdir()
        self.mode("well")
        uv = folder / "bin" / "uv"
        path = str(Path(__file__).resolve().parent)
        uv.write_text(UV.format(python=sys.executable, path=path, here=str(folder)), "utf-8")
        uv.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
        self.paths = own_paths()
        self.store = store_of(self.paths)
        engines = found_engines(write_engine(folder / "engines", runtimes={"cuda": "onnxruntime-gpu==1.26"}).parent)
        self.program = make_program(folder / "Puppet-Show", requirements="numpy==1.23.5\ntqdm\nPySide6\n")
        self.checkouts: Checkouts = checkouts_of(self.paths, self.store, engines)
        self.checkouts.use(ENGINE, self.program)
        self.told: list[EnvironmentProgress] = []
        self.checkouts.progress.subscribe(self.told.append)

    def mode(self, word: str) -> None:
        (self.folder / "mode").write_text(word, "utf-8")

    def said(self) -> list[list[str]]:
        return [json.loads(line) for line in (self.folder / "said.jsonl").read_text("utf-8").splitlines()]

    def plan(self, runtime: str = "") -> EnvironmentPlan:
        return self.checkouts.plan_environment(ENGINE, runtime, threading.Event())

    def left(self) -> list[str]:
        home = self.paths.environments / ENGINE
        return sorted(path.name for path in home.iterdir() if path.name != ".lock") if home.is_dir() else []


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return Shop(tmp_path, monkeypatch)


def test_a_plan_says_what_would_come_and_makes_nothing(shop: Shop) -> None:
    plan = shop.plan()
    assert plan.requirements == ("numpy==1.23.5", "tqdm")
    assert (plan.packages, plan.fetched) == (2, 1_500_000)
    assert plan.fetched is not None
    assert plan.needed is not None
    assert plan.needed > plan.fetched
    assert plan.fits
    assert not plan.fetches_python
    assert shop.left() == []
    shop.mode("no sizes")
    assert (shop.plan().fetched, shop.plan().needed) == (None, None)


def test_a_python_that_is_not_here_is_fetched_in_the_oldest_version_that_works(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: shop.folder)
    shop.mode("no python")
    plan = shop.plan()
    assert (plan.fetches_python, plan.python, plan.source) == (True, "3.9", "3.9")


def test_one_of_pyenvs_is_taken(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: shop.folder)
    shop.mode("no python")
    (shop.folder / ".pyenv" / "versions" / "3.1.0" / "bin").mkdir(parents=True)
    (shop.folder / ".pyenv" / "versions" / "3.1.0" / "bin" / "python").touch()
    python = make_environment(shop.folder / ".pyenv" / "versions" / "3.10.13")
    plan = shop.plan()
    assert (plan.fetches_python, plan.python, plan.source) == (False, platform.python_version(), str(python))


def test_it_is_made_told_and_kept(shop: Shop) -> None:
    made = shop.checkouts.make_environment(shop.plan("cuda"), threading.Event())
    assert made.packages == {"numpy": "1.23.5"}
    (venv,) = (words for words in shop.said() if words[0] == "venv")
    assert venv[venv.index("--python") + 1] == sys.executable, "by its file: uv may not find it again by its version"
    assert [(one.step, one.name) for one in shop.told] == [
        ("python", ""),
        ("fetching", ""),
        ("fetching", "numpy"),
        ("building", "tqdm==4"),
        ("installing", ""),
        ("checking", ""),
        ("done", ""),
    ]
    folder = shop.paths.environments / ENGINE / "environment-1"
    assert shop.store.current.checkouts.pythons == {ENGINE: str(folder)}
    assert (folder / "requirements.txt").read_text("utf-8").split() == [
        "numpy==1.23.5",
        "tqdm",
        "onnxruntime-gpu==1.26",
    ]
    assert not (folder / UNFINISHED).exists()
    interpreter = shop.checkouts.look(ENGINE).interpreter
    assert interpreter is not None
    assert interpreter.path == made.path


def test_a_second_one_stands_beside_the_first_until_the_next_start(shop: Shop) -> None:
    first = shop.checkouts.make_environment(shop.plan(), threading.Event())
    second = shop.checkouts.make_environment(shop.plan(), threading.Event())
    assert shop.left() == ["environment-1", "environment-2"], "a run may still use the first"
    assert first.path != second.path
    shop.checkouts.sweep()
    assert shop.left() == ["environment-2"]
    interpreter = shop.checkouts.look(ENGINE).interpreter
    assert interpreter is not None
    assert interpreter.path == second.path


@pytest.mark.parametrize(
    ("mode", "words"), [("no agreement", "No solution .*: Because a==1"), ("no compiler", "Failed to build")]
)
def test_what_uv_refuses_is_one_sentence_and_nothing_is_left(shop: Shop, mode: str, words: str) -> None:
    if mode == "no agreement":
        shop.mode(mode)
        with pytest.raises(EngineFailure, match=words) as caught:
            shop.plan()
    else:
        plan = shop.plan()
        shop.mode(mode)
        with pytest.raises(EngineFailure, match=words) as caught:
            shop.checkouts.make_environment(plan, threading.Event())
    assert "\n" not in str(caught.value)
    assert shop.left() == []
    assert shop.store.current.checkouts.pythons == {}


def test_one_that_lacks_what_the_engine_needs_is_not_kept(shop: Shop, tmp_path: Path) -> None:
    engines = found_engines(write_engine(tmp_path / "second", packages=["puppet_strings"]).parent)
    checkouts = checkouts_of(shop.paths, shop.store, engines)
    plan = checkouts.plan_environment(ENGINE, "", threading.Event())
    with pytest.raises(EngineFailure, match="puppet_strings"):
        checkouts.make_environment(plan, threading.Event())
    assert shop.left() == []


def test_giving_it_up_ends_uv_and_what_it_started_and_leaves_nothing(shop: Shop) -> None:
    plan, cancel = shop.plan(), threading.Event()
    shop.mode("hangs")
    children: list[psutil.Process] = []

    def stop(progress: EnvironmentProgress) -> None:
        if progress.step == "building":
            beat = threading.Event()
            while not (shop.folder / "hangs").exists():
                beat.wait(0.01)
            (uv,) = (one for one in psutil.Process().children() if str(shop.folder / "bin" / "uv") in one.cmdline())
            children.extend([uv, *uv.children(recursive=True)])
            cancel.set()

    shop.checkouts.progress.subscribe(stop)
    with pytest.raises(Cancelled):
        shop.checkouts.make_environment(plan, cancel)
    assert len(children) == 2, "it, and what it started"
    assert psutil.wait_procs(children, timeout=5)[1] == []
    assert shop.left() == []


def test_too_small_a_disk_is_told_before_anything_is_fetched(shop: Shop) -> None:
    from dataclasses import replace

    with pytest.raises(EngineFailure, match="no room"):
        shop.checkouts.make_environment(replace(shop.plan(), free=1000), threading.Event())
    assert not any(words[0] == "venv" for words in shop.said())


def test_what_a_killed_program_left_is_swept_and_a_whole_one_stays(shop: Shop) -> None:
    shop.checkouts.make_environment(shop.plan(), threading.Event())
    shop.checkouts.sweep()
    assert shop.left() == ["environment-1"]
    (shop.paths.environments / ENGINE / "environment-1" / UNFINISHED).touch()
    shop.checkouts.sweep()
    assert shop.left() == []


def test_a_runtime_that_the_program_has_not_and_no_uv_are_told(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EngineFailure, match="no onnxruntime for openvino"):
        shop.plan("openvino")
    monkeypatch.setenv("PATH", str(shop.folder))
    monkeypatch.setattr(Path, "home", lambda: shop.folder)
    monkeypatch.setattr(sys, "executable", str(shop.folder / "python"))
    with pytest.raises(EngineFailure, match="uv, which makes environments"):
        shop.plan()
    local = shop.folder / ".local" / "bin" / "uv"
    local.parent.mkdir(parents=True)
    local.touch()
    assert find_uv() == local


def test_the_runtime_is_exchanged_and_an_index_is_kept_only_for_its_own_builds() -> None:
    wanted = spec(runtimes={"cpu": "onnxruntime==1.18.0"}, unneeded=["torch"])
    lines = ["--extra-index-url https://example.org/whl", "numpy==1", "torch==2.0+cu118", "onnxruntime-gpu==1.18.0"]
    assert lines_for(wanted, lines, "cpu") == ["numpy==1", "onnxruntime==1.18.0"]
    assert lines_for(wanted, lines, "") == ["numpy==1", "onnxruntime-gpu==1.18.0"]
    kept = spec(unneeded=[])
    assert lines_for(kept, lines, "")[0] == "--extra-index-url https://example.org/whl"
    assert lines_for(wanted, ["-e .", "--hash=x", "numpy"], "cpu") == ["numpy", "onnxruntime==1.18.0"]


def test_an_older_one_that_the_user_chose_stays(shop: Shop) -> None:
    for _ in range(2):
        shop.checkouts.make_environment(shop.plan(), threading.Event())
    older = shop.paths.environments / ENGINE / "environment-1"
    shop.checkouts.use_python(ENGINE, older / "bin" / "python")
    shop.checkouts.sweep()
    assert shop.left() == ["environment-1", "environment-2"]


def test_one_in_which_another_window_runs_its_program_stays_until_that_ends(shop: Shop) -> None:
    first = shop.checkouts.make_environment(shop.plan(), threading.Event())
    shop.checkouts.make_environment(shop.plan(), threading.Event())
    with subprocess.Popen([first.path, "-c", "input()"], stdin=subprocess.PIPE) as running:
        shop.checkouts.sweep()
        assert shop.left() == ["environment-1", "environment-2"]
        running.communicate(b"\n")
    shop.checkouts.sweep()
    assert shop.left() == ["environment-2"]


def test_a_password_of_an_index_is_in_neither_the_sentence_nor_the_log(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    plan = shop.plan()
    shop.mode("no index")
    with pytest.raises(EngineFailure, match=r"https://example.org/simple") as caught:
        shop.checkouts.make_environment(plan, threading.Event())
    assert "sesame" not in str(caught.value) + caplog.text
    assert "example.org" in caplog.text


def test_uv_takes_no_settings_from_where_this_program_happens_to_run(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "anywhere").mkdir()
    monkeypatch.chdir(tmp_path / "anywhere")
    shop.mode("where")
    with pytest.raises(EngineFailure, match=f"I run in {Path.home()}"):
        shop.plan()


def test_a_place_for_environments_that_is_none_is_told(shop: Shop) -> None:
    plan = shop.plan()
    shop.paths.environments.parent.mkdir(parents=True, exist_ok=True)
    shop.paths.environments.touch()
    with pytest.raises(EngineFailure, match="can not be written to"):
        shop.checkouts.make_environment(plan, threading.Event())


def test_giving_it_up_ends_the_last_question_too(shop: Shop) -> None:
    plan, cancel = shop.plan(), threading.Event()
    shop.checkouts.progress.subscribe(lambda one: cancel.set() if one.step == "checking" else None)
    with pytest.raises(Cancelled):
        shop.checkouts.make_environment(plan, cancel)
    assert shop.left() == []


def test_a_path_among_the_pins_is_one_of_the_programs_folder(shop: Shop) -> None:
    pins = "wheels/a.whl\n.\nhttps://example.org/b.whl\nnumpy\n-e .\n"
    (shop.program / "requirements.txt").write_text(pins, "utf-8")
    assert shop.plan().requirements == (
        str(shop.program / "wheels" / "a.whl"),
        str(shop.program),
        "https://example.org/b.whl",
        "numpy",
    )


def test_a_uv_in_the_folder_where_we_happen_to_run_is_not_taken(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop.folder / "bin")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    for path in (".", "", f"{os.pathsep}bin"):
        assert find_uv({"PATH": path}, tmp_path) is None
    assert find_uv({"PATH": str(shop.folder / "bin")}, tmp_path) == shop.folder / "bin" / "uv"
