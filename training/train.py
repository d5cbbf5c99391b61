"""Step 3: train, once without each group of folds for honest predictions of these, then on all of them for release.

usage: python -m training.train PREPARED_DIR BASE_DIR OUT_DIR [--config FILE] [--device NAME] [--workers N]
                                [--groups 037 146 25]

Where the recipe tunes no layer of the encoder, BASE_DIR is what `training.encoder` wrote; else it is a Hugging Face
folder, and a GPU is needed. Writes `out_of_fold.npz` (predictions for every conversation outside test that has a fold,
by models that have not seen it), `networks.pt` (the weights of the released networks) and, if it was tuned, `tuned/`
(the released encoder). Test conversations are not used. A group is digits of folds that one training leaves out: three
trainings instead of eight, on somewhat fewer conversations.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from training.batch import collate
from training.corpus import splits
from training.example import Example
from training.plan import Plan, plan_of
from training.reader import Reader
from training.settings import CONFIG, Settings

Outputs = dict[str, NDArray[np.float32]]

GROUPS = ("037", "146", "25")
"""Folds that are judged by one training: of the first ones and of the later, in each."""


@torch.no_grad()
def predict(reader: Reader, example: Example, settings: Settings) -> Outputs:
    """Mean outputs of a reader's networks for one conversation, without a batch axis."""
    device = next(reader.parameters()).device
    outs = reader(collate([example], settings.packing, device))
    mean = {name: torch.stack([out[name] for out in outs]).mean(0).cpu().numpy() for name in outs[0]}
    return {name: value if name == "base" else value[0] for name, value in mean.items()}


def predict_folds(plan: Plan, folds: tuple[str, ...], part: float = 1.0) -> dict[str, Outputs]:
    """Predictions for the conversations of some folds by a reader that was trained without them."""
    started = time.monotonic()
    examples, split = plan.examples(), splits()
    reader = plan.fit(examples, folds, part=part)
    found = {name: predict(reader, one, plan.settings) for name, one in examples.items() if split[name] in folds}
    print(f"folds {' '.join(folds)}: {time.monotonic() - started:.0f} s", flush=True)
    return found


def save(found: Mapping[str, Outputs], path: Path) -> None:
    """Write predictions as `load_out_of_fold` reads them."""
    arrays = {f"{name}/{key}": value for name, outputs in found.items() for key, value in outputs.items()}
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type] # to numpy's types, any name may be `allow_pickle`


def load_out_of_fold(path: Path) -> dict[str, Outputs]:
    """The predictions that `training.train` saved, by conversation id."""
    found: dict[str, Outputs] = {}
    with np.load(path) as stored:
        for key in stored.files:
            name, output = key.rsplit("/", 1)
            found.setdefault(name, {})[output] = stored[key]
    return found


def carry_out(plan: Plan, groups: Iterable[str], workers: int) -> None:
    """Train and write everything: the release, and the predictions for each group of folds by what has not seen it."""
    plan.prepare()
    os.environ["OMP_NUM_THREADS"] = "1"  # of each worker, as there are as many of them
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        released = pool.submit(plan.release)
        judged = pool.map(partial(predict_folds, plan), [tuple(group) for group in groups])
        found = {name: outputs for group in judged for name, outputs in group.items()}
        released.result()
    save(found, plan.out / "out_of_fold.npz")
    print(f"{plan.out}: {len(found)} out-of-fold predictions")


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("prepared", "base", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--groups", nargs="+", default=GROUPS)
    arguments = parser.parse_args()
    plan = plan_of(
        prepared=arguments.prepared,
        base=arguments.base,
        out=arguments.out,
        settings=Settings.load(arguments.config),
        device=arguments.device,
    )
    carry_out(plan, arguments.groups, arguments.workers)


if __name__ == "__main__":
    main()
