"""Flags on the conversation: what is about the case, each with its turns; and that every flag cites a few."""

from collections.abc import Callable
from typing import Any

import pytest

from convqa.codebook import REVIEWS
from convqa.conversation import Doubt
from convqa.rubric import Rubric, Thresholds
from convqa.scoring.case import MAX_CITED
from tests.scoring.conftest import PLAIN, shown, sure

NEED = ("customer", "0 need")


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
