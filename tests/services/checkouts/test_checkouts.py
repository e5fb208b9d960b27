"""What can be wrong with a program is one sentence each, and an engine is handed only what is right."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import EngineFailure, ModelError, UsageError
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.checkouts.look import State
from app.services.checkouts.service import Checkouts
from tests.services.checkouts.environments import make_environment
from tests.services.checkouts.kit import (
    COMMIT,
    ENGINE,
    MODEL_BYTES,
    checkouts_of,
    found_engines,
    make_program,
    own_paths,
    store_of,
    write_engine,
)

MODEL = {"path": "models/puppet.onnx", "alternatives": ["models/puppet_fp16.onnx"], "catalogue": "puppet"}
ENTRY = {
    "id": "puppet", "file": "puppet.onnx", "kind": "swapper", "vendor": "Tests", "name": "Puppet", "licence": "MIT",
    "size": len(MODEL_BYTES), "sha256": hashlib.sha256(MODEL_BYTES).hexdigest(),
}  # fmt: skip


class Desk:
    """A user with a program, which is whole: what is wrong with it is made so by each test."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        self.paths: Paths = own_paths()
        self.store: SettingsStore = store_of(self.paths)
        write_engine(folder / "engines", models=[MODEL], manifest_catalogue=[ENTRY], **changes)
        self.engines = found_engines(folder / "engines")
        self.program = make_program(folder / "src" / "Puppet-Show", requirements="numpy==1.23.5\nPySide6\n")
        self.python = make_environment(self.program / ".venv", {"numpy": "1.23.5"})
        self.model = self.program / "models" / "puppet.onnx"
        self.model.parent.mkdir()
        self.model.write_bytes(MODEL_BYTES)
        self.checkouts: Checkouts = checkouts_of(
            self.paths, self.store, self.engines, folder / "src", home=folder / "me"
        )

    def choose(self) -> Desk:
        self.checkouts.use(ENGINE, self.program)
        self.checkouts.agree(ENGINE)
        return self

    def look(self) -> State:
        return self.checkouts.look(ENGINE, thorough=True)

    def wrong(self) -> dict[str, str]:
        """What is not well, by its code: sentence and hint."""
        return {one.message.code: str(one.message) for one in self.look().findings if one.mark in ("fail", "warn")}


@pytest.fixture
def desk(tmp_path: Path) -> Callable[..., Desk]:
    return lambda **changes: Desk(tmp_path, **changes)


def test_a_program_that_is_whole_has_nothing_wrong(desk: Callable[..., Desk]) -> None:
    state = desk().choose().look()
    assert state.failure is None
    assert [(one.part, one.mark) for one in state.findings] == [
        (part, "ok") for part in ("program", "version", "python", "packages", "pins", "models", "licence")
    ]
    assert state.interpreter is not None
    assert (state.version.commit, state.interpreter.origin) == (COMMIT, "folder")


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no interpreter there")
def test_of_a_program_that_was_only_found_nothing_is_run_before_it_is_chosen(desk: Callable[..., Desk]) -> None:
    one = desk()
    ran = one.program / "ran"
    one.python.unlink()
    one.python.write_text(f"#!/bin/sh\ntouch {ran}\n", "utf-8")
    one.python.chmod(0o755)
    state = one.look()
    assert (state.folder, state.chosen, state.interpreter) == (one.program, False, None)
    assert state.failure is not None
    assert state.failure.code == "checkout.only_found"
    assert str(one.program) in state.failure.text
    assert not ran.exists()
    one.choose()
    assert one.look().failure is not None
    assert ran.exists()


def test_where_the_program_is_not(desk: Callable[..., Desk], tmp_path: Path) -> None:
    one = desk()
    one.program.rename(tmp_path / "moved")
    assert "was not found" in one.wrong()["checkout.not_found"]
    one.store.set("checkouts.folders", {ENGINE: str(one.program)})
    assert str(one.program) in one.wrong()["checkout.no_folder"]
    one.program.mkdir()
    assert "modules/swapper.py" in one.wrong()["checkout.not_it"]


