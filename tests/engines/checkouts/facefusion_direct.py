"""FaceFusion by its own functions alone: run in its own interpreter, in its folder, for comparison with our engine.

    python facefusion_direct.py PHOTO OUTPUT FRAME.png... -- ARGUMENT...

The arguments are those of its command line. What its webcam would show of each frame goes to OUTPUT/<name>.npy.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
sys.path[0] = os.getcwd()  # noqa: PTH109 - as `python facefusion.py` has it

import numpy as np  # noqa: E402 - FaceFusion sets the number of threads before

from facefusion import core, logger, state_manager, streamer, vision  # type: ignore[import-not-found]  # noqa: E402  # isort: skip
from facefusion.args import apply_args  # type: ignore[import-not-found]  # noqa: E402  # isort: skip
from facefusion.program import create_program  # type: ignore[import-not-found]  # noqa: E402  # isort: skip


def main(arguments: list[str]) -> int:
    """See the module."""
    cut = arguments.index("--")
    photo, output, *frames = arguments[:cut]
    command = ["headless-run", "--source-paths", photo, "--face-selector-mode", "one", *arguments[cut + 1 :]]
    command += ["--video-memory-strategy", "tolerant", "--execution-providers", "cpu", "--log-level", "error"]
    apply_args(vars(create_program().parse_args(command)), state_manager.init_item)
    state_manager.init_item("download_providers", [])
    logger.init("error")
    if not core.common_pre_check() or not core.processors_pre_check():
        return 2
    sources = vision.read_static_images([photo])
    for frame in frames:
        picture = streamer.process_stream_frame(sources, vision.read_image(frame))
        np.save(Path(output) / f"{Path(frame).stem}.npy", picture)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
