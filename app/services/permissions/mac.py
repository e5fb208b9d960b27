"""What only macOS has: its authorisation of cameras, by the Objective-C runtime, and its list of system extensions."""

from __future__ import annotations

import ctypes
import sys
import threading
from ctypes import CFUNCTYPE, POINTER, Structure, c_bool, c_char_p, c_int, c_long, c_ulong, c_void_p, pointer
from typing import Any

_FRAMEWORK = "/System/Library/Frameworks/AVFoundation.framework/AVFoundation"
_ANSWER_S = 120.0
"""How long the user may think about macOS's question."""
_GLOBAL_BLOCK = 1 << 28


class _Descriptor(Structure):
    _fields_ = (("reserved", c_ulong), ("size", c_ulong))


_Invoke = CFUNCTYPE(None, c_void_p, c_bool)


class _Block(Structure):
    """A block of the C extension that Objective-C calls back: ``void (^)(BOOL granted)`` without captured variables."""

    _fields_ = (
        ("isa", c_void_p),
        ("flags", c_int),
        ("reserved", c_int),
        ("invoke", _Invoke),
        ("descriptor", POINTER(_Descriptor)),
    )


_KEPT: list[Any] = []
"""Blocks that macOS may still call, whose memory must stay."""


class SystemCamera:
    """The real :class:`app.services.permissions.machine.MacCamera`; answers None on every other system."""

    def status(self) -> int | None:
        found = _capture_device()
        if found is None:
            return None
        objc, device, video = found
        send = ctypes.cast(objc.objc_msgSend, CFUNCTYPE(c_long, c_void_p, c_void_p, c_void_p))
        return int(send(device, _selector(objc, b"authorizationStatusForMediaType:"), video))

    def ask(self) -> bool | None:
        found = _capture_device()
        if found is None:
            return None
        objc, device, video = found
        answered, answer = threading.Event(), []

        def heard(block: int, granted: bool) -> None:
            answer.append(bool(granted))
            answered.set()

        isa = ctypes.addressof(c_void_p.in_dll(ctypes.CDLL(None), "_NSConcreteGlobalBlock"))
        block = _Block(isa, _GLOBAL_BLOCK, 0, _Invoke(heard), pointer(_Descriptor(0, ctypes.sizeof(_Block))))
        _KEPT.append(block)
        send = ctypes.cast(objc.objc_msgSend, CFUNCTYPE(None, c_void_p, c_void_p, c_void_p, c_void_p))
        asked = _selector(objc, b"requestAccessForMediaType:completionHandler:")
        send(device, asked, video, ctypes.addressof(block))
        return answer[0] if answered.wait(_ANSWER_S) else None


def _capture_device() -> tuple[ctypes.CDLL, int, int] | None:
    """The runtime, the class AVCaptureDevice, and the media type of video; None where they are not there."""
    if sys.platform != "darwin":
        return None
    try:
        objc = ctypes.CDLL("/usr/lib/libobjc.A.dylib")
        framework = ctypes.CDLL(_FRAMEWORK)
        video = c_void_p.in_dll(framework, "AVMediaTypeVideo").value
    except (OSError, ValueError):  # an older system, or one without cameras at all
        return None
    objc.objc_getClass.restype, objc.objc_getClass.argtypes = c_void_p, (c_char_p,)
    objc.sel_registerName.restype, objc.sel_registerName.argtypes = c_void_p, (c_char_p,)
    device = objc.objc_getClass(b"AVCaptureDevice")
    return (objc, device, video) if device and video else None


def _selector(objc: ctypes.CDLL, name: bytes) -> int:
    return int(objc.sel_registerName(name))
