"""Heads on a frozen encoder, in two plainer forms than the released model's.

`frozen-encoder`: the recipe of service@1, without cues. `single-turns`: the same, but each turn is encoded alone and
the heads have no attention over turns (`layers=0`). They still know whether a turn is the first or the last, and
choices and ratings are still put together from all turns; what is missing is what was said before.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convqa.classify.encoder import Encoder
from convqa.conversation import Conversation
from training.corpus import FOLDS, splits
from training.prepare import load_examples
from training.settings import Recipe
from training.train import Outputs, predict, predict_fold, train

__all__ = ["alone", "predict_all"]


def alone(conversation: Conversation, encoder: Encoder) -> tuple[NDArray[np.float16], NDArray[np.int64]]:
    """Token states and lengths as `training.prepare.token_states` has them, of turns that do not see each other."""
    parts = []
    for turn in conversation.turns:
        tokens = encoder.tokenize([turn])
        windows = [encoder.run(window.ids)[window.first : -1] for window in encoder.windows(tokens)]
        parts.append(np.concatenate(windows).astype(np.float16))
    return np.concatenate(parts), np.array([len(part) for part in parts], dtype=np.int64)


def predict_all(prepared: Path, recipe: Recipe, workers: int) -> tuple[dict[str, Outputs], dict[str, Outputs]]:
    """Outputs out of fold, and for what test conversations there are by heads trained on all folds."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        folds = list(pool.map(partial(predict_fold, prepared=prepared, recipe=recipe), range(FOLDS)))
        whole = pool.submit(_test, prepared, recipe)
        return {name: out for fold in folds for name, out in fold.items()}, whole.result()


def _test(prepared: Path, recipe: Recipe) -> dict[str, Outputs]:
    split = splits()
    tests = {name: example for name, example in load_examples(prepared).items() if split[name] == "test"}
    networks = train(-1, prepared=prepared, recipe=recipe, seeds=recipe.fold_seeds) if tests else []
    return {name: predict(networks, example) for name, example in tests.items()}
