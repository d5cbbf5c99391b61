"""A conversation with what is right and what was found, whoever found it: a model, a baseline, an annotator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convqa.calibration.pairs import Gold
from training.corpus import TEST_BATCHES, lifelike, real

__all__ = ["Case", "Certainty", "by_channel", "by_kind", "by_language", "whole_batches"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Certainty:
    """How sure a model is of one conversation of n turns.

    Attributes:
        shares: calibrated probabilities: `phases` (n, 3) and `signals` (n, 6), each by itself; `shown` and `broken`
            (n, 5); `sentiment` (n, 3) and each of `CHOICES` (1, k), which add up to 1.
        values: (8,) the ratings before rounding; NaN where there is none.
        half_width: (8,) half the width of their intervals before rounding.
        intervals: (9, 2) lowest and highest whole rating of the interval; the last row is satisfaction.
    """

    shares: Mapping[str, FloatArray]
    values: FloatArray
    half_width: FloatArray
    intervals: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """One conversation.

    Attributes:
        id, language, channel: as in the corpus.
        gold: what the annotator said.
        found: what is measured, in the same form; decided labels and whole ratings.
        certainty: `None` where only decisions are known.
    """

    id: str
    language: str
    channel: str
    gold: Gold
    found: Gold
    certainty: Certainty | None = None

    @classmethod
    def of(cls, record: Mapping[str, Any], gold: Gold, found: Gold, certainty: Certainty | None = None) -> Case:
        """A case of a corpus record."""
        return cls(
            id=record["id"],
            language=record["language"],
            channel=record["channel"],
            gold=gold,
            found=found,
            certainty=certainty,
        )


def by_language(cases: Sequence[Case]) -> dict[str, list[Case]]:
    """Real threads stand apart: they are another kind of material than invented conversations."""
    return _grouped(cases, lambda case: "en, real threads" if case.id.startswith("ibm") else case.language)


def by_channel(cases: Sequence[Case]) -> dict[str, list[Case]]:
    """Chat, phone, e-mail, social."""
    return _grouped(cases, lambda case: case.channel)


def by_kind(cases: Sequence[Case]) -> dict[str, list[Case]]:
    """Invented conversations, those written as ordinary real logs are, and real threads."""

    def kind(case: Case) -> str:
        if real(case.id):
            return "real threads"
        return "as real logs are" if lifelike(case.id) else "invented"

    return _grouped(cases, kind)


def whole_batches(cases: Sequence[Case]) -> list[Case]:
    """Those of writers of whom nothing at all was trained on."""
    return [case for case in cases if case.id.split("-")[0] in TEST_BATCHES]


def _grouped(cases: Sequence[Case], key: Callable[[Case], str]) -> dict[str, list[Case]]:
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(key(case), []).append(case)
    return dict(sorted(groups.items()))
