"""Int8 copies: made by the real child of a real network, used by the real engine, refused where they are no good."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from app.__main__ import main
from app.base.errors import InputError, ModelError
from app.base.files import try_lock
from app.bootstrap import build_core, close_core
from app.pipeline.photos import load_photo
from app.services import copies as service
from app.services.copies import CopyProgress
from app.services.models import Cancel
from engines.neural.copies import MIN_PSNR_DB
from tests.services.copies_kit import CPU, MODEL, Home, change, half, make_home, makers, other_weights, uneven

HOPPER = Path(__file__).resolve().parents[2] / "resources" / "media" / "hopper.jpg"
"""A portrait that the picture is of."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a copy."""
    home = make_home(tmp_path_factory.mktemp("made") / "home")
    home.copies.make(MODEL)
    return home


@pytest.fixture
def copied(made: Home, tmp_path: Path) -> Home:
    """Another one with the same files, to be spoiled."""
    shutil.copytree(made.paths.user_cache, tmp_path / "home" / "cache")
    return make_home(tmp_path / "home")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Without a copy."""
    return make_home(tmp_path / "home")


def refusal(home: Home, *pictures: str) -> ModelError:
    with pytest.raises(ModelError) as caught:
        home.copies.make(MODEL, pictures)
    assert home.left() == []
    return caught.value


def test_the_copy_is_kept_with_what_was_measured(made: Home) -> None:
    info = made.copies.find(MODEL)
    assert info is not None
    assert info.path.parent == made.folder
    assert info.path.stat().st_size == info.size < 0.6 * made.original.stat().st_size
    assert MIN_PSNR_DB < info.psnr_db <= info.psnr_median_db
    assert info.original_ms > 0 < info.copy_ms
    assert made.left() == [info.path.name, f"{info.path.name}.json"]
    record = json.loads((made.folder / f"{info.path.name}.json").read_text("utf-8"))
    assert record["held_out"] >= 6
    assert record["calibration"] >= 12


def test_a_run_on_the_processor_takes_it_and_hardly_differs(made: Home) -> None:
    picture = load_photo(HOPPER)
    provider, plain = made.swap(picture, "original")
    assert provider == "CPUExecutionProvider"
    for precision in ("auto", "int8"):
        provider, copied = made.swap(picture, precision)
        assert provider == "CPUExecutionProvider, int8 copy"
        assert made.told == []
        assert copied.faces[0].swapped
        changed = np.abs(plain.image.astype(int) - picture).max(axis=2) > 0
        difference = np.abs(copied.image.astype(int) - plain.image)[changed]
        assert 0 < difference.mean() < 4
    assert made.swap(picture, "auto", ("CUDAExecutionProvider", *CPU))[0] == "CPUExecutionProvider"


def test_a_running_engine_changes_to_the_copy_and_back(made: Home) -> None:
    engine = made.engine(precision="original")
    try:
        for precision, copied in (("int8", True), ("original", False), ("auto", True)):
            engine.configure({"precision": precision})
            assert ("int8" in engine.provider) == copied
    finally:
        engine.close()


def test_of_another_version_of_the_file_it_is_told_and_not_used(copied: Home) -> None:
    picture = load_photo(HOPPER)
    assert "int8" in copied.swap(picture, "auto")[0]  # written anew, the same to the byte: found by its SHA-256
    first = copied.copies.find(MODEL)
    change(copied.original, other_weights)
    copied.models.accept_change(MODEL)
    assert copied.swap(picture, "auto")[0] == "CPUExecutionProvider"
    ((sentence, hint),) = copied.told
    assert "another version" in sentence
    assert "models quantise inswapper_128" in hint
    second = copied.copies.make(MODEL)
    assert first is not None
    assert second.path != first.path
    assert copied.left() == [second.path.name, f"{second.path.name}.json"]
    assert "int8" in copied.swap(picture, "auto")[0]


def test_without_a_copy_the_file_runs_and_a_wish_for_one_is_answered(copied: Home) -> None:
    picture = load_photo(HOPPER)
    shutil.rmtree(copied.paths.user_cache)
    assert copied.swap(picture, "auto")[0] == "CPUExecutionProvider"
    assert copied.told == []
    provider, result = copied.swap(picture, "int8")
    assert provider == "CPUExecutionProvider"
    assert result.faces[0].swapped
    ((sentence, hint),) = copied.told
    assert sentence.startswith("There is no int8 copy of inswapper_128.onnx")
    assert "models quantise inswapper_128" in hint


def test_a_spoiled_copy_is_told_and_the_file_runs(copied: Home) -> None:
    info = copied.copies.find(MODEL)
    assert info is not None
    data = bytearray(info.path.read_bytes())
    data[: len(data) // 2] = bytes(len(data) // 2)
    info.path.write_bytes(data)
    provider, result = copied.swap(load_photo(HOPPER), "auto")
    assert provider == "CPUExecutionProvider"
    assert result.faces[0].swapped
    ((sentence, _),) = copied.told
    assert "can not be used" in sentence


def test_one_that_comes_not_near_enough_is_refused_with_the_figure(home: Home) -> None:
    change(home.original, uneven)
    error = refusal(home)
    assert error.message.code == "copies.too_far"
    assert "too far from the original" in str(error)
    assert f"{MIN_PSNR_DB:g} dB are wanted" in str(error)
    assert -100 <= float(error.message.params["psnr_db"]) < MIN_PSNR_DB
    assert home.copies.find(MODEL) is None


def test_half_precision_is_refused_in_words(home: Home) -> None:
    change(home.original, half)
    assert "half-precision" in str(refusal(home))


def test_pictures_without_enough_faces_are_refused(home: Home, tmp_path: Path) -> None:
    assert "Only 2 of 2 pictures show a face" in str(refusal(home, "demo:hopper", "demo:astronaut"))
    with pytest.raises(InputError, match=r"nothing\.jpg"):
        home.copies.make(MODEL, [str(tmp_path / "nothing.jpg")])


def test_cancelling_ends_the_child_and_keeps_nothing(home: Home) -> None:
    cancel = Cancel()
    seen: list[CopyProgress] = []

    def stop(progress: CopyProgress) -> None:
        seen.append(progress)
        if progress.step == "measuring":
            cancel.set()

    home.copies.progress.subscribe(stop)
    with pytest.raises(ModelError) as caught:
        home.copies.make(MODEL, cancel=cancel)
    assert caught.value.message.code == "copies.cancelled"
    assert not makers()
    assert home.left() == []
    steps = list(dict.fromkeys(progress.step for progress in seen))
    assert steps == ["pictures", "preparing", "faces", "original", "measuring"]


def test_a_child_that_is_killed_is_told(home: Home) -> None:
    def kill(progress: CopyProgress) -> None:
        if progress.step == "faces":
            for child in makers():
                child.kill()

    home.copies.progress.subscribe(kill)
    error = refusal(home)
    assert error.message.code == "copies.died"
    assert "was not made" in str(error)


def test_too_little_memory_or_disk_is_told_before(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MEMORY_PER_BYTE", 1e9)
    assert refusal(home).message.code == "copies.memory"
    monkeypatch.setattr(service, "MEMORY_PER_BYTE", 1.0)
    monkeypatch.setattr(service, "DISK_PER_BYTE", 1e12)
    assert refusal(home).message.code == "models.no_space"


def test_one_at_a_time_and_only_of_swappers(home: Home) -> None:
    home.folder.mkdir(parents=True)
    with try_lock(home.folder / ".lock") as holder:
        assert holder is None
        assert refusal(home).message.code == "copies.busy"
    for ask in (home.copies.find, home.copies.make, home.copies.delete):
        with pytest.raises(ModelError, match="only of swappers"):
            ask("w600k_r50")


def test_the_command_line_makes_one_tells_how_it_is_and_deletes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = make_home(tmp_path / "home")  # where the environment of every test points
    clip = str(home.paths.media / "demo.mp4")
    assert main(["models", "quantise", MODEL, "--photos", clip, "demo:hopper"]) == 0
    out, err = capsys.readouterr()
    assert "dB from the original on the worst crop" in out
    assert "times as fast" in out
    assert f"{MODEL}: comparing the copy" in err
    assert len(home.left()) == 2
    assert main(["models", "quantize", MODEL, "--delete"]) == 0
    assert "MB are free again" in capsys.readouterr().out
    assert home.left() == []
    assert main(["models", "quantise", MODEL, "--photos", "demo:hopper"]) == ModelError.exit_code
    assert "6 are needed at least" in capsys.readouterr().err


def test_what_a_killed_program_left_goes_at_the_next_start_but_not_under_a_running_one(home: Home) -> None:
    pictures, weights = home.folder / ".pictures-gone", home.folder / ".making-gone"
    for left in (pictures, weights):
        left.mkdir(parents=True)
        (left / "000.npy").write_bytes(b"a picture of the user")
    with try_lock(home.folder / ".lock") as holder:
        assert holder is None
        close_core(build_core(home.paths, home.settings))
        assert home.left() == [weights.name, pictures.name]
    close_core(build_core(home.paths, home.settings))
    assert home.left() == []


def test_a_changed_original_makes_the_copy_stale_and_a_touched_one_does_not(copied: Home) -> None:
    os.utime(copied.original)
    assert [info.stale for info in copied.copies.find_all().values()] == [False]
    change(copied.original, other_weights)
    assert [info.stale for info in copied.copies.find_all().values()] == [True]
    copied.original.unlink()
    assert [model for model, info in copied.copies.find_all().items() if not info.stale] == [MODEL]
