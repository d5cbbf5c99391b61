"""Heads on a frozen encoder, in two plainer forms than the released model's.

`frozen-encoder`: the encoder as it comes, the recipe of service@1, without cues. `single-turns`: the same, but each
turn is encoded alone and the heads have no attention over turns (`layers=0`). They still know whether a turn is the
first or the last, and choices and ratings are still put together from all turns; what is missing is what was said
before.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import torch

from training.corpus import splits
from training.example import load_examples
from training.fit import fit
from training.reader import FrozenReader
from training.settings import Settings
from training.states import States
from training.train import Outputs, predict

__all__ = ["predict_all"]


def predict_all(
    prepared: Path, states: Path, settings: Settings, parts: Sequence[tuple[str, ...]], workers: int
) -> dict[str, Outputs]:
    """Outputs of the conversations of each part of the split, by heads trained on all others but test."""
    run = partial(_predict, prepared=prepared, states=states, settings=settings)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return {name: out for found in pool.map(run, parts) for name, out in found.items()}


def _predict(part: tuple[str, ...], *, prepared: Path, states: Path, settings: Settings) -> dict[str, Outputs]:
    """Outputs of the conversations of a part by heads trained on all others; never on test conversations."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    examples, split = load_examples(prepared), splits()
    known = [example for name, example in examples.items() if split[name] not in ("test", *part)]
    reader = FrozenReader(States.load({states: [*examples.values()]}), settings.recipe)
    fit(reader, known, settings, 0)
    return {name: predict(reader, one, settings) for name, one in examples.items() if split[name] in part}
