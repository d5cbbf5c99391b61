"""Step 3: train cues and judge: once per fold for honest out-of-fold predictions, then on all folds for release.

usage: python -m training.train PREPARED_DIR OUT_DIR [--config FILE] [--workers N]

Writes `out_of_fold.npz` (predictions for every conversation outside test, by models that have not seen it) and
`networks.pt` (the weights of the released networks). Test conversations are not used. Each worker process uses one
thread: two trainings with two threads each on two cores would slow each other tenfold.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from training.corpus import FOLDS, splits
from training.example import Example
from training.fit import fit
from training.network import Network
from training.prepare import CONFIG, load_examples
from training.settings import Recipe, Settings

Outputs = dict[str, NDArray[np.float32]]
Weights = dict[str, torch.Tensor]


@torch.no_grad()
def predict(networks: Sequence[Network], example: Example) -> Outputs:
    """Mean outputs of several networks for one conversation, without a batch axis."""
    outs = [network([example]) for network in networks]
    mean = {name: torch.stack([out[name] for out in outs]).mean(0).numpy() for name in outs[0]}
    return {name: value if name == "base" else value[0] for name, value in mean.items()}


def train(fold: int, *, prepared: Path, recipe: Recipe, seeds: int) -> list[Network]:
    """One network a seed, from every conversation that is neither in test nor in `fold`."""
    torch.set_num_threads(1)
    split = splits()
    known = [example for name, example in load_examples(prepared).items() if split[name] not in ("test", str(fold))]
    return [fit(known, recipe, seed) for seed in range(seeds)]


def predict_fold(fold: int, *, prepared: Path, recipe: Recipe) -> dict[str, Outputs]:
    """Predictions for the conversations of one fold by networks trained on the others."""
    started = time.monotonic()
    networks = train(fold, prepared=prepared, recipe=recipe, seeds=recipe.fold_seeds)
    split = splits()
    found = {
        name: predict(networks, example)
        for name, example in load_examples(prepared).items()
        if split[name] == str(fold)
    }
    print(f"fold {fold}: {time.monotonic() - started:.0f} s", flush=True)
    return found


def release(seed: int, *, prepared: Path, recipe: Recipe) -> Weights:
    """The weights of one released network, trained on all folds."""
    torch.set_num_threads(1)
    split = splits()
    known = [example for name, example in load_examples(prepared).items() if split[name] != "test"]
    return fit(known, recipe, seed).state_dict()


def save(found: Mapping[str, Outputs], path: Path) -> None:
    """Write predictions as `training.package.load_out_of_fold` reads them."""
    np.savez(path, **{f"{name}/{key}": value for name, outputs in found.items() for key, value in outputs.items()})


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prepared", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    recipe = Settings.load(arguments.config).recipe
    with ProcessPoolExecutor(arguments.workers, mp_context=get_context("spawn")) as pool:
        folds = pool.map(partial(predict_fold, prepared=arguments.prepared, recipe=recipe), range(FOLDS))
        weights = pool.map(partial(release, prepared=arguments.prepared, recipe=recipe), range(recipe.seeds))
        found = {name: outputs for fold in folds for name, outputs in fold.items()}
        torch.save(list(weights), arguments.out / "networks.pt")
    save(found, arguments.out / "out_of_fold.npz")
    print(f"{arguments.out}: {recipe.seeds} networks, {len(found)} out-of-fold predictions")


if __name__ == "__main__":
    main()
