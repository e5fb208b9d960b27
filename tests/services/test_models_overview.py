"""What a page of all models is told: rows, what a fetch would do, and where other programs keep models."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.base.errors import ModelError
from app.services.models import Models, Part, folder_in, models_in, overview, plan_fetch, suggested
from tests.services.models_kit import entry, onnx_bytes, service

GOOD = onnx_bytes()


def put(folder: Path, name: str, data: bytes = GOOD) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


@pytest.fixture
def models(tmp_path: Path) -> Models:
    """``swap`` needs ``net``, which needs ``base``; ``lone`` needs nothing, and nobody knows its address."""
    return service(
        tmp_path,
        entry("swap", needs=["net"], url="https://user:secret@one.example/swap.onnx", size=len(GOOD)),
        entry("net", kind="converter", needs=["base"], url="https://two.example:8443/net.onnx"),
        entry("base", kind="recogniser", url="https://two.example:8443/base.onnx"),
        entry("lone"),
        accepted=False,
        folders=[str(tmp_path / "theirs")],
    )


# ---- rows ------------------------------------------------------------------------------------------------------


def test_a_model_is_ready_when_all_that_it_needs_is_here_also_indirectly(models: Models, tmp_path: Path) -> None:
    put(models.home, "swap.onnx")
    put(models.home, "net.onnx")
    rows = overview(models).rows
    assert (rows["swap"].here, rows["swap"].ready) == (True, False)
    assert [one.id for one in rows["swap"].lacks] == ["base"]
    put(tmp_path / "theirs", "base.onnx")
    rows = overview(models).rows
    assert rows["swap"].ready
    assert rows["swap"].found.state == "unverified"
    assert (rows["swap"].own, rows["base"].own) == (True, False)


def test_a_damaged_file_is_seen_without_being_read_through_and_is_not_here(models: Models) -> None:
    put(models.home, "base.onnx", b"<html>" + b"." * 5000)
    row = overview(models).rows["base"]
    assert row.found.state == "damaged"
    assert row.found.reason is not None
    assert row.found.reason.code == "models.html"
    assert (row.here, row.own) == (False, True)


def test_sizes_are_those_of_files_of_the_catalogue_or_of_the_server_and_else_unknown(models: Models) -> None:
    put(models.home, "base.onnx", onnx_bytes(9000))
    put(models.home, "net.onnx.part", b"a" * 40)
    put(models.home, "net.onnx.part.json", b'{"source": "x", "total": 100}')
    rows = overview(models).rows
    assert [rows[model].size for model in ("base", "swap", "net", "lone")] == [
        len(onnx_bytes(9000)), len(GOOD), 100, None,
    ]  # fmt: skip
    assert rows["net"].part == Part(40, 100)
    assert rows["net"].own


@pytest.mark.parametrize("state", [b"", b"[1]", b'{"total": "x"}'])
def test_a_part_of_which_nothing_sound_is_known_is_told_as_far_as_it_is(models: Models, state: bytes) -> None:
    put(models.home, "net.onnx.part", b"a" * 40)
    put(models.home, "net.onnx.part.json", state)
    assert models.unfinished("net") == (None if state == b"" else Part(40, None))


def test_who_needs_a_model_and_what_the_disk_holds(models: Models) -> None:
    put(models.home, "lone.onnx")
    found = overview(models)
    assert [one.id for one in found.needed_by("net")] == ["swap"]
    assert found.here(found.rows) == 1
    assert found.disk is not None
    assert found.disk.models == len(GOOD)
    assert [folder.own for folder in found.folders] == [True, False]


# ---- plans -----------------------------------------------------------------------------------------------------


def test_a_plan_names_hosts_licences_and_what_is_not_here_and_hides_passwords(models: Models) -> None:
    put(models.home, "base.onnx")
    models.accept_licence("net")
    plan = plan_fetch(models, "swap")
    assert [(one.entry.id, one.host, bool(one.accepted)) for one in plan.wanted] == [
        ("swap", "one.example", False),
        ("net", "two.example:8443", True),
    ]
    assert plan.licences_open
    models.accept_licence("swap")
    assert not plan_fetch(models, "swap").licences_open


def test_what_can_not_be_fetched_is_in_the_plan_with_the_reason(models: Models) -> None:
    plan = plan_fetch(models, "lone")
    assert plan.fetchable == ()
    assert plan.wanted[0].reason is not None
    assert plan.wanted[0].reason.code == "models.no_address"
    assert not plan.licences_open


def test_a_plan_for_what_is_here_is_empty_and_for_nothing_known_refused(models: Models) -> None:
    put(models.home, "lone.onnx")
    assert plan_fetch(models, "lone").wanted == ()
    with pytest.raises(ModelError):
        plan_fetch(models, "nothing")


# ---- places ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("inner", ["", "models", ".assets/models", "models/buffalo_l"])
def test_the_models_of_a_program_are_found_in_its_folder(models: Models, tmp_path: Path, inner: str) -> None:
    put(tmp_path / "program" / inner, "swap.onnx")
    assert folder_in(tmp_path / "program", models.catalogue) == tmp_path / "program" / inner


def test_where_no_model_lies_the_chosen_folder_itself_is_taken(models: Models, tmp_path: Path) -> None:
    (tmp_path / "empty" / "models").mkdir(parents=True)
    assert folder_in(tmp_path / "empty", models.catalogue) == tmp_path / "empty"
    assert models_in(tmp_path / "nowhere", models.catalogue) == 0


def test_suggested_are_folders_with_models_that_are_not_known_each_once(models: Models, tmp_path: Path) -> None:
    home = tmp_path / "user"
    buffalo = home / ".insightface" / "models" / "buffalo_l"
    checkout = home / "Desktop" / "Deep-Live-Cam" / "models"
    put(buffalo, "base.onnx")
    put(checkout, "swap.onnx")
    (home / "roop" / "models").mkdir(parents=True)
    assert set(suggested(home, [], models.catalogue)) == {buffalo, checkout}
    if sys.platform != "win32":
        (home / "facefusion").mkdir()
        (home / "facefusion" / "models").symlink_to(checkout)
        assert len(suggested(home, [], models.catalogue)) == 2
        assert suggested(home, [home / "facefusion" / "models"], models.catalogue) == (buffalo,)
    assert suggested(home, [buffalo, checkout], models.catalogue) == ()
