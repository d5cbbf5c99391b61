"""Hand-built conversations and classifications for the scoring tests, and their flags as tuples."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from convqa.assessment import ABSENCES, Choice, Classification, Level, Outcome, Scorecard, Scores, TurnLabels
from convqa.codebook import RATINGS
from convqa.conversation import Channel, Conversation, Doubt, Language, Role, Turn
from convqa.grounds import Grounds
from convqa.rubric import Rubric, load_rubric
from convqa.scoring import rate, score

ROLES = {"customer": Role.CUSTOMER, "bot": Role.BOT, "system": Role.SYSTEM}


NOTHING = Choice(value=None, probability=0.9)
NEUTRAL = Choice(value="neutral", probability=0.9)
PLAIN = Rubric(name="plain", version=1, weights=dict.fromkeys(RATINGS, 1))


@dataclass(frozen=True, kw_only=True)
class Built:
    """What a test says of a conversation: `turns` are (speaker, labels[, text]); other speakers are agents."""

    turns: Sequence[tuple[str, ...]]
    evidence: Mapping[tuple[int, str], float] = field(default_factory=dict)
    absences: Mapping[tuple[int, str, str], float] = field(default_factory=dict)
    base: float = 3.0
    half_width: float = 0.8
    review: Choice = NOTHING
    shortened: tuple[int, ...] = ()
    process_failure: Choice = NOTHING
    loyalty: Choice = NEUTRAL
    role_certainty: float = 1.0
    confidences: Mapping[int, float] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    channel: Channel | None = Channel.CHAT
    language: Language = Language.DA
    rubric: Rubric = field(default_factory=load_rubric)

    def conversation(self) -> Conversation:
        return Conversation(
            id="x",
            source="x.jsonl",
            language=self.language,
            channel=self.channel,
            content_hash="hmac-sha256:0",
            role_certainty=self.role_certainty,
            doubts=self.doubts,
            turns=tuple(
                Turn(
                    index=index,
                    role=ROLES.get(turn[0], Role.AGENT),
                    agent_id=None if turn[0] in ROLES else turn[0],
                    text=turn[2] if len(turn) > 2 else "Tekst.",
                    speech_confidence=self.confidences.get(index),
                )
                for index, turn in enumerate(self.turns)
            ),
        )

    def classification(self) -> Classification:
        count = len(self.turns)
        evidence = np.zeros((count, len(RATINGS)))
        absences = np.zeros((count, len(ABSENCES), len(RATINGS)))
        for (turn, rating), amount in self.evidence.items():
            evidence[turn, RATINGS.index(rating)] = amount
        for (turn, name, rating), amount in self.absences.items():
            absences[turn, ABSENCES.index(name), RATINGS.index(rating)] = amount
        return Classification(
            turns=tuple(TurnLabels(labels=turn[1]) for turn in self.turns),
            base=np.full(len(RATINGS), self.base),
            evidence=evidence,
            absences=absences,
            half_width=np.full(len(RATINGS), self.half_width),
            satisfaction_half_width=self.half_width,
            outcome=Outcome(
                resolution=Choice(value="resolved", probability=0.9),
                satisfaction=Level(value=3.0, rating=3, interval=(2, 4)),
                loyalty=self.loyalty,
            ),
            touchpoint=Choice(value="use", probability=0.9),
            process_failure=self.process_failure,
            review=self.review,
            shortened=self.shortened,
        )

    def grounds(self) -> Grounds:
        return rate(self.conversation(), self.classification())

    def scores(self) -> Scores:
        return score(self.conversation(), self.classification(), self.rubric)

    def card(self, agent_id: str = "A") -> Scorecard:
        return next(card for card in self.scores().scorecards if card.agent_id == agent_id)


@pytest.fixture(scope="session")
def build() -> Callable[..., Built]:
    return Built


def sure(value: str | None, probability: float = 0.9) -> Choice:
    return Choice(value=value, probability=probability)


def shown(flags: Any) -> list[tuple[Any, ...]]:
    return [(flag.name, flag.turns) if flag.detail is None else (flag.name, flag.turns, flag.detail) for flag in flags]
