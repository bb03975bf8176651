"""What was read, as values: the fields of ``rashomon read --json`` under their own names (docs/json.md).

Days are ``YYYY-MM-DD``, both ends of a range included. Spans are ``(start, end)``, end excluded, once in bytes of
the report's text and once in Unicode code points, as Python counts them. ``None`` means "not told" or "not known".
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Passage:
    """Where something stands, and its words."""

    text: str
    bytes: tuple[int, int]
    code_points: tuple[int, int]
    source_bytes: tuple[int, int] | None = None
    """Bytes of the original that the words came from."""


@dataclass(frozen=True)
class Link:
    """One link of a source chain."""

    text: str
    name: str | None
    kind: str
    passage: Passage | None
    cue: Passage | None


@dataclass(frozen=True)
class ActorLink:
    """How a written form was linked to a known actor."""

    actor: str
    method: str
    confidence: float
    passage: Passage | None


@dataclass(frozen=True)
class PlaceOfClaim:
    """A place of a claim. Without ``lat`` and ``lon`` it has no point of its own: draw it at its first parent."""

    text: str
    name: str | None
    id: str | None
    kind: str | None
    precision: str | None
    lat: float | None
    lon: float | None
    country: str | None
    parents: tuple[str, ...]
    parent_ids: tuple[str, ...]
    passage: Passage | None


@dataclass(frozen=True)
class TimeOfClaim:
    """The time of a claim."""

    text: str
    start: str | None
    end: str | None
    value: str | None
    kind: str | None
    edtf: str | None
    anchor: str | None
    passage: Passage | None


@dataclass(frozen=True)
class Count:
    """A number told; an open side is ``None``."""

    kind: str
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Claim:
    """One source telling one event or state."""

    id: str
    quote: str
    """The words that state it: an exact part of the report's text."""
    sources: tuple[str, ...]
    """Who tells it, nearest to the event first; empty for the report's own voice."""
    action: str
    actor: str | None
    actor_name: str | None
    target: str | None
    target_name: str | None
    places: tuple[PlaceOfClaim, ...]
    time: TimeOfClaim | None
    status: str
    count: Count | None
    summary: str
    passage: Passage
    sentence: Passage
    trigger: Passage
    chain: tuple[Link, ...]
    actor_link: ActorLink | None
    target_link: ActorLink | None
    actor_passage: Passage | None
    target_passage: Passage | None
    rules: tuple[str, ...]
    confidence: float
    """How sure the reading is, not how true the claim is: 0 to 1."""
    review: str | None = None


@dataclass(frozen=True)
class Language:
    """The language of a text: its ISO 639-3 code, if it can be told."""

    code: str | None
    confidence: float


@dataclass(frozen=True)
class Block:
    """A part of the text."""

    kind: str
    bytes: tuple[int, int]
    code_points: tuple[int, int]


@dataclass(frozen=True)
class TimeMention:
    """A time expression."""

    passage: Passage
    kind: str
    value: str
    edtf: str | None
    start: str | None
    end: str | None
    anchor: str


@dataclass(frozen=True)
class PlaceMention:
    """A place expression."""

    passage: Passage
    core: Passage
    name: str | None
    id: str | None
    kind: str | None
    precision: str | None
    lat: float | None
    lon: float | None
    country: str | None
    parents: tuple[str, ...]
    relative: str
    method: str
    confidence: float


@dataclass(frozen=True)
class Unread:
    """A sentence that gave no claim though a word in it might."""

    sentence: Passage
    word: Passage
    reason: str


@dataclass(frozen=True)
class Note:
    """What could not be read, or only with doubt. Codes are those of docs/notes.md."""

    code: str
    message: str
    hint: str | None
    passage: Passage | None


@dataclass(frozen=True)
class Reason:
    """What speaks for a relation, with the words compared."""

    feature: str
    weight: float
    detail: str
    a: Passage | None
    b: Passage | None


@dataclass(frozen=True)
class Relation:
    """Two claims that bear on each other: ``contradicts``, ``reverses`` or ``supports``."""

    a: str
    b: str
    kind: str
    about: str
    reasons: tuple[Reason, ...]
    confidence: float


@dataclass(frozen=True)
class Event:
    """Claims of one event."""

    label: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Voice:
    """Claims that go back to one origin."""

    origin: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """How something stands, and the rule that says so."""

    kind: str
    rule: str


