"""Every setting: its type, range, unit and one line of help. This is the only place where a key is declared.

None has a default: ``project_config.json`` gives every value, so that a default never stands in two places.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.base.shortcut import parse_shortcut


def _date(text: str) -> str:
    if text:
        datetime.fromisoformat(text)  # raises ValueError, which pydantic tells
    return text


IsoDate = Annotated[str, AfterValidator(_date)]
"""ISO 8601, or empty."""


def _keys(text: str) -> str:
    return parse_shortcut(text).text if text else ""  # raises ValueError, which pydantic tells


Keys = Annotated[str, AfterValidator(_keys)]
"""Keys of a global shortcut in one spelling, or empty."""


def _port(number: int) -> int:
    if number and not 1024 <= number <= 65535:
        raise ValueError("not a port")  # which pydantic tells
    return number


Port = Annotated[int, AfterValidator(_port)]
"""A TCP port that needs no administrator; 0: any that is free."""
_PORT_FORM = "a number from 1024 to 65535, or 0 for any free one"

EngineOption = bool | int | float | str


def _setting(text: str, unit: str = "", *, form: str = "", **limits: Any) -> Any:
    """A required field: one line of help, unit, ``form`` (a pattern in words) and pydantic's limits (ge, le, ...)."""
    return Field(description=text, json_schema_extra={"unit": unit, "form": form}, **limits)


STRICT = ConfigDict(strict=True, allow_inf_nan=False)


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", **STRICT)


class CameraSection(Section):
    source: str = _setting(
        "What to take the picture from: demo, camera:0, camera:NAME, camera:id:KEY of “python -m app cameras”, a clip "
        "or an image",
        min_length=1,
    )
    width: int = _setting("Width to ask of the camera", "px", ge=16, le=7680)
    height: int = _setting("Height to ask of the camera", "px", ge=16, le=4320)
    fps: float = _setting("Pictures per second to ask of the camera", "1/s", ge=1, le=240)
    format: str = _setting(
        "Pixel format to ask of the camera, such as MJPG; auto takes what gives the wanted rate",
        pattern="^(auto|[!-~ ]{3,4})$",
        form="auto or four characters such as MJPG",
    )
    controls: Mapping[str, Mapping[str, int]] = _setting(
        "Changed controls of cameras, such as exposure and focus, by camera and control"
    )
    mirror: bool = _setting("Show the picture in the window as a mirror does; what leaves is not flipped")
    loop: bool = _setting("Start a clip again at its end")
    reconnect_s: float = _setting("How long to wait between tries to reach a camera that went away", "s", ge=0.1, le=60)


class MappedFace(Section):
    """One person of the face map: photos of who is in front of the camera, and of the face to show on them."""

    who: tuple[str, ...] = Field(min_length=1, strict=False)
    face: tuple[str, ...] = Field(min_length=1, strict=False)


class EngineSection(Section):
    id: str = _setting(
        "The engine that swaps the face", pattern="^[a-z][a-z0-9_]*$", form="a name of small letters, digits and _"
    )
    faces: tuple[str, ...] = _setting("Photos of the face to show, all of one person: paths or demo:NAME", strict=False)
    face_map: tuple[MappedFace, ...] = _setting(
        "Different faces for different people, with an engine that can tell them apart",
        form='a list such as [{"who": ["me.jpg"], "face": ["demo:hopper"]}]',
        strict=False,
    )
    options: Mapping[str, Mapping[str, EngineOption]] = _setting("Changed options of the engines, by engine and option")

    @property
    def current_options(self) -> Mapping[str, EngineOption]:
        """The changed options of the chosen engine."""
        return self.options.get(self.id, {})


class GpuSection(Section):
    provider: Literal["auto", "cpu", "cuda", "tensorrt", "directml", "openvino", "coreml", "webgpu"] = _setting(
        "What the networks run on; auto takes the fastest that works"
    )
    device: int = _setting("Number of the graphics card, counted from 0", ge=0, le=63)
    mem_limit_mb: int = _setting(
        "Memory of the card that one network may take for its work; 0 sets no limit (CUDA, TensorRT)",
        "MB",
        ge=0,
        le=1048576,
    )
    arena_extend_strategy: Literal["same_as_requested", "next_power_of_two"] = _setting(
        "How a network's memory on the card grows: by what is asked for, or in doubling steps (CUDA)"
    )
    cuda_graphs: bool = _setting(
        "Record a network's run once and replay it, which spares the processor (CUDA, TensorRT)"
    )
    openvino_device: Literal["AUTO", "CPU", "GPU", "NPU"] = _setting(
        "Which device OpenVINO uses; AUTO leaves it the choice"
    )


class PerformanceSection(Section):
    onnx_threads: int = _setting("Threads of one small network on the CPU", "threads", ge=1, le=256)
    onnx_large_threads: int = _setting(
        "Threads of one large network on the CPU, such as a published swapper; 0 takes all cores",
        "threads",
        ge=0,
        le=256,
    )
    opencv_threads: int = _setting("Threads of the image work", "threads", ge=1, le=256)
    preview_fps: int = _setting("How often the window shows a new picture at most", "1/s", ge=1, le=240)


