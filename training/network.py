"""The network above the encoder: cues in the tokens, and a judge over the turns.

The encoder is frozen here; its token states come from the same int8 runtime that is used in production, so nothing
changes between training and use. A turn is described by the mean and the maximum of its token states, and by *cues*:
learned directions in the states of a token, of which the strongest token of a turn counts. A turn is often what it is
by three words of it ("I'll call you", "not our department"), and these drown in a mean.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from convqa.assessment import ABSENCES, AGAINST
from convqa.classify.weighing import SEEN
from convqa.codebook import BEHAVIOURS, CHOICES, PHASES, RATINGS, SENTIMENTS, SIGNALS
from training.batch import Batch
from training.example import AGENT, CUSTOMER, PADDING
from training.settings import Shape

MARGIN = 0.05
"""Evidence below this is silence: a turn that says nothing moves no rating, however often it comes."""

PLAIN = 0.1
"""Of what an agent turn would lower, this much counts where it breaks no behaviour: what is wanting in a conversation
is said of what was not met (absences), not of the turns in which an agent did plain work."""

LEAST_SPREAD = 0.1
"""Nobody is surer of a rating than this, in rating units."""


class Cues(nn.Module):
    """How strongly each cue shows in a turn: the maximum over its tokens of a linear reading of their states."""

    def __init__(self, states: int, cues: int) -> None:
        super().__init__()
        self.read = nn.Linear(states, cues)

    def forward(self, states: Tensor, lengths: Tensor) -> Tensor:
        """States (t, d) of the tokens of m turns, lengths (m,) of the turns in tokens -> (m, cues)."""
        with torch.autocast(states.device.type, torch.bfloat16, enabled=self.training):
            found = self.read(states)
        return torch.segment_reduce(found.float(), "max", lengths=lengths)


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
        place = torch.arange(count, device=x.device)
        distance = (place[None, :] - place[:, None]).clamp(-self.reach, self.reach) + self.reach
        bias = self.position(distance).permute(2, 0, 1)
        scores = q @ k.transpose(2, 3) / (width // self.heads) ** 0.5 + bias
        weights = scores.masked_fill(hidden[:, None, None, :], -1e4).softmax(dim=-1)
        x = x + self.dropout(self.output((self.dropout(weights) @ v).transpose(1, 2).reshape(batch, count, width)))
        out: Tensor = x + self.feed(x)
        return out


class Judge(nn.Module):
    """Turn features -> everything that `convqa.classify` needs, by name."""

    against: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.given = shape.features
        self.norm = nn.LayerNorm(shape.features + shape.cues)
        self.project = nn.Linear(shape.features + shape.cues, width)
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
        against = [[name in AGAINST[absence] for name in RATINGS] for absence in ABSENCES]
        self.register_buffer("against", torch.tensor(against, dtype=torch.float32), persistent=False)
        self.base = nn.Parameter(torch.zeros(len(RATINGS)))
        self.attend = nn.ModuleDict({name: nn.Linear(width, 1) for name in (*CHOICES, "satisfaction", "spread")})
        self.choose = nn.ModuleDict({name: nn.Linear(width, len(values)) for name, values in CHOICES.items()})
        self.satisfaction = nn.Linear(width, 1)
        self.spread = nn.Linear(width, len(RATINGS) + 1)

    def forward(self, features: Tensor, roles: Tensor) -> dict[str, Tensor]:
        """Features with the cues behind them (b, n, 2304 + cues), roles (b, n) -> named outputs.

        Per turn, as logits: phases (b, n, 3), behaviours (b, n, 5, 3), sentiment (b, n, 3), signals (b, n, 6).
        For ratings: base (8,), evidence (b, n, 8), absences (b, n, 3, 8). Per conversation, as logits: one entry
        of `CHOICES` each (b, k); satisfaction (b,) in [1, 5]; spread (b, 9), the error to expect of each rating and of
        satisfaction, in rating units, above 0.
        """
        hidden = roles == PADDING
        features = torch.cat((features[..., : self.given], functional.gelu(features[..., self.given :])), dim=-1)
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
        out |= self._ratings(x, roles, out)
        *chosen, satisfaction = self._pool((*CHOICES, "satisfaction"), x, hidden)
        out |= {name: self.choose[name](pooled) for name, pooled in zip(CHOICES, chosen, strict=True)}
        # How sure the judge is must not change what it says, so no gradient goes back from here.
        (unsure,) = self._pool(("spread",), x.detach(), hidden)
        return out | {
            "satisfaction": 1 + 4 * torch.sigmoid(self.satisfaction(satisfaction)[:, 0]),
            "spread": functional.softplus(self.spread(unsure)) + LEAST_SPREAD,
        }

    def _edges(self, hidden: Tensor) -> Tensor:
        shown = (~hidden).long()
        before, after = shown.cumsum(1), shown.flip(1).cumsum(1).flip(1)
        return (before == 1).long() + 2 * (after == 1).long()

    def _pool(self, names: Sequence[str], x: Tensor, hidden: Tensor) -> Sequence[Tensor]:
        """For each of k heads (b, width): the turns as it weighs them; all in one product."""
        heads = [head for name in names if isinstance(head := self.attend[name], nn.Linear)]
        weight, bias = torch.cat([head.weight for head in heads]), torch.cat([head.bias for head in heads])
        scores = functional.linear(x, weight, bias).transpose(1, 2)
        return (scores.masked_fill(hidden[:, None, :], -1e4).softmax(dim=-1) @ x).unbind(1)

    def _ratings(self, x: Tensor, roles: Tensor, labels: dict[str, Tensor]) -> dict[str, Tensor]:
        """Evidence of agent turns, absences of customer turns; both only as far as the labels bear them out.

        An agent turn in which nothing is seen, no phase and no behaviour, says nothing of any rating: nobody is rated
        for holding the line. One that breaks nothing lowers little (`PLAIN`), whatever the mood around it. An absence
        counts as far as the turn called for something and no later agent turn gave it: nobody is charged with a
        question unanswered who answered it, nor with a feeling that was shown when nobody from the company spoke
        again. It counts against what it concerns only (`AGAINST`): else the one that is least often met becomes a
        charge for everything. The more turns there are to say something, the less each says (`_shared`);
        those of all agents are counted together, since who of them speaks is not known here.
        """
        phases = labels["phases"].detach().sigmoid()
        behaviours = labels["behaviours"].detach().softmax(-1)
        agent, customer = (roles == AGENT)[:, :, None], (roles == CUSTOMER)[:, :, None]
        raw = self.evidence(x)
        seen = agent * _there(1 - (1 - phases).prod(-1) * behaviours[..., 0].prod(-1))[..., None]
        broken = _there(1 - (1 - behaviours[..., 2]).prod(-1))[..., None]
        lowers = torch.relu(-raw - MARGIN) * (PLAIN + (1 - PLAIN) * broken)
        evidence = torch.relu(raw - MARGIN) - lowers
        lack = torch.relu(self.missing(x).unflatten(2, (len(ABSENCES), len(RATINGS))) - MARGIN)
        upset = labels["sentiment"].detach().softmax(-1)[:, :, SENTIMENTS.index("negative")]
        need = labels["signals"].detach()[:, :, SIGNALS.index("need")].sigmoid()
        answered = _there(phases[:, :, PHASES.index("respond")])
        met = torch.stack(
            (
                torch.maximum(
                    _there(behaviours[:, :, BEHAVIOURS.index("presence"), 1]),
                    _there(phases[:, :, PHASES.index("contact")]),
                ),
                answered,
                torch.maximum(answered, _there(phases[:, :, PHASES.index("discover")])),
            ),
            dim=2,
        )
        heard = (_after((roles == AGENT).float()) > 0).float()
        called = torch.stack((upset * heard, need, need), dim=2) * _open(met * agent)
        base = 1 + 4 * torch.sigmoid(self.base)
        absences = lack * self.against * (called * customer)[..., None]
        asked = _there(need)[..., None] * customer
        return {
            "base": base,
            "evidence": _shared(evidence * seen, seen),
            "absences": _shared(absences, asked[..., None]),
        }


def _there(probability: Tensor) -> Tensor:
    """How far a label of that probability counts as there, in [0, 1], by `SEEN`."""
    low, high = SEEN
    return ((probability - low) / (high - low)).clamp(0, 1)


def _shared(values: Tensor, counted: Tensor) -> Tensor:
    """Values (b, n, ...) over the square root of how many turns count, by weights (b, n, 1, ...), at least one.

    Annotators rate a thread of ten plain answers as they rate one of two. Mere sums would be twice as far from the base
    at twice the length; means would leave a moment that decides hardly any weight among many others.
    """
    return values / counted.sum(1, keepdim=True).clamp(min=1).sqrt()


def _open(met: Tensor) -> Tensor:
    """Met (b, n, k), how far each turn gives what each of k absences lacks -> how far no later turn does, in [0, 1]."""
    return _after((1 - met).clamp(min=1e-4).log()).exp()  # sums of logarithms: ONNX knows no running product


def _after(values: Tensor) -> Tensor:
    """The sums (b, n, ...) of what stands after each turn."""
    return values.flip(1).cumsum(1).flip(1) - values


class Network(nn.Module):
    """Cues and judge, as they are trained together."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.cues = Cues(shape.features // 2, shape.cues)
        self.judge = Judge(shape)

    def forward(self, states: Tensor, pooled: Tensor, batch: Batch) -> dict[str, Tensor]:
        """The judge's outputs for a batch, by the states (t, d) of its tokens and what `pool` makes of them."""
        features = torch.cat((pooled, self.cues(states, batch.lengths)), dim=1)
        rows = features.new_zeros(batch.roles.numel(), features.shape[1]).index_copy(0, batch.places, features)
        out: dict[str, Tensor] = self.judge(rows.unflatten(0, batch.roles.shape), batch.roles)
        return out


def pool(states: Tensor, lengths: Tensor) -> Tensor:
    """The mean and the maximum (m, 2 d) of the states (t, d) of the tokens of each of m turns."""
    return torch.cat([torch.segment_reduce(states, how, lengths=lengths) for how in ("mean", "max")], dim=1)


def values(base: Tensor, evidence: Tensor, absences: Tensor) -> Tensor:
    """Ratings (b, 8) of conversations with one agent: the arithmetic of `convqa.scoring`, differentiable.

    With P the positive and N the negative evidence and absences summed over turns,
    value = base + ((5 - base) P - (base - 1) N) / (1 + P + N).
    """
    positive = evidence.clamp(min=0).sum(1)
    negative = (-evidence).clamp(min=0).sum(1) + absences.sum((1, 2))
    return base + ((5 - base) * positive - (base - 1) * negative) / (1 + positive + negative)
