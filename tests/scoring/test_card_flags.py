"""Flags on the card: what this agent did, well, badly or beyond the rubric's bounds, each with its turns."""

from collections.abc import Callable
from typing import Any

import pytest

from convqa.assessment import Choice
from convqa.codebook import RATINGS
from convqa.conversation import Language
from convqa.rubric import Critical, Rubric, Thresholds
from tests.scoring.conftest import PLAIN, shown, sure

NEED = ("customer", "0 need")


@pytest.mark.parametrize(
    ("turns", "review", "of_a", "of_b"),
    [
        ([NEED, ("A", "R e-"), NEED, ("B", "R")], sure("wrong_answer"), [("possible_wrong_answer", (1,))], []),
        (
            [NEED, ("A", "R e-"), NEED, ("B", "R e- c-"), ("B", "e-")],
            sure("wrong_answer"),
            [("possible_wrong_answer", (1,))],
            [("possible_wrong_answer", (3, 4))],
        ),
        ([NEED, ("A", "R e-"), NEED, ("B", "R")], sure("wrong_answer", 0.39), [], []),
        ([NEED, ("A", "R e-"), NEED, ("B", "R")], sure("risk"), [], []),
        (
            [NEED, ("A", "R o-"), NEED, ("B", "R c-")],
            sure("broken_promise"),
            [("possible_broken_promise", (1,))],
            [("possible_broken_promise", (3,))],
        ),
        ([NEED, ("A", "R o+"), NEED, ("B", "R e-")], sure("broken_promise"), [], []),
        ([NEED, ("A", "R p-"), NEED, ("B", "R")], sure("abuse"), [("possible_abuse", (1,))], []),
        ([NEED, ("A", "R p+"), NEED, ("B", "R")], sure("abuse"), [], []),
    ],
)
def test_what_is_possible_lies_on_the_card_of_the_one_whose_turns_show_it(
    build: Callable[..., Any], turns: list[tuple[str, str]], review: Choice, of_a: list[Any], of_b: list[Any]
) -> None:
    built = build(turns=turns, review=review, rubric=PLAIN)
    assert (shown(built.card("A").flags), shown(built.card("B").flags)) == (of_a, of_b)


def test_a_wrong_answer_that_no_label_shows_is_pinned_to_the_likeliest_turn(build: Callable[..., Any]) -> None:
    turns = [NEED, ("A", "R"), NEED, ("B", "R"), ("B", "R")]
    built = build(turns=turns, review=sure("wrong_answer"), evidence={(4, "effort"): -0.2, (1, "effort"): -0.1})
    assert shown(built.card("A").flags) == []
    assert shown(built.card("B").flags) == [("possible_wrong_answer", (4,))]


GOOD = {(1, name): 2.0 for name in RATINGS} | {(3, "presence"): 1.0, (3, "clarity"): 0.001}


@pytest.mark.parametrize(
    ("base", "said", "exemplary"),
    [
        (3.5, {}, True),
        (2.5, {}, False),
        (2.5, {"review": sure("exemplary")}, True),
        (2.5, {"review": sure("exemplary", 0.49)}, False),
        (1.2, {"review": sure("exemplary")}, False),
        (3.5, {"review": sure("wrong_answer")}, False),
        (3.5, {"review": sure("broken_promise")}, True),
        (3.5, {"role_certainty": 0.1}, True),
    ],
)
def test_exemplary_by_the_total_or_with_the_models_word(
    build: Callable[..., Any], base: float, said: dict[str, Any], exemplary: bool
) -> None:
    card = build(turns=[NEED, ("A", "CR o+"), NEED, ("A", "R")], evidence=GOOD, base=base, rubric=PLAIN, **said).card()
    assert [flag for flag in shown(card.flags) if flag[0] == "exemplary"] == [("exemplary", (1, 3))] * exemplary
    assert all(flag.severity == "good" for flag in card.flags if flag.name == "exemplary")


@pytest.mark.parametrize(("confidence", "cited"), [(0.6, (1, 3)), (0.59, (3,))])
def test_an_exemplary_card_cites_no_turn_that_was_badly_heard(
    build: Callable[..., Any], confidence: float, cited: tuple[int, ...]
) -> None:
    turns = [NEED, ("A", "CR o+"), NEED, ("A", "R")]
    card = build(turns=turns, evidence=GOOD, base=3.5, rubric=PLAIN, confidences={1: confidence}).card()
    assert shown(card.flags) == [("exemplary", cited)]


@pytest.mark.parametrize(("weight", "exemplary"), [(0, True), (0.001, False)])
def test_one_low_rating_is_enough_unless_the_rubric_leaves_it_out(
    build: Callable[..., Any], weight: float, exemplary: bool
) -> None:
    rubric = Rubric(name="own", version=1, weights=dict.fromkeys(RATINGS, 1) | {"extra": weight})
    evidence = {(1, name): 9.0 for name in RATINGS} | {(1, "extra"): -1.0}
    card = build(turns=[NEED, ("A", "R o+")], evidence=evidence, rubric=rubric).card()
    assert bool(card.flags) is exemplary


