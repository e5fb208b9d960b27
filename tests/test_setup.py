"""The lock files and this environment hold one onnxruntime and one cv2, and the set-up script keeps its promises."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import itertools
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest
import setup_env
import setup_machine
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[1]
LOCKS = PROJECT / "installers" / "locks"
LINUX, LINUX_ARM = ("linux", "Linux", "x86_64"), ("linux", "Linux", "aarch64")
WINDOWS, MAC, MAC_INTEL = ("win32", "Windows", "AMD64"), ("darwin", "Darwin", "arm64"), ("darwin", "Darwin", "x86_64")
EVERYWHERE = (LINUX, LINUX_ARM, WINDOWS, MAC, MAC_INTEL)
# lock -> (machines it is for, the one onnxruntime it holds)
HOLDS = {
    "cpu": (EVERYWHERE, "onnxruntime"),
    "dev": (EVERYWHERE, "onnxruntime"),
    "cuda": ((LINUX, WINDOWS), "onnxruntime-gpu"),
    "directml": ((WINDOWS,), "onnxruntime-directml"),
    "openvino": ((LINUX, WINDOWS), "onnxruntime-openvino"),
    "webgpu": ((LINUX, LINUX_ARM, WINDOWS, MAC), "onnxruntime"),
}
ONE = re.compile(r"onnxruntime(?!-ep-).*")
"""Packages that overwrite each other's files; plug-ins do not."""
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


class Locked(NamedTuple):
    name: str
    version: str
    marker: Marker | None
    hashes: tuple[str, ...]


def read_lock(name: str) -> list[Locked]:
    text = (LOCKS / f"{name}.txt").read_text(encoding="utf-8")
    entries = []
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#"):
            found = re.fullmatch(r"([a-z0-9-]+)==(\S+)(?: ; (.+?))?((?:\s+--hash=sha256:[0-9a-f]{64})*)\s*", line)
            assert found, f"not a plain pinned requirement: {line}"
            marker = Marker(found[3]) if found[3] else None
            entries.append(Locked(found[1], found[2], marker, tuple(re.findall("[0-9a-f]{64}", found[4]))))
    return entries


