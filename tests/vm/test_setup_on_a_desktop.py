"""A new user on a machine without a virtual camera: the assistant's one button, the system's own question for a
password, and a camera that can be used; or the reason why not.

All of it is real: an ordinary user, polkit with an agent that asks in a window, udev, the script as root, the module.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vm.conftest import refuse
from tests.vm.machine import Machine, missing
from tests.vm.pictures import read_v4l2_ctl

LONG = "UNDERSTUDY_LONG_TESTS"
PROGRAMS = ("Xvfb", "openbox", "xdotool", "import", "dbus-daemon", "pkexec", "lxpolkit", "useradd")
FILES = ("/usr/lib/polkit-1/polkitd", "/usr/libexec/at-spi-bus-launcher")
ASSISTANT, STEP, QUESTION = "Set up Understudy: ", "Set up the virtual camera", "^Authentication$"
PAGE = f"{ASSISTANT}Virtual camera"
PASSWORD = "correct horse"

pytestmark = pytest.mark.skipif(not os.environ.get(LONG), reason=f"takes minutes; {LONG}=1 runs it")


@pytest.fixture
def desktop(machine: Machine) -> Iterator[Machine]:
    lacking = [*missing(*PROGRAMS), *(file for file in FILES if not Path(file).exists())]
    if lacking:
        refuse(f"a desktop in the virtual machine needs {', '.join(lacking)}")
    machine.call("devices.remove_camera")
    machine.call("setup_script.run", word="remove")
    machine.call("desktop.leave_group", name="video")
    yield machine
    if machine.running:
        machine.call("desktop.stop")


def go_to_the_page(vm: Machine) -> None:
    """From a double click through the first pages of the assistant."""
    vm.call("desktop.start_program")
    vm.call("desktop.wait_for", title=f"{ASSISTANT}Welcome", text="One statement", timeout=400, seconds=380)
    vm.call("desktop.keys", names=["space", "alt+n"])
    for page in ("Camera", "Face"):
        vm.call("desktop.wait_for", title=f"{ASSISTANT}{page}")
        vm.call("desktop.keys", names=["alt+k"])
    vm.call("desktop.wait_for", title=PAGE, text="This machine has no virtual camera yet. One step sets it up:")


def answer(vm: Machine, *passwords: str) -> None:
    """Type passwords into the agent's window; the empty one is its Cancel."""
    vm.call("desktop.wait_for_window", pattern=QUESTION)
    for password in passwords:
        vm.call("desktop.wait_for_focus", pattern=QUESTION)
        if not password:
            vm.call("desktop.keys", names=["Escape"])
            continue
        vm.call("desktop.write", text=password)
        vm.call("desktop.keys", names=["Return"])
        if password != PASSWORD:
            vm.call("desktop.wait_for_focus", pattern="^Error$")
            vm.call("desktop.keys", names=["Return"])
    vm.call("desktop.wait_for_window", pattern=QUESTION, gone=True)


def told(vm: Machine, text: str) -> list[str]:
    found: list[str] = vm.call("desktop.wait_for", title=STEP, text=text)
    return found


def test_one_button_leads_a_new_user_to_a_camera(desktop: Machine, share: Path) -> None:
    vm = desktop
    vm.call("desktop.start")
    go_to_the_page(vm)
    vm.call("desktop.picture", name="1-page")
    vm.call("desktop.press", title=PAGE, name=STEP)
    shown = " ".join(told(vm, "pkexec"))
    assert "needs an administrator" in shown
    for step in ("modprobe v4l2loopback", "usermod -aG video visitor"):
        assert step in shown, "every step can be read before it runs"
    vm.call("desktop.picture", name="2-command")

    # Nobody who could ask.
    vm.call("desktop.keys", names=["alt+r"])
    assert "nothing here can ask for an administrator's password" in " ".join(
        told(vm, "This can not be done from here")
    )

    # A wrong password, and then none.
    vm.call("desktop.start_agent")
    vm.call("desktop.keys", names=["alt+t"])
    answer(vm, "wrong", "")
    told(vm, "Nothing was changed: it was not agreed to, the password was not accepted, or you may not do this.")
    vm.call("desktop.picture", name="3-refused")

    # A step fails.
    vm.call("setup_script.forbid_module", on=True)
    vm.call("desktop.keys", names=["alt+t"])
    answer(vm, PASSWORD)
    told(vm, "The module could not be loaded")
    vm.call("setup_script.forbid_module", on=False)
    assert vm.call("setup_script.run", word="status")["values"]["loaded"] == "no"

    # And at last it is done, as root, by the script.
    vm.call("desktop.keys", names=["alt+t"])
    answer(vm, PASSWORD)
    done = " ".join(told(vm, "Done. The virtual camera /dev/video10 is there."))
    assert "Log out" not in done, "udev gave the device to who sits at the screen"
    vm.call("desktop.picture", name="4-done")
    vm.call("desktop.keys", names=["Escape"])
    vm.call("desktop.wait_for", title=PAGE, text="This machine has a virtual camera: nothing has to be set up.")
    vm.call("desktop.picture", name="5-there")
    status = vm.call("setup_script.run", word="status")
    expected = {"state": "ready", "device": "/dev/video10", "exclusive_caps": "yes", "options": "kept"}
    assert status["values"] | expected == status["values"]

    # The switch below it, and a picture that the user can read: the card that stands for a run that has not begun.
    vm.call("desktop.keys", names=["alt+v"])
    vm.call("devices.wait_until_read")
    form = vm.call("desktop.read_camera", path="/dev/video10", count=3)
    size = re.search(r"Width/Height\s*: (\d+)/(\d+)", form)
    assert size is not None, form
    picture = read_v4l2_ctl(share, int(size[1]), int(size[2]))[-1]
    assert picture.std() > 10, "neither black nor of one colour"


def test_who_is_not_at_the_screen_is_told_to_log_in_again(desktop: Machine) -> None:
    """udev gives them nothing: the group does, from the next login on."""
    vm = desktop
    vm.call("desktop.start", at_the_screen=False)
    vm.call("desktop.start_agent")
    go_to_the_page(vm)
    vm.call("desktop.press", title=PAGE, name=STEP)
    told(vm, "pkexec")
    vm.call("desktop.keys", names=["alt+r"])
    answer(vm, PASSWORD)
    told(vm, "Log out and in again, so that you belong to the group 'video'")
    vm.call("desktop.keys", names=["Escape"])
    page = vm.call(
        "desktop.wait_for", title=PAGE, text="This machine has a virtual camera, but you may not use it yet:"
    )
    assert "you are in the group video, but this login began before that." in " ".join(page)
    vm.call("desktop.picture", name="6-log-in-again")

    # After that login it is there for them.
    vm.call("desktop.start", at_the_screen=False)
    vm.call("desktop.start_program")
    vm.call("desktop.wait_for", title=f"{ASSISTANT}Welcome", text="One statement", timeout=400, seconds=380)
    vm.call("desktop.keys", names=["alt+k", "alt+k", "alt+k"])
    vm.call("desktop.wait_for", title=PAGE, text="This machine has a virtual camera: nothing has to be set up.")
