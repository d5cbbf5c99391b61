"""Step 4: a model's own calibration and reference, from its out-of-fold predictions; the fitting is the product's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from convqa.calibration import Gold, Least, Pair, fit
from convqa.calibration.pairs import UNKNOWN
from convqa.classify.artefact import Calibration
from convqa.classify.judge import Outputs
from convqa.codebook import RATINGS
from convqa.drift import Reference, describe
from convqa.scoring.amounts import amounts


def calibrate(right: Mapping[str, Gold], outputs: Mapping[str, Outputs]) -> Calibration:
    """Fit everything on pairs of gold labels and predictions by models that have not seen them."""
    pairs = [Pair(id=name, out=out, gold=right[name], values=rating_values(out)) for name, out in outputs.items()]
    return fit(pairs, least=Least(sides=0, rated=0)).calibration


def reference(right: Mapping[str, Gold], outputs: Mapping[str, Outputs]) -> Reference:
    """How the values lie on the conversations that the annotators rated."""
    rated = [out for name, out in outputs.items() if (right[name].ratings != UNKNOWN).any()]
    values = np.array([rating_values(out) for out in rated])
    columns: dict[str, Sequence[float]] = dict(zip(RATINGS, values.T.tolist(), strict=True))
    return describe(columns | {"satisfaction": [float(out["satisfaction"]) for out in rated]})


def rating_values(out: Outputs) -> NDArray[np.float64]:
    """(8,) the ratings of one conversation with one agent, by the product's own arithmetic."""
    base = out["base"].astype(np.float64)
    parts = amounts(base, out["evidence"].astype(np.float64), out["absences"].astype(np.float64))
    result: NDArray[np.float64] = base + parts.contributions.sum(0) + parts.absences.sum((0, 1))
    return result
