"""Fit the judge on cached features: one seed, one set of conversations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.corpus import CHOICES, UNKNOWN, Gold
from training.network import Judge, Shape, values
from training.settings import Recipe

PADDING = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Example:
    """One conversation ready for training: features (n, 2304), roles (n,), and what is right."""

    features: NDArray[np.float32]
    roles: NDArray[np.int64]
    gold: Gold


def fit(examples: Sequence[Example], recipe: Recipe, seed: int) -> Judge:
    """Train from scratch; the same examples, recipe and seed give the same weights on one machine."""
    torch.manual_seed(seed)
    shape = Shape(
        features=examples[0].features.shape[1], width=recipe.width, layers=recipe.layers, dropout=recipe.dropout
    )
    judge = Judge(shape).train()
    optimizer = torch.optim.AdamW(judge.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    steps = recipe.epochs * sum(1 for _ in batches(examples, recipe.batch, np.random.default_rng(0)))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.rate, total_steps=steps, pct_start=0.1)
    generator = np.random.default_rng(seed)
    for _ in range(recipe.epochs):
        for batch in batches(examples, recipe.batch, generator):
            optimizer.zero_grad()
            loss(judge(*inputs(batch)), batch, recipe).backward()
            torch.nn.utils.clip_grad_norm_(judge.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return judge.eval()


def batches(examples: Sequence[Example], size: int, generator: np.random.Generator) -> Iterator[list[Example]]:
    """One epoch in random order, but with neighbours of like length, so that little is padding."""
    order = generator.permutation(len(examples))
    for start in range(0, len(order), 8 * size):
        chunk = sorted(order[start : start + 8 * size], key=lambda i: len(examples[i].roles))
        cuts = range(0, len(chunk), size)
        for cut in generator.permutation(len(cuts)):
            yield [examples[i] for i in chunk[cut * size : (cut + 1) * size]]


def inputs(batch: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """Pad a batch: features (b, n, 2304) and roles (b, n)."""
    features = [torch.from_numpy(example.features) for example in batch]
    roles = [torch.from_numpy(example.roles) for example in batch]
    pad = torch.nn.utils.rnn.pad_sequence
    return pad(features, batch_first=True), pad(roles, batch_first=True, padding_value=PADDING)


def loss(out: dict[str, Tensor], batch: Sequence[Example], recipe: Recipe) -> Tensor:
    """Sum of the tasks' losses, each a mean over the labels that apply."""

    def turns(name: str) -> Tensor:
        arrays = [torch.from_numpy(getattr(example.gold, name)) for example in batch]
        return torch.nn.utils.rnn.pad_sequence(arrays, batch_first=True, padding_value=UNKNOWN)

    def binary(name: str) -> Tensor:
        target = turns(name)
        known = target != UNKNOWN
        return functional.binary_cross_entropy_with_logits(out[name][known], target[known].float())

    def categorical(logits: Tensor, target: Tensor, smooth: float = 0.0) -> Tensor:
        known = target != UNKNOWN
        return functional.cross_entropy(logits[known], target[known], label_smoothing=smooth)

    total = binary("phases") + binary("signals")
    total = (
        total
        + 2 * categorical(out["behaviours"], turns("behaviours"))
        + categorical(out["sentiment"], turns("sentiment"))
    )
    for name in CHOICES:
        target = torch.tensor([example.gold.choices[name] for example in batch])
        total = total + 0.4 * categorical(out[name], target, smooth=0.05)
    satisfaction = torch.tensor([float(example.gold.satisfaction) for example in batch])
    total = total + 0.4 * functional.smooth_l1_loss(out["satisfaction"], satisfaction)
    ratings = torch.tensor(np.stack([example.gold.ratings for example in batch])).float()
    known = ratings != UNKNOWN
    predicted = values(out["base"], out["evidence"], out["absences"])
    return total + recipe.rating_weight * functional.smooth_l1_loss(predicted[known], ratings[known])
