"""The two halves of scoring: ratings that know no rubric, and a rubric that knows neither model nor words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from convqa.assessment import Choice
from convqa.codebook import RATINGS
from convqa.conversation import Doubt, Language, Role
from convqa.grounds import Grounds, Supplement, TurnGrounds
from convqa.rubric import Phrase, Rubric, load_rubric
from convqa.scoring import judge, missing_phrases, rate

NEED = ("customer", "0 need")
NOTHING = Choice(value=None, probability=0.9)


def test_rating_leaves_words_and_numbers_of_the_model_behind(build: Callable[..., Any]) -> None:
    built = build(
        turns=[("customer", "- need", "Hvor er den?"), ("A", "R e-", "Den er ikke her."), ("bot", "", "Bip.")],
        evidence={(1, "respond"): 1.0},
        role_certainty=0.7,
        doubts=(Doubt.AGENTS,),
        shortened=(1,),
        confidences={0: 0.98765432},
    )
    grounds = built.grounds()
    assert grounds.turns == (
        TurnGrounds(index=0, role=Role.CUSTOMER, agent_id=None, words=3, speech_confidence=0.9877, labels="- need"),
        TurnGrounds(index=1, role=Role.AGENT, agent_id="A", words=4, labels="R e-"),
        TurnGrounds(index=2, role=Role.BOT, agent_id=None, words=1),
    )
    assert grounds.agent_ids == ("A",)
    assert tuple(grounds.ratings["A"]) == RATINGS
    assert grounds.ratings["A"]["respond"].value == 4.0
    assert grounds.doubts == (Doubt.AGENTS,)
    assert grounds.supplement == Supplement(role_certainty=0.7, shortened=(1,), weakest_effort_turn=1)


def test_an_agent_who_gets_no_ratings_is_not_among_them(build: Callable[..., Any]) -> None:
    grounds = build(turns=[NEED, ("A", "R o+"), ("B", "R")]).grounds()
    assert grounds.agent_ids == ("A", "B")
    assert list(grounds.ratings) == ["B"]
    assert [card.total for card in judge(grounds, load_rubric(), ()).scorecards] == [None, 50.0]


@pytest.mark.parametrize(
    ("effort", "weakest"),
    [
        ([0.0, 0.2, 0.1, -0.1, 0.0], 3),
        ([-9.0, 0.2, 0.1, 0.3, -9.0], 2),  # of agent turns only
        ([0.0, 0.1, 0.1, 0.1, 0.0], 1),  # the first of equals
    ],
)
def test_the_turn_that_speaks_most_against_effort(build: Callable[..., Any], effort: list[float], weakest: int) -> None:
    turns = [NEED, ("A", "R"), ("B", "R"), ("A", "R"), ("bot", "")]
    evidence = {(turn, "effort"): amount for turn, amount in enumerate(effort)}
    assert build(turns=turns, evidence=evidence).grounds().weakest_effort_turn == weakest


def test_without_an_agent_there_is_no_such_turn(build: Callable[..., Any]) -> None:
    assert build(turns=[NEED, ("bot", "")]).grounds().weakest_effort_turn is None


def test_the_same_labels_are_judged_alike_whatever_was_said(build: Callable[..., Any]) -> None:
    built = build(
        turns=[("customer", "- need leave", "Hvor er den? Jeg går!"), ("A", "R p-", "Det ved jeg ikke noget om.")],
        confidences={0: 0.3, 1: 0.9},
        review=Choice(value="abuse", probability=0.9),
    )
    conversation = built.conversation()
    other = replace(
        conversation,
        turns=tuple(replace(turn, text=" ".join("x" for _ in turn.text.split())) for turn in conversation.turns),
    )
    grounds = rate(other, built.classification())
    assert grounds == built.grounds()
    assert judge(grounds, built.rubric, ()) == built.scores()


def grounds(**fields: Any) -> Grounds:
    """As it may lie in a store: two turns, no words, no model."""
    base: dict[str, Any] = {
        "turns": (
            TurnGrounds(index=0, role=Role.CUSTOMER, agent_id=None, words=8, labels="- leave", signals={"leave": 0.35}),
            TurnGrounds(index=1, role=Role.AGENT, agent_id="A", words=5, labels="R"),
        ),
        "ratings": {},
        "loyalty": Choice(value="at_risk", probability=0.5),
        "process_failure": Choice(value="delivery", probability=0.5),
        "review": Choice(value="wrong_answer", probability=0.5),
        "doubts": (),
        "role_certainty": 0.8,
        "shortened": (0,),
        "weakest_effort_turn": 1,
    }
    return Grounds(**base | fields)


def test_flags_come_from_what_is_stored_alone() -> None:
    scores = judge(grounds(), load_rubric(), ())
    assert [flag.name for flag in scores.flags] == ["process_failure", "lost_customer", "shortened"]
    (card,) = scores.scorecards
    assert [(flag.name, flag.turns) for flag in card.flags] == [("possible_wrong_answer", (1,))]
    assert scores.customer_effort.unanswered_questions == 0


@pytest.mark.parametrize(
    ("fields", "flag"),
    [
        ({"process_failure": NOTHING}, "process_failure"),
        ({"loyalty": Choice(value="staying", probability=0.9)}, "lost_customer"),
        ({"shortened": ()}, "shortened"),
        ({"review": NOTHING}, "possible_wrong_answer"),
        ({"weakest_effort_turn": None}, "possible_wrong_answer"),
    ],
)
def test_each_flag_has_its_ground(fields: dict[str, Any], flag: str) -> None:
    def raised(one: Grounds) -> set[str]:
        scores = judge(one, load_rubric(), ())
        return {flag.name for flag in (*scores.flags, *scores.scorecards[0].flags)}

    assert raised(grounds()) - raised(grounds(**fields)) == {flag}


def test_phrases_are_looked_for_before_judging(build: Callable[..., Any]) -> None:
    phrases = tuple(
        Phrase(id=name, title={Language.DA: name}, patterns={Language.DA: (name,)}) for name in ("velkommen", "farvel")
    )
    rubric = Rubric(name="own", version=1, weights=dict.fromkeys(RATINGS, 1), phrases=phrases)
    built = build(turns=[NEED, ("A", "C", "Velkommen!")], rubric=rubric)
    assert missing_phrases(built.conversation(), rubric) == {"farvel"}
    flags = judge(built.grounds(), rubric, {"farvel"}).scorecards[0].flags
    assert [(flag.name, flag.detail) for flag in flags] == [("missing_phrase", "farvel")]
    assert judge(built.grounds(), rubric, ()).scorecards[0].flags == ()


def test_confidence_counts_to_the_decimals_of_the_record(build: Callable[..., Any]) -> None:
    """0.59996 is written 0.6, which is heard; so it is before it was written."""
    built = build(turns=[NEED, ("A", "R")], confidences={0: 0.59996, 1: 0.59994})
    (flag,) = [flag for flag in built.scores().flags if flag.detail == "speech"]
    assert flag.turns == (1,)
    assert np.isclose(built.conversation().turns[0].speech_confidence, 0.59996)