def test_a_folder_is_kept_only_where_it_is_the_programs(desk: Callable[..., Desk], tmp_path: Path) -> None:
    one = desk()
    with pytest.raises(EngineFailure, match="no folder of Puppet Show"):
        one.checkouts.use(ENGINE, tmp_path / "engines")
    with pytest.raises(EngineFailure, match="is not there"):
        one.checkouts.use(ENGINE, tmp_path / "none")
    assert one.checkouts.use(ENGINE, one.program / "modules") == one.program
    assert one.store.current.checkouts.folders == {ENGINE: str(one.program)}
    with pytest.raises(UsageError, match="no engine mesh"):
        one.checkouts.use("mesh", one.program)


def test_a_wrong_python_is_told_with_the_right_one(desk: Callable[..., Desk]) -> None:
    one = desk(python=">=3.6,<3.7").choose()
    told = one.wrong()["checkout.python_wrong"]
    assert ">=3.6,<3.7" in told.replace("<3.7,>=3.6", ">=3.6,<3.7")
    assert "checkouts environment puppet" in told


def test_no_python_and_a_chosen_one_that_is_gone_are_told(desk: Callable[..., Desk], tmp_path: Path) -> None:
    one = desk().choose()
    other = make_environment(tmp_path / "other", {"numpy": "1.23.5"})
    (one.program / ".venv").rename(tmp_path / "away")
    assert "no environment" in one.wrong()["checkout.no_python"]
    one.checkouts.use_python(ENGINE, tmp_path / "other")
    interpreter = one.look().interpreter
    assert interpreter is not None
    assert (interpreter.path, interpreter.origin) == (other, "setting")
    other.unlink()
    assert str(tmp_path / "other") in one.wrong()["checkout.python_gone"]
    with pytest.raises(EngineFailure, match="There is no Python"):
        one.checkouts.use_python(ENGINE, tmp_path / "other")
    one.checkouts.use_python(ENGINE, None)
    assert one.store.current.checkouts.pythons == {}


def test_a_missing_package_is_told_by_its_name(desk: Callable[..., Desk]) -> None:
    one = desk(packages=["json", "puppet_strings"]).choose()
    told = one.wrong()["checkout.packages_missing"]
    assert "puppet_strings" in told
    assert str(one.python) in told


def test_pins_that_are_not_kept_are_told_and_do_not_stop(desk: Callable[..., Desk]) -> None:
    one = desk().choose()
    (one.program / "requirements.txt").write_text("numpy==2.0\nstrings>=1\n", "utf-8")
    told = one.wrong()
    assert list(told) == ["checkout.pins_broken"]
    assert "numpy==2.0 (numpy 1.23.5), strings>=1 (not installed)" in told["checkout.pins_broken"]
    assert one.look().failure is None


def test_two_runtimes_are_told(desk: Callable[..., Desk]) -> None:
    one = desk().choose()
    (one.program / ".venv").rename(one.program / "old")
    make_environment(one.program / "venv", {"numpy": "1.23.5", "onnxruntime": "1.2", "onnxruntime-gpu": "1.2"})
    assert "onnxruntime, onnxruntime-gpu" in one.wrong()["checkout.packages_doubled"]


def test_a_missing_model_is_told_with_file_and_folder_and_offered_where_it_is_here(desk: Callable[..., Desk]) -> None:
    one = desk().choose()
    one.model.unlink()
    told = one.wrong()["checkout.model_fetchable"]
    assert "puppet.onnx" in told
    assert str(one.model.parent) in told
    with pytest.raises(ModelError):
        one.checkouts.put(ENGINE, "models/puppet.onnx")
    one.paths.user_models.mkdir()
    own = one.paths.user_models / "puppet.onnx"
    own.write_bytes(MODEL_BYTES)
    assert "checkouts put puppet models/puppet.onnx" in one.wrong()["checkout.model_offered"]
    assert not one.model.exists()
    assert one.checkouts.put(ENGINE, "models/puppet.onnx") == one.model
    assert one.model.read_bytes() == MODEL_BYTES
    assert not one.model.samefile(own)
    assert one.look().failure is None
    one.model.unlink()
    one.checkouts.put(ENGINE, "models/puppet.onnx", link=True)
    assert one.model.samefile(own)
    assert [path.name for path in one.model.parent.iterdir()] == ["puppet.onnx"]