def applied(name: str, machine: tuple[str, str, str], python: str) -> dict[str, str]:
    """What pip would install from the lock on such a machine: name -> version."""
    environ = {
        "sys_platform": machine[0],
        "platform_system": machine[1],
        "platform_machine": machine[2],
        "os_name": "nt" if machine[0] == "win32" else "posix",
        "python_version": python,
        "python_full_version": f"{python}.4",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    chosen = [entry for entry in read_lock(name) if entry.marker is None or entry.marker.evaluate(environ)]
    names = [entry.name for entry in chosen]
    assert len(names) == len(set(names)), f"{name} pins a package twice on {machine}, Python {python}"
    return {entry.name: entry.version for entry in chosen}


@pytest.mark.parametrize("lock", HOLDS)
def test_lock_holds_one_onnxruntime_and_one_cv2(lock: str) -> None:
    machines, runtime = HOLDS[lock]
    for machine, python in itertools.product(machines, PYTHONS):
        names = applied(lock, machine, python)
        assert [name for name in names if ONE.fullmatch(name)] == [runtime], (machine, python)
        assert [name for name in names if name.startswith("opencv")] == ["opencv-python"], (machine, python)
    assert {entry.name for entry in read_lock(lock) if ONE.fullmatch(entry.name)} == {runtime}


@pytest.mark.parametrize("lock", HOLDS)
def test_lock_is_hashed_and_names_no_index(lock: str) -> None:
    assert all(entry.hashes for entry in read_lock(lock))  # read_lock takes nothing but pins and hashes
    for text in (LOCKS / f"{lock}.txt", PROJECT / "pyproject.toml", LOCKS / "make_locks.sh"):
        assert not re.search(r"https?://|file:|--(extra-)?index|--find-links", text.read_text(encoding="utf-8"))


@pytest.mark.parametrize("lock", HOLDS)
def test_lock_fits_pyproject(lock: str) -> None:
    """A requirement changed in pyproject.toml without making the locks anew is seen here."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = project["dependencies"] + (extras["cpu"] + extras["dev"] if lock == "dev" else extras[lock])
    for machine, python in itertools.product(HOLDS[lock][0], PYTHONS):
        names = applied(lock, machine, python)
        for requirement in map(Requirement, asked):
            environ = {"sys_platform": machine[0], "platform_machine": machine[2]}
            if requirement.marker is None or requirement.marker.evaluate(environ):
                assert requirement.specifier.contains(names[canonicalize_name(requirement.name)]), requirement


def test_dev_lock_is_the_cpu_lock_and_tools() -> None:
    for machine, python in itertools.product(EVERYWHERE, PYTHONS):
        assert applied("cpu", machine, python).items() <= applied("dev", machine, python).items()
    assert not {"pytest", "mypy", "ruff"} & {entry.name for entry in read_lock("cpu")}


def test_this_environment_holds_one_onnxruntime_and_one_cv2() -> None:
    owners: dict[str, set[str]] = {"onnxruntime": set(), "cv2": set()}
    for distribution in importlib.metadata.distributions():
        for file in distribution.files or ():
            if file.parts[0] in owners:
                owners[file.parts[0]].add(distribution.name)
    assert {folder: len(names) for folder, names in owners.items()} == {"onnxruntime": 1, "cv2": 1}, owners


# ---------------------------------------------------------------- the script, in a small project of its own


@dataclass
class Project:
    """A folder with the real scripts, lock files that pin one tiny package, and a program that prints its words."""

    root: Path
    environ: dict[str, str]

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def mark(self) -> Path:
        """A file that a rebuild would take away."""
        return self.venv / "mark"

    def run(self, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        command = ["/bin/sh", str(self.root / "setup_virtual_env.sh"), *words]
        return subprocess.run(
            command, env=self.environ | environ, cwd=self.root.parent, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def lock(self, text: str) -> None:
        for name in HOLDS:
            (self.root / "installers" / "locks" / f"{name}.txt").write_text(text, encoding="utf-8")


def make_wheel(folder: Path) -> str:
    """A wheel ``tiny`` 1.0; returns its sha256."""
    files = {
        "tiny.py": "",
        "tiny-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n",
        "tiny-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b'=').decode()},{len(text)}\n"
        for name, text in files.items()
    )
    path = folder / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
        wheel.writestr("tiny-1.0.dist-info/RECORD", record + "tiny-1.0.dist-info/RECORD,,\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "a project"
    (root / "installers" / "locks").mkdir(parents=True)
    (root / "installers" / "linux").mkdir()
    (root / "app").mkdir()
    (tmp_path / "wheels").mkdir()
    shutil.copy(PROJECT / "setup_virtual_env.sh", root)
    for name in ("setup_env.py", "setup_machine.py"):
        shutil.copy(PROJECT / "installers" / name, root / "installers")
    sections = ("systems", "libraries", "fonts", "venv", "commands", "tests")
    nothing: dict[str, dict[str, str]] = {section: {} for section in sections}
    (root / "installers" / "linux" / "libraries.json").write_text(json.dumps(nothing), encoding="utf-8")
    says = "import os, sys, tiny\nprint('{} {} in', sys.argv[1:], 'in', os.getcwd(), 'of', sys.prefix)\n"
    (root / "installers" / "check.py").write_text(says.format("check", "began"), encoding="utf-8")
    (root / "app" / "__main__.py").write_text(says.format("app", "began"), encoding="utf-8")
    made = Project(
        root,
        {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UNDERSTUDY_"))}
        | {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path / "wheels")},
    )
    made.lock(f"tiny==1.0 \\\n    --hash=sha256:{make_wheel(tmp_path / 'wheels')}\n")
    return made


linux = pytest.mark.skipif(sys.platform != "linux", reason="the shell script as Linux runs it")


@linux
def test_second_set_up_changes_nothing_and_run_starts_the_program(project: Project) -> None:
    first = project.run("install")
    assert (first.returncode, first.stdout) == (0, ""), first.stderr
    project.mark.touch()
    ran = project.run("run", "doctor", "--json")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == f"app began in ['doctor', '--json'] in {project.root.parent} of {project.venv}\n"
    assert ran.stderr == ""
    assert project.mark.exists()


@linux
def test_desktop_hands_its_words_to_the_installer_of_the_menu(project: Project) -> None:
    says = "import sys\nprint('menu', sys.argv[1:], 'by', sys.prefix)\n"
    (project.root / "installers" / "linux" / "desktop.py").write_text(says, encoding="utf-8")
    ran = project.run("desktop", "remove", "--print")
    assert (ran.returncode, ran.stdout) == (0, f"menu ['remove', '--print'] by {project.venv}\n"), ran.stderr


@pytest.mark.parametrize(
    ("system", "name", "words"),
    [
        ("darwin", "posix", ["make_app.sh"]),
        ("win32", "nt", ["powershell", "-NoProfile", "-ExecutionPolicy", "Bypass", "-File", "shortcut.ps1"]),
    ],
)
def test_desktop_on_other_systems(system: str, name: str, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    python = setup_env.python_of(PROJECT / ".venv")
    monkeypatch.setattr(setup_env, "python_of", lambda _: python)
    monkeypatch.setattr(setup_env, "os", SimpleNamespace(name=name))
    monkeypatch.setattr(setup_env, "sys", SimpleNamespace(platform=system))
    command = setup_env.desktop_command(python)
    assert [Path(word).name for word in command] == words
    assert Path(command[-1]).is_file()
    other = setup_env.desktop_command(Path("/else/python"))
    assert other[-2:] == ["-Python" if system == "win32" else "--python", "/else/python"]


@linux
def test_half_made_environment_is_not_trusted(project: Project) -> None:
    assert project.run("install").returncode == 0
    project.mark.touch()
    (project.venv / setup_env.STAMP).unlink()
    tested = project.run("test", "-k", "one")
    assert tested.returncode == 0, tested.stderr
    assert tested.stdout.startswith("check began in ['-k', 'one']")
    assert not project.mark.exists()
    project.mark.touch()
    assert project.run("run").returncode == 0  # the development set holds all that the program needs
    assert project.mark.exists()
    assert project.run("install", "--rebuild").returncode == 0
    assert not project.mark.exists()


@linux
def test_failed_set_up_leaves_the_old_environment(project: Project) -> None:
    assert project.run("install").returncode == 0
    project.mark.touch()
    good = (project.root / "installers" / "locks" / "cpu.txt").read_text(encoding="utf-8")
    project.lock(re.sub("[0-9a-f]{64}", "0" * 64, good))
    failed = project.run("run")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr.splitlines()[-1].startswith("A package is not the one that was locked")
    assert project.mark.exists()

    # The same, with the power gone half-way: what was laid aside comes back.
    project.lock(good)
    project.venv.rename(project.root / ".venv-setup" / "previous")
    project.venv.mkdir()
    assert project.run("install").returncode == 0
    assert project.mark.exists()


@linux
def test_no_network_is_one_sentence(project: Project) -> None:
    nowhere = {"PIP_NO_INDEX": "0", "PIP_FIND_LINKS": "", "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "1"}
    failed = project.run("run", **nowhere)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr.splitlines()[1:] == [
        "The package index can not be reached: check the network (or pip's index-url and proxy), then run this again."
    ]
    assert not project.venv.exists()


@linux
def test_two_set_ups_take_turns(project: Project) -> None:
    import fcntl

    (project.root / ".venv-setup").mkdir()
    command = ["/bin/sh", str(project.root / "setup_virtual_env.sh"), "install"]
    with (project.root / ".venv-setup" / "lock").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        second = subprocess.Popen(command, env=project.environ, stderr=subprocess.PIPE, text=True)
        with second:
            assert second.stderr is not None
            assert second.stderr.readline() == "Another set-up is at work in this folder; waiting for its end.\n"
            assert not project.venv.exists()
            fcntl.flock(held, fcntl.LOCK_UN)
            rest = second.stderr.read()
    assert second.returncode == 0, rest
    assert (project.venv / setup_env.STAMP).is_file()


@linux
@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (["start"], 2, "invalid choice: 'start'"),
        (["test", "--extra", "cuda"], 2, "the checks run with the cpu lock"),
        (["install", "--extra", "metal"], 2, "invalid choice: 'metal'"),
        (["install", "quickly"], 2, "install takes no quickly"),
        (["install", "--extra", "directml"], 1, "directml is for Windows only"),
    ],
)
def test_wrong_words(project: Project, words: list[str], code: int, complaint: str) -> None:
    ran = project.run(*words)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert complaint in ran.stderr.splitlines()[-1]
    assert not project.venv.exists()


@linux
def test_help_and_nothing(project: Project) -> None:
    asked, nothing = project.run("--help"), project.run()
    assert (asked.returncode, nothing.returncode) == (0, 2)
    assert asked.stdout.startswith("usage: setup_virtual_env (run | test | install | desktop)")


@linux
def test_no_python(project: Project, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    dirname = shutil.which("dirname")
    assert dirname is not None
    (tmp_path / "bin" / "dirname").symlink_to(dirname)
    ran = project.run("run", PATH=str(tmp_path / "bin"), HOME=str(tmp_path))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("No Python 3.11 to 3.14 was found.")
    assert ran.stderr.count("\n") == 1


@linux
def test_folder_that_can_not_be_written(project: Project) -> None:
    ran = project.run("install", UNDERSTUDY_VENV="/proc/environment")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("/proc can not be written to")


@linux
def test_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup_env, "check_system", lambda tools: None)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=2**29))
    with pytest.raises(setup_machine.SetupError, match="has 512 MB free and 1800 MB are needed: make room"):
        setup_env.ensure(tmp_path / "venv", None, tools=False)


# ---------------------------------------------------------------- system libraries


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that lacks one library; its apt-get writes down what it was asked, in the file that is returned."""
    data = json.loads((PROJECT / "installers" / "linux" / "libraries.json").read_text(encoding="utf-8"))
    data["libraries"] = {"libunderstudy-none.so.7": {"debian": "none7", "fedora": "none-libs"}}
    (tmp_path / "installers" / "linux").mkdir(parents=True)
    (tmp_path / "installers" / "linux" / "libraries.json").write_text(json.dumps(data), encoding="utf-8")
    asked = tmp_path / "asked"
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "apt-get").write_text(f'#!/bin/sh\necho "$*" >> "{asked}"\n', encoding="utf-8")
    (tmp_path / "bin" / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setattr(setup_machine, "PROJECT", tmp_path)
    return asked


@linux
@pytest.mark.parametrize(
    ("release", "user", "complaint", "ran"),
    [
        ("ID=debian", 0, "The system still lacks libunderstudy-none.so.7", True),
        ("ID=mint\nID_LIKE='ubuntu debian'", 1000, "run sudo apt-get install -y --no-install-recommends none7", False),
        ("ID=fedora", 0, "lacks libunderstudy-none.so.7: run dnf install -y none-libs and then run", False),
        ("ID=fedora", 1000, "run sudo dnf install -y none-libs and then run", False),
        ("ID=other", 0, "The system lacks libunderstudy-none.so.7: install the packages that bring them", False),
    ],
)
def test_missing_system_library(
    bare: Path, monkeypatch: pytest.MonkeyPatch, release: str, user: int, complaint: str, ran: bool
) -> None:
    lines = dict(line.split("=", 1) for line in release.replace("'", "").splitlines())
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: lines)
    monkeypatch.setattr(os, "geteuid", lambda: user)
    with pytest.raises(setup_machine.SetupError, match=re.escape(complaint)):
        setup_machine.check_system(tools=False)
    assert bare.exists() == ran
    if ran:
        done = bare.read_text(encoding="utf-8")
        assert done == "update -qq\ninstall -y --no-install-recommends none7\n"


