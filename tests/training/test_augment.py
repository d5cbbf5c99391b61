"""What is put into a conversation in training must leave everything else as it was."""

from __future__ import annotations

import numpy as np
import pytest

from convqa.calibration.pairs import UNKNOWN, Gold
from training.augment import MOST, Harmless, pad
from training.example import AGENT, CUSTOMER, Example


def example(labels: str, seed: int) -> Example:
    """One turn a letter: A an agent who does something, a one who holds the line, C and c the same of a customer."""
    generator = np.random.default_rng(seed)
    turns = [generator.integers(4, 40_000, size=generator.integers(1, 6)) for _ in labels]
    agent = np.array([letter in "Aa" for letter in labels])
    busy = np.array([letter.isupper() for letter in labels]).astype(np.int64)
    of_agent, of_customer = np.where(agent, busy, UNKNOWN), np.where(agent, UNKNOWN, busy)
    return Example(
        turns=turns,
        roles=np.where(agent, AGENT, CUSTOMER),
        gold=Gold(
            phases=of_agent[:, None].repeat(3, 1),
            behaviours=np.where(agent, 0, UNKNOWN)[:, None].repeat(5, 1),
            sentiment=np.where(agent, UNKNOWN, 1),
            signals=of_customer[:, None].repeat(6, 1),
            ratings=np.arange(8) % 5 + 1,
            satisfaction=3,
            choices={"resolution": 1},
        ),
    )


def test_harmless_turns_are_those_without_a_label() -> None:
    talks = [example("CAcaA", 0), example("CAC", 1)]
    harmless = Harmless.of(talks)
    assert [turn.tolist() for turn in harmless.turns] == [turn.tolist() for turn in talks[0].turns[2:4]]
    assert harmless.roles.tolist() == [CUSTOMER, AGENT]


@pytest.mark.parametrize("seed", range(20))
def test_the_rest_stays_as_it_was(seed: int) -> None:
    before, other = example("CACA", 2), example("acC", 3)
    after = pad(before, Harmless.of([other]), np.random.default_rng(seed))
    added = len(after.roles) - len(before.roles)
    assert 1 <= added <= MOST
    assert len(after.turns) == len(after.roles)
    old = [turn for turn in range(len(after.roles)) if any(after.turns[turn] is one for one in before.turns)]
    assert len(old) == 4
    for name in ("phases", "behaviours", "sentiment", "signals"):
        np.testing.assert_array_equal(getattr(after.gold, name)[old], getattr(before.gold, name))
    new = sorted(set(range(len(after.roles))) - set(old))
    assert all((after.gold.phases[turn] <= 0).all() and (after.gold.signals[turn] <= 0).all() for turn in new)
    agents = after.roles[new] == AGENT
    np.testing.assert_array_equal(after.gold.phases[new][:, 0] == 0, agents)
    np.testing.assert_array_equal(after.gold.sentiment[new] == 1, ~agents)
    assert after.gold.ratings is before.gold.ratings
