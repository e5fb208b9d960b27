"""The interpreter of a program: where it is looked for, and what it says of itself."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import pytest

from app.services.checkouts.interpreters import Candidate, Interpreter, Silent, ask, candidates, choose
from app.services.checkouts.made import UNFINISHED
from tests.services.checkouts.environments import make_environment
from tests.services.checkouts.kit import make_program, spec


def conda(place: Path) -> Path:
    python = make_environment(place)
    (place / "conda-meta").mkdir()
    return python


def origins(program: Path, made: Path, home: Path, environ: dict[str, str] | None = None) -> list[tuple[str, Path]]:
    found = candidates(program, spec(), made, home, environ or {})
    return [(one.origin, one.path) for one in found]


def test_every_kind_of_environment_is_found_in_its_order(tmp_path: Path) -> None:
    program, made, home = make_program(tmp_path / "Puppet-Show"), tmp_path / "made", tmp_path / "me"
    assert origins(program, made, home) == []
    wanted = [
        ("folder", make_environment(program / ".venv")),
        ("folder", make_environment(program / "venv")),
        ("pixi", make_environment(program / ".pixi" / "envs" / "default")),
        ("conda", conda(tmp_path / "elsewhere" / "puppet show")),
        ("conda", conda(home / "miniconda3" / "envs" / "puppet-show")),
        ("made", make_environment(made / "environment-10")),
        ("made", make_environment(made / "environment-9")),
    ]
    make_environment(made / "another")
    conda(home / "miniconda3" / "envs" / "another")
    (home / ".conda").mkdir(parents=True)
    listed = [tmp_path / "elsewhere" / "puppet show", tmp_path / "gone" / "puppet-show", home / "miniconda3"]
    (home / ".conda" / "environments.txt").write_text("\n".join(map(str, listed)) + "\n", "utf-8")
    assert origins(program, made, home) == wanted


def test_conda_of_another_root_is_found(tmp_path: Path) -> None:
    program = make_program(tmp_path / "Puppet-Show")
    python = conda(tmp_path / "mamba" / "envs" / "Puppet-Show")
    environ = {"MAMBA_ROOT_PREFIX": str(tmp_path / "mamba")}
    assert origins(program, tmp_path / "made", tmp_path / "me", environ) == [("conda", python)]


def test_an_environment_of_ours_that_is_not_whole_does_not_count(tmp_path: Path) -> None:
    program, made = make_program(tmp_path / "Puppet-Show"), tmp_path / "made"
    make_environment(made / "environment-1")
    (made / "environment-1" / UNFINISHED).touch()
    assert origins(program, made, tmp_path / "me") == []


def test_an_interpreter_tells_version_platform_packages_and_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = make_environment(tmp_path / "env", {"numpy": "1.23.5", "Foo.Bar": "2"})
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path / "env")
    (tmp_path / "ours_alone.py").write_text("", "utf-8")
    (tmp_path / "env" / "here_alone.py").write_text("", "utf-8")
    found = ask(Candidate(python, "folder"), ["json", "numpy", "ours_alone", "here_alone"])
    assert isinstance(found, Interpreter)
    assert (found.path, found.version, found.bits) == (python, platform.python_version(), 64)
    assert found.machine == platform.machine()
    assert dict(found.packages) == {"numpy": "1.23.5", "foo-bar": "2"}
    assert found.missing == ("numpy", "ours_alone", "here_alone")  # of ours nothing is seen
    assert found.markers["sys_platform"] == sys.platform


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no interpreter there")
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo no good >&2; exit 3", "code 3 (no good)"),
        ("echo '[]'", "code 0 (no word)"),
        ("exec sleep 30", "does not answer within 0.5 s"),
    ],
)
def test_one_that_does_not_answer_is_told(tmp_path: Path, script: str, reason: str) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    python.chmod(0o755)
    found = ask(Candidate(python, "folder"), [], limit_s=0.5)
    assert isinstance(found, Silent)
    assert reason in found.reason


def test_one_that_does_not_start_is_told(tmp_path: Path) -> None:
    (tmp_path / "python").write_bytes(b"\x7fnothing")
    found = ask(Candidate(tmp_path / "python", "setting"), [])
    assert isinstance(found, Silent)
    assert "does not start" in found.reason


def interpreter(name: str, version: str, *missing: str) -> Interpreter:
    return Interpreter(Path(name), "folder", version, "CPython", 64, "x86_64", {}, missing)


def test_the_right_version_counts_before_what_is_installed() -> None:
    wanted = spec(python=">=3.11,<3.13")
    old, bare, whole = interpreter("old", "3.10.1"), interpreter("bare", "3.11.2", "cv2"), interpreter("w", "3.12.0")
    silent = Silent(Path("s"), "folder", "it hangs")
    assert choose([silent, old, bare, whole], wanted) is whole
    assert choose([silent, old, bare], wanted) is bare
    assert choose([silent, old], wanted) is old
    assert choose([silent], wanted) is silent
    assert choose([], wanted) is None


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no interpreter there")
@pytest.mark.skipif(sys.version_info < (3, 11), reason="its option came with Python 3.11")
def test_a_python_that_leaves_out_the_folder_it_runs_in_loses_nothing_else(tmp_path: Path) -> None:
    """As those do that come with portable programs."""
    python = make_environment(tmp_path / "env")
    (site,) = (tmp_path / "env").rglob("site-packages")
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "only_there.py").touch()
    first = str(tmp_path / "first")  # once: Python may read the file twice
    code = f"import sys; {first!r} in sys.path or sys.path.insert(0, {first!r})\n"
    (site / "first.pth").write_text(code, "utf-8")
    safe = tmp_path / "safe"
    safe.write_text(f'#!/bin/sh\nexec "{python}" -P "$@"\n', "utf-8")
    safe.chmod(0o755)
    answer = ask(Candidate(safe, "folder"), ["only_there"])
    assert isinstance(answer, Interpreter), answer
    assert answer.missing == ()


def test_what_lies_where_this_program_happens_to_run_is_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "only_here.py").touch()
    (tmp_path / "json.py").write_text("raise SystemExit('run')", "utf-8")
    python = make_environment(tmp_path / "env")
    monkeypatch.chdir(tmp_path)
    answer = ask(Candidate(python, "folder"), ["only_here"])
    assert isinstance(answer, Interpreter), answer
    assert answer.missing == ("only_here",)
