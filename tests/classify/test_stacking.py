"""A customer's labels once more: moved by what is said around a turn, and nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from convqa.classify.decide import softmax
from convqa.classify.grams import AGENT, CUSTOMER
from convqa.classify.judge import Outputs
from convqa.classify.stacking import FILE, Stacking, surroundings
from convqa.codebook import CHOICES, SIGNALS
from convqa.errors import ModelError

BOT = 2
LABELS, AROUND = 9, 132
MOOD, DEED = 17, 21
"""How much is said of a turn of each side."""

some_roles = st.lists(st.sampled_from((AGENT, CUSTOMER, BOT)), min_size=1, max_size=9).map(np.array)


def outputs(count: int) -> Outputs:
    """Outputs of a network that are all different."""
    draws = np.random.default_rng(count)
    shapes: dict[str, tuple[int, ...]] = {"phases": (count, 3), "behaviours": (count, 5, 3), "signals": (count, 6)}
    shapes |= {"sentiment": (count, 3), "evidence": (count, 8), "absences": (count, 3, 8)}
    shapes |= {name: (len(values),) for name, values in CHOICES.items()} | {"satisfaction": (1,)}
    return {name: draws.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def parts(**changed: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """A model's arrays that move nothing, but for what is changed."""
    made: dict[str, NDArray[Any]] = {"weights": np.zeros((AROUND, LABELS), dtype=np.float32)}
    return made | {"own": np.ones(LABELS, dtype=np.float32), "bias": np.zeros(LABELS, dtype=np.float32)} | changed


@given(some_roles)
def test_what_moves_nothing_leaves_probabilities_as_they_are(roles: NDArray[np.int64]) -> None:
    out = outputs(len(roles))
    found = Stacking.of(parts()).over(out, roles)
    assert set(found) == set(out)
    np.testing.assert_allclose(found["signals"], out["signals"], atol=1e-5)
    np.testing.assert_allclose(softmax(found["sentiment"], 1.0), softmax(out["sentiment"], 1.0), atol=1e-5)


@given(some_roles)
def test_only_customers_labels_move(roles: NDArray[np.int64]) -> None:
    out = outputs(len(roles))
    bias = np.arange(1, LABELS + 1, dtype=np.float32)
    found = Stacking.of(parts(bias=bias)).over(out, roles)
    customers = roles == CUSTOMER
    np.testing.assert_allclose(found["signals"][customers], out["signals"][customers] + bias[: len(SIGNALS)], atol=1e-5)
    assert all((found[name][~customers] == out[name][~customers]).all() for name in ("signals", "sentiment"))
    assert all(found[name] is out[name] for name in out if name not in ("signals", "sentiment"))


@given(some_roles)
def test_surroundings_are_of_the_nearest_turns(roles: NDArray[np.int64]) -> None:
    out = outputs(len(roles))
    customers, agents = np.flatnonzero(roles == CUSTOMER), np.flatnonzero(roles == AGENT)
    found = surroundings(out, roles)
    assert found.shape == (len(customers), AROUND)
    for row, turn in zip(found, customers, strict=True):
        before, after = customers[customers < turn][-1:], customers[customers > turn][:1]
        for place, near in enumerate((np.array([turn]), before, after)):
            signals = row[place * MOOD + 3 :][: len(SIGNALS)]
            np.testing.assert_allclose(signals, out["signals"][near[0]] if len(near) else np.zeros(len(SIGNALS)))
        for place, near in enumerate((agents[agents < turn][-1:], agents[agents > turn][:1])):
            phases = row[3 * MOOD + place * DEED :][:3]
            np.testing.assert_allclose(phases, out["phases"][near[0]] if len(near) else np.zeros(3))
        assert row[-3:].tolist() == [turn == 0, turn == len(roles) - 1, turn / len(roles)]


def test_what_is_around_a_turn_moves_its_label() -> None:
    roles = np.array([CUSTOMER, AGENT, CUSTOMER])
    weights = np.zeros((AROUND, LABELS), dtype=np.float32)
    weights[3 * MOOD + DEED, 0] = 2.0  # contact, in the agent's turn after it
    out = outputs(3)
    found = Stacking.of(parts(weights=weights)).over(out, roles)["signals"]
    assert found[0, 0] == pytest.approx(out["signals"][0, 0] + 2 * out["phases"][1, 0], abs=1e-5)
    assert found[2, 0] == pytest.approx(out["signals"][2, 0], abs=1e-5)


def test_a_damaged_file_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no zip")
    with pytest.raises(ModelError, match="cannot be read"):
        Stacking.load(tmp_path)
    np.savez(tmp_path / FILE, **{name: value for name, value in parts().items() if name != "own"})  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="install the model again"):
        Stacking.load(tmp_path)
