"""Cases: one file that keeps reports, their original bytes, and every reading."""

from __future__ import annotations

import json
import os
from pathlib import Path

from . import _rashomon
from ._rashomon import Error, Table
from .model import Added, Asked, Claim, Entry, Kept, Note, Question, build
from .reading import Day, Reading, Zone, _day, _minutes, of_held, utf8


class Case:
    """A case, as ``rashomon init`` makes it. Nothing in it changes or goes: a new reading stands beside the old.

    >>> import tempfile
    >>> case = Case.create(tempfile.mkdtemp() + "/street.case", title="Gate Street")
    >>> case.add("Rebels captured Gate Street on Monday, villagers said.", published="2031-05-07").kept[0].outcome
    'new'
    >>> case.add("Rebels did not capture Gate Street on Monday, the army said.", published="2031-05-07").kept[0].report
    'r2'
    >>> case.ask("who holds Gate Street").matched[0].verdict
    'told'
    """

    def __init__(self, path: str | os.PathLike[str], *, read_only: bool = False) -> None:
        """Opens a case."""
        self._case = _rashomon.Case.open(path, read_only)

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, read_only: bool = False) -> Case:
        """Opens a case."""
        return cls(path, read_only=read_only)

    @classmethod
    def create(cls, path: str | os.PathLike[str], title: str | None = None) -> Case:
        """Makes a case and opens it. A file that exists is never overwritten."""
        made = cls.__new__(cls)
        made._case = _rashomon.Case.create(path, Path(path).stem if title is None else title)
        return made

    @property
    def title(self) -> str:
        """What it is about."""
        return self._case.title()

    def add(
        self,
        report: str | bytes | os.PathLike[str],
        *,
        name: str | None = None,
        published: Day | None = None,
        zone: Zone | None = None,
        title: str | None = None,
        outlet: str | None = None,
        url: str | None = None,
        force: bool = False,
    ) -> Added:
        """Reads what a text, bytes or a file hold and keeps it; of a folder, every file below it but hidden ones
        and ``README``. Mails, pages, feeds, archives, tables, PDF and WARC are taken apart, as ``rashomon add`` does.

        When it returns, the reports are on the disk. A report that is known already is not kept again.
        """
        files: list[tuple[str, bytes | None]]
        if isinstance(report, os.PathLike):
            path = Path(report)
            files = [(str(file), None) for file in (_files(path) if path.is_dir() else [path])]
        else:
            data = utf8(report) if isinstance(report, str) else report
            files = [(name or "text", data)]
        kept: list[Kept] = []
        notes: list[Note] = []
        for file, data_of_it in files:
            told = self._case.add(
                file,
                data_of_it,
                published=_day(published),
                zone=_minutes(zone),
                title=title,
                outlet=outlet,
                url=url,
                force=force,
            )
            added = build(Added, json.loads(told))
            kept.extend(added.kept)
            notes.extend(added.notes)
        return Added(tuple(kept), tuple(notes))

    def reports(self) -> tuple[Entry, ...]:
        """Its reports, by number."""
        return tuple(build(Entry, entry) for entry in json.loads(self._case.entries()))

    def reading(self, *, said: Day | None = None, learned: str | None = None) -> Reading:
        """All it holds, held against each other. Ask this once for several answers: the rest of the methods work
        it out each time.

        ``said``: only reports published by that day. ``learned``: only what had come in by that day or UTC time.
        """
        return of_held(self._case.held(_day(said), learned))

    def claims(self, *, said: Day | None = None, learned: str | None = None) -> dict[str, Claim]:
        """Every claim by its id, ``r1:c8``."""
        return self.reading(said=said, learned=learned).claims

    def claims_table(self, *, said: Day | None = None, learned: str | None = None) -> Table:
        """A claim a row."""
        return self._case.held(_day(said), learned).claims()

    def questions(self, *, said: Day | None = None, learned: str | None = None) -> tuple[Question, ...]:
        """What the claims answer, those with disputes first."""
        return self.reading(said=said, learned=learned).questions

    def disputes(self, *, said: Day | None = None, learned: str | None = None) -> tuple[Question, ...]:
        """The questions whose answers exclude each other."""
        return self.reading(said=said, learned=learned).disputes

    def ask(
        self, question: str, *, at: Day | None = None, said: Day | None = None, learned: str | None = None
    ) -> Asked:
        """Answers a question in plain words, with its claims and how they bear on each other: ``who holds PLACE on
        DAY``, ``how many were killed in EVENT``, ``is WAY open``. ``at``: the day it is asked for."""
        return build(Asked, json.loads(self._case.held(_day(said), learned).ask(question, _day(at))))

    def export(
        self,
        path: str | os.PathLike[str],
        *,
        profile: str = "internal",
        said: Day | None = None,
        learned: str | None = None,
    ) -> None:
        """Writes a form of others; the name of the file tells which: ``claims.csv``, ``map.geojson``,
        ``acled.csv``, ``case.jsonl``. ``profile``: ``internal``, ``partner`` or ``public``."""
        name = Path(path).name.lower()
        if name == "case.jsonl" or name.endswith(("-case.jsonl", "_case.jsonl", ".case.jsonl", " case.jsonl")):
            if profile != "internal" or said is not None or learned is not None:
                error = Error("all records of a case are written whole, and for internal use only")
                error.hint = "give another form, or leave out `profile`, `said` and `learned`"
                raise error
            self._case.records(path)
            return
        self.reading(said=said, learned=learned).export(path, profile, self.title)


def _files(folder: Path) -> list[Path]:
    """The files below a folder that reports are taken from, in the order of their names."""
    files: list[Path] = []
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files.extend(Path(at, name) for name in names if not name.startswith("."))
    return sorted(file for file in files if file.stem.lower() != "readme")