Trade = Literal["enhancer_cadence", "pixel_boost", "detector_cadence", "processing_size"]
"""What quality can be given up of, for speed."""


def _once(trades: tuple[Trade, ...]) -> tuple[Trade, ...]:
    if len(set(trades)) != len(trades):
        raise ValueError("each may stand there once")
    return trades


class ResourcesSection(Section):
    """What a run may take of the machine, and what is traded where it takes more: `app.services.governor`."""

    govern: bool = _setting("Trade quality for speed while the machine can not keep up, and give it back afterwards")
    trades: Annotated[tuple[Trade, ...], AfterValidator(_once)] = _setting(
        "What may be traded, in this order: how often the enhancer runs, the pixel boost, how often the detector looks "
        "while faces are followed, and the size of the picture that the engine works on",
        form='a list such as ["enhancer_cadence", "pixel_boost"]',
        strict=False,
    )
    target_fps: float = _setting(
        "Pictures per second to keep, as far as the source gives them; 0 takes the rate of the source",
        "1/s",
        ge=0,
        le=240,
    )
    memory_mb: int = _setting("Memory that the program should stay below; 0 sets no limit", "MB", ge=0, le=4194304)
    gpu_memory_mb: int = _setting(
        "Memory of a graphics card that the program should stay below; 0 sets no limit", "MB", ge=0, le=1048576
    )
    cpu_threads: int = _setting(
        "Processor cores' worth of work that the program should stay below; 0 sets no limit", "threads", ge=0, le=1024
    )
    temperature_c: float = _setting(
        "Temperature of processor and graphics cards above which less is asked of them; 0 sets no limit",
        "°C",
        ge=0,
        le=120,
    )
    battery_load: int = _setting(
        "On battery: part of the time from one picture to the next that the work on it may take; 100 is as on mains",
        "%",
        ge=10,
        le=100,
    )


class OutputSection(Section):
    virtual_camera: bool = _setting("Switch the virtual camera on at the start")
    virtual_camera_backend: Literal["auto", "v4l2loopback", "pipewire", "obs", "unitycapture"] = _setting(
        "What makes the virtual camera; auto takes the first that works"
    )
    virtual_camera_device: str = _setting(
        "Device of the virtual camera, such as /dev/video10; empty takes our own, then the first free"
    )
    virtual_camera_width: int = _setting(
        "Width of the virtual camera's picture, which stays the same whatever the source gives",
        "px",
        form="an even number",
        ge=64,
        le=3840,
        multiple_of=2,
    )
    virtual_camera_height: int = _setting(
        "Height of the virtual camera's picture, which stays the same whatever the source gives",
        "px",
        form="an even number",
        ge=64,
        le=2160,
        multiple_of=2,
    )
    virtual_camera_fps: int = _setting(
        "Pictures per second of the virtual camera, whatever the engine does", "1/s", ge=5, le=60
    )
    virtual_camera_fit: Literal["letterbox", "crop"] = _setting(
        "How a picture of another shape is fitted: letterbox shows all of it within bars, crop its middle"
    )
    mirror: bool = _setting(
        "Flip everything that leaves left to right, too, before the AI mark is drawn; most readers expect it unflipped"
    )
    stream: bool = _setting("Send a network stream from the start")
    stream_address: str = _setting(
        "Where to send the network stream: this machine, a private address or a multicast group; its picture has the "
        "size, rate and fit of the virtual camera",
        pattern=r"^(udp://\S+)?$",
        form="an address such as udp://127.0.0.1:5000, or empty",
    )
    stream_kbps: int = _setting("Bit rate of the network stream", "kbit/s", ge=200, le=50000)
    recording_folder: str = _setting("Folder for recordings; empty means the videos folder of the user")
    recording_codec: Literal["h264", "mpeg4"] = _setting("Video codec of recordings")
    recording_quality: int = _setting("Quality of recordings as a CRF: lower is better and larger", "CRF", ge=0, le=51)
    label: bool = _setting("Draw the AI mark on everything that leaves the program")
    label_corner: Literal["top-left", "top-right", "bottom-left", "bottom-right"] = _setting("Corner of the AI mark")
    label_size: float = _setting(
        "Height of the AI mark as a share of the picture's shorter side", "share", ge=0.02, le=0.25
    )


class PrivacySection(Section):
    guard: Literal["cover", "pass"] = _setting(
        "What leaves when the face can not be swapped: cover hides it, pass shows the real face"
    )
    hold_s: float = _setting("How long the last good picture is held before covering", "s", ge=0, le=5)
    cover: Literal["pixelate", "blur", "card"] = _setting("How a face that could not be swapped is hidden")
    max_failed_frames: int = _setting("Failed pictures in a row that stop the run", "frames", ge=1, le=10000)
    consent_date: IsoDate = _setting(
        "When the user stated the right to use the chosen face; empty: not yet",
        form="a date such as 2026-01-31, or empty",
    )


