"""Makes folders that look like Deep-Live-Cam, iRoop or FaceFusion to those who call their functions by name.

What they compute is small and known: a "face" is a patch of skin colour (the demo's face is one), and swapping it makes
its colours those of a negative, shifted by what the chosen photo's face looks like. How they misbehave is said by
`behave`, at any time: a stand-in that runs looks at every frame. They need nothing but numpy.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tests.engines.checkouts import deep_live_cam_parts, facefusion_parts, iroop_parts, parts

Kind = Literal[
    "good",
    "slow",
    "printing",
    "crashing",
    "hanging",
    "stuck",
    "exiting",
    "raising",
    "unchanged",
    "non_contiguous",
    "wrong_shape",
    "growing",
]
"""What happens at a frame. ``crashing``: the process aborts; ``hanging``: it sleeps; ``stuck``: it computes without end
and lets no other thread run; ``exiting``: `sys.exit`; ``unchanged``: the picture comes back as it went;
``non_contiguous``: as a view with strange strides; ``growing``: each frame keeps 64 MB more."""

Loading = Literal["good", "slow", "printing", "crashing", "exiting", "leaving", "raising", "fetching", "hanging"]
"""What happens while it loads its models. ``exiting``: `sys.exit`, ``leaving``: `os._exit(1)`; ``fetching``: it asks a
server for something, and goes on without it."""

COMMITS = {"Deep-Live-Cam": "bdeeb3ace016001864c82e772237a94b4300c955",
           "iRoopDeepFaceCam": "75c862fa9086c4fe0dae13df0374dd1d955e706b",
           "facefusion": "33cc6b40a4a538023e12893a0439ce5062e56e36"}  # fmt: skip
MODELS = {"Deep-Live-Cam": "models/inswapper_128.onnx", "iRoopDeepFaceCam": "models/inswapper_128_fp16.onnx"}
PACK = ("det_10g", "w600k_r50", "2d106det", "1k3d68", "genderage")
"""Files of insightface's models, in `~/.insightface/models/buffalo_l`."""


def deep_live_cam(root: Path, kind: Kind = "good", *, loading: Loading = "good", without: tuple[str, ...] = ()) -> Path:
    """A checkout of Deep-Live-Cam at ``root``, which is made, and returned. ``without`` leaves out functions, as
    ``face_analyser:detect_many_faces_fast``."""
    _write(root, "Deep-Live-Cam", deep_live_cam_parts.FILES, without)
    behave(root, kind, loading=loading)
    return root


def iroop(root: Path, kind: Kind = "good", *, loading: Loading = "good", without: tuple[str, ...] = ()) -> Path:
    """A checkout of iRoop at ``root``; as `deep_live_cam`."""
    _write(root, "iRoopDeepFaceCam", iroop_parts.FILES, without)
    behave(root, kind, loading=loading)
    return root


def facefusion(root: Path, kind: Kind = "good", *, loading: Loading = "good", without: tuple[str, ...] = ()) -> Path:
    """A checkout of FaceFusion at ``root``; as `deep_live_cam`. ``loading="raising"``: its check of itself fails."""
    common = {path: text for path, text in parts.FILES.items() if path in ("stand_in.py", "onnxruntime.py")}
    _write_files(root, {**common, **facefusion_parts.FILES}, without)
    models = root / ".assets" / "models"
    models.mkdir(parents=True, exist_ok=True)
    for name in facefusion_parts.MODELS:
        data = b"stand-in for " + name.encode()
        (models / f"{name}.onnx").write_bytes(data)
        (models / f"{name}.hash").write_text(f"{zlib.crc32(data):08x}")
    _write_commit(root, "facefusion")
    behave(root, kind, loading=loading)
    return root


def behave(root: Path, kind: Kind = "good", *, at: int = 1, times: int = 0, seconds: float = 0.0,
           loading: Loading = "good", providers: tuple[str, ...] = ("CPUExecutionProvider",), real: bool = True,
           ) -> None:  # fmt: skip
    """How the stand-in at ``root`` is from now on.

    ``at``: the frame of a process, from 1, from which on it misbehaves; ``times``: how often in all, over restarts, 0
    for always; ``seconds``: how long ``slow`` takes (``hanging`` never ends). ``providers`` are what its onnxruntime
    has, and with ``real`` what its networks then run on: else they run on the processor without a word.
    """
    told = {"kind": kind, "at": at, "times": times, "seconds": seconds, "loading": loading,
            "providers": providers, "real": real}  # fmt: skip
    whole = root / "stand_in.json"
    part = whole.with_suffix(".part")
    part.write_text(json.dumps(told))
    part.replace(whole)


def happened(root: Path) -> int:
    """How often the stand-in has misbehaved at a frame so far."""
    count = root / "stand_in.count"
    return len(count.read_bytes()) if count.exists() else 0


def pack(home: Path) -> Path:
    """The files of insightface's models in a home folder. They are as much as the stand-ins look at."""
    folder = home / ".insightface" / "models" / "buffalo_l"
    folder.mkdir(parents=True, exist_ok=True)
    for name in PACK:
        (folder / f"{name}.onnx").write_bytes(b"stand-in")
    return folder


def picture(width: int = 640, height: int = 360, faces: tuple[tuple[int, int, int, int], ...] = ((220, 80, 400, 300),),
            ) -> NDArray[np.uint8]:  # fmt: skip
    """A BGR picture with what the stand-ins hold for faces in these boxes (x0, y0, x1, y1)."""
    image = np.full((height, width, 3), (96, 90, 84), np.uint8)
    image[::2, :, 1] += 8
    for number, (x0, y0, x1, y1) in enumerate(faces):
        face = image[y0:y1, x0:x1]
        face[:] = (120, 150 - 12 * number, 210)
        face[1::3] -= 10
    return image


def _write(root: Path, program: str, files: dict[str, str], without: tuple[str, ...]) -> None:
    every = {**parts.FILES, **files}
    every["modules/metadata.py"] = f"name = {program!r}\nversion = '0.0.0'\nedition = 'Stand-in'\n"
    _write_files(root, every, without)
    model = root / MODELS[program]
    model.parent.mkdir(exist_ok=True)
    model.write_bytes(b"stand-in")
    _write_commit(root, program)


def _write_files(root: Path, every: dict[str, str], without: tuple[str, ...]) -> None:
    for name in without:
        module, function = name.split(":")
        (path,) = [path for path in every if path.endswith(f"/{module}.py")]
        if f"def {function}(" not in every[path]:
            raise ValueError(f"{path} has no function {function}")
        every[path] += f"\ndel {function}\n"
    for path, text in every.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def _write_commit(root: Path, program: str) -> None:
    (root / ".git").mkdir(exist_ok=True)
    (root / ".git" / "HEAD").write_text(COMMITS[program] + "\n")
