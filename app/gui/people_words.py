"""What the list of people says about the chosen engine: who is not in the list, and the models that it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject

from app.gui.messages import engine_text
from app.gui.model_words import state_text, translate

if TYPE_CHECKING:
    from app.gui.controller import Controller
    from app.gui.models_link import ModelsLink

_OTHERS = "others"
"""The option of an engine that says what is done with people who are not in the list."""


class PeopleWords(QObject):
    def __init__(self, controller: Controller, link: ModelsLink) -> None:
        super().__init__(controller)
        self._controller, self._link = controller, link

    def others(self, *, any_row: bool) -> str:
        """What happens to people who are not in the list. ``any_row``: whether anybody is."""
        manifest = self._controller.people.manifest
        if manifest is None or manifest.people is None:
            able = [one.manifest for one in self._controller.people.engines if one.manifest is not None]
            names = translate("Models", ", ").join(engine_text(one.id, one.name) for one in able)
            text = self.tr("The chosen engine can not tell people apart: it shows the chosen face, whoever is there.")
            if names:
                text += " " + self.tr("The list counts with: {names}.").format(names=names)
            return text
        if not any_row:
            return self.tr("While nobody is in the list, the chosen face is shown on everybody.")
        option = next((one for one in manifest.options if one.key == _OTHERS), None)
        chosen = self._controller.core.settings.current.engine.current_options.get(_OTHERS)
        value = chosen or (option.default if option is not None else "")
        if value == "source":
            text = self.tr("Who is not in the list gets the face that is chosen in the window.")
        else:
            text = self.tr("Who is not in the list is covered.")
        if option is not None:
            change = self.tr("The option “{option}” of the engine changes that.")
            text += " " + change.format(option=engine_text(manifest.id, option.label))
        return text

    def needs(self) -> str:
        """The models that the engine needs to tell people apart, with their states; empty where it needs none."""
        manifest, overview = self._controller.people.manifest, self._link.overview
        wanted = manifest.people if manifest is not None and manifest.people is not None else ()
        if not wanted:
            return ""
        if overview is None:
            return self.tr("Looking for models…")
        rows = [overview.rows[model] for model in wanted]
        states = [f"{row.entry.name}: {state_text(row, self._link.models.home)}" for row in rows]
        return self.tr("To recognise people, the engine needs a model. {models}.").format(models="; ".join(states))

    def lacking(self) -> str:
        """Id of the first of them that can not be used, as far as that is known; empty where there is none."""
        manifest, overview = self._controller.people.manifest, self._link.overview
        wanted = (manifest.people or ()) if manifest is not None and overview is not None else ()
        return next((model for model in wanted if overview is not None and not overview.rows[model].here), "")
