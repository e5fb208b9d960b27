"""The sentences about programs that engines drive; ``message_texts`` takes them in. Their hints speak of the window."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

CHECKOUT_TEXTS: dict[str, tuple[str, str]] = {
    "checkout.found": (QT_TRANSLATE_NOOP("Messages", "{program} lies in {folder}."), ""),
    "checkout.only_found": (
        QT_TRANSLATE_NOOP(
            "Messages", "{program} was found in {folder}, and nothing of it is run before you choose it."
        ),
        QT_TRANSLATE_NOOP("Messages", "Press “Use it” in the panel Engine, or choose another folder there."),
    ),
    "checkout.not_found": (
        QT_TRANSLATE_NOOP("Messages", "{program} was not found in the usual places."),
        QT_TRANSLATE_NOOP("Messages", "Choose its folder in the panel Engine. It can be had at {url}."),
    ),
    "checkout.no_folder": (
        QT_TRANSLATE_NOOP("Messages", "The folder {folder} of {program} is not there."),
        QT_TRANSLATE_NOOP("Messages", "Choose its folder in the panel Engine."),
    ),
    "checkout.not_it": (
        QT_TRANSLATE_NOOP("Messages", "{folder} is no folder of {program}: it has no {missing}."),
        QT_TRANSLATE_NOOP("Messages", "Choose the one that holds {mark}."),
    ),
    "checkout.version": (
        QT_TRANSLATE_NOOP("Messages", "{program} {version} is a version that the engine was tried with."),
        "",
    ),
    "checkout.version_unknown": (
        QT_TRANSLATE_NOOP("Messages", "Which version of {program} this is can not be read: the folder is no clone."),
        QT_TRANSLATE_NOOP("Messages", "The engine was tried with {known}."),
    ),
    "checkout.version_other": (
        QT_TRANSLATE_NOOP("Messages", "{program} {version} is none of the versions that the engine was tried with."),
        QT_TRANSLATE_NOOP("Messages", "If it does not work, take one of these: {known}."),
    ),
    "checkout.no_python": (
        QT_TRANSLATE_NOOP("Messages", "{program} has no environment with a Python {wanted} here."),
        QT_TRANSLATE_NOOP("Messages", "Make one, or choose the one that you have, in the panel Engine."),
    ),
    "checkout.python_gone": (
        QT_TRANSLATE_NOOP("Messages", "There is no Python in {path}, which the settings name for {program}."),
        QT_TRANSLATE_NOOP("Messages", "Choose another one, or make one, in the panel Engine."),
    ),
    "checkout.python_silent": (
        QT_TRANSLATE_NOOP("Messages", "The Python of {program}, {path}, can not be used: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Mend its environment, or make another one in the panel Engine."),
    ),
    "checkout.python_wrong": (
        QT_TRANSLATE_NOOP("Messages", "{program} needs a Python {wanted}, and {path} is {version}."),
        QT_TRANSLATE_NOOP("Messages", "Make an environment with the right one in the panel Engine."),
    ),
    "checkout.python": (QT_TRANSLATE_NOOP("Messages", "{implementation} {version} ({machine}): {path}"), ""),
    "checkout.packages_missing": (
        QT_TRANSLATE_NOOP("Messages", "{program} lacks Python packages in {path}: {names}."),
        QT_TRANSLATE_NOOP(
            "Messages", "Install what {requirements} asks for there, or make an environment in the panel Engine."
        ),
    ),
    "checkout.packages_doubled": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "The packages {names} overwrite each other's files, so a graphics card may silently not be used.",
        ),
        QT_TRANSLATE_NOOP("Messages", "Uninstall all of them, then install the one that {requirements} names."),
    ),
    "checkout.packages": (
        QT_TRANSLATE_NOOP("Messages", "All that the engine needs is installed ({count} packages)."),
        "",
    ),
    "checkout.pins": (QT_TRANSLATE_NOOP("Messages", "The installed versions are those that {program} pins."), ""),
    "checkout.pins_broken": (
        QT_TRANSLATE_NOOP("Messages", "Installed versions are not those that {program} pins: {clashes}."),
        QT_TRANSLATE_NOOP("Messages", "If it does not work, install what {requirements} asks for."),
    ),
    "checkout.pins_unread": (
        QT_TRANSLATE_NOOP("Messages", "What {program} pins can not be read: {file} ({reason})."),
        "",
    ),
    "checkout.model_offered": (
        QT_TRANSLATE_NOOP("Messages", "The model {file} is missing: {program} looks for it in {folder}."),
        QT_TRANSLATE_NOOP("Messages", "It is here ({source}) and can be put there from the panel Engine."),
    ),
    "checkout.model_fetchable": (
        QT_TRANSLATE_NOOP("Messages", "The model {file} is missing: {program} looks for it in {folder}."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Fetch it with “Models…” in the panel Engine, which can put it there then; or put your own there.",
        ),
    ),
    "checkout.no_model": (
        QT_TRANSLATE_NOOP("Messages", "The model {file} is missing: {program} looks for it in {folder}."),
        QT_TRANSLATE_NOOP("Messages", "Put it there. The page of {program} says where it is to be had: {url}"),
    ),
    "checkout.no_models": (
        QT_TRANSLATE_NOOP("Messages", "Models are missing: {program} looks in {folder} for {files}."),
        QT_TRANSLATE_NOOP("Messages", "Put them there. The page of {program} says where they are to be had: {url}"),
    ),
    "checkout.not_whole": (
        QT_TRANSLATE_NOOP("Messages", "{path} is damaged or another file: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Delete it and get it again."),
    ),
    "checkout.other_model": (
        QT_TRANSLATE_NOOP(
            "Messages", "{path} has {size} bytes, and the known file {known}: it is another version of the model."
        ),
        QT_TRANSLATE_NOOP("Messages", "If the program does not work with it, get the known one."),
    ),
    "checkout.models": (
        QT_TRANSLATE_NOOP("Messages", "The models are there, with the right SHA-256: {files}."),
        "",
    ),
    "checkout.models_there": (QT_TRANSLATE_NOOP("Messages", "The models are there: {files}."), ""),
    "checkout.licence_open": (
        QT_TRANSLATE_NOOP("Messages", "You have not agreed to the licence of {program} yet: {licence}."),
        QT_TRANSLATE_NOOP("Messages", "Read it, and agree to it, in the panel Engine."),
    ),
    "checkout.unwanted": (QT_TRANSLATE_NOOP("Messages", "{program} was not loaded to the end."), ""),
    "checkout.licence": (
        QT_TRANSLATE_NOOP("Messages", "You agreed to the licence of {program}, {licence}, on {date}."),
        "",
    ),
    "checkout.put_taken": (
        QT_TRANSLATE_NOOP("Messages", "{path} is there already."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "It is not overwritten: delete it yourself if it is damaged, then put the model there again.",
        ),
    ),
    "checkout.put_full": (
        QT_TRANSLATE_NOOP("Messages", "There is no room for {file} in {folder}: it has {size} MB."),
        QT_TRANSLATE_NOOP("Messages", "Make room, or link it instead of copying it."),
    ),
    "checkout.put_failed": (
        QT_TRANSLATE_NOOP("Messages", "{file} can not be put into {folder}: {reason}."),
        "",
    ),
    "checkout.no_uv": (
        QT_TRANSLATE_NOOP("Messages", "uv, which makes environments, is not on this machine."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Install it (https://docs.astral.sh/uv/), or make the environment as the program's own page says.",
        ),
    ),
    "checkout.uv_dead": (
        QT_TRANSLATE_NOOP("Messages", "{path} can not be started: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Install uv anew."),
    ),
    "checkout.no_runtime": (
        QT_TRANSLATE_NOOP("Messages", "{program} has no onnxruntime for {runtime}."),
        QT_TRANSLATE_NOOP("Messages", "It has: {known}."),
    ),
    "checkout.no_pins": (
        QT_TRANSLATE_NOOP("Messages", "What {program} asks for can not be read: {file} ({reason})."),
        QT_TRANSLATE_NOOP("Messages", "Get the program again."),
    ),
    "checkout.no_room": (
        QT_TRANSLATE_NOOP(
            "Messages", "There is no room for the environment of {program}: it needs {needed}, and {free} are free."
        ),
        QT_TRANSLATE_NOOP("Messages", "Make room on that disk."),
    ),
    "checkout.not_written": (
        QT_TRANSLATE_NOOP("Messages", "The environment of {program} can not be written to {folder}: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Make the folder writable, or make room."),
    ),
    "checkout.busy": (
        QT_TRANSLATE_NOOP("Messages", "Process {holder} is making the environment of {program} right now."),
        QT_TRANSLATE_NOOP("Messages", "Wait for its end."),
    ),
    "checkout.uv_failed": (
        QT_TRANSLATE_NOOP("Messages", "The environment of {program} can not be made: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "The log has all that uv said. A compiler may be missing, or the network."),
    ),
    "checkout.not_usable": (
        QT_TRANSLATE_NOOP("Messages", "The environment of {program} was made, and can not be used: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Its pins may not be whole: make one as {url} says, and choose it."),
    ),
    "checkout.trial_failed": (
        QT_TRANSLATE_NOOP("Messages", "{program} ran, and did not swap the face of the demo ({reason})."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "The log of the engine has what it printed. Look at its options, or take a version that was tried.",
        ),
    ),
    "checkout.trial": (
        QT_TRANSLATE_NOOP(
            "Messages", "{program} swaps the face of the demo: loaded in {load}, {time} for the first picture."
        ),
        "",
    ),
    "checkout.printed": (
        QT_TRANSLATE_NOOP("Messages", "What {program} printed last, of all that is in {file}: {lines}"),
        "",
    ),
    "checkout.provider": (QT_TRANSLATE_NOOP("Messages", "{program} runs on {provider}."), ""),
    "checkout.no_gpu": (
        QT_TRANSLATE_NOOP("Messages", "{program} runs on {provider}: {wanted} did not load in its interpreter."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Its environment may have the onnxruntime for another card, or lack libraries; its log has the details.",
        ),
    ),
    "checkout.unknown_engine": (
        QT_TRANSLATE_NOOP("Messages", "There is no engine {engine} that drives another program."),
        QT_TRANSLATE_NOOP("Messages", "There are: {known}."),
    ),
    "checkout.unknown_model": (
        QT_TRANSLATE_NOOP("Messages", "There is no model {path} of {program} that could be put there."),
        QT_TRANSLATE_NOOP("Messages", "There are: {known}."),
    ),
}
