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
class Recipe:
    """How the judge is trained.

    Attributes:
        rate, decay: peak learning rate and weight decay of AdamW under a one-cycle schedule.
        seeds: how many judges are trained and averaged for release.
        fold_seeds: the same per fold, where only figures and calibration depend on it.
        rating_weight: weight of the rating loss beside the label losses.
    """

    epochs: int = 30
    batch: int = 16
    rate: float = 6e-4
    decay: float = 0.05
    dropout: float = 0.3
    width: int = 256
    layers: int = 2
    rating_weight: float = 1.5
    seeds: int = 3
    fold_seeds: int = 1


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
