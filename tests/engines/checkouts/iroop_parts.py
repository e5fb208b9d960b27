"""What is of its own in a stand-in for iRoop."""

from __future__ import annotations

FILES = {
    "requirements.txt": "numpy>=1.22\n",
    "setup_iRoopDeepFaceCam.bat": "rem a stand-in\n",
    "modules/core.py": "raise ImportError('this would load torch and TensorFlow')\n",
    "modules/processors/frame/face_enhancer.py": "raise ImportError('this would load torch')\n",
    "modules/globals.py": """\
execution_providers = []
execution_threads = None
frame_processors = []
headless = None
many_faces = None
both_faces = None
flip_faces = None
detect_face_right = None
detect_face_right_value = False
flip_faces_value = False
show_target_face_box = None
show_mouth_mask_box = False
mouth_mask = False
mask_feather_ratio = 8
mask_down_size = 0.5
mask_size = 1
face_tracking = False
face_tracking_value = False
sticky_face_value = 0.2
use_pseudo_face = False
pseudo_face_threshold = 0.2
max_pseudo_face_count = 30
embedding_weight_size = 0.6
weight_distribution_size = 1.0
position_size = 0.4
old_embedding_weight = 0.9
new_embedding_weight = 0.1
""",
    "modules/face_analyser.py": """\
import stand_in

FACE_ANALYSER = None


def get_face_analyser():
    global FACE_ANALYSER
    if FACE_ANALYSER is None:
        FACE_ANALYSER = stand_in.Analyser()
    return FACE_ANALYSER


def get_one_face_left(frame):
    return min(FACE_ANALYSER.get(frame), key=lambda face: face.bbox[0], default=None)


def get_one_face_right(frame):
    return max(FACE_ANALYSER.get(frame), key=lambda face: face.bbox[0], default=None)
""",
    "modules/processors/frame/face_swapper.py": """\
import os

import numpy

import modules.globals
import stand_in
from modules.face_analyser import get_face_analyser

FACE_SWAPPER = None
first_face_embedding = None
models_dir = os.path.join(str(stand_in.ROOT), "models")


class Swapper:
    def __init__(self, path):
        stand_in.load(path)
        self.session = stand_in.Session()
        self.model_file = path


def get_face_swapper():
    global FACE_SWAPPER
    if FACE_SWAPPER is None:
        FACE_SWAPPER = Swapper(os.path.join(models_dir, "inswapper_128_fp16.onnx"))
    return FACE_SWAPPER


def reset_face_tracking():
    global first_face_embedding
    first_face_embedding = None


def create_adjusted_face(face, crop_info):
    return stand_in.Face(face, bbox=face.bbox - numpy.array(crop_info[:2] * 2))


def swap_face(source_face, target_face, temp_frame):
    get_face_swapper()
    return stand_in.swapped(source_face, target_face, temp_frame)


def process_frame(source_face, temp_frame):
    global first_face_embedding
    kind = stand_in.frame()
    try:
        faces = get_face_analyser().get(temp_frame)
    except Exception:
        return temp_frame
    if modules.globals.many_faces is None:
        raise TypeError("many_faces was never said")
    faces = sorted(faces, key=lambda face: face.bbox[0], reverse=bool(modules.globals.detect_face_right))
    if not modules.globals.many_faces:
        faces = faces[: 2 if modules.globals.both_faces else 1]
    if modules.globals.face_tracking and faces and first_face_embedding is None:
        first_face_embedding = faces[0].embedding
        return temp_frame
    before = temp_frame.copy()
    for number, face in enumerate(faces):
        x, y, right, bottom = face.bbox.astype(int)
        crop = temp_frame[y:bottom, x:right].copy()
        source = source_face[(number % 2 if modules.globals.both_faces else 0) ^ bool(modules.globals.flip_faces)]
        adjusted = create_adjusted_face(face, (x, y, right - x, bottom - y))
        temp_frame[y:bottom, x:right] = swap_face(source, adjusted, crop)
    return stand_in.result(kind, before, temp_frame)
""",
}
