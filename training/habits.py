"""What one group of annotators does otherwise than another, learnt beside the network and then thrown away."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from convqa.codebook import BEHAVIOURS, CHOICES, PHASES, RATINGS, SENTIMENTS, SIGNALS
from training.batch import Batch
from training.corpus import SOURCES

OF_TURNS: Mapping[str, tuple[int, ...]] = {
    "phases": (len(PHASES),),
    "behaviours": (len(BEHAVIOURS), 3),
    "sentiment": (len(SENTIMENTS),),
    "signals": (len(SIGNALS),),
}
OF_CONVERSATIONS: Mapping[str, tuple[int, ...]] = {
    **{name: (len(values),) for name, values in CHOICES.items()},
    "satisfaction": (),
    "habit": (len(RATINGS),),
}


class Habits(nn.Module):
    """An offset to every output for each of `SOURCES` but the first, whose habits are the ones to learn.

    Annotators of later batches find a contact or a partial solution oftener or more seldom, and rate a little higher or
    lower. Without this the network learns the mean of both and is biased for either (a fixed effect for annotators,
    as in Wauthier and Jordan, "Bayesian bias mitigation for crowdsourcing", 2011).
    """

    def __init__(self) -> None:
        super().__init__()
        count = len(SOURCES) - 1
        self.offsets = nn.ParameterDict(
            {name: nn.Parameter(torch.zeros(count, *shape)) for name, shape in (OF_TURNS | OF_CONVERSATIONS).items()}
        )

    def forward(self, out: Mapping[str, Tensor], batch: Batch) -> dict[str, Tensor]:
        """The judge's outputs as these conversations' annotators would have them; `habit` (b, 8) is for the ratings."""
        found = dict(out)
        for name, table in self.offsets.items():
            offset = torch.cat((torch.zeros_like(table[:1]), table))[batch.sources]
            if name in OF_TURNS:
                offset = offset[:, None]
            found[name] = found[name] + offset if name in found else offset
        return found
