"""Labels in the ratings: of agents' turns alone, in their direction, and no more for saying it in more turns."""

from __future__ import annotations

import numpy as np

from convqa.classify.artefact import TOLD, Weights
from convqa.classify.judge import Outputs
from convqa.classify.weighing import told, weigh
from convqa.codebook import RATINGS

PLAIN = Weights(up=[1.0] * 8, down=[1.0] * 8, labels=[[0.0] * 8 for _ in TOLD])
SURE = 12.0


def silent(turns: int) -> Outputs:
    """A conversation in which nothing is seen."""
    behaviours = np.full((turns, 5, 3), -SURE, dtype=np.float32)
    behaviours[..., 0] = SURE
    return {
        "phases": np.full((turns, 3), -SURE, dtype=np.float32),
        "behaviours": behaviours,
        "evidence": np.zeros((turns, 8), dtype=np.float32),
        "absences": np.full((turns, 3, 8), 0.5, dtype=np.float32),
    }


def with_labels(**labels: float) -> Weights:
    """Each named label counts so much for every rating; `x` after a name stands for shown, `y` for broken."""
    named = {name.replace("_x", "+").replace("_y", "-"): weight for name, weight in labels.items()}
    return Weights(up=PLAIN.up, down=PLAIN.down, labels=[[named.get(name, 0.0)] * len(RATINGS) for name in TOLD])


def test_factors_weigh_what_raises_and_what_lowers_apart() -> None:
    out = silent(2)
    out["evidence"][0, :2] = 1.0, -1.0
    found = weigh(out, np.array([0, 1]), Weights(up=[2.0] * 8, down=[0.25] * 8, labels=PLAIN.labels))
    assert found["evidence"][0, :3].tolist() == [2.0, -0.25, 0.0]
    assert (found["absences"] == 0.125).all()


def test_plain_weights_change_no_bit() -> None:
    out = silent(3)
    out["evidence"] = np.random.default_rng(0).normal(size=(3, 8)).astype(np.float32)
    found = weigh(out, np.array([0, 1, 0]), PLAIN)
    assert all((found[name] == out[name]).all() for name in out)


def test_a_label_counts_where_it_is_seen_and_only_in_turns_of_agents() -> None:
    out = silent(4)
    out["behaviours"][:2, 0, 1] = 3 * SURE  # ownership, shown by an agent and said by a customer
    out["behaviours"][3, 1, 2] = 3 * SURE  # clarity, broken
    found = weigh(out, np.array([0, 1, 0, 0]), with_labels(ownership_x=0.8, clarity_y=-0.4))["evidence"]
    np.testing.assert_allclose(found[:, 0], np.array([0.8, 0, 0, -0.4]) / np.sqrt(2), atol=1e-3)


def test_a_turn_that_does_nothing_adds_nothing_and_changes_no_other() -> None:
    out, roles = silent(5), np.array([0, 1, 0, 0, 0])
    out["phases"][0, 2] = SURE
    weights = with_labels(respond=1.0, discover=0.5)
    long, short = weigh(out, roles, weights), weigh({name: part[:2] for name, part in out.items()}, roles[:2], weights)
    np.testing.assert_allclose(long["evidence"][:2], short["evidence"], rtol=1e-6)
    assert (long["evidence"][2:] == 0).all()


def test_each_says_less_the_more_there_are() -> None:
    out = silent(9)
    out["phases"][:, 2] = SURE
    assert np.isclose(told(out, np.zeros(9, dtype=np.int64)).sum(), 9 / np.sqrt(9), rtol=1e-3)
