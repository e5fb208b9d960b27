"""The sentences of messages about tasks; ``message_texts`` takes them in."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

_ADD_AGAIN = QT_TRANSLATE_NOOP("Messages", "Look whether the disk is there and can be written to, then add it again.")

TASK_TEXTS: dict[str, tuple[str, str]] = {
    "window.task_done": (QT_TRANSLATE_NOOP("Messages", "{name} is done: {path}"), ""),
    "window.folder_not_opened": (QT_TRANSLATE_NOOP("Messages", "The folder {folder} can not be opened."), ""),
    "tasks.not_allowed": (
        QT_TRANSLATE_NOOP("Messages", "{path} is no file in a folder that tasks may read."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Name a file by its whole path in one of the folders of the setting tasks.folders, or upload it.",
        ),
    ),
    "tasks.unknown": (
        QT_TRANSLATE_NOOP("Messages", "There is no task {task}."),
        QT_TRANSLATE_NOOP("Messages", "It may have been deleted."),
    ),
    "tasks.newer": (
        QT_TRANSLATE_NOOP("Messages", "The list of tasks in {file} is of a newer version of the program."),
        QT_TRANSLATE_NOOP("Messages", "Update the program, or move the file away: a new list is made."),
    ),
    "tasks.damaged": (
        QT_TRANSLATE_NOOP("Messages", "The list of tasks was damaged ({reason}) and is kept as {file}."),
        QT_TRANSLATE_NOOP(
            "Messages", "A new list was begun. Results that were made before are still where they were written."
        ),
    ),
    "tasks.unusable": (
        QT_TRANSLATE_NOOP("Messages", "The list of tasks in {file} can not be used: {reason}."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Make room on the disk, make the folder writable, or end the other program that holds the file.",
        ),
    ),
    "tasks.too_many": (
        QT_TRANSLATE_NOOP("Messages", "There are {count} tasks in the list already."),
        QT_TRANSLATE_NOOP("Messages", "Delete some of them."),
    ),
    "tasks.not_added": (
        QT_TRANSLATE_NOOP("Messages", "{name} could not be added: {reason}."),
        QT_TRANSLATE_NOOP(
            "Messages", "Make room on the disk, and look whether the program's data folder can be written to."
        ),
    ),
    "tasks.no_result": (
        QT_TRANSLATE_NOOP("Messages", "{name} has no result: its state is {state}."),
        QT_TRANSLATE_NOOP("Messages", "Wait until it is done."),
    ),
    "tasks.result_gone": (
        QT_TRANSLATE_NOOP("Messages", "The result {path} is there no more."),
        QT_TRANSLATE_NOOP("Messages", "It was moved, changed or deleted."),
    ),
    "tasks.at_work": (
        QT_TRANSLATE_NOOP("Messages", "{name} is worked on just now."),
        QT_TRANSLATE_NOOP("Messages", "Cancel it first."),
    ),
    "tasks.not_deleted": (
        QT_TRANSLATE_NOOP("Messages", "What belongs to {name} can not be deleted: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Another program may have it open: close that, then try again."),
    ),
    "tasks.upload_too_large": (
        QT_TRANSLATE_NOOP("Messages", "{name} is larger than {limit_mb} MB, the most that is taken."),
        QT_TRANSLATE_NOOP("Messages", "Send a smaller file, or raise the setting api.upload_mb."),
    ),
    "tasks.upload_not_kept": (
        QT_TRANSLATE_NOOP("Messages", "{name} could not be written down: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Make room on the disk."),
    ),
    "tasks.moved": (
        QT_TRANSLATE_NOOP("Messages", "{name} is not where it was, or a link has taken its place."),
        QT_TRANSLATE_NOOP("Messages", "Put it back, or add it again from where it is now."),
    ),
    "tasks.anew": (
        QT_TRANSLATE_NOOP(
            "Messages", "{name} was begun anew: its file, the program or what the engine runs on has changed."
        ),
        "",
    ),
    "tasks.cut_off": (
        QT_TRANSLATE_NOOP("Messages", "The video {name} is cut off or damaged: {frames} pictures of it are there."),
        "",
    ),
    "tasks.video_too_large": (
        QT_TRANSLATE_NOOP(
            "Messages", "The pictures of {name} have {width} x {height} pixels; at most {limit} megapixels are taken."
        ),
        QT_TRANSLATE_NOOP("Messages", "Make it smaller with a video program."),
    ),
    "tasks.animated": (
        QT_TRANSLATE_NOOP("Messages", "{name} holds several pictures."),
        QT_TRANSLATE_NOOP("Messages", "Save it as a video, or its pictures one by one."),
    ),
    "tasks.depth": (QT_TRANSLATE_NOOP("Messages", "{name} has {depth} bits a colour; the result has 8."), ""),
    "tasks.hdr": (
        QT_TRANSLATE_NOOP(
            "Messages", "{name} has a high dynamic range, which the result has not: its colours may look flat."
        ),
        "",
    ),
    "tasks.transparent": (
        QT_TRANSLATE_NOOP("Messages", "{name} is transparent in places, which the result is not."),
        "",
    ),
    "tasks.left_out": (
        QT_TRANSLATE_NOOP("Messages", "Some pictures of {name} are damaged ({count}) and were left out."),
        "",
    ),
    "tasks.sound_encoded": (
        QT_TRANSLATE_NOOP(
            "Messages", "The sound of {name} ({codec}) was encoded anew: the result can not hold it as it is."
        ),
        "",
    ),
    "tasks.subtitles_left_out": (
        QT_TRANSLATE_NOOP("Messages", "Subtitles of {name} were left out: the result's file can not hold them."),
        "",
    ),
    "tasks.sound_left_out": (
        QT_TRANSLATE_NOOP("Messages", "A sound track of {name} could not be read and was left out."),
        "",
    ),
    "tasks.covered": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "In {covered} of {total} pictures of {name} a face could not be swapped, or none was found: they are "
            "covered.",
        ),
        "",
    ),
    "tasks.small_faces": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "Faces in {name} are too small for the engine to find, and may be seen in the result: look through it "
            "before you show it to anybody.",
        ),
        "",
    ),
    "tasks.covered_photo": (
        QT_TRANSLATE_NOOP("Messages", "A face in {name} could not be swapped and is covered."),
        "",
    ),
    "tasks.other_version": (
        QT_TRANSLATE_NOOP(
            "Messages", "{name} was added by another version of the program, which this one does not understand."
        ),
        QT_TRANSLATE_NOOP("Messages", "Add it again."),
    ),
    "tasks.source_changed": (
        QT_TRANSLATE_NOOP("Messages", "{name} was changed while it was worked on."),
        QT_TRANSLATE_NOOP("Messages", "Add it again once no other program writes to it."),
    ),
    "tasks.hung": (
        QT_TRANSLATE_NOOP("Messages", "The task {name} was given up: nothing was heard of it for {minutes} minutes."),
        QT_TRANSLATE_NOOP("Messages", "Try another engine or accelerator, or save the file anew with another program."),
    ),
    "tasks.no_face": (
        QT_TRANSLATE_NOOP("Messages", "No face in {name} could be swapped, so there is no result."),
        QT_TRANSLATE_NOOP("Messages", "Faces that are very small, seen from the side or covered can not be swapped."),
    ),
    "tasks.disk_full": (
        QT_TRANSLATE_NOOP("Messages", "The disk of {folder} is full ({reason}), so there is no result."),
        QT_TRANSLATE_NOOP("Messages", "Make room, then add it again."),
    ),
    "tasks.memory": (
        QT_TRANSLATE_NOOP("Messages", "There is not enough memory for this task."),
        QT_TRANSLATE_NOOP("Messages", "End other programs, or make the picture smaller."),
    ),
    "tasks.no_encoder": (
        QT_TRANSLATE_NOOP("Messages", "The encoder of {codec} is missing here."),
        QT_TRANSLATE_NOOP("Messages", "Reinstall the package av."),
    ),
    "tasks.incomplete": (
        QT_TRANSLATE_NOOP("Messages", "The result was not written whole: {found} of {frames} pictures are in it."),
        QT_TRANSLATE_NOOP("Messages", "Look whether the disk is full or failing, then try again."),
    ),
    "tasks.failed": (QT_TRANSLATE_NOOP("Messages", "The task could not be finished: {reason}."), _ADD_AGAIN),
    "tasks.died": (
        QT_TRANSLATE_NOOP("Messages", "The task {name} was given up: {reason}."),
        QT_TRANSLATE_NOOP(
            "Messages", "If memory is short, end other programs; the log has the details. Then add it again."
        ),
    ),
}
