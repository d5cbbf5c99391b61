"""Marks of personal data: those of the corpus, and finer ones that others made of the held-out batches.

`data/corpus/agreement/personal-data.jsonl` marks 1,604 conversations a second time, by annotators who saw neither the
first marks nor what the redactor makes of them: numbers by their kind, agents' initials, and also companies, places and
pets, which are to stay. Of the first 640 (`o1` to `o8`) the misses were read for rules@11; of the others nobody's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from training.pii.segments import UNSURE

__all__ = ["KEPT", "KINDS", "PART", "SECOND_MARKS", "second_marks", "with_second_marks"]

SECOND_MARKS = Path(__file__).parents[2] / "data" / "corpus" / "agreement" / "personal-data.jsonl"
KEPT = frozenset({"company", "place", "pet", "product"})
"""Kinds of marks of what is no personal data, though much of it looks like it."""
PART = "part"
"""Some digits of a number, such as the last four of a card, where these are marked apart."""
KINDS = {
    "initials": UNSURE,
    "unsure": UNSURE,
    **{f"{kind}_part": PART for kind in ("account", "card", "national_id", "phone")},
}


@cache
def second_marks() -> Mapping[str, tuple[Mapping[str, str], ...]]:
    """The marks by conversation, as those of the corpus are written: ``{"text": …, "type": …}``."""
    with SECOND_MARKS.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {row["id"]: tuple(_marks(row["pii"])) for row in rows}


def _marks(pii: list[dict[str, Any]]) -> list[Mapping[str, str]]:
    """Each string once a conversation; of two kinds, the first."""
    kinds: dict[str, str] = {}
    for mark in pii:
        kinds.setdefault(mark["text"], KINDS.get(mark["type"], mark["type"]))
    return [{"text": text, "type": kind} for text, kind in kinds.items()]


def with_second_marks(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """A conversation with the marks that others made of it, where they did."""
    marks = second_marks().get(record["id"])
    return record if marks is None else {**record, "pii": list(marks)}