def test_a_program_that_wants_check_sums_beside_its_models_gets_one_with_each(desk: Callable[..., Desk]) -> None:
    one = desk(sums=".hash").choose()
    sums = one.model.with_suffix(".hash")
    one.paths.user_models.mkdir()
    (one.paths.user_models / "puppet.onnx").write_bytes(MODEL_BYTES)
    one.model.write_bytes(b"mine")
    with pytest.raises(EngineFailure, match="is there already"):
        one.checkouts.put(ENGINE, "models/puppet.onnx")
    assert not sums.exists()  # it would be the sum of another file
    one.model.unlink()
    sums.write_text("00000000", "ascii")  # of a model that is gone
    one.checkouts.put(ENGINE, "models/puppet.onnx")
    assert one.model.read_bytes() == MODEL_BYTES
    assert sums.read_text("ascii") == f"{zlib.crc32(MODEL_BYTES):08x}"


def test_a_damaged_model_of_ours_is_not_offered(desk: Callable[..., Desk]) -> None:
    one = desk().choose()
    one.model.unlink()
    one.paths.user_models.mkdir()
    (one.paths.user_models / "puppet.onnx").write_bytes(MODEL_BYTES[:-900])
    assert "checkout.model_fetchable" in one.wrong()


@pytest.mark.skipif(sys.platform == "win32", reason="what may be written is decided otherwise there")
def test_a_place_that_can_not_be_written_is_told_and_nothing_is_left(desk: Callable[..., Desk]) -> None:
    one = desk().choose()
    one.paths.user_models.mkdir()
    (one.paths.user_models / "puppet.onnx").write_bytes(MODEL_BYTES)
    one.model.unlink()
    one.model.parent.rmdir()
    one.model.parent.write_text("a file where the folder would be", "utf-8")
    with pytest.raises(EngineFailure, match="can not be put into"):
        one.checkouts.put(ENGINE, "models/puppet.onnx")


def test_several_models_that_nobody_here_knows_are_one_sentence(desk: Callable[..., Desk], tmp_path: Path) -> None:
    one = desk().choose()
    models = [{"path": path} for path in ("a/one.onnx", "a/two.onnx", "b/three.onnx", "~/four.onnx")]
    write_engine(tmp_path / "second", models=models)
    checkouts = checkouts_of(one.paths, one.store, found_engines(tmp_path / "second"), home=tmp_path / "me")
    told = [found.message for found in checkouts.look(ENGINE).of("models")]
    assert [message.code for message in told] == ["checkout.no_models", "checkout.no_model", "checkout.no_model"]
    assert f"{one.program / 'a'} for one.onnx, two.onnx" in told[0].text
    assert str(tmp_path / "me") in told[2].text


def test_a_model_is_never_put_over_another_file(desk: Callable[..., Desk]) -> None:
    one = desk().choose()
    one.paths.user_models.mkdir()
    (one.paths.user_models / "puppet.onnx").write_bytes(MODEL_BYTES)
    one.model.write_bytes(b"mine")
    with pytest.raises(EngineFailure, match="is there already"):
        one.checkouts.put(ENGINE, "models/puppet.onnx")
    assert one.model.read_bytes() == b"mine"
    with pytest.raises(UsageError, match="no model other"):
        one.checkouts.put(ENGINE, "other")


