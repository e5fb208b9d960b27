"""What keeps the readers of an old v4l2loopback reading; that it does is tested in the virtual machine
(``tests/vm/test_camera_path.py``, two programs at once)."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.pipeline import loopback_buffers
from app.pipeline.loopback_buffers import SharedBuffers, has_the_fault, shared_buffers


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("0.12.7\n", True),
        ("0.13.2\n", True),
        ("0.14.0\n", False),
        ("0.15.1-rc1\n", False),
        ("1.0\n", False),
        ("", False),
        ("new\n", False),
    ],
)
def test_only_old_modules_are_helped(tmp_path: Path, said: str, fault: bool) -> None:
    version = tmp_path / "version"
    version.write_text(said)
    assert has_the_fault(version) is fault


def test_a_module_that_tells_no_version_is_an_old_one(tmp_path: Path) -> None:
    assert has_the_fault(tmp_path / "version")


def test_a_device_that_can_not_be_opened_goes_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loopback_buffers, "has_the_fault", lambda: True)
    assert shared_buffers(str(tmp_path / "video10")) is None


def test_a_device_that_does_not_answer_is_let_go(tmp_path: Path) -> None:
    file = tmp_path / "video10"
    file.touch()  # a file knows no such call, as a device that was unplugged
    buffers = SharedBuffers(str(file))
    buffers.keep()
    assert not [link for link in Path("/proc/self/fd").iterdir() if link.exists() and link.samefile(file)]
    buffers.keep()
    buffers.close()
