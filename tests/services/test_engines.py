"""Engines are found and checked without importing them; whatever is broken in one is told and harms no other."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.base.errors import EngineFailure, SettingsError
from app.base.paths import Paths
from app.services.engines import EngineEntry, Manifest, check_options, discover, load, sound_options, usable
from engines.api import EngineContext, OptionValue

OPTIONS: list[dict[str, Any]] = [
    {"key": "opacity", "type": "float", "default": 1, "min": 0, "max": 1, "step": 0.05, "label": "Opacity"},
    {"key": "count", "type": "int", "default": 2, "min": 1, "max": 9, "label": "Count"},
    {"key": "mouth", "type": "bool", "default": True, "label": "Keep mouth"},
    {"key": "which", "type": "choice", "default": "all", "choices": ["all", "largest"], "label": "Face"},
]
GOOD_CODE = """
class Good:
    provider = "CPUExecutionProvider"
    def __init__(self, context):
        context.report(1.0, "done")
        self.options = context.options
"""


def write_engine(root: Path, home_name: str, code: str = GOOD_CODE, **changes: Any) -> Path:
    home = root / home_name
    home.mkdir(parents=True)
    manifest: dict[str, Any] = {
        "api": 1, "id": home_name, "name": home_name.title(), "version": "1.0", "factory": "engine:Good",
        "providers": ["CPUExecutionProvider"], "requires": ["numpy"], "models": [], "options": OPTIONS,
        "licence": "GPL-3.0-or-later", "description": "For a test",
    }  # fmt: skip
    manifest |= changes
    manifest = {key: value for key, value in manifest.items() if value is not None}
    (home / "engine.json").write_text(json.dumps(manifest), "utf-8")
    (home / "engine.py").write_text(code, "utf-8")
    return home


def context(told: list[tuple[float, str]] | None = None) -> EngineContext:
    told = [] if told is None else told
    return EngineContext(
        models=Path(),
        cache=Path(),
        providers=("CPUExecutionProvider",),
        threads=1,
        options={"opacity": 0.5},
        report=lambda part, text: told.append((part, text)),
        buffer=lambda shape: np.zeros(shape, np.uint8),
    )


def manifest_of(entry: EngineEntry) -> Manifest:
    assert entry.manifest is not None, entry.error
    return entry.manifest


def test_a_good_engine_is_found_without_being_imported_and_loads(tmp_path: Path) -> None:
    write_engine(tmp_path, "good", code=GOOD_CODE + "import sys\nsys.understudy_was_imported = True\n")
    (entry,) = discover([tmp_path, tmp_path / "not there"])
    assert not hasattr(sys, "understudy_was_imported")
    told: list[tuple[float, str]] = []
    engine = load(manifest_of(entry), context(told))
    assert hasattr(sys, "understudy_was_imported")
    del sys.understudy_was_imported
    assert engine.provider == "CPUExecutionProvider"
    assert told == [(1.0, "done")]


@pytest.mark.parametrize("people", [None, [], ["known"], ["known", "unknown"]])
def test_what_an_engine_needs_to_tell_people_apart_is_in_its_catalogue(
    tmp_path: Path, people: list[str] | None
) -> None:
    known = {"id": "known", "file": "known.onnx", "kind": "recogniser", "vendor": "Tests", "name": "Known",
             "licence": "Unknown"}  # fmt: skip
    write_engine(tmp_path, "good", catalogue=[known], people=people)
    (entry,) = discover([tmp_path])
    if people is not None and "unknown" in people:
        assert entry.error is not None
        assert "unknown" in entry.error.text
    else:
        assert manifest_of(entry).people == (None if people is None else tuple(people))


LATE_CODE = """
class Good:
    def __init__(self, context): ...
    @property
    def provider(self):
        from . import part  # late, when another engine was loaded meanwhile
        return part.NAME