def test_one_of_the_alternatives_is_enough(desk: Callable[..., Desk]) -> None:
    one = desk().choose()
    one.model.rename(one.model.with_name("puppet_fp16.onnx"))
    assert one.look().failure is None


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [
        (b"<!DOCTYPE html><html>" + b" " * 2000, "models.html", "web page"),
        (MODEL_BYTES[:-900], "models.truncated", "cut off"),
        (MODEL_BYTES[:-1] + b"\x12", "checkout.not_whole", "SHA-256"),
    ],
)
def test_a_damaged_model_is_told_with_file_and_folder(
    desk: Callable[..., Desk], content: bytes, code: str, word: str
) -> None:
    one = desk().choose()
    assert one.look().failure is None
    one.model.write_bytes(content)
    told = one.wrong()[code]
    assert word in told
    assert str(one.model) in told


def test_a_whole_model_of_another_size_than_the_known_one_is_told_and_taken(
    desk: Callable[..., Desk], tmp_path: Path
) -> None:
    one = desk().choose()
    pinned = {"path": MODEL["path"], "size": len(MODEL_BYTES) + 1, "sha256": ENTRY["sha256"]}
    write_engine(tmp_path / "second", models=[pinned])
    state = checkouts_of(one.paths, one.store, found_engines(tmp_path / "second")).look(ENGINE, thorough=True)
    (told,) = state.of("models")
    assert (told.mark, told.message.code) == ("warn", "checkout.other_model")
    assert f"{len(MODEL_BYTES)} bytes" in told.message.text
    assert state.failure is None


def test_a_model_of_the_known_size_with_another_sum_is_damaged(desk: Callable[..., Desk], tmp_path: Path) -> None:
    one = desk().choose()
    pinned = {"path": MODEL["path"], "size": len(MODEL_BYTES), "sha256": "0" * 64}
    write_engine(tmp_path / "second", models=[pinned])
    checkouts = checkouts_of(one.paths, one.store, found_engines(tmp_path / "second"))
    failure = checkouts.look(ENGINE, thorough=True).failure
    assert failure is not None
    assert failure.code == "checkout.not_whole"
    assert str(one.model) in failure.text


def test_a_model_is_asked_for_only_with_the_options_that_need_it(desk: Callable[..., Desk], tmp_path: Path) -> None:
    one = desk().choose()
    assert one.checkouts.look(ENGINE, {"sharp": True}).failure is None
    write_engine(tmp_path / "second", models=[{**MODEL, "when": {"sharp": [True]}}], manifest_catalogue=[ENTRY])
    checkouts = checkouts_of(one.paths, one.store, found_engines(tmp_path / "second"))
    one.model.unlink()
    assert checkouts.look(ENGINE, {"sharp": False}).failure is None
    failure = checkouts.look(ENGINE, {"sharp": True}).failure
    assert failure is not None
    assert failure.code == "checkout.model_fetchable"


def test_the_licence_is_shown_and_agreed_to_before_the_first_use(desk: Callable[..., Desk]) -> None:
    one = desk()
    one.checkouts.use(ENGINE, one.program)
    assert "AGPL-3.0" in one.wrong()["checkout.licence_open"]
    assert one.checkouts.licence(ENGINE) == "Share what you change."
    one.checkouts.agree(ENGINE)
    state = one.look()
    assert state.agreed
    assert state.failure is None
    again = checkouts_of(one.paths, store_of(one.paths), one.engines)
    assert again.look(ENGINE).agreed


def test_another_licence_has_to_be_agreed_to_anew(desk: Callable[..., Desk], tmp_path: Path) -> None:
    one = desk().choose()
    write_engine(tmp_path / "later", licence="Another-1.0")
    later = checkouts_of(one.paths, one.store, found_engines(tmp_path / "later"))
    assert not later.look(ENGINE).agreed


