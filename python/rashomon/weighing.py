"""Weighing a plain table of claims: what most likely held, how sure, and why."""

from __future__ import annotations

import functools
import json

from . import _rashomon
from ._rashomon import Table
from .model import Copying, Item, Source, build
from .reading import arrow


class Weighing:
    """What comes of a table: items with their answers, sources with how far they can be believed."""

    def __init__(self, weighed: _rashomon.Weighing) -> None:
        self._weighed = weighed

    @property
    def left_out(self) -> int:
        """Rows without an object, a source or a value."""
        return self._weighed.left_out

    @functools.cached_property
    def items(self) -> tuple[Item, ...]:
        """By attribute and object, in the order of their first mention."""
        return tuple(build(Item, item) for item in self._values["items"])

    @functools.cached_property
    def sources(self) -> tuple[Source, ...]:
        """How far each source can be believed on each attribute."""
        return tuple(build(Source, source) for source in self._values["sources"])

    @functools.cached_property
    def copying(self) -> tuple[Copying, ...]:
        """Pairs of sources that say the same."""
        return tuple(build(Copying, pair) for pair in self._values["copying"])

    def items_table(self) -> Table:
        """An item a row."""
        return self._weighed.items()

    def sources_table(self) -> Table:
        """A source on an attribute a row."""
        return self._weighed.sources()

    def copying_table(self) -> Table:
        """A pair of sources a row."""
        return self._weighed.copying()

    def json(self) -> str:
        """The document, byte for byte as ``rashomon weigh --json`` writes it (less its last line break)."""
        return self._weighed.json()

    @functools.cached_property
    def _values(self) -> dict[str, list[dict[str, object]]]:
        values: dict[str, list[dict[str, object]]] = json.loads(self._weighed.json())
        return values


def weigh(table: object, places: object | None = None) -> Weighing:
    """Weighs a table of claims: columns ``object``, ``source``, ``value``, and if they are known ``attribute`` and
    ``time``. ``places``: a table of ``id``, ``name``, ``parent``, for values that are places.

    >>> import pyarrow
    >>> table = pyarrow.table({
    ...     "object": ["market fire"] * 3,
    ...     "source": ["mayor", "hospital", "wire"],
    ...     "value": ["40", "12", "12"],
    ... })
    >>> weigh(table).items[0].answers[0].value
    '12'
    """
    return Weighing(_rashomon.weigh(arrow(table), None if places is None else arrow(places)))
