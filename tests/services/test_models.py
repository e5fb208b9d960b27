"""Models that are not shipped: the catalogue, what a file is, where it lies, and how it is kept the right one."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import onnx
import pytest
from onnx import TensorProto, helper
from pydantic import ValidationError

from app.base.errors import EngineFailure, ModelError
from app.base.files import try_lock
from app.base.paths import Paths
from app.services.engines import discover, load
from app.services.models import Models, merge, search
from app.services.models.catalogue import ModelEntry, check_catalogue, with_needs
from app.services.models.content import check_content
from app.services.models.records import Seen
from engines.neural.contracts import ENHANCERS, OCCLUSION, PARSERS, RECOGNISER, SWAPPERS
from tests.services.models_kit import entry, onnx_bytes, sha256
from tests.services.models_kit import service as make
from tests.services.test_engines import context, write_engine

GOOD = onnx_bytes()
OTHER = onnx_bytes(letter=b"b")


def put(folder: Path, data: bytes = GOOD, name: str = "swap.onnx") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> ModelError:
    with pytest.raises(ModelError) as caught:
        call(*args, **kwargs)
    assert caught.value.message.code == f"models.{code}", caught.value
    return caught.value


# ---- catalogue -------------------------------------------------------------------------------------------------


def test_an_engine_may_list_models_and_the_shipped_engines_are_read_as_before(tmp_path: Path) -> None:
    listed = entry(needs=["net"]).model_dump(mode="json"), entry("net").model_dump(mode="json")
    write_engine(tmp_path, "good", catalogue=listed)
    (found,) = discover([tmp_path])
    assert found.manifest is not None, found.error
    assert [one.id for one in found.manifest.catalogue] == ["swap", "net"]
    shipped = discover([Paths.find({}).engines])
    assert shipped[0].manifest is not None
    assert shipped[0].manifest.catalogue == ()


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([entry(), entry()], "swap is in the catalogue twice"),
        ([entry(), entry("b", file="SWAP.onnx")], "two models of the catalogue have the file SWAP.onnx"),
        ([entry(needs=["net"])], "needs net, which is not in the catalogue"),
    ],
)
def test_a_catalogue_that_contradicts_itself_is_told(tmp_path: Path, entries: list[ModelEntry], words: str) -> None:
    write_engine(tmp_path, "bad", catalogue=[one.model_dump(mode="json") for one in entries])
    (found,) = discover([tmp_path])
    assert words in str(found.error)


@pytest.mark.parametrize(
    "wrong",
    [
        {"file": "../swap.onnx"}, {"file": "a/swap.onnx"}, {"file": ".onnx"}, {"file": "swap.part"}, {"kind": "thing"},
        {"size": 0}, {"size": "5"}, {"sha256": "ABC"}, {"url": "ftp://x/y"}, {"url": "http://elsewhere/x"},
        {"licence": ""}, {"extra": 1}, {"id": "A b"},
    ],
)  # fmt: skip
def test_an_entry_that_does_not_fit_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        entry(**wrong)


def test_catalogues_of_several_engines_become_one() -> None:
    same, other = entry(), entry(licence="Something else")
    ring = entry("a", needs=["b"]), entry("b", needs=["a", "c"]), entry("c")
    merged, problems = merge({"one": (same,), "two": (same, *ring)})
    assert list(merged) == ["swap", "a", "b", "c"]
    assert problems == ()
    assert [one.id for one in with_needs(merged, "a")] == ["a", "b", "c"]
    taken = entry("net", file="SWAP.onnx"), entry("user", needs=["net"]), entry("last", needs=["user"])
    merged, problems = merge({"one": (same,), "two": (other, *taken)})
    assert merged == {"swap": same}
    assert [one.params for one in problems] == [{"engine": "two", "model": "swap"}, {"engine": "two", "model": "net"}]


def test_the_neural_engine_lists_what_it_looks_for() -> None:
    found = {one.id: one.manifest for one in discover([Paths.find({}).engines])}
    assert found["neural"] is not None
    merged, problems = merge({name: one.catalogue for name, one in found.items() if one is not None})
    assert problems == ()
    assert {one.id for one in merged.values() if one.kind == "swapper"} == SWAPPERS.keys()
    for name, contract in SWAPPERS.items():
        needed = {RECOGNISER} if contract.source != "face" else set()
        needed |= {contract.converter} - {""}
        assert {one.file for one in with_needs(merged, name)} == {f"{name}.onnx"} | needed
    choices = {one.key: one.choices for one in found["neural"].options}
    for kind, option, table in (
        ("swapper", "model", tuple(SWAPPERS)),
        ("enhancer", "enhancer", tuple(ENHANCERS)),
        ("occlusion", "occlusion", OCCLUSION),
        ("regions", "regions", PARSERS),
    ):
        assert {one.id for one in merged.values() if one.kind == kind} == set(table)
        assert {one.file for one in merged.values() if one.kind == kind} == {f"{name}.onnx" for name in table}
        first = ("auto",) if option == "model" else ("none", "auto")
        assert choices[option] == first + table, "in the order of auto"
    for one in merged.values():
        assert one.url is not None, "it can be fetched"
        assert one.sha256 or one.size or one.id in ("gfpgan_1.2", "gfpgan_1.3"), "nobody states more of these two"


# ---- content ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\x08\x0a", "too_small"),
        (b"  <!DOCTYPE HTML>" + b"x" * 2000, "html"),
        (b"version https://git-lfs.github.com/spec/v1\n", "lfs_pointer"),
        (b"PK\x03\x04" + b"x" * 2000, "zip"),
        (b"\0" * 2000, "zeros"),
        (GOOD[:-1], "truncated"),
        (GOOD[:-4], "truncated"),
        (GOOD[:2000], "truncated"),
        (b"x" * 2000, "not_onnx"),
        (b"\xff" * 2000, "not_onnx"),
        (b"\x80\x02}q\x00X" + b"y" * 2000, "not_onnx"),  # a pickled PyTorch file
        (b"\x12\xd0\x0f" + b"y" * 2000, "not_onnx"),  # protocol buffers, but no graph
    ],
)
def test_what_is_no_model_is_told_in_one_sentence(tmp_path: Path, data: bytes, code: str) -> None:
    path = put(tmp_path, data)
    assert "swap.onnx" in refused(code, check_content, path).message.text
    assert "My file" in refused(code, check_content, path, "My file.onnx").message.text


def test_real_models_are_taken_and_every_cut_of_one_is_noticed(tmp_path: Path) -> None:
    for shipped in sorted(Paths.find({}).models.glob("*.onnx")):
        check_content(shipped)
    weights = helper.make_tensor("w", TensorProto.FLOAT, [500], [0.5] * 500)
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [500])
    graph = helper.make_graph([helper.make_node("Add", ["x", "w"], ["y"])], "g", [value],
                              [helper.make_tensor_value_info("y", TensorProto.FLOAT, [500])], [weights])  # fmt: skip
    data = onnx.ModelProto.SerializeToString(helper.make_model(graph))
    check_content(put(tmp_path, data))
    for end in (*range(1024, len(data), 97), *range(len(data) - 12, len(data))):
        refused("truncated", check_content, put(tmp_path, data[:end]))


def test_a_file_that_is_not_there_or_closed_is_told(tmp_path: Path) -> None:
    refused("unreadable", check_content, tmp_path / "no.onnx")
    refused("unreadable", check_content, tmp_path)


# ---- finding ---------------------------------------------------------------------------------------------------


def test_the_own_folder_comes_first_then_those_of_the_setting_in_their_order(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "名前"
    models = make(tmp_path, entry(), folders=[str(first), str(tmp_path / "no"), "relative", str(second)])
    assert models.find("swap").state == "missing"
    refused("missing", models.use, "swap")
    last = put(second)
    assert models.use("swap") == last
    middle = put(first)
    assert models.use("swap") == middle
    own = put(models.home)
    assert models.use("swap") == own
    folders = models.folders()
    assert [one.path for one in folders] == [models.home, first, tmp_path / "no", Path("relative"), second]
    assert [one.models for one in folders] == [("swap",), ("swap",), (), (), ("swap",)]
    assert [one.problem.code if one.problem else None for one in folders] == [
        None, None, "models.no_folder", "models.relative_folder", None
    ]  # fmt: skip


def test_a_home_folder_is_meant_by_its_short_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    path = put(tmp_path / "pack")
    models = make(tmp_path, entry(), folders=["~nobody-of-this-name/x", "~/pack"])
    assert models.find("swap").path == path
    assert models.folders()[1].problem is not None


def test_a_damaged_file_is_passed_over_and_told(tmp_path: Path) -> None:
    models = make(tmp_path, entry(size=len(GOOD), sha256=sha256(GOOD)), folders=[str(tmp_path / "b")])
    bad = put(models.home, OTHER)
    assert models.find("swap").state == "unverified"
    assert models.check("swap").state == "damaged"
    refused("wrong_sha", models.use, "swap")
    good = put(tmp_path / "b")
    found = models.check("swap")
    assert (found.state, found.path, found.passed_over) == ("here", good, (bad,))


def test_another_version_of_a_model_is_taken_and_told_apart_from_what_is_known(tmp_path: Path) -> None:
    """Several programs publish the same model in files of their own making."""
    longer = GOOD + b"\x42\x00"
    versions = [{"size": len(longer), "sha256": sha256(longer)}]
    model = entry(size=len(GOOD), sha256=sha256(GOOD), versions=versions)
    models = make(tmp_path, model)
    for data, state in ((GOOD, ("here", True)), (longer, ("here", True)), (OTHER, ("damaged", False))):
        put(models.home, data)
        found = models.check("swap")
        assert (found.state, found.known) == state
    models = make(tmp_path / "own", model)
    own = put(models.home, OTHER + b"\x42\x00\x42\x00")
    assert (models.check("swap").state, models.check("swap").known) == ("here", False)
    own.write_bytes(GOOD + b"\x42\x00\x42\x00")
    os.utime(own, ns=(1, 1))
    refused("changed", models.use, "swap")  # what was recorded at its first use counts


def test_a_model_is_found_under_the_names_that_other_programs_give_it(tmp_path: Path) -> None:
    path = put(tmp_path / "assets", name="arcface_swap.onnx")
    models = make(tmp_path, entry(aliases=["arcface_swap.onnx"]), folders=[str(path.parent)])
    assert models.locate("swap.onnx") == path
    assert models.folders()[1].models == ("swap",)
    assert models.add(path) == models.home / "swap.onnx", "its name tells which model it is"
    with pytest.raises(ValueError, match="two models"):
        check_catalogue([entry(aliases=["net.onnx"]), entry("net")])


def test_a_file_is_read_when_first_used_and_after_a_change_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    through = search.read_through

    def counted(path: Path) -> Seen:
        read.append(path)
        return through(path)

    monkeypatch.setattr(search, "read_through", counted)
    path = put(tmp_path / "pack")
    models = make(tmp_path, entry(), folders=[str(path.parent)])
    assert models.find("swap").state == "unverified"
    models.use("swap")
    assert models.find("swap").state == "here"
    models.use("swap")
    make(tmp_path, entry(), folders=[str(path.parent)]).use("swap")
    assert len(read) == 1
    os.utime(path, ns=(1, 1))
    assert models.find("swap").state == "unverified"
    assert models.check("swap").state == "here"
    assert len(read) == 2
    models.check("swap", again=True)
    assert len(read) == 3


def test_a_file_that_changed_after_its_first_use_is_damaged_until_the_user_takes_it(tmp_path: Path) -> None:
    models = make(tmp_path, entry())
    path = put(models.home)
    models.use("swap")
    times = path.stat().st_mtime_ns
    path.write_bytes(OTHER)
    os.utime(path, ns=(times, times))
    assert models.check("swap").state == "here"  # size and time say that nothing changed
    assert models.check("swap", again=True).state == "damaged"
    assert models.find("swap").state == "damaged"
    assert "python -m app models verify" in str(refused("changed", models.use, "swap"))
    put(models.home, OTHER + b"\x42\x00")
    assert models.find("swap").state == "damaged"  # another size is seen without reading
    assert models.accept_change("swap").state == "here"
    assert models.use("swap") == path
    put(models.home, OTHER[:-1])
    refused("truncated", models.accept_change, "swap")
    refused("missing", make(tmp_path / "b", entry()).accept_change, "swap")


def test_what_is_pinned_can_not_be_accepted_away(tmp_path: Path) -> None:
    models = make(tmp_path, entry(sha256=sha256(GOOD)))
    put(models.home, OTHER)
    refused("wrong_file", models.accept_change, "swap")


def test_a_file_that_is_being_written_is_not_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = make(tmp_path, entry())
    path = put(models.home)
    digest = hashlib.file_digest

    def slow(file: Any, name: str) -> Any:
        path.write_bytes(GOOD + b"\x42\x00")
        return digest(file, name)

    monkeypatch.setattr(hashlib, "file_digest", slow)
    refused("changing", models.use, "swap")
    monkeypatch.undo()
    assert models.use("swap") == path


def test_damaged_records_are_kept_aside_and_told(tmp_path: Path) -> None:
    models = make(tmp_path, entry())
    put(models.home)
    (tmp_path / "models.json").write_text('{"version": 9}')
    assert models.accepted("swap") is None
    assert models.check("swap").state == "here"
    (problem,) = models.problems
    assert (tmp_path / "models.json.bad-1").read_text() == '{"version": 9}'
    assert "models.json.bad-1" in problem.text
    (tmp_path / "models.json").unlink()
    (tmp_path / "models.json").mkdir()
    refused("records", models.find, "swap")


def test_an_engine_asks_by_the_name_of_the_file(tmp_path: Path) -> None:
    models = make(tmp_path, entry())
    assert models.locate("swap.onnx") is None
    assert models.locate("other.onnx") is None
    path = put(models.home)
    assert models.locate("swap.onnx") == path
    put(models.home, GOOD[:-1])
    code = "class Good:\n    def __init__(self, context):\n        context.find_model('swap.onnx')\n"
    write_engine(tmp_path, "good", code)
    (found,) = discover([tmp_path])
    assert found.manifest is not None
    with pytest.raises(EngineFailure, match="not what it was when it was first used"):
        load(found.manifest, replace(context(), find_model=models.locate))


# ---- importing and deleting ------------------------------------------------------------------------------------


def test_a_file_of_the_user_is_copied_after_a_check(tmp_path: Path) -> None:
    models = make(tmp_path, entry(), entry("net", sha256=sha256(OTHER)))
    mine = put(tmp_path / "mine", name="SWAP.onnx")
    path = models.add(mine)
    assert path == models.home / "swap.onnx"
    assert mine.read_bytes() == path.read_bytes() == GOOD
    assert models.find("swap").state == "here"
    refused("which", models.add, put(tmp_path, name="what.onnx"))
    refused("wrong_file", models.add, tmp_path / "what.onnx", "net")
    refused("html", models.add, put(tmp_path, b"<html>" * 500, "net.onnx"))
    refused("unknown", models.add, tmp_path / "what.onnx", "nobody")
    refused("unreadable", models.add, tmp_path / "no.onnx", "net")
    assert sorted(one.name for one in models.home.iterdir() if one.name[0] != ".") == ["swap.onnx"]
    assert models.add(put(tmp_path, OTHER, "what.onnx"), "net").read_bytes() == OTHER
    refused("not_the_recorded", models.add, tmp_path / "what.onnx", "swap")
    assert models.add(path, "swap") == path
    assert models.disk_use().models == len(GOOD) + len(OTHER)


def test_a_link_takes_no_space_and_deleting_leaves_the_users_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = make(tmp_path, entry())
    mine = put(tmp_path / "mine")
    path = models.add(mine, link=True)
    assert path.samefile(mine)
    assert models.delete("swap") == len(GOOD)
    assert mine.read_bytes() == GOOD
    assert models.find("swap").state == "missing"
    refused("missing", models.delete, "swap")

    def no_links(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    refused("no_link", models.add, mine, link=True)
    assert models.find("swap").state == "missing"


def test_only_the_own_folder_is_deleted_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def in_use(*_: object, **__: object) -> None:
        raise PermissionError(13, "In use")

    path = put(tmp_path / "pack")
    models = make(tmp_path, entry(), folders=[str(path.parent)])
    refused("foreign", models.delete, "swap")
    assert path.is_file()
    models.add(path)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", in_use)
        refused("not_deleted", models.delete, "swap")
    assert models.find("swap").state == "here"
    models.delete("swap")
    assert models.use("swap") == path


def test_one_at_a_time_changes_a_model(tmp_path: Path) -> None:
    models = make(tmp_path, entry())
    mine = put(tmp_path / "mine")
    models.home.mkdir()
    with try_lock(models.home / ".swap.onnx.lock") as holder:
        assert holder is None
        assert f"Process {os.getpid()} " in str(refused("busy", models.delete, "swap"))
        refused("busy", models.add, mine)
    models.add(mine)


def test_a_folder_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    models = Models({"swap": entry()}, put(tmp_path) / "models", tmp_path / "models.json", make(tmp_path)._settings)
    refused("not_written", models.add, tmp_path / "swap.onnx")
