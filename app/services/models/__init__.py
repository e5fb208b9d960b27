"""Models that do not come with the program: catalogue, search, fetching, importing. Light to import, without httpx."""

from app.services.models.catalogue import Kind, ModelEntry, merge
from app.services.models.overview import Overview, Row, overview
from app.services.models.parts import Part
from app.services.models.places import folder_in, models_in, suggested
from app.services.models.plan import FetchPlan, Wanted, plan_fetch
from app.services.models.progress import Cancel, Progress
from app.services.models.search import Folder, Found
from app.services.models.service import DiskUse, Models

__all__ = [
    "Cancel",
    "DiskUse",
    "FetchPlan",
    "Folder",
    "Found",
    "Kind",
    "ModelEntry",
    "Models",
    "Overview",
    "Part",
    "Progress",
    "Row",
    "Wanted",
    "folder_in",
    "merge",
    "models_in",
    "overview",
    "plan_fetch",
    "suggested",
]
