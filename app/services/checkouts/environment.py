"""Making the environment of a program, with uv and the program's own pins.

1. :func:`plan_environment` asks the package index what the pins come to: nothing is installed, and the answer says how
   much would be fetched and how much room that needs.
2. :func:`make_environment` makes it in a folder of its own (`made.py`). Until it is whole a file in it says so.

Of the pins, the packages that the engine does not need are left out, and onnxruntime is taken in the kind that was
chosen, at the version that the program names for that kind.
"""

from __future__ import annotations

import logging
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from packaging.utils import canonicalize_name

from app.base.errors import EngineFailure
from app.base.files import try_lock
from app.services.checkouts.interpreters import Candidate, Interpreter, ask, interpreter_in
from app.services.checkouts.made import LOCK, UNFINISHED, next_one, remove
from app.services.checkouts.manifest import CheckoutSpec
from app.services.checkouts.pins import is_runtime, requirement_lines, requirements
from app.services.checkouts.uv import need_uv, run_uv, without_passwords
from app.services.child_process import Cancelled, Stop

_log = logging.getLogger(__name__)
Step = Literal["asking", "python", "fetching", "building", "installing", "checking", "done"]
_UNPACKED = 3.2
"""How much larger installed packages are than what is fetched, as measured over environments of these programs."""
_PYTHON_BYTES = 120_000_000
"""A Python of uv's own, unpacked."""
_LINES: tuple[tuple[re.Pattern[str], Step], ...] = (
    (re.compile(r"^\s*Downloading (?:cpython|pypy)\S*"), "python"),
    (re.compile(r"^\s*Downloading (\S+)"), "fetching"),
    (re.compile(r"^\s*Building (\S+)"), "building"),
    (re.compile(r"^\s*Prepared \d+ packages?"), "installing"),
)
_ANY_INDEX = ("--index-strategy", "unsafe-best-match")
"""As pip does it, for which the programs wrote their pins: of several indexes the one with the best version counts."""
_WRONG = re.compile(r"\s*(error:|\u00d7)")
_FRAME = re.compile(r"^\s*(error:\s*|[^\w'\"`(]+)")
"""What stands before uv's words: lines and arrows that lead from one to the next."""
_STRANGE_INDEX = ("-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--no-index", "--pre")


@dataclass(frozen=True, slots=True)
class EnvironmentPlan:
    """What would be made. Sizes are bytes, and None where an index does not tell them."""

    engine: str
    folder: Path
    python: str
    """The Python that is taken, such as ``3.12.1``; or ``3.12`` where uv fetches one."""
    source: str
    """What uv is told of it: the version, or the file of an interpreter."""
    fetches_python: bool
    runtime: str
    """Which kind of onnxruntime, such as ``cpu``; empty for the one that is pinned."""
    requirements: tuple[str, ...]
    packages: int
    fetched: int | None
    """What is fetched at most; what uv has kept from before is not."""
    needed: int | None
    """Room on the disk."""
    free: int

    @property
    def fits(self) -> bool:
        return self.needed is None or self.needed <= self.free


@dataclass(frozen=True, slots=True)
class EnvironmentProgress:
    """``name`` is the package that is fetched or built, where it is one."""

    engine: str
    step: Step
    name: str = ""


def lines_for(spec: CheckoutSpec, lines: Sequence[str], runtime: str) -> list[str]:
    """The program's pins as they are installed: see above. Options that name an index stay; without anything that is
    pinned to such an index's own builds (``+cu118``) they go, for nothing would be taken from there."""
    unneeded = {canonicalize_name(name) for name in spec.unneeded}
    kept, options, replaced = [], [], False
    for line in lines:
        if line.startswith("-"):
            if line.split()[0].split("=")[0] in _STRANGE_INDEX:
                options.append(line)
            continue
        found = requirements([line])
        name = canonicalize_name(found[0].name) if found else ""
        if name in unneeded:
            continue
        if is_runtime(name) and runtime:
            if not replaced:
                kept.append(spec.runtimes[runtime])
                replaced = True
            continue
        kept.append(line)
    if runtime and not replaced:
        kept.append(spec.runtimes[runtime])
    local = any("+" in str(one.specifier) for one in requirements(kept))
    return [*(options if local else ()), *kept]


