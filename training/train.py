"""Step 3: train encoder and networks: once per fold for honest out-of-fold predictions, then on all folds for release.

Needs a GPU; `training.retrain` is what two processor cores can do.

usage: python -m training.train PREPARED_DIR BASE_DIR OUT_DIR [--config FILE] [--device NAME] [--workers N]
                                [--groups 0 1 2 3 4]

Writes `out_of_fold.npz` (predictions for every conversation outside test, by models that have not seen it), `tuned/`
(the released encoder as a Hugging Face folder) and `networks.pt` (the weights of the released networks). Test
conversations are not used. `--groups 03 124` judges folds 0 and 3 by one reader, and the other three by another: two
trainings instead of five, on fewer conversations.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import BertModel

from training.batch import collate
from training.corpus import FOLDS, LATER_FOLDS, lifelike, splits
from training.example import Example, load_examples
from training.fit import fit
from training.reader import Reader, TuningReader
from training.settings import CONFIG, Settings
from training.settle import settle

Outputs = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where things are, and how training goes."""

    prepared: Path
    base: Path
    out: Path
    settings: Settings
    device: str

    def examples(self) -> dict[str, Example]:
        """Every conversation but those of test, by id."""
        split = splits()
        return {name: one for name, one in load_examples(self.prepared).items() if split[name] != "test"}

    def reader(self, examples: Mapping[str, Example]) -> Reader:  # noqa: ARG002 (others read their states beforehand)
        """A reader of these examples that has learnt nothing yet."""
        encoder = BertModel.from_pretrained(self.base, add_pooling_layer=False, attn_implementation="sdpa")
        return TuningReader(encoder, self.settings.recipe)

    def fit(self, examples: Mapping[str, Example], left_out: Iterable[str], seed: int = 0, part: float = 1.0) -> Reader:
        """A reader trained on (a part of) the examples that are not in the folds left out."""
        torch.set_num_threads(1 if self.device != "cpu" else torch.get_num_threads())
        torch.set_flush_denormal(True)  # on a processor, numbers of next to nothing take many times as long
        split, held = splits(), set(left_out)
        known = [name for name in examples if split[name] not in held]
        some = np.random.default_rng(seed).permutation(len(known))[: round(part * len(known))]
        torch.manual_seed(seed)
        reader = self.reader(examples).to(self.device)
        names = [known[place] for place in some]
        chosen = [examples[name] for name in names for _ in range(self.times(name, split[name]))]
        return settle(fit(reader, chosen, self.settings, seed), chosen, self.settings, seed)

    def times(self, name: str, fold: str) -> int:
        """How often a conversation is taken in an epoch."""
        recipe = self.settings.recipe
        return (recipe.real if lifelike(name) else 1) * (recipe.fresh if fold in LATER_FOLDS else 1)

    def release(self) -> None:
        """Train on all folds and write the encoder and the weights of the networks; habits are thrown away."""
        reader = self.fit(self.examples(), ()).cpu()
        assert isinstance(reader, TuningReader)
        reader.encoder.save_pretrained(self.out / "tuned")
        shutil.copy(self.base / "tokenizer.json", self.out / "tuned")
        save_networks(reader, self.out)


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


def save_networks(reader: Reader, out: Path) -> None:
    """Write the weights of the networks as `training.package` reads them."""
    torch.save([network.state_dict() for network in reader.networks], out / "networks.pt")


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
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--groups", nargs="+", default=[str(fold) for fold in range(FOLDS)])
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    plan = Plan(
        prepared=arguments.prepared,
        base=arguments.base,
        out=arguments.out,
        settings=Settings.load(arguments.config),
        device=arguments.device,
    )
    carry_out(plan, arguments.groups, arguments.workers)


if __name__ == "__main__":
    main()
