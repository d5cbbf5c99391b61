"""Pairs with known truth: a label's logit is right on average by a known slope and shift, a rating errs as it says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from convqa.calibration import UNKNOWN, Gold, Pair
from convqa.codebook import CHOICES

MakePairs = Callable[..., list[Pair]]


def _pair(number: int, generator: np.random.Generator, error: float, spread: bool) -> Pair:
    n = 6
    truth = generator.normal(size=(n, 3)) * 2
    agent = np.array([0, 1] * 3) == 1
    sentiment = generator.normal(size=(n, 3)) * 2
    expected = generator.uniform(0.3, 2.0, size=9) if spread else np.ones(9)
    values = generator.uniform(1.5, 4.5, size=9)
    gold = np.clip(np.round(values + generator.normal(size=9) * error * expected), 1, 5).astype(np.int64)
    choices = {name: generator.normal(size=len(kinds)) for name, kinds in CHOICES.items()}
    out = {
        "phases": truth * 2 + 1,  # the truth is half of it, less a half
        "behaviours": generator.normal(size=(n, 5, 3)) * 2,
        "sentiment": sentiment * 3,  # three times too sure
        "signals": generator.normal(size=(n, 6)),
        "satisfaction": values[8],
        **choices,
    }
    out |= {"spread": expected} if spread else {}
    arrays = {name: np.asarray(value).astype(np.float32) for name, value in out.items()}
    drawn = (sentiment + generator.gumbel(size=sentiment.shape)).argmax(-1)
    return Pair(
        id=f"c{number:04}",
        out=arrays,
        values=values[:8],
        gold=Gold(
            phases=np.where(agent[:, None], generator.random((n, 3)) < 1 / (1 + np.exp(-truth)), UNKNOWN).astype(
                np.int64
            ),
            behaviours=np.where(agent[:, None], generator.integers(0, 3, size=(n, 5)), UNKNOWN),
            sentiment=np.where(agent, UNKNOWN, drawn),
            signals=np.where(agent[:, None], UNKNOWN, generator.integers(0, 2, size=(n, 6))),
            ratings=gold[:8],
            satisfaction=int(gold[8]),
            choices={name: int(logits.argmax()) for name, logits in choices.items()},
        ),
    )


@pytest.fixture(scope="session")
def make_pairs() -> MakePairs:
    """`make_pairs(n, error=0.6, spread=False, seed=0)`."""

    def make(n: int, *, error: float = 0.6, spread: bool = False, seed: int = 0) -> list[Pair]:
        generator = np.random.default_rng(seed)
        return [_pair(number, generator, error, spread) for number in range(n)]

    return make
