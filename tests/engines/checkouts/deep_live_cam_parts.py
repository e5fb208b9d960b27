"""What is of its own in a stand-in for Deep-Live-Cam."""

from __future__ import annotations

FILES = {
    "requirements.txt": "numpy>=1.22\n",
    "modules/core.py": "raise ImportError('this would open a window')\n",
    "modules/cluster_analysis.py": "def find_closest_centroid(centroids, embedding):\n    return 0, centroids[0]\n",
    "modules/platform_info.py": "def print_banner():\n    print('stand-in')\n",
    "modules/globals.py": """\
execution_providers = []
execution_threads = None
frame_processors = []
headless = None
many_faces = False
map_faces = False
opacity = 1.0
sharpness = 0.0
mouth_mask = False
show_mouth_mask_box = False
mouth_mask_size = 0.0
poisson_blend = False
enable_interpolation = True
interpolation_weight = 0
""",
    "modules/face_analyser.py": """\
import modules.globals
import stand_in

FACE_ANALYSER = None


def get_face_analyser():
    global FACE_ANALYSER
    if FACE_ANALYSER is None:
        FACE_ANALYSER = stand_in.Analyser()
    return FACE_ANALYSER


def get_many_faces(frame):
    get_face_analyser()
    return stand_in.faces(frame)


def get_one_face(frame, faces=None):
    faces = get_many_faces(frame) if faces is None else faces
    return min(faces, key=lambda face: face.bbox[0]) if faces else None


def detect_many_faces_fast(frame):
    get_face_analyser()
    return stand_in.faces(frame, embeddings=False) or None


def detect_one_face_fast(frame):
    return get_one_face(frame, detect_many_faces_fast(frame) or [])


def ensure_landmarks(frame, faces):
    for face in faces:
        face["landmark_2d_106"] = face.kps.repeat(22, axis=0)[:106]
""",
    "modules/processors/frame/face_swapper.py": """\
import os

import numpy

import modules.globals
import stand_in
from modules.core import update_status
from modules.face_analyser import get_one_face

NAME = "DLC.FACE-SWAPPER"
PREVIOUS_FRAME_RESULT = None
FACE_SWAPPER = None
models_dir = os.path.join(str(stand_in.ROOT), "models")


class Swapper:
    def __init__(self, path):
        stand_in.load(path)
        self.session = stand_in.Session()
        self.model_file = path


def get_face_swapper():
    global FACE_SWAPPER
    if FACE_SWAPPER is None:
        path = os.path.join(models_dir, "inswapper_128.onnx")
        if not os.path.exists(path):
            update_status("No inswapper model found in " + models_dir + ".", NAME)
            return None
        try:
            FACE_SWAPPER = Swapper(path)
        except Exception as error:
            update_status("Error loading face swapper model: " + str(error), NAME)
            return None
    return FACE_SWAPPER


def swap_face(source_face, target_face, temp_frame):
    kind = stand_in.frame()
    before = temp_frame.copy()
    opacity = modules.globals.opacity
    out = stand_in.swapped(source_face, target_face, temp_frame, opacity)
    if modules.globals.mouth_mask and target_face.landmark_2d_106 is not None:
        x0, y0, x1, y1 = target_face.bbox.astype(int)
        out[(y0 + 2 * y1) // 3 : y1, x0:x1] = before[(y0 + 2 * y1) // 3 : y1, x0:x1]
    return stand_in.result(kind, before, out)


def apply_post_processing(current_frame, swapped_face_bboxes):
    global PREVIOUS_FRAME_RESULT
    out = current_frame
    for x0, y0, x1, y1 in swapped_face_bboxes if modules.globals.sharpness > 0 else ():
        out = out.copy()
        out[y0:y1, x0:x1] = numpy.clip(out[y0:y1, x0:x1] * (1 + modules.globals.sharpness / 10.0), 0, 255)
    weight = modules.globals.interpolation_weight
    if not modules.globals.enable_interpolation or not 0 < weight < 1:
        PREVIOUS_FRAME_RESULT = None
        return out
    if PREVIOUS_FRAME_RESULT is not None and PREVIOUS_FRAME_RESULT.shape == out.shape:
        out = (PREVIOUS_FRAME_RESULT * (1 - weight) + out * weight).astype(numpy.uint8)
    PREVIOUS_FRAME_RESULT = out.copy()
    return out
""",
}
