"""The child of a bridge: runs somebody's own program in that program's own interpreter. Never imported by ours.

``python bridge_child.py``, in an interpreter that needs nothing but the standard library and numpy. In order:
1. Descriptor 1 is moved away and pointed at stderr: programs print, and that must not get among the messages.
2. The first message says where the program lies and what to load. The checkout becomes the working directory and the
   first place that modules are looked for in; the network is closed unless the user allowed downloads.
3. The engine's ``child.py`` opens the program (:class:`Host` is what it is given), then frames come and pictures go.

Messages are lines of JSON, an object with one key that says what it is. The process ends when its parent does: its
stdin is at its end then. Nothing newer than Python 3.9 runs here, for the user's program may.
"""

from __future__ import annotations

import faulthandler
import importlib
import importlib.util
import json
import os
import queue
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

PROTOCOL = 1
_BEAT_S = 1.0
_STUCK_S = 300.0
"""A process that has not run any Python for so long ends itself: it could not notice that its parent is gone."""
_FETCHERS = {"curl", "wget", "aria2c", "git", "pip", "pip3", "uv", "conda"}
_SHELLS = {"sh", "bash", "dash", "zsh", "cmd", "powershell", "pwsh"}
_LOCAL = {"localhost", "127.0.0.1", "::1", ""}


