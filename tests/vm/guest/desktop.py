"""A desktop in the guest, with an ordinary user in front of it: buses, polkit, udev, an X server, a window manager.

1. :func:`start` logs the user in, :func:`start_agent` starts the program that asks for passwords, :func:`start_program`
   opens Understudy as a double click does; :func:`stop` ends all of them.
2. :func:`look` reads a window the way a screen reader does (``eyes.py``); :func:`press`, :func:`keys` and :func:`write`
   are the hands; :func:`picture` leaves what is on the screen in ``/vmout``.

No systemd runs in the guest. The files by which logind tells everybody who sits at the screen are written here: polkit
and udev read them from ``/run/systemd``, and know the user's processes by their control group, as everywhere.
"""

from __future__ import annotations

import grp
import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

NAME, PASSWORD, NUMBER = "visitor", "correct horse", 1500
DISPLAY = ":70"
HOME = Path("/run/visitor")
RUNTIME = Path(f"/run/user/{NUMBER}")
BUS = f"unix:path={RUNTIME}/bus"
SESSION = Path(f"/sys/fs/cgroup/user.slice/user-{NUMBER}.slice/session-1.scope")
LOGIND = Path("/run/systemd")
LOGS = Path("/run/programs")
SHARE = Path("/vmout")
PATIENCE_S = 150.0
_TICK_S = 0.1

_children: dict[str, subprocess.Popen[bytes]] = {}
_eyes: subprocess.Popen[str] | None = None


# ---------------------------------------------------------------- what is there once for all


def prepare() -> None:
    """The user, udev, the system's bus and polkit. All of it is gone with the guest."""
    if "polkit" in _children:
        return
    LOGS.mkdir(exist_ok=True)
    _add_user()
    _unpack_udev()
    _open_ways()
    if not os.path.ismount("/sys/fs/cgroup"):
        _check("mount", "-t", "cgroup2", "cgroup2", "/sys/fs/cgroup")
    SESSION.mkdir(parents=True)
    for folder in ("sessions", "users", "seats", "machines"):
        (LOGIND / folder).mkdir(parents=True, exist_ok=True)
    Path("/run/dbus").mkdir(exist_ok=True)
    _check("dbus-uuidgen", "--ensure")
    _start("system bus", ["dbus-daemon", "--system", "--nofork", "--nopidfile"])
    _until(lambda: Path("/run/dbus/system_bus_socket").exists(), "the system's bus is there")
    _start("udev", ["/lib/systemd/systemd-udevd"])
    _start("polkit", ["/usr/lib/polkit-1/polkitd"])


def _add_user() -> None:
    """Someone of the group ``sudo``, whose own password is an administrator's, and not of the group ``video``."""
    try:
        pwd.getpwnam(NAME)
    except KeyError:
        _check("useradd", "-m", "-d", str(HOME), "-u", str(NUMBER), "-G", "sudo", "-s", "/bin/bash", NAME)
        _check("chpasswd", "-c", "SHA512", given=f"{NAME}:{PASSWORD}\n")


def _unpack_udev() -> None:
    """udev and kmod as on every desktop; a container has neither."""
    for package in Path(os.environ["UNDERSTUDY_VM"]).glob("desktop/*.deb"):
        into = ["tar", "-x", "-C", "/", "--keep-directory-symlink", "--exclude=*/hwdb.d", "--exclude=./usr/share"]
        with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE) as reading:
            subprocess.run(into, stdin=reading.stdout, check=True)


def _open_ways() -> None:
    """Let the user reach the project and its Python, also where they lie in a home that is closed to others."""
    for end in (Path.cwd(), Path(sys.executable), Path(sys.executable).resolve()):
        for folder in end.parents:
            folder.chmod(folder.stat().st_mode | 0o001)


# ---------------------------------------------------------------- the login


