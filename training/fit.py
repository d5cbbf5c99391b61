"""Fit a reader: one seed, one set of conversations."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from convqa.calibration.pairs import UNKNOWN
from convqa.codebook import CHOICES
from training.augment import Harmless, pad
from training.batch import Batch, Hide, collate
from training.example import Example
from training.network import values
from training.reader import Reader
from training.settings import Recipe, Settings

LEAST_FOR_CONCORDANCE = 4
"""Conversations in a batch; below, their spread says little."""

WARM = 0.1
"""Share of the steps over which the networks' rate rises; the encoder waits for them that long and as long again."""


def fit(reader: Reader, examples: Sequence[Example], settings: Settings, seed: int) -> Reader:
    """Train a reader; the same examples, settings and seed give nearly the same weights on one machine."""
    recipe, device = settings.recipe, next(reader.parameters()).device
    reader.train()
    learnt = [weight for weight in reader.parameters() if weight.requires_grad]
    optimizer, schedule = optimizer_of(reader, recipe, steps(examples, recipe))
    mean = AveragedModel(reader, multi_avg_fn=get_ema_multi_avg_fn(recipe.averaging)) if recipe.averaging else None
    generator, harmless = np.random.default_rng(seed), Harmless.of(examples)
    hide = Hide(recipe.hidden, generator) if recipe.hidden else None
    for epoch in range(recipe.epochs):
        started, total = time.monotonic(), torch.zeros((), device=device)
        for group in batches(examples, recipe.batch, generator):
            shown = changed(group, harmless, recipe, generator)
            batch = collate(shown, settings.packing, device, hide)
            found = torch.stack([loss(out, batch, recipe) for out in reader(batch)]).mean()
            optimizer.zero_grad()
            found.backward()
            nn.utils.clip_grad_norm_(learnt, 1.0, foreach=True)
            optimizer.step()
            schedule.step()
            if mean is not None:
                mean.update_parameters(reader)
            total += found.detach()
        count = math.ceil(len(examples) / recipe.batch)
        print(f"epoch {epoch + 1}: loss {total.item() / count:.3f}, {time.monotonic() - started:.1f} s", flush=True)
    final = reader if mean is None else mean.module
    assert isinstance(final, Reader)
    return final.eval()


def steps(examples: Sequence[Example], recipe: Recipe) -> int:
    """How many steps training takes."""
    return recipe.epochs * sum(1 for _ in batches(examples, recipe.batch, np.random.default_rng(0)))


def optimizer_of(reader: Reader, recipe: Recipe, count: int) -> tuple[torch.optim.AdamW, Any]:
    """AdamW with lower rates for lower layers (Howard and Ruder 2018), and its schedule: a rise, then a cosine."""
    top = list(reader.networks.parameters())
    groups: list[dict[str, Any]] = [{"params": top, "lr": recipe.rate, "weight_decay": recipe.decay}]
    for depth, layer in enumerate(reader.tuned()):
        groups.append({"params": list(layer.parameters()), "lr": recipe.tuning_rate * recipe.tuning_fall**depth})

    def rise_and_fall(step: int, wait: float) -> float:
        done = step / count - wait
        if done < WARM:
            return max(done, 0.0) / WARM
        return 0.5 * (1 + math.cos(math.pi * (done - WARM) / (1 - WARM - wait)))

    fused = next(reader.parameters()).is_cuda
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=fused)
    rates: list[Callable[[int], float]] = [
        partial(rise_and_fall, wait=0.0 if number == 0 else WARM) for number in range(len(groups))
    ]
    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, rates)


def changed(
    group: Sequence[Example], harmless: Harmless, recipe: Recipe, generator: np.random.Generator
) -> list[Example]:
    """The conversations as they are or varied, some with harmless turns."""
    taken = []
    for example in group:
        chosen = example
        if example.variants and generator.random() < recipe.varied:
            chosen = example.variants[int(generator.integers(len(example.variants)))]
        taken.append(pad(chosen, harmless, generator) if generator.random() < recipe.padded else chosen)
    return taken


