"""Hand-built cards for the coaching tests: a conversation, its labels, and ratings given part by part."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from convqa.assessment import (
    Absence,
    Choice,
    Contribution,
    CustomerEffort,
    Feedback,
    Flag,
    Rating,
    Scorecard,
    Scores,
    TurnLabels,
)
from convqa.coaching import coach
from convqa.codebook import RATINGS
from convqa.conversation import Conversation, Language, Role, Turn
from convqa.grounds import Grounds, TurnGrounds
from convqa.rubric import Rubric, load_rubric


@dataclass(frozen=True, kw_only=True)
class Case:
    """`turns` are (a for agent or c for customer, labels, text); `parts` and `gaps` are amounts by rating."""

    turns: Sequence[tuple[str, str, str]]
    parts: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    gaps: Mapping[str, Mapping[tuple[str, int], float]] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()
    case_flags: tuple[Flag, ...] = ()
    language: Language = Language.DA
    reader: Language | None = None
    content_hash: str = "hmac-sha256:0"
    rated: bool = True
    confidences: Mapping[int, float] = field(default_factory=dict)
    rubric: Rubric = field(default_factory=load_rubric)

    def _rating(self, name: str) -> Rating:
        parts = self.parts.get(name, {})
        gaps = self.gaps.get(name, {})
        value = 3.0 + sum(parts.values()) + sum(gaps.values())
        return Rating(
            value=value,
            rating=int(value + 0.5),
            interval=(1, 5),
            base=3.0,
            contributions=tuple(Contribution(turn=turn, amount=amount) for turn, amount in parts.items()),
            absences=tuple(Absence(name=gap, turn=turn, amount=amount) for (gap, turn), amount in gaps.items()),
        )

    def coached(self) -> Scores:
        conversation = Conversation(
            id="x",
            source="x.jsonl",
            language=self.language,
            content_hash=self.content_hash,
            turns=tuple(
                Turn(
                    index=index,
                    role=Role.AGENT if speaker == "a" else Role.CUSTOMER,
                    agent_id="A" if speaker == "a" else None,
                    text=text,
                    speech_confidence=self.confidences.get(index),
                )
                for index, (speaker, _, text) in enumerate(self.turns)
            ),
        )
        nothing = Choice(value=None, probability=0.9)
        grounds = Grounds(
            turns=tuple(
                TurnGrounds.of(turn, TurnLabels(labels=labels))
                for turn, (_, labels, _) in zip(conversation.turns, self.turns, strict=True)
            ),
            ratings={},
            loyalty=Choice(value="neutral", probability=0.9),
            process_failure=nothing,
            review=nothing,
            doubts=(),
            role_certainty=1.0,
            shortened=(),
            weakest_effort_turn=None,
        )
        card = Scorecard(
            agent_id="A",
            total=50.0,
            ratings={name: self._rating(name) if self.rated else None for name in RATINGS},
            flags=self.flags,
        )
        effort = CustomerEffort(repeat_contacts=0, unanswered_questions=0, handovers=0, promises_without_time=0)
        scores = Scores(scorecards=(card,), flags=self.case_flags, customer_effort=effort)
        return coach(scores, conversation, grounds, self.rubric, self.reader or self.language)

    def feedback(self) -> tuple[Feedback, ...]:
        return self.coached().scorecards[0].feedback


@pytest.fixture(scope="session")
def case() -> Callable[..., Case]:
    return Case