class ProgramError(Exception):
    """What the program can not do, in words for the user."""

    def __init__(self, code: str, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.code, self.hint = code, hint


class Messages:
    """What is told to the parent. Any thread may tell."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def send(self, message: dict[str, Any]) -> None:
        """Tell it. Ends the process where nobody listens any more."""
        data = json.dumps(message).encode() + b"\n"
        try:
            with self._lock:
                while data:
                    data = data[os.write(self._descriptor, data) :]
        except OSError:
            end_now()


def end_now() -> NoReturn:
    """End this process and those that the program started, whatever they are doing."""
    if hasattr(os, "killpg") and os.getpgid(0) == os.getpid():  # a group of its own: the parent made it so
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


class Host:
    """What an engine's ``child.py`` is given."""

    def __init__(self, opened: dict[str, Any], messages: Messages) -> None:
        self.program: str = opened["program"]
        """What the program is called."""
        self.root: str = opened["root"]
        """Folder of the checkout."""
        self.options: dict[str, Any] = opened["options"]
        """A value for every option of the engine's manifest."""
        self.providers: list[str] = opened["providers"]
        """onnxruntime's names in the wanted order."""
        self.threads: int = opened["threads"]
        """That networks may use on the CPU."""
        self.device: int = opened["device"]
        """Number of the graphics card."""
        self.cache: str = opened["cache"]
        """Folder that may be written to."""
        self.downloads: bool = opened["downloads"]
        """Whether the user allows the program to fetch things."""
        self._versions: str = opened["versions"]
        self._messages = messages

    def progress(self, fraction: float, sentence: str) -> None:
        """How far loading is, 0..1, and with what."""
        self._messages.send({"progress": [fraction, sentence]})

    def tell(self, sentence: str, hint: str = "") -> None:
        """Tell the user, at any time."""
        self._messages.send({"tell": [sentence, hint]})

    def fail(self, code: str, sentence: str, hint: str = "") -> NoReturn:
        """Raises what the user is told of; ``checkout.refused`` amid a frame ends the run with it."""
        raise ProgramError(code, sentence, hint)

    def need(self, names: list[str]) -> dict[str, Any]:
        """Objects by ``module:attribute`` (dotted), or modules by ``module``. Fails with all that are not there."""
        found: dict[str, Any] = {}
        missing = []
        for name in names:
            module_name, _, attribute = name.partition(":")
            module = self._module(module_name)
            target: Any = module
            try:
                for part in attribute.split(".") if attribute else []:
                    target = getattr(target, part)
            except AttributeError:
                target = None
            if target is None:
                missing.append(name.replace(":", "."))
            found[name] = target
        if missing:
            self.fail(
                "checkout.api",
                f"This version of {self.program} is not known: it has no {', '.join(missing)}.",
                f"Versions that work: {self._versions}." if self._versions else "",
            )
        return found

    def _module(self, name: str) -> ModuleType | None:
        """None where the program has no such module. Fails where a package of its interpreter is missing or broken."""
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            lost = error.name or name
            first = Path(self.root, lost.split(".")[0])
            if first.is_dir() or first.with_suffix(".py").is_file():  # a part of the program itself
                if (name + ".").startswith(lost + "."):
                    return None
                self.fail("checkout.api", f"This version of {self.program} is not known: it has no {lost}.")
            self.fail(
                "checkout.package",
                f"{self.program} needs the Python package {lost.split('.')[0]}, and its interpreter does not have it.",
                f"Install the program's requirements with {sys.executable}, or let an environment be made for it.",
            )
        except ImportError as error:
            self.fail(
                "checkout.package",
                f"A Python package of {self.program} does not work: {error}.",
                f"Install the program's requirements anew with {sys.executable}, or let an environment be made for it.",
            )


class _Child:
    def __init__(self, messages: Messages) -> None:
        self.messages = messages
        self.work: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self.rings: Any = None
        self.ring: Any = None
        self.program: Any = None

    # ---- loading -----------------------------------------------------------------------------------------------

    def open(self, opened: dict[str, Any]) -> None:
        """Load the program, and say what came of it. Raises ProgramError and what the program raises."""
        root = opened["root"]
        os.chdir(root)
        sys.path[0] = root
        sys.argv = [str(Path(root, "understudy"))]
        self.rings = _load_file("understudy_bridge_ring", opened["ring"])
        host = Host(opened, self.messages)
        if not opened["downloads"]:
            _close_network(host)
        engine = _load_file("understudy_engine_child", opened["child"])
        self.program = engine.open_program(host)
        self.messages.send({"ready": {"provider": self.program.provider, "models": list(self.program.models)}})

    # ---- at work -----------------------------------------------------------------------------------------------

    def loop(self) -> None:
        """Until it is told to end."""
        while True:
            message = self.work.get()
            ((kind, value),) = message.items()
            if kind == "end":
                self.program.close()
                return
            if kind == "frame":
                self._frame(*value)
            elif kind == "map":
                self._map(value)
            else:
                self._call(kind, value)

    def _map(self, path: str) -> None:
        if self.ring is not None:
            self.ring.close()
        self.ring = self.rings.Ring(path)
        self.messages.send({"mapped": path})

    def _frame(self, number: int, place: int, picture_place: int) -> None:
        began = time.perf_counter()
        try:
            image = self.ring.frame(place, number)
            started = time.perf_counter()
            picture, faces, stages = self.program.swap(image)
            took = (time.perf_counter() - started) * 1e3
            changed = picture is not image or any(face["swapped"] for face in faces)
            if changed:
                shape, kind = getattr(picture, "shape", None), str(getattr(picture, "dtype", ""))
                if shape != image.shape or kind != "uint8":
                    raise ValueError(f"it gave a picture of another kind than the frame's ({kind}, {shape})")
                self.ring.put_picture(picture_place, number, picture)
            done = {"n": number, "changed": changed, "faces": faces, "stages": stages, "engine_ms": took}
            done["child_ms"] = (time.perf_counter() - began) * 1e3
            self.messages.send({"done": done})
        except ProgramError as error:
            self.messages.send({"failed": {"n": number, **_told(error)}})
        except (Exception, SystemExit) as error:  # noqa: BLE001 - somebody else's program: told, and covered
            traceback.print_exc()
            self.messages.send({"failed": {"n": number, **_told(error)}})

    def _call(self, kind: str, value: dict[str, Any]) -> None:
        answer: dict[str, Any] = {"n": value["n"]}
        try:
            if kind == "source":
                images = self.rings.read_pictures(value["path"], value["places"])
                answer["value"] = self.program.set_source(images)
            elif kind == "configure":
                self.program.configure(value["options"])
            elif kind == "restart":
                self.program.restart()
            else:
                raise ValueError(f"the bridge does not know {kind}")
        except ProgramError as error:
            answer["error"] = _told(error)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - as above
            traceback.print_exc()
            answer["error"] = _told(error)
        self.messages.send({"answer": answer})

    # ---- beside the work ---------------------------------------------------------------------------------------

    def listen(self, descriptor: int) -> None:
        """Take messages until the parent is gone."""
        with os.fdopen(descriptor, "rb") as stream:
            for line in stream:
                self.work.put(json.loads(line))
        end_now()

    def beat(self) -> None:
        """Show that this process is alive, and see to it that it does not outlive its parent in any state."""
        while True:
            faulthandler.dump_traceback_later(_STUCK_S, exit=True)
            self.messages.send({"beat": 1})
            time.sleep(_BEAT_S)


def _told(error: BaseException) -> dict[str, str]:
    if isinstance(error, ProgramError):
        return {"code": error.code, "text": str(error), "hint": error.hint}
    words = str(error).strip().splitlines()
    return {
        "code": "checkout.failed",
        "text": f"{type(error).__name__}: {words[0] if words else 'no word'}",
        "hint": "",
    }


def _load_file(name: str, path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _close_network(host: Host) -> None:
    """Nothing is fetched that the user did not ask for: not by this process, nor by the usual programs for it."""
    refused: set[str] = set()

    def refuse(what: str) -> NoReturn:
        if what not in refused:
            refused.add(what)
            host.tell(
                f"{host.program} wanted to use the network ({what}) and was not let.",
                "Nothing is fetched unless you allow it in the settings: checkouts.downloads.",
            )
        raise PermissionError(f"no network for {host.program}: {what}")

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.connect":
            address = arguments[1]
            if isinstance(address, tuple) and address[0] not in _LOCAL:
                refuse(str(address[0]))
        elif event == "socket.getaddrinfo":
            name = arguments[0].decode(errors="replace") if isinstance(arguments[0], bytes) else arguments[0]
            if name is not None and str(name) not in _LOCAL:
                refuse(str(name))
        elif event == "subprocess.Popen":
            line = arguments[1]  # on Windows as one text
            look_at([arguments[0] or "", *(line.split() if isinstance(line, (str, bytes)) else line)])
        elif event == "os.system":
            look_at(["sh", arguments[0]])

    def look_at(command: list[Any]) -> None:
        """Refuse a program for fetching, also where a shell is to start it."""
        words = [os.fsdecode(word) for word in command]
        shell = any(Path(word).stem.lower() in _SHELLS for word in words[:2])
        for word in " ".join(words).split() if shell else words[:2]:
            name = Path(word.strip("\"'();&|`")).stem.lower()
            if name in _FETCHERS:
                refuse(name)

    sys.addaudithook(hook)


def _tie_to_parent() -> None:
    """On Linux the kernel ends this process with its parent, even where it runs no Python."""
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG


def main() -> int:
    """See the module."""
    control_in, control_out = os.dup(0), os.dup(1)
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.close(empty)
    os.dup2(2, 1)
    messages = Messages(control_out)
    child = _Child(messages)
    listener = threading.Thread(target=child.listen, args=(control_in,), name="messages", daemon=True)
    try:
        import numpy
    except ImportError as error:
        told = ProgramError(
            "checkout.package",
            f"The interpreter {sys.executable} has no numpy that works: {error}.",
            "Install the program's requirements with it, or let an environment be made for the program.",
        )
        messages.send({"fatal": _told(told)})
        return 3
    version = ".".join(map(str, sys.version_info[:3]))
    messages.send({"hello": {"protocol": PROTOCOL, "python": version, "numpy": numpy.__version__, "pid": os.getpid()}})
    listener.start()
    opened = child.work.get()["open"]
    _tie_to_parent()
    if hasattr(os, "nice"):
        os.nice(opened["nice"])
    threading.Thread(target=child.beat, name="beat", daemon=True).start()
    try:
        child.open(opened)
    except ProgramError as error:
        messages.send({"fatal": _told(error)})
        return 3
    except (Exception, SystemExit) as error:  # noqa: BLE001 - somebody else's program: told
        traceback.print_exc()
        messages.send({"fatal": _told(error)})
        return 3
    child.loop()
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # threads of the program must not keep it
