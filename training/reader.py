"""Token states with networks on top: conversations in, what each network says of them out."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import BertModel

from training.batch import Batch
from training.network import Network, pool
from training.settings import LAYERS, Recipe
from training.states import States

Outputs = dict[str, Tensor]


class Reader(nn.Module):
    """Several networks that learn side by side on the same token states."""

    def __init__(self, recipe: Recipe, width: int) -> None:
        super().__init__()
        shape = recipe.shape(2 * width)
        self.networks = nn.ModuleList(Network(shape) for _ in range(recipe.heads))

    def tuned(self) -> list[nn.Module]:
        """The layers below the networks that learn too, from the top down."""
        return []

    def forward(self, batch: Batch) -> list[Outputs]:
        """What each network says of a batch."""
        raise NotImplementedError


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

    def forward(self, batch: Batch) -> list[Outputs]:
        """What each network says of a batch."""
        states = self.states(batch)
        pooled = pool(states, batch.lengths)
        return [network(states, pooled, batch) for network in self.networks]

    def states(self, batch: Batch) -> Tensor:
        """The states (t, d) of the tokens that are read out, as the encoder has them now."""
        device = batch.ids.device.type
        with torch.autocast(device, torch.bfloat16, enabled=self.training and device != "cpu"):
            found = self.encoder(input_ids=batch.ids, attention_mask=batch.shown, output_hidden_states=True)
            states = torch.cat([found.hidden_states[layer] for layer in LAYERS], dim=-1)
        return states.flatten(0, 1)[batch.read].float()


class FrozenReader(Reader):
    """Over states that were computed before and stay."""

    def __init__(self, found: States, recipe: Recipe) -> None:
        super().__init__(recipe, found.width)
        self.found = found

    def forward(self, batch: Batch) -> list[Outputs]:
        """What each network says of a batch."""
        states, pooled = self.found(turn for example in batch.examples for turn in example.turns)
        kind = torch.bfloat16 if self.training else torch.float32  # as `Cues` reads them
        tokens = torch.from_numpy(states).to(batch.lengths.device, kind)
        turns = torch.from_numpy(pooled).to(batch.lengths.device, torch.float32)
        return [network(tokens, turns, batch) for network in self.networks]
