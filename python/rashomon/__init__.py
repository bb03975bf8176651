"""Reads news reports that disagree: who claims what, through whom, where, when, and what is disputed.

>>> import rashomon
>>> report = rashomon.read("Guards left the old port on Monday, dockers told Radio Tarsh.", published="2031-05-07")
>>> report.claims[0].summary, report.claims[0].sources
('Guards left the old port', ('dockers', 'Radio Tarsh'))

See :func:`read`, :func:`reconcile`, :func:`read_many`, :class:`Case`, :func:`weigh`; ``rashomon.spark`` for many
machines. Nothing is fetched and nothing is written but where it is told to.
"""

from ._rashomon import Error, Table, __version__
from .case import Case
from .model import (
    ActorLink,
    Added,
    Answer,
    Asked,
    Block,
    Change,
    Claim,
    Copying,
    Count,
    Dispute,
    Entry,
    Event,
    Ground,
    Grounds,
    Item,
    Kept,
    Language,
    Likely,
    Link,
    Matched,
    Moment,
    Note,
    Passage,
    PlaceMention,
    PlaceOfClaim,
    Question,
    Reason,
    Relation,
    Source,
    Standing,
    TimeMention,
    TimeOfClaim,
    Unread,
    Voice,
    Weighed,
)
from .reading import Reading, Report, read, read_many, reconcile
from .weighing import Weighing, weigh

__all__ = [
    "ActorLink",
    "Added",
    "Answer",
    "Asked",
    "Block",
    "Case",
    "Change",
    "Claim",
    "Copying",
    "Count",
    "Dispute",
    "Entry",
    "Error",
    "Event",
    "Ground",
    "Grounds",
    "Item",
    "Kept",
    "Language",
    "Likely",
    "Link",
    "Matched",
    "Moment",
    "Note",
    "Passage",
    "PlaceMention",
    "PlaceOfClaim",
    "Question",
    "Reading",
    "Reason",
    "Relation",
    "Report",
    "Source",
    "Standing",
    "Table",
    "TimeMention",
    "TimeOfClaim",
    "Unread",
    "Voice",
    "Weighed",
    "Weighing",
    "__version__",
    "read",
    "read_many",
    "reconcile",
    "weigh",
]
