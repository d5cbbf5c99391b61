"""What the machine said of a conversation, as little of it as a comparison needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from convqa.assessment import Assessment, Level
from convqa.conversation import Language, Role

__all__ = ["Card", "Scored"]

Interval = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One agent's ratings: the rating and its interval; those without a basis are left out."""

    agent_id: str
    total: float | None
    ratings: Mapping[str, tuple[int, Interval]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One conversation; `raw_id` is its id before redaction where that is known, `id` the one in its record."""

    id: str
    raw_id: str = field(repr=False)
    language: Language
    model: str
    cards: tuple[Card, ...]
    satisfaction: tuple[int, Interval]
    choices: Mapping[str, str | None]
    turns: tuple[tuple[Role, str], ...]

    @classmethod
    def of(cls, assessment: Assessment, raw_id: str | None = None) -> Scored:
        """Of a whole assessment."""
        outcome = assessment.outcome
        return cls(
            id=assessment.conversation.id,
            raw_id=assessment.conversation.id if raw_id is None else raw_id,
            language=assessment.conversation.language,
            model=assessment.provenance.model,
            cards=tuple(
                Card(
                    agent_id=card.agent_id,
                    total=card.total,
                    ratings={
                        name: (rating.rating, rating.interval)
                        for name, rating in card.ratings.items()
                        if rating is not None
                    },
                )
                for card in assessment.scorecards
            ),
            satisfaction=_level(outcome.satisfaction),
            choices={
                "resolution": outcome.resolution.value,
                "loyalty": outcome.loyalty.value,
                "touchpoint": assessment.touchpoint.value,
                "process_failure": assessment.process_failure.value,
                "review": assessment.review.value,
            },
            turns=tuple((turn.role, turn.labels) for turn in assessment.turns),
        )


def _level(level: Level) -> tuple[int, Interval]:
    return level.rating, level.interval
