"""When there are ratings at all, whose they are, and who answers for what was left out."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convqa.assessment import Choice
from convqa.codebook import RATINGS
from convqa.conversation import Language
from convqa.rubric import Critical, Probabilities, Rubric, Thresholds, load_rubric
from convqa.scoring import absence_owners, score

NEED = ("customer", "0 need")


@pytest.mark.parametrize(
    ("turns", "rated"),
    [
        # nobody to serve, or nothing to serve them with
        ([("A", "CR o+")], ""),
        ([("A", "CD"), ("customer", "+ praise"), ("A", "CR o+")], ""),
        ([("A", "CD"), ("customer", "+ praise need"), ("A", "CR o+")], "A"),
        # only greets, only holds the line
        ([NEED, ("A", "C")], ""),
        ([NEED, ("A", "")], ""),
        ([NEED, ("A", "C"), ("customer", "0"), ("A", "")], ""),
        ([NEED, ("A", "C p+")], "A"),
        ([NEED, ("A", "C o-")], "A"),
        ([NEED, ("A", "R")], "A"),
        # an opening question is a greeting until the customer has said what it is about
        ([("A", "CD"), NEED, ("A", "")], ""),
        ([("A", "D"), ("customer", "0"), ("A", "CD"), NEED], ""),
        ([("A", "CD e-"), NEED], "A"),
        ([("A", "CR"), NEED], "A"),
        ([NEED, ("A", "CD")], "A"),
        # transfers: the last turn before another agent takes over
        ([NEED, ("A", "CR o+"), ("B", "R")], "B"),
        ([NEED, ("A", "o-"), ("B", "R")], "B"),
        ([("A", "CD"), NEED, ("A", "R o-"), ("system", ""), ("B", "C"), ("customer", "0"), ("B", "R")], "B"),
        ([NEED, ("A", "R o+"), ("customer", "0"), ("B", "R")], "B"),
        ([NEED, ("A", "C"), ("B", "R o+"), ("C", "R")], "C"),
        # near misses: work before or in the handing over
        ([NEED, ("A", "DR o+"), ("B", "R")], "AB"),
        ([NEED, ("A", "R c+"), ("B", "R")], "AB"),
        ([NEED, ("A", "D"), ("customer", "0"), ("A", "R o+"), ("B", "R")], "AB"),
        # an answer that the customer takes up again is not a transfer, nor is a turn before coming back
        ([NEED, ("A", "R"), NEED, ("B", "R")], "AB"),
        ([NEED, ("A", "R"), ("B", "R"), ("A", "C")], "AB"),
        # a transfer to someone outside the text cannot be told from an answer
        ([NEED, ("A", "R o+")], "A"),
        ([NEED, ("A", "R o+"), ("bot", "")], "A"),
    ],
)
def test_the_null_rule(build: Callable[..., Any], turns: list[tuple[str, str]], rated: str) -> None:
    cards = build(turns=turns).scores().scorecards
    assert "".join(card.agent_id for card in cards if card.total is not None) == rated
    for card in cards:
        assert tuple(card.ratings) == RATINGS
        assert {rating is None for rating in card.ratings.values()} == {card.total is None}


def test_a_bot_alone_has_no_scorecards(build: Callable[..., Any]) -> None:
    assert build(turns=[NEED, ("bot", ""), NEED]).scores().scorecards == ()


def test_cards_come_in_order_of_first_turn(build: Callable[..., Any]) -> None:
    turns = [("B", "C"), NEED, ("A", "R"), ("B", "R"), ("A", "R")]
    assert [card.agent_id for card in build(turns=turns).scores().scorecards] == ["B", "A"]


@pytest.mark.parametrize(
    ("speakers", "owners"),
    [
        (["customer", "A", "customer", "B"], ["A", None, "B", None]),
        (["customer", "system", "A"], ["A", None, None]),
        (["customer", "bot", "customer", "system", "A"], [None, None, "A", None, None]),
        (["A", "B", "customer", "bot", "customer"], [None, None, None, None, "B"]),
        (["customer", "bot"], [None, None]),
    ],
)
def test_who_answers_for_an_absence(build: Callable[..., Any], speakers: list[str], owners: list[str | None]) -> None:
    turns = [(speaker, "0" if speaker == "customer" else "") for speaker in speakers]
    assert absence_owners(build(turns=turns).grounds().turns) == tuple(owners)


def test_an_absence_lands_on_the_card_of_the_one_who_answers(build: Callable[..., Any]) -> None:
    turns = [NEED, ("A", "R c+"), ("customer", "- need"), ("B", "R"), ("customer", "- need")]
    gaps = {(2, "feeling_not_met", "presence"): 0.5, (4, "need_missed", "respond"): 0.5}
    built = build(turns=turns, absences=gaps)
    assert built.card("A").ratings["presence"].absences == ()
    assert [gap.turn for gap in built.card("B").ratings["presence"].absences] == [2]
    assert [gap.turn for gap in built.card("B").ratings["respond"].absences] == [4]


@given(
    own=st.lists(st.floats(-5, 5), min_size=2, max_size=2),
    other=st.lists(st.floats(-50, 50), min_size=2, max_size=2),
    missing=st.floats(0, 50),
)
@settings(max_examples=50, deadline=None)
def test_one_agents_evidence_never_moves_anothers_card(
    build: Callable[..., Any], own: list[float], other: list[float], missing: float
) -> None:
    turns = [NEED, ("A", "R c+"), ("customer", "0 need"), ("B", "R"), ("B", "R")]

    def card(theirs: list[float], gap: float) -> Any:
        evidence = {(3, "respond"): own[0], (4, "effort"): own[1], (1, "respond"): theirs[0], (1, "effort"): theirs[1]}
        return build(turns=turns, evidence=evidence, absences={(0, "need_missed", "respond"): gap}).card("B")

    assert card(other, missing) == card([0.0, 0.0], 0.0)


def test_the_total_is_the_weighted_mean_of_the_values(build: Callable[..., Any]) -> None:
    rubric = Rubric(name="own", version=1, weights=dict.fromkeys(RATINGS, 0) | {"respond": 3, "clarity": 1})
    evidence = {(1, "respond"): 1.0, (1, "clarity"): -1.0, (1, "extra"): 9.0}
    card = build(turns=[NEED, ("A", "R")], evidence=evidence, rubric=rubric).card()
    assert (card.ratings["respond"].value, card.ratings["clarity"].value) == (4.0, 2.0)
    assert card.total == 62.5


@pytest.mark.parametrize(("base", "total"), [(1.0, 0.0), (5.0, 100.0), (3.0, 50.0)])
def test_totals_run_from_0_to_100(build: Callable[..., Any], base: float, total: float) -> None:
    card = build(turns=[NEED, ("A", "R")], base=base).card()
    assert repr(card.total) == repr(total)


@given(values=st.lists(st.floats(-5, 5), min_size=8, max_size=8), limit=st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_flags_criteria_and_process_failures_never_change_a_rating(
    build: Callable[..., Any], values: list[float], limit: float
) -> None:
    quiet = Rubric(name="quiet", version=1, weights=load_rubric().weights)
    title = {Language.EN: "anything"}
    loud = Rubric(
        name="loud",
        version=1,
        weights=load_rubric().weights,
        thresholds=Thresholds(exemplary_total=0, interval_width=0, probabilities=Probabilities(abuse=limit)),
        critical=(
            Critical(id="a", title=title, rating="respond", at_most=4),
            Critical(id="b", title=title, label="p-"),
        ),
    )
    evidence = {(1, name): value for name, value in zip(RATINGS, values, strict=True)}
    turns = [("customer", "- need again leave"), ("A", "R p-")]
    plain = build(turns=turns, evidence=evidence, rubric=quiet)
    flagged = build(
        turns=turns,
        evidence=evidence,
        rubric=loud,
        review=Choice(value="abuse", probability=limit),
        process_failure=Choice(value="delivery", probability=1.0),
        role_certainty=0.0,
    )
    assert (flagged.card().ratings, flagged.card().total) == (plain.card().ratings, plain.card().total)
    assert len(flagged.card().flags) > len(plain.card().flags)


def test_labels_must_belong_to_the_same_turns(build: Callable[..., Any]) -> None:
    built = build(turns=[NEED, ("A", "R")])
    other = build(turns=[NEED])
    with pytest.raises(ValueError, match="zip"):
        score(built.conversation(), other.classification(), built.rubric)


def test_scoring_twice_gives_the_same(build: Callable[..., Any]) -> None:
    built = build(turns=[NEED, ("A", "R")], evidence={(1, "respond"): float(np.pi)})
    assert built.scores() == built.scores()
