"""Reading reports, and holding them against each other."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from . import _rashomon
from ._rashomon import Error, Table
from .model import (
    Asked,
    Block,
    Claim,
    Event,
    Language,
    Note,
    PlaceMention,
    Question,
    Relation,
    TimeMention,
    Unread,
    Voice,
    build,
)

LARGEST = 16 * 1024 * 1024
"""Largest report taken, in bytes."""

Day = str | datetime.date
"""A day: a ``datetime.date``, or text such as ``2017-06-13``."""

Zone = str | int
"""Where the story takes place: ``+03:00``, or minutes east of UTC."""


@dataclass(frozen=True)
class Report:
    """One report with all that was read from it. Relations inside it are found by :func:`reconcile`."""

    id: str
    name: str | None
    url: str | None
    title: str | None
    outlet: str | None
    published: str | None
    language: Language
    sha256: str
    text: str
    """The text that was read; every quote is an exact part of it."""
    blocks: tuple[Block, ...]
    claims: tuple[Claim, ...]
    relations: tuple[Relation, ...]
    times: tuple[TimeMention, ...]
    places: tuple[PlaceMention, ...]
    unread: tuple[Unread, ...]
    notes: tuple[Note, ...]
    _read: _rashomon.Read | None = field(default=None, init=False, repr=False, compare=False)


@dataclass(frozen=True)
class Reading:
    """Reports read together: what ``rashomon read --json`` tells of them."""

    format: str
    generator: str
    reports: tuple[Report, ...]
    relations: tuple[Relation, ...]
    events: tuple[Event, ...]
    questions: tuple[Question, ...]
    """What the claims answer, those with disputes first."""
    voices: tuple[Voice, ...]
    notes: tuple[Note, ...]
    _held: _rashomon.Held = field(init=False, repr=False, compare=False)

    @property
    def claims(self) -> dict[str, Claim]:
        """Every claim by its id over all reports, ``r1:c8``, in their order."""
        return {f"{report.id}:{claim.id}": claim for report in self.reports for claim in report.claims}

    @property
    def disputes(self) -> tuple[Question, ...]:
        """The questions whose answers exclude each other."""
        return tuple(question for question in self.questions if question.disputes)

    def ask(self, question: str, at: Day | None = None) -> Asked:
        """Answers a question in plain words, as ``rashomon ask`` does: ``who holds PLACE on DAY``,
        ``how many were killed in EVENT``, ``is WAY open``. ``at``: the day it is asked for."""
        return build(Asked, json.loads(self._held.ask(question, _day(at))))

    def claims_table(self) -> Table:
        """A claim a row."""
        return self._held.claims()

    def questions_table(self) -> Table:
        """A question a row."""
        return self._held.questions()

    def export(self, path: str | os.PathLike[str], profile: str = "internal", title: str = "") -> None:
        """Writes a form of others; the name of the file tells which, as ``rashomon export`` does."""
        data = self._held.export(Path(path).name, profile, title)
        write_whole(path, data)

    def json(self) -> str:
        """The document, byte for byte as ``rashomon read --json`` writes it (less its last line break)."""
        return self._held.json()


def of_held(held: _rashomon.Held) -> Reading:
    """The values of what was held against each other."""
    reading = build(Reading, json.loads(held.json()))
    object.__setattr__(reading, "_held", held)
    return reading


def read(
    text: str | bytes | os.PathLike[str],
    *,
    published: Day | None = None,
    zone: Zone | None = None,
    name: str | None = None,
    title: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    media_type: str | None = None,
    force: bool = False,
) -> Report:
    """Reads one report: text, the bytes of a text or web page, or the path of a file (``pathlib.Path``).

    What is told besides goes before what the report says itself. Without a day of publication ``Tuesday`` stays
    relative. ``force`` reads a text in another language as if it were English.

    Raises :class:`Error` where there is nothing to read, in the words of the command; all else that could not be
    read is in ``notes``. Other threads run meanwhile.

    >>> report = read("Guards left the old port on Friday, dockers said.", published="2031-05-04")
    >>> claim = report.claims[0]
    >>> claim.sources, claim.time.start
    (('dockers',), '2031-05-02')
    """
    if isinstance(text, os.PathLike):
        name = name or os.fspath(text)
        text = _file(Path(text))
    data = utf8(text) if isinstance(text, str) else text
    if not isinstance(data, bytes):
        raise TypeError(f"a report is text, bytes or a path, not {type(data).__name__}")
    if not data.strip():
        raise Error(f"`{name}` is empty" if name else "the text is empty")
    if len(data) > LARGEST:
        error = Error(f"`{name or 'text'}` is larger than {LARGEST >> 20} MB")
        error.hint = "a report is one text of one outlet: split archives into reports first"
        raise error
    one = _rashomon.read(
        data,
        name=name,
        published=_day(published),
        zone=_minutes(zone),
        title=title,
        outlet=outlet,
        url=url,
        media_type=media_type,
        force=force,
    )
    report = build(Report, json.loads(one.json()))
    object.__setattr__(report, "_read", one)
    return report


def reconcile(reports: Iterable[Report]) -> Reading:
    """Holds reports that :func:`read` gave against each other: relations, questions, disputes, voices.

    >>> taken = "Rebels captured Gate Street on Monday, villagers said."
    >>> denied = "Rebels did not capture Gate Street on Monday, the army said."
    >>> reading = reconcile(read(text, published="2031-05-07") for text in (taken, denied))
    >>> [question.text for question in reading.disputes]
    ['Who holds Gate Street?', 'Did the capture in Gate Street, 5 May 2031 take place?']
    """
    read = [report._read for report in reports]
    if any(one is None for one in read):
        raise Error("a report was not read by `rashomon.read`: read its text again")
    return of_held(_rashomon.reconcile([one for one in read if one is not None]))


def read_many(table: object, *, force: bool = False) -> Table:
    """Reads every row of a table, on all cores: the reports in the same order, a row each.

    ``table`` is anything that gives Arrow data (a table of pyarrow, polars, pandas 2.2, DuckDB): a column ``text``
    (text or bytes), and if there are any ``published``, ``zone``, ``name``, ``title``, ``outlet``, ``url``,
    ``media_type``. Other columns are handed on. No row fails the others: what could not be read is in the column
    ``notes`` of its row. docs/python.md lists the columns.

    >>> import pyarrow
    >>> table = pyarrow.table({"key": [7], "text": ["Guards left the old port on Friday, dockers said."]})
    >>> read_many(table).to_pyarrow().column_names[:3]
    ['key', 'name', 'url']
    """
    return _rashomon.read_many(arrow(table), force=force)


def arrow(table: object) -> object:
    """The table, where it gives Arrow data."""
    if not (hasattr(table, "__arrow_c_stream__") or hasattr(table, "__arrow_c_array__")):
        error = Error(f"a {type(table).__name__} gives no Arrow data")
        error.hint = "give a table of pyarrow, polars, or pandas from 2.2 on"
        raise error
    return table


def utf8(text: str) -> bytes:
    """The bytes of a text; halves of characters, which have none, as U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode()


def write_whole(path: str | os.PathLike[str], data: bytes) -> None:
    """Writes a file beside its place and moves it there whole."""
    target = Path(path)
    beside = target.with_name(f"{target.name}.part-{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Error(f"cannot write `{target}`: {error.strerror}") from error


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        failure = Error(f"cannot read `{path}`: {(error.strerror or str(error)).lower()}")
        failure.hint = "check the path and who may read the file"
        raise failure from error


def _day(day: Day | None) -> str | None:
    return day.isoformat()[:10] if isinstance(day, datetime.date) else day


def _minutes(zone: Zone | None) -> int | None:
    return _rashomon.zone(zone) if isinstance(zone, str) else zone
