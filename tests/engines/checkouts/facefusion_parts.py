"""Files of a stand-in for FaceFusion: its names, and bodies of our own that need nothing but numpy.

Its models are files that begin with ``stand-in``, each with its check sum beside it. Its content check objects to a
picture that is mostly green. Its command line reads and writes bitmaps and raw QuickTime files.
"""

from __future__ import annotations

_NETWORK = """\
import stand_in
from facefusion import process_manager
from facefusion.filesystem import models

NAMES = {names}
POOL = {{}}


def collect_model_downloads():
    return {{}}, {{name: {{"path": models(name)}} for name in names()}}


def names():
    from facefusion import state_manager

    key = {key!r}
    return NAMES.get(state_manager.get_item(key), []) if key else NAMES


def pre_check():
    import os
    from facefusion import hash_helper

    for name in names():
        if not hash_helper.validate_hash(models(name)):
            process_manager.check()
            if os.path.exists(models(name)):
                os.remove(models(name))
            return False
    return True


def get_inference_pool():
    process_manager.wait()
    for name in names():
        if name not in POOL:
            stand_in.load(models(name))
            POOL[name] = stand_in.Session()
    return POOL


def clear_inference_pool():
    POOL.clear()
"""

_DETECTORS = {
    "yolo_face": ["yoloface_8n"],
    "retinaface": ["retinaface_10g"],
    "scrfd": ["scrfd_2.5g"],
    "yunet": ["yunet_2023_mar"],
}

