"""The arithmetic: exact sums, bounds, and what does not move a rating."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convqa.assessment import ABSENCES, Rating, Scorecard
from convqa.codebook import RATINGS
from convqa.scoring import amounts
from convqa.scoring.amounts import whole

SIGNED = st.one_of(st.just(0.0), st.floats(-50, 50, allow_nan=False), st.floats(-1e-3, 1e-3, allow_nan=False))
SIZES = st.one_of(st.just(0.0), st.floats(0, 50, allow_nan=False))
BASES = st.floats(1.0, 5.0, allow_nan=False)
EVIDENCE = st.lists(SIGNED, min_size=1, max_size=12)


def conversation_of(build: Callable[..., Any], evidence: list[float], missing: list[float], base: float) -> Any:
    """An agent's turns with evidence on respond, after customer turns that each call for an answer."""
    turns = [("customer", "0 need") for _ in missing] + [("customer", "0 need")] + [("A", "R") for _ in evidence]
    first = len(missing) + 1
    return build(
        turns=turns,
        evidence={(first + row, "respond"): value for row, value in enumerate(evidence)},
        absences={(row, ABSENCES[row % 3], "respond"): value for row, value in enumerate(missing)},
        base=base,
    )


def respond(card: Scorecard) -> Rating:
    rating = card.ratings["respond"]
    assert rating is not None
    return rating


def exact(number: float) -> Decimal:
    return Decimal(repr(number))


def test_the_formula_on_paper() -> None:
    result = amounts(np.array([3.0]), np.array([[1.0], [-0.5]]), np.array([[[0.5]]]))
    np.testing.assert_allclose(result.contributions, [[2 / 3], [-1 / 3]])
    np.testing.assert_allclose(result.absences, [[[-1 / 3]]])


def test_no_turns_and_no_absences_give_empty_amounts() -> None:
    result = amounts(np.full(8, 3.0), np.zeros((0, 8)), np.zeros((0, 3, 8)))
    assert result.contributions.shape == (0, 8)
    assert result.absences.shape == (0, 3, 8)


@given(evidence=EVIDENCE, missing=st.lists(SIZES, max_size=4), base=BASES)
@settings(max_examples=80, deadline=None)
def test_value_is_the_exact_sum_and_stays_in_bounds(
    build: Callable[..., Any], evidence: list[float], missing: list[float], base: float
) -> None:
    rating = respond(conversation_of(build, evidence, missing, base).card())
    parts = [exact(part.amount) for part in rating.contributions] + [exact(gap.amount) for gap in rating.absences]
    assert exact(rating.base) + sum(parts, Decimal(0)) == exact(rating.value)
    assert 1 <= rating.value <= 5
    assert rating.interval[0] <= rating.rating <= rating.interval[1]
    assert all(part != 0 for part in parts)
    assert all(part == round(part, 4) for part in parts)


@given(evidence=EVIDENCE, missing=st.lists(SIZES, max_size=3), base=BASES, neutral=st.integers(1, 30))
@settings(max_examples=40, deadline=None)
def test_turns_that_say_nothing_move_nothing(
    build: Callable[..., Any], evidence: list[float], missing: list[float], base: float, neutral: int
) -> None:
    padded = [value for real in evidence for value in (real, *[0.0] * neutral)]
    short = respond(conversation_of(build, evidence, missing, base).card())
    long = respond(conversation_of(build, padded, missing, base).card())
    assert [part.amount for part in long.contributions] == [part.amount for part in short.contributions]
    assert (long.value, long.absences) == (short.value, short.absences)


@given(evidence=EVIDENCE, more=st.floats(0.001, 20), turn=st.integers(0, 11), base=BASES)
@settings(max_examples=80, deadline=None)
def test_more_positive_evidence_never_lowers(
    build: Callable[..., Any], evidence: list[float], more: float, turn: int, base: float
) -> None:
    better = list(evidence)
    better[turn % len(evidence)] += more
    before = respond(conversation_of(build, evidence, [0.3], base).card())
    after = respond(conversation_of(build, better, [0.3], base).card())
    assert after.value >= before.value


def test_ten_thousand_small_amounts_do_not_push_a_rating_out_of_bounds() -> None:
    parts = amounts(np.array([3.0]), np.full((10_000, 1), 0.75), np.zeros((0, 3, 1)))
    contributions, _ = whole(parts)
    one_by_one = np.rint(parts.contributions * 10_000).sum()
    assert 0 < contributions.sum() <= 20_000
    assert abs(contributions - parts.contributions * 10_000).max() <= 1
    assert one_by_one == 20_000  # 1.9997 units each, rounded up to 2: the sum says 5.0 where it is 4.9997
    assert contributions.sum() == 19_997


def test_amounts_that_round_to_nothing_are_left_out(build: Callable[..., Any]) -> None:
    rating = respond(conversation_of(build, [0.00001, 0.5], [], 3.0).card())
    assert [part.turn for part in rating.contributions] == [2]


def test_absences_are_named_and_cite_the_turn_that_called(build: Callable[..., Any]) -> None:
    turns = [("customer", "- need"), ("A", "R")]
    gaps = {(0, "feeling_not_met", "presence"): 0.5, (0, "need_missed", "presence"): 0.25}
    rating = build(turns=turns, absences=gaps).card().ratings["presence"]
    assert [(gap.name, gap.turn, gap.amount) for gap in rating.absences] == [
        ("feeling_not_met", 0, -0.5714),
        ("need_missed", 0, -0.2857),
    ]
    assert rating.value == 2.1429


@pytest.mark.parametrize(
    ("base", "half_width", "rating", "interval"),
    [
        (2.5, 0.0, 3, (3, 3)),
        (2.4999, 0.0, 2, (2, 2)),
        (4.5, 0.4, 5, (4, 5)),
        (1.0, 9.0, 1, (1, 5)),
        (4.0, 0.5, 4, (4, 5)),
        (4.0, 0.5001, 4, (3, 5)),
    ],
)
def test_ratings_and_intervals_round_half_up(
    build: Callable[..., Any], base: float, half_width: float, rating: int, interval: tuple[int, int]
) -> None:
    card = build(turns=[("customer", "0 need"), ("A", "R")], base=base, half_width=half_width).card()
    assert {(one.rating, one.interval) for one in card.ratings.values()} == {(rating, interval)}
    assert tuple(card.ratings) == RATINGS
