"""Step 3, at its end: what the wording alone says, fitted, and put beside what the networks say.

usage: python -m training.phrases PREPARED_DIR TRAINED_DIR

Reads the token ids and `out_of_fold.npz`; writes `phrases.npz` for the model folder, fitted on all but test, and
`mixed.npz`: the predictions out of fold with the wording beside them, each by weights fitted without its fold.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from convqa.calibration.pairs import UNKNOWN
from convqa.classify.grams import AGENT, CUSTOMER, TURN_OF_AGENT, TURN_OF_CUSTOMER, WHOLE, grams, readings
from convqa.classify.phrases import CHOSEN, FILE, Phrases
from convqa.codebook import CHOICES, SENTIMENTS
from training.corpus import splits
from training.example import Example, load
from training.train import load_out_of_fold, save

MIXED = "mixed.npz"

SURE = 8.0
"""Log odds of what was always given."""

LEAST = 5
"""A key is read that stands in at least so many turns, or conversations."""

WEIGHT = {
    "own": 1.0,
    "before": 0.5,
    "after": 0.5,
    "customer": 1.0,
    "agent": 1.0,
    "first": 0.5,
    "last": 0.7,
    "answer": 0.5,
}
"""How readily a view is believed: what its numbers are multiplied with before the fit."""

SHARE = {
    "phases": 0.5, "behaviours": 0.5, "signals": 0.5, "sentiment": 0.4,
    "resolution": 0.4, "touchpoint": 0.4, "process_failure": 0.4,
}  # fmt: skip
"""How much of the mean is the wording's; out of fold, a tenth more or less changes nothing to speak of."""

STRENGTH = {TURN_OF_AGENT: 8.0, TURN_OF_CUSTOMER: 8.0, WHOLE: 5.0}
"""Inverse of the regularisation; of turns chosen out of fold, 1 was worse, 3 and 10 nearly as good."""

Parts = dict[str, NDArray[np.generic]]
Documents = dict[tuple[str, str], tuple[NDArray[np.uint32], NDArray[np.int64]]]


def fit(examples: Sequence[Example]) -> Parts:
    """The arrays of `phrases.npz` (`convqa.classify.phrases.Phrases.of`) by what is right of some conversations."""
    parts: Parts = {f"share/{name}": np.array(share) for name, share in SHARE.items()}
    documents = read(examples)
    for side, answers in right(examples).items():
        views = {view: found for (of, view), found in documents.items() if of == side}
        parts |= {f"{side}/{name}": value for name, value in _fit_side(views, answers, STRENGTH[side]).items()}
    return parts


def read(examples: Sequence[Example]) -> Documents:
    """By side and view, all keys and in which document of that side each of them is."""
    begins = dict.fromkeys(STRENGTH, 0)
    parts: dict[tuple[str, str], list[tuple[NDArray[np.uint32], NDArray[np.int64]]]] = {}
    for example in examples:
        own = {
            TURN_OF_AGENT: example.roles == AGENT,
            TURN_OF_CUSTOMER: example.roles == CUSTOMER,
            WHOLE: np.ones(1, bool),
        }
        for side, view, keys, rows in readings(grams(example.turns), example.roles):
            parts.setdefault((side, view), []).append((keys, begins[side] + np.cumsum(own[side])[rows] - 1))
        begins = {side: begin + int(own[side].sum()) for side, begin in begins.items()}
    return {
        name: (np.concatenate([keys for keys, _ in found]), np.concatenate([rows for _, rows in found]))
        for name, found in parts.items()
    }


def right(examples: Sequence[Example]) -> dict[str, NDArray[np.int64]]:
    """What is right of each document of a side, one column an output: 1, 0 or `UNKNOWN`."""
    agent, customer = ([(example.gold, example.roles == role) for example in examples] for role in (AGENT, CUSTOMER))
    behaviours = np.concatenate([gold.behaviours[own] for gold, own in agent])
    sentiment = np.concatenate([gold.sentiment[own] for gold, own in customer])
    return {
        TURN_OF_AGENT: np.hstack((
            np.concatenate([gold.phases[own] for gold, own in agent]),
            _is(behaviours, (1, 2)).reshape(len(behaviours), -1),
        )),
        TURN_OF_CUSTOMER: np.hstack((
            np.concatenate([gold.signals[own] for gold, own in customer]),
            _is(sentiment, range(len(SENTIMENTS))),
        )),
        WHOLE: np.hstack([
            _is(np.array([example.gold.choices[name] for example in examples]), range(len(CHOICES[name])))
            for name in CHOSEN
        ]),
    }  # fmt: skip


