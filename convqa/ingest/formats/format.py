"""What a vendor format is to the rest of ingest: how it is recognised, and what it says of each conversation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from convqa.conversation import Doubt, Role
from convqa.ingest.messages import Message, Values
from convqa.ingest.unseen import INTERNAL_NOTE

__all__ = ["Fault", "Format", "Place", "Reading", "Skip", "by_start", "role_of", "sort_out"]

Row = TypeVar("Row")

_UNTOLD = frozenset({"", "unknown", "none", "null", "undefined", "n/a"})


class Skip(StrEnum):
    """Why something in a conversation is no message of it."""

    INTERNAL_NOTE = INTERNAL_NOTE
    EVENT = "event"
    EMPTY = "without text"
    DELETED = "deleted"
    ATTACHMENT = "attachment only"
    NOT_TEXT = "not plain text"
    QUOTED = "quoted mail"
    NO_SPEECH = "heard where nobody speaks"
    REPEATED = "repeated by the recogniser"
    CROSSTALK = "the other channel's voice"
    MISSING = "not in the export"
    NOT_UNDERSTOOD = "not as the format has it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One conversation as a format's reader found it.

    Attributes:
        about: what is said of the whole, by `convqa.ingest.options.FIELDS`, as the source writes it; `read_facts`
            checks it, so an unknown language is an error like anywhere else.
        messages: what was said, in the order of the conversation; empty where nothing was.
        skipped: how many things of each kind were left out.
        doubts: what the source does not settle.
        speech, role_certainty: as in `Transcript`.
    """

    about: Values = field(repr=False)
    messages: tuple[Message, ...] = field(repr=False)
    skipped: Mapping[Skip, int] = field(default_factory=Counter)
    doubts: frozenset[Doubt] = frozenset()
    speech: str | None = None
    role_certainty: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One conversation that cannot be read: what is wrong and what to do, without any word of it."""

    problem: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a document of a format lists several conversations, or the parts of them, so that each is read by itself.

    Attributes:
        path: the member of the document that is the list.
        holds: whether an item holds anything of a conversation; what does not is passed over, unless none does.
        part_of: of a document without its list, and an item: the id of the conversation that the item is a part of;
            `None` where it does not say, so that all such items of the document are one. Where it is not given, each
            item is a conversation.
        alone: whether a value is such an item by itself, without a document around it.
        beside: other lists of the document that say something of all items, and what to make of each before it is
            used; the only ones that `read` gets as a whole.
    """

    path: str
    holds: Callable[[object], bool] = lambda _: True
    part_of: Callable[[Mapping[str, object], object], str | None] | None = None
    alone: Callable[[object], bool] = lambda _: False
    beside: Mapping[str, Callable[[Iterable[object]], object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # each is only itself
class Format:
    """One format.

    Attributes:
        name: how `convqa formats`, `convqa inspect` and messages call it, e.g. ``"contact-lens"``.
        title: the maker's own name of it.
        marks: by what it is recognised, in words.
        recognise: whether a parsed file is of this format: a JSON value, or the `Captions` of WebVTT or SRT; looks at
            keys and kinds of values, never guesses.
        read: the conversations of such a value. It never raises on what a file may hold: wrong kinds of values are
            missing ones.
        places: where a document lists several conversations, the first that is there; `read` then gets the document
            with the items of one conversation in the list. Empty where a document is one conversation.
        documented: built from the maker's own documentation or schema; otherwise experimental. Of none a real export
            was seen.
    """

    name: str
    title: str
    marks: str
    recognise: Callable[[object], bool]
    read: Callable[[object], Iterator[Reading | Fault]]
    places: tuple[Place, ...] = ()
    documented: bool = True


def role_of(stated: str, roles: Mapping[str, Role]) -> Role | None:
    """The role of somebody whose part a source states; `None` where it states none, so that it must be inferred.

    Whoever has a part of their own that is not known, such as a coach whom only the agent hears, is neither the agent
    nor the customer, and is not guessed to be: what they say is nobody's to score.
    """
    return roles.get(stated, Role.SYSTEM) if stated.casefold() not in _UNTOLD else None


def by_start(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Messages in order of `start_s` where all have one, else as they come; ties keep their order."""
    found = tuple(messages)
    if any(message.start_s is None for message in found):
        return found
    return tuple(sorted(found, key=lambda message: message.start_s or 0.0))


def sort_out(
    rows: Iterable[Row], why_not: Callable[[Row], Skip | None], make: Callable[[Row], Message]
) -> tuple[list[Message], Counter[Skip]]:
    """The messages of those rows that are some, and how many others were left out, by reason."""
    skipped: Counter[Skip] = Counter()
    messages = []
    for row in rows:
        reason = why_not(row)
        if reason is None:
            messages.append(make(row))
        else:
            skipped[reason] += 1
    return messages, skipped
