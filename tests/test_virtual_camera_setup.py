"""``installers/linux/setup_virtual_camera.sh`` on made-up systems: its commands are stand-ins that write down what they
were asked, and its files lie under a root folder of the test. The real module: ``tests/vm``."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
SCRIPT = PROJECT / "installers" / "linux" / "setup_virtual_camera.sh"
KERNEL = "6.1.0-40-amd64"
LINE = "options v4l2loopback devices=1 video_nr=10 card_label=Understudy exclusive_caps=1"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a script for Linux")

RMMOD = """
[ ! -e "$UNDERSTUDY_ROOT/busy" ] || { echo "rmmod: ERROR: Module v4l2loopback is in use" >&2; exit 1; }
rm -rf "$UNDERSTUDY_ROOT/sys" "$UNDERSTUDY_ROOT/dev"
"""
# `modprobe` brings the device, as the kernel would.
MODPROBE = """
case "$*" in
    v4l2loopback)
        if [ "$SECURE_BOOT" = on ]; then
            echo "modprobe: ERROR: could not insert 'v4l2loopback': Key was rejected by service" >&2; exit 1
        fi
        [ -e "$UNDERSTUDY_ROOT/lib/modules/6.1.0-40-amd64/modules.dep" ] ||
            { echo "modprobe: FATAL: Module v4l2loopback not found." >&2; exit 1; }
        module=$UNDERSTUDY_ROOT/sys/module/v4l2loopback/parameters
        class=$UNDERSTUDY_ROOT/sys/class/video4linux/video10
        mkdir -p "$module" "$class" "$UNDERSTUDY_ROOT/dev"
        echo Y > "$module/exclusive_caps"; echo 10 > "$module/video_nr"
        echo Understudy > "$class/name"; echo 10 > "$class/max_openers"
        : > "$UNDERSTUDY_ROOT/dev/video10" ;;
esac
"""
INSTALLER = """
case "$FAILS $*" in
    "update update") echo "E: a source does not answer" >&2; exit 100 ;;
    package*) echo "no such package" >&2; exit 1 ;;
    half*install*) exit 100 ;;
esac
case "$*" in
    *v4l2loopback*)
        [ "$FAILS" = build ] || {
            mkdir -p "$UNDERSTUDY_ROOT/lib/modules/6.1.0-40-amd64"
            echo "updates/dkms/v4l2loopback.ko.xz: kernel/drivers/media/v4l2-core/videodev.ko" \\
                > "$UNDERSTUDY_ROOT/lib/modules/6.1.0-40-amd64/modules.dep"
        } ;;
esac
"""
STUBS = {
    "modprobe": MODPROBE,
    "rmmod": RMMOD,
    "apt-get": INSTALLER,
    "dnf": INSTALLER,
    "pacman": '[ "$1" != -Q ] || exit 1\n' + INSTALLER,
    "zypper": INSTALLER,
    "akmods": "",
    "dkms": '[ "$FAILS" != build ] || exit 10',
    "usermod": 'echo "video:x:44:$3" > "$UNDERSTUDY_ROOT/etc/group"',
    "sudo": '"$@"',
}
QUIET = {
    "uname": f"echo {KERNEL}",
    "dpkg-query": """
[ "$FAILS" != half ] || { echo "install ok half-configured"; exit; }
[ -e "$UNDERSTUDY_ROOT/package" ] || exit 1
echo "install ok installed"
""",
    "rpm": "exit 1",
    "modinfo": "echo 0.12.7",
    "mokutil": '[ "$SECURE_BOOT" != on ] || echo "SecureBoot enabled"',
    "id": """
case "$*" in
    -u) echo "$FAKE_UID" ;;
    -nu) [ "$FAKE_UID" = 0 ] && echo root || echo anna ;;
    "-nu 1000") echo anna ;;
    -nG) echo "$FAKE_GROUPS" ;;
    "-nG anna") grep -q anna "$UNDERSTUDY_ROOT/etc/group" && echo "anna video" || echo anna ;;
