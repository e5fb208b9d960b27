"""What the governor does, in words."""

from __future__ import annotations

from collections.abc import Sequence

from app.base.errors import Message
from app.base.sections import ResourcesSection, Trade
from app.services.resources import Limit, Rung


def steps_of(rungs: Sequence[Rung]) -> tuple[Message, ...]:
    """One for each thing that is traded, with the last rung of it."""
    last: dict[Trade, Rung] = {rung.what: rung for rung in rungs}
    return tuple(_step(rung) for rung in last.values())


def _step(rung: Rung) -> Message:
    value = rung.value
    if rung.what == "enhancer_cadence":
        text = f"The enhancer runs for one picture in {value}."
        return Message("governor.enhancer_cadence", text, "", {"value": value})
    if rung.what == "pixel_boost":
        return Message("governor.pixel_boost", f"The pixel boost is {value}.", "", {"value": value})
    if rung.what == "detector_cadence":
        text = f"The detector looks for newcomers at one picture in {value}."
        return Message("governor.detector_cadence", text, "", {"value": value})
    value = round(float(value) * 100)
    text = f"The engine works at {value} % of the picture's size; what leaves keeps its size."
    return Message("governor.processing_size", text, "", {"value": value})


def reason_of(limit: Limit, limits: ResourcesSection, target_fps: float) -> Message:
    """Why something is traded."""
    if limit == "rate":
        value = f"{target_fps:g}"
        text = f"This machine can not make {value} pictures a second with all that was chosen."
        return Message("governor.rate", text, "", {"value": value})
    if limit == "battery":
        return Message("governor.battery", "The machine runs on battery: less is worked on each picture.")
    if limit == "cpu":
        text = f"The program takes more than {limits.cpu_threads} cores of the processor."
        return Message("governor.cpu", text, "", {"value": limits.cpu_threads})
    if limit == "memory":
        text = f"The program takes more than {limits.memory_mb} MB of memory."
        return Message("governor.memory", text, "", {"value": limits.memory_mb})
    if limit == "gpu_memory":
        text = f"The program takes more than {limits.gpu_memory_mb} MB of the graphics card's memory."
        return Message("governor.gpu_memory", text, "", {"value": limits.gpu_memory_mb})
    value = f"{limits.temperature_c:g}"
    return Message("governor.temperature", f"The machine is hotter than {value} °C.", "", {"value": value})


def spent_words(limit: Limit | None) -> Message:
    """Nothing is left to trade against a limit."""
    if limit in ("memory", "gpu_memory"):  # most of what is traded makes a picture quicker, and no network smaller
        setting = f"resources.{limit}_mb"
        text = "Nothing is left to trade that would take less memory."
        hint = f"Choose a smaller model or a smaller picture of the camera, or set a higher limit ({setting})."
        return Message("governor.spent_memory", text, hint, {"setting": setting})
    text = "Everything that may be traded for speed is traded, and it is still too much."
    hint = "Choose a smaller model, a smaller picture of the camera or a lower target, or end other programs."
    return Message("governor.spent", text, hint)
