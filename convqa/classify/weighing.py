"""What ratings rest on, weighed: the evidence that the network finds, and the labels of the agent's turns beside it.

A network learns the labels of a turn and its evidence for the ratings side by side, and its evidence leaves some of
what its own labels say unused. Here each label that is seen in a turn of an agent adds its share to that turn's
evidence: what was done raises a rating and what was broken lowers it, never the other way round. So what an agent is
rated for is what is shown of the turn, and contributions still add up. `training/weighing.py` finds the weights, out
of fold.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convqa.classify.artefact import Weights
from convqa.classify.decide import BROKEN, SHOWN, sigmoid, softmax
from convqa.classify.grams import AGENT
from convqa.classify.judge import Outputs
from convqa.codebook import BEHAVIOURS

__all__ = ["SEEN", "told", "weigh"]

SEEN = (0.5, 0.95)
"""Of the probability that a turn has a label: up to the first it counts as not there, from the second on as there,
between them in proportion."""

Floats = NDArray[np.float64]


def weigh(out: Outputs, roles: NDArray[np.int64], weights: Weights) -> Outputs:
    """The outputs for a conversation of n turns with evidence (n, 8) and absences (n, 3, 8) weighed.

    evidence = up * what raises - down * what lowers + what the labels add.
    """
    up, down, labels = (np.array(part) for part in (weights.up, weights.down, weights.labels))
    evidence = out["evidence"].astype(np.float64)
    added = (told(out, roles)[:, :, None] * labels).sum(1)  # label by label: the same on every processor
    weighed = np.where(evidence > 0, evidence * up, evidence * down) + added
    return {**out, "evidence": weighed.astype(np.float32), "absences": (out["absences"] * down).astype(np.float32)}


def told(out: Outputs, roles: NDArray[np.int64]) -> Floats:
    """(n, 12): the probabilities of the labels of n turns (`artefact.TOLD`), as far as they count for ratings.

    As the network's own evidence they count in turns of agents alone, as far as any label is seen there, and the less
    the more such turns there are: a long conversation is not rated higher, and a turn that does nothing adds nothing.
    """
    phases, behaviours = sigmoid(out["phases"]), softmax(out["behaviours"], 1.0)
    seen = _there(1 - (1 - phases).prod(-1) * behaviours[..., 0].prod(-1)) * (roles == AGENT)
    broken = np.delete(behaviours[..., BROKEN], BEHAVIOURS.index("extra"), axis=1)
    shares = np.concatenate([phases, behaviours[..., SHOWN], broken], axis=1) * seen[:, None]
    counted: Floats = shares / np.sqrt(np.maximum(seen.sum(), 1.0))
    return counted


def _there(probability: Floats) -> Floats:
    """How far a label of that probability counts as there, in [0, 1], by `SEEN`."""
    low, high = SEEN
    found: Floats = np.clip((probability - low) / (high - low), 0.0, 1.0)
    return found
