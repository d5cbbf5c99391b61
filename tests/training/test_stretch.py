"""Stretching must set bias and spread right, leave order and sums alone, and not lean on a handful of conversations."""

from __future__ import annotations

import numpy as np
import pytest

from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.classify.judge import Outputs
from training.calibrate import rating_values
from training.stretch import SHARE_OF_REAL, Stretch, concordance, fit, weights

COUNT = 300


def output(generator: np.random.Generator) -> Outputs:
    evidence = generator.normal(scale=0.5, size=(6, 8)) + generator.normal(scale=0.5, size=8)
    return {
        "base": np.full(8, 2.8, dtype=np.float32),
        "evidence": evidence.astype(np.float32),
        "absences": generator.exponential(0.05, size=(6, 3, 8)).astype(np.float32),
    }


def gold(ratings: np.ndarray) -> Gold:
    nothing = np.full((6, 1), UNKNOWN)
    return Gold(
        phases=nothing,
        behaviours=nothing,
        sentiment=nothing[:, 0],
        signals=nothing,
        ratings=ratings,
        satisfaction=3,
        choices={},
    )


@pytest.fixture(scope="module")
def known() -> tuple[dict[str, Gold], dict[str, Outputs]]:
    """Outputs whose gold ratings follow from them with twice the evidence for, and three times that against."""
    generator = np.random.default_rng(0)
    outputs = {f"a1-da-{number:03d}": output(generator) for number in range(COUNT)}
    true = Stretch(up=np.full(8, 2.0), down=np.full(8, 3.0))
    right = {}
    for number, (name, out) in enumerate(outputs.items()):
        ratings = np.clip(np.floor(rating_values(true.apply(out)) + 0.5), 1, 5).astype(np.int64)
        ratings[0] = UNKNOWN if number % 3 == 0 else ratings[0]
        right[name] = gold(ratings)
    return right, outputs


def test_the_factors_are_found(known: tuple[dict[str, Gold], dict[str, Outputs]]) -> None:
    found = fit(*known)
    np.testing.assert_allclose(found.up, 2, rtol=0.25)
    np.testing.assert_allclose(found.down, 3, rtol=0.25)


def test_bias_and_spread_come_right(known: tuple[dict[str, Gold], dict[str, Outputs]]) -> None:
    right, outputs = known
    stretch = fit(right, outputs)
    truth = np.stack([right[name].ratings for name in outputs]).astype(np.float64)[:, 1:]
    before = np.stack([rating_values(out) for out in outputs.values()])[:, 1:]
    after = np.stack([rating_values(stretch.apply(out)) for out in outputs.values()])[:, 1:]
    assert (np.abs((after - truth).mean(0)) < 0.1).all()
    assert (np.abs((before - truth).mean(0)) > 0.1).all()
    np.testing.assert_allclose(after.std(0), truth.std(0), rtol=0.1)


def test_what_says_nothing_still_says_nothing() -> None:
    out = output(np.random.default_rng(1))
    out["evidence"][2] = 0
    stretched = Stretch(up=np.full(8, 1.7), down=np.full(8, 0.4)).apply(out)
    assert (stretched["evidence"][2] == 0).all()
    np.testing.assert_array_equal(np.sign(stretched["evidence"]), np.sign(out["evidence"]))
    np.testing.assert_array_equal(stretched["base"], out["base"])


def test_real_conversations_weigh_their_share() -> None:
    found = weights([True] * 10 + [False] * 90)
    assert found[:10].sum() == pytest.approx(SHARE_OF_REAL)
    assert found.sum() == pytest.approx(1)
    assert (weights([False] * 4) == weights([True] * 4)).all()


def test_concordance_is_lins() -> None:
    generator = np.random.default_rng(2)
    x, equal = generator.normal(size=500), np.ones(500)
    assert concordance(x, x, equal) == pytest.approx(1)
    assert concordance(x, -x, equal) < -0.9
    shifted = 2 * x.var() / (2 * x.var() + 1)  # Lin (1989): a shift by one lowers it so much
    assert concordance(x, x + 1, equal) == pytest.approx(shifted)
