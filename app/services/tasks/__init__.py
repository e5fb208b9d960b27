"""Images and videos that are worked on in the background: see :mod:`app.services.tasks.service`."""

from app.services.tasks.records import Task, TaskRequest, TaskState, TaskStep
from app.services.tasks.service import Tasks
from app.services.tasks.uploads import Upload

__all__ = ["Task", "TaskRequest", "TaskState", "TaskStep", "Tasks", "Upload"]