def start(*, at_the_screen: bool = True) -> None:
    """Log the user in, who has not started Understudy yet. ``at_the_screen``: rather than from afar, where udev gives
    them no devices."""
    prepare()
    stop()
    for folder in (".config", ".local", ".cache"):
        shutil.rmtree(HOME / folder, ignore_errors=True)
    seat = "SEAT=seat0\nREMOTE=0" if at_the_screen else "REMOTE=1"
    _tell("sessions/1", f"UID={NUMBER}\nUSER={NAME}\nACTIVE=1\nSTATE=active\n{seat}\nTYPE=x11\nCLASS=user\n")
    _tell(f"users/{NUMBER}", f"NAME={NAME}\nSTATE=active\nSESSIONS=1\nACTIVE_SESSIONS=1\n")
    _tell("seats/seat0", f"IS_SEAT0=1\nACTIVE=1\nACTIVE_UID={NUMBER}\n" if at_the_screen else "IS_SEAT0=1\n")
    RUNTIME.mkdir(parents=True, exist_ok=True)
    RUNTIME.parent.chmod(0o755)
    os.chown(RUNTIME, NUMBER, NUMBER)
    RUNTIME.chmod(0o700)
    Path(f"/tmp/.X{DISPLAY[1:]}-lock").unlink(missing_ok=True)
    _start("Xvfb", ["Xvfb", DISPLAY, "-screen", "0", "1024x768x24", "-nolisten", "tcp", "-noreset"], as_user=True)
    _until(lambda: Path(f"/tmp/.X11-unix/X{DISPLAY[1:]}").exists(), "the X server is there")
    bus = ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={BUS}"]
    _start("session bus", bus, as_user=True)
    _until(lambda: (RUNTIME / "bus").exists(), "the session's bus is there")
    _start("openbox", ["openbox"], as_user=True)


def leave_group(name: str) -> None:
    """Undo what a set-up did before; of effect from the next login on."""
    prepare()
    if NAME in grp.getgrnam(name).gr_mem:
        _check("gpasswd", "-d", NAME, name)


def start_agent() -> None:
    """Start what asks for passwords, and wait until polkit knows of it."""
    before = _agents()
    _start("agent", ["lxpolkit"], as_user=True)
    _until(lambda: _agents() > before, "polkit knows who asks")


def _agents() -> int:
    """How many there have been."""
    return (LOGS / "polkit.log").read_text(encoding="utf-8").count("Registered Authentication Agent")


def stop_agent() -> None:
    _end("agent")


def start_program(environ: Mapping[str, str] | None = None) -> None:
    """Open the program as a double click does, with whatever the user's environment has besides."""
    _start("program", ["sh", "installers/launch.sh", "--python", sys.executable], as_user=True, environ=environ)


def program_said() -> str:
    logs = (HOME / ".local/state/Understudy/log").glob("*.log")
    return "\n".join(f"{log.name}: {log.read_text(encoding='utf-8', errors='replace')}" for log in sorted(logs))


def stop() -> None:
    """End the login with everything in it."""
    global _eyes
    if _eyes is not None:
        _eyes.kill()
        _eyes.communicate()
        _eyes = None
    for name in ("program", "agent", "openbox", "session bus", "Xvfb"):
        _end(name)
    for line in (SESSION / "cgroup.procs").read_text(encoding="ascii").split():
        os.kill(int(line), signal.SIGKILL)


# ---------------------------------------------------------------- eyes and hands


def titles() -> list[str]:
    """Of all windows of programs that a screen reader can read."""
    found: list[str] = _ask({})
    return found


def look(title: str) -> list[dict[str, Any]] | None:
    """The parts of the window whose title begins so; None where there is none."""
    found: list[dict[str, Any]] | None = _ask({"title": title})
    return found


def texts(title: str) -> list[str]:
    """What is to be read in a window, from top to bottom."""
    return [part["text"] or part["name"] for part in look(title) or [] if part["text"] or part["name"]]


def wait_for(title: str, text: str = "", seconds: float = PATIENCE_S) -> list[str]:
    """Wait for a window whose title begins so and in which ``text`` can be read; all that can be read in it."""
    deadline = time.monotonic() + seconds
    while True:
        found = texts(title)
        if found and any(text in one for one in found):
            return found
        if time.monotonic() > deadline:
            picture("missing")
            raise TimeoutError(f"no “{text}” in “{title}”: {found}; windows: {titles()}")
        time.sleep(_TICK_S)


