"""Rank correlation and concordance against scipy, by hand, and against copies of what is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from convqa.evaluation.ranks import concordance, rank_correlation


@pytest.mark.parametrize("seed", range(5))
def test_ranks_with_ties_are_as_scipy_has_them_also_of_a_resample(seed: int) -> None:
    draws = np.random.default_rng(seed)
    one, other = draws.integers(0, 6, size=40).astype(float), draws.integers(0, 6, size=40) + draws.random(40).round(1)
    drawn = np.vstack([np.ones(40), draws.multinomial(40, np.full(40, 1 / 40))])
    found = rank_correlation(one, other, drawn)
    for row, value in zip(drawn, found, strict=True):
        times = row.astype(int)
        assert value == pytest.approx(spearmanr(np.repeat(one, times), np.repeat(other, times)).statistic)


def test_concordance_by_hand() -> None:
    one, other = np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 4.0])
    once = np.ones((1, 3))
    # Both variances and the covariance are 2/3, the means are 1 apart.
    assert concordance(one, other, once)[0] == pytest.approx((4 / 3) / (4 / 3 + 1))
    assert concordance(one, one, once)[0] == pytest.approx(1)
    assert rank_correlation(one, other, once)[0] == pytest.approx(1)
    assert concordance(one, -one, once)[0] < 0


def test_numbers_that_do_not_vary_have_no_correlation() -> None:
    same = np.full(4, 0.1) * 3
    assert np.isnan(rank_correlation(same, np.arange(4.0), np.ones((1, 4)))).all()
    assert np.isnan(concordance(same, same, np.ones((1, 4)))).all()
