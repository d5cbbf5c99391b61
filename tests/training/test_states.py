"""States that were computed before: written, mapped, and found by the turn wherever it stands."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest

from convqa.calibration.pairs import Gold
from convqa.codebook import CHOICES
from training.augment import Harmless, pad
from training.example import AGENT, CUSTOMER, Example
from training.states import States, StatesArray, write_states

WIDTH = 4


def example(seed: int, turns: int = 5) -> Example:
    generator = np.random.default_rng(seed)
    return Example(
        turns=[generator.integers(4, 99, size=generator.integers(1, 9)) for _ in range(turns)],
        roles=np.array([CUSTOMER, AGENT] * turns)[:turns],
        gold=Gold(
            phases=np.zeros((turns, 3), dtype=np.int64),
            behaviours=np.zeros((turns, 5), dtype=np.int64),
            sentiment=np.ones(turns, dtype=np.int64),
            signals=np.zeros((turns, 6), dtype=np.int64),
            ratings=np.full(8, 3),
            satisfaction=3,
            choices=dict.fromkeys(CHOICES, 0),
        ),
    )


def encode(one: Example) -> StatesArray:
    """Any states that tell tokens apart."""
    ids = np.concatenate([*one.turns])
    return np.stack([ids * (1 + column) for column in range(WIDTH)], axis=1).astype(np.float16)


@pytest.fixture
def written(tmp_path: Path) -> tuple[list[Example], Path]:
    examples = [example(seed) for seed in range(3)]
    path = tmp_path / "states.npy"
    write_states(examples, encode, path)
    return examples, path


def test_states_are_read_back_turn_by_turn(written: tuple[list[Example], Path]) -> None:
    examples, path = written
    states = States.load({path: examples})
    assert states.width == WIDTH
    for one in reversed(examples):
        tokens, pooled = states(one.turns)
        np.testing.assert_array_equal(tokens, encode(one))
        for turn, row in zip(one.turns, pooled, strict=True):
            (own, _) = states([turn])
            np.testing.assert_allclose(row, [*own.astype(np.float32).mean(0), *own.max(0)], rtol=1e-3)


def test_a_turn_put_elsewhere_brings_its_states_along(written: tuple[list[Example], Path]) -> None:
    examples, path = written
    states = States.load({path: examples})
    padded = pad(examples[0], Harmless.of(examples[1:]), np.random.default_rng(0))
    assert len(padded.turns) > len(examples[0].turns)
    np.testing.assert_array_equal(states(padded.turns)[0], encode(padded))


def test_what_was_computed_in_memory_is_the_same(written: tuple[list[Example], Path]) -> None:
    examples, path = written
    mapped = States.load({path: examples})
    made = States.of(examples, np.concatenate([encode(one) for one in examples]))
    for one in examples:
        for left, right in zip(mapped(one.turns), made(one.turns), strict=True):
            np.testing.assert_array_equal(left, right)


def test_a_copy_of_a_reader_shares_them(written: tuple[list[Example], Path]) -> None:
    examples, path = written
    states = States.load({path: examples})
    assert deepcopy({"states": states})["states"] is states


def test_what_was_broken_off_is_not_taken_for_whole(tmp_path: Path) -> None:
    def fails(one: Example) -> StatesArray:
        if one is broken:
            raise KeyboardInterrupt
        return encode(one)

    broken = example(9)
    with pytest.raises(KeyboardInterrupt):
        write_states([example(0), broken], fails, tmp_path / "states.npy")
    assert not (tmp_path / "states.npy").exists()
