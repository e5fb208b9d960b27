"""Makes ``.venv`` from a lock file and starts what was asked for: ``setup_virtual_env.sh`` and ``.bat`` both end here.

In order: read the words; hold the lock of this folder, so that two set-ups do not mix; trust ``.venv`` only if the
stamp inside it, written last, says that it was made from this very lock file by a Python that still works; else check
machine, system libraries and disk, lay the old ``.venv`` aside, make the new one, and put the old one back if that
fails. Then start the program or the checks with its Python. Whatever goes wrong ends in one sentence and exit code 1.

Only the standard library is used: it runs before anything is installed.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NoReturn

from setup_machine import AGAIN, PROJECT, PYTHON, SetupError, check_machine, check_system, check_tests, say

EXTRAS = ("cpu", "cuda", "directml", "openvino", "webgpu")
# Environment and downloads, by lock.
NEEDED_MB = {"cpu": 1800, "dev": 2100, "cuda": 5600, "directml": 1800, "openvino": 2300, "webgpu": 1900}
RECIPE = 1  # raised when environments made by an older version of this file must be made anew
STAMP = "understudy-setup.json"
HELP = """usage: setup_virtual_env (run | test | install | desktop) [--extra cpu|cuda|directml|openvino|webgpu]
                         [--rebuild] [ARGUMENTS]

  run       set up what is missing and open the program; ARGUMENTS go to it, such as: run doctor
  test      set up for development and run every check; ARGUMENTS go to pytest
  install   set up only
  desktop   put the program into the menu of your desktop, for you only, so that a double click opens it; "desktop
            remove" takes it out again, "desktop --print" only says what it would do
  --extra   the onnxruntime to install: cpu (any computer), cuda (NVIDIA, Linux and Windows), directml (Windows),
            openvino (Intel, Linux and Windows), webgpu (any graphics card; not Intel Macs). Once chosen it stays
            until another is named.
  --rebuild make the environment anew, as after files in it were damaged

