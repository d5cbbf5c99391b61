"""Flags: on the conversation what is about the case, on the card what this agent did, each with its turns."""

from collections.abc import Callable
from typing import Any

import pytest

from convqa.assessment import Choice
from convqa.codebook import RATINGS, REVIEWS
from convqa.conversation import Doubt, Language
from convqa.rubric import Critical, Rubric, Thresholds
from convqa.scoring.case import MAX_CITED

NEED = ("customer", "0 need")
PLAIN = Rubric(name="plain", version=1, weights=dict.fromkeys(RATINGS, 1))


def sure(value: str | None, probability: float = 0.9) -> Choice:
    return Choice(value=value, probability=probability)


def shown(flags: Any) -> list[tuple[Any, ...]]:
    return [(flag.name, flag.turns) if flag.detail is None else (flag.name, flag.turns, flag.detail) for flag in flags]


@pytest.mark.parametrize(
    ("turns", "said", "flags"),
    [
        # the first need and every return show the process
        (
            [("A", "CD"), NEED, ("A", "R"), ("customer", "- again"), NEED],
            {"process_failure": sure("delivery")},
            [("process_failure", (1, 3), "delivery")],
        ),
        ([NEED, ("A", "R")], {"process_failure": sure("delivery", 0.4)}, [("process_failure", (0,), "delivery")]),
        ([NEED, ("A", "R")], {"process_failure": sure("delivery", 0.39)}, []),
        ([NEED, ("A", "R")], {"process_failure": sure(None, 1.0)}, []),
        ([("customer", "-"), ("A", "R")], {"process_failure": sure("policy")}, [("process_failure", (0,), "policy")]),
        # risk: a need with a bad feeling, else any need, else what the customer said
        ([NEED, ("A", "R"), ("customer", "- need")], {"review": sure("risk")}, [("risk", (2,))]),
        ([NEED, ("A", "R"), ("customer", "-")], {"review": sure("risk")}, [("risk", (0,))]),
        ([("customer", "0"), ("A", "R")], {"review": sure("risk", 0.4)}, [("risk", (0,))]),
        ([NEED, ("A", "R")], {"review": sure("risk", 0.39)}, []),
        # a lost customer by either sign
        ([NEED, ("A", "R"), ("customer", "- leave")], {"review": sure("lost_customer")}, [("lost_customer", (2,))]),
        ([NEED, ("A", "R"), ("customer", "- leave")], {"loyalty": sure("leaving")}, [("lost_customer", (2,))]),
        ([("customer", "-"), ("A", "R"), ("customer", "-")], {"loyalty": sure("leaving")}, [("lost_customer", (2,))]),
        ([NEED, ("A", "R"), ("customer", "0")], {"loyalty": sure("leaving")}, [("lost_customer", (2,))]),
        ([NEED, ("A", "R"), ("customer", "-")], {"loyalty": sure("leaving", 0.29)}, []),
        ([NEED, ("A", "R"), ("customer", "-")], {"loyalty": sure("at_risk")}, []),
        # ... or by a hint at leaving where the relation is at risk
        ([NEED, ("A", "R"), ("customer", "- leave")], {"loyalty": sure("leaving", 0.2)}, [("lost_customer", (2,))]),
        ([NEED, ("A", "R"), ("customer", "- leave")], {"loyalty": sure("at_risk", 0.2)}, [("lost_customer", (2,))]),
        ([NEED, ("A", "R"), ("customer", "- leave")], {"loyalty": sure("staying")}, []),
        # abuse: the customer's angry turns; whose it is, the model does not say
        ([NEED, ("A", "R"), ("customer", "-")], {"review": sure("abuse")}, [("abuse_by_customer", (2,))]),
        ([NEED, ("A", "R p-"), ("customer", "-")], {"review": sure("abuse")}, [("abuse_by_customer", (2,))]),
        ([NEED, ("A", "R p-")], {"review": sure("abuse")}, []),
        ([NEED, ("A", "R")], {"review": sure("abuse")}, [("abuse_by_customer", (0,))]),
        # a promise that nobody here broke was made before
        (
            [("customer", "- again need"), ("A", "R e-")],
            {"review": sure("broken_promise")},
            [("possible_broken_promise", (0,))],
        ),
        ([("customer", "- need"), ("A", "R")], {"review": sure("broken_promise")}, [("possible_broken_promise", (0,))]),
        ([("customer", "- again need"), ("A", "R c-")], {"review": sure("broken_promise")}, []),
        # what cannot be trusted
        ([("A", "C"), ("bot", "")], {}, [("no_customer", (0, 1))]),
        ([("system", "")], {}, [("no_customer", (0,)), ("no_agent", (0,))]),
        ([NEED, ("bot", "")], {}, [("no_agent", (0,))]),
        ([NEED, ("A", "R")], {"shortened": (1,)}, [("shortened", (1,))]),
        ([NEED, ("A", "R"), NEED, ("B", "R")], {"role_certainty": 0.74}, [("unsure", (0, 1, 3), "roles")]),
        ([NEED, ("A", "R"), NEED, ("B", "R")], {"role_certainty": 0.75}, []),
        ([NEED, ("A", "R")], {"review": sure("exemplary")}, []),
    ],
)
def test_flags_of_the_conversation(
    build: Callable[..., Any], turns: list[tuple[str, str]], said: dict[str, Any], flags: list[Any]
) -> None:
    found = build(turns=turns, rubric=PLAIN, **said).scores().flags
    assert shown(found) == flags
    assert {(flag.severity, flag.reason) for flag in found} <= {("look", "")}


