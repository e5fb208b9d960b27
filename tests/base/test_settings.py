"""Settings: four sources in order, a user file that is never lost, and values that fit or are refused in words."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import tempfile
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.base.errors import SettingsError
from app.base.paths import Paths
from app.base.settings import Settings, SettingsStore

PROJECT = Paths.find({}).project_file
SHIPPED: dict[str, dict[str, Any]] = json.loads(PROJECT.read_text("utf-8"))


def store(user_file: Path, environ: dict[str, str] | None = None, **flags: str) -> SettingsStore:
    return SettingsStore(
        PROJECT, user_file, environ or {}, {key.replace("__", "."): text for key, text in flags.items()}
    )


def write(file: Path, tree: object) -> None:
    file.write_text(json.dumps(tree), "utf-8")


@pytest.fixture
def user_file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def test_the_shipped_values_are_what_the_program_has_without_any_change(user_file: Path) -> None:
    made = store(user_file)
    assert json.loads(made.current.model_dump_json()) == SHIPPED
    assert {row.origin for row in made.explain()} == {"project"}
    assert all(row.help for row in made.explain())
    assert not user_file.exists()


def test_the_order_is_project_user_environment_flags(user_file: Path) -> None:
    def look(environ: dict[str, str], **flags: str) -> tuple[int, str]:
        made = store(user_file, environ, **flags)
        return made.current.camera.width, made.origin("camera.width")

    assert look({}) == (1280, "project")
    store(user_file).set("camera.width", 640)
    assert look({}) == (640, "user")
    assert look({"UNDERSTUDY_CAMERA__WIDTH": "800", "UNDERSTUDY_HOME": "x", "OTHER__X": "1"}) == (800, "environment")
    assert look({"UNDERSTUDY_CAMERA__WIDTH": "800"}, camera__width="1024") == (1024, "flag")


def test_the_user_file_holds_changed_keys_only_and_reset_goes_back(user_file: Path) -> None:
    made = store(user_file)
    made.set("camera.width", 640)
    made.set("engine.faces", ["a.png", "名.png"])
    made.set("privacy.consent_date", "2026-01-31")
    assert json.loads(user_file.read_text("utf-8")) == {
        "camera": {"width": 640},
        "engine": {"faces": ["a.png", "名.png"]},
        "privacy": {"consent_date": "2026-01-31"},
    }
    made.set("camera.width", 1280)
    made.reset("engine.faces")
    assert json.loads(user_file.read_text("utf-8")) == {"privacy": {"consent_date": "2026-01-31"}}
    assert store(user_file).current == made.current


def test_a_change_is_published_once_and_a_change_to_the_same_is_not(user_file: Path) -> None:
    made = store(user_file)
    seen: list[Settings] = []
    made.changed.subscribe(seen.append)
    made.set("camera.fps", 25)
    made.set("camera.fps", 25.0)
    assert [one.camera.fps for one in seen] == [25.0]
    made.set("engine.options", {"mesh": {"keep": 1}})
    made.set("engine.options", {"mesh": {"keep": True}})  # equal in Python, another value to the engine
    assert seen[-1].engine.current_options["keep"] is True


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("camera.width", 15, "a whole number from 16 to 7680 px"),
        ("camera.width", "640", "a whole number"),
        ("camera.width", True, "a whole number"),
        ("camera.fps", float("nan"), "a number from 1 to 240"),
        ("camera.fps", 10**400, "a number from 1 to 240"),
        ("camera.mirror", 1, "true or false"),
        ("camera.source", "", "a text"),
        ("privacy.guard", "none", "one of cover, pass"),
        ("privacy.consent_date", "yesterday", "a date such as"),
        ("engine.faces", "a.png", "a list of texts"),
        ("engine.faces", [1], "a list of texts"),
        ("engine.options", {"mesh": {"opacity": [1]}}, "a table"),
        ("camera.widht", 640, "Did you mean camera.width"),
        ("camera", {}, "no setting camera"),
        ("", 1, "no setting"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_in_words_and_changes_nothing(
    user_file: Path, key: str, value: object, words: str
) -> None:
    made = store(user_file)
    with pytest.raises(SettingsError) as caught:
        made.set(key, value)
    assert words in str(caught.value)
    assert caught.value.exit_code == 7
    assert not user_file.exists()


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("camera.width", "640", 640),
        ("camera.fps", "29.97", 29.97),
        ("camera.mirror", "On", True),
        ("camera.mirror", "false", False),
        ("camera.source", "camera:USB 1", "camera:USB 1"),
        ("camera.source", '"demo"', "demo"),
        ("ui.theme", "dark", "dark"),
        ("engine.faces", '["a, b.png", "c.png"]', ("a, b.png", "c.png")),
        ("engine.faces", "a, b.png", ("a, b.png",)),
        ("engine.options", '{"mesh": {"opacity": 0.5}}', {"mesh": {"opacity": 0.5}}),
    ],
)
def test_what_a_person_types_becomes_the_value_of_its_type(user_file: Path, key: str, text: str, value: object) -> None:
    assert store(user_file).parse(key, text) == value


@pytest.mark.parametrize(
    ("key", "text"),
    [("camera.width", "6.5"), ("camera.mirror", "maybe"), ("engine.faces", "[1"), ("engine.options", "[" * 100_000)],
)
def test_what_a_person_types_wrong_is_refused(user_file: Path, key: str, text: str) -> None:
    with pytest.raises(SettingsError, match="it takes"):
        store(user_file).parse(key, text)


def test_a_wrong_environment_variable_or_flag_is_named(user_file: Path) -> None:
    with pytest.raises(SettingsError, match=r"UNDERSTUDY_CAMERA__WIDTH: camera\.width can not be"):
        store(user_file, {"UNDERSTUDY_CAMERA__WIDTH": "wide"})
    with pytest.raises(SettingsError, match=r"command line: There is no setting camera\.size"):
        store(user_file, camera__size="1")


def test_a_damaged_user_file_loses_only_its_bad_keys(user_file: Path) -> None:
    user_file.parent.mkdir()
    write(
        user_file,
        {"camera": {"width": 640, "height": "tall", "colour": 1}, "ui": 5, "nonsense": {"a": 1}, "ports": {"api": 1}},
    )
    before = user_file.read_bytes()
    made = store(user_file)
    assert (made.current.camera.width, made.current.camera.height) == (640, 720)
    assert [one.params["key"] for one in made.problems] == [
        "camera.height", "camera.colour", "ui", "nonsense.a", "ports.api",
    ]  # fmt: skip
    assert user_file.read_bytes() == before  # reading alone changes nothing
    made.set("camera.mirror", True)
    assert json.loads(user_file.read_text("utf-8")) == {"camera": {"mirror": True, "width": 640}}
    assert user_file.with_name("settings.json.bad-1").read_bytes() == before


@pytest.mark.parametrize(
    "data", [b"{", b"", b"[]", b"\xff\xfe", b"[" * 100_000, b"1" * 5000, b'{"camera": {"width": 1']
)
def test_a_file_that_is_not_json_is_kept_aside_and_reported(user_file: Path, data: bytes) -> None:
    user_file.parent.mkdir()
    user_file.with_name("settings.json.bad-1").write_bytes(b"older")
    user_file.write_bytes(data)
    made = store(user_file)
    assert json.loads(made.current.model_dump_json()) == SHIPPED
    assert [one.code for one in made.problems] == ["settings.damaged"]
    assert user_file.with_name("settings.json.bad-1").read_bytes() == b"older"
    assert user_file.with_name("settings.json.bad-2").read_bytes() == data
    assert not user_file.exists()


def test_a_file_damaged_while_the_program_runs_does_not_lose_what_was_known(user_file: Path) -> None:
    made = store(user_file)
    made.set("camera.width", 640)
    user_file.write_bytes(b"\0\0\0")
    made.set("camera.mirror", True)
    assert json.loads(user_file.read_text("utf-8")) == {"camera": {"width": 640, "mirror": True}}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda tree: tree["camera"].pop("width"), "no camera.width"),
        (lambda tree: tree.pop("gpu"), "no gpu.provider"),
        (lambda tree: tree["camera"].update(width="wide"), "camera.width can not be 'wide'"),
        (lambda tree: tree["camera"].update(depth=1), "no setting camera.depth"),
    ],
)
def test_a_damaged_project_file_is_an_error_that_names_the_key(tmp_path: Path, change: Any, words: str) -> None:
    tree = json.loads(PROJECT.read_text("utf-8"))
    change(tree)
    project = tmp_path / "project_config.json"
    write(project, tree)
    with pytest.raises(SettingsError, match=words):
        SettingsStore(project, tmp_path / "settings.json", {}, {})


def test_a_project_file_that_is_gone_or_no_json_is_an_error(tmp_path: Path) -> None:
    for data in (None, b"{"):
        if data is not None:
            (tmp_path / "p.json").write_bytes(data)
        with pytest.raises(SettingsError, match=r"p\.json can not be read"):
            SettingsStore(tmp_path / "p.json", tmp_path / "settings.json", {}, {})


def test_a_user_file_that_can_not_be_read_or_written_is_told(tmp_path: Path) -> None:
    user_file = tmp_path / "settings.json"
    user_file.mkdir()  # stands for any path that the system refuses; permissions do not stop root
    made = store(user_file)
    assert [one.code for one in made.problems] == ["settings.unreadable"]
    with pytest.raises(SettingsError, match="can not be saved"):
        made.set("camera.width", 640)
    assert made.current.camera.width == 1280
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="can not be saved"):
        store(tmp_path / "file" / "settings.json").set("camera.width", 640)


def test_a_write_that_fails_leaves_the_old_file(user_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = store(user_file)
    made.set("camera.width", 640)

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SettingsError, match="No space left on device"):
        made.set("camera.width", 800)
    assert json.loads(user_file.read_text("utf-8")) == {"camera": {"width": 640}}
    assert made.current.camera.width == 640
    assert sorted(path.name for path in user_file.parent.iterdir()) == ["settings.json", "settings.json.lock"]


def _write_often(user_file: Path, key: str, values: list[int]) -> None:
    made = store(user_file)
    for value in values:
        made.set(key, value)


def test_two_processes_that_write_do_not_lose_each_other_s_keys(user_file: Path) -> None:
    context = multiprocessing.get_context("spawn")
    keys = {"camera.width": [16 + n for n in range(60)], "ports.api": [2000 + n for n in range(60)]}
    workers = [context.Process(target=_write_often, args=(user_file, key, values)) for key, values in keys.items()]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    made = store(user_file)
    assert made.problems == ()
    assert (made.current.camera.width, made.current.ports.api) == (75, 2059)


def test_threads_of_two_stores_do_not_lose_each_other_s_keys(user_file: Path) -> None:
    made = [store(user_file), store(user_file)]
    keys = ["camera.width", "camera.height"]

    def write_all(index: int) -> None:
        for number in range(16, 56):
            made[index].set(keys[index], number)

    threads = [threading.Thread(target=write_all, args=(index,)) for index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    camera = store(user_file).current.camera
    assert (camera.width, camera.height) == (55, 55)


# ---- properties ----------------------------------------------------------------------------------------------------

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "camera.width": st.integers(16, 7680),
    "camera.fps": st.floats(1, 240, allow_nan=False),
    "camera.mirror": st.booleans(),
    "camera.source": st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    "engine.faces": st.lists(st.text(st.characters(exclude_categories=["Cs"]))).map(tuple),
    "engine.options": st.dictionaries(
        st.sampled_from(["mesh", "neural"]),
        st.dictionaries(st.sampled_from("abc"), st.booleans() | st.integers(-9, 9) | st.text("xyz") | st.floats(0, 1)),
    ),
    "engine.face_map": st.lists(
        st.fixed_dictionaries({key: st.lists(st.text("ab"), min_size=1).map(tuple) for key in ("who", "face")})
    ).map(tuple),
    "privacy.guard": st.sampled_from(["cover", "pass"]),
}
KEYS = st.sampled_from(sorted(VALUES))


class SettingsMachine(RuleBasedStateMachine):
    """A store, another one on the same file, and a dictionary that says what both must hold."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.file = self.folder / "settings.json"
        self.stores = [store(self.file), store(self.file)]
        self.shipped = {row.key: row.value for row in self.stores[0].explain()}
        self.model: dict[str, Any] = {}
        self.last = self.stores[0]

    @rule(pair=KEYS.flatmap(lambda key: st.tuples(st.just(key), VALUES[key])), which=st.integers(0, 1))
    def set(self, pair: tuple[str, Any], which: int) -> None:
        self.last = self.stores[which]
        self.last.set(*pair)
        self.model[pair[0]] = pair[1]

    @rule(key=KEYS, which=st.integers(0, 1))
    def reset(self, key: str, which: int) -> None:
        self.last = self.stores[which]
        self.last.reset(key)
        self.model.pop(key, None)

    @rule(key=KEYS)
    def set_wrong(self, key: str) -> None:
        with pytest.raises(SettingsError):
            self.last.set(key, object())

    @rule()
    def open_again(self) -> None:
        self.stores[0] = self.last = store(self.file)

    @rule(junk=st.dictionaries(st.text(max_size=3), st.integers(), max_size=2))
    def someone_adds_unknown_keys(self, junk: dict[str, int]) -> None:
        tree = json.loads(self.file.read_text("utf-8")) if self.file.exists() else {}
        tree["strange"] = junk
        write(self.file, tree)

    @invariant()
    def the_last_one_that_wrote_and_a_new_one_hold_the_model(self) -> None:
        for made in (self.last, store(self.file)):
            for row in made.explain():
                changed = row.key in self.model and self.model[row.key] != self.shipped[row.key]
                assert row.value == (self.model[row.key] if changed else self.shipped[row.key])
                assert row.origin == ("user" if changed else "project")

    def teardown(self) -> None:
        shutil.rmtree(self.folder)


