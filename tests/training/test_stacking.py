"""What moves labels is fitted by what is right, and moves none where the surroundings say nothing."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")

from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.classify.judge import Outputs
from convqa.classify.stacking import Stacking
from convqa.codebook import CHOICES
from training.example import AGENT, CUSTOMER, Example
from training.stacking import fit

DRAWS = np.random.default_rng(3)
COUNT = 40


def said(signal: float) -> Outputs:
    """Of an agent's turn and a customer's: nothing sure, but for what is said of the agent's contact."""
    out = {
        "phases": np.array([[signal, 0, 0], [0, 0, 0]]),
        "behaviours": np.zeros((2, 5, 3)),
        "signals": np.zeros((2, 6)),
        "sentiment": np.zeros((2, 3)),
        "evidence": np.zeros((2, 8)),
        "absences": np.zeros((2, 3, 8)),
        "satisfaction": np.zeros(1),
    } | {name: np.zeros(len(values)) for name, values in CHOICES.items()}
    return {name: value.astype(np.float32) for name, value in out.items()}


def example(praise: int) -> Example:
    """Such a conversation, in which only the customer's praise, and no other signal, is known."""
    gold = Gold(
        phases=np.array([[0, 1, 0], [UNKNOWN] * 3]),
        behaviours=np.array([[UNKNOWN] * 5] * 2),
        sentiment=np.array([UNKNOWN, UNKNOWN]),
        signals=np.array([[UNKNOWN] * 6, [0, 0, 0, 0, praise, 0]]),
        ratings=np.full(8, UNKNOWN),
        satisfaction=UNKNOWN,
        choices=dict.fromkeys(CHOICES, UNKNOWN),
    )
    return Example(turns=[np.array([1]), np.array([2])], roles=np.array([AGENT, CUSTOMER]), gold=gold)


def test_a_customer_who_praises_after_contact_is_learnt() -> None:
    praises = (np.arange(COUNT * 50) % 2).tolist()
    outs = [said(3.0 if praise else -3.0) for praise in praises]
    stacking = Stacking.of(fit([example(praise) for praise in praises], outs))
    roles = np.array([AGENT, CUSTOMER])
    with_it, without = (stacking.over(said(signal), roles)["signals"][1] for signal in (3.0, -3.0))
    assert with_it[4] > 0.5
    assert without[4] < -0.5
    np.testing.assert_allclose(with_it[[0, 1, 2, 3, 5]], 0, atol=1e-5)  # never given: as they were


def test_surroundings_that_say_nothing_move_nothing() -> None:
    outs = [said(float(value)) for value in DRAWS.normal(size=COUNT)]
    praises = DRAWS.integers(0, 2, COUNT).tolist()
    stacking = Stacking.of(fit([example(praise) for praise in praises], outs))
    moved = [stacking.over(out, np.array([AGENT, CUSTOMER]))["signals"][1, 4] for out in outs]
    assert np.ptp(moved) < 0.2
