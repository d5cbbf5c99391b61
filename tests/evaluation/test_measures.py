"""Statistics against tables computed by hand and against published worked examples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from convqa.evaluation.measures import (
    alpha,
    alpha_of_coincidences,
    bias,
    exact,
    figure,
    gwet,
    kappa,
    mean,
    weights,
    within_one,
)

TABLE = np.array([[2, 1, 0], [0, 2, 1], [0, 0, 4]])
"""Ten things; rows sum to 3, 3, 4 and columns to 2, 3, 5."""

FAR = np.array([[0, 0, 1], [0, 3, 0], [0, 0, 0]])


def test_weighted_kappa_of_a_hand_computed_table() -> None:
    # Observed squared distances 2; by chance (9 + 60 + 6 + 15 + 32 + 12) / 10 = 13.4.
    assert kappa(TABLE, weighted=True) == pytest.approx(1 - 2 / 13.4)


def test_gwet_ac2_of_a_hand_computed_table() -> None:
    # pa = (8 + 2 * 0.75) / 10; shares 0.25, 0.3, 0.45; sum of weights 6 of 3 * 2; pe = 0.645.
    assert gwet(TABLE) == pytest.approx((0.95 - 0.645) / (1 - 0.645))


def test_gwet_ac1_as_published() -> None:
    # Gwet (2008), the example of a crowded class: kappa is about 0 where 94 % agree, AC1 is 0.941.
    crowded = np.array([[118, 5], [2, 0]])
    assert gwet(crowded) == pytest.approx(0.941, abs=5e-4)
    assert kappa(crowded, weighted=True) == pytest.approx(-0.0234, abs=5e-5)


def test_alpha_of_two_judges_as_published() -> None:
    # Krippendorff (2011), example A: with two classes ordinal and nominal alpha are one; 0.095.
    jon, han = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    table = np.zeros((2, 2))
    np.add.at(table, (np.array(jon), np.array(han)), 1)
    assert alpha(table) == pytest.approx(0.095, abs=5e-4)


def test_ordinal_alpha_as_published() -> None:
    # Krippendorff (2011), example C: four observers, twelve units, gaps; ordinal alpha 0.815.
    observers = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    coincidences = np.zeros((5, 5))
    for unit in zip(*observers, strict=True):
        given_values = [int(value) - 1 for value in unit if value != "."]
        for i, one in enumerate(given_values):
            for j, other in enumerate(given_values):
                if i != j:
                    coincidences[one, other] += 1 / (len(given_values) - 1)
    assert coincidences.sum() == pytest.approx(40)
    assert alpha_of_coincidences(coincidences) == pytest.approx(0.815, abs=5e-4)


def test_simple_shares() -> None:
    assert exact(TABLE) == pytest.approx(0.8)
    assert within_one(TABLE) == 1
    assert within_one(FAR) == pytest.approx(0.75)
    assert bias(TABLE) == pytest.approx(0.2)
    assert bias(FAR.T) == pytest.approx(-0.5)


@pytest.mark.parametrize("measure", [alpha, gwet, exact, within_one, bias])
def test_nothing_is_not_a_number(measure: object) -> None:
    assert callable(measure)
    assert np.isnan(measure(np.zeros((5, 5))))


def test_agreement_on_one_class_only_has_no_kappa_but_an_ac2() -> None:
    table = np.diag([0, 0, 7, 0, 0])
    assert np.isnan(kappa(table, weighted=True))
    assert np.isnan(alpha(table))
    assert gwet(table) == 1


@given(st.lists(st.integers(0, 9), min_size=25, max_size=25))
def test_agreement_measures_do_not_care_who_is_gold(cells: list[int]) -> None:
    table: NDArray[np.int64] = np.array(cells).reshape(5, 5)
    for one, other in ((alpha(table), alpha(table.T)), (gwet(table), gwet(table.T))):
        np.testing.assert_allclose(one, other)


def test_mean_leaves_out_what_is_not_defined() -> None:
    np.testing.assert_allclose(mean(np.array([[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan]])), [2.0, np.nan])


def test_the_first_draw_is_the_whole_and_every_draw_has_as_many() -> None:
    drawn = weights(7, resamples=50)
    assert (drawn[0] == 1).all()
    assert (drawn.sum(1) == 7).all()
    assert (weights(7, resamples=50) == drawn).all()


def test_a_figure_has_its_percentiles() -> None:
    sample = np.concatenate([[0.5], np.linspace(0, 1, 1001), [np.nan]])
    found = figure(sample, 9)
    assert (found.value, found.low, found.high, found.n) == (0.5, 0.025, 0.975, 9)
    assert figure(np.array([np.nan, 1.0]), 3).value is None
    assert str(figure(np.array([np.nan, 1.0]), 3)) == "– (n=3)"
