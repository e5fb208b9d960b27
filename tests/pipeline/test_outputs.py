"""The null output; the virtual camera and the recording have tests of their own."""

from __future__ import annotations

import numpy as np

from app.pipeline.outputs import open_null


def test_null_counts() -> None:
    output = open_null()
    for at in (10.0, 10.5, 12.0):
        output.send(np.zeros((48, 64, 3), np.uint8), at)
    status = output.status()
    assert (status.kind, status.active, status.frames, status.seconds, status.bytes) == ("null", True, 3, 2.0, 0)
    assert status.error is None
    output.close()
