"""A program in a process of its own: its pictures, its words, its ends."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest

from engines.api import EngineError, Frame, Image, NoFaceError, StopRunError
from engines.toolkit import bridge, bridge_process, bridge_ring
from tests.engines.bridge.conftest import Toy

MEDIA = Path(__file__).parents[3] / "resources" / "media"
Until = Callable[[Callable[[], bool]], None]


def _red(toy: Toy) -> None:
    toy.engines[-1].set_source([np.full((20, 30, 3), (7, 8, 200), np.uint8)])


def test_a_frame_goes_there_and_its_picture_comes_back(toy: Toy) -> None:
    engine = toy.load()
    _red(toy)
    for shape in ((96, 128), (96, 128), (50, 70)):
        frame = toy.frame(*shape)
        before = frame.image.copy()
        result = engine.swap(frame)
        wanted = before.copy()
        height, width = shape
        wanted[height // 4 : height * 3 // 4, width // 4 : width * 3 // 4] = (7, 8, 200)
        wanted[0, 0] = 0
        assert np.array_equal(result.image, wanted)
        assert np.array_equal(frame.image, before)
        (face,) = result.faces
        assert face.swapped
        assert face.box == (width / 4, height / 4, width * 0.75, height * 0.75)
        assert result.stages_ms["engine.paste"] == 1.5
        assert {"engine", "bridge"} <= set(result.stages_ms)
    assert engine.provider == "CPUExecutionProvider"
    assert engine.models == ("model.onnx",)
    assert (0.5, "Loading") in toy.reported


def test_two_frames_are_under_way_and_come_back_in_order(toy: Toy) -> None:
    engine = toy.load()
    frames = [toy.frame() for _ in range(6)]
    pending = engine.begin(frames[0])
    for number in range(1, 6):
        following = engine.begin(frames[number])
        result = pending.finish()
        assert np.array_equal(result.image[0, 1:], frames[number - 1].image[0, 1:])
        pending = following
    assert np.array_equal(pending.finish().image[0, 1:], frames[5].image[0, 1:])


def test_what_the_program_prints_is_no_message_and_is_kept(toy: Toy) -> None:
    engine = toy.load()
    toy.order(print=1)
    assert engine.swap(toy.frame()).faces[0].swapped
    assert engine.swap(toy.frame()).faces[0].swapped
    engine.close()
    log = (toy.cache / "child.log").read_text("utf-8")
    assert "printed by the program" in log
    assert "printed by a child" in log


def test_an_array_that_is_not_contiguous_is_a_picture_too(toy: Toy) -> None:
    engine = toy.load()
    toy.order(strided=1)
    result = engine.swap(toy.frame())
    assert result.image.flags.c_contiguous
    assert result.image[48, 64].tolist() == [1, 2, 3]


def test_options_are_taken_at_the_start_and_later(toy: Toy) -> None:
    engine = toy.load({"shift": 5})
    assert engine.swap(toy.frame()).image[0, 0].tolist() == [5, 5, 5]
    engine.configure({"shift": 9})
    assert engine.swap(toy.frame()).image[0, 0].tolist() == [9, 9, 9]
    engine.restart()
    assert engine.swap(toy.frame()).image[0, 0].tolist() == [0, 0, 0]


def test_a_photo_without_a_face_is_an_answer(toy: Toy) -> None:
    engine = toy.load()
    _red(toy)
    toy.order(no_face=1)
    with pytest.raises(NoFaceError, match="There is no face in the photo"):
        engine.set_source([np.zeros((9, 9, 3), np.uint8)])
    toy.order()
    assert engine.swap(toy.frame()).image[48, 64].tolist() == [7, 8, 200]


@pytest.mark.parametrize("orders", [{"lie": 1}, {"tint": 1}])
def test_a_face_that_did_not_change_was_not_swapped(toy: Toy, orders: dict[str, object]) -> None:
    engine = toy.load()
    toy.order(**orders)
    (face,) = engine.swap(toy.frame()).faces
    assert not face.swapped
    assert face.reason == "error"


@pytest.mark.parametrize("orders", [{"fail": 1}, {"leave": 3}, {"shape": 1}])
def test_a_frame_that_fails_is_told_and_the_next_one_goes_on(toy: Toy, orders: dict[str, object]) -> None:
    engine = toy.load()
    pid = engine.pid
    toy.order(**orders)
    with pytest.raises(EngineError):
        engine.swap(toy.frame())
    toy.order()
    assert engine.swap(toy.frame()).faces[0].swapped
    assert engine.pid == pid


def test_a_refusal_ends_the_run(toy: Toy) -> None:
    engine = toy.load()
    toy.order(refuse="This is not shown.")
    with pytest.raises(StopRunError, match="This is not shown"):
        engine.swap(toy.frame())


def test_a_program_that_is_killed_ten_times_comes_back_with_its_face(toy: Toy, until: Until) -> None:
    engine = toy.load({"shift": 1})
    _red(toy)
    engine.configure({"shift": 4})
    killed = set()
    for _ in range(10):
        pid = engine.pid
        assert pid is not None
        killed.add(pid)
        os.kill(pid, signal.SIGKILL)
        assert "is started again" in toy.hear("SIGKILL")
        result = engine.swap(toy.frame())
        assert result.faces == () or result.faces[0].swapped
        until(lambda: bool(engine.swap(toy.frame()).faces))
        assert engine.swap(toy.frame()).image[48, 64].tolist() == [7, 8, 200]
        assert engine.swap(toy.frame()).image[0, 0].tolist() == [4, 4, 4]
    assert len(killed) == 10


def test_while_it_is_away_nobody_knows_where_a_face_is(toy: Toy) -> None:
    engine = toy.load()
    toy.order(exit=1)
    frame = toy.frame()
    result = engine.swap(frame)
    assert result.faces == ()
    assert result.image is frame.image


def test_a_program_that_ends_over_every_frame_is_given_up_after_some_starts(toy: Toy, until: Until) -> None:
    engine = toy.load()
    toy.order(exit=7)

    words: list[str] = []

    def stopped() -> bool:
        try:
            engine.swap(toy.frame())
        except StopRunError as error:
            words.append(str(error))
        return bool(words)

    until(stopped)
    assert "code 7" in words[0]
    assert "in a row" in words[0]


def test_a_program_that_hangs_is_covered_then_ended_and_started_again(toy: Toy, until: Until) -> None:
    engine = toy.load(frame_s=2.0)
    pid = engine.pid
    toy.order(wait="never")
    assert engine.swap(toy.frame()).faces == ()
    assert engine.swap(toy.frame()).faces == ()
    assert "2 seconds" in toy.hear("gave no picture")
    toy.order()
    until(lambda: bool(engine.swap(toy.frame()).faces))
    assert engine.pid != pid


def test_a_late_picture_is_not_taken_for_another_frame(toy: Toy, until: Until) -> None:
    engine = toy.load()
    toy.order(wait="go")
    assert engine.swap(toy.frame()).faces == ()  # longer than anybody waits for a frame
    toy.order()
    (toy.root / "go").touch()
    frame = toy.frame()
    until(lambda: bool(engine.swap(frame).faces))
    assert np.array_equal(engine.swap(frame).image[1], frame.image[1])


def test_where_the_run_waits_a_frame_is_made_again_after_a_crash(toy: Toy) -> None:
    engine = toy.load(live=False)
    _red(toy)
    toy.order(once=3)
    frame = toy.frame()
    result = engine.swap(frame)
    assert result.image[48, 64].tolist() == [7, 8, 200]
    assert np.array_equal(result.image[1], frame.image[1])


def test_where_the_run_waits_a_frame_that_it_always_ends_over_ends_the_run(toy: Toy) -> None:
    engine = toy.load(live=False)
    toy.order(exit=3)
    with pytest.raises(StopRunError, match="same frame"):
        engine.swap(toy.frame())


def test_a_program_that_takes_too_much_memory_is_started_again(toy: Toy) -> None:
    engine = toy.load(memory_mb=300)
    toy.order(eat=400)
    engine.swap(toy.frame())
    assert "300 MB are allowed" in toy.hear("of memory")


@pytest.mark.parametrize(
    ("orders", "code", "words"),
    [
        ({"load_exit": 1}, "checkout.ended", "code 1; its last words: the model is damaged"),
        ({"load_fail": ["The model x is missing.", "Put it there."]}, "checkout.model_missing", "model x is missing"),
        ({"load_raise": 1}, "checkout.failed", "RuntimeError: it does not load"),
        ({"need": ["json:dumps", "json:gone", "os:path.lost"]}, "checkout.api", "it has no json.gone, os.path.lost"),
        ({"need": ["surely_not_installed.part:name"]}, "checkout.package", "needs the Python package surely_not_"),
    ],
)
def test_a_program_that_does_not_load_says_why(toy: Toy, orders: dict[str, object], code: str, words: str) -> None:
    toy.order(**orders)
    with pytest.raises(EngineError, match=words) as caught:
        toy.load(versions="1.0 (abc)")
    assert caught.value.code == code
    if code == "checkout.api":
        assert "1.0 (abc)" in caught.value.hint


def test_a_program_that_hangs_while_it_loads_is_ended(toy: Toy) -> None:
    toy.order(load_hang=1)
    with pytest.raises(EngineError, match="not ready after 1 seconds"):
        toy.load(load_s=1.0)


def test_an_interpreter_that_is_not_there_is_named(toy: Toy) -> None:
    toy.python = toy.root / "nowhere"
    with pytest.raises(EngineError, match="nowhere can not be started"):
        toy.load()


def test_it_is_not_let_out_to_the_network(toy: Toy) -> None:
    engine = toy.load()
    orders = ({"connect": "192.0.2.1"}, {"connect": "models.example"}, {"fetch": "curl"}, {"system": "wget"},
              {"shell": "aria2c"})  # fmt: skip
    for order in orders:
        toy.order(**order)
        with pytest.raises(EngineError, match="no network"):
            engine.swap(toy.frame())
        assert "checkouts.downloads" in toy.hear(next(iter(order.values())))


def test_what_it_started_ends_with_it(toy: Toy, until: Until) -> None:
    engine = toy.load()
    toy.order(start_child=0)
    engine.swap(toy.frame())
    started = int((toy.root / "child.pid").read_text("utf-8"))
    assert psutil.pid_exists(started)
    engine.close()
    until(lambda: not psutil.pid_exists(started) or psutil.Process(started).status() == psutil.STATUS_ZOMBIE)


def test_no_picture_is_left_behind(toy: Toy) -> None:
    folder = Path(bridge_ring.shared_folder(str(toy.cache)))
    dead = folder / f"{bridge_ring.NAMED}{2**22 + 1}-x"  # above the largest number that Linux gives a process
    dead.touch()
    engine = toy.load()
    _red(toy)
    engine.swap(toy.frame())
    engine.close()
    assert not dead.exists()
    assert not list(folder.glob(f"{bridge_ring.NAMED}{os.getpid()}-*"))


@pytest.fixture
def portrait() -> Image:
    """A face in the middle, a bit smaller than the box that the program tells of."""
    photo = cv2.imread(str(MEDIA / "astronaut.jpg"))
    assert photo is not None
    return np.ascontiguousarray(photo[:248, 98:354], np.uint8)


def test_a_face_that_the_program_passes_over_is_told_as_not_swapped(toy: Toy, portrait: Image) -> None:
    engine = toy.load()
    toy.order(nothing=1)
    for index in range(10):  # once seen it is looked for in every frame
        (seen,) = engine.swap(Frame(portrait, index, 0.0)).faces
        assert not seen.swapped
        assert seen.box[0] < 128 < seen.box[2]
        assert seen.box[1] < 124 < seen.box[3]
    toy.order()
    (known,) = engine.swap(Frame(portrait, 10, 0.0)).faces
    assert known.swapped


def test_a_small_face_before_a_large_one_does_not_stand_for_it(toy: Toy, portrait: Image) -> None:
    engine = toy.load()
    toy.order(part=0.1)
    assert [face.swapped for face in engine.swap(Frame(portrait, 0, 0.0)).faces] == [True, False]


def test_a_face_that_the_program_loses_is_looked_for_at_once(toy: Toy, portrait: Image) -> None:
    engine = toy.load()
    assert [face.swapped for face in engine.swap(Frame(portrait, 0, 0.0)).faces] == [True]
    toy.order(nothing=1)
    assert [face.swapped for face in engine.swap(Frame(portrait, 1, 0.0)).faces] == [False]


def test_every_frame_is_looked_at_where_the_program_is_much_slower_than_a_look(
    toy: Toy, portrait: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge, "LOOK_SHARE", 10.0)
    engine = toy.load()
    toy.order(part=0.1, slow=0.05)
    empty = np.zeros_like(portrait)
    assert [face.swapped for face in engine.swap(Frame(empty, 0, 0.0)).faces] == [True]
    assert [face.swapped for face in engine.swap(Frame(portrait, 1, 0.0)).faces] == [True, False]


@pytest.mark.parametrize("words", ["{}", "[1]", "no json", '{"done": {}}', '{"answer": 5}', '{"ready": null}'])
def test_a_program_that_says_nonsense_is_started_again(toy: Toy, until: Until, words: str) -> None:
    engine = toy.load()
    toy.order(say=words)
    engine.swap(toy.frame())
    assert "no message" in toy.hear("has ended")
    toy.order()
    until(lambda: bool(engine.swap(toy.frame()).faces))


def test_a_slow_program_is_waited_for_once_it_is_known_to_be(
    toy: Toy, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge, "PATIENCE_S", 0.01)
    engine = toy.load()
    toy.order(slow=0.1)
    until(lambda: bool(engine.swap(toy.frame()).faces))


def test_what_is_chosen_while_it_is_away_counts_when_it_is_back(toy: Toy, until: Until) -> None:
    engine = toy.load({"shift": 5})
    toy.order(load_wait="go")
    assert engine.pid is not None
    os.kill(engine.pid, signal.SIGKILL)
    until((toy.root / "loading").exists)
    engine.restart()  # it will know of no frames before
    engine.configure({"shift": 9})
    (toy.root / "go").touch()
    until(lambda: bool(engine.swap(toy.frame()).faces))
    assert engine.swap(toy.frame()).image[0, 0].tolist() == [9, 9, 9]


@pytest.mark.skipif(os.name != "posix", reason="groups of processes")
def test_what_left_its_group_does_not_hold_the_end_up(toy: Toy, until: Until, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge_process, "_CLOSE_S", 0.2)
    engine = toy.load()
    toy.order(start_child=1)
    engine.swap(toy.frame())
    started = int((toy.root / "child.pid").read_text("utf-8"))
    try:
        engine.close()
    finally:
        os.kill(started, signal.SIGKILL)
    until(lambda: not any(thread.name == "bridge's prints" for thread in threading.enumerate()))


@pytest.mark.skipif(os.name != "posix", reason="blocks of a file")
def test_there_is_room_behind_every_part_of_the_shared_file(tmp_path: Path) -> None:
    path = bridge_ring.create(str(tmp_path), 2, 2, 300, 400)
    status = Path(path).stat()
    assert status.st_blocks * 512 >= status.st_size > 4 * 300 * 400 * 3
    bridge_ring.Ring(path).close()