APT = """#!/bin/sh
echo "$*" >> "{asked}"
case "$*" in
    *none-such*) echo "E: Unable to locate package none-such" >&2; exit 100 ;;
    install*) printf '#!/bin/sh\n' > "{bin}/understudy-player"; chmod +x "{bin}/understudy-player" ;;
esac
"""


@pytest.fixture
def few_tools(bare: Path, tmp_path: Path) -> Path:
    """The bare machine, on which two groups of tests lack a program; one package does not exist."""
    listing = tmp_path / "installers" / "linux" / "libraries.json"
    data = json.loads(listing.read_text(encoding="utf-8"))
    data["tests"] = {
        "the player": {"understudy-player": {"debian": "player", "fedora": "player-tools"}, "sh": {"debian": "dash"}},
        "the plug-in": {"/usr/lib*/understudy/none.so": {"debian": "none-such"}, "/bin/*h": {"debian": "dash"}},
    }
    listing.write_text(json.dumps(data), encoding="utf-8")
    (tmp_path / "bin" / "apt-get").write_text(APT.format(asked=bare, bin=tmp_path / "bin"), encoding="utf-8")
    return bare


@linux
def test_programs_of_tests_are_installed_as_root_on_debian(
    few_tools: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"ID": "debian"})
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    setup_machine.check_tests()
    asked = few_tools.read_text(encoding="utf-8").splitlines()
    install = "install -y --no-install-recommends"
    assert asked == ["update -qq", f"{install} none-such player", f"{install} player", f"{install} none-such"]
    told = capfd.readouterr().err.splitlines()
    assert told[0] == "Some tests use programs that are not here. Installing them: none-such player"
    assert told[1:] == [
        "E: Unable to locate package none-such",
        "E: Unable to locate package none-such",
        "Tests of the plug-in will be skipped: the system lacks none.so"
        " (apt-get install -y --no-install-recommends none-such).",
    ]


