"""FaceFusion's command line: arguments, progress, and why it failed."""

from __future__ import annotations

import pytest

from engines.facefusion.command import Heard, arguments_of, ffmpeg_problem, lines_of

_REAL = (
    b"[FACEFUSION.CORE] processing step 1 of 1\n\ranalysing:   0%|          | 0/60 [00:00<?, ?frame/s]"
    b"\ranalysing:   2%|          | 1/60 [00:00<00:41,  1.43frame/s, rate=0]"
    b"\ranalysing: 100%|==========| 60/60 [00:04<00:00, 11.70frame/s, rate=RATE]\n"
    b"\rprocessing:   0%|          | 0/60 [00:00<?, ?frame/s, execution_providers=['cpu']]"
    b"\rprocessing:  20%|==        | 12/60 [00:02<00:10,  5.02frame/s, execution_providers=['cpu']]"
)


def _heard(data: bytes, size: int = 7) -> Heard:
    heard = Heard()
    for line in lines_of(data[at : at + size] for at in range(0, len(data), size)):
        heard.hear(line)
    return heard


@pytest.mark.parametrize("size", [1, 7, 64, 4096])
def test_progress_is_read_off_bars_in_any_pieces(size: int) -> None:
    heard = _heard(_REAL.replace(b"RATE", b"3.3333333333333335"), size)
    assert heard.done == 12
    assert heard.rate == pytest.approx(3.333, abs=0.001)
    assert heard.said == ["processing step 1 of 1"]


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (_REAL.replace(b"RATE", b"50.0"), "checkout.refused", "content check"),
        (b"[FACEFUSION.CORE] processing step 1 of 1\n", "checkout.refused", "content check"),
        (
            b"[FACEFUSION.CORE] processing step 1 of 1\n[FACEFUSION.CORE] no source face detected!\n",
            "checkout.no_face",
            "no face",
        ),
        (
            b"[FACEFUSION.CORE] processing step 1 of 1\n[FACEFUSION.DOWNLOAD] validating source for fairface failed\n"
            b"[FACEFUSION.INFERENCE_MANAGER] loading model fairface failed\n",
            "checkout.task",
            "loading model fairface failed",
        ),
        (
            b"[FACEFUSION.CORE] processing step 1 of 1\nTraceback (most recent call last):\nMemoryError: no memory\n",
            "checkout.task",
            "MemoryError: no memory",
        ),
        (_REAL.replace(b"RATE", b"0"), "checkout.task", "exit code 1"),
        (b"", "checkout.task", "no word"),
        (b"facefusion.py: error: unrecognized arguments: --new 1\n", "checkout.api", "does not take --new 1"),
        (b"[FACEFUSION.CORE] curl is not installed\n", "checkout.task", "curl is not installed"),
    ],
    ids=["video", "photo", "face", "model", "crash", "amid", "nothing", "old", "curl"],
)
def test_why_it_failed_is_told_apart(data: bytes, code: str, words: str) -> None:
    error = _heard(data).failed(1)
    assert error.code == code
    assert words in str(error)


def test_values_become_arguments() -> None:
    state = {"face_swapper_weight": 0.15000000000000002, "face_mask_padding": [10, 0, 0, 5], "face_selector_race": None}
    assert arguments_of(state) == ["--face-swapper-weight", "0.15", "--face-mask-padding", "10", "0", "0", "5"]


@pytest.mark.parametrize(
    ("said", "good"),
    [
        ("ffmpeg version 5.1.9-0+deb12u1 Copyright (c)", True),
        ("ffmpeg version n8.0.1 Copyright", True),
        ("ffmpeg version 8.1-full_build-www.gyan.dev Copyright", True),
        ("ffmpeg version 9.0 Copyright", False),
        ("ffmpeg version N-118000-g1 Copyright\nlibavutil      59. 39.100 / 59. 39.100", True),
        ("ffmpeg version N-125000-g1 Copyright\nlibavutil      61.  1.100 / 61.  1.100", False),
        ("ffmpeg version N-125000-g1 Copyright", False),
        ("", False),
    ],
)
def test_an_ffmpeg_of_which_it_is_not_certain_is_refused(said: str, good: bool) -> None:
    problem = ffmpeg_problem(said)
    assert (problem is None) == good
    if problem is not None:
        assert problem.hint