def test_a_program_within_the_kept_folder_or_above_it_is_not_run(desk: Callable[..., Desk], tmp_path: Path) -> None:
    one = desk().choose()
    one.program.rename(tmp_path / "aside")
    one.program.mkdir()
    (tmp_path / "aside").rename(one.program / "Puppet-Show-2")
    state = one.look()
    assert (state.interpreter, "checkout.not_it" in one.wrong()) == (None, True)
    with pytest.raises(EngineFailure, match="no folder of Puppet Show"):
        one.checkouts.put(ENGINE, "models/puppet.onnx")


def test_a_part_of_a_path_in_the_settings_is_not_looked_for_where_we_happen_to_run(
    desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = desk().choose()
    monkeypatch.chdir(one.program.parent)
    one.store.set("checkouts.pythons", {ENGINE: "Puppet-Show/.venv"})
    assert list(one.wrong()) == ["checkout.python_gone"]
    one.store.set("checkouts.folders", {ENGINE: "Puppet-Show"})
    assert list(one.wrong()) == ["checkout.no_folder"]


def test_a_home_of_nobody_is_refused_in_words(desk: Callable[..., Desk]) -> None:
    one = desk()
    with pytest.raises(EngineFailure, match="is not there"):
        one.checkouts.use(ENGINE, Path("~nobody-of-this-name/Puppet-Show"))
    with pytest.raises(EngineFailure, match="There is no Python in"):
        one.checkouts.use_python(ENGINE, Path("~nobody-of-this-name/env"))


@pytest.mark.skipif(sys.platform == "win32", reason="such a name is none there")
def test_the_name_of_a_folder_does_nothing_at_the_command_line(desk: Callable[..., Desk]) -> None:
    one = desk()
    one.program = one.program.rename(one.program.with_name("Puppet-Show $(touch gone) `id`"))
    hint = one.wrong()["checkout.only_found"].rsplit("checkouts use ", 1)[1]
    assert hint.endswith(f"'{one.program}'")


def test_a_python_too_old_to_answer_in_full_is_the_wrong_one(desk: Callable[..., Desk]) -> None:
    one = desk(python=">=3.99").choose()
    (site,) = one.python.parent.parent.rglob("site-packages")
    (site / "old.pth").write_text("import sys; sys.modules['importlib.metadata'] = None\n", "utf-8")
    assert f"is {platform.python_version()}" in one.wrong()["checkout.python_wrong"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes there")
def test_a_licence_that_is_a_pipe_is_not_waited_for(desk: Callable[..., Desk]) -> None:
    one = desk().choose()
    (one.program / "LICENSE").unlink()
    os.mkfifo(one.program / "LICENSE")
    assert one.checkouts.licence(ENGINE) == ""


def test_what_another_window_chose_for_its_program_stays(desk: Callable[..., Desk]) -> None:
    one = desk().choose()
    other = store_of(one.paths)
    other.set_entry("checkouts.folders", "other", "/other/program")
    other.set_entry("checkouts.pythons", "other", "/other/python")
    one.checkouts.use(ENGINE, one.program)
    one.checkouts.use_python(ENGINE, one.python)
    now = one.store.current.checkouts
    assert now.folders == {"other": "/other/program", ENGINE: str(one.program)}
    assert now.pythons == {"other": "/other/python", ENGINE: str(one.python)}
    one.checkouts.use_python(ENGINE, None)
    assert one.store.current.checkouts.pythons == {"other": "/other/python"}


def test_what_it_printed_last_is_shown(desk: Callable[..., Desk]) -> None:
    one = desk().choose()
    log = one.paths.user_cache / "engines" / ENGINE / "child.log"
    log.parent.mkdir(parents=True)
    bar = b"loading:   0%\rloading: 100%\r\n"
    log.write_bytes(b"long ago\n" * 5000 + bar + b"\n\x1b[31mno such model: fair\xff\x1b[0m\n")
    (said,) = one.look().of("printed")
    assert said.mark == "info"
    assert said.message.text.endswith("long ago / loading: 100% / no such model: fair\ufffd")
    assert str(log) in said.message.text
    log.write_bytes(b"\n")
    assert one.look().of("printed") == ()
