"""Conversations side by side, as one step of training takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from convqa.calibration.pairs import UNKNOWN
from convqa.classify.inputs import Packing, pack
from convqa.codebook import CHOICES
from training.example import OF_TURNS, PADDING, Example

PAD, UNKNOWN_TOKEN = 1, 3
"""Ids of `<pad>` and `<unk>`, see `training.vocabulary`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Batch:
    """B conversations of at most n turns, m turns in all; w windows of at most l tokens, t of which are read out.

    Attributes:
        examples: the conversations themselves.
        ids: (w, l) token ids, padded.
        shown: (w, l) 1 where there is a token, else 0.
        read: (t,) places of the tokens that are read out, turn after turn, counted over the padded windows.
        lengths: (m,) tokens of each turn.
        roles: (b, n), `PADDING` where there is no turn.
        places: (m,) where each turn stands, counted over (b, n).
        gold: what is right by name, `UNKNOWN` where it is not known or there is no turn.
    """

    examples: Sequence[Example]
    ids: Tensor
    shown: Tensor
    read: Tensor
    lengths: Tensor
    roles: Tensor
    places: Tensor
    gold: Mapping[str, Tensor]


def collate(examples: Sequence[Example], packing: Packing, device: torch.device, hide: Hide | None = None) -> Batch:
    """The batch on a device; `hide` makes some of its tokens unknown."""
    windows = [window for example in examples for window in pack([*example.turns], packing)]
    width = max(len(window.ids) for window in windows)
    ids = np.full((len(windows), width), PAD, dtype=np.int64)
    read = []
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)] = window.ids
        read.append(np.arange(window.first, len(window.ids) - 1) + row * width)
    shown = ids != PAD
    if hide is not None:
        ids[hide(ids.shape) & (ids > UNKNOWN_TOKEN)] = UNKNOWN_TOKEN

    def put(values: NDArray[np.int64]) -> Tensor:
        return torch.from_numpy(values).to(device, non_blocking=True)

    def stack(arrays: Sequence[NDArray[np.int64]], filled: int) -> Tensor:
        tensors = [torch.from_numpy(one) for one in arrays]
        return pad_sequence(tensors, batch_first=True, padding_value=filled).to(device)

    golds = [example.gold for example in examples]
    roles = np.full((len(examples), max(len(example.roles) for example in examples)), PADDING)
    for row, example in enumerate(examples):
        roles[row, : len(example.roles)] = example.roles
    return Batch(
        examples=examples,
        ids=put(ids),
        shown=put(shown.astype(np.int64)),
        read=put(np.concatenate(read)),
        lengths=put(np.array([len(turn) for example in examples for turn in example.turns])),
        roles=put(roles),
        places=put(np.flatnonzero(roles.ravel() != PADDING)),
        gold={
            **{name: stack([getattr(gold, name) for gold in golds], UNKNOWN) for name in OF_TURNS},
            "ratings": put(np.stack([gold.ratings for gold in golds])),
            "satisfaction": put(np.array([gold.satisfaction for gold in golds])),
            **{name: put(np.array([gold.choices[name] for gold in golds])) for name in CHOICES},
        },
    )


@dataclass(frozen=True, slots=True)
class Hide:
    """Which tokens of windows of some shape are made unknown: a share of them, drawn anew each time."""

    share: float
    generator: np.random.Generator

    def __call__(self, shape: tuple[int, ...]) -> NDArray[np.bool_]:
        """True where a token is hidden."""
        return self.generator.random(shape) < self.share
