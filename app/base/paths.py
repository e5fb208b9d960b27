"""Where everything lies: what ships with the program, and the folders of the user.

``Paths.find`` works them out once at start-up; ``make_user_folders`` creates the user's. ``UNDERSTUDY_HOME`` moves all
user folders under one (tests and portable use).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from app.base.errors import UserError

APP_NAME = "Understudy"
HOME_VARIABLE = "UNDERSTUDY_HOME"


@dataclass(frozen=True, slots=True)
class Paths:
    """Absolute folders. Those under ``root`` are read only to the program."""

    root: Path
    user_config: Path
    user_data: Path
    user_cache: Path
    logs: Path
    recordings: Path

    @classmethod
    def find(cls, environ: Mapping[str, str]) -> Paths:
        """The folders of this machine and user; creates nothing."""
        root = Path(__file__).resolve().parents[2]
        if environ.get(HOME_VARIABLE):
            home = Path(environ[HOME_VARIABLE]).expanduser().resolve()
            return cls(root, home / "config", home / "data", home / "cache", home / "logs", home / "recordings")
        return cls(
            root,
            platformdirs.user_config_path(APP_NAME, appauthor=False),
            platformdirs.user_data_path(APP_NAME, appauthor=False),
            platformdirs.user_cache_path(APP_NAME, appauthor=False),
            platformdirs.user_log_path(APP_NAME, appauthor=False),
            platformdirs.user_videos_path() / APP_NAME,
        )

    @property
    def resources(self) -> Path:
        return self.root / "resources"

    @property
    def models(self) -> Path:
        return self.resources / "models"

    @property
    def media(self) -> Path:
        return self.resources / "media"

    @property
    def cards(self) -> Path:
        """What the virtual camera shows where there is no picture."""
        return self.resources / "cards"

    @property
    def engines(self) -> Path:
        """Engines that ship with the program."""
        return self.root / "engines"

    @property
    def user_engines(self) -> Path:
        """Engines that the user added."""
        return self.user_data / "engines"

    @property
    def user_models(self) -> Path:
        """Models that the user fetched or imported."""
        return self.user_data / "models"

    @property
    def model_records(self) -> Path:
        """What is known of model files, and which licences were accepted."""
        return self.user_data / "models.json"

    @property
    def environments(self) -> Path:
        """Environments that the program made for other programs, which engines drive."""
        return self.user_data / "environments"

    @property
    def tokens(self) -> Path:
        """Hashes of the tokens that the local service takes."""
        return self.user_data / "tokens.json"

    @property
    def people(self) -> Path:
        """Pictures that the window took of people in front of the camera, for the face map."""
        return self.user_data / "people"

    @property
    def own_faces(self) -> Path:
        """Photos of a face that the window took from the camera."""
        return self.user_data / "faces"

    @property
    def layer_rules(self) -> Path:
        return self.resources / "rules" / "L3-constraints.json"

    @property
    def project_file(self) -> Path:
        """Every shipped setting value."""
        return self.root / "project_config.json"

    @property
    def user_file(self) -> Path:
        """The settings that the user changed."""
        return self.user_config / "settings.json"

    def user_folders(self) -> tuple[Path, ...]:
        return (self.user_config, self.user_data, self.user_cache, self.logs, self.recordings)

    def make_user_folders(self) -> None:
        """Create the folders that the program always writes to (not ``recordings``). Raises UserError."""
        for folder in (self.user_config, self.user_data, self.user_cache, self.logs):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise UserError(
                    "paths.not_writable",
                    f"The folder {folder} can not be created: {error.strerror}.",
                    f"Make it writable, or choose another place with the environment variable {HOME_VARIABLE}.",
                    folder=str(folder),
                    reason=str(error.strerror),
                ) from error
