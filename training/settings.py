"""One experiment as a type: the TOML files under `training/config/`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from convqa.classify.inputs import Packing


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
    """How the judge is trained.

    Attributes:
        cues: how many cues are learnt in the tokens, see `training.network`.
        rate, decay: peak learning rate and weight decay of AdamW under a one-cycle schedule.
        seeds: how many judges are trained and averaged for release.
        fold_seeds: the same per fold, where only figures and calibration depend on it.
        rating_weight: weight of the rating loss beside the label losses.
        choice_weight: weight of the loss of each choice on the conversation.
        concordance_weight: weight of the loss on how ratings vary together with the gold ones over a batch.
        varied: share of the conversations that are taken in their variation, see `training.variants`.
        padded: share of the conversations that get harmless turns put in, new ones each epoch, see `training.augment`.
    """

    epochs: int = 30
    batch: int = 16
    rate: float = 6e-4
    decay: float = 0.05
    dropout: float = 0.3
    cues: int = 0
    width: int = 256
    layers: int = 2
    rating_weight: float = 1.5
    choice_weight: float = 0.4
    concordance_weight: float = 0.0
    varied: float = 0.0
    padded: float = 0.0
    seeds: int = 3
    fold_seeds: int = 1

    def shape(self, features: int) -> Shape:
        """The network for turns of so many features."""
        return Shape(features=features, cues=self.cues, width=self.width, layers=self.layers, dropout=self.dropout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """How `training.tune` trains the encoder.

    Attributes:
        layers: how many of its upper layers learn, at most 8.
        rate: peak learning rate of the uppermost; each one below has `layer_decay` times that of the one above.
        judge_rate: of cues and judge meanwhile.
        probe_epochs: for how long these are fitted on the untuned states before.
    """

    layers: int = 6
    epochs: int = 8
    rate: float = 2e-4
    layer_decay: float = 0.85
    judge_rate: float = 6e-4
    probe_epochs: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of one experiment."""

    model: Name
    packing: Packing
    recipe: Recipe
    tuning: Tuning = Tuning()

    @classmethod
    def load(cls, path: Path) -> Settings:
        """Read a TOML file; unknown or ill-typed fields raise pydantic's `ValidationError`."""
        return TypeAdapter(cls).validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