esac
""",
}


@dataclass
class System:
    """A made-up machine. ``asked`` is what its commands were asked, in order."""

    root: Path
    environ: dict[str, str]
    said: str = ""
    out: str = ""
    words: list[str] = field(default_factory=list)

    def run(self, *words: str, answer: str | None = None, user: int | None = None, **environ: str) -> int:
        """Its exit code; with ``answer`` there is somebody at a terminal who gives it. ``user``: who really runs it."""
        command = ["/bin/sh", str(SCRIPT), *words]
        near, far = pty.openpty() if answer is not None else (-1, -1)
        try:
            if answer is not None:
                os.write(near, f"{answer}\n".encode())
            done = subprocess.run(
                command, env=self.environ | environ, stdin=far if answer is not None else subprocess.DEVNULL,
                capture_output=True, text=True, timeout=60, check=False, user=user,
            )  # fmt: skip
        finally:
            for handle in (near, far):
                if handle >= 0:
                    os.close(handle)
        self.out, self.said = done.stdout, done.stderr
        return done.returncode

    @property
    def asked(self) -> list[str]:
        log = self.root / "asked"
        return log.read_text(encoding="utf-8").splitlines() if log.is_file() else []

    def status(self, user: int | None = None, **environ: str) -> dict[str, str]:
        code = self.run("status", user=user, **environ)
        assert self.said == ""
        return {"code": str(code), **dict(line.split("=", 1) for line in self.out.splitlines())}

    @property
    def files(self) -> tuple[Path, Path]:
        return (
            self.root / "etc/modprobe.d/understudy-camera.conf",
            self.root / "etc/modules-load.d/understudy-camera.conf",
        )


def make_system(tmp_path: Path, release: str = "ID=debian", headers: bool = True, **environ: str) -> System:
    root, programs = tmp_path / "root", tmp_path / "bin"
    (root / "etc").mkdir(parents=True)
    (root / "sys").mkdir()
    programs.mkdir()
    (root / "etc/os-release").write_text(release + "\n", encoding="utf-8")
    (root / "etc/group").write_text("root:x:0:\nvideo:x:44:\n", encoding="utf-8")
    if headers:
        (root / f"lib/modules/{KERNEL}/build").mkdir(parents=True)
        (root / f"lib/modules/{KERNEL}/build/Makefile").touch()
    for name, body in (STUBS | QUIET).items():
        writes = f'echo "{name} $*" >> "$UNDERSTUDY_ROOT/asked"\n' if name in STUBS else ""
        (programs / name).write_text(f"#!/bin/sh\n{writes}{body}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    for name in ("sh", "cat", "sed", "grep", "tr", "cut", "find", "head", "tail", "mkdir", "rm", "env", "od"):
        (programs / name).symlink_to(next(p for p in (Path("/usr/bin") / name, Path("/bin") / name) if p.exists()))
    base = {"PATH": str(programs), "UNDERSTUDY_ROOT": str(root), "FAKE_UID": "0", "FAKE_GROUPS": "root"}
    return System(root, base | {"SECURE_BOOT": "off", "FAILS": ""} | environ)


DEBIAN = ["apt-get update", "apt-get -o DPkg::Lock::Timeout=300 install -y v4l2loopback-dkms"]


@pytest.mark.parametrize(
    ("release", "packages"),
    [
        ("ID=debian", DEBIAN),
        ("ID=linuxmint\nID_LIKE='ubuntu debian'", DEBIAN),
        ("ID=fedora", ["dnf install -y akmod-v4l2loopback", f"akmods --kernels {KERNEL}"]),
        ("ID=endeavouros\nID_LIKE=arch", ["pacman -S --needed --noconfirm v4l2loopback-dkms"]),
        (
            "ID=opensuse-tumbleweed\nID_LIKE='opensuse suse'",
            ["zypper --non-interactive install v4l2loopback-kmp-default"],
        ),
    ],
)
def test_install_on_each_distribution_and_again_changes_nothing(
    tmp_path: Path, release: str, packages: list[str]
) -> None:
    system = make_system(tmp_path, release)
    assert system.run("install") == 0, system.said
    asked = [line for line in system.asked if not line.startswith("pacman -Q")]
    assert asked == [*packages, "modprobe v4l2loopback"]
    options, at_boot = system.files
    assert options.read_text(encoding="utf-8") == LINE + "\n"
    assert at_boot.read_text(encoding="utf-8") == "v4l2loopback\n"
    assert system.said.splitlines()[-2:] == [
        "The virtual camera /dev/video10 is there. Other programs show it as 'Understudy'.",
        "Whoever is to use it has to be in the group 'video': usermod -aG video NAME",  # root itself needs no group
    ]
    assert system.status()["state"] == "ready"
    before = system.asked
    assert system.run("install") == 0
    assert system.said == "The virtual camera /dev/video10 is set up already; nothing was changed.\n"
    assert system.asked == before


@pytest.mark.parametrize(
    ("release", "package"),
    [
        ("ID=debian", f"apt-get -o DPkg::Lock::Timeout=300 install -y v4l2loopback-dkms linux-headers-{KERNEL}"),
        ("ID=fedora", f"dnf install -y akmod-v4l2loopback kernel-devel-{KERNEL}"),
        ("ID=arch", "pacman -S --needed --noconfirm v4l2loopback-dkms linux-headers"),
    ],
)
def test_missing_headers_are_installed_as_well(tmp_path: Path, release: str, package: str) -> None:
    system = make_system(tmp_path, release, headers=False)
    assert system.status()["headers"] == "missing"
    assert system.run("install") == 0, system.said
    assert package in system.asked


def test_print_runs_nothing_and_is_what_would_be_run(tmp_path: Path) -> None:
    system = make_system(tmp_path, FAKE_UID="1000", FAKE_GROUPS="anna")
    assert system.run("install", "--print") == 0
    options, at_boot = system.files
    assert system.out.splitlines() == [
        "apt-get update || true",
        "DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y v4l2loopback-dkms",
        f"mkdir -p {options.parent} {at_boot.parent}",
        f"echo {LINE} > {options}",
        f"echo v4l2loopback > {at_boot}",
        "modprobe v4l2loopback",
        "usermod -aG video anna",
    ]
    assert system.asked == []
    assert not options.parent.exists()
    printed = system.out
    subprocess.run(["/bin/sh", "-e"], input=printed, text=True, env=system.environ, check=True)
    assert system.run("install", "--print") == 0
    assert system.out == ""


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 5), ("", 5)])
def test_sudo_is_asked_for_and_shown_first(tmp_path: Path, answer: str, code: int) -> None:
    system = make_system(tmp_path, FAKE_UID="1000", FAKE_GROUPS="anna")
    assert system.run("install", answer=answer) == code
    assert "These commands will be run:\n    apt-get update || true\n" in system.said
    if code:
        assert system.asked == []
        assert "Nothing was changed." in system.said
    else:
        assert system.asked[0] == "sudo sh -c apt-get update || true"
        assert "usermod -aG video anna" in system.asked
        assert "Log out and in again" not in system.said  # this user may write to it as it is


def test_without_a_terminal_or_without_sudo_nothing_is_changed(tmp_path: Path) -> None:
    system = make_system(tmp_path, FAKE_UID="1000", FAKE_GROUPS="anna")
    assert system.run("install") == 5
    assert "Nobody can be asked here, so nothing was changed." in system.said
    (tmp_path / "bin/sudo").unlink()
    assert system.run("install", answer="y") == 5
    assert "there is no sudo here. Run these as root:\n    apt-get update || true\n" in system.said
    assert system.asked == []


def test_yes_does_not_ask(tmp_path: Path) -> None:
    system = make_system(tmp_path, FAKE_UID="1000", FAKE_GROUPS="anna video")
    (system.root / "etc/group").write_text("video:x:44:anna\n", encoding="utf-8")
    assert system.run("install", "--yes") == 0, system.said
    assert not any("usermod" in line for line in system.asked)


def test_the_user_behind_pkexec_joins_the_group(tmp_path: Path) -> None:
    system = make_system(tmp_path, PKEXEC_UID="1000")
    assert system.run("install") == 0, system.said
    assert system.asked[-1] == "usermod -aG video anna"
    odd = make_system(tmp_path / "odd", SUDO_USER="anna;reboot")
    assert odd.run("install") == 1
    assert "has a name that is not understood here" in odd.said
    assert odd.asked == []


@pytest.mark.parametrize(
    ("release", "key"), [("ID=debian", "/var/lib/shim-signed/mok/MOK.der"), ("ID=fedora", "/etc/pki/akmods/certs")]
)
def test_secure_boot_is_explained_with_its_steps(tmp_path: Path, release: str, key: str) -> None:
    system = make_system(tmp_path, release, SECURE_BOOT="on")
    (system.root / "var/lib/shim-signed/mok").mkdir(parents=True)
    (system.root / "var/lib/shim-signed/mok/MOK.der").touch()
    assert system.status()["secure_boot"] == "on"
    assert system.run("install") == 3
    assert "Secure Boot is on: the kernel loads only modules with a signature that it knows." in system.said
    assert key in system.said
    assert "mokutil --import" in system.said
    assert "'Enroll MOK'" in system.said
    assert system.status()["state"] == "not_loaded"


@pytest.mark.parametrize(
    ("fails", "release", "code", "words"),
    [
        ("package", "ID=fedora", 1, "rpmfusion.org"),
        ("package", "ID=debian", 1, "The package could not be installed"),
        ("build", "ID=debian", 3, f"There is no v4l2loopback for the running kernel {KERNEL}"),
    ],
)
def test_what_fails_is_told_in_words(tmp_path: Path, fails: str, release: str, code: int, words: str) -> None:
    system = make_system(tmp_path, release, FAILS=fails)
    assert system.run("install") == code
    assert words in system.said


def test_a_build_that_fails_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    system = make_system(tmp_path, FAILS="build")
    (system.root / "package").touch()
    log = system.root / "var/lib/dkms/v4l2loopback/0.12.7/build/make.log"
    log.parent.mkdir(parents=True)
    log.write_text("one\ntwo\nerror: implicit declaration of function 'strlcpy'\n", encoding="utf-8")
    assert system.status()["state"] == "not_built"
    assert system.run("install") == 3
    assert f"The module could not be built for the kernel {KERNEL}." in system.said
    assert "strlcpy" in system.said


def test_another_distribution_is_told_what_to_do(tmp_path: Path) -> None:
    system = make_system(tmp_path, "ID=gentoo")
    assert system.run("install") == 3
    assert "This distribution is not known here: install v4l2loopback" in system.said
    assert system.asked == []


def test_options_of_others_are_not_mixed_with_ours(tmp_path: Path) -> None:
    system = make_system(tmp_path)
    theirs = system.root / "etc/modprobe.d/obs.conf"
    theirs.parent.mkdir()
    theirs.write_text("options v4l2loopback devices=1 card_label='OBS Virtual Camera'\n", encoding="utf-8")
    assert system.run("install") == 1
    assert str(theirs) in system.said
    assert system.asked == []


def test_a_module_that_was_loaded_otherwise_is_loaded_anew_and_in_use_is_told(tmp_path: Path) -> None:
    system = make_system(tmp_path)
    assert system.run("install") == 0
    (system.root / "sys/module/v4l2loopback/parameters/exclusive_caps").write_text("N\n", encoding="utf-8")
    assert system.status() | {"code": "3", "state": "other_options", "exclusive_caps": "no"} == system.status()
    (system.root / "busy").touch()
    assert system.run("install") == 1
    assert "The module is in use: end the programs that show or feed a virtual camera" in system.said
    (system.root / "busy").unlink()
    assert system.run("install") == 0
    assert system.asked[-2:] == ["rmmod v4l2loopback", "modprobe v4l2loopback"]
    assert system.status()["state"] == "ready"


def test_remove_takes_away_what_was_set_up_and_twice_is_once(tmp_path: Path) -> None:
    system = make_system(tmp_path)
    assert system.run("install") == 0
    assert system.run("remove", "--print") == 0
    options, at_boot = system.files
    assert system.out.splitlines() == ["rmmod v4l2loopback", f"rm -f {options}", f"rm -f {at_boot}"]
    assert options.exists()
    assert system.run("remove") == 0
    assert not options.exists()
    assert not at_boot.exists()
    status = system.status()
    assert (status["state"], status["options"], status["device"]) == ("not_loaded", "none", "none")
    before = system.asked
    assert system.run("remove") == 0
    assert system.said == "Nothing of it is here; nothing was changed.\n"
    assert system.asked == before


def test_status_of_a_bare_machine(tmp_path: Path) -> None:
    system = make_system(tmp_path)
    assert system.status() == {
        "code": "3", "state": "not_installed", "module": "missing", "package": "missing", "loaded": "no",
        "device": "none", "exclusive_caps": "unknown", "options": "none", "secure_boot": "off", "access": "unknown",
        "group": "not_member", "headers": "present",
    }  # fmt: skip
    assert system.asked == []


def test_status_of_a_device_that_may_not_be_written_to() -> None:
    nobody = 65534 if os.geteuid() == 0 else None  # root may write to every file
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to others
        Path(folder).chmod(0o755)
        system = make_system(Path(folder))
        assert system.run("install") == 0
        (system.root / "dev/video10").chmod(0o400)
        user = {"FAKE_UID": "1000", "FAKE_GROUPS": "anna"}
        status = system.status(nobody, **user)
        assert (status["state"], status["code"], status["access"]) == ("no_access", "3", "no")
        (system.root / "etc/group").write_text("video:x:44:anna\n", encoding="utf-8")
        status = system.status(nobody, **user)
        assert (status["state"], status["code"], status["group"]) == ("log_in_again", "4", "at_next_login")


@pytest.mark.parametrize("words", [[], ["start"], ["install", "remove"], ["status", "--quick"]])
def test_wrong_words(tmp_path: Path, words: list[str]) -> None:
    system = make_system(tmp_path)
    assert system.run(*words) == 2
    assert system.said.startswith("setup_virtual_camera.sh install")
    assert system.asked == []


def test_the_label_and_the_words_are_those_of_the_program() -> None:
    from app.pipeline.loopback import LABEL

    text = SCRIPT.read_text(encoding="utf-8")
    assert f"\nLABEL={LABEL}\n" in text
    assert os.access(SCRIPT, os.X_OK)
