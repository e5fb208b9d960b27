"""What a fetch would do, before anything is done: which files, from where, under which licences."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from app.base.errors import Message, ModelError
from app.services.models.catalogue import ModelEntry
from app.services.models.service import Models


@dataclass(frozen=True, slots=True)
class Wanted:
    """A model that is not here. Exactly one of ``host`` and ``reason`` is empty."""

    entry: ModelEntry
    host: str
    """Whom it would be fetched from."""
    reason: Message | None
    """Why it can not be fetched: no address is known, or the network may not be used."""
    accepted: str
    """When its licence was accepted, ISO 8601; empty if it was not."""


@dataclass(frozen=True, slots=True)
class FetchPlan:
    """A model and all that it needs, as far as it is not here; the model itself first."""

    target: ModelEntry
    wanted: tuple[Wanted, ...]

    @property
    def fetchable(self) -> tuple[Wanted, ...]:
        return tuple(one for one in self.wanted if one.reason is None)

    @property
    def licences_open(self) -> bool:
        """Whether a licence of what can be fetched was not accepted yet."""
        return any(not one.accepted for one in self.fetchable)


def plan_fetch(models: Models, model: str) -> FetchPlan:
    """Asks nobody; reads files through that were not yet, which takes seconds for large ones. Raises ModelError."""
    wanted = []
    for entry in models.plan(model):
        if models.check(entry.id).state == "here":
            continue
        acceptance = models.accepted(entry.id)
        date = acceptance.date if acceptance is not None else ""
        try:
            host = urlsplit(models.address(entry.id)).netloc.rpartition("@")[2]
        except ModelError as error:
            wanted.append(Wanted(entry, "", error.message, date))
        else:
            wanted.append(Wanted(entry, host, None, date))
    return FetchPlan(models.entry(model), tuple(wanted))