class ModelsSection(Section):
    folders: tuple[str, ...] = _setting(
        "Further folders with models, such as those of other programs, in the order of the search", strict=False
    )
    proxy: str = _setting(
        "Proxy for fetching models; empty takes that of the environment",
        pattern=r"^(https?://[^\s/]+/?)?$",
        form="an address such as http://127.0.0.1:7890, or empty",
    )
    mirror: str = _setting(
        "Where to fetch models from instead of the publisher; {path}, {file} and {url} are filled in, and without them "
        "the path of the publisher's address is put behind; empty takes the publisher",
        pattern=r"^(https?://\S+)?$",
        form="an address that begins with http, or empty",
    )
    offline: bool = _setting("Never go to the network for models")


class CheckoutsSection(Section):
    """Programs of the user's that engines drive: `app.services.checkouts`."""

    folders: Mapping[str, str] = _setting(
        "Where the programs lie that engines drive, by engine; one that is not named is looked for in the usual places",
        form='a table such as {"facefusion": "/home/me/facefusion"}',
    )
    pythons: Mapping[str, str] = _setting(
        "Interpreters, or environments, of these programs, by engine; one that is not named is looked for",
        form='a table such as {"facefusion": "/home/me/facefusion/.venv"}',
    )
    downloads: bool = _setting("Let these programs fetch what they miss from the network by themselves")
    frame_timeout_s: float = _setting(
        "How long such a program may take for one picture before it is started again", "s", ge=0.5, le=600
    )
    load_timeout_s: float = _setting(
        "How long such a program may take to start and to read its models", "s", ge=5, le=3600
    )
    memory_mb: int = _setting(
        "Memory that such a program may take before it is started again; 0 sets no limit", "MB", ge=0, le=4194304
    )


class PortsSection(Section):
    api: Port = _setting("Port of the local API", form=_PORT_FORM)
    monitor: Port = _setting("Port of the monitor page", form=_PORT_FORM)
    host: Literal["127.0.0.1", "::1"] = _setting("Address of this machine at which the services are reached")
    next_free: bool = _setting("Take the next free port, and say so, where something else holds the wanted one")


class ApiSection(Section):
    enabled: bool = _setting("Serve the API on this machine")
    lan: bool = _setting("Serve the API to the local network, too, by TLS alone")
    certificate: str = _setting(
        "Certificate of the API for the local network, a PEM file; empty makes one of its own for this machine"
    )
    private_key: str = _setting(
        "Private key of that certificate, a PEM file; empty where the certificate's file has it"
    )
    allowed_hosts: tuple[str, ...] = _setting(
        "Names by which the API may be called besides localhost, such as that of this machine in the local network",
        strict=False,
    )
    failed_logins: int = _setting(
        "Tokens that do not count which one address may send in a minute", "1/min", ge=1, le=10_000
    )
    upload_mb: int = _setting("The largest image or video that may be sent to the API", "MB", ge=1, le=1048576)
    preview: bool = _setting("Let those who have a token see the picture that leaves; it shows a face")
    preview_fps: int = _setting("How often such a preview shows a new picture at most", "1/s", ge=1, le=60)
    preview_width: int = _setting("The largest width of such a preview", "px", ge=64, le=3840)
    disk_mb: int = _setting("Free disk below which /health fails", "MB", ge=0, le=1048576)
    memory_mb: int = _setting("Free memory below which /health fails", "MB", ge=0, le=1048576)


class TasksSection(Section):
    folders: tuple[str, ...] = _setting(
        "Folders whose files tasks may read when they are asked for over the API; the window may read any",
        strict=False,
    )
    segment_frames: int = _setting(
        "Pictures of a video between two points from which a task that was cut off goes on", "frames", ge=24, le=1200
    )


class UiSection(Section):
    language: Literal["auto", "en", "zh_CN"] = _setting("Language of the window; auto follows the system")
    theme: Literal["auto", "light", "dark"] = _setting("Colours of the window; auto follows the system")
    autostart: bool = _setting("Start the demo when the window opens")
    first_run_done: bool = _setting("Whether the set-up assistant was seen; false shows it at the next start")
    close_to_tray: Literal["ask", "tray", "quit"] = _setting(
        "What closing the window does where there is a tray: ask, go on in the tray, or quit"
    )
    cover_shortcut: Keys = _setting(
        "Keys that cover the picture while any other program is in front; empty for none",
        form="keys such as Ctrl+Alt+Shift+C or F9, or empty",
    )


class Settings(Section):
    camera: CameraSection
    engine: EngineSection
    gpu: GpuSection
    performance: PerformanceSection
    resources: ResourcesSection
    output: OutputSection
    privacy: PrivacySection
    models: ModelsSection
    checkouts: CheckoutsSection
    ports: PortsSection
    api: ApiSection
    tasks: TasksSection
    ui: UiSection
