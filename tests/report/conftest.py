"""Small assessments built by hand, for all tests of the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from convqa import codebook
from convqa.assessment import (
    Absence,
    AssessedTurn,
    Assessment,
    Choice,
    Contribution,
    ConversationInfo,
    CustomerEffort,
    Feedback,
    Flag,
    Level,
    Outcome,
    Provenance,
    Rating,
    Scorecard,
)
from convqa.conversation import Channel, Doubt, Language, Role

MakeAssessment = Callable[..., Assessment]
MakeCard = Callable[..., Scorecard]

RATING = Rating(
    value=3.31,
    rating=3,
    interval=(3, 4),
    base=3.1,
    contributions=(Contribution(turn=0, amount=0.4567), Contribution(turn=2, amount=-0.1467)),
    absences=(Absence(name="feeling_not_met", turn=1, amount=-0.1),),
)


def _card(
    agent_id: str = "aa11bb22cc33",
    *,
    total: float | None = 57.8,
    rating: Rating | None = RATING,
    flags: Sequence[Flag] = (),
) -> Scorecard:
    return Scorecard(
        agent_id=agent_id,
        total=total,
        ratings=dict.fromkeys(codebook.RATINGS, rating),
        flags=tuple(flags),
        feedback=(
            Feedback(kind="try", about="clarity", text="Say when.", turns=(2,)),
            Feedback(kind="keep", about="presence", text="You met the feeling.", turns=(0,)),
        ),
    )


def _turns(text: str, agents: Sequence[str]) -> tuple[AssessedTurn, ...]:
    behaviours = {
        name: {"shown": 0.8} if name == "extra" else {"shown": 0.8, "broken": 0.1} for name in codebook.BEHAVIOURS
    }
    agent: dict[str, Any] = {"phases": dict.fromkeys(codebook.PHASES, 0.9), "behaviours": behaviours}
    first, last = (agents[0], agents[-1]) if agents else ("aa11bb22cc33", "aa11bb22cc33")
    return (
        AssessedTurn(
            index=0,
            role=Role.AGENT,
            agent_id=first,
            start_s=0,
            end_s=2.5,
            text="Hej [PERSON_1]!",
            labels="C p+",
            **agent,
        ),
        AssessedTurn(
            index=1,
            role=Role.CUSTOMER,
            agent_id=None,
            start_s=None,
            end_s=None,
            text=text,
            labels="- need again",
            sentiment={"negative": 0.91, "neutral": 0.08, "positive": -0.0},
            signals=dict.fromkeys(codebook.SIGNALS, 0.5),
        ),
        AssessedTurn(
            index=2,
            role=Role.AGENT,
            agent_id=last,
            start_s=None,
            end_s=None,
            text="Vi ser på det.",
            labels="R c-",
            **agent,
        ),
        AssessedTurn(
            index=3, role=Role.SYSTEM, agent_id=None, start_s=None, end_s=None, text="Chatten er slut.", labels=""
        ),
    )


def _assessment(
    id: str = "da-0001",  # noqa: A002 - the field's name
    *,
    text: str = "Min pakke er væk, og det er tredje gang jeg skriver.",
    language: Language = Language.DA,
    cards: Sequence[Scorecard] | None = None,
    flags: Sequence[Flag] = (),
    process_failure: str | None = "delivery",
    speech: str | None = None,
    confidences: Mapping[int, float] | None = None,
    confidence: float | None = None,
    doubts: tuple[Doubt, ...] = (),
) -> Assessment:
    """`confidences` are those of turns, `confidence` that of the conversation."""
    heard = confidences or {}
    cards = [_card()] if cards is None else cards
    return Assessment(
        conversation=ConversationInfo(
            id=id,
            source=f"chats/{id}.vtt",
            language=language,
            channel=Channel.CHAT,
            started_at=None,
            customer_key=None,
            content_hash=f"hmac-sha256:{id}",
            speech_confidence=confidence,
            doubts=doubts,
        ),
        provenance=Provenance(
            convqa="0.1.0", model="small@1", redactor="rules@1", speech=speech, rubric="service@1", codebook="1"
        ),
        turns=tuple(
            replace(turn, speech_confidence=heard.get(turn.index))
            for turn in _turns(text, [card.agent_id for card in cards])
        ),
        scorecards=tuple(cards),
        outcome=Outcome(
            resolution=Choice(value="partial", probability=0.71),
            satisfaction=Level(value=2.9, rating=3, interval=(2, 4)),
            loyalty=Choice(value="at_risk", probability=0.58),
        ),
        touchpoint=Choice(value="deliver", probability=0.93),
        process_failure=Choice(value=process_failure, probability=0.8),
        review=Choice(value=None, probability=0.9),
        flags=tuple(flags),
        customer_effort=CustomerEffort(repeat_contacts=1, unanswered_questions=0, handovers=0, promises_without_time=2),
    )


@pytest.fixture
def make() -> MakeAssessment:
    return _assessment


@pytest.fixture
def make_card() -> MakeCard:
    return _card


@pytest.fixture
def rating() -> Rating:
    return RATING


@pytest.fixture
def exemplary() -> Flag:
    return Flag(name="exemplary", severity="good", turns=(2,), reason="Kunden gik glad derfra.")


@pytest.fixture
def broken_promise() -> Flag:
    return Flag(name="possible_broken_promise", severity="look", turns=(2,), reason="Ingen tid nævnt.", detail=None)


@pytest.fixture
def many(
    make: MakeAssessment, make_card: MakeCard, exemplary: Flag, broken_promise: Flag
) -> Callable[[int], list[Assessment]]:
    """So many conversations: one in ten exemplary, three in ten with a look flag, the rest without flags."""

    def some(n: int) -> list[Assessment]:
        flags = {0: [exemplary], 1: [broken_promise], 2: [broken_promise], 3: [broken_promise]}
        return [make(f"c{k}", cards=[make_card(f"agent{k % 7}", flags=flags.get(k % 10, []))]) for k in range(n)]

    return some