def test_exemplary_by_the_base_alone_still_cites_turns(build: Callable[..., Any]) -> None:
    assert shown(build(turns=[NEED, ("A", "R")], base=4.5, rubric=PLAIN).card().flags) == [("exemplary", (1,))]


def test_an_agent_without_ratings_is_not_exemplary(build: Callable[..., Any]) -> None:
    assert build(turns=[NEED, ("A", "C")], base=5.0, review=sure("exemplary"), rubric=PLAIN).card().flags == ()


def critical(**criterion: Any) -> Rubric:
    only = Critical(id="own", title={Language.EN: "own"}, **criterion)
    return Rubric(name="own", version=1, weights=dict.fromkeys(RATINGS, 1), critical=(only,))


@pytest.mark.parametrize(
    ("criterion", "evidence", "turns"),
    [
        (
            {"rating": "respond", "at_most": 2},
            {(1, "respond"): -1.0, (3, "respond"): -3.0, (3, "clarity"): -9.0},
            (1, 3),
        ),
        ({"rating": "respond", "at_most": 1}, {(1, "respond"): -0.2}, None),
        ({"rating": "respond", "at_most": 3}, {}, (1, 3)),
        ({"rating": "respond", "at_most": 2}, {}, None),
        ({"label": "p-"}, {}, (3,)),
        ({"label": "p-", "at_least": 2}, {}, None),
        ({"label": "o-", "at_least": 2}, {}, (1, 3)),
        ({"label": "e-"}, {}, None),
    ],
)
def test_critical_criteria(
    build: Callable[..., Any], criterion: dict[str, Any], evidence: dict[Any, float], turns: tuple[int, ...] | None
) -> None:
    said = [NEED, ("A", "R o-"), NEED, ("A", "R o- p-"), NEED]
    gaps = {(4, "need_missed", "respond"): 0.1} if evidence else {}
    found = build(turns=said, evidence=evidence, rubric=critical(**criterion)).card().flags
    assert shown(found) == ([] if turns is None else [("critical", turns, "own")])
    with_gaps = build(turns=said, evidence=evidence, absences=gaps, rubric=critical(rating="respond", at_most=4)).card()
    assert (4 in with_gaps.flags[0].turns) is bool(gaps)


@pytest.mark.parametrize(("half_width", "flagged"), [(0.2, True), (1.0, True), (1.6, False)])
def test_a_rating_that_may_be_two_higher_is_not_critical(
    build: Callable[..., Any], half_width: float, flagged: bool
) -> None:
    evidence = {(1, "respond"): -9.0}  # 1.2
    rubric = critical(rating="respond", at_most=1)
    card = build(turns=[NEED, ("A", "R e-")], evidence=evidence, half_width=half_width, rubric=rubric).card()
    assert ("critical" in {flag.name for flag in card.flags}) is flagged


def test_a_critical_rating_does_not_apply_without_ratings(build: Callable[..., Any]) -> None:
    assert build(turns=[NEED, ("A", "C")], rubric=critical(rating="respond", at_most=4)).card().flags == ()


def test_a_label_of_a_badly_heard_turn_is_not_critical(build: Callable[..., Any]) -> None:
    turns = [NEED, ("A", "R p-"), NEED, ("A", "R p-")]
    rubric = critical(label="p-")
    assert shown(build(turns=turns, confidences={1: 0.3}, rubric=rubric).card().flags) == [("critical", (3,), "own")]
    assert shown(build(turns=turns, confidences={1: 0.3, 3: 0.59}, rubric=rubric).card().flags) == []


@pytest.mark.parametrize(("half_width", "unsure"), [(1.0, False), (1.4999, False), (1.5, True)])
def test_intervals_that_say_nothing(build: Callable[..., Any], half_width: float, unsure: bool) -> None:
    rubric = Rubric(name="own", version=1, weights=PLAIN.weights, thresholds=Thresholds(interval_width=3))
    card = build(turns=[NEED, ("A", "R")], half_width=half_width, rubric=rubric).card()
    assert shown(card.flags) == [("unsure", (1,), "ratings")] * unsure


def test_an_unsure_card_cites_what_moved_the_least_certain_rating(build: Callable[..., Any]) -> None:
    rubric = Rubric(name="own", version=1, weights=PLAIN.weights, thresholds=Thresholds(interval_width=2))
    # All intervals are as wide but for those that end at the scale's end: clarity, at 3, has the widest.
    evidence = {(1, name): 9.0 for name in RATINGS if name != "clarity"}
    evidence |= {(1, "clarity"): 0.01, (3, "clarity"): -0.8, (5, "clarity"): 0.8, (7, "clarity"): 0.2}
    turns = [NEED, ("A", "R")] * 4
    card = build(turns=turns, evidence=evidence, half_width=2.0, rubric=rubric).card()
    assert shown(card.flags) == [("exemplary", (1, 5, 7)), ("unsure", (3, 5, 7), "ratings")]
    without = Rubric(name="own", version=1, weights=PLAIN.weights, thresholds=Thresholds(interval_width=4))
    assert build(turns=turns, evidence=evidence, half_width=2.0, rubric=without).card().ratings == card.ratings
