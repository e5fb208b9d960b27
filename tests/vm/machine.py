"""A machine of the tests' own with real cameras: Debian's kernel under qemu, over this machine's own files.

This machine's kernel needs no V4L2, and nothing is installed or changed on it. In order: :func:`why_not` tells what is
missing; :func:`build` makes kernel, modules and initial file system in a cache folder, once for each kernel version;
:class:`Machine` boots (some seconds without KVM) and carries out calls to the agent that runs inside
(``guest/agent.py``).

In the guest ``/`` is this machine's ``/``, read over 9p, under a layer in memory that takes every write, so that paths
and the virtual environment are the same there. ``/vmout`` is :attr:`Machine.share`, where both sides may write. There
is no udev: ``/dev`` comes from the kernel alone.
"""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import platform
import re
import select
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
BOOT_S = 180.0
"""Until the agent answers: some 15 s on an idle machine, and CI's are not."""
MEMORY_MB = 3072
PROCESSOR, KERNEL_WORDS = "max,-la57", "mitigations=off nokaslr audit=0"
"""Without what costs time and shows nothing: a fifth level of page tables, guards against a processor's faults. The
clock stays the slow one: that of the processor is measured at the start, and runs wrong where this machine is busy."""
PROGRAMS = ("qemu-system-x86_64", "gcc-12", "make", "v4l2-ctl", "ffmpeg", "apt-get", "setpriv")
PACKAGES = (
    "linux-image-{kernel}", "linux-headers-{kernel}", "linux-headers-{common}", "linux-kbuild-6.1",
    "linux-compiler-gcc-12-x86", "v4l2loopback-dkms", "busybox-static",
)  # fmt: skip
DESKTOP_PACKAGES = ("udev", "kmod")
"""What a container lacks and every desktop has. Kept as they are, for the guest to unpack (``guest/desktop.py``)."""
UNUSED = ("net/wireless", "gpu", "scsi", "infiniband", "iio", "staging", "hwmon", "md", "hid")
"""Drivers that are not unpacked."""
FIRST_MODULES = ("virtio_pci", "9pnet_virtio", "9p", "overlay")
"""What the guest needs to reach its files; the rest is loaded from them."""

INIT = """#!/bin/busybox sh
# Joins this machine's files (read only) with a layer in memory and goes on in there.
BB=/bin/busybox
$BB mount -t proc proc /proc; $BB mount -t sysfs sys /sys; $BB mount -t devtmpfs dev /dev
for module in $($BB cat /modules/order); do $BB insmod /modules/$module; done
$BB mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=512000,cache=loose files /low
$BB mount -t tmpfs -o size=2g tmpfs /up
$BB mkdir /up/changes /up/work
$BB mount -t overlay -o lowerdir=/low,upperdir=/up/changes,workdir=/up/work overlay /new
$BB mkdir -p /new/proc /new/sys /new/dev /new/run /new/vmout
for folder in proc sys dev; do $BB mount --move /$folder /new/$folder; done
$BB mount -t tmpfs tmpfs /new/run
$BB mkdir -p /new/dev/shm /new/dev/pts
$BB mount -t tmpfs tmpfs /new/dev/shm; $BB mount -t devpts devpts /new/dev/pts
$BB ln -s /proc/self/fd /new/dev/fd; $BB ln -s /proc/self/fd/1 /new/dev/stdout
$BB mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000 share /new/vmout
$BB ifconfig lo 127.0.0.1 up
$BB cp $BB /new/run/busybox
exec $BB switch_root /new /run/busybox sh /vmout/start.sh
"""

START = """export PATH={path} HOME=/run/home LANG=C.UTF-8 XDG_RUNTIME_DIR=/run/user QT_QPA_PLATFORM=offscreen
export UNDERSTUDY_VM={folder}
BB=/run/busybox
# kmod's commands, where this machine has none.
$BB mkdir -p /run/home /run/user /run/fallback /lib/modules
for command in modprobe rmmod insmod lsmod depmod modinfo; do $BB ln -s $BB /run/fallback/$command; done
# Mounted rather than linked: every user may look there, also where the home that holds it is closed to others.
modules=/lib/modules/{kernel}
[ -e $modules ] || {{ $BB mkdir $modules; $BB mount -o bind {root}$modules $modules; }}
cd {project}
{python} -m tests.vm.guest.agent /dev/ttyS1 >/vmout/agent.log 2>&1
$BB poweroff -f
"""


class MachineError(Exception):
    """The machine could not be built or booted, or it ended."""


class CallFailed(AssertionError):
    """A call raised an error inside the guest; the text is the guest's traceback."""


