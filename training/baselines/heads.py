"""Heads on a frozen encoder, in two plainer forms than the released model's.

`frozen-encoder`: the encoder as it comes, the recipe of service@1, without cues. `single-turns`: the same, but each
turn is encoded alone and the heads have no attention over turns (`layers=0`). They still know whether a turn is the
first or the last, and choices and ratings are still put together from all turns; what is missing is what was said
before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from convqa.classify.encoder import Encoder
from convqa.classify.inputs import pack
from training.corpus import FOLDS, splits
from training.example import Example, load_examples
from training.fit import fit
from training.reader import FrozenReader
from training.settings import Settings
from training.train import Outputs, predict

__all__ = ["alone", "predict_all", "together", "write_states"]

States = NDArray[np.float16]


def together(example: Example, encoder: Encoder) -> States:
    """The states (t, d) of all tokens of a conversation."""
    windows = pack([*example.turns], encoder.packing)
    return np.concatenate([encoder.run(window.ids)[window.first : -1] for window in windows]).astype(np.float16)


def alone(example: Example, encoder: Encoder) -> States:
    """The same of turns that do not see each other."""
    windows = [window for turn in example.turns for window in pack([turn], encoder.packing)]
    return np.concatenate([encoder.run(window.ids)[window.first : -1] for window in windows]).astype(np.float16)


def write_states(examples: Sequence[Example], encode: Callable[[Example], States], path: Path) -> None:
    """Encode conversations on two threads and write their states, one after the other, to be mapped into memory."""
    with ThreadPoolExecutor(2) as pool:
        np.save(path, np.concatenate(list(pool.map(encode, examples))))


def load_states(examples: Sequence[Example], path: Path) -> dict[Example, States]:
    """What `write_states` wrote of the same examples."""
    whole = np.load(path, mmap_mode="c")  # not "r": PyTorch takes writable arrays only; nothing is written
    ends = np.cumsum([sum(len(turn) for turn in example.turns) for example in examples])
    return dict(zip(examples, np.split(whole, ends[:-1]), strict=True))


def predict_all(
    prepared: Path, states: Path, settings: Settings, workers: int
) -> tuple[dict[str, Outputs], dict[str, Outputs]]:
    """Outputs out of fold, and for the test conversations by heads trained on all folds."""
    run = partial(_predict, prepared=prepared, states=states, settings=settings)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        *folds, tests = pool.map(run, (*map(str, range(FOLDS)), "test"))
    return {name: out for fold in folds for name, out in fold.items()}, tests


def _predict(part: str, *, prepared: Path, states: Path, settings: Settings) -> Mapping[str, Outputs]:
    """Outputs of the conversations of a part by heads trained on all others; never on test conversations."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    examples, split = load_examples(prepared), splits()
    known = [example for name, example in examples.items() if split[name] not in ("test", part)]
    reader = FrozenReader(load_states([*examples.values()], states), settings.recipe)
    fit(reader, known, settings, 0)
    return {name: predict(reader, one, settings) for name, one in examples.items() if split[name] == part}