Packages come from your own pip configuration and are checked against installers/locks/*.txt. UNDERSTUDY_PYTHON names
the Python to use, UNDERSTUDY_VENV another folder than .venv."""


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, prog="setup_virtual_env", usage=HELP[7:])
    parser.add_argument("word", choices=("run", "test", "install", "desktop"))
    parser.add_argument("--extra", choices=EXTRAS)
    parser.add_argument("--rebuild", action="store_true")
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(HELP)
        return 0 if argv else 2
    args, rest = parser.parse_known_args(argv)
    if args.word == "install" and rest:
        parser.error(f"install takes no {rest[0]}")
    if args.word == "test" and args.extra not in (None, "cpu"):
        parser.error("the checks run with the cpu lock; --extra belongs to run and install")
    venv = PROJECT / os.environ.get("UNDERSTUDY_VENV", ".venv")
    try:
        python = ensure(venv, args.extra, tools=args.word == "test", rebuild=args.rebuild)
        if args.word == "test":
            check_tests()
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped; nothing half-made is left.")
        return 130
    if args.word == "install":
        say(f"Ready: {venv}. The word desktop puts Understudy into the menu of your desktop.")
        return 0
    if args.word == "desktop":
        words = [word.replace("--", "-", 1) for word in rest] if os.name == "nt" else rest  # as PowerShell spells them
        return start([*desktop_command(python), *words])
    if args.word == "test":
        return start([str(python), "-P", str(PROJECT / "installers" / "check.py"), *rest])
    return start([str(python), "-P", "-m", "app", *rest])  # -P: an "app" folder in the caller's directory is not ours


def desktop_command(python: Path) -> list[str]:
    """What puts the program into the menu of this system."""
    here = PROJECT / "installers"
    usual = python == python_of(PROJECT / ".venv")
    if os.name == "nt":
        shell = ["powershell", "-NoProfile", "-ExecutionPolicy", "Bypass", "-File"]
        return [*shell, str(here / "windows" / "shortcut.ps1"), *([] if usual else ["-Python", str(python)])]
    own = [] if usual else ["--python", str(python)]
    if sys.platform == "darwin":
        return [str(here / "macos" / "make_app.sh"), *own]
    return [str(python), str(here / "linux" / "desktop.py"), *own]


def start(command: list[str]) -> int:
    """Become ``command``; on Windows, where that is not possible, run it and hand on its exit code."""
    if os.name == "posix":
        os.execv(command[0], command)
    with subprocess.Popen(command) as child:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the program itself; it ends, and so do we
        return child.wait()


# ---------------------------------------------------------------- is what is there good enough?


def ensure(venv: Path, extra: str | None, *, tools: bool, rebuild: bool = False) -> Path:
    """The Python of a finished environment: with ``extra`` (None: as it is), with the tools of the checks if asked."""
    state = venv.with_name(venv.name + "-setup")
    try:
        state.mkdir(exist_ok=True)
        (state / "lock").touch()
    except OSError as error:
        raise SetupError(f"{state.parent} can not be written to ({error.strerror}): see to it, {AGAIN}") from error
    with exclusive(state / "lock") as held:
        kept = state / "previous"
        if not (venv / STAMP).is_file() and (kept / STAMP).is_file():  # the last set-up was cut while it was building
            remove(venv)
            kept.rename(venv)
        stamp = read_stamp(venv)
        had = stamp.get("lock")
        if tools:
            lock, good = "dev", {"dev"}
            if had in EXTRAS[1:]:
                say(f"The checks need the cpu packages: this replaces {had}; --extra {had} brings it back.")
        else:
            lock = extra or (had if had in EXTRAS else "cpu")
            good = {"cpu", "dev"} if lock == "cpu" else {lock}
        current = had in good and stamp == make_stamp(had, stamp["python"]) and answers(venv, stamp["python"])
        if rebuild or not current:
            build(venv, state, lock, held)
    return python_of(venv)


def python_of(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_stamp(lock: str, python: str | None) -> dict[str, Any]:
    digest = hashlib.sha256((PROJECT / "installers" / "locks" / f"{lock}.txt").read_bytes()).hexdigest()
    return {"recipe": RECIPE, "lock": lock, "sha256": digest, "python": python, "project": str(PROJECT)}


def read_stamp(venv: Path) -> dict[str, Any]:
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none, or cut while being written: not trusted
        return {}
    whole = isinstance(stamp, dict) and stamp.get("lock") in (*EXTRAS, "dev") and isinstance(stamp.get("python"), str)
    return stamp if whole else {}


def answers(venv: Path, version: str) -> bool:
    """Whether the environment's Python still starts and is the one it was made with."""
    try:
        asked = subprocess.run([python_of(venv), "-I", "-c", VERSION], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return asked.returncode == 0 and asked.stdout.strip() == version


VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[IO[bytes]]:
    """Hold ``path`` for this process and the children it is passed to; wait, in words, for another set-up."""
    with path.open("ab") as handle:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(0)
            try:
                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
            except OSError as error:
                raise SetupError(f"Another set-up is at work in this folder: wait for its end, {AGAIN}") from error
            try:
                yield handle
            finally:
                handle.seek(0)
                msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)
        else:
            import fcntl

            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another set-up is at work in this folder; waiting for its end.")
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle  # closing lets go


# ---------------------------------------------------------------- making it


def build(venv: Path, state: Path, lock: str, held: IO[bytes]) -> None:
    check_machine(lock)
    check_system(tools=lock == "dev")
    free = shutil.disk_usage(venv.parent).free // 2**20
    if free < NEEDED_MB[lock]:
        raise SetupError(f"{venv.parent} has {free} MB free and {NEEDED_MB[lock]} MB are needed: make room, {AGAIN}")
    kept, log = state / "previous", state / "install.log"
    remove(kept)
    if (venv / STAMP).is_file():
        move(venv, kept)
    else:
        remove(venv)
    say(f"Making {venv.name} with Python {PYTHON} from installers/locks/{lock}.txt ...")
    try:
        with log.open("w", encoding="utf-8") as out:
            # From inside another environment the interpreter behind it is used, so that this one stands by itself.
            base = getattr(sys, "_base_executable", None) or sys.executable
            made = subprocess.run([base, "-I", "-m", "venv", venv], stdout=out, stderr=out, check=False)
            if made.returncode:
                fail(log, "Python could not make the environment")
            pip_install(venv, state, lock, out, held)
            # Compiled now on all cores, the first start is as quick as the second. Templates inside some packages are
            # not Python at all, which is the exit code that is not looked at.
            packages = next(venv.glob("[Ll]ib/python3*/site-packages"), venv / "Lib" / "site-packages")
            compiling = [str(python_of(venv)), "-I", "-m", "compileall", "-q", "-j", "0", str(packages)]
            subprocess.run(compiling, stdout=out, stderr=out, check=False)
            (packages / "understudy.pth").write_text(f"{PROJECT}\n", encoding="utf-8")
        unfinished = venv / (STAMP + ".new")
        unfinished.write_text(json.dumps(make_stamp(lock, PYTHON)), encoding="utf-8")
        unfinished.replace(venv / STAMP)
    except OSError as error:
        put_back(venv, kept)
        name = error.filename or venv
        raise SetupError(f"{name} can not be written to ({error.strerror}): see to it, {AGAIN}") from error
    except BaseException:
        put_back(venv, kept)
        raise
    remove(kept)


