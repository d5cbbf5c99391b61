"""Token states with networks on top: conversations in, what each network says of them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import BertModel

from training.batch import Batch
from training.example import Example
from training.habits import Habits
from training.network import Network, pool
from training.settings import LAYERS, Recipe

Outputs = dict[str, Tensor]


class Reader(nn.Module):
    """Several networks that learn side by side on the same token states, and what annotators do otherwise."""

    def __init__(self, recipe: Recipe, width: int) -> None:
        super().__init__()
        shape = recipe.shape(2 * width)
        self.networks = nn.ModuleList(Network(shape) for _ in range(recipe.heads))
        self.habits = nn.ModuleList(Habits() for _ in range(recipe.heads))

    def states(self, batch: Batch) -> Tensor:
        """The states (t, d) of the tokens that are read out."""
        raise NotImplementedError

    def tuned(self) -> list[nn.Module]:
        """The layers below the networks that learn too, from the top down."""
        return []

    def forward(self, batch: Batch) -> list[Outputs]:
        """What each network says of a batch."""
        states = self.states(batch)
        pooled = pool(states, batch.lengths)
        return [network(states, pooled, batch) for network in self.networks]

    def as_labelled(self, outs: Sequence[Outputs], batch: Batch) -> list[Outputs]:
        """The same as these conversations' annotators would have it."""
        return [habits(out, batch) for habits, out in zip(self.habits, outs, strict=True)]


class TuningReader(Reader):
    """Over an encoder whose upper layers learn with the networks."""

    def __init__(self, encoder: BertModel, recipe: Recipe) -> None:
        super().__init__(recipe, len(LAYERS) * encoder.config.hidden_size)
        self.encoder = encoder.requires_grad_(False)
        # Dropout of states would make the maxima in training others than those in use.
        for part in encoder.modules():
            if isinstance(part, nn.Dropout):
                part.p = 0.0
        self.count = recipe.tuned
        for layer in self.tuned():
            layer.requires_grad_(True)

    def tuned(self) -> list[nn.Module]:
        """The uppermost layers of the encoder."""
        return list(reversed(self.encoder.encoder.layer))[: self.count]

    def states(self, batch: Batch) -> Tensor:
        """What the encoder says of the batch, now."""
        device = batch.ids.device.type
        with torch.autocast(device, torch.bfloat16, enabled=self.training and device != "cpu"):
            found = self.encoder(input_ids=batch.ids, attention_mask=batch.shown, output_hidden_states=True)
            states = torch.cat([found.hidden_states[layer] for layer in LAYERS], dim=-1)
        return states.flatten(0, 1)[batch.read].float()


class FrozenReader(Reader):
    """Over states that were computed before and stay; so of conversations as they are, not varied or padded."""

    def __init__(self, found: Mapping[Example, NDArray[np.float16]], recipe: Recipe) -> None:
        super().__init__(recipe, next(iter(found.values())).shape[1])
        self.found = found

    def states(self, batch: Batch) -> Tensor:
        """What was computed of the conversations of the batch."""
        parts = [torch.from_numpy(self.found[example]) for example in batch.examples]
        return torch.cat(parts).float().to(batch.lengths.device)