@linux
@pytest.mark.parametrize(
    ("release", "user", "how"),
    [
        ({"ID": "debian"}, 1000, " (apt-get install -y --no-install-recommends player)"),
        ({"ID": "fedora"}, 0, " (dnf install -y player-tools)"),
        ({"ID": "arch"}, 0, ""),
        ({"ID": "other"}, 0, ""),
    ],
)
def test_missing_programs_of_tests_are_named(
    few_tools: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
    release: dict[str, str], user: int, how: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: release)
    monkeypatch.setattr(os, "geteuid", lambda: user)
    setup_machine.check_tests()
    assert not few_tools.exists()
    told = capfd.readouterr().err.splitlines()
    assert told[0] == f"Tests of the player will be skipped: the system lacks understudy-player{how}."
    assert len(told) == 2


# ---------------------------------------------------------------- the scripts agree


def test_scripts_agree_on_words_and_pythons() -> None:
    shell = (PROJECT / "setup_virtual_env.sh").read_text(encoding="utf-8")
    windows = (PROJECT / "setup_virtual_env.bat").read_bytes()
    assert windows.count(b"\n") == windows.count(b"\r\n") > 0, "cmd needs CRLF lines"
    for script in (shell, windows.decode("ascii")):
        assert "(3, 11) <= sys.version_info[:2] <= (3, 14)" in script
        assert all(python in script for python in PYTHONS)


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="needs shellcheck")
def test_shell_scripts_are_clean() -> None:
    scripts = (
        "setup_virtual_env.sh", ".ci/run", "installers/locks/make_locks.sh", "installers/linux/setup_virtual_camera.sh",
        "installers/linux/virtual_camera_state.sh", "installers/linux/virtual_camera_words.sh",
    )  # fmt: skip
    ran = subprocess.run(["shellcheck", "-x", *scripts], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
