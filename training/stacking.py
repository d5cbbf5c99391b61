"""Step 3, at its very end: customers' labels once more by all that was said, fitted on the predictions out of fold.

usage: python -m training.stacking PREPARED_DIR TRAINED_DIR

Reads `mixed.npz`; writes `stacking.npz` for the model folder and `stacked.npz`: the predictions out of fold with their
customers' labels moved, each by models fitted without its part of the split. All that follows (weights, calibration,
figures, errors) is of these.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from convqa.calibration.pairs import UNKNOWN
from convqa.classify.grams import CUSTOMER, TURN_OF_CUSTOMER
from convqa.classify.judge import Outputs
from convqa.classify.stacking import FILE, Stacking, odds, surroundings
from training import phrases
from training.corpus import splits
from training.example import Example, load
from training.phrases import MIXED
from training.train import load_out_of_fold, save

STACKED = "stacked.npz"

RESTRAINT = 300.0
"""On the squares of weights of standardised surroundings, beside a loss that is summed over turns; out of fold 30,
1,000 and 3,000 lose 0.004, 0.002 and 0.008 of the signals' F1."""

LEAST_SPREAD = 1e-6
"""What varies less than this says nothing."""

STEPS = 100
"""Of L-BFGS, at most."""

Floats = NDArray[np.float64]


def fit(examples: Sequence[Example], outputs: Sequence[Outputs]) -> dict[str, NDArray[np.float32]]:
    """The arrays of `stacking.npz` (`Stacking.of`) by what is right of some conversations and what was said of them."""
    pairs = list(zip(examples, outputs, strict=True))
    around = np.concatenate([surroundings(out, one.roles) for one, out in pairs])
    own = np.concatenate([odds(out)[one.roles == CUSTOMER] for one, out in pairs])
    mean, spread = around.mean(axis=0), around.std(axis=0)
    spread[spread < LEAST_SPREAD] = 1.0
    around = (around - mean) / spread
    answers = phrases.right(examples)[TURN_OF_CUSTOMER]
    fitted = [_fit_one(around, *columns) for columns in zip(own.T, answers.T, strict=True)]
    weights = np.stack([weight / spread for weight, _, _ in fitted], axis=1)
    bias = np.array([bias for _, _, bias in fitted]) - mean @ weights
    found = {"weights": weights, "own": np.array([share for _, share, _ in fitted]), "bias": bias}
    return {name: value.astype(np.float32) for name, value in found.items()}


def _fit_one(around: Floats, own: Floats, answers: NDArray[np.int64]) -> tuple[Floats, float, float]:
    """Weights (f,) of the surroundings, the factor on the label's own log odds, and bias, by cross-entropy.

    Weights are held to 0 and the factor to 1, so a label for which the surroundings say nothing stays what it was.
    """
    known = answers != UNKNOWN
    x, given, y = around[known], own[known], answers[known] == 1
    nothing = np.concatenate([np.zeros(x.shape[1]), [1.0, 0.0]])
    if y.all() or not y.any():
        return nothing[:-2], 1.0, 0.0

    def loss(at: Floats) -> tuple[float, Floats]:
        moved = at - nothing
        moved[-1] = 0.0  # the bias is free
        log_odds = x @ at[:-2] + at[-2] * given + at[-1]
        error = 1 / (1 + np.exp(-log_odds)) - y
        slope = np.concatenate([error @ x, [error @ given, error.sum()]])
        missed = np.logaddexp(0, log_odds).sum() - log_odds[y].sum()
        return float(missed + RESTRAINT / 2 * moved @ moved), slope + RESTRAINT * moved

    found = minimize(loss, nothing, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    return found[:-2], float(found[-2]), float(found[-1])


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prepared", type=Path)
    parser.add_argument("trained", type=Path)
    arguments = parser.parse_args()
    split, examples = splits(), load(arguments.prepared / "corpus.npz")
    mixed = load_out_of_fold(arguments.trained / MIXED)

    def fit_without(part: str) -> dict[str, NDArray[np.float32]]:
        names = [name for name in mixed if split[name] != part]
        return fit([examples[name] for name in names], [mixed[name] for name in names])

    np.savez_compressed(arguments.trained / FILE, **fit_without("test"))  # type: ignore[arg-type] # as in `training.train.save`
    stacked: dict[str, Outputs] = {}
    for part in sorted({split[name] for name in mixed}):
        stacking = Stacking.of(fit_without(part))
        stacked |= {
            name: stacking.over(out, examples[name].roles) for name, out in mixed.items() if split[name] == part
        }
    save({name: stacked[name] for name in mixed}, arguments.trained / STACKED)
    print(f"{arguments.trained / FILE}; {len(stacked)} predictions out of fold in {STACKED}")


if __name__ == "__main__":
    main()
