"""A program with tasks, to be killed: works off what waits in a home until all is over. Prints what is done."""

from __future__ import annotations

import sys
from pathlib import Path

from app.base.paths import HOME_VARIABLE, Paths
from app.base.settings import SettingsStore
from tests.services.tasks.kit import Home, finish


def main(folder: str) -> None:
    paths = Paths.find({HOME_VARIABLE: folder})
    home = Home(paths, SettingsStore(paths.project_file, paths.user_file, {}, {}))
    with home.running() as tasks:
        tasks.changed.subscribe(lambda _: print([task.frames for task in tasks.list()], flush=True))  # noqa: T201
        finish(tasks, *tasks.list())


if __name__ == "__main__":
    main(str(Path(sys.argv[1])))
