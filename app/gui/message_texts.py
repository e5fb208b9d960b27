"""The sentences that go with message codes, for translation: ``code: (text, hint)``.

Hints are empty where the messages of that code bring none, or one of an engine's own. Codes that only the command line
shows are not here.
"""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from app.gui.camera_texts import CAMERA_TEXTS
from app.gui.check_texts import CHECK_TEXTS
from app.gui.checkout_texts import CHECKOUT_TEXTS
from app.gui.doctor_texts import DOCTOR_TEXTS
from app.gui.folder_texts import FOLDER_TEXTS
from app.gui.load_texts import LOAD_TEXTS
from app.gui.model_texts import MODEL_TEXTS
from app.gui.performance_texts import PERFORMANCE_TEXTS
from app.gui.ports_texts import PORTS_TEXTS
from app.gui.service_texts import SERVICE_TEXTS
from app.gui.stream_texts import STREAM_TEXTS
from app.gui.task_texts import TASK_TEXTS
from app.gui.tray_texts import TRAY_TEXTS
from app.gui.virtual_camera_texts import VIRTUAL_CAMERA_TEXTS
from app.gui.wizard_texts import WIZARD_TEXTS

TEXTS: dict[str, tuple[str, str]] = {
    "bug": (
        QT_TRANSLATE_NOOP("Messages", "Something went wrong inside the program: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Details are in {file}."),
    ),
    "paths.not_writable": (
        QT_TRANSLATE_NOOP("Messages", "The folder {folder} can not be created: {reason}."),
        QT_TRANSLATE_NOOP(
            "Messages", "Make it writable, or choose another place with the environment variable UNDERSTUDY_HOME."
        ),
    ),
    "settings.unknown_key": (
        QT_TRANSLATE_NOOP("Messages", "There is no setting {key}."),
        QT_TRANSLATE_NOOP("Messages", "“python -m app config show” lists all settings."),
    ),
    "settings.bad_value": (QT_TRANSLATE_NOOP("Messages", "{key} can not be {value}: it takes {allowed}."), ""),
    "settings.not_a_section": (QT_TRANSLATE_NOOP("Messages", "{key} takes a table of settings."), ""),
    "settings.unreadable": (
        QT_TRANSLATE_NOOP("Messages", "Your settings in {file} can not be read: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "The shipped settings are in use; changes can not be saved."),
    ),
    "settings.damaged": (
        QT_TRANSLATE_NOOP("Messages", "Your settings file was damaged ({reason}) and is kept as {file}."),
        QT_TRANSLATE_NOOP("Messages", "The shipped settings are in use where you had changed them."),
    ),
    "settings.not_saved": (
        QT_TRANSLATE_NOOP("Messages", "The setting can not be saved in {file}: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Make the folder writable or free some space."),
    ),
    "window.not_a_picture": (
        QT_TRANSLATE_NOOP("Messages", "{name} is neither a picture nor a video."),
        QT_TRANSLATE_NOOP("Messages", "Drop photos of a face (JPEG, PNG, WebP, ...) or a video."),
    ),
    "window.no_folder": (
        QT_TRANSLATE_NOOP("Messages", "The folder {folder} can not be made: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Choose another place with Save as."),
    ),
    "window.recording_goes_on": (
        QT_TRANSLATE_NOOP("Messages", "The recording goes on in {next}. What came before is saved as {path}."),
        "",
    ),
    "window.face_before": (
        QT_TRANSLATE_NOOP("Messages", "The face before is chosen again."),
        QT_TRANSLATE_NOOP("Messages", "Press Start to go on with it."),
    ),
    "window.people_unused": (
        QT_TRANSLATE_NOOP(
            "Messages", "The engine {engine} can not tell people apart: it shows the chosen face, whoever is there."
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Your list of people is kept for an engine that can ({able}). Session > People changes it."
        ),
    ),
    "window.person_refused": (
        QT_TRANSLATE_NOOP("Messages", "This is person {number} of your list of people."),
        QT_TRANSLATE_NOOP("Messages", "Choose other photos under Session > People, or remove the person there."),
    ),
    "window.picture_not_kept": (
        QT_TRANSLATE_NOOP("Messages", "The picture can not be written to {folder}: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Make the folder writable or free some space."),
    ),
    "window.not_loaded": (
        QT_TRANSLATE_NOOP("Messages", "The program could not be loaded by a fault of its own: {reason}"),
        QT_TRANSLATE_NOOP("Messages", "Close the window and try again. The log has the details: {folder}"),
    ),
    "window.trial_busy": (
        QT_TRANSLATE_NOOP("Messages", "The program is not tried while a run goes on."),
        QT_TRANSLATE_NOOP("Messages", "Stop the run first."),
    ),
    "window.recorded": (QT_TRANSLATE_NOOP("Messages", "The recording was saved as {path}."), ""),
    "window.fixed": (
        QT_TRANSLATE_NOOP(
            "Messages", "The setting {key} is fixed for this start by the command line or the environment."
        ),
        QT_TRANSLATE_NOOP("Messages", "Your choice counts from the next start on."),
    ),
    "camera.silent": (
        QT_TRANSLATE_NOOP("Messages", "The camera {name} gives no picture."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Another program may be using it, or its cover or switch is closed. End that program, or plug it in again.",
        ),
    ),
    "camera.none": (
        QT_TRANSLATE_NOOP("Messages", "No camera was found on this machine."),
        QT_TRANSLATE_NOOP("Messages", "Plug one in, or use the demo clip: “demo”."),
    ),
    "camera.unknown": (
        QT_TRANSLATE_NOOP("Messages", "There is no camera “{wanted}”."),
        QT_TRANSLATE_NOOP("Messages", "These exist: {cameras}."),
    ),
    "camera.ambiguous": (
        QT_TRANSLATE_NOOP("Messages", "Several cameras match “{wanted}”."),
        QT_TRANSLATE_NOOP("Messages", "Choose one by its number: {cameras}."),
    ),
    "camera.lost": (
        QT_TRANSLATE_NOOP("Messages", "The camera {name} gives no more pictures."),
        QT_TRANSLATE_NOOP("Messages", "It may have been unplugged. It is taken up again as soon as it is back."),
    ),
    "camera.in_use": (
        QT_TRANSLATE_NOOP("Messages", "The camera {name} is in use by {programs}."),
        QT_TRANSLATE_NOOP("Messages", "End that program, or choose another camera."),
    ),
    "camera.permission": (
        QT_TRANSLATE_NOOP("Messages", "You have no permission to use the camera {name} ({device})."),
        QT_TRANSLATE_NOOP(
            "Messages", "Join the group of cameras with “sudo usermod -aG {group} $USER”, then log in again."
        ),
    ),
    "camera.gone": (
        QT_TRANSLATE_NOOP("Messages", "The camera {name} is no longer there."),
        QT_TRANSLATE_NOOP("Messages", "Plug it in again."),
    ),
    "clip.damaged": (
        QT_TRANSLATE_NOOP(
            "Messages", "The clip {name} is damaged or cut off: {frames} pictures of it could be played."
        ),
        "",
    ),
    "clip.no_video": (
        QT_TRANSLATE_NOOP("Messages", "There is no video in {name}."),
        QT_TRANSLATE_NOOP("Messages", "Choose a file with pictures."),
    ),
    "clip.no_decoder": (
        QT_TRANSLATE_NOOP("Messages", "The video in {name} is coded in a way that is not known here."),
        QT_TRANSLATE_NOOP("Messages", "Convert it to H.264 in an MP4 file."),
    ),
    "clip.no_frames": (
        QT_TRANSLATE_NOOP("Messages", "Not one picture of {name} can be read."),
        QT_TRANSLATE_NOOP("Messages", "The file is damaged or cut off near its start. Choose another one."),
    ),
    "clip.too_small": (
        QT_TRANSLATE_NOOP("Messages", "The clip {name} is only {width} x {height} pixels."),
        QT_TRANSLATE_NOOP("Messages", "Choose a larger one."),
    ),
    "clip.not_a_video": (
        QT_TRANSLATE_NOOP("Messages", "{name} is neither a video nor a picture that can be read."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "It may be damaged, still being written, or of an unknown kind. MP4, MKV, WebM, AVI and MOV are read.",
        ),
    ),
    "source.empty": (
        QT_TRANSLATE_NOOP("Messages", "The file {name} is empty."),
        QT_TRANSLATE_NOOP("Messages", "Choose another one."),
    ),
    "source.not_a_file": (
        QT_TRANSLATE_NOOP("Messages", "{path} is not a file."),
        QT_TRANSLATE_NOOP("Messages", "Choose a file."),
    ),
    "source.missing": (
        QT_TRANSLATE_NOOP("Messages", "There is no file {path}."),
        QT_TRANSLATE_NOOP("Messages", "Check the name and the folder."),
    ),
    "source.unreadable": (
        QT_TRANSLATE_NOOP("Messages", "{path} can not be read."),
        QT_TRANSLATE_NOOP("Messages", "Change its permissions."),
    ),
    "photo.empty": (
        QT_TRANSLATE_NOOP("Messages", "The file {name} is empty."),
        QT_TRANSLATE_NOOP("Messages", "Choose another one."),
    ),
    "photo.not_a_file": (
        QT_TRANSLATE_NOOP("Messages", "{path} is not a file."),
        QT_TRANSLATE_NOOP("Messages", "Choose a file."),
    ),
    "photo.missing": (
        QT_TRANSLATE_NOOP("Messages", "There is no file {path}."),
        QT_TRANSLATE_NOOP("Messages", "Check the name and the folder."),
    ),
    "photo.unreadable": (
        QT_TRANSLATE_NOOP("Messages", "{path} can not be read."),
        QT_TRANSLATE_NOOP("Messages", "Change its permissions."),
    ),
    "photo.not_a_picture": (
        QT_TRANSLATE_NOOP("Messages", "{name} is not a picture."),
        QT_TRANSLATE_NOOP("Messages", "Choose a photo (JPEG, PNG, WebP, ...)."),
    ),
    "photo.too_large": (
        QT_TRANSLATE_NOOP("Messages", "The photo {name} has {megapixels} megapixels; at most {limit} are read."),
        QT_TRANSLATE_NOOP("Messages", "Make it smaller with an image program."),
    ),
    "photo.too_small": (
        QT_TRANSLATE_NOOP("Messages", "The photo {name} is only {width} x {height} pixels."),
        QT_TRANSLATE_NOOP("Messages", "Choose a photo with a face at least 100 pixels wide."),
    ),
    "photo.damaged": (
        QT_TRANSLATE_NOOP("Messages", "The photo {name} is damaged and can not be read."),
        QT_TRANSLATE_NOOP("Messages", "Choose another photo, or save this one again with an image program."),
    ),
    "face.unknown_demo": (
        QT_TRANSLATE_NOOP("Messages", "There is no demo face named “{name}”."),
        QT_TRANSLATE_NOOP("Messages", "These exist: {known}."),
    ),
    "source.none": (
        QT_TRANSLATE_NOOP("Messages", "No source was chosen."),
        QT_TRANSLATE_NOOP("Messages", "Choose a camera, a file, or the demo clip: demo."),
    ),
    "recording.disk_full": (
        QT_TRANSLATE_NOOP("Messages", "The disk is full: the recording {name} ends after {seconds} s."),
        QT_TRANSLATE_NOOP("Messages", "What was recorded so far can be played. Make room, then start a new recording."),
    ),
    "recording.failed": (
        QT_TRANSLATE_NOOP("Messages", "The recording {name} ends after {seconds} s: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "What was recorded so far can be played."),
    ),
    "recording.no_space": (
        QT_TRANSLATE_NOOP("Messages", "Only {free_mb} MB are free in {folder}."),
        QT_TRANSLATE_NOOP("Messages", "Make room or choose another folder."),
    ),
    "recording.unwritable": (
        QT_TRANSLATE_NOOP("Messages", "The file {path} can not be written: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Choose another folder."),
    ),
    "recording.codec": (
        QT_TRANSLATE_NOOP("Messages", "The encoder of this recording codec is missing here."),
        QT_TRANSLATE_NOOP("Messages", "Reinstall the package av."),
    ),
    "recording.is_source": (
        QT_TRANSLATE_NOOP("Messages", "{path} is the source: recording over it would destroy it."),
        QT_TRANSLATE_NOOP("Messages", "Record to another file."),
    ),
    "recording.not_a_file": (
        QT_TRANSLATE_NOOP("Messages", "{path} is not a file that can be recorded to."),
        QT_TRANSLATE_NOOP("Messages", "Choose another name."),
    ),
    "recording.nothing_kept": (
        QT_TRANSLATE_NOOP("Messages", "Nothing of the recording {name} could be kept: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Make room or choose another folder, then start a new recording."),
    ),
    "recording.no_sound": (QT_TRANSLATE_NOOP("Messages", "The sound of {name} is not recorded."), ""),
    "path.empty": (
        QT_TRANSLATE_NOOP("Messages", "A path is empty."),
        QT_TRANSLATE_NOOP("Messages", "Name a file."),
    ),
    "path.no_home": (
        QT_TRANSLATE_NOOP("Messages", "{path} lies in no home folder that exists."),
        QT_TRANSLATE_NOOP("Messages", "Write the whole path."),
    ),
    "face.none": (
        QT_TRANSLATE_NOOP("Messages", "No face was chosen."),
        QT_TRANSLATE_NOOP("Messages", "Choose a photo of a face, or a demo face."),
    ),
    "recording.closed": (
        QT_TRANSLATE_NOOP("Messages", "The recording is closed."),
        QT_TRANSLATE_NOOP("Messages", "Start a new one."),
    ),
    "engine.no_face": (
        QT_TRANSLATE_NOOP("Messages", "No face was found in {names}."),
        QT_TRANSLATE_NOOP("Messages", "Choose a photo that shows one face from the front, well lit."),
    ),
    "engine.no_map": (
        QT_TRANSLATE_NOOP(
            "Messages", "This engine can not tell people apart, so it can not show them different faces."
        ),
        QT_TRANSLATE_NOOP("Messages", "Choose the engine neural, or clear the face map (setting engine.face_map)."),
    ),
    "photo.several_faces": (
        QT_TRANSLATE_NOOP("Messages", "{name} shows {count} faces: the largest one is used."),
        QT_TRANSLATE_NOOP("Messages", "Cut the photo to the face that you want, if it is another one."),
    ),
    "photo.no_face": (
        QT_TRANSLATE_NOOP("Messages", "No face was found in {name}: the other photos are used without it."),
        "",
    ),
    "engine.failing": (
        QT_TRANSLATE_NOOP("Messages", "The engine failed on {count} frames in a row ({reason})."),
        QT_TRANSLATE_NOOP(
            "Messages", "The run was stopped. Choose another engine or other options, or look into the log."
        ),
    ),
    "engine.frame_failed": (
        QT_TRANSLATE_NOOP("Messages", "The engine failed on a frame: {reason}"),
        QT_TRANSLATE_NOOP("Messages", "The frame was covered."),
    ),
    "engine.failed": (QT_TRANSLATE_NOOP("Messages", "The engine can not be used: {reason}"), ""),
    "engine.stopped": (QT_TRANSLATE_NOOP("Messages", "The engine has ended the run: {reason}"), ""),
    "engine.out_of_memory": (QT_TRANSLATE_NOOP("Messages", "The engine can not be used: {reason}"), ""),
    "engine.not_loaded": (
        QT_TRANSLATE_NOOP("Messages", "The engine {engine} can not be loaded: {reason}."),
        QT_TRANSLATE_NOOP(
            "Messages", "“python -m app doctor engines” shows the state of every engine; the log has the details."
        ),
    ),
    "engine.unknown": (
        QT_TRANSLATE_NOOP("Messages", "There is no engine called {name}."),
        QT_TRANSLATE_NOOP("Messages", "Engines here: {known}."),
    ),
    "engine.unknown_option": (
        QT_TRANSLATE_NOOP("Messages", "The engine has no option {option}."),
        QT_TRANSLATE_NOOP("Messages", "It has {known}."),
    ),
    "engine.bad_option": (
        QT_TRANSLATE_NOOP("Messages", "The option {option} can not have this value: it takes {allowed}."),
        "",
    ),
    "engine.manifest": (QT_TRANSLATE_NOOP("Messages", "The engine in {folder} can not be used: {reason}."), ""),
    "engine.api_version": (
        QT_TRANSLATE_NOOP("Messages", "The engine in {folder} can not be used: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Get the engine's version for this program."),
    ),
    "engine.factory": (QT_TRANSLATE_NOOP("Messages", "The engine in {folder} can not be used: {reason}."), ""),
    "engine.requires": (
        QT_TRANSLATE_NOOP("Messages", "The engine in {folder} can not be used: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Run the set-up again: ./setup_virtual_env.sh install"),
    ),
    "engine.duplicate": (QT_TRANSLATE_NOOP("Messages", "The engine in {folder} can not be used: {reason}."), ""),
    "session.busy": (
        QT_TRANSLATE_NOOP("Messages", "A run is going on already."),
        QT_TRANSLATE_NOOP("Messages", "Stop it first."),
    ),
    "session.closed": (
        QT_TRANSLATE_NOOP("Messages", "The program is ending."),
        QT_TRANSLATE_NOOP("Messages", "Start it again."),
    ),
    "session.bug": (
        QT_TRANSLATE_NOOP("Messages", "The run ended by an error: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "This is a fault of the program: the log has the details."),
    ),
    "consent.missing": (
        QT_TRANSLATE_NOOP(
            "Messages", "Nothing leaves the program before you have stated that you may use the chosen face."
        ),
        QT_TRANSLATE_NOOP("Messages", "Confirm the statement in the window, or start headless with --i-have-consent."),
    ),
}
for _part in (
    CAMERA_TEXTS,
    CHECK_TEXTS,
    CHECKOUT_TEXTS,
    DOCTOR_TEXTS,
    FOLDER_TEXTS,
    LOAD_TEXTS,
    MODEL_TEXTS,
    PERFORMANCE_TEXTS,
    PORTS_TEXTS,
    SERVICE_TEXTS,
    STREAM_TEXTS,
    TASK_TEXTS,
    TRAY_TEXTS,
    VIRTUAL_CAMERA_TEXTS,
    WIZARD_TEXTS,
):
    TEXTS.update(_part)
