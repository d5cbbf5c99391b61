"""One experiment as a type: the TOML files under `training/config/`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from convqa.classify.inputs import Packing

CONFIG = Path(__file__).parent / "config" / "service-6.toml"

LAYERS = (4, 8, 12)
"""Of the encoder, the layers of which the states are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """What the model is called in provenance."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Sizes of the network."""

    features: int = 2304
    cues: int = 0
    width: int = 256
    heads: int = 4
    layers: int = 2
    dropout: float = 0.3
    reach: int = 8  # turns: relative positions further apart count as equally far


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How the model is trained.

    Attributes:
        tuned: how many of the encoder's upper layers learn; 0 leaves it as it is.
        tuning_rate: peak learning rate of the uppermost; each one below has `tuning_fall` times that of the one above.
        heads: how many networks learn on one encoder, to be averaged.
        cues: how many cues are learnt in the tokens, see `training.network`.
        rate, decay: peak learning rate and weight decay of AdamW for the networks.
        averaging: of the weights over the steps, an exponential mean with this decay; 0 takes the last ones.
        hidden: share of the tokens that are made unknown, others each time.
        rating_weight: weight of the rating loss beside the label losses.
        choice_weight: weight of the loss of each choice on the conversation.
        concordance_weight: weight of the loss on how ratings vary together with the gold ones over a batch.
        evenness_weight: weight of the loss on how the ratings of one conversation lie apart.
        varied: share of the conversations that are taken in a variation, see `training.variants`.
        real: how often a conversation is taken in an epoch that is real, or written as real ones are; they are few, and
            what users have.
        padded: share of the conversations that get harmless turns put in, new ones each epoch, see `training.augment`.
    """

    tuned: int = 12
    tuning_rate: float = 1e-4
    tuning_fall: float = 0.9
    heads: int = 3
    epochs: int = 10
    batch: int = 16
    rate: float = 1e-3
    decay: float = 0.05
    averaging: float = 0.0
    hidden: float = 0.0
    dropout: float = 0.3
    cues: int = 256
    width: int = 256
    layers: int = 2
    rating_weight: float = 1.5
    choice_weight: float = 0.8
    concordance_weight: float = 1.0
    evenness_weight: float = 0.0
    varied: float = 0.4
    padded: float = 0.5
    real: int = 1

    def shape(self, features: int) -> Shape:
        """The network for turns of so many features."""
        return Shape(features=features, cues=self.cues, width=self.width, layers=self.layers, dropout=self.dropout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of one experiment."""

    model: Name
    packing: Packing
    recipe: Recipe

    @classmethod
    def load(cls, path: Path) -> Settings:
        """Read a TOML file; unknown or ill-typed fields raise pydantic's `ValidationError`."""
        return TypeAdapter(cls).validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
