"""The sentences of messages about models; ``message_texts`` takes them in."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

MODEL_TEXTS: dict[str, tuple[str, str]] = {
    "provider.unusable": (
        QT_TRANSLATE_NOOP("Messages", "The networks run on the processor: {reason}"),
        QT_TRANSLATE_NOOP("Messages", "To mend it: {mend}"),
    ),
    "engine.says": ("{sentence}", "{hint}"),  # the engine's own words
    "models.conflict": (
        QT_TRANSLATE_NOOP(
            "Messages", "The engine {engine} says something else about the model {model} than another engine does."
        ),
        QT_TRANSLATE_NOOP("Messages", "What the other engine says counts."),
    ),
    "models.unknown": (
        QT_TRANSLATE_NOOP("Messages", "There is no model {model} in the catalogue."),
        QT_TRANSLATE_NOOP("Messages", "Choose one of the catalogue."),
    ),
    "models.missing": (
        QT_TRANSLATE_NOOP("Messages", "The model {name} ({file}) is not here."),
        QT_TRANSLATE_NOOP("Messages", "Fetch it, or import the file if you have it."),
    ),
    "models.unreadable": (
        QT_TRANSLATE_NOOP("Messages", "The model {path} can not be read: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Check the name and the permissions."),
    ),
    "models.empty": (
        QT_TRANSLATE_NOOP("Messages", "The file {name} is empty."),
        QT_TRANSLATE_NOOP("Messages", "Get the file again."),
    ),
    "models.too_small": (
        QT_TRANSLATE_NOOP("Messages", "{name} has only {size} bytes, which is too small for a model."),
        QT_TRANSLATE_NOOP("Messages", "Get the file again."),
    ),
    "models.html": (
        QT_TRANSLATE_NOOP("Messages", "{name} is a web page, not a model."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "The page may ask for a login or a consent: open the address in a browser, then import the file.",
        ),
    ),
    "models.lfs_pointer": (
        QT_TRANSLATE_NOOP("Messages", "{name} is only the note that Git LFS leaves in place of a large file."),
        QT_TRANSLATE_NOOP("Messages", "Get the file itself, in its repository with: git lfs pull."),
    ),
    "models.zip": (
        QT_TRANSLATE_NOOP("Messages", "{name} is an archive, not a model."),
        QT_TRANSLATE_NOOP("Messages", "Unpack it, then import the model that is in it."),
    ),
    "models.zeros": (
        QT_TRANSLATE_NOOP("Messages", "{name} holds nothing but zeros: it was never written to its end."),
        QT_TRANSLATE_NOOP("Messages", "Get the file again."),
    ),
    "models.not_onnx": (
        QT_TRANSLATE_NOOP("Messages", "{name} is not an ONNX model."),
        QT_TRANSLATE_NOOP("Messages", "Choose the file that ends in .onnx."),
    ),
    "models.truncated": (
        QT_TRANSLATE_NOOP("Messages", "The model {name} is cut off: its end is missing."),
        QT_TRANSLATE_NOOP("Messages", "Get the file again."),
    ),
    "models.changing": (
        QT_TRANSLATE_NOOP("Messages", "{path} is being written by another program."),
        QT_TRANSLATE_NOOP("Messages", "Wait for its end."),
    ),
    "models.wrong_sha": (
        QT_TRANSLATE_NOOP("Messages", "{path} is damaged or another file: its SHA-256 is {found}, not {wanted}."),
        QT_TRANSLATE_NOOP("Messages", "Delete it and get it again."),
    ),
    "models.changed": (
        QT_TRANSLATE_NOOP("Messages", "{path} is not what it was when it was first used ({date})."),
        QT_TRANSLATE_NOOP("Messages", "Get it again, or accept the change if you made it yourself."),
    ),
    "models.wrong_file": (
        QT_TRANSLATE_NOOP("Messages", "{name} ({size} bytes, SHA-256 {sha256}) is not the {model} of the catalogue."),
        QT_TRANSLATE_NOOP("Messages", "It is damaged, or another version. Nothing was kept."),
    ),
    "models.not_the_recorded": (
        QT_TRANSLATE_NOOP(
            "Messages", "{name} is not the file that was recorded for {model} at {date}. Nothing was kept."
        ),
        QT_TRANSLATE_NOOP("Messages", "To take the new one, delete the model first."),
    ),
    "models.relative_folder": (
        QT_TRANSLATE_NOOP(
            "Messages", "The folder {folder} of the setting models.folders is not a whole path, so it is not searched."
        ),
        QT_TRANSLATE_NOOP("Messages", "Write it from the root of the disk, or from ~."),
    ),
    "models.no_folder": (
        QT_TRANSLATE_NOOP("Messages", "The folder {folder} of the setting models.folders does not exist."),
        QT_TRANSLATE_NOOP("Messages", "Correct the setting."),
    ),
    "models.closed_folder": (
        QT_TRANSLATE_NOOP("Messages", "You may not read the folder {folder}."),
        QT_TRANSLATE_NOOP("Messages", "Change its permissions."),
    ),
    "models.records": (
        QT_TRANSLATE_NOOP(
            "Messages", "What is remembered of your models, {file}, can not be read or written: {reason}."
        ),
        QT_TRANSLATE_NOOP("Messages", "Make it writable or free some space."),
    ),
    "models.records_damaged": (
        QT_TRANSLATE_NOOP("Messages", "What was remembered of your models was damaged and is kept as {file}."),
        QT_TRANSLATE_NOOP(
            "Messages", "Models without a pinned SHA-256 are recorded anew, and licences have to be accepted again."
        ),
    ),
    "models.offline": (
        QT_TRANSLATE_NOOP("Messages", "{name} is not fetched: the setting models.offline is on."),
        QT_TRANSLATE_NOOP("Messages", "Switch it off, or import the file."),
    ),
    "models.licence": (
        QT_TRANSLATE_NOOP("Messages", "The licence of {name} has not been accepted: {licence}."),
        QT_TRANSLATE_NOOP("Messages", "Read it, and accept it if you agree."),
    ),
    "models.licence_first": (
        QT_TRANSLATE_NOOP("Messages", "The licences have to be accepted before anything is fetched."),
        QT_TRANSLATE_NOOP("Messages", "Read them, and accept them if you agree."),
    ),
    "models.no_address": (
        QT_TRANSLATE_NOOP("Messages", "No address is known for {name}."),
        QT_TRANSLATE_NOOP("Messages", "Get the file from {vendor} and import it."),
    ),
    "models.bad_address": (
        QT_TRANSLATE_NOOP("Messages", "The address {address} of the setting {key} can not be used: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Correct it."),
    ),
    "models.no_network": (
        QT_TRANSLATE_NOOP("Messages", "{host} can not be reached: {reason}."),
        QT_TRANSLATE_NOOP(
            "Messages", "Check the network; behind a proxy, set models.proxy. A file that you have can be imported."
        ),
    ),
    "models.proxy": (
        QT_TRANSLATE_NOOP("Messages", "{host} can not be reached through the proxy: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Check the setting models.proxy and that the proxy runs."),
    ),
    "models.html_answer": (
        QT_TRANSLATE_NOOP("Messages", "{host} answered with a web page instead of the model {name}."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "The page may ask for a login or a consent: open the address in a browser, then import the file.",
        ),
    ),
    "models.gone": (
        QT_TRANSLATE_NOOP("Messages", "{host} no longer has {name} at the address of the catalogue (status {status})."),
        QT_TRANSLATE_NOOP("Messages", "Get the file elsewhere and import it, or update the program."),
    ),
    "models.refused": (
        QT_TRANSLATE_NOOP("Messages", "{host} refuses to give {name} (status {status})."),
        QT_TRANSLATE_NOOP("Messages", "It may ask for a login: get the file with a browser and import it."),
    ),
    "models.server": (
        QT_TRANSLATE_NOOP("Messages", "{host} can not give {name} at the moment (status {status})."),
        QT_TRANSLATE_NOOP("Messages", "Try it again later."),
    ),
    "models.bad_answer": (
        QT_TRANSLATE_NOOP("Messages", "The answer of {host} for {name} can not be used: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Get the file elsewhere and import it."),
    ),
    "models.wrong_length": (
        QT_TRANSLATE_NOOP("Messages", "{host} sends {length} bytes or more for {name}, which has {wanted}."),
        QT_TRANSLATE_NOOP("Messages", "It is another file. Nothing was kept."),
    ),
    "models.cut": (
        QT_TRANSLATE_NOOP(
            "Messages", "The connection to {host} broke off {tries} times; {kept} bytes of {name} are kept."
        ),
        QT_TRANSLATE_NOOP("Messages", "Fetch it again to go on from there."),
    ),
    "models.cancelled": (
        QT_TRANSLATE_NOOP("Messages", "Fetching {name} was stopped; {kept} bytes are kept."),
        QT_TRANSLATE_NOOP("Messages", "Fetch it again to go on from there."),
    ),
    "models.cancelled_waiting": (
        QT_TRANSLATE_NOOP("Messages", "Fetching {name} was stopped; another process goes on with it."),
        "",
    ),
    "models.busy": (
        QT_TRANSLATE_NOOP("Messages", "Process {holder} is at the model {name} right now."),
        QT_TRANSLATE_NOOP("Messages", "Wait for its end."),
    ),
    "models.no_space": (
        QT_TRANSLATE_NOOP("Messages", "{needed_mb} MB are needed in {folder} and only {free_mb} MB are free."),
        QT_TRANSLATE_NOOP("Messages", "Make room on the disk."),
    ),
    "models.disk_full": (
        QT_TRANSLATE_NOOP("Messages", "The disk is full: {name} does not fit into {folder}."),
        QT_TRANSLATE_NOOP("Messages", "Make room, then fetch it again to go on from there."),
    ),
    "models.not_written": (
        QT_TRANSLATE_NOOP("Messages", "The folder of the models, {folder}, can not be written: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Make it writable or free some space."),
    ),
    "models.which": (
        QT_TRANSLATE_NOOP("Messages", "The name {name} does not tell which model of the catalogue this is."),
        QT_TRANSLATE_NOOP("Messages", "Choose the model that it is."),
    ),
    "models.no_link": (
        QT_TRANSLATE_NOOP("Messages", "{path} can not be linked into {folder}: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "A link needs both on the same disk: copy it instead."),
    ),
    "models.foreign": (
        QT_TRANSLATE_NOOP("Messages", "{path} does not lie in the program's own folder, so it is not deleted."),
        QT_TRANSLATE_NOOP("Messages", "Delete it yourself, or take its folder out of the setting models.folders."),
    ),
    "models.not_deleted": (
        QT_TRANSLATE_NOOP("Messages", "{path} can not be deleted: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "It may be in use: stop the run first."),
    ),
    "window.model_here": (QT_TRANSLATE_NOOP("Messages", "{name} and all that it needs are here."), ""),
    "window.model_imported": (QT_TRANSLATE_NOOP("Messages", "{name} was checked and copied to {folder}."), ""),
    "window.model_sound": (QT_TRANSLATE_NOOP("Messages", "{name} is as it should be: {path}."), ""),
    "window.model_usable": (
        QT_TRANSLATE_NOOP("Messages", "{name} can be used now."),
        QT_TRANSLATE_NOOP("Messages", "The next start finds it."),
    ),
    "window.copy_made": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "A faster copy of {name} was made: {size}, {psnr} dB from the original at worst, {after} ms a run "
            "instead of {before} ms, {times} times as fast.",
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "From the next start of a run on it is used where networks run on the processor."
        ),
    ),
    "window.copy_slow": (
        QT_TRANSLATE_NOOP(
            "Messages", "A copy of {name} was made, but is hardly faster: {after} ms a run instead of {before} ms."
        ),
        QT_TRANSLATE_NOOP("Messages", "On this processor it gains nothing: delete it."),
    ),
    "window.model_busy": (
        QT_TRANSLATE_NOOP("Messages", "{name} is being fetched or worked on right now, so {file} was not imported."),
        QT_TRANSLATE_NOOP("Messages", "Wait for its end, or cancel it, and try again."),
    ),
    "window.not_a_model": (
        QT_TRANSLATE_NOOP("Messages", "{name} is no file of a model."),
        QT_TRANSLATE_NOOP("Messages", "Models end in {known}."),
    ),
    "window.no_file_manager": (
        QT_TRANSLATE_NOOP("Messages", "The folder {folder} can not be shown: no file manager is known."),
        QT_TRANSLATE_NOOP("Messages", "Open it yourself."),
    ),
    "window.folder_known": (QT_TRANSLATE_NOOP("Messages", "Models are looked for in {folder} already."), ""),
    "window.folder_added": (
        QT_TRANSLATE_NOOP("Messages", "Models are looked for in {folder} too: {count} of the catalogue are there."),
        "",
    ),
    "window.folder_empty": (
        QT_TRANSLATE_NOOP("Messages", "Models are looked for in {folder} too, but none of the catalogue is there."),
        QT_TRANSLATE_NOOP("Messages", "A model counts by its file's name. Those that are put there later are found."),
    ),
    "copies.not_of_this": (
        QT_TRANSLATE_NOOP("Messages", "There can be no int8 copy of {name}: only of swappers."),
        QT_TRANSLATE_NOOP("Messages", "Choose a swapper."),
    ),
    "copies.busy": (
        QT_TRANSLATE_NOOP("Messages", "Process {holder} makes a copy right now."),
        QT_TRANSLATE_NOOP("Messages", "Wait for its end."),
    ),
    "copies.not_written": (
        QT_TRANSLATE_NOOP("Messages", "The int8 copy of {name} can not be written into {folder}: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Make the folder writable, or make room."),
    ),
    "copies.too_far": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "No int8 copy of {name} was kept: it would be too far from the original, {psnr_db} dB on the worst picture "
            "that was compared, and {wanted_db} dB are wanted.",
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Other pictures may help: some that look like your camera's. Else run the file itself."
        ),
    ),
    "copies.refused": (
        QT_TRANSLATE_NOOP("Messages", "No int8 copy was made: {reason}"),
        QT_TRANSLATE_NOOP("Messages", "What may help: {mend}"),
    ),
    "copies.died": (
        QT_TRANSLATE_NOOP("Messages", "The int8 copy of {name} was not made: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "If memory is short, end other programs; then try again."),
    ),
    "copies.memory": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "An int8 copy of {name} needs {needed_mb} MB of memory while it is made, and {free_mb} MB are free.",
        ),
        QT_TRANSLATE_NOOP("Messages", "End other programs, then try again."),
    ),
    "copies.cancelled": (
        QT_TRANSLATE_NOOP("Messages", "Making the int8 copy of {name} was stopped. Nothing is kept."),
        "",
    ),
}