"""


def test_two_user_engines_with_modules_of_the_same_names_do_not_meet(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (write_engine(tmp_path, name, code=LATE_CODE) / "part.py").write_text(f"NAME = {name!r}", "utf-8")
    engines = [load(manifest_of(entry), context()) for entry in discover([tmp_path])]
    assert [engine.provider for engine in engines] == ["one", "two"]


Break = Callable[[Path], object]


def broken_json(root: Path) -> None:
    (write_engine(root, "bad") / "engine.json").write_text('{"api": 1,', "utf-8")


def broken_bytes(root: Path) -> None:
    (write_engine(root, "bad") / "engine.json").write_bytes(b"\xff\xfe{")


def not_an_object(root: Path) -> None:
    (write_engine(root, "bad") / "engine.json").write_text("[]", "utf-8")


def option(**changes: object) -> Break:
    return lambda root: write_engine(root, "bad", options=[{**OPTIONS[0], **changes}])


@pytest.mark.parametrize(
    ("make", "code", "words"),
    [
        (broken_json, "engine.manifest", "can not be read"),
        (broken_bytes, "engine.manifest", "can not be read"),
        (not_an_object, "engine.manifest", "object"),
        (lambda root: write_engine(root, "bad", api=2), "engine.api_version", "version 2"),
        (lambda root: write_engine(root, "bad", api=None), "engine.api_version", "version None"),
        (lambda root: write_engine(root, "bad", id="good"), "engine.duplicate", "id good is taken"),
        (lambda root: write_engine(root, "bad", factory=None), "engine.manifest", "factory: field required"),
        (lambda root: write_engine(root, "bad", factory="engine"), "engine.manifest", "factory"),
        (lambda root: write_engine(root, "bad", factory="nowhere:Good"), "engine.factory", "is not there"),
        (lambda root: write_engine(root, "bad", factory="engines.mesh:X"), "engine.factory", "another engine"),
        (lambda root: write_engine(root, "bad", folder="/"), "engine.manifest", "object"),
        (lambda root: write_engine(root, "bad", surprise=1), "engine.manifest", "surprise"),
        (lambda root: write_engine(root, "bad", providers=[]), "engine.manifest", "providers"),
        (lambda root: write_engine(root, "bad", requires=["no_such_module"]), "engine.requires", "no_such_module"),
        (lambda root: write_engine(root, "bad", options=OPTIONS[:1] * 2), "engine.manifest", "twice"),
        (option(default=2), "engine.manifest", "options.0: the default is not a number from 0 to 1"),
        (option(max=None), "engine.manifest", "min and max"),
        (option(min=1.0), "engine.manifest", "min below max"),
        (option(type="choice", default="a", min=None, max=None, step=None), "engine.manifest", "choices"),
        (option(type="bool", default=True), "engine.manifest", "only a number"),
        (option(type="text"), "engine.manifest", "options.0.type"),
    ],
)
def test_a_broken_manifest_is_an_entry_with_an_error_and_the_others_still_load(
    tmp_path: Path, make: Break, code: str, words: str
) -> None:
    write_engine(tmp_path / "shipped", "good")
    make(tmp_path / "user")
    entries = {entry.folder.name: entry for entry in discover([tmp_path / "shipped", tmp_path / "user"])}
    error = entries["bad"].error
    assert error is not None
    assert entries["bad"].manifest is None
    assert error.code == code
    assert words in error.text
    assert str(tmp_path / "user" / "bad") in error.text
    assert load(manifest_of(entries["good"]), context()).provider == "CPUExecutionProvider"


def test_a_broken_engine_is_refused_with_all_that_its_message_needs(tmp_path: Path) -> None:
    write_engine(tmp_path, "bad", api=2)
    entries = discover([tmp_path])
    assert entries[0].error is not None
    with pytest.raises(EngineFailure) as caught:
        usable(entries, "bad")
    assert caught.value.message == entries[0].error
    with pytest.raises(EngineFailure, match="bad"):
        usable(entries, "none_such")


def test_the_ids_of_entries_are_unique_even_when_a_broken_folder_has_the_name_of_a_good_one(tmp_path: Path) -> None:
    write_engine(tmp_path / "a", "good", api=99)
    write_engine(tmp_path / "b", "good")
    entries = {entry.id: entry for entry in discover([tmp_path / "a", tmp_path / "b"])}
    assert len(entries) == 2
    assert entries["good"].manifest is not None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import a_module_that_is_not_there\n", "a_module_that_is_not_there"),
        ("class Other: ...\n", "Good"),
        ("class Good\n", "SyntaxError"),
        ("class Good:\n    def __init__(self, c):\n        raise RuntimeError('out of luck')\n", "out of luck"),
    ],
)
def test_a_factory_that_fails_is_told_with_its_reason(tmp_path: Path, code: str, words: str) -> None:
    write_engine(tmp_path, "bad", code=code)
    write_engine(tmp_path, "good")
    bad, good = discover([tmp_path])
    with pytest.raises(EngineFailure, match=words) as caught:
        load(manifest_of(bad), context())
    assert caught.value.message.code == "engine.not_loaded"
    load(manifest_of(good), context())


def test_an_engine_s_own_sentence_reaches_the_user(tmp_path: Path) -> None:
    raising = "from engines.api import EngineError\ndef Good(c):\n    raise EngineError('No model.', 'Fetch it.')\n"
    write_engine(tmp_path, "bad", code=raising)
    with pytest.raises(EngineFailure) as caught:
        load(manifest_of(discover([tmp_path])[0]), context())
    assert (caught.value.message.text, caught.value.message.hint) == ("No model.", "Fetch it.")


def test_options_are_filled_and_checked_in_words(tmp_path: Path) -> None:
    write_engine(tmp_path, "good")
    manifest = manifest_of(discover([tmp_path])[0])
    assert check_options(manifest, {"count": 9}) == {"opacity": 1.0, "count": 9, "mouth": True, "which": "all"}
    assert isinstance(check_options(manifest, {})["opacity"], float)
    wrong: list[tuple[dict[str, OptionValue], str]] = [
        ({"opacity": 1.01}, "a number from 0 to 1"),
        ({"opacity": float("nan")}, "a number from 0 to 1"),
        ({"opacity": True}, "a number from 0 to 1"),
        ({"count": 1.5}, "a whole number from 1 to 9"),
        ({"mouth": 1}, "true or false"),
        ({"which": "none"}, "one of all, largest"),
        ({"nose": 1}, "no option nose"),
    ]
    for bad, words in wrong:
        with pytest.raises(SettingsError, match=words):
            check_options(manifest, bad)


def test_a_stored_option_that_no_longer_fits_is_left_out_and_told(tmp_path: Path) -> None:
    write_engine(tmp_path, "good")
    manifest = manifest_of(discover([tmp_path])[0])
    options, problems = sound_options(manifest, {"opacity": 0.25, "count": 99, "gone": 1})
    assert options == {"opacity": 0.25, "count": 2, "mouth": True, "which": "all"}
    assert [problem.params["option"] for problem in problems] == ["count", "gone"]


def test_every_engine_that_ships_is_sound() -> None:
    entries = discover([Paths.find({}).engines])
    assert [entry.error for entry in entries if entry.error] == []


@pytest.mark.parametrize(
    ("trade", "reason"),
    [
        ({"what": "pixel_boost", "option": "nothing", "values": [1]}, "does not have"),
        ({"what": "pixel_boost", "option": "strength", "values": [0.5, 9.0]}, "does not have"),
        ({"what": "pixel_boost", "option": "strength", "values": [0.5, 0.5]}, "rise, or fall"),
        ({"what": "pixel_boost", "option": "strength", "values": [0.5, 0.2, 0.3]}, "rise, or fall"),
        ({"what": "pixel_boost", "option": "strength", "values": []}, "trades"),
        ({"what": "pixel_boost", "option": "strength", "values": [True]}, "rise, or fall"),
        ({"what": "pixel_boost", "values": [0.5]}, "has one"),
        ({"what": "processing_size", "option": "strength", "values": [0.5]}, "has one"),
        ({"what": "processing_size", "values": [0.5, 0.75]}, "sizes fall"),
        ({"what": "processing_size", "values": [1.0]}, "sizes fall"),
        ({"what": "processing_size", "values": [0.5], "unless": {"strength": "none"}}, "does not have"),
        ({"what": "the sound", "values": [0.5]}, "trades"),
    ],
)
def test_what_can_not_be_traded_so_is_told(tmp_path: Path, trade: dict[str, Any], reason: str) -> None:
    option = {"key": "strength", "type": "float", "default": 1.0, "min": 0.0, "max": 1.0, "step": 0.1, "label": "S"}
    write_engine(tmp_path, "good", options=[option], trades=[trade])
    (entry,) = discover([tmp_path])
    assert entry.error is not None
    assert reason in entry.error.text


def test_the_same_is_not_traded_twice(tmp_path: Path) -> None:
    size = {"what": "processing_size", "values": [0.5]}
    write_engine(tmp_path, "good", trades=[size, size])
    (entry,) = discover([tmp_path])
    assert entry.error is not None
    assert "twice" in entry.error.text