def put_back(venv: Path, kept: Path) -> None:
    remove(venv)
    if kept.exists():
        kept.rename(venv)


def move(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError as error:  # Windows: a running program keeps its folder
        raise SetupError(f"{source} is in use ({error.strerror}): close the program, {AGAIN}") from error


def remove(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise SetupError(f"{error.filename} can not be removed ({error.strerror}): see to it, {AGAIN}") from error


def pip_install(venv: Path, state: Path, lock: str, out: IO[str], held: IO[bytes]) -> None:
    """Install the lock file as it stands: no resolving, every file checked, nothing compiled from source."""
    temp = state / "tmp"  # beside the environment: /tmp is often a small disk in memory
    remove(temp)
    temp.mkdir()
    elsewhere = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX")
    environ = {name: value for name, value in os.environ.items() if name not in elsewhere}
    environ |= {"TMPDIR": str(temp), "TEMP": str(temp), "TMP": str(temp), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    command = [str(python_of(venv)), "-I", "-m", "pip", "install", "--no-input", "--progress-bar", "off"]
    command += ["--no-compile", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
    command += ["-r", str(PROJECT / "installers" / "locks" / f"{lock}.txt")]
    inherit = () if os.name == "nt" else (held.fileno(),)  # so that a pip that outlives us still keeps others out
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=environ,
        pass_fds=inherit,
    ) as pip:
        assert pip.stdout is not None
        count = 0
        for line in pip.stdout:
            out.write(line)
            if line.startswith("Collecting "):
                count += 1
                progress(f"  {count} packages, {line.split()[1].split('==')[0]}")
            elif line.startswith("Installing collected"):
                progress("  unpacking")
        progress("")
    out.flush()
    remove(temp)
    if pip.returncode:
        fail(state / "install.log", "pip could not install the packages")


def progress(text: str) -> None:
    """Write over the line before, where someone is watching."""
    if sys.stderr.isatty():
        print(f"\r{text:<70}\r", end="", file=sys.stderr, flush=True)


NO_NETWORK = (
    r"Failed to establish|NewConnectionError|ConnectTimeout|ReadTimeout|name resolution|getaddrinfo|Read timed out|"
    r"Connection (?:refused|reset)|Network is unreachable|ProxyError|ConnectionError|RemoteDisconnected"
)
PIP_FAILURES = (
    (r"No space left|Errno 28|not enough space", "The disk is full: make room, {again}"),
    (
        r"DO NOT MATCH THE HASHES",
        "A package is not the one that was locked (a proxy or mirror changed it): use another package index, {again}",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError",
        "The package index is not trusted: set PIP_CERT to your network's certificate file, {again}",
    ),
    (NO_NETWORK, "The package index can not be reached: check the network (or pip's index-url and proxy), {again}"),
    (r"Permission denied|Errno 13", "A file can not be written (permission denied): see who owns this folder, {again}"),
    (
        r"No matching distribution found for ([^\s(]+)",
        "Your package index has no {0} for this system ({system}, Python {python}): use another one, {again}",
    ),
)


def fail(log: Path, what: str) -> NoReturn:
    """Raise the sentence that fits what the log tells."""
    text = log.read_text(encoding="utf-8", errors="replace")
    for pattern, sentence in PIP_FAILURES:
        if found := re.search(pattern, text):
            system = platform.platform()
            raise SetupError(sentence.format(*found.groups(), again=AGAIN, system=system, python=PYTHON))
    raise SetupError(f"{what}: {log} tells why; see to it, {AGAIN}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