def why_not() -> str | None:
    """Why the machine can not be had here, or None."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return "the virtual machine runs on Linux on x86-64 only"
    release = platform.freedesktop_os_release()
    if (release.get("ID"), release.get("VERSION_ID")) != ("debian", "12"):
        return "the virtual machine is made of Debian 12's own packages"
    if os.geteuid() != 0:
        return "the virtual machine reads all of this machine's files, which takes root"
    lacking = missing(*PROGRAMS)
    return f"the virtual machine needs {', '.join(lacking)}: setup_virtual_env.sh test installs it" if lacking else None


def missing(*programs: str) -> list[str]:
    return [program for program in programs if shutil.which(program) is None]


# ---------------------------------------------------------------- building


def cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "understudy-tests" / "vm"


def build() -> Path:
    """The folder of the newest kernel that apt knows, made where it is not there yet.

    It holds ``root`` (what the packages hold), ``initrd.gz`` and ``kernel`` (its version). Two builds take turns.
    Raises MachineError.
    """
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kernel = newest_kernel()
        folder = cache / kernel
        if not (folder / "kernel").is_file():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            unpack(folder, kernel)
            make_module(folder / "root", kernel)
            make_initrd(folder, kernel)
            (folder / "kernel").write_text(kernel, encoding="utf-8")  # last: what is cut half-way is made anew
        if not (folder / "desktop").is_dir():
            fetching = folder / "desktop.part"
            shutil.rmtree(fetching, ignore_errors=True)
            fetching.mkdir()
            download(DESKTOP_PACKAGES, fetching)
            index_for_kmod(folder / "root", kernel, next(fetching.glob("kmod_*.deb")), folder / "kmod")
            fetching.rename(folder / "desktop")
    return folder


def newest_kernel() -> str:
    """Such as ``6.1.0-40-amd64``."""
    ask = ["apt-cache", "depends", "linux-image-amd64"]
    pattern = r"Depends: linux-image-(\d\S+)"
    found = re.search(pattern, shell(ask))
    if found is None:  # a container without package lists
        shell(["apt-get", "update", "-qq"])
        found = re.search(pattern, shell(ask))
    if found is None:
        raise MachineError("apt knows no linux-image-amd64")
    return found[1]


def unpack(folder: Path, kernel: str) -> None:
    """Fetch the packages and unpack them beside each other; nothing is installed on this machine."""
    root, packages = folder / "root", folder / "packages"
    root.mkdir()
    packages.mkdir()
    names = [name.format(kernel=kernel, common=kernel.replace("-amd64", "-common")) for name in PACKAGES]
    download(names, packages)
    unused = [f"--exclude=./lib/modules/*/kernel/drivers/{name}" for name in UNUSED]
    for package in sorted(packages.glob("*.deb")):
        reading = ["dpkg-deb", "--fsys-tarfile", str(package)]
        writing = ["tar", "-x", "-C", str(root), "--no-same-owner", "--exclude=./lib/modules/*/kernel/sound", *unused]
        with subprocess.Popen(reading, stdout=subprocess.PIPE) as reader:
            code = subprocess.run(writing, stdin=reader.stdout, check=False).returncode
        if code or reader.returncode:
            raise MachineError(f"{package.name} could not be unpacked")
    shutil.rmtree(packages)


def download(packages: Sequence[str], folder: Path) -> None:
    shell(["apt-get", "download", "-q", "-o", "APT::Sandbox::User=root", *packages], cwd=folder)


def make_module(root: Path, kernel: str) -> None:
    """Compile v4l2loopback for the kernel and let its modules be found."""
    headers = root / "usr/src" / f"linux-headers-{kernel}"
    makefile = headers / "Makefile"
    makefile.write_text(makefile.read_text(encoding="utf-8").replace(" /usr/src/", f" {root}/usr/src/"), "utf-8")
    source = next((root / "usr/src").glob("v4l2loopback-*"))
    shell(["make", "-s", "-C", str(headers), f"M={source}", "modules"])
    modules = root / "lib/modules" / kernel
    (modules / "extra").mkdir(exist_ok=True)
    shutil.copy(source / "v4l2loopback.ko", modules / "extra")
    shell([str(busybox(root)), "depmod", "-b", str(root), kernel])


def index_for_kmod(root: Path, kernel: str, package: Path, unpacked: Path) -> None:
    """kmod reads lists of its own, which busybox does not write."""
    shell(["dpkg-deb", "-x", str(package), str(unpacked)])
    depmod = next(path for path in (unpacked / "bin/kmod", unpacked / "usr/bin/kmod") if path.is_file())
    (unpacked / "depmod").symlink_to(depmod)
    shell([str(unpacked / "depmod"), "-b", str(root), kernel])
    shutil.rmtree(unpacked)


def make_initrd(folder: Path, kernel: str) -> None:
    """The file system that the kernel starts with: busybox, a few modules and :data:`INIT`."""
    root, initial = folder / "root", folder / "initial"
    for name in ("bin", "dev", "proc", "sys", "modules", "new", "low", "up"):
        (initial / name).mkdir(parents=True)
    shutil.copy(busybox(root), initial / "bin/busybox")
    modules = root / "lib/modules" / kernel
    listing = (modules / "modules.dep").read_text(encoding="utf-8").splitlines()
    needs = {Path(file).stem: [file, *rest.split()] for file, _, rest in (line.partition(":") for line in listing)}
    order: list[str] = []
    for module in FIRST_MODULES:
        for file in reversed(needs[module]):  # what a module needs stands behind it
            if Path(file).name not in order:
                shutil.copy(modules / file, initial / "modules")
                order.append(Path(file).name)
    (initial / "modules/order").write_text("\n".join(order), encoding="utf-8")
    (initial / "init").write_text(INIT, encoding="utf-8")
    (initial / "init").chmod(0o755)
    names = "\n".join(str(path.relative_to(initial)) for path in sorted(initial.rglob("*")))
    packing = [str(busybox(root)), "cpio", "-o", "-H", "newc"]
    packed = subprocess.run(packing, cwd=initial, input=names.encode(), capture_output=True, check=True).stdout
    (folder / "initrd.gz").write_bytes(gzip.compress(packed, 1))
    shutil.rmtree(initial)


def busybox(root: Path) -> Path:
    return next(path for path in (root / "bin/busybox", root / "usr/bin/busybox") if path.is_file())


def shell(command: list[str], cwd: Path | None = None) -> str:
    """What the command prints; MachineError with what it said when it fails."""
    done = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise MachineError(f"{shlex.join(command)} ended with {done.returncode}: {said}")
    return done.stdout


# ---------------------------------------------------------------- running


class Machine:
    """A booted machine; leaving the ``with`` block ends it."""

    def __init__(self, folder: Path, share: Path) -> None:
        """Boot what :func:`build` made. ``share`` is ``/vmout`` in the guest. Raises MachineError."""
        self.share = share
        kernel = (folder / "kernel").read_text(encoding="utf-8")
        root = folder / "root"
        start = START.format(
            kernel=kernel, folder=folder, root=root, project=PROJECT, python=sys.executable,
            path=f"{os.environ.get('PATH', '/usr/bin:/bin')}:/usr/sbin:/sbin:/run/fallback",
        )  # fmt: skip
        (share / "start.sh").write_text(start, encoding="utf-8")
        nine = "local,security_model=none"
        # fmt: off
        command = [
            "setpriv", "--pdeathsig", "KILL",  # a killed test run leaves no machine behind
            "qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", PROCESSOR, "-smp", "2", "-m", str(MEMORY_MB),
            "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
            "-serial", f"file:{share / 'console.log'}", "-serial", "stdio",
            "-kernel", str(root / "boot" / f"vmlinuz-{kernel}"), "-initrd", str(folder / "initrd.gz"),
            "-append", f"console=ttyS0 quiet loglevel=4 panic=-1 {KERNEL_WORDS}",
            "-fsdev", f"{nine},id=files,path=/,readonly=on,multidevs=remap",
            "-device", "virtio-9p-pci,fsdev=files,mount_tag=files",
            "-fsdev", f"{nine},id=share,path={share}", "-device", "virtio-9p-pci,fsdev=share,mount_tag=share",
        ]
        # fmt: on
        with (share / "qemu.log").open("wb") as log:
            self._qemu = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        self._pending = b""
        try:
            self._answer(time.monotonic() + BOOT_S)
        except BaseException:
            self.close()
            raise

    def call(self, name: str, /, *, timeout: float = 180.0, **arguments: Any) -> Any:
        """Run a function of the folder ``guest`` in the guest: ``module.function``, such as ``readers.opencv``.

        ``arguments`` and the answer are JSON. Raises CallFailed with the guest's traceback, and MachineError when no
        answer came in ``timeout`` seconds; the machine is ended then, for nobody knows its state.
        """
        assert self._qemu.stdin is not None
        if not self.running:
            raise MachineError("the virtual machine has ended before this call")
        line = json.dumps({"call": name, "arguments": arguments, "timeout": timeout}) + "\n"
        self._qemu.stdin.write(line.encode())
        self._qemu.stdin.flush()
        try:
            answer = self._answer(time.monotonic() + timeout)
        except MachineError:
            self.close()
            raise
        if "error" in answer:
            raise CallFailed(f"in the guest:\n{answer['error']}")
        return answer["value"]

    @property
    def running(self) -> bool:
        return self._qemu.poll() is None

    def close(self) -> None:
        if self.running:
            self._qemu.kill()
        self._qemu.wait()
        for pipe in (self._qemu.stdin, self._qemu.stdout):
            assert pipe is not None
            pipe.close()

    def __enter__(self) -> Machine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _answer(self, deadline: float) -> dict[str, Any]:
        assert self._qemu.stdout is not None
        stream = self._qemu.stdout.fileno()
        while b"\n" not in self._pending:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise MachineError(f"no answer from the guest in time{self._logs()}")
            if select.select([stream], [], [], remaining)[0]:
                got = os.read(stream, 65536)
                if not got:
                    raise MachineError(f"the virtual machine ended{self._logs()}")
                self._pending += got
        line, _, self._pending = self._pending.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _logs(self) -> str:
        """The ends of what qemu, the kernel and the agent wrote."""
        texts = []
        for name in ("qemu.log", "console.log", "agent.log"):
            file = self.share / name
            text = file.read_text(encoding="utf-8", errors="replace").strip() if file.is_file() else ""
            if text:
                texts.append(f"\n{name}: ...{text[-1500:]}")
        return "".join(texts)
