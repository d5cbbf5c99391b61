"""The statistics of the external checks: scores, intervals, samples and folds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.external.__main__ import table
from benchmarks.external.statistics import Items, cross_fitted, fit_and_find, others, spaced, tenths, uar
from convqa.evaluation.measures import alpha, alpha_of_coincidences


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 3)), min_size=2, max_size=30))
def test_auc_is_the_share_of_pairs_in_the_right_order(drawn: list[tuple[bool, int, int]]) -> None:
    gold = np.array([one for one, _, _ in drawn])
    scores = np.array([float(score) for _, score, _ in drawn])
    found = float(Items([group for _, _, group in drawn], ("a", "b")).auc(gold, scores)[0])
    pairs = [(high > low) + (high == low) / 2 for high in scores[gold] for low in scores[~gold]]
    if pairs:
        assert found == pytest.approx(np.mean(pairs))
    else:
        assert np.isnan(found)


def test_average_recall_leaves_out_classes_that_never_occur() -> None:
    tables = np.array([[[8, 2, 0], [1, 1, 0], [0, 0, 0]], [[8, 2, 0], [0, 0, 0], [0, 0, 0]]], dtype=np.float64)
    assert uar(tables) == pytest.approx([(0.8 + 0.5) / 2, 0.8])


def test_alpha_of_two_judges_is_that_of_their_table_and_lone_judgements_count_nothing() -> None:
    pairs = [(0, 0), (1, 2), (2, 2), (4, 3), (1, 1)]
    counts = np.zeros((5, 5))
    for one, other in pairs:
        counts[one, other] += 1
    items = Items([0, 0, 1, 1, 2, 2], ("turns", "dialogues"))
    found = alpha_of_coincidences(items.coincidences([*pairs, (4,)], 5))
    assert found[0] == pytest.approx(float(alpha(counts)))


def test_intervals_come_from_conversations_not_from_turns() -> None:
    gold, found = np.array([1] * 50 + [0] * 50), np.array([1] * 100)
    alone, together = Items(range(100), ("t", "t")), Items([0] * 50 + [1] * 50, ("t", "d"))
    widths = []
    for items in (alone, together):
        row = items.row("d", "w", "m", uar(items.tables(gold, found, 2)))
        assert row.figure.low is not None
        assert row.figure.high is not None
        widths.append(row.figure.high - row.figure.low)
    assert widths[1] > widths[0]


def test_one_conversation_alone_has_no_interval() -> None:
    items = Items([7, 7], ("t", "d"))
    row = items.row("d", "w", "recall", uar(items.tables(np.array([0, 1]), np.array([0, 0]), 2)))
    assert (row.figure.value, row.figure.low) == (0.5, None)
    assert "| recall 0.50 | 2 t of 1 d |" in table([row])


def test_each_judge_is_held_against_the_rest() -> None:
    item, most, own = others([[1, 1, 2], [4], [0, 3]])
    assert item.tolist() == [0, 0, 0, 2, 2]
    assert most.tolist() == [1, 1, 1, 3, 0]
    assert own.tolist() == [1, 1, 2, 0, 3]


@pytest.mark.parametrize(
    ("count", "limit", "expected"),
    [(10, None, list(range(10))), (10, 5, [0, 2, 4, 6, 8]), (10, 4, [0, 2, 5, 7]), (3, 9, [0, 1, 2]), (0, 4, [])],
)
def test_samples_are_evenly_spaced(count: int, limit: int | None, expected: Sequence[int]) -> None:
    assert spaced(range(count), limit) == expected


def test_folds_are_ten_stretches() -> None:
    assert tenths(20).tolist() == [i for i in range(10) for _ in range(2)]
    assert np.bincount(tenths(37)).tolist() == [4, 4, 4, 3, 4, 4, 3, 4, 4, 3]


def test_nothing_is_learnt_from_the_fold_that_is_measured() -> None:
    folds = np.array([0] * 6 + [1] * 6)
    found = cross_fitted(np.ones((12, 2)), folds, folds)  # the class is the fold, which only leaking could tell
    assert found.tolist() == [1] * 6 + [0] * 6
    with pytest.raises(ValueError, match="two folds"):
        cross_fitted(np.ones((3, 2)), np.array([0, 1, 0]), np.zeros(3, dtype=np.int64))


def test_what_counts_more_often_weighs_more() -> None:
    known, gold, new = np.zeros((5, 1)), np.array([0, 0, 0, 0, 1]), np.zeros((1, 1))
    assert fit_and_find(known, gold, new).tolist() == [0]
    assert fit_and_find(known, gold, new, np.array([1.0, 1.0, 1.0, 1.0, 11.0])).tolist() == [1]
