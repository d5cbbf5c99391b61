"""Weights must set bias and spread right, use labels in their direction only, and not lean on a handful of talks."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra `train`: run `make test-training`")

import torch

from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.classify.artefact import TOLD, Weights
from convqa.classify.judge import Outputs
from convqa.classify.weighing import weigh
from convqa.codebook import RATINGS
from training.calibrate import rating_values
from training.weighing import SHARE_OF_REAL, concordance, fit, weights

COUNT, TURNS = 400, 6
ROLES = np.array([1, 0, 1, 0, 1, 0])

Known = tuple[dict[str, Gold], dict[str, Outputs], dict[str, np.ndarray]]


def output(generator: np.random.Generator) -> Outputs:
    agent = (ROLES == 0)[:, None]
    evidence = (generator.normal(scale=0.5, size=(TURNS, 8)) + generator.normal(scale=0.5, size=8)) * agent
    return {
        "base": np.full(8, 2.8, dtype=np.float32),
        "phases": generator.normal(scale=4, size=(TURNS, 3)).astype(np.float32),
        "behaviours": generator.normal(scale=3, size=(TURNS, 5, 3)).astype(np.float32),
        "evidence": evidence.astype(np.float32),
        "absences": generator.exponential(0.05, size=(TURNS, 3, 8)).astype(np.float32),
    }


def gold(ratings: np.ndarray) -> Gold:
    nothing = np.full((TURNS, 1), UNKNOWN)
    return Gold(
        phases=nothing,
        behaviours=nothing,
        sentiment=nothing[:, 0],
        signals=nothing,
        ratings=ratings,
        satisfaction=3,
        choices={},
    )


def made_with(true: Weights) -> Known:
    """Outputs, and gold ratings that follow from them with these weights."""
    generator = np.random.default_rng(0)
    outputs = {f"a1-da-{number:03d}": output(generator) for number in range(COUNT)}
    right = {}
    for number, (name, out) in enumerate(outputs.items()):
        ratings = np.clip(np.floor(rating_values(weigh(out, ROLES, true)) + 0.5), 1, 5).astype(np.int64)
        ratings[0] = UNKNOWN if number % 3 == 0 else ratings[0]
        right[name] = gold(ratings)
    return right, outputs, dict.fromkeys(outputs, ROLES)


def labels_of(**shares: float) -> list[list[float]]:
    """Weights of labels: of each named one, for all ratings."""
    named = {"shown": "ownership+", "broken": "clarity-"}
    at = {named[name]: share for name, share in shares.items()}
    return [[at.get(name, 0.0)] * len(RATINGS) for name in TOLD]


@pytest.fixture(scope="module")
def known() -> Known:
    """With twice the evidence for, three times that against, and two labels beside it."""
    return made_with(Weights(up=[2.0] * 8, down=[3.0] * 8, labels=labels_of(shown=0.9, broken=-1.2)))


def test_the_weights_are_found(known: Known) -> None:
    found = fit(*known)
    np.testing.assert_allclose(found.up, 2, rtol=0.4)  # wide apart is wide apart: values saturate
    np.testing.assert_allclose(found.down, 3, rtol=0.4)
    by_name = dict(zip(TOLD, np.array(found.labels).mean(1), strict=True))
    assert by_name.pop("ownership+") == pytest.approx(0.9, rel=0.35)
    assert by_name.pop("clarity-") == pytest.approx(-1.2, rel=0.35)
    assert max(map(abs, by_name.values())) < 0.15


def test_what_was_done_never_lowers_and_what_was_broken_never_raises() -> None:
    """Not even where the labels that it learns from would have it so."""
    found = np.array(
        fit(*made_with(Weights(up=[1.0] * 8, down=[1.0] * 8, labels=labels_of(shown=-2, broken=2)))).labels
    )
    broken = np.array([name.endswith("-") for name in TOLD])
    assert (found[broken] <= 0).all()
    assert (found[~broken] >= 0).all()


def test_bias_and_spread_come_right(known: Known) -> None:
    right, outputs, _ = known
    found = fit(*known)
    truth = np.stack([right[name].ratings for name in outputs]).astype(np.float64)[:, 1:]
    before = np.stack([rating_values(out) for out in outputs.values()])[:, 1:]
    after = np.stack([rating_values(weigh(out, ROLES, found)) for out in outputs.values()])[:, 1:]
    assert (np.abs((after - truth).mean(0)) < 0.1).all()
    assert (np.abs((before - truth).mean(0)) > 0.1).all()
    np.testing.assert_allclose(after.std(0), truth.std(0), rtol=0.1)


def test_real_conversations_weigh_their_share() -> None:
    found = weights([True] * 10 + [False] * 90)
    assert found[:10].sum() == pytest.approx(SHARE_OF_REAL)
    assert found.sum() == pytest.approx(1)
    assert (weights([False] * 4) == weights([True] * 4)).all()


def test_concordance_is_lins() -> None:
    generator = np.random.default_rng(2)
    x = generator.normal(size=500)
    shifted = 2 * x.var() / (2 * x.var() + 1)  # Lin (1989): a shift by one lowers it so much
    columns = torch.tensor(np.stack([x, -x, x + 1], axis=1))
    found = concordance(
        columns, torch.tensor(x)[:, None].expand(-1, 3), torch.full((500, 3), 1 / 500).double()
    ).tolist()
    assert found[0] == pytest.approx(1)
    assert found[1] < -0.9
    assert found[2] == pytest.approx(shifted)
