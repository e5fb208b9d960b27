"""What is missing for a camera by PipeWire, each piece for real, and the words that it is told in."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import pyvirtualcam

from app.base.errors import OutputError
from app.pipeline import pipewire as module
from app.pipeline.pipewire_state import dumped, pipewire_state, remote
from app.pipeline.virtual_camera import CameraWish, open_camera
from tests.pipeline.pipewire_kit import Daemon, need_pipewire, opened, pipewire

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="PipeWire is only on Linux")


def refused(device: str | None = None) -> str:
    with pytest.raises(RuntimeError) as caught:
        opened((64, 48), name=device)
    return str(caught.value)


def test_all_is_there(daemon: Daemon) -> None:
    assert pipewire_state() is None


def test_no_gstreamer_tools(daemon: Daemon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    state = pipewire_state()
    assert state is not None
    assert state.code == "pipewire.no_tools"
    assert "gst-launch-1.0 is not installed" in state.text
    assert "sudo apt install" in state.hint
    assert str(state) in refused()


@pytest.mark.parametrize("element", ["rawvideoparse", "pipewiresink"])
def test_no_plug_in(daemon: Daemon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, element: str) -> None:
    (found,) = subprocess.run(
        ["gst-inspect-1.0", "rawvideoparse"], capture_output=True, text=True, check=True
    ).stdout.split("Filename")[1:]
    here = Path(found.split()[0])
    if element == "pipewiresink":  # the other one stays
        shutil.copy(here, tmp_path)
        shutil.copy(here.with_name("libgstcoreelements.so"), tmp_path)
    for name in ("GST_PLUGIN_SYSTEM_PATH_1_0", "GST_PLUGIN_SYSTEM_PATH"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("GST_REGISTRY", str(tmp_path / "registry"))
    state = pipewire_state()
    assert state is not None
    assert (state.code, state.params["element"]) == ("pipewire.no_element", element)
    assert element in state.text
    assert "gstreamer1.0-pipewire" in state.hint
    assert str(state) in refused()


def test_tools_that_do_not_start(daemon: Daemon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("gst-launch-1.0", "gst-inspect-1.0"):
        (tmp_path / name).write_text("#!/nowhere/at/all\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    state = pipewire_state()
    assert state is not None
    assert state.code == "pipewire.broken_tools"


def test_pipewire_does_not_run(daemon: Daemon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    state = pipewire_state()
    assert state is not None
    assert state.code == "pipewire.not_running"
    assert str(tmp_path) in state.text
    assert "wireplumber" in state.hint
    assert str(state) in refused()
    with socket.socket(socket.AF_UNIX) as gone:  # the socket of one that crashed
        gone.bind(str(tmp_path / "pipewire-0"))
    state = pipewire_state()
    assert state is not None
    assert state.code == "pipewire.not_running"


def test_no_session_at_all(daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_RUNTIME_DIR", "USERPROFILE"):
        monkeypatch.delenv(name, raising=False)
    state = pipewire_state()
    assert state is not None
    assert state.code == "pipewire.no_session"
    assert "XDG_RUNTIME_DIR" in state.text


def test_pipewire_of_somebody_else(daemon: Daemon) -> None:
    folder = daemon.folder / "theirs"
    folder.mkdir()
    code = "from app.pipeline.pipewire_state import pipewire_state as s; m = s(); print(m.code, '|', m.text)"
    words = [sys.executable, "-c", code]
    if os.geteuid() == 0:  # who may do everything: without that right, in a folder of another user
        os.chown(folder, 65534, 65534)
        rights = "-dac_override,-dac_read_search"
        words = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}", *words]
    folder.chmod(0o700 if os.geteuid() == 0 else 0)
    environment = {**daemon.environment, "XDG_RUNTIME_DIR": str(folder)}
    said = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert said.startswith("pipewire.denied | You have no permission")


def test_no_session_manager(monkeypatch: pytest.MonkeyPatch) -> None:
    with pipewire(manager=False) as own:
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(own.folder))
        state = pipewire_state()
        assert state is not None
        assert state.code == "pipewire.no_manager"
        assert "WirePlumber" in state.hint
        assert str(state) in refused()


@pytest.mark.parametrize("name", ["/dev/video10", "a b", "x" * 65, "a,media.class=Audio/Sink", 'a"', "…"])
def test_names_that_can_not_be(name: str) -> None:
    assert "can not be the name of a PipeWire camera" in refused(name)


def test_formats_that_are_not_taken() -> None:
    with pytest.raises(RuntimeError, match="only BGR and RGB"):
        pyvirtualcam.Camera(64, 48, 30, fmt=pyvirtualcam.PixelFormat.GRAY, backend=module.BACKEND)


def test_the_words_reach_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need_pipewire()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with pytest.raises(OutputError, match="PipeWire is not running") as caught:
        open_camera(CameraWish(64, 48, 30.0, module.BACKEND))
    assert caught.value.message.code == "pipewire.not_running"


def test_a_dump_that_was_overtaken_by_changes() -> None:
    assert [one["id"] for one in dumped('[{"id": 1}, {"id": 2}]\n[\n {"id": 2, "info": null}\n]\n')] == [1, 2, 2]
    assert dumped("") == []
    with pytest.raises(ValueError, match="Expecting value"):
        dumped("failed to connect")


@pytest.mark.parametrize(
    ("environment", "path"),
    [
        ({}, None),
        ({"XDG_RUNTIME_DIR": "/run/user/1000"}, "/run/user/1000/pipewire-0"),
        ({"XDG_RUNTIME_DIR": "/a", "PIPEWIRE_RUNTIME_DIR": "/b"}, "/b/pipewire-0"),
        ({"XDG_RUNTIME_DIR": "/a", "PIPEWIRE_REMOTE": "other"}, "/a/other"),
        ({"XDG_RUNTIME_DIR": "/a", "PIPEWIRE_REMOTE": "/c/d"}, "/c/d"),
        ({"USERPROFILE": "/u"}, "/u/pipewire-0"),
    ],
)
def test_where_the_socket_is(environment: dict[str, str], path: str | None) -> None:
    assert remote(environment) == (None if path is None else Path(path))
