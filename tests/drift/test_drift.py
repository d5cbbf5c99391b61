"""When a batch is said to lie far from the conversations that the model was tested on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from convqa.assessment import Assessment, Rating
from convqa.codebook import RATINGS
from convqa.conversation import Language, Role, Speaker, Transcript, Utterance
from convqa.drift import LEAST, MEASURES, Batch, Reference, describe
from convqa.pipeline import Pipeline

GENERATOR = np.random.default_rng(1)
REFERENCE = describe({name: np.clip(GENERATOR.normal(3, 0.7, size=800), 1, 5).tolist() for name in MEASURES})


@pytest.fixture(scope="module")
def assessed(pipeline: Pipeline) -> Assessment:
    return pipeline.assess(
        Transcript(
            id="1",
            source="1.txt",
            language=Language.EN,
            speakers=(Speaker(key="c", role=Role.CUSTOMER), Speaker(key="a", role=Role.AGENT)),
            utterances=(
                Utterance(speaker="c", text="Where is my parcel?"),
                Utterance(speaker="a", text="I have looked it up and sent it on its way today."),
            ),
        )
    )


def conversations(template: Assessment, values: np.ndarray) -> list[Assessment]:
    """One conversation a row of values (n, 9)."""
    (card,) = template.scorecards
    made = []
    for row in values.round(4).tolist():
        ratings: dict[str, Rating | None] = {}
        for name, value in zip(RATINGS, row, strict=False):
            rating = card.ratings[name]
            assert rating is not None
            ratings[name] = replace(rating, value=value)
        level = replace(template.outcome.satisfaction, value=row[-1])
        outcome = replace(template.outcome, satisfaction=level)
        made.append(replace(template, scorecards=(replace(card, ratings=ratings),), outcome=outcome))
    return made


def batch(found: Iterable[Assessment], reference: Reference | None = REFERENCE) -> Batch:
    counted = Batch(reference)
    for one in found:
        counted.add(one)
    return counted


def like_the_test(n: int, generator: np.random.Generator) -> np.ndarray:
    return np.clip(generator.normal(3, 0.7, size=(n, len(MEASURES))), 1, 5)


@pytest.mark.parametrize("n", [30, 60, 250, 1000])
def test_a_batch_like_the_test_is_hardly_ever_called_far(n: int, assessed: Assessment) -> None:
    generator = np.random.default_rng(n)
    batches = 60 if n < 1000 else 10
    alarms = [batch(conversations(assessed, like_the_test(n, generator))).drift() for _ in range(batches)]
    assert sum(alarm is not None for alarm in alarms) <= 2


@pytest.mark.parametrize(
    ("n", "shift", "far"), [(29, 2.0, False), (30, 2.0, True), (200, 0.6, True), (200, 0.1, False)]
)
def test_only_what_moved_is_named(n: int, shift: float, far: bool, assessed: Assessment) -> None:
    values = like_the_test(n, np.random.default_rng(0))
    values[:, MEASURES.index("extra")] += shift
    values[:, MEASURES.index("satisfaction")] -= shift
    drift = batch(conversations(assessed, np.clip(values, 1, 5))).drift()
    assert (drift is not None) is far
    if drift is not None:
        assert list(drift.indices) == ["extra", "satisfaction"]
        assert drift.conversations == n
        assert min(drift.indices.values()) > 0.25


def test_the_order_of_the_conversations_changes_nothing(assessed: Assessment) -> None:
    found = conversations(assessed, like_the_test(50, np.random.default_rng(3)) / 2 + 0.5)
    assert batch(found).drift() == batch(found[::-1]).drift() is not None


def test_conversations_without_ratings_do_not_count(assessed: Assessment) -> None:
    far = conversations(assessed, np.full((LEAST - 1, len(MEASURES)), 5.0))
    (card,) = assessed.scorecards
    unrated = replace(assessed, scorecards=(replace(card, ratings=dict.fromkeys(RATINGS)),))
    assert batch([*far, *[unrated] * 50]).drift() is None
    assert batch([*far, far[0]]).drift() is not None


def test_without_a_reference_nothing_is_far(assessed: Assessment) -> None:
    assert batch(conversations(assessed, np.full((100, len(MEASURES)), 5.0)), None).drift() is None


@pytest.mark.parametrize(
    ("values", "edges", "shares"),
    [
        (np.linspace(1, 5, 1001), 9, 0.1),
        ([3.0] * 90 + [4.0] * 10, 0, 1.0),  # nine deciles are the least value: one bin, which cannot drift
        ([2.0] * 50 + [4.0] * 50, 1, 0.5),
    ],
)
def test_deciles_have_no_empty_bin(values: list[float], edges: int, shares: float) -> None:
    found = describe({name: list(values) for name in MEASURES}).measures["effort"]
    assert len(found.edges) == edges
    assert found.shares == pytest.approx([shares] * (edges + 1), abs=0.002)
    assert found.mean == pytest.approx(np.mean(values), abs=1e-4)


def test_a_measure_that_never_varied_is_not_compared(assessed: Assessment) -> None:
    constant = describe({name: [3.0] * 100 for name in MEASURES})
    assert batch(conversations(assessed, np.full((100, len(MEASURES)), 5.0)), constant).drift() is None