TWO = [NEED, ("A", "R"), NEED, ("B", "R"), ("A", "R")]
LONG = ("customer", "0 need", "Det er nu tredje gang jeg ringer om den.")


@pytest.mark.parametrize(
    ("turns", "said", "flags"),
    [
        # what reading could not settle, with the turns where it shows
        (TWO, {"doubts": (Doubt.SPEAKERS,)}, [("unsure", (0, 1, 3), "speakers")]),
        (TWO, {"doubts": (Doubt.AGENTS,)}, [("unsure", (1, 3), "agents")]),
        ([NEED, ("bot", "")], {"doubts": (Doubt.AGENTS,)}, [("no_agent", (0,)), ("unsure", (0,), "agents")]),
        (TWO, {"doubts": (Doubt.BROKEN_OFF,)}, [("unsure", (4,), "broken_off")]),
        (
            TWO,
            {"doubts": (Doubt.SPEAKERS, Doubt.BROKEN_OFF), "role_certainty": 0.1, "shortened": (2,)},
            [
                ("unsure", (0, 1, 3), "roles"),
                ("unsure", (0, 1, 3), "speakers"),
                ("unsure", (4,), "broken_off"),
                ("shortened", (2,)),
            ],
        ),
        # a share of the words, not of the turns, was badly heard: one word in five here
        (TWO, {"confidences": {0: 0.59, 1: 0.6, 2: 0.9, 3: 0.9, 4: 0.9}}, [("unsure", (0,), "speech")]),
        (TWO, {"confidences": {0: 0.6, 1: 0.6, 2: 0.6, 3: 0.6, 4: 0.6}}, []),
        ([LONG, ("A", "R")], {"confidences": {0: 0.9, 1: 0.1}}, []),
        ([LONG, ("A", "R")], {"confidences": {0: 0.1, 1: 0.9}}, [("unsure", (0,), "speech")]),
        # turns that say nothing of it, or are not people's, do not count
        ([LONG, ("A", "R")], {"confidences": {1: 0.1}}, [("unsure", (1,), "speech")]),
        ([NEED, ("A", "R"), ("bot", "")], {"confidences": {0: 0.9, 1: 0.9, 2: 0.1}}, []),
        # the longest of many
        (
            [NEED, ("A", "R"), LONG, NEED, LONG, LONG, LONG, LONG],
            {"confidences": dict.fromkeys(range(8), 0.3)},
            [("unsure", (2, 4, 5, 6, 7), "speech")],
        ),
    ],
)
def test_what_a_recording_leaves_unsure(
    build: Callable[..., Any], turns: list[tuple[str, ...]], said: dict[str, Any], flags: list[Any]
) -> None:
    built = build(turns=turns, rubric=PLAIN, **said)
    assert shown(built.scores().flags) == flags
    assert [flag for card in built.scores().scorecards for flag in card.flags] == []


@pytest.mark.parametrize(
    ("thresholds", "flagged"),
    [
        ({"speech_confidence": 0.5}, False),
        ({"speech_confidence": 0.51}, True),
        ({"badly_heard": 0.51}, False),
        ({"badly_heard": 0.5}, True),
        ({"badly_heard": 0.0, "speech_confidence": 0.5}, False),
    ],
)
def test_a_rubric_says_what_is_badly_heard(
    build: Callable[..., Any], thresholds: dict[str, Any], flagged: bool
) -> None:
    rubric = Rubric(name="own", version=1, weights=PLAIN.weights, thresholds=Thresholds(**thresholds))
    found = build(turns=[NEED, ("A", "R")], confidences={0: 0.5, 1: 0.8}, rubric=rubric).scores().flags
    assert shown(found) == [("unsure", (0,), "speech")] * flagged


def test_a_label_of_a_badly_heard_turn_is_not_critical(build: Callable[..., Any]) -> None:
    turns = [NEED, ("A", "R p-"), NEED, ("A", "R p-")]
    rubric = critical(label="p-")
    assert shown(build(turns=turns, confidences={1: 0.3}, rubric=rubric).card().flags) == [("critical", (3,), "own")]
    assert shown(build(turns=turns, confidences={1: 0.3, 3: 0.59}, rubric=rubric).card().flags) == []


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


@pytest.mark.parametrize("review", REVIEWS)
@pytest.mark.parametrize(
    "turns",
    [
        [("system", "")],
        [("A", "")],
        [("customer", "0")],
        [("A", ""), ("customer", "0")],
        [("A", "R o- c- p- e-"), ("customer", "- need again lost leave")] * 20,
    ],
)
def test_every_flag_cites_a_few_turns(
    build: Callable[..., Any], review: str | None, turns: list[tuple[str, str]]
) -> None:
    loud = Rubric(name="loud", version=1, weights=PLAIN.weights, thresholds=Thresholds(interval_width=0))
    scores = build(
        turns=turns,
        review=sure(review),
        process_failure=sure("policy"),
        loyalty=sure("leaving"),
        role_certainty=0.0,
        rubric=loud,
    ).scores()
    flags = [*scores.flags, *(flag for card in scores.scorecards for flag in card.flags)]
    assert flags
    for flag in flags:
        assert 0 < len(flag.turns) <= MAX_CITED
        assert list(flag.turns) == sorted(set(flag.turns))
        assert set(flag.turns) <= set(range(len(turns)))
