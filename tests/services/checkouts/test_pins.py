"""A program's own pins against what is installed in its interpreter."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.services.checkouts.pins import clashes, doubled_runtimes, requirement_lines, requirements
from tests.services.checkouts.kit import spec

LINUX = {"sys_platform": "linux", "platform_machine": "x86_64", "python_version": "3.11"}
MAC = {"sys_platform": "darwin", "platform_machine": "arm64", "python_version": "3.11"}
LINES = [
    "--extra-index-url https://example.org/whl",
    "numpy==1.23.5",
    "onnxruntime==1.28.0; sys_platform == 'darwin' and platform_machine == 'arm64'",
    "onnxruntime-gpu==1.26.0; sys_platform != 'darwin'",
    "opencv-python==4.8.1.78",
    "PySide6>=6.7,<7",
]


def told(packages: dict[str, str], markers: dict[str, str] = LINUX) -> list[tuple[str, str]]:
    return [(one.wanted, one.installed) for one in clashes(requirements(LINES), spec(), packages, markers)]


def test_what_is_installed_as_pinned_does_not_clash() -> None:
    assert told({"numpy": "1.23.5", "onnxruntime-gpu": "1.26.0", "opencv-python": "4.8.1.78"}) == []


def test_another_version_and_a_missing_package_are_told() -> None:
    assert told({"numpy": "2.1.0", "onnxruntime-gpu": "1.26.0"}) == [
        ("numpy==1.23.5", "numpy 2.1.0"),
        ("opencv-python==4.8.1.78", ""),
    ]


def test_markers_are_of_the_programs_interpreter_and_not_of_ours() -> None:
    packages = {"numpy": "1.23.5", "onnxruntime": "1.27.0", "opencv-python": "4.8.1.78"}
    assert told(packages, MAC) == [("onnxruntime==1.28.0", "onnxruntime 1.27.0")]


def test_another_package_that_brings_the_same_module_will_do() -> None:
    assert told({"numpy": "1.23.5", "onnxruntime": "1.20.0", "opencv-python-headless": "4.9.0.80"}) == []


def test_what_the_engine_does_not_need_may_be_of_any_version_or_missing() -> None:
    whole = {"numpy": "1.23.5", "onnxruntime-gpu": "1.26.0", "opencv-python": "4.8.1.78"}
    assert told({**whole, "pyside6": "5.0"}) == []


def test_two_runtimes_are_one_too_many() -> None:
    assert doubled_runtimes({"onnxruntime": "1", "onnxruntime-gpu": "1", "onnxruntime-ep-webgpu": "1"}) == [
        "onnxruntime",
        "onnxruntime-gpu",
    ]
    assert doubled_runtimes({"onnxruntime": "1", "onnxruntime-ep-webgpu": "1", "numpy": "2"}) == []


def test_lines_are_read_with_what_they_include(tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text("tqdm>=4\n-r requirements.txt\n", "utf-8")
    file = tmp_path / "requirements.txt"
    file.write_text("# pins\nnumpy==1 \\\n  ; python_version > '3'\n\n-r more.txt\n-e ./here\ncv2 # window\n", "utf-8")
    lines = list(requirement_lines(file))
    assert lines[:2] == ["numpy==1    ; python_version > '3'", "tqdm>=4"]
    assert lines[-2:] == ["-e ./here", "cv2"]
    assert {one.name for one in requirements(lines)} == {"numpy", "tqdm", "cv2"}
    with pytest.raises(OSError, match="none"):
        list(requirement_lines(tmp_path / "none.txt"))


def test_files_that_include_each_other_are_each_read_once(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "requirements.txt").write_text("-r sub/more.txt\n" * 30 + "numpy\n", "utf-8")
    (tmp_path / "sub" / "more.txt").write_text("--requirement=../requirements.txt\n" * 30 + "tqdm\n", "utf-8")
    assert list(requirement_lines(tmp_path / "requirements.txt")) == ["tqdm", "numpy"]


def test_a_file_as_powershell_writes_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("numpy==1.23.5\n", "utf-16")
    assert list(requirement_lines(tmp_path / "requirements.txt")) == ["numpy==1.23.5"]


@pytest.mark.parametrize("name", ["a\0b", "a" * 300, "pipe", "."])
def test_what_can_not_be_read_is_refused_and_not_waited_for(tmp_path: Path, name: str) -> None:
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
    (tmp_path / "requirements.txt").write_text(f"-r {name}\n", "utf-8")
    with pytest.raises(OSError, match=r".+"):
        list(requirement_lines(tmp_path / "requirements.txt"))


@pytest.mark.parametrize("marker", ["sys_platform ~= 'linux'", "python_version < 'x'", "'x' in dependency_groups"])
def test_a_marker_that_makes_no_sense_is_nobodys(marker: str) -> None:
    assert clashes(requirements([f"numpy==1; {marker}"]), spec(), {}, LINUX) == []
