"""Understudy: a chosen face over your own, live, as a camera for every other program."""

import os

__version__ = "0.1.0"

# onnxruntime writes a device id and an event file on import, and is built to send events; this program sends nothing.
# Set here because only a value that stands before the import counts; child processes inherit it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
