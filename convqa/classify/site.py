"""A site's own calibration: the file that `convqa calibrate` writes and `convqa score --calibration` uses."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from convqa.classify.artefact import Calibration, Meta
from convqa.errors import ModelError

__all__ = ["SCHEMA", "Basis", "Change", "Figure", "SiteCalibration"]

SCHEMA = "convqa.calibration/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What one part of a calibration rests on.

    Attributes:
        n: how many turns or conversations people labelled.
        fewest: of a probability, the smaller of its two sides (with and without the label; right and wrong); of an
            interval, n.
        refitted: whether there were enough, or the value that came with the model stays.
    """

    n: int
    fewest: int
    refitted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value with its 95 % interval, by bootstrap over conversations; all `None` where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One figure of agreement with this site's reviews, with the model's calibration and with the site's.

    `after` is cross-fitted: each conversation is judged by a calibration that was fitted without it.

    Attributes:
        part: as in `SiteCalibration.basis`, with `shown.ownership`, `broken.ownership` and the like for `behaviours`.
        measure: `kappa`, `squared error`, `holds` or `width`.
        n: turns or conversations.
    """

    part: str
    measure: str
    n: int
    before: Figure
    after: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCalibration:
    """A calibration fitted on a site's reviews, and what it rests on. Nothing in it is about one conversation.

    Attributes:
        model, fingerprint: the model it belongs to, as `Meta.title` and `Meta.fingerprint`.
        conversations: how many reviewed conversations it rests on.
        calibration: whole; parts with too few reviews are the model's own.
        basis: by part: `phases.contact` and the like, `signals.need` and the like, `behaviours`, `sentiment`,
            `resolution` and the other choices, `ratings.contact` and the like, `satisfaction`.
        agreement: with this site's reviews.
    """

    model: str
    fingerprint: str
    conversations: int
    calibration: Calibration
    basis: dict[str, Basis]
    agreement: list[Change]

    @property
    def hash(self) -> str:
        """SHA-256 of the content, by which assessments name the calibration."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    def text(self) -> str:
        """The file: JSON, the same for the same reviews."""
        return json.dumps({"schema": SCHEMA, "hash": self.hash} | asdict(self), indent=1) + "\n"

    @classmethod
    def load(cls, path: Path, meta: Meta) -> SiteCalibration:
        """Read the file for a model.

        Raises:
            ModelError: it cannot be read, was changed since it was made, or belongs to another model.
        """
        remedy = "make it again with 'convqa calibrate'"
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            if raw.pop("schema") != SCHEMA:
                raise ValueError
            stated = raw.pop("hash")
            site = TypeAdapter(cls).validate_python(raw)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, ValidationError):
            raise ModelError(f"{path}: cannot be read as a calibration of the shape {SCHEMA}; {remedy}.") from None
        if site.hash != stated:
            raise ModelError(f"{path}: was changed after it was made; {remedy}.")
        if site.model != meta.title or site.fingerprint != meta.fingerprint:
            other = f"the model {site.model}" if site.model != meta.title else f"another copy of {site.model}"
            raise ModelError(
                f"{path}: was made for {other} and not for the one in use ({meta.title}); {remedy} for this model, "
                "or leave --calibration out."
            )
        return site