def batches(examples: Sequence[Example], size: int, generator: np.random.Generator) -> Iterator[list[Example]]:
    """One epoch in random order, but with neighbours of like length, so that little is padding."""
    order = generator.permutation(len(examples))
    for start in range(0, len(order), 8 * size):
        chunk = sorted(order[start : start + 8 * size], key=lambda i: len(examples[i].roles))
        cuts = range(0, len(chunk), size)
        for cut in generator.permutation(len(cuts)):
            yield [examples[i] for i in chunk[cut * size : (cut + 1) * size]]


def loss(out: Mapping[str, Tensor], batch: Batch, recipe: Recipe) -> Tensor:
    """Sum of the tasks' losses, each a mean over the labels that apply."""

    def mean(losses: Tensor, target: Tensor) -> Tensor:
        known = target != UNKNOWN
        return (losses * known).sum() / known.sum().clamp(min=1)

    def binary(name: str) -> Tensor:
        target = batch.gold[name]
        return mean(
            functional.binary_cross_entropy_with_logits(out[name], target.clamp(min=0).float(), reduction="none"),
            target,
        )

    def categorical(name: str, smooth: float = 0.0) -> Tensor:
        logits, target = out[name].flatten(0, -2), batch.gold[name].flatten()
        return functional.cross_entropy(logits, target, ignore_index=UNKNOWN, label_smoothing=smooth)

    total = binary("phases") + binary("signals") + 2 * categorical("behaviours") + categorical("sentiment")
    for name in CHOICES:
        # of a batch of which none is known, nothing is learnt
        total = total + recipe.choice_weight * categorical(name, smooth=0.05).nan_to_num(0.0)
    ratings, satisfaction = batch.gold["ratings"].float(), batch.gold["satisfaction"].float()
    predicted = values(out["base"], out["evidence"], out["absences"])
    rated = mean(functional.smooth_l1_loss(predicted, ratings, reduction="none"), ratings)
    return (
        total
        + 0.4 * functional.smooth_l1_loss(out["satisfaction"], satisfaction)
        + recipe.rating_weight * rated
        + recipe.concordance_weight * discord(predicted, ratings, ratings != UNKNOWN)
        + recipe.evenness_weight * unevenness(predicted, ratings)
        + surprise(
            out, torch.cat([predicted, out["satisfaction"][:, None]], 1), torch.cat([ratings, satisfaction[:, None]], 1)
        )
    )


def discord(predicted: Tensor, gold: Tensor, there: Tensor) -> Tensor:
    """1 - Lin's concordance (1989) of predicted and gold values (b, 8) where they are there, averaged over the ratings.

    Concordance is to values what weighted kappa is to whole ratings. A loss on single errors alone draws everything
    toward 3, since that errs least where little is known; this one asks that good and poor stand apart as they should.
    """
    known = there.float()
    count = known.sum(0)
    some = count.clamp(min=1)

    def centred(values: Tensor) -> tuple[Tensor, Tensor]:
        mean = (values * known).sum(0) / some
        return (values - mean) * known, mean

    (x, x_mean), (y, y_mean) = centred(predicted), centred(gold)
    spread = ((x * x).sum(0) + (y * y).sum(0)) / some + (x_mean - y_mean) ** 2
    apart = 1 - 2 * (x * y).sum(0) / some / (spread + 1e-6)
    enough = (count >= LEAST_FOR_CONCORDANCE).float()
    return (apart * enough).sum() / enough.sum().clamp(min=1)


def unevenness(predicted: Tensor, gold: Tensor) -> Tensor:
    """The discord of how far each rating (b, 8) lies from the mean of its conversation.

    Ratings of one conversation move together, and a network that has learnt that moves all eight as one: this asks that
    what was good and what was poor in the same conversation stand apart too.
    """
    known = gold != UNKNOWN
    count = known.sum(1, keepdim=True).clamp(min=1)

    def apart(values: Tensor) -> Tensor:
        return values - (values * known).sum(1, keepdim=True) / count

    return discord(apart(predicted), apart(gold), known)


def surprise(out: Mapping[str, Tensor], predicted: Tensor, gold: Tensor) -> Tensor:
    """How badly `spread` foretells the errors made: their negative log-likelihood under a Laplace distribution."""
    known = (gold != UNKNOWN).float()
    error = (predicted.detach() - gold).abs()
    return ((error / out["spread"] + out["spread"].log()) * known).sum() / known.sum().clamp(min=1)
