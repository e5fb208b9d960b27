"""What only Windows has: its registry, and its question for an administrator (UAC)."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Mapping


class Refused(Exception):
    """The user said no when Windows asked."""


if sys.platform == "win32":
    import ctypes
    import winreg
    from ctypes import wintypes

    _HIVES = {
        "HKCU": winreg.HKEY_CURRENT_USER,
        "HKLM": winreg.HKEY_LOCAL_MACHINE,
        "HKCR": winreg.HKEY_CLASSES_ROOT,
    }
    _WAIT_MS = 200
    _WAIT_TIMEOUT = 0x102
    _ERROR_CANCELLED = 1223
    _SEE_MASK_NOCLOSEPROCESS = 0x40
    _SHOW_NORMAL = 1

    class WindowsRegistry:
        """The real :class:`app.services.permissions.machine.Registry`, in its 64-bit view."""

        def values(self, hive: str, path: str) -> Mapping[str, object] | None:
            try:
                key = winreg.OpenKey(_HIVES[hive], path, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY)
            except OSError:  # no such key, or one that this user may not read
                return None
            with key:
                _, count, _ = winreg.QueryInfoKey(key)
                return {name: value for name, value, _ in (winreg.EnumValue(key, at) for at in range(count))}

        def keys(self, hive: str, path: str) -> Iterable[str]:
            try:
                key = winreg.OpenKey(_HIVES[hive], path, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY)
            except OSError:
                return []
            with key:
                count, _, _ = winreg.QueryInfoKey(key)
                return [winreg.EnumKey(key, at) for at in range(count)]

    class _ShellExecuteInfo(ctypes.Structure):
        _fields_ = (
            ("cbSize", wintypes.DWORD),
            ("fMask", wintypes.ULONG),
            ("hwnd", wintypes.HWND),
            ("lpVerb", wintypes.LPCWSTR),
            ("lpFile", wintypes.LPCWSTR),
            ("lpParameters", wintypes.LPCWSTR),
            ("lpDirectory", wintypes.LPCWSTR),
            ("nShow", ctypes.c_int),
            ("hInstApp", wintypes.HINSTANCE),
            ("lpIDList", ctypes.c_void_p),
            ("lpClass", wintypes.LPCWSTR),
            ("hkeyClass", wintypes.HKEY),
            ("dwHotKey", wintypes.DWORD),
            ("hIconOrMonitor", wintypes.HANDLE),
            ("hProcess", wintypes.HANDLE),
        )

    def run_as_administrator(program: str, parameters: str, cancel: threading.Event | None) -> int | None:
        """Run it after Windows has asked the user; its exit code, or None when nobody waits any longer.

        Raises:
            Refused: the user said no.
            OSError: it can not be started.
        """
        shell32 = ctypes.WinDLL("shell32", use_last_error=True)
        kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel32.WaitForSingleObject.argtypes = (wintypes.HANDLE, wintypes.DWORD)
        kernel32.GetExitCodeProcess.argtypes = (wintypes.HANDLE, ctypes.POINTER(wintypes.DWORD))
        kernel32.CloseHandle.argtypes = (wintypes.HANDLE,)
        shell32.ShellExecuteExW.argtypes = (ctypes.POINTER(_ShellExecuteInfo),)
        info = _ShellExecuteInfo()
        info.cbSize = ctypes.sizeof(info)
        info.fMask = _SEE_MASK_NOCLOSEPROCESS
        info.lpVerb, info.lpFile, info.lpParameters = "runas", program, parameters
        info.nShow = _SHOW_NORMAL
        if not shell32.ShellExecuteExW(ctypes.byref(info)):
            error = ctypes.get_last_error()
            if error == _ERROR_CANCELLED:
                raise Refused
            raise ctypes.WinError(error)
        if not info.hProcess:
            return 0  # the program was already there and took the request over
        try:
            while kernel32.WaitForSingleObject(info.hProcess, _WAIT_MS) == _WAIT_TIMEOUT:
                if cancel is not None and cancel.is_set():
                    return None
            code = wintypes.DWORD()
            kernel32.GetExitCodeProcess(info.hProcess, ctypes.byref(code))
            return int(code.value)
        finally:
            kernel32.CloseHandle(info.hProcess)

else:

    class WindowsRegistry:
        """Another system has none."""

        def values(self, hive: str, path: str) -> Mapping[str, object] | None:
            return None

        def keys(self, hive: str, path: str) -> Iterable[str]:
            return []

    def run_as_administrator(program: str, parameters: str, cancel: threading.Event | None) -> int | None:
        raise OSError("only Windows asks this way")
