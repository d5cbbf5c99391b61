"""What the machine says of a conversation, and the types on the way there.

`Classification` is what the model gives; `Assessment` is the output record (`docs/assessment.md`),
whose field names and order are those of the record. Probabilities are in [0, 1], ratings in
[1, 5], totals in [0, 100]; turns are numbered from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convqa.conversation import Channel, Doubt, Language, Role

__all__ = [
    "ABSENCES",
    "AGAINST",
    "SCHEMA",
    "Absence",
    "AssessedTurn",
    "Assessment",
    "Choice",
    "Classification",
    "Contribution",
    "ConversationInfo",
    "CustomerEffort",
    "Feedback",
    "Flag",
    "Level",
    "Outcome",
    "Provenance",
    "Rating",
    "Scorecard",
    "Scores",
    "TurnLabels",
]

SCHEMA = "convqa.assessment/1"

ABSENCES = ("feeling_not_met", "question_unanswered", "need_missed")
"""What a customer turn can call for and an agent leave out."""

AGAINST: Mapping[str, tuple[str, ...]] = {
    "feeling_not_met": ("contact", "presence"),
    "question_unanswered": ("respond", "ownership", "clarity", "effort"),
    "need_missed": ("discover", "respond", "ownership", "effort"),
}
"""The ratings that each of `ABSENCES` can lower, by what the codebook says of them (2.1): nobody is rated down in
everything for a customer's mood."""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnLabels:
    """The labels of one turn: decided (`labels`, compact notation) and as calibrated probabilities.

    `phases` and `behaviours` belong to agent turns, `sentiment` and `signals` to customer turns;
    all four are `None` on bot and system turns, whose `labels` is `""`.
    `behaviours[name]` has the keys `shown` and `broken` (`extra` has `shown` only).
    """

    labels: str = ""
    phases: Mapping[str, float] | None = None
    behaviours: Mapping[str, Mapping[str, float]] | None = None
    sentiment: Mapping[str, float] | None = None
    signals: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value out of a closed list (`None` may be one of them) with its calibrated probability."""

    value: str | None
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A judgement from 1 to 5 that is predicted as a whole: value, rounded rating, conformal interval of ratings."""

    value: float
    rating: int
    interval: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How it ended for the customer."""

    resolution: Choice
    satisfaction: Level
    loyalty: Choice


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Classification:
    """What the model says of one conversation of n turns, before a rubric is applied.

    Attributes:
        turns: n label sets.
        base: (8,) the value of each rating before any evidence, in (1, 5); order of `codebook.RATINGS`.
        evidence: (n, 8) what each agent turn says for (> 0) or against (< 0) each rating, unbounded;
            zero on all other turns.
        absences: (n, 3, 8) >= 0, how much the lack of each of `ABSENCES`, called for by a customer
            turn, speaks against each rating; zero on all other turns.
        half_width: (8,) half the width of the conformal interval of each rating in this conversation, in rating units.
        satisfaction_half_width: the same of `outcome.satisfaction`, whose interval is made of it.
        shortened: turns of which the model did not read all: too long ones, of which it read the beginning and the end,
            and those with a sentence that tells the rater what to give.
    """

    turns: tuple[TurnLabels, ...]
    base: FloatArray
    evidence: FloatArray
    absences: FloatArray
    half_width: FloatArray
    satisfaction_half_width: float
    outcome: Outcome
    touchpoint: Choice
    process_failure: Choice
    review: Choice
    shortened: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationInfo:
    """Which conversation was assessed. Keys and hashes are HMACs under the site's key.

    `speech_confidence` and `doubts` as in `Conversation`; a record leaves them out where there are none.
    """

    id: str
    source: str
    language: Language
    channel: Channel | None
    started_at: str | None
    customer_key: str | None
    content_hash: str
    speech_confidence: float | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """The versions that made an assessment; the same versions and input give the same bytes."""

    convqa: str
    model: str
    redactor: str
    speech: str | None
    rubric: str
    codebook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedTurn:
    """A turn with its labels, as in the record; the four label groups as in `TurnLabels`.

    `speech_confidence` as in `Turn`; a record leaves it out where it is `None`.
    """

    index: int
    role: Role
    agent_id: str | None
    start_s: float | None
    end_s: float | None
    speech_confidence: float | None = None
    text: str
    labels: str
    phases: Mapping[str, float] | None = None
    behaviours: Mapping[str, Mapping[str, float]] | None = None
    sentiment: Mapping[str, float] | None = None
    signals: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one agent turn adds to a rating; 4 decimals."""

    turn: int
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """What something missing takes from a rating (`amount` < 0, 4 decimals); `turn` called for it."""

    name: str
    turn: int
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One of the eight ratings: `value` is exactly `base` + all contributions + all absences (4 decimals)."""

    value: float
    rating: int
    interval: tuple[int, int]
    base: float
    contributions: tuple[Contribution, ...]
    absences: tuple[Absence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A reason for a person to look; never a verdict.

    Attributes:
        name: stable code, e.g. `exemplary`, `possible_broken_promise`.
        severity: `good` or `look`.
        reason: one sentence in the reader's language; `""` until `coaching` has worded it.
        turns: the turns it rests on.
        detail: what the sentence needs beyond the name (a process failure's kind, a phrase
            criterion's title); `None` where nothing.
    """

    name: str
    severity: str
    turns: tuple[int, ...]
    reason: str = ""
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One thing to keep (`kind` `keep`) or to try (`try`), about one rating, tied to turns."""

    kind: str
    about: str
    text: str
    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """A rubric filled in for one agent of one conversation.

    Attributes:
        total: 0-100, one decimal or more; `None` where no rating applies.
        ratings: all eight names; `None` where the rating has no basis (codebook 2.1).
    """

    agent_id: str
    total: float | None
    ratings: Mapping[str, Rating | None]
    flags: tuple[Flag, ...] = ()
    feedback: tuple[Feedback, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerEffort:
    """What the customer had to put up with, counted from labels and roles."""

    repeat_contacts: int
    unanswered_questions: int
    handovers: int
    promises_without_time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What a rubric makes of a classification; `coaching` words the feedback and the flags' reasons.

    Attributes:
        scorecards: one per agent, in order of the agents' first turns; empty where no person served.
        flags: those about the case; what an agent did lies on the card.
    """

    scorecards: tuple[Scorecard, ...]
    flags: tuple[Flag, ...]
    customer_effort: CustomerEffort


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All that the machine says of one conversation: the output record, field by field."""

    conversation: ConversationInfo
    provenance: Provenance
    turns: tuple[AssessedTurn, ...]
    scorecards: tuple[Scorecard, ...]
    outcome: Outcome
    touchpoint: Choice
    process_failure: Choice
    review: Choice
    flags: tuple[Flag, ...]
    customer_effort: CustomerEffort
