"""Fit cues and judge on cached token states: one seed, one set of conversations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.augment import Harmless, pad
from training.corpus import CHOICES, UNKNOWN
from training.example import Example
from training.habits import Habits
from training.network import Network, values
from training.settings import Recipe

LEAST_FOR_CONCORDANCE = 4
"""Conversations in a batch; below, their spread says little."""


def fit(examples: Sequence[Example], recipe: Recipe, seed: int) -> Network:
    """Train from scratch; the same examples, recipe and seed give the same weights on one machine."""
    torch.manual_seed(seed)
    network = Network(recipe.shape(examples[0].features.shape[1])).train()
    habits = Habits()
    learnt = [*network.parameters(), *habits.parameters()]
    optimizer = torch.optim.AdamW(learnt, lr=recipe.rate, weight_decay=recipe.decay)
    steps = recipe.epochs * sum(1 for _ in batches(examples, recipe.batch, np.random.default_rng(0)))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.rate, total_steps=steps, pct_start=0.1)
    generator = np.random.default_rng(seed)
    harmless = Harmless.of(examples)
    for _ in range(recipe.epochs):
        for batch in batches(examples, recipe.batch, generator):
            batch = [changed(one, harmless, recipe, generator) for one in batch]
            optimizer.zero_grad()
            loss(habits(network(batch), batch), batch, recipe).backward()
            torch.nn.utils.clip_grad_norm_(learnt, 1.0)
            optimizer.step()
            schedule.step()
    return network.eval()


def changed(example: Example, harmless: Harmless, recipe: Recipe, generator: np.random.Generator) -> Example:
    """The conversation as it is, or its variation, or either with harmless turns."""
    if example.variant is not None and generator.random() < recipe.varied:
        example = example.variant
    return pad(example, harmless, generator) if generator.random() < recipe.padded else example


def batches(examples: Sequence[Example], size: int, generator: np.random.Generator) -> Iterator[list[Example]]:
    """One epoch in random order, but with neighbours of like length, so that little is padding."""
    order = generator.permutation(len(examples))
    for start in range(0, len(order), 8 * size):
        chunk = sorted(order[start : start + 8 * size], key=lambda i: len(examples[i].roles))
        cuts = range(0, len(chunk), size)
        for cut in generator.permutation(len(cuts)):
            yield [examples[i] for i in chunk[cut * size : (cut + 1) * size]]


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
        total = total + recipe.choice_weight * categorical(out[name], target, smooth=0.05)
    satisfaction = torch.tensor([float(example.gold.satisfaction) for example in batch])
    total = total + 0.4 * functional.smooth_l1_loss(out["satisfaction"], satisfaction)
    ratings = torch.tensor(np.stack([example.gold.ratings for example in batch])).float()
    predicted = values(out["base"], out["evidence"], out["absences"]) + out["habit"]
    known = ratings != UNKNOWN
    return (
        total
        + recipe.rating_weight * functional.smooth_l1_loss(predicted[known], ratings[known])
        + recipe.concordance_weight * discord(predicted, ratings)
        + surprise(
            out, torch.cat([predicted, out["satisfaction"][:, None]], 1), torch.cat([ratings, satisfaction[:, None]], 1)
        )
    )


def discord(predicted: Tensor, gold: Tensor) -> Tensor:
    """1 - Lin's concordance (1989) of predicted and gold ratings (b, 8), averaged over the ratings.

    Concordance is to values what weighted kappa is to whole ratings. A loss on single errors alone draws everything
    toward 3, since that errs least where little is known; this one asks that good and poor stand apart as they should.
    """
    parts = []
    for value, right in zip(predicted.T, gold.T, strict=True):
        known = right != UNKNOWN
        if known.sum() < LEAST_FOR_CONCORDANCE:
            continue
        x, y = value[known], right[known]
        shared = ((x - x.mean()) * (y - y.mean())).mean()
        parts.append(1 - 2 * shared / (x.var(correction=0) + y.var(correction=0) + (x.mean() - y.mean()) ** 2 + 1e-6))
    return torch.stack(parts).mean() if parts else predicted.new_zeros(())


def surprise(out: dict[str, Tensor], predicted: Tensor, gold: Tensor) -> Tensor:
    """How badly `spread` foretells the errors made: their negative log-likelihood under a Laplace distribution."""
    known = gold != UNKNOWN
    error, spread = (predicted.detach() - gold).abs()[known], out["spread"][known]
    return (error / spread + spread.log()).mean()
