"""What is fitted, what stays, and that intervals hold as often as they are made to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from convqa.calibration import UNKNOWN, Least, Pair, fit
from convqa.calibration.fit import half_width, needed, threshold
from convqa.classify.decide import level, spread

MakePairs = Callable[..., list[Pair]]
ALL = Least(sides=0, rated=0)


def test_a_known_distortion_is_found(make_pairs: MakePairs) -> None:
    found = fit(make_pairs(800), least=ALL).calibration
    assert found.slope["phases"] == pytest.approx([0.5] * 3, abs=0.05)
    assert found.shift["phases"] == pytest.approx([-0.5] * 3, abs=0.15)
    assert found.temperature["sentiment"] == pytest.approx(3, abs=0.3)


def held(pairs: list[Pair], widths: list[float]) -> tuple[float, list[float]]:
    """How often the intervals that are shown hold the eight ratings, and their widths."""
    inside, shown = [], []
    for one in pairs:
        for column, width in enumerate(widths):
            low, high = level(float(one.values[column]), width * float(spread(one.out)[column])).interval
            inside.append(low <= one.gold.ratings[column] <= high)
            shown.append(float(high - low))
    return float(np.mean(inside)), shown


def test_intervals_are_fitted_as_a_recording_widens_them(make_pairs: MakePairs) -> None:
    typed = make_pairs(400)
    heard = [replace(one, widening=1.5) for one in typed]
    plain, wider = (fit(pairs, least=ALL).calibration for pairs in (typed, heard))
    assert np.array(wider.half_width) * 1.5 == pytest.approx(np.array(plain.half_width), abs=2e-3)
    assert wider.satisfaction_half_width * 1.5 == pytest.approx(plain.satisfaction_half_width, abs=2e-3)


@pytest.mark.parametrize("by_spread", [False, True])
def test_intervals_hold_nine_times_in_ten_on_other_conversations(make_pairs: MakePairs, by_spread: bool) -> None:
    found = fit(make_pairs(400, spread=by_spread), least=ALL).calibration
    share, widths = held(make_pairs(800, spread=by_spread, seed=1), found.half_width)
    assert 0.88 <= share <= 0.93
    assert (max(widths) >= 3) is by_spread


def test_an_interval_is_wide_where_the_model_expects_to_err(make_pairs: MakePairs) -> None:
    pairs = make_pairs(600, spread=True)
    found = fit(pairs, least=ALL).calibration.half_width[:1]
    plain = [replace(one, out={name: value for name, value in one.out.items() if name != "spread"}) for one in pairs]
    flat = fit(plain, least=ALL).calibration.half_width[:1]
    for low, high in ((0.3, 0.7), (1.5, 2.0)):
        chosen = [place for place, one in enumerate(pairs) if low <= spread(one.out)[0] < high]
        (share, widths), (share_flat, widths_flat) = (
            held([some[place] for place in chosen], width) for some, width in ((pairs, found), (plain, flat))
        )
        assert abs(share - 0.9) < abs(share_flat - 0.9)  # a width for all is too wide here and too narrow there
        assert (np.mean(widths) > np.mean(widths_flat)) == (low > 1)


@pytest.mark.parametrize(
    ("sides", "rated", "refitted"),
    [(0, 0, True), (10_000, 10_000, False)],
)
def test_what_has_too_little_to_rest_on_stays(make_pairs: MakePairs, sides: int, rated: int, refitted: bool) -> None:
    shipped = fit(make_pairs(60, seed=9), least=ALL).calibration
    found = fit(make_pairs(60), shipped, Least(sides=sides, rated=rated))
    assert {basis.refitted for basis in found.basis.values()} == {refitted}
    assert (found.calibration == shipped) is not refitted
    assert found.calibration.thresholds == shipped.thresholds


@pytest.mark.parametrize(("n", "sides", "refitted"), [(20, 20, True), (19, 20, False)])
def test_the_smaller_side_decides(make_pairs: MakePairs, n: int, sides: int, refitted: bool) -> None:
    pairs = make_pairs(40)
    shipped = fit(pairs, least=ALL).calibration
    left = n
    for one in pairs:
        for turn in np.flatnonzero(one.gold.signals[:, 1] != UNKNOWN):
            one.gold.signals[turn, 1] = int(left > 0)
            left -= 1
    basis = fit(pairs, shipped, Least(sides=sides, rated=50)).basis
    assert (basis["signals.again"].fewest, basis["signals.again"].refitted) == (n, refitted)
    assert (basis["ratings.effort"].n, basis["ratings.effort"].refitted) == (40, False)


def test_a_rating_that_either_side_lacks_is_left_out(make_pairs: MakePairs) -> None:
    pairs = make_pairs(60)
    pairs[0].values[:] = np.nan
    pairs[1].gold.ratings[:] = UNKNOWN
    assert [len(needed(pairs, column)) for column in (0, 7, 8)] == [58, 58, 60]


@pytest.mark.parametrize(
    ("errors", "width"),
    [(np.arange(99) / 100, 0.891), (np.arange(9) / 10, 0.801), (np.zeros(50), 0.001)],
)
def test_half_width_is_the_conformal_quantile(errors: Any, width: float) -> None:
    assert half_width(errors) == pytest.approx(width)


@pytest.mark.parametrize(
    ("probabilities", "gold", "limit"),
    [([0.2, 0.6], [False, True], 0.22), ([0.2, 0.6], [True, True], 0.1), ([0.2, 0.6], [False, False], 0.1)],
)
def test_the_threshold_is_the_lowest_of_the_best(probabilities: list[float], gold: list[bool], limit: float) -> None:
    assert threshold(np.array(probabilities), np.array(gold)) == limit