def _is(values: NDArray[np.int64], wanted: Sequence[int]) -> NDArray[np.int64]:
    """(..., w): whether a value is each of those wanted; `UNKNOWN` where it is not known."""
    spread = values[..., None]
    return np.where(spread == UNKNOWN, UNKNOWN, spread == np.array(wanted)).astype(np.int64)


def _fit_side(
    views: Mapping[str, tuple[NDArray[np.uint32], NDArray[np.int64]]], answers: NDArray[np.int64], strength: float
) -> Parts:
    """Tables and bias of a side, named `VIEW/FIELD` and `bias`."""
    weighed = {view: weigh(keys, rows, len(answers), LEAST) for view, (keys, rows) in views.items()}
    matrix = hstack([WEIGHT[view] * one for view, (_, _, one) in weighed.items()], format="csr")
    fitted = [_fit_one(matrix, column, strength) for column in answers.T]
    weights = np.split(
        np.stack([weight for weight, _ in fitted], axis=1),
        np.cumsum([one.shape[1] for _, _, one in weighed.values()])[:-1],
    )
    parts: Parts = {"bias": np.array([bias for _, bias in fitted], dtype=np.float32)}
    for own, (view, (keys, rarity, _)) in zip(weights, weighed.items(), strict=True):
        scale = np.maximum(np.abs(own).max(axis=0), 1e-6) / 127
        table = {"keys": keys, "rarity": rarity, "weights": np.rint(own / scale).astype(np.int8)}
        table["scale"] = (WEIGHT[view] * scale).astype(np.float32)
        parts |= {f"{view}/{field}": value for field, value in table.items()}
    return parts


def weigh(
    keys: NDArray[np.uint32], rows: NDArray[np.int64], count: int, least: int
) -> tuple[NDArray[np.uint32], NDArray[np.float32], csr_matrix]:
    """The keys that stand in at least so many rows, their rarity, and what `Table.read` multiplies weights with.

    Args:
        keys: (m,) of runs.
        rows: (m,) in which row each stands.
        count: of rows.
        least: rows that a key must stand in.

    Returns:
        keys (k,) ascending, rarity (k,), and (count, k).
    """
    known, at = np.unique(keys, return_inverse=True)
    there = csr_matrix((np.ones(len(at), dtype=np.float32), (rows, at)), shape=(count, len(known)))
    there.data[:] = 1  # once, however often
    documents = np.asarray(there.sum(axis=0)).ravel()
    kept = np.flatnonzero(documents >= least)
    rarity = (np.log(count / documents[kept]) + 1).astype(np.float32)
    there = there[:, kept]
    lengths = np.sqrt(np.maximum(there @ rarity**2, 1e-9))
    return known[kept], rarity, csr_matrix(there.multiply(rarity[None, :]).multiply(1 / lengths[:, None]))


def _fit_one(matrix: csr_matrix, answers: NDArray[np.int64], strength: float) -> tuple[NDArray[np.float64], float]:
    """Weights and bias of one output; what was never given is never said, what always was is always."""
    known = np.flatnonzero(answers != UNKNOWN)
    if len(values := np.unique(answers[known])) < 2:
        return np.zeros(matrix.shape[1]), SURE if 1 in values else -SURE
    model = LogisticRegression(C=strength, solver="liblinear", tol=1e-2).fit(matrix[known], answers[known])
    return model.coef_[0], float(model.intercept_[0])


def fit_without(part: str, prepared: Path) -> Parts:
    """Fitted on all conversations but those of test and of one part of the split."""
    started = time.monotonic()
    examples, split = load(prepared / "corpus.npz"), splits()
    parts = fit([one for name, one in examples.items() if split[name] not in ("test", part)])
    print(f"without {part}: {time.monotonic() - started:.0f} s", flush=True)
    return parts


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prepared", type=Path)
    parser.add_argument("trained", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    examples, split = load(arguments.prepared / "corpus.npz"), splits()
    raw = load_out_of_fold(arguments.trained / "out_of_fold.npz")
    parts = ["test", *sorted({split[name] for name in raw})]
    with ProcessPoolExecutor(arguments.workers, mp_context=get_context("spawn")) as pool:
        fitted = dict(zip(parts, pool.map(partial(fit_without, prepared=arguments.prepared), parts), strict=True))
    np.savez_compressed(arguments.trained / FILE, **fitted["test"])  # type: ignore[arg-type] # as in `training.train.save`
    phrases = {part: Phrases.of(found) for part, found in fitted.items()}
    mixed = {
        name: phrases[split[name]].beside(out, examples[name].turns, examples[name].roles) for name, out in raw.items()
    }
    save(mixed, arguments.trained / MIXED)
    size = (arguments.trained / FILE).stat().st_size / 1e6
    print(f"{arguments.trained / FILE}: {size:.1f} MB; {len(mixed)} predictions out of fold in {MIXED}")


if __name__ == "__main__":
    main()
