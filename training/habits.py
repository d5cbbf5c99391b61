"""What one group of annotators does otherwise than another, learnt beside the network and then thrown away."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from convqa.codebook import BEHAVIOURS, CHOICES, PHASES, RATINGS, SENTIMENTS, SIGNALS
from training.batch import Batch
from training.corpus import SOURCES
from training.example import AGENT, CUSTOMER

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


PLACES = 4
"""Of a turn among those of its side: in between, the first, the last, the only one."""


class Habits(nn.Module):
    """An offset to every output for each of `SOURCES` but the first, whose habits are the ones to learn.

    Annotators of later batches find a contact or a partial solution oftener or more seldom, and rate a little higher or
    lower. Without this the network learns the mean of both and is biased for either (a fixed effect for annotators,
    as in Wauthier and Jordan, "Bayesian bias mitigation for crowdsourcing", 2011). What they find in a turn also hangs
    on where it stands: the first annotators see a contact in 56 of 100 last turns of an agent (n=893), later ones in
    45 (n=4,076), but in the first turns in about as many (82 and 79).
    """

    def __init__(self) -> None:
        super().__init__()
        count = len(SOURCES) - 1
        shapes = {**{name: (PLACES, *shape) for name, shape in OF_TURNS.items()}, **OF_CONVERSATIONS}
        self.offsets = nn.ParameterDict({name: nn.Parameter(torch.zeros(count, *shapes[name])) for name in shapes})

    def forward(self, out: Mapping[str, Tensor], batch: Batch) -> dict[str, Tensor]:
        """The judge's outputs as these conversations' annotators would have them; `habit` (b, 8) is for the ratings."""
        found, where = dict(out), places(batch.roles)
        for name, table in self.offsets.items():
            every = torch.cat((torch.zeros_like(table[:1]), table))
            offset = every[batch.sources[:, None], where] if name in OF_TURNS else every[batch.sources]
            found[name] = found[name] + offset if name in found else offset
        return found


def places(roles: Tensor) -> Tensor:
    """Roles (b, n) -> (b, n) where each turn stands among those of its side, as `PLACES` counts; 0 for other roles."""
    where = torch.zeros_like(roles)
    for side in (AGENT, CUSTOMER):
        own = (roles == side).long()
        first, last = (own.cumsum(1) == 1) & (own == 1), (own.flip(1).cumsum(1).flip(1) == 1) & (own == 1)
        where = where + first.long() + 2 * last.long()
    return where
