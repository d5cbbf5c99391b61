from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convqa.assessment import Absence, Contribution, Rating
from convqa.report.waterfall import MAX_PARTS, waterfall


def _rating(base: float, amounts: list[float], missing: list[float]) -> Rating:
    value = round(base + sum(amounts) + sum(missing), 4)
    return Rating(
        value=value,
        rating=min(5, max(1, round(value))),
        interval=(2, 4),
        base=base,
        contributions=tuple(Contribution(turn=2 * k, amount=amount) for k, amount in enumerate(amounts)),
        absences=tuple(Absence(name="need_missed", turn=1, amount=amount) for amount in missing),
    )


def test_rows_run_from_base_to_value_in_the_order_of_the_turns() -> None:
    parts = waterfall(_rating(3.1, [0.31, -0.05], [-0.1]))
    assert [part.kind for part in parts] == ["base", "turn", "turn", "absence", "value"]
    assert [part.hundredths for part in parts] == [310, 31, -5, -10, 326]
    assert [part.turn for part in parts] == [None, 0, 2, 1, None]
    assert [(part.start, part.end) for part in parts] == [
        (0.0, 52.5), (52.5, 60.25), (60.25, 59.0), (59.0, 56.5), (0.0, 56.5),
    ]  # fmt: skip


def test_thirds_add_up_as_shown() -> None:
    parts = waterfall(_rating(3.0, [0.3333, 0.3333, 0.3334], []))
    assert sorted(part.hundredths for part in parts[1:-1]) == [33, 33, 34]
    assert parts[-1].hundredths == 400


def test_what_is_too_small_or_too_much_is_one_row() -> None:
    amounts = [0.001, *([0.05] * MAX_PARTS), 0.02]
    parts = waterfall(_rating(3.0, amounts, []))
    assert len(parts) == MAX_PARTS + 3
    others = parts[-2]
    assert (others.kind, others.count, others.exact) == ("others", 2, 0.021)


@pytest.mark.parametrize(
    ("amount", "kinds"), [(0.05, ["base", "turn", "value"]), (0.0499, ["base", "others", "value"])]
)
def test_only_what_weighs_is_worth_a_row(amount: float, kinds: list[str]) -> None:
    assert [part.kind for part in waterfall(_rating(3.0, [amount], []))] == kinds


def test_no_contributions_is_base_and_value() -> None:
    assert [part.hundredths for part in waterfall(_rating(3.1, [], []))] == [310, 310]


AMOUNTS = st.lists(st.integers(-1200, 1200).map(lambda units: units / 10_000), max_size=40)
BASES = st.integers(20_000, 40_000).map(lambda units: units / 10_000)


@given(BASES, AMOUNTS, AMOUNTS)
def test_what_is_shown_adds_up_and_is_near_the_truth(base: float, amounts: list[float], missing: list[float]) -> None:
    rating = _rating(base, amounts, missing)
    *parts, value = waterfall(rating)
    assert sum(part.hundredths for part in parts) == value.hundredths == round(rating.value * 100)
    assert round(sum(part.exact for part in parts), 4) == rating.value
    for part in parts:
        assert abs(part.hundredths / 100 - part.exact) < 0.0101
