"""Entries for tests: drawn ones, and one built by hand that says something in every table."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from hypothesis import strategies as st

from convqa.assessment import ABSENCES, Assessment, Choice, Rating, Scorecard
from convqa.codebook import RATINGS
from convqa.conversation import Language
from convqa.grounds import Supplement
from convqa.rubric import Rubric, load_rubric
from convqa.store.entry import Entry
from tests.report.test_records import ASSESSMENT

RUBRIC: Rubric = load_rubric()
_NUMBERS = count()


def entry_of(assessment: Assessment, *, identity: str | None = None, input_hash: str = "input-1") -> Entry:
    """An assessment with plain things beside it; each is of another conversation unless `identity` says which."""
    return Entry(
        assessment=assessment,
        supplement=Supplement(role_certainty=0.9, shortened=(), weakest_effort_turn=None),
        identity=assessment.conversation.id if identity is None else identity,
        opening="opening-1",
        input_hash=input_hash,
        feedback_language=assessment.conversation.language,
    )


def under(entry: Entry, rubric: Rubric) -> Entry:
    """An entry as if that rubric had made it."""
    provenance = replace(entry.assessment.provenance, rubric=rubric.reference)
    return replace(entry, assessment=replace(entry.assessment, provenance=provenance))


def coherent(assessment: Assessment) -> Assessment:
    """A drawn assessment as scoring makes them: turns in order, one card an agent, no amount twice, none of 0."""
    cards = {card.agent_id.replace("\0", ""): card for card in assessment.scorecards}
    outcome = assessment.outcome
    return replace(
        assessment,
        provenance=replace(assessment.provenance, speech=assessment.provenance.speech or None, rubric=RUBRIC.reference),
        turns=tuple(replace(turn, index=index) for index, turn in enumerate(assessment.turns)),
        scorecards=tuple(_card(agent_id, card) for agent_id, card in cards.items()),
        outcome=replace(outcome, resolution=_given(outcome.resolution), loyalty=_given(outcome.loyalty)),
        touchpoint=_given(assessment.touchpoint),
    )


def _card(agent_id: str, card: Scorecard) -> Scorecard:
    drawn = {name: card.ratings[name] for name in RATINGS}
    ratings = {name: None if rating is None else _rating(rating) for name, rating in drawn.items()}
    return replace(card, agent_id=agent_id, ratings=ratings)


def _rating(rating: Rating) -> Rating:
    contributions = {part.turn: part for part in rating.contributions if part.amount}
    absences = {(part.turn, ABSENCES.index(part.name)): part for part in rating.absences if part.amount}
    return replace(
        rating,
        contributions=tuple(contributions[key] for key in sorted(contributions)),
        absences=tuple(absences[key] for key in sorted(absences)),
    )


def _given(choice: Choice) -> Choice:
    return replace(choice, value=choice.value or "")


ENTRY = st.builds(
    Entry,
    assessment=ASSESSMENT.map(coherent),
    supplement=st.builds(
        Supplement,
        role_certainty=st.floats(0, 1),
        shortened=st.lists(st.integers(0, 9), max_size=2).map(tuple),
        weakest_effort_turn=st.none() | st.integers(0, 9),
    ),
    identity=st.builds(lambda: f"drawn-{next(_NUMBERS)}"),
    opening=st.sampled_from(["", "opening"]),
    input_hash=st.just("input-1"),
    feedback_language=st.sampled_from(Language),
)
