"""Files that all stand-in checkouts have: what they take for a face, and how they misbehave."""

from __future__ import annotations

FILES = {
    "LICENSE": "A stand-in made by a test of Understudy. It is under the same licence as the test.\n",
    "run.py": "raise SystemExit('a stand-in is not run')\n",
    "modules/__init__.py": "",
    "modules/processors/__init__.py": "",
    "modules/processors/frame/__init__.py": "",
    "modules/ui.py": "raise ImportError('a stand-in has no window')\n",
    "modules/typing.py": "import numpy\nfrom stand_in import Face\nFrame = numpy.ndarray\n",
    "modules/processors/frame/core.py": "",
    "onnxruntime.py": """\
import stand_in


def get_available_providers():
    return list(stand_in.told()["providers"])
""",
    "stand_in.py": '''\
import itertools
import json
import os
import sys
import time
from pathlib import Path

import numpy

ROOT = Path(__file__).parent
kept = []
seen = 0


def told():
    return json.loads((ROOT / "stand_in.json").read_text())


def load(path):
    """Before a model is used."""
    how = told()["loading"]
    if how == "slow":
        time.sleep(told()["seconds"])
    elif how == "printing":
        noise()
    elif how == "crashing":
        os.abort()
    elif how == "exiting":
        sys.exit(1)
    elif how == "leaving":
        sys.stderr.write("the model could not be loaded\\n")
        sys.stderr.flush()
        os._exit(1)
    elif how == "raising":
        raise RuntimeError("this network is of an unknown kind")
    elif how == "hanging":
        time.sleep(10**6)
    elif how == "fetching":
        import urllib.request

        try:
            urllib.request.urlopen("http://example.invalid/model.onnx", timeout=5)
        except OSError as error:
            print("fetch:", error)
    if not Path(path).read_bytes().startswith(b"stand-in"):
        raise RuntimeError("INVALID_PROTOBUF: " + str(path))


class Analyser:
    """What finds faces: loads insightface's pack."""

    def __init__(self):
        folder = os.path.expanduser("~/.insightface/models/buffalo_l")
        for name in sorted(os.listdir(folder)):
            load(os.path.join(folder, name))

    def get(self, frame, max_num=0):
        return faces(frame)[: max_num or None]


def noise():
    """As programs do: by Python, and past it."""
    for number in range(50):
        print("stand-in prints", number, "}" * 40)
    os.write(1, b'{"done": {"n": 1}}\\n' * 20)
    sys.stderr.write("\\r 10%\\r 20%\\r")


def frame():
    """At the beginning of each frame; gives how its result is to be wrong."""
    global seen
    seen += 1
    how = told()
    if how["kind"] == "good" or seen < how["at"]:
        return "good"
    count = ROOT / "stand_in.count"
    if how["times"] and count.exists() and len(count.read_bytes()) >= how["times"]:
        return "good"
    with open(count, "ab") as file:
        file.write(b".")
    kind = how["kind"]
    if kind == "slow":
        time.sleep(how["seconds"])
    elif kind == "printing":
        noise()
    elif kind == "crashing":
        os.abort()
    elif kind == "hanging":
        time.sleep(10**6)
    elif kind == "stuck":
        sum(itertools.repeat(0))
    elif kind == "exiting":
        sys.exit(1)
    elif kind == "raising":
        raise RuntimeError("nothing can be swapped today")
    elif kind == "growing":
        kept.append(numpy.ones(64 << 20, numpy.uint8))
    return kind


def result(kind, before, after):
    if kind == "unchanged":
        return before
    if kind == "non_contiguous":
        return numpy.ascontiguousarray(after.transpose(1, 0, 2)).transpose(1, 0, 2)
    if kind == "wrong_shape":
        return after[:-1]
    return after


class Session:
    def get_providers(self):
        how = told()
        return list(how["providers"]) if how["real"] else ["CPUExecutionProvider"]


class Face(dict):
    def __getattr__(self, name):
        return self.get(name)

    def __setattr__(self, name, value):
        self[name] = value

    @property
    def normed_embedding(self):
        embedding = self.get("embedding")
        return None if embedding is None else embedding / numpy.linalg.norm(embedding)


def faces(image, embeddings=True):
    """Every patch of skin, the largest first."""
    step = max(min(image.shape[:2]) // 90, 1)
    small = image[::step, ::step].astype(int)
    blue, green, red = small[..., 0], small[..., 1], small[..., 2]
    skin = (red > 95) & (green > 40) & (blue > 20) & (red - green > 12) & (red > blue + 15)
    columns = skin.mean(axis=0) > 0.16
    edges = numpy.flatnonzero(numpy.diff(numpy.concatenate([[0], columns.astype(int), [0]])))
    found = []
    for x0, x1 in zip(edges[::2], edges[1::2]):
        rows = numpy.flatnonzero(skin[:, x0:x1].mean(axis=1) > 0.5)
        if x1 - x0 < 0.06 * skin.shape[1] or len(rows) < 0.6 * (x1 - x0):
            continue
        y0 = rows[0]
        y1 = min(rows[-1] + 1, y0 + 1.4 * (x1 - x0))
        box = numpy.array([x0, y0, x1, y1], numpy.float32) * step
        width, height = box[2] - box[0], box[3] - box[1]
        at = numpy.array([[0.3, 0.4], [0.7, 0.4], [0.5, 0.6], [0.35, 0.8], [0.65, 0.8]], numpy.float32)
        face = Face(bbox=box, det_score=numpy.float32(0.9), kps=box[:2] + at * [width, height])
        if embeddings:
            a, b, c, d = box.astype(int)
            patch = image[b:d, a:c].reshape(-1, 3).astype(numpy.float32)
            face["embedding"] = numpy.concatenate([patch.mean(axis=0), patch.std(axis=0) + 1])
        found.append(face)
    return sorted(found, key=lambda face: -(face.bbox[2] - face.bbox[0]))


def swapped(source, face, image, opacity=1.0):
    """Changes the picture itself."""
    x0, y0, x1, y1 = numpy.clip(face.bbox.astype(int), 0, [image.shape[1], image.shape[0]] * 2)
    patch = image[y0:y1, x0:x1]
    new = 255 - patch.astype(numpy.float32) + 40 * source.normed_embedding[:3]
    patch[:] = numpy.clip(patch * (1 - opacity) + new * opacity, 0, 255).astype(numpy.uint8)
    return image
''',
}
