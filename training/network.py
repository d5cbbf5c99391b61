"""The judge: from a conversation's turn features to labels, outcome and additive ratings.

The encoder is frozen here; its turn features (mean and maximum of the token states of three layers) come from the
same int8 runtime that is used in production, so nothing changes between training and use.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from convqa.assessment import ABSENCES
from convqa.codebook import BEHAVIOURS, PHASES, RATINGS, SENTIMENTS, SIGNALS
from training.corpus import CHOICES

AGENT, CUSTOMER = 0, 1
"""Role indices of the input; 2 and 3 are bot and system, 4 is padding."""

MARGIN = 0.05
"""Evidence below this is silence: a turn that says nothing moves no rating, however often it comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Sizes of the network."""

    features: int = 2304
    width: int = 256
    heads: int = 4
    layers: int = 2
    dropout: float = 0.3
    reach: int = 8  # turns: relative positions further apart count as equally far


class TurnAttention(nn.Module):
    """Self-attention over turns with a learned bias per relative position; pre-norm, as is stable when small.

    Positions are relative only: what a turn means may depend on its neighbours, never on how long the
    conversation is.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads, self.reach = shape.heads, shape.reach
        self.norm = nn.LayerNorm(shape.width)
        self.inputs = nn.Linear(shape.width, 3 * shape.width)
        self.output = nn.Linear(shape.width, shape.width)
        self.position = nn.Embedding(2 * shape.reach + 1, shape.heads)
        self.dropout = nn.Dropout(shape.dropout)
        self.feed = nn.Sequential(
            nn.LayerNorm(shape.width),
            nn.Linear(shape.width, 2 * shape.width),
            nn.GELU(),
            nn.Dropout(shape.dropout),
            nn.Linear(2 * shape.width, shape.width),
            nn.Dropout(shape.dropout),
        )

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        """X (b, n, width), hidden (b, n) true where there is no turn -> (b, n, width)."""
        batch, count, width = x.shape
        q, k, v = self.inputs(self.norm(x)).reshape(batch, count, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        place = torch.arange(count)
        distance = (place[None, :] - place[:, None]).clamp(-self.reach, self.reach) + self.reach
        bias = self.position(distance).permute(2, 0, 1)
        scores = q @ k.transpose(2, 3) / (width // self.heads) ** 0.5 + bias
        weights = scores.masked_fill(hidden[:, None, None, :], -1e4).softmax(dim=-1)
        x = x + self.dropout(self.output((self.dropout(weights) @ v).transpose(1, 2).reshape(batch, count, width)))
        return x + self.feed(x)


class Judge(nn.Module):
    """Turn features -> everything that `convqa.classify` needs, by name."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.norm = nn.LayerNorm(shape.features)
        self.project = nn.Linear(shape.features, width)
        self.role = nn.Embedding(5, width)
        self.edge = nn.Embedding(4, width)  # neither, first, last, both
        self.dropout = nn.Dropout(shape.dropout)
        self.layers = nn.ModuleList(TurnAttention(shape) for _ in range(shape.layers))
        self.final = nn.LayerNorm(width)
        self.phases = nn.Linear(width, len(PHASES))
        self.behaviours = nn.Linear(width, 3 * len(BEHAVIOURS))
        self.sentiment = nn.Linear(width, len(SENTIMENTS))
        self.signals = nn.Linear(width, len(SIGNALS))
        self.evidence = nn.Linear(width, len(RATINGS))
        self.missing = nn.Linear(width, len(ABSENCES) * len(RATINGS))
        self.base = nn.Parameter(torch.zeros(len(RATINGS)))
        self.attend = nn.ModuleDict({name: nn.Linear(width, 1) for name in (*CHOICES, "satisfaction")})
        self.choose = nn.ModuleDict({name: nn.Linear(width, len(values)) for name, values in CHOICES.items()})
        self.satisfaction = nn.Linear(width, 1)

    def forward(self, features: Tensor, roles: Tensor) -> dict[str, Tensor]:
        """Features (b, n, 2304), roles (b, n) -> named outputs.

        Per turn, as logits: phases (b, n, 3), behaviours (b, n, 5, 3), sentiment (b, n, 3), signals (b, n, 6).
        For ratings: base (8,), evidence (b, n, 8), absences (b, n, 3, 8). Per conversation, as logits: one entry
        of `CHOICES` each (b, k); satisfaction (b,) in [1, 5].
        """
        hidden = roles == 4
        x = self.project(self.dropout(self.norm(features))) + self.role(roles) + self.edge(self._edges(hidden))
        for layer in self.layers:
            x = layer(x, hidden)
        x = self.dropout(self.final(x))
        batch, count, _ = x.shape
        out = {
            "phases": self.phases(x),
            "behaviours": self.behaviours(x).reshape(batch, count, len(BEHAVIOURS), 3),
            "sentiment": self.sentiment(x),
            "signals": self.signals(x),
        }
        out |= self._ratings(x, roles, out["sentiment"], out["signals"])
        for name, head in self.choose.items():
            out[name] = head(self._pool(name, x, hidden))
        raw = self.satisfaction(self._pool("satisfaction", x, hidden))[:, 0]
        return out | {"satisfaction": 1 + 4 * torch.sigmoid(raw)}

    def _edges(self, hidden: Tensor) -> Tensor:
        shown = (~hidden).long()
        before, after = shown.cumsum(1), shown.flip(1).cumsum(1).flip(1)
        return (before == 1).long() + 2 * (after == 1).long()

    def _pool(self, name: str, x: Tensor, hidden: Tensor) -> Tensor:
        weights = self.attend[name](x)[:, :, 0].masked_fill(hidden, -1e4).softmax(dim=1)
        return (weights[:, :, None] * x).sum(1)

    def _ratings(self, x: Tensor, roles: Tensor, sentiment: Tensor, signals: Tensor) -> dict[str, Tensor]:
        """Evidence of agent turns; absences of customer turns, only as far as the turn called for something."""
        raw = self.evidence(x)
        evidence = torch.relu(raw - MARGIN) - torch.relu(-raw - MARGIN)
        lack = torch.relu(self.missing(x).unflatten(2, (len(ABSENCES), len(RATINGS))) - MARGIN)
        upset = sentiment.detach().softmax(-1)[:, :, SENTIMENTS.index("negative")]
        need = signals.detach()[:, :, SIGNALS.index("need")].sigmoid()
        called = torch.stack((upset, need, need), dim=2)[:, :, :, None]
        agent, customer = (roles == AGENT)[:, :, None], (roles == CUSTOMER)[:, :, None, None]
        base = 1 + 4 * torch.sigmoid(self.base)
        return {"base": base, "evidence": evidence * agent, "absences": lack * called * customer}


def values(base: Tensor, evidence: Tensor, absences: Tensor) -> Tensor:
    """Ratings (b, 8) of conversations with one agent: the arithmetic of `convqa.scoring`, differentiable.

    With P the positive and N the negative evidence and absences summed over turns,
    value = base + ((5 - base) P - (base - 1) N) / (1 + P + N).
    """
    positive = evidence.clamp(min=0).sum(1)
    negative = (-evidence).clamp(min=0).sum(1) + absences.sum((1, 2))
    return base + ((5 - base) * positive - (base - 1) * negative) / (1 + positive + negative)
