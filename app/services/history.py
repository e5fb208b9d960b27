"""The last values of many meters, for graphs: rings of fixed length, made once, that are read without being copied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]


class Ring:
    """The last ``length`` values; NaN stands where there is none yet. Each is written twice, half a buffer apart, so
    that they always lie in one piece."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._buffer = np.full(2 * length, np.nan)
        self._at = 0

    def add(self, value: float) -> None:
        self._buffer[self._at] = self._buffer[self._at + self._length] = value
        self._at = (self._at + 1) % self._length

    @property
    def values(self) -> Values:
        """Oldest first; a view that the next value changes."""
        return self._buffer[self._at : self._at + self._length]

    @property
    def last(self) -> float:
        return float(self._buffer[self._at + self._length - 1])


class History:
    """Rings of the same length by name, to which values are added together. Not safe for several threads."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.count = 0
        """How many times values were added."""
        self.at = Ring(length)
        """When, in seconds."""
        self._rings: dict[str, Ring] = {}

    def add(self, at: float, values: Mapping[str, float | None]) -> None:
        """One value for each name, None where there is none; names that are left out have none."""
        self.count += 1
        self.at.add(at)
        for name in values:
            if name not in self._rings:
                self._rings[name] = Ring(self.length)
        for name, ring in self._rings.items():
            value = values.get(name)
            ring.add(np.nan if value is None else value)

    def gap(self, at: float) -> None:
        """Nothing was measured for a while: lines break here."""
        self.add(at, {})

    @property
    def names(self) -> tuple[str, ...]:
        """In the order in which they were first seen."""
        return tuple(self._rings)

    def last(self, name: str) -> float | None:
        """The newest value; None where there is none."""
        ring = self._rings.get(name)
        value = ring.last if ring is not None else np.nan
        return None if np.isnan(value) else value

    def values(self, name: str) -> Values:
        """All that are held, oldest first; a view. Of a name that was never seen, nothing but NaN."""
        ring = self._rings.get(name)
        return ring.values if ring is not None else np.full(self.length, np.nan)

    def peak(self, name: str) -> float:
        """The largest that is held; 0 where there is none."""
        known = self._known(name)
        return float(known.max()) if len(known) else 0.0

    def mean(self, name: str) -> float:
        """Of all that is held; 0 where there is none."""
        known = self._known(name)
        return float(known.mean()) if len(known) else 0.0

    def _known(self, name: str) -> Values:
        values = self.values(name)
        return values[~np.isnan(values)]

    def times(self, now: float, every: int) -> Values:
        """For :meth:`means`: how long before ``now`` each was, in seconds below 0."""
        return _means(self.at.values, self.count, every) - now

    def means(self, name: str, every: int) -> Values:
        """The means of ``every`` values, oldest first. A value stays in the same group as time goes on, so that a line
        drawn of them does not tremble; the newest group is left out until it is whole."""
        return _means(self.values(name), self.count, every)

    def rows(self) -> Iterator[tuple[float, list[float | None]]]:
        """All that is held, oldest first: when, and the values in the order of :attr:`names`."""
        columns = [self.at.values.tolist(), *(ring.values.tolist() for ring in self._rings.values())]
        for at, *values in zip(*columns, strict=True):
            if at == at:  # no NaN
                yield at, [None if value != value else value for value in values]


def _means(values: Values, count: int, every: int) -> Values:
    whole = values[: len(values) - count % every]
    groups = whole[len(whole) % every :].reshape(-1, every)
    means: Values = groups.mean(axis=1)
    return means
