"""Builds the face models of this folder, their manifest and the mesh tables from MediaPipe's wheel.

``python resources/models/build_models.py [WHEEL] [--root FOLDER]``, with ``onnx`` and ``ai-edge-litert`` installed.
In order: take the wheel (fetched with ``pip download`` where none is given) and check it and what is read from it
against the checksums below, convert the two networks, copy the licence, write the manifest, write
``engines/toolkit/mesh_topology.py``. The same wheel gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import landmark_graph
import numpy as np
import tflite_reader
import topology
from onnx_writer import UINT8, Converter, GraphWriter

PACKAGE = "mediapipe==0.10.21"
WHEEL = "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl"
PLATFORM = ("--python-version", "3.11", "--platform", "manylinux_2_28_x86_64")
LICENCE = "Apache-2.0"
LICENCE_MEMBER = "mediapipe-0.10.21.dist-info/LICENSE"
CONNECTIONS_MEMBER = "mediapipe/python/solutions/face_mesh_connections.py"
DETECTOR_MEMBER = "mediapipe/modules/face_detection/face_detection_full_range_sparse.tflite"
LANDMARKS_MEMBER = "mediapipe/modules/face_landmark/face_landmark_with_attention.tflite"
SHA256 = {
    WHEEL: "05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3",
    CONNECTIONS_MEMBER: "cc7171e44d0612db38720cb2fd2516c395992cdd7457efe341543be6f3c22d87",
    DETECTOR_MEMBER: "2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1",
    LANDMARKS_MEMBER: "e06a804e0144f9929eda782122916b35d60c697c3c9344013ca2bbe76a6ce2b4",
}
BLOCKS = 4
"""The detector's head has the 2x2 anchors of a coarse cell in its channels."""


def build_detector(data: bytes) -> bytes:
    """MediaPipe's full range face detector as ONNX.

    ``picture`` uint8 [1, 1, 192, 192 * 3] BGR to ``boxes`` [4, 16, 576] and ``scores`` (logits) [4, 576]. Of the
    48 x 48 anchors, block b of 4 holds row 2 * (i // 24) + b // 2, column 2 * (i % 24) + b % 2 for i in 0..575: the
    last step of the original, which moves them side by side, is left to the few that are used.
    """
    network = tflite_reader.read(data)
    writer = GraphWriter()
    converter = Converter(network, writer)
    size = network.shapes[network.inputs[0]][1]
    converter.picture("picture", 127.5, 1 / 127.5)
    outputs: dict[str, tuple[int, ...]] = {}
    for op in network.ops:
        if op.kind == "DEPTH_TO_SPACE":
            converter.values[op.outputs] = converter.value([op], 0)
        elif op.kind == "RESHAPE":
            _, anchors, values = network.shapes[op.outputs[0]]
            name = "boxes" if values > 1 else "scores"
            outputs[name] = (BLOCKS, values, anchors // BLOCKS) if values > 1 else (BLOCKS, anchors // BLOCKS)
            writer.add("Reshape", converter.value([op], 0), writer.const(outputs[name], np.int64), out=name)
        else:
            converter.emit([op])
    ordered = {name: outputs[name] for name in ("boxes", "scores")}
    return writer.model("face_detection", {"picture": (UINT8, (1, 1, size, size * 3))}, ordered)


MODELS = {
    "face_detection.onnx": (DETECTOR_MEMBER, build_detector),
    "face_landmarks.onnx": (LANDMARKS_MEMBER, landmark_graph.build),
}


def fetch(folder: Path) -> Path:
    """Download the wheel into ``folder`` with this Python's pip, else the one on the path. Exits in words."""
    pip = [sys.executable, "-m", "pip"] if importlib.util.find_spec("pip") else [shutil.which("pip") or ""]
    if not pip[0]:
        sys.exit("There is no pip here to fetch the wheel with; give its path as an argument.")
    command = [*pip, "download", "--quiet", "--no-deps", "--only-binary=:all:", *PLATFORM, "--dest", str(folder)]
    if subprocess.run([*command, PACKAGE], check=False).returncode:
        sys.exit(f"The wheel of {PACKAGE} could not be fetched.")
    return folder / WHEEL


def checked(name: str, data: bytes) -> bytes:
    """``data``, when it is what these tools were written for. Exits in words otherwise."""
    found = hashlib.sha256(data).hexdigest()
    if found != SHA256[name]:
        sys.exit(f"{name} has the checksum {found}, not {SHA256[name]}.")
    return data


def build(wheel: Path, root: Path) -> None:
    """Write the models, manifest, licence and mesh tables below ``root``."""
    folder = root / "resources" / "models"
    toolkit = root / "engines" / "toolkit"
    for path in (folder, toolkit):
        path.mkdir(parents=True, exist_ok=True)
    checked(WHEEL, wheel.read_bytes())
    entries = []
    with zipfile.ZipFile(wheel) as archive:
        for name, (member, convert) in MODELS.items():
            data = convert(checked(member, archive.read(member)))
            (folder / name).write_bytes(data)
            entries.append(
                {
                    "file": name,
                    "sha256": hashlib.sha256(data).hexdigest(),
                    "size": len(data),
                    "licence": LICENCE,
                    "source": {"wheel": WHEEL, "sha256": SHA256[WHEEL], "member": member,
                               "member_sha256": SHA256[member]},
                }
            )
        (folder / "LICENSE-Apache-2.0.txt").write_bytes(archive.read(LICENCE_MEMBER))
        tables = topology.write(checked(CONNECTIONS_MEMBER, archive.read(CONNECTIONS_MEMBER)).decode())
    (folder / "manifest.json").write_bytes((json.dumps({"models": entries}, indent=2) + "\n").encode())
    (toolkit / "mesh_topology.py").write_bytes(tables.encode())


def main() -> None:
    """Read the arguments and build."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", nargs="?", type=Path, help=f"path of {WHEEL}; fetched where not given")
    parser.add_argument("--root", type=Path, default=Path(__file__).parents[2], help="folder of the project")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        build(arguments.wheel or fetch(Path(folder)), arguments.root)


if __name__ == "__main__":
    main()
