from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from convqa.ingest.audio.evidence import Evidence, agreement
from convqa.ingest.audio.grouping import centres, follow, grouped, pieces
from convqa.ingest.audio.prints import Array, unit


def cloud(sizes: tuple[int, ...], spread: float = 0.1) -> Array:
    random = np.random.default_rng(3)
    middles = np.eye(len(sizes), 16)
    points = [middle + spread * random.standard_normal((size, 16)) for middle, size in zip(middles, sizes, strict=True)]
    return unit(np.concatenate(points).astype(np.float32))


@pytest.mark.parametrize("sizes", [(30, 30), (95, 5), (20, 40, 60), (900, 100)])
def test_groups_are_found_whatever_their_sizes(sizes: tuple[int, ...]) -> None:
    labels = grouped(cloud(sizes), len(sizes))
    firsts = np.cumsum((0, *sizes))
    found = [set(labels[first:last].tolist()) for first, last in pairwise(firsts.tolist())]
    assert all(len(one) == 1 for one in found)
    assert len(set.union(*found)) == len(sizes)


def test_groups_are_those_of_scipy() -> None:
    hierarchy = pytest.importorskip("scipy.cluster.hierarchy")
    values = cloud((25, 30, 20), spread=0.3)
    expected = hierarchy.fcluster(hierarchy.linkage(values.astype(np.float64), "ward"), 3, "maxclust")
    assert len(set(zip(grouped(values, 3).tolist(), expected.tolist(), strict=True))) == 3


def test_an_empty_group_has_no_centre() -> None:
    values = cloud((4,))
    assert not centres(values, np.zeros(4, np.int64), 2)[1].any()


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], []),
        ([(1.0, 1.5)], [(1.0, 1.5)]),
        ([(0.0, 1.5)], [(0.0, 0.5), (0.5, 1.0), (1.0, 1.5)]),
        ([(2.0, 2.0), (3.0, 2.9)], [(2.0, 2.0), (3.0, 3.0)]),
    ],
)
def test_long_spans_are_cut(spans: list[tuple[float, float]], expected: list[tuple[float, float]]) -> None:
    assert [tuple(one) for one in pieces(spans).tolist()] == expected


def course(close: list[float], pause: float) -> list[int]:
    """Who speaks, by how much closer each word of 0.3 s is to the second voice; a pause before each."""
    starts = np.arange(len(close)) * (0.3 + pause)
    said = np.stack((starts, starts + 0.3), axis=1)
    found: list[int] = follow(np.stack((-np.array(close), np.array(close)), axis=1) / 2, said).tolist()
    return found


@pytest.mark.parametrize(
    ("close", "pause", "expected"),
    [
        ([-0.2, -0.2, 0.1, -0.2, -0.2], 0.0, [0, 0, 0, 0, 0]),
        ([-0.2, -0.2, 0.1, -0.2, -0.2], 2.0, [0, 0, 1, 0, 0]),
        ([-0.2, -0.2, 0.2, 0.2, 0.2], 0.0, [0, 0, 1, 1, 1]),
        ([0.1], 0.0, [1]),
    ],
)
def test_one_word_within_a_breath_does_not_flip(close: list[float], pause: float, expected: list[int]) -> None:
    assert course(close, pause) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([0, 0, 1, 1], [0, 0, 1, 1], 1.0),
        ([0, 0, 1, 1], [1, 1, 0, 0], 1.0),
        ([0, 0, 1, 1], [0, 1, 0, 1], 0.0),
        ([0, 0, 0, 0], [0, 0, 0, 0], 0.0),
        ([0, 0, 1, 1], [0, 0, 0, 0], 0.0),
    ],
)
def test_agreement_is_beyond_chance(first: list[int], second: list[int], expected: float) -> None:
    said = np.array([(at, at + 1.0) for at in range(4)])
    assert agreement(np.array(first), np.array(second), said, 2) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("steady", "alike", "least", "speech_s", "sure"),
    [
        (0.9, 0.9, 0.3, 60.0, True),
        (0.75, 0.95, 0.05, 10.0, True),
        (0.74, 0.9, 0.3, 60.0, False),
        (0.9, 0.96, 0.3, 60.0, False),
        (0.9, 0.9, 0.04, 60.0, False),
        (0.9, 0.9, 0.3, 9.0, False),
    ],
)
def test_one_thing_that_speaks_against_it_is_enough(
    steady: float, alike: float, least: float, speech_s: float, sure: bool
) -> None:
    assert Evidence(steady=steady, alike=alike, least=least, speech_s=speech_s).sure is sure
