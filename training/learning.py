"""Does more data help? The same recipe on ever larger parts of what a fold may be trained on.

usage: python -m training.learning PREPARED_DIR MODEL_DIR OUT.json [--config FILE] [--parts 0.25 0.5 1]
                                   [--folds 0 1 2 3 4] [--workers N]

One seed each. The figures are of the conversations of the folds named, by networks that have not seen them; no test
conversation is read. The number that stands for a part is how many conversations were trained on, on average.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch

from convqa.classify.artefact import Meta
from convqa.conversation import Conversation
from training.corpus import FOLDS, splits
from training.evaluation.figures import headline, shown, tabulate
from training.evaluation.model import out_of_fold
from training.fit import fit
from training.prepare import CONFIG, conversations, load_examples
from training.settings import Recipe, Settings
from training.train import Outputs, predict

SHOWN = (
    "mean rating kappa",
    "phases macro-F1",
    "shown and broken macro-F1",
    "sentiment macro-F1",
    "touchpoint accuracy",
    "process_failure accuracy",
)


def learn(part: float, fold: int, *, prepared: Path, recipe: Recipe) -> tuple[int, dict[str, Outputs]]:
    """How many conversations a part of one fold's training is, and what came of it for the fold."""
    torch.set_num_threads(1)
    split, examples = splits(), load_examples(prepared)
    known = [name for name in examples if split[name] not in ("test", str(fold))]
    some = np.random.default_rng(fold).permutation(len(known))[: round(part * len(known))]
    network = fit([examples[known[place]] for place in some], recipe, 0)
    found = {name: predict([network], example) for name, example in examples.items() if split[name] == str(fold)}
    return len(some), found


def figures(outputs: Mapping[str, Outputs], talks: Mapping[str, Conversation], meta: Meta) -> dict[str, Any]:
    """`SHOWN` of these conversations."""
    found = shown(headline(tabulate(out_of_fold(outputs, talks, meta))))
    return {name: found[name] for name in SHOWN}


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("prepared", "model", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--parts", type=float, nargs="+", default=[0.25, 0.5, 1.0])
    parser.add_argument("--folds", type=int, nargs="+", default=list(range(FOLDS)))
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    recipe, meta, talks = Settings.load(arguments.config).recipe, Meta.load(arguments.model), conversations()
    pairs = list(product(arguments.parts, arguments.folds))
    with ProcessPoolExecutor(arguments.workers, mp_context=get_context("spawn")) as pool:
        run = partial(learn, prepared=arguments.prepared, recipe=recipe)
        results = list(pool.map(run, *zip(*pairs, strict=True)))
    curve = {}
    for part in arguments.parts:
        own = [result for (one, _), result in zip(pairs, results, strict=True) if one == part]
        count = round(sum(n for n, _ in own) / len(own))
        curve[str(count)] = figures({name: out for _, found in own for name, out in found.items()}, talks, meta)
    arguments.out.write_text(json.dumps(curve, indent=1) + "\n", encoding="utf-8")
    print({count: found["mean rating kappa"] for count, found in curve.items()})


if __name__ == "__main__":
    main()
