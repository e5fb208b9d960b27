"""What finding faces costs around the networks: insightface's own class against the built-in detector and mesh.

    python -m tests.benchmarks.detectors

The published SCRFD can not be shipped, and its cost around the network does not depend on its weights: a network of the
same signature answers with one face. Milliseconds are medians, the networks' own time taken off.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from app.pipeline.photos import load_photo
from engines.api import Frame
from engines.toolkit import kernels
from engines.toolkit.face_detection import FaceDetector
from engines.toolkit.follow import Follower, StageClock

ROOT = Path(__file__).resolve().parents[2]
FRAMES = 200
SIZE = 640
STRIDES = (8, 16, 32)


def scrfd_stand_in(path: Path) -> None:
    """SCRFD's signature at 640 pixels: three scores, boxes and point sets; one face in the middle, seen by a few
    anchors."""
    nodes, constants, outputs = [], [], []
    for kind, values in (("score", 1), ("box", 4), ("points", 10)):
        for stride in STRIDES:
            count = 2 * (SIZE // stride) ** 2
            answer = np.zeros((count, values), np.float32)
            if kind != "score":
                answer += 5
            elif stride == 16:
                answer[count // 2 + 40 : count // 2 + 48] = 0.9
            name = f"{kind}{stride}"
            constants.append(numpy_helper.from_array(answer, f"{name}_values"))
            nodes.append(helper.make_node("Add", [f"{name}_values", "nothing"], [name]))
            outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [count, values]))
    constants.append(numpy_helper.from_array(np.zeros(1, np.float32), "zero"))
    nodes.insert(0, helper.make_node("Slice", ["input.1", "from", "to", "axis"], ["corner"]))
    nodes.insert(1, helper.make_node("ReduceMax", ["corner"], ["most"], keepdims=0))
    nodes.insert(2, helper.make_node("Mul", ["most", "zero"], ["nothing"]))
    for name, value in (("from", 0), ("to", 1), ("axis", 2)):
        constants.append(numpy_helper.from_array(np.array([value], np.int64), name))
    value = helper.make_tensor_value_info("input.1", TensorProto.FLOAT, [1, 3, SIZE, SIZE])
    graph = helper.make_graph(nodes, "scrfd", [value], outputs, constants)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))


class Timed:
    """A session that adds up its own time."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self.ran_ms = 0.0

    def run(self, *arguments: Any) -> Any:
        began = time.perf_counter()
        answer = self._session.run(*arguments)
        self.ran_ms += (time.perf_counter() - began) * 1e3
        return answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


def main() -> None:
    cv2.setNumThreads(2)
    picture = np.asarray(cv2.resize(load_photo(ROOT / "resources/media/hopper.jpg"), (1280, 720)), np.uint8)
    models = ROOT / "resources/models"
    rows: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        from insightface.model_zoo.scrfd import SCRFD

        file = Path(folder) / "det_10g.onnx"
        scrfd_stand_in(file)
        theirs = SCRFD(str(file))
        theirs.prepare(-1, input_size=(SIZE, SIZE))
        theirs.session = session = Timed(theirs.session)
        times = []
        for _ in range(FRAMES):
            before, began = session.ran_ms, time.perf_counter()
            boxes, _points = theirs.detect(picture)
            times.append((time.perf_counter() - began) * 1e3 - (session.ran_ms - before))
        assert len(boxes)
        rows["insightface SCRFD, 640, every frame"] = times
    detector = FaceDetector(models, (), 2)
    times = []
    for _ in range(FRAMES):
        before, began = detector.ran_ms, time.perf_counter()
        assert detector.detect(picture)
        times.append((time.perf_counter() - began) * 1e3 - (detector.ran_ms - before))
    rows["built-in detector, 192, every frame"] = times
    detector.close()
    with tempfile.TemporaryDirectory() as folder:
        kernels.load(Path(folder))  # as the engine `neural` does
    follower = Follower(models, (), 2)
    times = []
    for number in range(FRAMES):
        clock = StageClock()
        follower.follow(Frame(np.roll(picture, number % 5, axis=1), number, number / 30), 0.5, clock)
        stages = clock.stages
        spent = stages["detect"] + stages["landmarks"]
        times.append(spent - stages["detect.network"] - stages["landmarks.network"])
    assert follower.tracks
    follower.close()
    rows["built-in, following by the mesh"] = times
    for name, values in rows.items():
        print(f"{name:40} median {np.median(values):.2f} ms, mean {np.mean(values):.2f} ms")


if __name__ == "__main__":
    main()