TestSettingsMachine = SettingsMachine.TestCase
TestSettingsMachine.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
REAL_KEYS = [(section, key) for section, keys in SHIPPED.items() for key in keys]


@settings(max_examples=150, deadline=None)
@given(
    junk=st.dictionaries(st.text() | st.sampled_from(sorted(SHIPPED)), JSON, max_size=4),
    wrong=st.dictionaries(st.sampled_from(REAL_KEYS), JSON, max_size=4),
    width=st.integers(16, 7680).filter(lambda value: value != 1280),
)
def test_no_json_whatsoever_raises_or_costs_a_good_key(
    junk: dict[str, Any], wrong: dict[tuple[str, str], Any], width: int
) -> None:
    tree = dict(junk)
    for (section, key), value in wrong.items():
        if not isinstance(tree.get(section), dict):
            tree[section] = {}
        tree[section][key] = value
    tree["camera"] = {**(tree["camera"] if isinstance(tree.get("camera"), dict) else {}), "width": width}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "settings.json"
        write(file, tree)
        made = store(file)
        assert made.current.camera.width == width
        for problem in made.problems:
            str(problem).encode("utf-8")  # can be printed
        before = made.current
        made.set("ports.monitor", 9999)
        assert json.loads(before.model_copy(update={"ports": made.current.ports}).model_dump_json()) == json.loads(
            store(file).current.model_dump_json()
        )


@settings(max_examples=150, deadline=None)
@given(position=st.integers(0, 10_000), data=st.binary(max_size=6), cut=st.booleans())
def test_no_damaged_bytes_raise_or_are_lost(position: int, data: bytes, cut: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "settings.json"
        good = json.dumps({"camera": {"width": 640, "source": "clip.mp4"}, "ui": {"theme": "dark"}}).encode()
        position %= len(good)
        damaged = good[:position] + data + (b"" if cut else good[position + len(data) :])
        file.write_bytes(damaged)
        made = store(file)
        made.set("ports.monitor", 9999)
        if made.problems:
            assert damaged in [path.read_bytes() for path in Path(folder).glob("settings.json.bad-*")]
        assert store(file).current.ports.monitor == 9999