def press(title: str, name: str, role: str = "push button") -> None:
    """Click a button or the like with the pointer."""
    for part in look(title) or []:
        if part["role"] == role and part["name"].replace("&", "").startswith(name):
            if "enabled" not in part["states"]:
                raise RuntimeError(f"“{name}” is not enabled")
            left, top, width, height = part["box"]
            xdotool("mousemove", str(left + width // 2), str(top + height // 2), "click", "1")
            return
    raise RuntimeError(f"no {role} “{name}” in “{title}”: {look(title)}")


def keys(names: list[str]) -> None:
    """Press keys one after the other, as xdotool calls them: ``alt+n``."""
    xdotool("key", "--clearmodifiers", *names)


def write(text: str) -> None:
    xdotool("type", "--clearmodifiers", text)


def xdotool(*words: str) -> str:
    return _check("xdotool", *words, as_user=True)


def has_window(pattern: str) -> bool:
    """Whether a window whose title fits is shown, of whatever program."""
    done = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", pattern],
        env={"DISPLAY": DISPLAY, "PATH": os.environ["PATH"]}, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    return bool(done.stdout.strip())


def wait_for_window(pattern: str, *, gone: bool = False) -> None:
    _until(lambda: has_window(pattern) != gone, f"the window “{pattern}” {'goes' if gone else 'comes'}")


def wait_for_focus(pattern: str) -> None:
    """Wait until the keyboard goes to a window whose title fits."""
    _until(lambda: re.search(pattern, _focused()) is not None, f"“{pattern}” has the keyboard")


def _focused() -> str:
    done = subprocess.run(
        ["xdotool", "getactivewindow", "getwindowname"], env={"DISPLAY": DISPLAY, "PATH": os.environ["PATH"]},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return done.stdout.strip()


def picture(name: str) -> None:
    """Leave what is on the screen in ``/vmout/NAME.png``."""
    _check("import", "-window", "root", str(SHARE / f"{name}.png"))


# ---------------------------------------------------------------- beneath


def read_camera(path: str, count: int) -> str:
    """Read pictures as the user does, into ``/vmout/v4l2-ctl.raw``; the format that v4l2-ctl tells."""
    file = HOME / "read.raw"
    told = _check(
        "v4l2-ctl", "-d", path, "--stream-mmap", f"--stream-count={count}", f"--stream-to={file}", "--get-fmt-video",
        as_user=True,
    )  # fmt: skip
    shutil.copy(file, SHARE / "v4l2-ctl.raw")
    return told


def environment() -> dict[str, str]:
    """The user's."""
    return {
        "HOME": str(HOME),
        "USER": NAME,
        "LOGNAME": NAME,
        "SHELL": "/bin/bash",
        "LANG": "C.UTF-8",
        "LANGUAGE": "en",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "DISPLAY": DISPLAY,
        "DBUS_SESSION_BUS_ADDRESS": BUS,
        "XDG_RUNTIME_DIR": str(RUNTIME),
        "XDG_SESSION_ID": "1",
        "XDG_SESSION_TYPE": "x11",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    }


def _start(
    name: str, command: Sequence[str], *, as_user: bool = False, environ: Mapping[str, str] | None = None
) -> None:
    more: dict[str, Any] = {}
    with (LOGS / f"{name}.log").open("ab") as told, (SESSION / "cgroup.procs").open("wb", buffering=0) as session:
        if as_user:
            more = {
                "env": environment() | dict(environ or {}), "user": NUMBER, "group": NUMBER,
                "extra_groups": os.getgrouplist(NAME, NUMBER),
                "preexec_fn": lambda: session.write(b"0"),  # itself; whether it may is asked of who opened the file
            }  # fmt: skip
        _children[name] = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=told, stderr=told, start_new_session=True, **more
        )


def _end(name: str) -> None:
    child = _children.pop(name, None)
    if child is not None and child.poll() is None:
        child.terminate()
        try:
            child.wait(30)
        except subprocess.TimeoutExpired:
            child.kill()
    if child is not None:
        child.wait()


def _ask(request: dict[str, str]) -> Any:
    global _eyes
    if _eyes is None:
        with (LOGS / "eyes.log").open("ab") as told:
            _eyes = subprocess.Popen(
                ["/usr/bin/python3", "tests/vm/guest/eyes.py"], env=environment(), user=NUMBER, group=NUMBER,
                extra_groups=[], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=told, text=True,
            )  # fmt: skip
    assert _eyes.stdin is not None
    assert _eyes.stdout is not None
    _eyes.stdin.write(json.dumps(request) + "\n")
    _eyes.stdin.flush()
    answer = _eyes.stdout.readline()
    if not answer:
        raise RuntimeError(f"the eyes are closed: {(LOGS / 'eyes.log').read_text(encoding='utf-8')[-2000:]}")
    found = json.loads(answer)
    if isinstance(found, dict):
        raise RuntimeError(found["error"])
    return found


def _check(*command: str, given: str | None = None, as_user: bool = False) -> str:
    more: dict[str, Any] = {"user": NUMBER, "group": NUMBER, "extra_groups": []} if as_user else {}
    environ = environment() if as_user else os.environ | {"DISPLAY": DISPLAY}
    done = subprocess.run(
        command, input=given, env=environ, capture_output=True, text=True, check=False, timeout=120, **more
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr or done.stdout}")
    said: str = done.stdout
    return said


def _tell(file: str, text: str) -> None:
    (LOGIND / file).write_text(text, encoding="utf-8")


def _until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not so: {what}")
        time.sleep(_TICK_S)