def plan_environment(
    engine: str, spec: CheckoutSpec, folder: Path, home: Path, runtime: str, cancel: Stop
) -> EnvironmentPlan:
    """Ask the index; half a minute where it is slow. ``folder``: the program's; ``home``: where ours are made;
    ``runtime``: a key of ``spec.runtimes``, or empty.

    Raises:
        EngineFailure: uv is not here, the pins can not be read or do not agree with each other, or the index does not
            answer.
        Cancelled: ``cancel`` was set.
    """
    if runtime and runtime not in spec.runtimes:
        known = ", ".join(spec.runtimes) or "-"
        text = f"{spec.program} has no onnxruntime for {runtime}."
        raise EngineFailure(
            "checkout.no_runtime", text, f"It has: {known}.", program=spec.program, runtime=runtime, known=known
        )
    uv = need_uv()
    try:
        pins = [_located(line, folder) for line in requirement_lines(folder / spec.requirements)]
        lines = lines_for(spec, pins, runtime)
    except OSError as error:
        file = str(folder / spec.requirements)
        text = f"What {spec.program} asks for can not be read: {file} ({error.strerror})."
        raise EngineFailure(
            "checkout.no_pins",
            text,
            "Get the program again.",
            program=spec.program,
            file=file,
            reason=str(error.strerror),
        ) from error
    python, source, fetches = _python(uv, spec, cancel)
    found = _resolved(uv, spec, lines, python, cancel)
    sizes = [_size(one) for one in found]
    told = [size for size in sizes if size is not None]
    whole = len(told) == len(sizes)
    fetched = sum(told) if whole else None
    needed = None
    if fetched is not None:
        needed = int(fetched * _UNPACKED) + (_PYTHON_BYTES if fetches else 0)
    there = next(one for one in (home, *home.parents) if one.exists())
    free = shutil.disk_usage(there).free
    return EnvironmentPlan(
        engine,
        next_one(home / engine),
        python,
        source,
        fetches,
        runtime,
        tuple(lines),
        len(found),
        fetched,
        needed,
        free,
    )


def _located(line: str, folder: Path) -> str:
    """A path among the pins is one of the program's folder, wherever uv happens to run."""
    return line if line.startswith("-") or "://" in line or requirements([line]) else str(folder / line)


def _python(uv: Path, spec: CheckoutSpec, cancel: Stop) -> tuple[str, str, bool]:
    """The version that is taken, what uv is told of it, and whether uv would fetch it: one that is here, also one of
    pyenv's that uv does not see, else the oldest that works, for which most packages have been built."""
    code, said = run_uv([uv, "python", "find", "--no-python-downloads", "--system", spec.python], cancel)
    places = [Path(said.splitlines()[-1].strip())] if code == 0 and said else []
    kept = Path.home() / ".pyenv" / ("pyenv-win/versions" if sys.platform == "win32" else "versions")
    places += sorted(kept.glob("3.*"))
    for place in places:
        python = interpreter_in(place)
        answer = ask(Candidate(python, "setting"), (), leave=cancel) if python is not None else None
        if cancel.is_set():
            raise Cancelled
        if isinstance(answer, Interpreter) and spec.works_with(answer.version):
            return answer.version, str(answer.path), False
    minors = (f"3.{minor}" for minor in range(9, 30))
    oldest = next((minor for minor in minors if spec.works_with(f"{minor}.99")), "3.11")
    return oldest, oldest, True


def _resolved(uv: Path, spec: CheckoutSpec, lines: Sequence[str], python: str, cancel: Stop) -> list[dict[str, Any]]:
    """The packages that the pins come to, as the index tells of them."""
    with tempfile.TemporaryDirectory(prefix="understudy-pins-") as place:
        asked, answer = Path(place) / "requirements.txt", Path(place) / "pylock.toml"
        asked.write_text("\n".join(lines) + "\n", "utf-8")
        command: list[str | Path] = [uv, "pip", "compile", asked, "--format", "pylock.toml", "-o", answer, "--quiet"]
        # Any interpreter will do to ask with, and ours is here for certain.
        command += ["--no-header", "--python", sys.executable, "--python-version", python, *_ANY_INDEX]
        code, said = run_uv(command, cancel)
        if code:
            raise _refused(spec, said)
        packages: list[dict[str, Any]] = tomllib.loads(answer.read_text("utf-8")).get("packages", [])
    return packages


def _size(package: dict[str, Any]) -> int | None:
    """Bytes of what is fetched of a package: of its wheel, which uv has chosen for this machine, else of its source."""
    wheels = [wheel.get("size") for wheel in package.get("wheels", ())]
    known = [size for size in wheels if size is not None]
    if wheels:
        return max(known) if known else None
    source: int | None = (package.get("sdist") or package.get("archive") or {}).get("size")
    return source


