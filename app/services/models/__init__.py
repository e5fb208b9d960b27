"""Models that do not come with the program: catalogue, search, fetching, importing. Light to import, without httpx."""

from app.services.models.catalogue import ModelEntry, merge
from app.services.models.progress import Cancel, Progress
from app.services.models.search import Folder, Found
from app.services.models.service import DiskUse, Models

__all__ = ["Cancel", "DiskUse", "Folder", "Found", "ModelEntry", "Models", "Progress", "merge"]
