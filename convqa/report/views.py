"""What the template shows of one conversation, worded in the page's language; `page` lays it out.

Turns are numbered from 1 here, as everywhere on screen. Anchors: `c4` is the fourth conversation
shown, `c4-t2` its second turn, `c4-a1` its first scorecard.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from convqa.report.chips import Chip

__all__ = [
    "CardView",
    "Cite",
    "ConversationView",
    "Fact",
    "FeedbackView",
    "FlagView",
    "PartView",
    "RatingView",
    "TurnView",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnView:
    """A turn as shown; `cut` where its text goes on in the record; `heard` says that it was badly heard, else empty."""

    anchor: str
    number: int
    role: str
    speaker: str
    text: Markup
    cut: bool
    heard: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """A link to a turn."""

    anchor: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagView:
    """A flag; `good` or not decides its sign and colour."""

    name: str
    title: str
    good: bool
    reason: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackView:
    """One line of feedback; `kind` is `keep` or `try`."""

    kind: str
    about: str
    text: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A row of a rating's sum: a bar from `start` to `end` percent; `cite` is `None` where it rests on no turn."""

    kind: str
    label: str
    cite: Cite | None
    amount: str
    exact: str
    start: float
    width: float
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingView:
    """A rating with its sum; `parts` is empty and the rest `None` or 0 where it is not rated."""

    name: str
    rating: int | None = None
    value: str = ""
    interval: str = ""
    described: str = ""
    low: float = 0.0
    high: float = 0.0
    place: float = 0.0
    parts: tuple[PartView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A scorecard of one agent; `unknown`: nothing says who it is, and `agent_id` holds here alone."""

    anchor: str
    agent: str
    agent_id: str
    unknown: bool
    total: str | None
    flags: tuple[FlagView, ...]
    feedback: tuple[FeedbackView, ...]
    ratings: tuple[RatingView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line of the facts; `note` is how sure it is, or empty."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationView:
    """All that the page of one conversation shows, and what the list says of it.

    `speech` says that it is a recording and how well it was heard; empty of text that people wrote.
    """

    anchor: str
    id: str
    language: str
    words_language: str
    speech: str
    facts: tuple[Fact, ...]
    flags: tuple[FlagView, ...]
    turns: tuple[TurnView, ...]
    cards: tuple[CardView, ...]
    previous: str | None
    next: str | None
