"""One virtual machine for all tests here: built and booted for the first, ended after the last."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from tests.vm.machine import Machine, build, why_not


def refuse(reason: str) -> NoReturn:
    """Skip for a reason, which in CI is a failure: there everything has to be there (but another system)."""
    if os.environ.get("CI") and sys.platform == "linux":
        pytest.fail(f"In CI this has to run: {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    reason = why_not()
    if reason is not None:
        refuse(reason)
    with Machine(build(), tmp_path_factory.mktemp("vm")) as booted:
        yield booted


@pytest.fixture
def vm(machine: Machine) -> Iterator[Machine]:
    """The machine with the webcam and a fresh virtual camera, and no program running."""
    machine.call("devices.webcam")
    machine.call("devices.camera")
    yield machine
    if machine.running:
        machine.call("program.stop_all")


@pytest.fixture
def share(machine: Machine) -> Path:
    """What is ``/vmout`` in the guest."""
    return machine.share