FILES = {
    "LICENSE.md": "A stand-in made by a test of Understudy. It is under the same licence as the test.\n",
    "requirements.txt": "numpy>=1.22\n",
    "facefusion.ini": "",
    "cv2.py": """\
INTER_AREA = 3


def resize(image, size, interpolation):
    return image[:: image.shape[0] // size[1], :: image.shape[1] // size[0]][: size[1], : size[0]].copy()
""",
    "facefusion/__init__.py": "",
    "facefusion/types.py": "raise ImportError('the standard module types is meant')\n",
    "facefusion/jobs/__init__.py": "",
    "facefusion/uis/__init__.py": "raise ImportError('a stand-in has no window')\n",
    "facefusion/filesystem.py": """\
import os


def models(name):
    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return os.path.join(folder, ".assets", "models", name + ".onnx")
""",
    "facefusion/hash_helper.py": """\
import os
import zlib


def validate_hash(path):
    beside = os.path.splitext(path)[0] + ".hash"
    if not os.path.exists(path) or not os.path.exists(beside):
        return False
    with open(path, "rb") as file, open(beside) as other:
        return format(zlib.crc32(file.read()), "08x") == other.read()
""",
    "facefusion/choices.py": """\
execution_provider_set = {"cuda": "CUDAExecutionProvider", "cpu": "CPUExecutionProvider"}
face_detector_set = {name: ["160x160", "640x640"] for name in ("many", "retinaface", "scrfd", "yolo_face", "yunet")}
face_mask_areas = ["upper-face", "lower-face", "mouth"]
face_mask_regions = ["skin", "nose"]
""",
    "facefusion/execution.py": """\
import onnxruntime

from facefusion import choices


def get_available_execution_providers():
    here = onnxruntime.get_available_providers()
    return [name for name, long in choices.execution_provider_set.items() if long in here]
""",
    "facefusion/logger.py": "def init(level):\n    pass\n",
    "facefusion/process_manager.py": """\
import time

STATE = "pending"


def check():
    global STATE
    STATE = "checking"


def end():
    global STATE
    STATE = "pending"


def wait():
    while STATE == "checking":
        time.sleep(0.5)
""",
    "facefusion/state_manager.py": """\
STATE = {}


def init_item(key, value):
    STATE[key] = value


def get_item(key):
    return STATE[key]
""",
    "facefusion/vision.py": """\
import numpy


def extract_vision_mask(frame):
    return numpy.full(frame.shape[:2], 255, numpy.uint8)
""",
    "facefusion/content_analyser.py": _NETWORK.format(names=["nsfw_1", "nsfw_2", "nsfw_3"], key="")
    + """

COUNTER = 0


def analyse_stream(frame, fps):
    global COUNTER
    COUNTER += 1
    return COUNTER % int(fps) == 0 and analyse_frame(frame)


def analyse_frame(frame):
    get_inference_pool()
    blue, green, red = frame.reshape(-1, 3).mean(axis=0)
    return green > red + 80
""",
    "facefusion/face_detector.py": _NETWORK.format(names=_DETECTORS, key="face_detector_model"),
    "facefusion/face_landmarker.py": _NETWORK.format(names=["fan_68_5", "2dfan4"], key=""),
    "facefusion/face_masker.py": _NETWORK.format(names=["xseg_1", "bisenet_resnet_34"], key=""),
    "facefusion/face_recognizer.py": _NETWORK.format(names=["arcface_w600k_r50"], key=""),
    "facefusion/face_classifier.py": _NETWORK.format(names=["fairface"], key=""),
    "facefusion/face_store.py": """\
import zlib

STORE = {}


def get_faces(frame):
    return STORE.get(zlib.crc32(frame.tobytes()))


def set_faces(frame, faces):
    STORE[zlib.crc32(frame.tobytes())] = faces


def clear_faces():
    STORE.clear()
""",
    "facefusion/face_creator.py": """\
import collections

import numpy
import stand_in
from facefusion import face_detector, face_store, state_manager

Face = collections.namedtuple("Face", "bounding_box score_set landmark_set gender age embedding")


def get_static_faces(frames):
    found = []
    for frame in frames:
        faces = face_store.get_faces(frame)
        if not faces:
            face_detector.get_inference_pool()
            faces = [
                Face(one.bbox, {"detector": one.det_score}, {"5/68": one.kps}, "female", range(30, 39), one.embedding)
                for one in stand_in.faces(frame)
                if one.det_score > state_manager.get_item("face_detector_score")
            ]
            if faces:
                face_store.set_faces(frame, faces)
        found.extend(faces)
    return found
""",
    "facefusion/face_selector.py": """\
from facefusion import state_manager
from facefusion.face_creator import get_static_faces


def area(face):
    return (face.bounding_box[2] - face.bounding_box[0]) * (face.bounding_box[3] - face.bounding_box[1])


ORDERS = {
    "large-small": lambda face: -area(face),
    "small-large": area,
    "left-right": lambda face: face.bounding_box[0],
    "right-left": lambda face: -face.bounding_box[0],
}


def sort_faces_by_order(faces, order):
    return sorted(faces, key=ORDERS[order])


def select_faces(reference, sources, targets):
    faces = sort_faces_by_order(get_static_faces(targets), state_manager.get_item("face_selector_order"))
    gender = state_manager.get_item("face_selector_gender")
    faces = [face for face in faces if gender in (None, "auto", face.gender)]
    return faces if state_manager.get_item("face_selector_mode") == "many" else faces[:1]
""",
    "facefusion/processors/__init__.py": "",
    "facefusion/processors/core.py": """\
import importlib


def get_processors_modules(names):
    return [importlib.import_module("facefusion.processors.modules." + name + ".core") for name in names]
""",
    "facefusion/processors/modules/__init__.py": "",
    "facefusion/processors/modules/face_swapper/__init__.py": "",
    "facefusion/processors/modules/face_swapper/choices.py": """\
face_swapper_set = {
    "hyperswap_1a_256": ["256x256", "512x512"],
    "inswapper_128_fp16": ["128x128", "256x256"],
    "ghost_1_256": ["256x256"],
}
""",
    "facefusion/processors/modules/face_swapper/core.py": """\
import stand_in
from facefusion import (
    content_analyser, face_classifier, face_detector, face_landmarker, face_masker, face_recognizer, process_manager,
    state_manager,
)
from facefusion.face_creator import get_static_faces
from facefusion.face_selector import select_faces
from facefusion.filesystem import models
from facefusion.hash_helper import validate_hash

POOL = {}


def get_model_options():
    return {"sources": {"face_swapper": {"path": models(state_manager.get_item("face_swapper_model"))}}}


def get_common_modules():
    return [content_analyser, face_classifier, face_detector, face_landmarker, face_masker, face_recognizer]


def pre_check():
    return all(module.pre_check() for module in get_common_modules()) and validate_hash(
        get_model_options()["sources"]["face_swapper"]["path"]
    )


def get_inference_pool():
    process_manager.wait()
    if not POOL:
        stand_in.load(get_model_options()["sources"]["face_swapper"]["path"])
        POOL["face_swapper"] = stand_in.Session()
    return POOL


def clear_inference_pool():
    POOL.clear()


class Source:
    def __init__(self, embedding):
        self.normed_embedding = embedding / (embedding @ embedding) ** 0.5


class Target:
    def __init__(self, face):
        self.bbox = face.bounding_box


def process_frame(inputs):
    kind = stand_in.frame()
    before = inputs["temp_vision_frame"]
    after = before.copy()
    source = get_static_faces(inputs["source_vision_frames"])[0]
    for face in select_faces(None, inputs["source_vision_frames"], inputs["target_vision_frames"]):
        weight = state_manager.get_item("face_swapper_weight")
        stand_in.swapped(Source(source.embedding), Target(face), after, 0.5 + weight / 2)
        if "region" in state_manager.get_item("face_mask_types"):
            left, right = int(face.bounding_box[0]), int(face.bounding_box[2])
            kept = slice(left, left + (right - left) * 6 // 10)
            after[:, kept] = before[:, kept]
    return stand_in.result(kind, before, after), inputs["temp_vision_mask"]
""",
    "facefusion/processors/modules/face_enhancer/__init__.py": "",
    "facefusion/processors/modules/face_enhancer/core.py": """\
from facefusion import state_manager
from facefusion.filesystem import models
from facefusion.processors.modules.face_swapper.core import get_common_modules


def get_model_options():
    return {"sources": {"face_enhancer": {"path": models(state_manager.get_item("face_enhancer_model"))}}}


def pre_check():
    return True


def get_inference_pool():
    return {}


def clear_inference_pool():
    pass


def process_frame(inputs):
    return 255 - inputs["temp_vision_frame"], inputs["temp_vision_mask"]
""",
    "facefusion/core.py": """\
from facefusion import state_manager
from facefusion.processors.core import get_processors_modules


def common_pre_check():
    import stand_in

    return stand_in.told()["loading"] != "raising"


def processors_pre_check():
    return all(module.pre_check() for module in get_processors_modules(state_manager.get_item("processors")))
""",
    "facefusion.py": """\
import os
import sys
import time

import numpy
import stand_in
from facefusion import content_analyser, core, state_manager, vision
from facefusion.face_creator import get_static_faces
from facefusion.processors.core import get_processors_modules


def say(words):
    sys.stderr.write("[FACEFUSION.CORE] " + words + "\\n")


def bar(name, number, total, more):
    words = "{0}: {1:3d}%|====| {2}/{3} [00:01<00:02,  4.43frame/s{4}]"
    sys.stderr.write("\\r" + words.format(name, 100 * number // total, number, total, more))
    sys.stderr.flush()


def options(words):
    values, key = {}, ""
    for word in words:
        if word.startswith("--"):
            key = word[2:].replace("-", "_")
            values[key] = []
        else:
            values[key].append(word)
    return values


def read_bitmap(path):
    with open(path, "rb") as file:
        data = file.read()
    begin, width, height = (int.from_bytes(data[at : at + 4], "little", signed=True) for at in (10, 18, 22))
    stride = (width * 3 + 3) // 4 * 4
    rows = numpy.frombuffer(data, numpy.uint8, stride * abs(height), begin).reshape(abs(height), stride)
    picture = rows[:, : width * 3].reshape(abs(height), width, 3)
    return data[:begin], (picture[::-1] if height > 0 else picture).copy()


def write_bitmap(path, head, picture):
    height = int.from_bytes(head[22:26], "little", signed=True)
    rows = picture[::-1] if height > 0 else picture
    with open(path, "wb") as file:
        file.write(head)
        for row in rows:
            file.write(row.tobytes() + bytes(-row.size % 4))


def read_movie(path):
    with open(path, "rb") as file:
        data = bytearray(file.read())
    entry = data.index(b"raw ", data.index(b"stsd"))
    width, height = (int.from_bytes(data[entry + at : entry + at + 2], "big") for at in (28, 30))
    begin = data.index(b"mdat") + 4
    size = int.from_bytes(data[begin - 8 : begin - 4], "big") - 8
    count = size // (width * height * 3)
    frames = numpy.frombuffer(data, numpy.uint8, count * width * height * 3, begin).reshape(count, height, width, 3)
    return data, frames


def main(words):
    values = options(words)
    jobs, temp = values["jobs_path"][0], values["temp_path"][0]
    for folder in (jobs, temp):
        os.makedirs(folder)
    state_manager.STATE.update({key: value if key in ("processors",) else value[0] for key, value in values.items()})
    for key in ("face_detector_score", "face_swapper_weight"):
        state_manager.STATE[key] = float(state_manager.STATE[key])
    state_manager.STATE.setdefault("face_selector_gender", None)
    say("processing step 1 of 1")
    if not core.common_pre_check() or not core.processors_pre_check():
        return 1
    photos = [read_bitmap(path)[1] for path in values["source_paths"]]
    if not get_static_faces(photos):
        say("no source face detected!")
        return 1
    target, output = values["target_path"][0], values["output_path"][0]
    if target.endswith(".bmp"):
        head, picture = read_bitmap(target)
        if content_analyser.analyse_frame(picture):
            return 1
        say("copying image with a resolution of 1x1")
        write_bitmap(output, head, process(photos, picture))
        return 0
    data, frames = read_movie(target)
    refused = 0
    for number, frame in enumerate(frames):
        refused += content_analyser.analyse_frame(frame[:, :, ::-1])
        bar("analysing", number + 1, len(frames), ", rate={0}".format(refused * 100 / len(frames)))
    if refused * 10 > len(frames):
        return 1
    made = [frame.copy() for frame in frames]
    for number, frame in enumerate(made):
        frame[:] = process(photos, numpy.ascontiguousarray(frame[:, :, ::-1]))[:, :, ::-1]
        bar("processing", number + 1, len(made), ", execution_providers=['cpu']")
    numpy.copyto(frames, made)
    with open(output, "wb") as file:
        file.write(data)
    say("processing to video succeeded in 0.1 seconds")
    return 0


def process(photos, picture):
    mask = vision.extract_vision_mask(picture)
    for module in get_processors_modules(state_manager.get_item("processors")):
        inputs = {"source_vision_frames": photos, "target_vision_frames": [picture], "temp_vision_frame": picture}
        picture, mask = module.process_frame({**inputs, "temp_vision_mask": mask})
    return picture


if __name__ == "__main__":
    if sys.argv[1] != "headless-run":
        sys.exit(2)
    sys.exit(main(sys.argv[2:]))
""",
}

MODELS = (
    "hyperswap_1a_256", "inswapper_128_fp16", "ghost_1_256", "yoloface_8n", "scrfd_2.5g", "yunet_2023_mar", "fan_68_5",
    "2dfan4", "xseg_1", "bisenet_resnet_34", "arcface_w600k_r50", "fairface", "nsfw_1", "nsfw_2", "nsfw_3",
)  # fmt: skip
