"""All counts of `convqa/redaction/figures.json`: those that the product states, and those that docs/privacy.md adds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

import convqa.redaction
from convqa.redaction.leak import Counts, Leak, Sample

__all__ = ["Measured", "Told", "measured"]

FIGURES = Path(convqa.redaction.__file__).with_name("figures.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Sample):
    """Counts of passages full of numbers.

    Attributes:
        others: way of writing, language; of all but people, as `people` of these.
    """

    others: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured(Leak):
    """What was counted of one redactor.

    Attributes:
        told: passages with numbers as they are told, by a language model that knew nothing of the redactor.
    """

    told: Told


def measured() -> Measured:
    """What was measured of the redactor that belongs to this convqa."""
    return TypeAdapter(Measured).validate_python(json.loads(FIGURES.read_text(encoding="utf-8")))
