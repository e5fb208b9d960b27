"""The sentences of checks of the machine and of the user's rights; ``message_texts`` takes them in."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

CHECK_TEXTS: dict[str, tuple[str, str]] = {
    "check.camera.access.mac_denied": (
        QT_TRANSLATE_NOOP("Messages", "macOS does not let this program use cameras."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Switch it on in System Settings > Privacy & Security > Camera (for Terminal, if you started it there), "
            "then start the program again.",
        ),
    ),
    "check.camera.access.mac_not_asked": (
        QT_TRANSLATE_NOOP("Messages", "macOS has not asked yet whether this program may use cameras."),
        QT_TRANSLATE_NOOP("Messages", "Let it ask now, and answer with OK."),
    ),
    "check.camera.access.mac_ok": (
        QT_TRANSLATE_NOOP("Messages", "macOS lets this program use cameras."),
        "",
    ),
    "check.camera.access.mac_restricted": (
        QT_TRANSLATE_NOOP(
            "Messages", "The use of cameras is restricted on this Mac, by its administrator or by Screen Time."
        ),
        QT_TRANSLATE_NOOP("Messages", "Ask whoever looks after this Mac."),
    ),
    "check.camera.access.mac_unknown": (
        QT_TRANSLATE_NOOP("Messages", "macOS does not tell whether this program may use cameras."),
        QT_TRANSLATE_NOOP("Messages", "Look into System Settings > Privacy & Security > Camera."),
    ),
    "check.camera.access.no_file": (
        QT_TRANSLATE_NOOP("Messages", "The system knows {device}, but there is no such device file here."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "In a container, start it with that device, such as with: docker run --device DEVICE. Otherwise restart "
            "the computer.",
        ),
    ),
    "check.camera.access.nothing": (
        QT_TRANSLATE_NOOP("Messages", "There is no camera yet whose rights could be looked at."),
        "",
    ),
    "check.camera.access.ok": (
        QT_TRANSLATE_NOOP("Messages", "You may use {device}."),
        "",
    ),
    "check.camera.access.windows_apps": (
        QT_TRANSLATE_NOOP("Messages", "Windows keeps cameras away from your programs."),
        QT_TRANSLATE_NOOP(
            "Messages", "Switch on “Let apps access your camera” in Settings > Privacy & security > Camera."
        ),
    ),
    "check.camera.access.windows_desktop": (
        QT_TRANSLATE_NOOP("Messages", "Windows keeps cameras away from desktop programs, such as this one."),
        QT_TRANSLATE_NOOP(
            "Messages", "Switch on “Let desktop apps access your camera” in Settings > Privacy & security > Camera."
        ),
    ),
    "check.camera.access.windows_device": (
        QT_TRANSLATE_NOOP("Messages", "Windows keeps cameras away from all programs of this computer."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Switch on “Camera access” in Settings > Privacy & security > Camera; it takes an administrator.",
        ),
    ),
    "check.camera.access.windows_ok": (
        QT_TRANSLATE_NOOP("Messages", "Windows lets desktop programs use cameras."),
        "",
    ),
    "check.camera.access.windows_unknown": (
        QT_TRANSLATE_NOOP("Messages", "This Windows does not tell whether programs may use cameras."),
        QT_TRANSLATE_NOOP("Messages", "If no picture comes, look into Settings > Privacy > Camera."),
    ),
    "check.camera.found": (
        "{cameras}",
        "",
    ),
    "check.camera.free.held": (
        QT_TRANSLATE_NOOP("Messages", "{device} is in use by {programs}."),
        QT_TRANSLATE_NOOP("Messages", "End that program, or stop the video in it, or choose another camera."),
    ),
    "check.camera.free.held_unseen": (
        QT_TRANSLATE_NOOP(
            "Messages", "{device} is in use by a program of another user, which this login may not look into."
        ),
        QT_TRANSLATE_NOOP("Messages", "This shows which one: sudo fuser -v {path}"),
    ),
    "check.camera.free.ok": (
        QT_TRANSLATE_NOOP("Messages", "No other program has a camera."),
        "",
    ),
    "check.camera.free.shared": (
        QT_TRANSLATE_NOOP("Messages", "macOS lets several programs use one camera at the same time."),
        "",
    ),
    "check.camera.free.windows_held": (
        QT_TRANSLATE_NOOP("Messages", "A camera is in use by {programs}, as Windows says."),
        QT_TRANSLATE_NOOP("Messages", "If the picture does not come, end that program, or stop the video in it."),
    ),
    "check.camera.free.windows_unknown": (
        QT_TRANSLATE_NOOP("Messages", "This Windows does not tell which programs use a camera."),
        "",
    ),
    "check.camera.none": (
        QT_TRANSLATE_NOOP("Messages", "No camera is connected, or the system hides it."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Plug one in, open its cover, or switch it on (some laptops have a key for it). The demo, clips and "
            "pictures work without one.",
        ),
    ),
    "check.camera.sandbox.flatpak": (
        QT_TRANSLATE_NOOP(
            "Messages", "This Flatpak has no access to devices, so that it sees no camera and no virtual camera."
        ),
        QT_TRANSLATE_NOOP("Messages", "Run this in a terminal, then start the program again: {command}"),
    ),
    "check.camera.sandbox.ok": (
        QT_TRANSLATE_NOOP(
            "Messages", "This Flatpak has access to devices; the system has not asked you about cameras, and need not."
        ),
        "",
    ),
    "check.camera.sandbox.portal_no": (
        QT_TRANSLATE_NOOP("Messages", "The system was told not to let this program use cameras."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Switch it on in the system's settings under Privacy > Camera, or run this in a terminal: {command}",
        ),
    ),
    "check.camera.sandbox.portal_yes": (
        QT_TRANSLATE_NOOP("Messages", "This Flatpak has access to devices, and you have let it use cameras."),
        "",
    ),
    "check.camera.sandbox.snap": (
        QT_TRANSLATE_NOOP("Messages", "This snap is not connected to cameras, so that it sees none."),
        QT_TRANSLATE_NOOP("Messages", "Run this in a terminal: {command}"),
    ),
    "check.camera.sandbox.snap_ok": (
        QT_TRANSLATE_NOOP("Messages", "This snap is connected to cameras."),
        "",
    ),
    "check.camera.sandbox.snap_unknown": (
        QT_TRANSLATE_NOOP("Messages", "This snap can not ask whether it is connected to cameras."),
        QT_TRANSLATE_NOOP("Messages", "If no camera is seen, run this in a terminal: {command}"),
    ),
    "check.device.gone": (
        QT_TRANSLATE_NOOP("Messages", "{device} just went away."),
        QT_TRANSLATE_NOOP("Messages", "Plug it in again."),
    ),
    "check.device.group": (
        QT_TRANSLATE_NOOP("Messages", "You may not use {device}: only members of the group {group} may."),
        QT_TRANSLATE_NOOP("Messages", "Join the group, then log out and in again: {command}"),
    ),
    "check.device.login": (
        QT_TRANSLATE_NOOP(
            "Messages", "You may not use {device} yet: you are in the group {group}, but this login began before that."
        ),
        QT_TRANSLATE_NOOP("Messages", "Log out and in again. If that is not enough, restart the computer."),
    ),
    "check.device.other_user": (
        QT_TRANSLATE_NOOP(
            "Messages", "You may not use {device}: the system gives it to {users}, who is logged in at the screen."
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Log in at the screen yourself, or join the group {group} and log in again: {command}"
        ),
    ),
    "check.device.root": (
        QT_TRANSLATE_NOOP("Messages", "You may not use {device}: its file belongs to root alone."),
        QT_TRANSLATE_NOOP(
            "Messages", "Plug it in again. If that does not help, the service udev does not run: restart the computer."
        ),
    ),
    "check.device.sandbox": (
        QT_TRANSLATE_NOOP("Messages", "The sandbox or container around this program keeps {device} away from it."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Flatpak: flatpak override --user --device=all NAME. Snap: sudo snap connect NAME:camera. Docker: docker "
            "run --device DEVICE --group-add GROUP. Then start it again.",
        ),
    ),
    "check.device.system": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "You may not use {device}, although you are in the group {group}: the system forbids it in another way.",
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Look into the rules of AppArmor or SELinux, and into the access list: getfacl DEVICE."
        ),
    ),
    "check.gpu.no_file": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "There is a graphics card ({card}), but none of its device files. The networks run on the processor.",
        ),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Install its driver. In a container, start it with the card, such as with: docker run --gpus all "
            "(NVIDIA), or --device /dev/dri.",
        ),
    ),
    "check.gpu.none": (
        QT_TRANSLATE_NOOP(
            "Messages", "There is no graphics card for computing here. The networks run on the processor."
        ),
        "",
    ),
    "check.gpu.nvidia.driver": (
        QT_TRANSLATE_NOOP("Messages", "The NVIDIA card runs by {driver}, which CUDA can not use."),
        QT_TRANSLATE_NOOP(
            "Messages", "Install NVIDIA's own driver with your system's tool for drivers, then restart the computer."
        ),
    ),
    "check.gpu.nvidia.files": (
        QT_TRANSLATE_NOOP(
            "Messages", "NVIDIA's driver is loaded, but {files} is not there, so that CUDA finds no card."
        ),
        QT_TRANSLATE_NOOP("Messages", "Have the files made: sudo nvidia-modprobe -c 0 -u"),
    ),
    "check.gpu.nvidia.ok": (
        QT_TRANSLATE_NOOP("Messages", "NVIDIA's driver is loaded and its device files are there."),
        "",
    ),
    "check.gpu.ok": (
        QT_TRANSLATE_NOOP("Messages", "You may use {device}."),
        "",
    ),
    "check.gpu.open": (
        QT_TRANSLATE_NOOP(
            "Messages", "This system gives every program the graphics card; “providers” tries what runs on it."
        ),
        "",
    ),
    "check.no_answer": (
        QT_TRANSLATE_NOOP("Messages", "The check of “{topic}” gets no answer: something that it looks at hangs."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "A device, its driver or a folder on a network does not answer. Restart the computer if it stays so.",
        ),
    ),
    "check.tray.gnome": (
        QT_TRANSLATE_NOOP(
            "Messages", "GNOME shows no notification area by itself, so closing the window ends the program."
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Install the extension “AppIndicator and KStatusNotifierItem Support”, then log in again."
        ),
    ),
    "check.tray.none": (
        QT_TRANSLATE_NOOP(
            "Messages", "This desktop shows no notification area, so closing the window ends the program."
        ),
        QT_TRANSLATE_NOOP("Messages", "Add a notification area (“system tray”) to the panel of your desktop."),
    ),
    "check.tray.not_told": (
        QT_TRANSLATE_NOOP("Messages", "This desktop does not tell whether it has a notification area."),
        QT_TRANSLATE_NOOP("Messages", "If the program's icon does not appear, closing the window ends the program."),
    ),
    "check.tray.ok": (
        QT_TRANSLATE_NOOP(
            "Messages", "This desktop has a notification area: the program can go on there with its window closed."
        ),
        "",
    ),
    "check.tray.unknown": (
        QT_TRANSLATE_NOOP("Messages", "There is no desktop here, so nobody knows about its notification area."),
        QT_TRANSLATE_NOOP("Messages", "“python -m app run” works without one."),
    ),
    "check.virtual_camera.no_device": (
        QT_TRANSLATE_NOOP("Messages", "The virtual camera's module v4l2loopback is loaded, but has no device."),
        QT_TRANSLATE_NOOP("Messages", "Set it up in the assistant (menu Help), or with: {command}"),
    ),
    "check.virtual_camera.not_built": (
        QT_TRANSLATE_NOOP(
            "Messages", "The virtual camera's module v4l2loopback is installed, but not built for the running kernel."
        ),
        QT_TRANSLATE_NOOP(
            "Messages",
            "If the system was updated, restart the computer first. Set it up in the assistant (menu Help), or with: "
            "{command}",
        ),
    ),
    "check.virtual_camera.not_from_here": (
        QT_TRANSLATE_NOOP(
            "Messages", "The virtual camera of the kernel is not set up, and can not be from here: {reason}"
        ),
        QT_TRANSLATE_NOOP("Messages", "The camera by PipeWire needs no module of the kernel."),
    ),
    "check.virtual_camera.not_installed": (
        QT_TRANSLATE_NOOP("Messages", "The virtual camera is not set up: the package v4l2loopback is not installed."),
        QT_TRANSLATE_NOOP("Messages", "Set it up in the assistant (menu Help), or with: {command}"),
    ),
    "check.virtual_camera.not_loaded": (
        QT_TRANSLATE_NOOP("Messages", "The virtual camera's module v4l2loopback is there, but not loaded."),
        QT_TRANSLATE_NOOP("Messages", "Set it up in the assistant (menu Help), or with: {command}"),
    ),
    "check.virtual_camera.options": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "Browsers, Zoom and others do not see the virtual camera: it was loaded without exclusive_caps=1.",
        ),
        QT_TRANSLATE_NOOP("Messages", "End the programs that show it, then set it up anew."),
    ),
    "check.virtual_camera.secure_boot": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "The module v4l2loopback is not loaded, and Secure Boot keeps modules out that it does not know.",
        ),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Where Secure Boot refuses it, you are told how to allow it once. Set it up in the assistant (menu "
            "Help), or with: {command}",
        ),
    ),
}
