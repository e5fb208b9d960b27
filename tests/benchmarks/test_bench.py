"""The benchmark measures real swaps and writes what the README promises; how fast this machine is, is not tested."""

from __future__ import annotations

import json

import cv2
import pytest

from app.base.errors import UsageError
from app.cli.bench import run_bench
from app.services import bench


def test_every_case_swaps_every_frame_and_is_written_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    threads = cv2.getNumThreads()
    assert run_bench(as_json=True, frames=12) == 0
    report = json.loads(capsys.readouterr().out)
    assert cv2.getNumThreads() == threads
    assert report["machine"]
    assert report["reference_ms"] > 0
    sizes = ["720p-300", "720p-600", "1080p-300", "1080p-600"]
    names = ["mesh-720p-300", "mesh-1080p-600", *(f"neural-{size}" for size in sizes)]
    live = ["neural-live-50-10", "neural-live-15-5"]
    assert [case["name"] for case in report["cases"]] == [*names, "neural-detect", *live]
    detect = report["cases"][-3]
    assert 0 < detect["per_frame_ms"] == report["cases"][2]["tracking_ms"]
    for case in report["cases"][-2:]:
        assert case["frames"] == 12
        assert case["fps"] > 0
        assert 15 < case["age_p50_ms"] <= case["age_p95_ms"]
    for case in report["cases"][:-3]:
        assert case["swapped"] == case["frames"] == 12
        assert 0 < case["median_ms"] <= case["p95_ms"]
        assert set(case["stages_ms"]) >= {"detect", "landmarks", "warp", "blend"}
        whole = {stage: value for stage, value in case["stages_ms"].items() if "." not in stage}
        assert sum(whole.values()) < 1.5 * case["p95_ms"]
        assert 0 < case["outside_network_ms"] < case["p95_ms"]
        assert 0 < case["tracking_ms"] < case["p95_ms"]


def test_the_faces_of_the_cases_have_the_size_they_are_named_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_bench(as_json=False, frames=1) == 0
    out = capsys.readouterr()
    assert run_bench(as_json=False, frames=1, engine="neural") == 0
    assert "mesh" not in capsys.readouterr().out
    with pytest.raises(UsageError, match="mesh, neural"):
        run_bench(as_json=False, frames=1, engine="nothing")
    for case in bench.CASES:
        assert f"{case.name}: measuring 1 frames" in out.err
        assert case.name in out.out
        assert case.name.endswith(f"{case.height}p-{case.face}")
