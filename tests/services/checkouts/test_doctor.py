"""``doctor engines`` tells each thing that is wrong with a program in one sentence, and tries those that are whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.base.errors import UsageError
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.gui.check_names import check_name
from app.services.doctor import build_permissions
from app.services.doctor.programs import programs_of
from app.services.permissions import Check, Machine, Patient
from tests.services.checkouts.kit import (
    ENGINE,
    bridged_program,
    checkouts_of,
    found_engines,
    paths_with,
    store_of,
    write_bridged,
)


class Ward:
    def __init__(self, folder: Path, *, swaps: bool = True, code: str = "def swap():\n    pass\n") -> None:
        write_bridged(folder / "engines", swaps=swaps)
        self.paths: Paths = paths_with(folder / "root", folder / "engines")
        self.store: SettingsStore = store_of(self.paths)
        self.program = bridged_program(folder / "Puppet-Show", code=code)
        checkouts = checkouts_of(self.paths, self.store, found_engines(folder / "engines"))
        checkouts.use(ENGINE, self.program)
        checkouts.agree(ENGINE)

    def look(self, engine: str = ENGINE) -> dict[str, Check]:
        patient = Patient(self.paths, self.store, Machine(), asked_for=True)
        found = {one.name: one for one in programs_of(patient, engine)}
        for one in found.values():
            assert "\n" not in one.reason
            assert "Traceback" not in one.reason
        return found


def test_a_program_that_works_swaps_the_face_of_the_demo(tmp_path: Path) -> None:
    found = Ward(tmp_path).look()
    assert {name: one.mark for name, one in found.items()} == {
        f"{ENGINE}-{part}": "ok"
        for part in ("program", "version", "python", "packages", "pins", "models", "licence", "providers", "trial")
    }
    assert "swaps the face of the demo" in found[f"{ENGINE}-trial"].reason


def test_a_card_that_did_not_load_is_told(tmp_path: Path) -> None:
    ward = Ward(tmp_path)
    ward.store.set("gpu.provider", "cuda")
    found = ward.look()
    assert found[f"{ENGINE}-providers"].mark == "fail"
    assert "CUDA did not load" in found[f"{ENGINE}-providers"].reason
    assert found[f"{ENGINE}-trial"].mark == "ok"


def test_a_face_that_was_not_swapped_is_told(tmp_path: Path) -> None:
    found = Ward(tmp_path, swaps=False).look()
    assert found[f"{ENGINE}-trial"].mark == "fail"
    assert "profile" in found[f"{ENGINE}-trial"].reason


def test_a_function_that_the_program_no_longer_has_is_told_with_the_versions_that_work(tmp_path: Path) -> None:
    found = Ward(tmp_path, code="def swapped():\n    pass\n").look()
    trial = found[f"{ENGINE}-trial"]
    assert trial.mark == "fail"
    assert "swap" in trial.reason
    assert "2.7" in f"{trial.reason} {trial.mend}"


def test_a_program_that_is_not_whole_is_not_tried(tmp_path: Path) -> None:
    ward = Ward(tmp_path)
    (ward.program / "run.py").unlink()
    assert {name: one.mark for name, one in ward.look().items()} == {f"{ENGINE}-program": "fail"}


def test_a_program_that_nobody_asked_for_is_no_fault_of_the_installation(tmp_path: Path) -> None:
    ward = Ward(tmp_path)
    (ward.program / "run.py").unlink()
    assert [one.mark for one in build_permissions(ward.paths, ward.store).check(["programs"])] == ["warn"]
    ward.store.set("checkouts.folders", {})
    (ward.program / "modules" / "swapper.py").unlink()
    (found,) = build_permissions(ward.paths, ward.store).check(["programs"])
    assert found.mark == "info"
    ward.store.set("engine.id", ENGINE)
    (found,) = build_permissions(ward.paths, ward.store).check(["programs"])
    assert found.mark == "fail"


def test_the_window_names_each_line_by_its_part_and_engine(tmp_path: Path) -> None:
    ward = Ward(tmp_path)
    found = build_permissions(ward.paths, ward.store).check(["programs"])
    names = {check_name(one) for one in found}
    assert f"Pinned versions ({ENGINE})" in names
    assert len(names) == len(found)


def test_an_engine_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no engine none"):
        Ward(tmp_path).look("none")
