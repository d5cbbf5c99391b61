"""How much evidence and labels weigh in the ratings: found out of fold, for `convqa.classify.weighing`.

A network errs on what it has not seen, and so keeps its ratings of unseen conversations closer together than the
annotators' are, however well they lay apart in training; annotators of later batches, who rate higher, leave it biased.
One factor a rating on what raises it and one on what lowers it set both right. And its evidence is learnt beside its
labels, not from them: each label gets a weight a rating too, which may only raise for what was done and only lower for
what was broken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize
from torch import Tensor

from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.classify.artefact import TOLD, Weights
from convqa.classify.judge import Outputs
from convqa.classify.weighing import told
from convqa.codebook import RATINGS
from training.corpus import real

__all__ = ["fit"]

SHARE_OF_REAL = 1 / 3
"""What the real conversations weigh together: a tenth of those in the folds, and all of what users have."""

RESTRAINT = 0.002
"""On the squares of the factors' logarithms, against a concordance in [-1, 1]: far out, ever larger factors change
nothing that is seen."""

RESTRAINT_OF_LABELS = 0.0002
"""On the squares of the labels' weights, likewise."""

FloatArray = NDArray[np.float64]


def fit(right: Mapping[str, Gold], outputs: Mapping[str, Outputs], roles: Mapping[str, NDArray[np.int64]]) -> Weights:
    """The weights with which values and gold ratings agree best by Lin's concordance (1989)."""
    parts = Parts.of(right, outputs, roles)
    start = np.zeros((2 + len(TOLD), len(RATINGS)))
    bounds: list[tuple[float | None, float | None]] = [(None, None)] * (2 * len(RATINGS))
    for name in TOLD:
        bounds += [(None, 0.0) if name.endswith("-") else (0.0, None)] * len(RATINGS)

    def miss(at: FloatArray) -> tuple[float, FloatArray]:
        x = torch.tensor(at.reshape(start.shape), requires_grad=True)
        found = parts.miss(x[:2].exp(), x[2:])
        found = found + RESTRAINT * (x[:2] ** 2).sum() + RESTRAINT_OF_LABELS * (x[2:] ** 2).sum()
        found.backward()
        assert x.grad is not None
        return found.item(), x.grad.numpy().ravel()

    found = minimize(miss, start.ravel(), jac=True, method="L-BFGS-B", bounds=bounds).x.reshape(start.shape)
    up, down = np.exp(found[:2]).round(4)
    return Weights(up=up.tolist(), down=down.tolist(), labels=found[2:].round(4).tolist())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts:
    """What the values of c conversations with t turns of agents are made of, and what they should be.

    Attributes:
        base: (c, 8), absences: (c, 8) summed over turns and kinds.
        evidence: (t, 8), labels: (t, 12), of the turns of all conversations.
        place: (t,) the conversation that each turn is of.
        gold: (c, 8).
        share: (c, 8) what each conversation weighs in a rating, columns adding up to 1; 0 where it is not known.
    """

    base: Tensor
    absences: Tensor
    evidence: Tensor
    labels: Tensor
    place: Tensor
    gold: Tensor
    share: Tensor

    @classmethod
    def of(
        cls, right: Mapping[str, Gold], outputs: Mapping[str, Outputs], roles: Mapping[str, NDArray[np.int64]]
    ) -> Parts:
        """From outputs out of fold, as they come."""
        gold = np.stack([right[name].ratings for name in outputs]).astype(np.float64)
        weight = weights([real(name) for name in outputs])[:, None] * (gold != UNKNOWN)
        counts = [len(out["evidence"]) for out in outputs.values()]
        return cls(
            base=torch.tensor(np.stack([out["base"] for out in outputs.values()])).double(),
            absences=torch.tensor(np.stack([out["absences"].sum((0, 1)) for out in outputs.values()])).double(),
            evidence=torch.tensor(np.concatenate([out["evidence"] for out in outputs.values()])).double(),
            labels=torch.tensor(np.concatenate([told(out, roles[name]) for name, out in outputs.items()])),
            place=torch.tensor(np.repeat(np.arange(len(counts)), counts)),
            gold=torch.tensor(gold),
            share=torch.tensor(weight / np.maximum(weight.sum(0), 1e-12)),
        )

    def miss(self, factors: Tensor, labels: Tensor) -> Tensor:
        """The sum over the ratings of how far concordance falls short of 1, with factors (2, 8) and labels (12, 8)."""
        up, down = factors
        evidence = self.evidence.clamp(min=0) * up + self.evidence.clamp(max=0) * down + self.labels @ labels
        nothing = torch.zeros_like(self.base)
        raises = nothing.index_add(0, self.place, evidence.clamp(min=0))
        lowers = nothing.index_add(0, self.place, -evidence.clamp(max=0)) + self.absences * down
        values = self.base + ((5 - self.base) * raises - (self.base - 1) * lowers) / (1 + raises + lowers)
        return (1 - concordance(values, self.gold, self.share)).sum()


def weights(are_real: Sequence[bool]) -> FloatArray:
    """What each conversation weighs, so that the real ones weigh `SHARE_OF_REAL` together, if there are any."""
    mask = np.array(are_real)
    if mask.all() or not mask.any():
        return np.ones(len(mask))
    found: FloatArray = np.where(mask, SHARE_OF_REAL / mask.sum(), (1 - SHARE_OF_REAL) / (~mask).sum())
    return found


def concordance(x: Tensor, y: Tensor, share: Tensor) -> Tensor:
    """Lin's coefficient of the columns of (c, k) by shares (c, k): 1 where they are equal."""
    means = (share * x).sum(0), (share * y).sum(0)
    a, b = x - means[0], y - means[1]
    apart = (share * a * a).sum(0) + (share * b * b).sum(0) + (means[0] - means[1]) ** 2
    return 2 * (share * a * b).sum(0) / (apart + 1e-12)
