"""Agreement of two numbers of each thing, where each thing counts as often as it is drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convqa.evaluation.measures import ratio

__all__ = ["concordance", "rank_correlation"]

FloatArray = NDArray[np.float64]


def concordance(one: FloatArray, other: FloatArray, drawn: FloatArray) -> FloatArray:
    """Lin's concordance correlation coefficient (Lin 1989): 1 where both are equal, not only where they rise together.

    Args:
        one: (n,) numbers.
        other: (n,) numbers of the same things.
        drawn: (s, n) how often each thing counts.

    Returns:
        (s,); NaN where neither varies.
    """
    first, second, joint, far = _moments(one, other, drawn)
    return ratio(2 * joint, first + second + far**2)


def rank_correlation(one: FloatArray, other: FloatArray, drawn: FloatArray) -> FloatArray:
    """Spearman's correlation of ranks, ties sharing theirs; arguments and result as `concordance`."""
    first_place, second_place = (np.unique(numbers, return_inverse=True)[1] for numbers in (one, other))
    found = []
    for row in drawn:  # ranks depend on what is drawn; by row, so that memory is that of one
        first, second, joint, _ = _moments(_ranks(first_place, row), _ranks(second_place, row), row[None])
        found.append(ratio(joint, np.sqrt(first * second))[0])
    return np.array(found)


def _moments(one: FloatArray, other: FloatArray, drawn: FloatArray) -> tuple[FloatArray, ...]:
    """Both variances, the covariance, and the difference of the means, each (s,)."""
    total = drawn.sum(1)
    means = [ratio(drawn @ numbers, total) for numbers in (one, other)]
    squares = [ratio(drawn @ numbers**2, total) for numbers in (one, other)]
    first, second = (np.maximum(square - mean**2, 0) for square, mean in zip(squares, means, strict=True))
    # What is left of nothing by rounding is nothing.
    first, second = (
        np.where(spread < 1e-9 * np.maximum(square, 1), 0, spread)
        for spread, square in zip((first, second), squares, strict=True)
    )
    joint = ratio(drawn @ (one * other), total) - means[0] * means[1]
    return first, second, joint, means[0] - means[1]


def _ranks(place: NDArray[np.intp], counts: FloatArray) -> FloatArray:
    """(n,) the middle rank of each thing, each counted so often; `place` is the order of its number, ties alike."""
    crowd = np.bincount(place, weights=counts)
    middle: FloatArray = np.cumsum(crowd) - crowd / 2
    return middle[place]
