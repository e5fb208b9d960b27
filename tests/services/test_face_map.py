"""The face map through the session and the command line: who is shown what, and what is said when it can not be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.__main__ import main
from app.base.errors import EngineFailure, InputError
from app.base.sections import MappedFace
from app.bootstrap import build_core, close_core, open_settings
from app.services.core import Core
from app.services.session_state import SessionRequest, SessionState, source_request
from engines.neural.contracts import RECOGNISER, SWAPPERS
from tests.engines.neural.stand_ins import colour, hues
from tests.engines.neural.test_contracts import photo
from tests.engines.neural.test_people import blue
from tests.services.test_session import Watch


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Models, a wall, and two people: hopper in warm and in cold colours."""
    monkeypatch.setenv("UNDERSTUDY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("UNDERSTUDY_MODELS__FOLDERS", str(tmp_path))
    colour(tmp_path / "inswapper_128.onnx", SWAPPERS["inswapper_128"])
    hues(tmp_path / RECOGNISER)
    cv2.imwrite(str(tmp_path / "warm.png"), photo("hopper"))
    cv2.imwrite(str(tmp_path / "cold.png"), blue(photo("hopper")))
    cv2.imwrite(str(tmp_path / "wall.png"), np.full((200, 200, 3), 128, np.uint8))
    return tmp_path


@pytest.fixture
def core(folder: Path) -> Iterator[Core]:
    built = build_core(*open_settings())
    yield built
    close_core(built)


def request(core: Core, folder: Path, who: str, engine: str = "neural", limit: int | None = 4) -> SessionRequest:
    """Warm is in front of the camera; `who` is in the map."""
    source = source_request(core.settings.current, spec=str(folder / "warm.png"), pace="fast")
    people = (MappedFace(who=(str(folder / who),), face=("demo:monalisa",)),)
    return SessionRequest(source, ("demo:astronaut",), engine, {}, consent=False, frame_limit=limit, face_map=people)


def test_only_who_is_in_the_map_is_swapped(core: Core, folder: Path) -> None:
    for who, swapped, covered in (("warm.png", 4, 0), ("cold.png", 0, 4)):
        core.session.start(request(core, folder, who))
        assert core.session.wait(60)
        status = core.session.status
        assert status.state is SessionState.IDLE, status.message
        assert (status.swapped, status.covered) == (swapped, covered)


def test_the_map_is_changed_while_it_runs_and_a_bad_one_changes_nothing(core: Core, folder: Path) -> None:
    watch = Watch(core)
    core.session.start(request(core, folder, "warm.png", limit=None))
    watch.until(SessionState.RUNNING)
    wall = MappedFace(who=(str(folder / "wall.png"),), face=("demo:monalisa",))
    with pytest.raises(EngineFailure, match=r"wall\.png") as caught:
        core.session.set_people([wall]).result(60)
    assert caught.value.message.code == "engine.no_face"
    assert caught.value.message.params["person"] == 0
    with pytest.raises(EngineFailure, match=r"wall\.png"):
        core.session.set_people([MappedFace(who=("demo:hopper",), face=(str(folder / "wall.png"),))]).result(60)
    good = MappedFace(who=("demo:hopper",), face=("demo:hopper",))
    gone = MappedFace(who=(str(folder / "gone.png"),), face=("demo:hopper",))
    with pytest.raises(InputError, match="gone") as missing:
        core.session.set_people([good, gone]).result(60)
    assert missing.value.message.params["person"] == 1
    several = MappedFace(who=(str(folder / "warm.png"), str(folder / "wall.png")), face=("demo:monalisa",))
    core.session.set_people([several]).result(60)
    assert [(message.code, message.params["name"]) for message in watch.told] == [
        ("photo.no_face", str(folder / "wall.png"))
    ]
    core.session.set_people([]).result(60)
    core.session.request_stop()
    assert core.session.wait(60)
    assert core.session.status.state is SessionState.IDLE
    assert core.session.status.covered == 0


def test_an_engine_that_can_not_tell_people_apart_says_so(core: Core, folder: Path) -> None:
    core.session.start(request(core, folder, "warm.png", engine="mesh"))
    assert core.session.wait(60)
    message = core.session.status.message
    assert message is not None
    assert message.code == "engine.no_map"
    assert "engine.face_map" in message.hint


def test_the_map_on_the_command_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["run", "--engine", "neural", "--source", str(folder / "warm.png"), "--face", "demo:astronaut",
             "--frames", "3", "--pace", "fast", "--report", str(folder / "report.json")]  # fmt: skip
    for who, swapped in (("warm.png", 3), ("cold.png", 0)):
        pair = f"{folder / who}=demo:monalisa"
        assert main([*words, "--map", pair]) == 0
        assert json.loads((folder / "report.json").read_text())["swapped"] == swapped
    cold, warm = (f"{folder / name}=demo:monalisa" for name in ("cold.png", "warm.png"))
    assert main([*words, "--map", cold, "--map", warm, "--map", f"{folder / 'warm.png'}=demo:hopper"]) == 0
    assert json.loads((folder / "report.json").read_text())["swapped"] == 3
    capsys.readouterr()
    assert main([*words, "--map", f"{folder / 'wall.png'}=demo:monalisa"]) == 6
    assert "wall.png: No face" in capsys.readouterr().err
    assert main([*words, "--map", "warm.png"]) == 2
    assert "WHO.jpg=FACE.jpg" in capsys.readouterr().err
    (folder / RECOGNISER).unlink()
    assert main([*words, "--map", warm]) == 6
    assert RECOGNISER in capsys.readouterr().err


def test_the_map_of_the_settings_counts_without_one_on_the_command_line(folder: Path) -> None:
    people = json.dumps([{"who": [str(folder / "cold.png")], "face": ["demo:monalisa"]}])
    assert main(["config", "set", "engine.face_map", people]) == 0
    words = ["run", "--engine", "neural", "--source", str(folder / "warm.png"), "--face", "demo:astronaut",
             "--frames", "3", "--pace", "fast", "--report", str(folder / "report.json")]  # fmt: skip
    assert main(words) == 0
    assert json.loads((folder / "report.json").read_text())["covered"] == 3
