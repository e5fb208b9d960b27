"""The parts of the window that are made once the services are there, each in a module of its own; here is their list.

A part finds what it needs in the window and the controller. The window does not know them, and they know the window.
"""

from __future__ import annotations

from collections.abc import Callable

from app.gui.arrivals import FileChoice
from app.gui.asking import Asking
from app.gui.camera_part import CameraPart
from app.gui.checkout_part import CheckoutPart
from app.gui.controller import Controller
from app.gui.extras import Extra
from app.gui.governor_part import GovernorPart
from app.gui.main_window import MainWindow
from app.gui.outgoing import OutgoingPart
from app.gui.performance_panel import PerformancePart
from app.gui.ports_panel import PortsPart
from app.gui.projector import ProjectorPart
from app.gui.service_part import ServicePart
from app.gui.stream_row import StreamPart
from app.gui.tasks_part import TasksPart
from app.gui.tray_part import TrayPart
from app.gui.wizard.part import SetupPart

_MAKERS: tuple[Callable[[MainWindow, Controller, Asking], Extra], ...] = (
    CameraPart,
    CheckoutPart,
    OutgoingPart,
    StreamPart,
    ProjectorPart,
    TrayPart,
    GovernorPart,
    FileChoice,
    PerformancePart,
    PortsPart,
    ServicePart,
    TasksPart,
    SetupPart,
)


def make_extras(window: MainWindow, controller: Controller, asking: Asking) -> list[Extra]:
    """Every part, in the order in which they are ended."""
    return [make(window, controller, asking) for make in _MAKERS]