@dataclass(frozen=True)
class Answer:
    """One value of a question."""

    label: str
    start: str | None
    end: str | None
    told_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    voices: tuple[Voice, ...]
    probability: float | None
    standing: Standing
    low: float | None = None
    high: float | None = None
    likelihood: str | None = None
    """The probability in the words of ICD 203."""
    credibility: str | None = None
    """The credibility as an Admiralty digit."""


@dataclass(frozen=True)
class Change:
    """One answer gives way to another."""

    from_: tuple[str, ...]
    to: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Dispute:
    """Answers that exclude each other: the claims of each side, and one sentence on what differs."""

    kind: str
    sides: tuple[tuple[str, ...], ...]
    text: str


@dataclass(frozen=True)
class Ground:
    """What one claim adds to the likeliest answer over the next, in nats."""

    claim: str
    weight: float
    detail: str


@dataclass(frozen=True)
class Moment:
    """How likely each answer was on a day."""

    day: str
    probability: tuple[float, ...]


@dataclass(frozen=True)
class Weighed:
    """What weighing the voices of a question gave."""

    none: float
    voices: int
    grounds: tuple[Ground, ...]
    turning: int | None = None
    course: tuple[Moment, ...] = ()


@dataclass(frozen=True)
class Question:
    """What claims answer."""

    kind: str
    text: str
    place: str | None
    answers: tuple[Answer, ...]
    changes: tuple[Change, ...]
    disputes: tuple[Dispute, ...]
    standing: Standing
    weighed: Weighed | None = None


@dataclass(frozen=True)
class Matched:
    """One question that is what was asked: ``told`` with its answer, or ``cannot-tell``, and because of what."""

    question: str
    kind: str
    place: str | None
    verdict: str
    answer: str | None
    because: str
    answers: tuple[Answer, ...]
    claims: Mapping[str, Claim]
    relations: tuple[Relation, ...]


@dataclass(frozen=True)
class Asked:
    """What comes of a question: those that match it, else why there is none and which come near."""

    matched: tuple[Matched, ...]
    because: str | None
    near: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One report of a case, in a line."""

    id: str
    name: str
    title: str | None
    outlet: str | None
    published: str | None
    learned: str
    claims: int
    readings: int


@dataclass(frozen=True)
class Kept:
    """What became of a report given to a case: ``new``, ``again`` (read again), ``known`` or ``refused``."""

    report: str | None
    outcome: str
    name: str
    why: str | None


@dataclass(frozen=True)
class Added:
    """What became of reports given to a case, and what could not be taken."""

    kept: tuple[Kept, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Likely:
    """One value of an item, weighed."""

    value: str
    probability: float
    in_words: str
    digit: int
    claims: int
    voices: float


@dataclass(frozen=True)
class Grounds:
    """What one row adds to the first answer over the second, in nats."""

    row: int
    source: str
    value: str
    weight: float
    own: float


@dataclass(frozen=True)
class Item:
    """One attribute of one object: its answers, likeliest first."""

    object: str
    attribute: str
    kind: str
    answers: tuple[Likely, ...]
    none: float
    reasons: tuple[Grounds, ...]
    turning: int | None


@dataclass(frozen=True)
class Source:
    """How far a source can be believed on an attribute."""

    source: str
    attribute: str
    exact: float
    low: float
    claims: float
    letter: str


@dataclass(frozen=True)
class Copying:
    """Two sources of which one says what the other says, and for what share."""

    sources: tuple[str, str]
    share: float


def build(cls: type[T], value: Mapping[str, Any]) -> T:
    """A value of a class from its JSON. Fields the class does not know are passed over."""
    made: T = _maker(typing.cast(Hashable, cls))(value)
    return made


@functools.cache
def _maker(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of a type from JSON."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (a for a in args if a is not types.NoneType)
        make = _maker(inner)
        return lambda value: None if value is None else make(value)
    if origin is tuple:
        make = _maker(args[0])
        return lambda value: tuple(map(make, value))
    if origin is not None and issubclass(origin, Mapping):
        make = _maker(args[1])
        return lambda value: {key: make(inner) for key, inner in value.items()}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        # `from` is a word of Python's own.
        fields = [(f.name, f.name.rstrip("_"), _maker(hints[f.name])) for f in dataclasses.fields(kind) if f.init]
        return lambda value: kind(**{name: make(value[key]) for name, key, make in fields if key in value})
    if kind is float:
        return float
    return lambda value: value
