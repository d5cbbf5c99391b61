"""Step 3: train the judge: once per fold for honest out-of-fold predictions, then on all folds for release.

usage: python -m training.train FEATURES.npz OUT_DIR [--config FILE]

Writes `out_of_fold.npz` (predictions for every conversation outside test, by models that have not seen it) and
`judge.pt` (the released judges' weights). Test conversations are not used.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from training.corpus import FOLDS, splits
from training.fit import Example, fit, inputs
from training.network import Judge
from training.prepare import CONFIG, load_examples
from training.settings import Recipe, Settings

Outputs = dict[str, NDArray[np.float32]]


@torch.no_grad()
def predict(judges: Sequence[Judge], example: Example) -> Outputs:
    """Mean outputs of several judges for one conversation, without a batch axis."""
    outs = [judge(*inputs([example])) for judge in judges]
    mean = {name: torch.stack([out[name] for out in outs]).mean(0).numpy() for name in outs[0]}
    return {name: value if name == "base" else value[0] for name, value in mean.items()}


def train(examples: Sequence[Example], recipe: Recipe) -> list[Judge]:
    """One judge a seed."""
    return [fit(examples, recipe, seed) for seed in range(recipe.seeds)]


def out_of_fold(examples: dict[str, Example], recipe: Recipe) -> dict[str, Outputs]:
    """Predictions for each conversation by judges trained on the other folds."""
    split = splits()
    found: dict[str, Outputs] = {}
    for fold in map(str, range(FOLDS)):
        started = time.monotonic()
        judges = train([example for name, example in examples.items() if split[name] not in ("test", fold)], recipe)
        found |= {name: predict(judges, example) for name, example in examples.items() if split[name] == fold}
        print(f"fold {fold}: {time.monotonic() - started:.0f} s", flush=True)
    return found


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("features", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=CONFIG)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    recipe = Settings.load(arguments.config).recipe
    examples = load_examples(arguments.features)
    found = out_of_fold(examples, recipe)
    flat = {f"{name}/{key}": value for name, outputs in found.items() for key, value in outputs.items()}
    np.savez(arguments.out / "out_of_fold.npz", **flat)
    split = splits()
    judges = train([example for name, example in examples.items() if split[name] != "test"], recipe)
    torch.save([judge.state_dict() for judge in judges], arguments.out / "judge.pt")
    print(f"{arguments.out}: {len(judges)} judges, {len(found)} out-of-fold predictions")


if __name__ == "__main__":
    main()
