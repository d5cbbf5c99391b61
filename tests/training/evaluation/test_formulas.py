"""Statistics of training against tables computed by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.metrics import calibration_error, class_f1, f1, macro_f1, risk, risk_area

TABLE = np.array([[2, 1, 0], [0, 2, 1], [0, 0, 4]])
"""Ten things; rows sum to 3, 3, 4 and columns to 2, 3, 5."""


def test_f1_of_classes() -> None:
    np.testing.assert_allclose(class_f1(TABLE), [4 / 5, 4 / 6, 8 / 9])
    assert f1(np.array([[5, 2], [1, 3]])) == pytest.approx(6 / 9)
    assert np.isnan(f1(np.array([[5, 0], [0, 0]])))


def test_macro_f1_keeps_to_the_classes_of_the_whole() -> None:
    # The third class is never gold in the whole set, so it counts in no resample either.
    tables = np.array([[[1, 0, 1], [0, 2, 0], [0, 0, 0]], [[2, 0, 0], [0, 0, 0], [0, 0, 0]]])
    np.testing.assert_allclose(macro_f1(tables), [(2 / 3 + 1) / 2, 1.0])


def test_calibration_error() -> None:
    # Ten things said to be 0.8 likely of which 6 came true, thirty at 0.1 of which 3 did.
    bins = np.array([[10, 8.0, 6], [30, 3.0, 3], [0, 0, 0]])
    assert calibration_error(bins) == pytest.approx(2 / 40)


@pytest.mark.parametrize(("coverage", "expected"), [(1.0, 0.5), (0.75, 1 / 3), (0.625, 0.2), (0.5, 0.0)])
def test_risk_at_a_coverage(coverage: float, expected: float) -> None:
    assert risk(np.ones((1, 4)), np.array([0.0, 0, 1, 1]), coverage)[0] == pytest.approx(expected)


def test_area_under_the_risk_curve() -> None:
    assert risk_area(np.ones((1, 4)), np.array([0.0, 0, 1, 1]))[0] == pytest.approx((1 / 3 + 1 / 2) / 4)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.floats(0, 5)), min_size=1, max_size=12).filter(
        lambda x: any(n for n, _ in x)
    )
)
def test_a_resampled_risk_is_that_of_the_repeated_conversations(drawn: list[tuple[int, float]]) -> None:
    times, losses = np.array([n for n, _ in drawn]), np.array([loss for _, loss in drawn])
    repeated = np.repeat(losses, times)
    whole = risk(np.ones((1, len(repeated))), repeated, 0.7)[0]
    assert risk(times[None].astype(float), losses, 0.7)[0] == pytest.approx(whole)