def make_environment(
    spec: CheckoutSpec, plan: EnvironmentPlan, cancel: Stop, tell: Callable[[EnvironmentProgress], None]
) -> Interpreter:
    """Make what was planned; minutes. An earlier one of ours stays. Nothing is left of what did not succeed.

    Raises:
        EngineFailure: no room, the index or a compiler failed, or the program's modules are not in it; another process
            makes it just now.
        Cancelled: ``cancel`` was set.
    """
    if not plan.fits:
        assert plan.needed is not None
        text = (
            f"There is no room for the environment of {spec.program}: it needs {_gb(plan.needed)}, and "
            f"{_gb(plan.free)} are free."
        )
        raise EngineFailure(
            "checkout.no_room",
            text,
            "Make room on that disk.",
            program=spec.program,
            needed=_gb(plan.needed),
            free=_gb(plan.free),
        )
    uv = need_uv()

    def step(which: Step, name: str = "") -> None:
        tell(EnvironmentProgress(plan.engine, which, name))

    def heard(line: str) -> None:
        for form, which in _LINES:
            found = form.match(line)
            if found is not None:
                step(which, found[1] if form.groups else "")
                return

    with _told(spec, plan.folder.parent), _alone(plan.folder.parent, spec):
        folder = next_one(plan.folder.parent)  # another process may have made one since
        folder.mkdir()
        try:
            (folder / UNFINISHED).touch()
            step("python")
            made: list[str | Path] = [uv, "venv", "--allow-existing", "--no-project", "--python", plan.source]
            _run(spec, [*made, folder], cancel, heard)
            asked = folder / "requirements.txt"
            asked.write_text("\n".join(plan.requirements) + "\n", "utf-8")
            python = interpreter_in(folder)
            assert python is not None
            step("fetching")
            _run(spec, [uv, "pip", "install", "--python", python, "-r", asked, *_ANY_INDEX], cancel, heard)
            step("checking")
            answer = ask(Candidate(python, "made"), spec.packages, leave=cancel)
            if cancel.is_set():
                raise Cancelled
            if not isinstance(answer, Interpreter) or answer.missing:
                raise _not_whole(spec, answer)
            (folder / UNFINISHED).unlink()
        except BaseException:
            _give_up(folder)
            raise
    step("done")
    return answer


def _give_up(folder: Path) -> None:
    """What can not be deleted now, as while a scanner reads it, goes at the next start: why it came to that counts."""
    try:
        remove(folder)
    except OSError as error:
        _log.warning("What is left of an environment can not be deleted: %s", error)


@contextmanager
def _told(spec: CheckoutSpec, folder: Path) -> Iterator[None]:
    """What the disk refuses, in words."""
    try:
        yield
    except OSError as error:
        reason = str(error.strerror or error)
        text = f"The environment of {spec.program} can not be written to {folder}: {reason}."
        hint = "Make the folder writable, or make room."
        raise EngineFailure(
            "checkout.not_written", text, hint, program=spec.program, folder=str(folder), reason=reason
        ) from error


@contextmanager
def _alone(folder: Path, spec: CheckoutSpec) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with try_lock(folder / LOCK) as holder:
        if holder is not None:
            text = f"Process {holder} is making the environment of {spec.program} right now."
            raise EngineFailure("checkout.busy", text, "Wait for its end.", program=spec.program, holder=holder)
        yield


def _run(spec: CheckoutSpec, command: Sequence[str | Path], cancel: Stop, heard: Callable[[str], None]) -> None:
    code, said = run_uv(command, cancel, heard)
    if code:
        raise _refused(spec, said)


def _refused(spec: CheckoutSpec, said: str) -> EngineFailure:
    """uv's own words are long; the log has them, and the sentence the line that says most."""
    said = without_passwords(said)
    _log.warning("uv could not make the environment of %s:\n%s", spec.program, said)
    lines = [line for line in said.splitlines() if line.strip()]
    first = next((at for at, line in enumerate(lines) if _WRONG.match(line)), max(len(lines) - 1, 0))
    words = [_FRAME.sub("", line).strip() for line in lines[first : first + 2]] or ["no word"]
    # "No solution found when resolving dependencies:" says nothing without the line that follows.
    reason = " ".join(words if words[0].endswith(":") else words[:1]).rstrip(".")[:300]
    text = f"The environment of {spec.program} can not be made: {reason}."
    hint = "The log has all that uv said. A compiler may be missing, or the network."
    return EngineFailure("checkout.uv_failed", text, hint, program=spec.program, reason=reason)


def _not_whole(spec: CheckoutSpec, answer: object) -> EngineFailure:
    if isinstance(answer, Interpreter):
        reason = "it lacks " + ", ".join(answer.missing)
    else:
        reason = getattr(answer, "reason", "")
    text = f"The environment of {spec.program} was made, and can not be used: {reason}."
    hint = f"Its pins may not be whole: make one as {spec.url} says, and choose it."
    return EngineFailure("checkout.not_usable", text, hint, program=spec.program, reason=reason, url=spec.url)


def _gb(size: int) -> str:
    return f"{size / 1e9:.1f} GB"


__all__ = [
    "Cancelled",
    "EnvironmentPlan",
    "EnvironmentProgress",
    "lines_for",
    "make_environment",
    "plan_environment",
]
