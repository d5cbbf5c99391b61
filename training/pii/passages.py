"""The passages of `data/personal-data`, whose marks are places, and which of them may be learnt from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from convqa.conversation import Language
from training.pii.marks import KINDS
from training.pii.segments import Turns, cut

__all__ = ["LEARNT", "SPEECH", "TUNED_ON", "PassageRow", "rows"]

FOLDER = Path(__file__).parents[2] / "data" / "personal-data"
LEARNT = ("learnt.jsonl", "told.jsonl", "told-read.jsonl", "read.jsonl")
"""Files that the tagger is trained on."""
TUNED_ON = "told-read-2.jsonl"
"""The file that the tagger's thresholds are chosen on, and no word of which it is trained on."""
SPEECH = "speech"


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRow:
    """One passage.

    Attributes:
        style: "written", "chat", "speech", or "hard" for whoever looks for personal data.
        turns: cut at their marks.
    """

    language: Language
    style: str
    turns: Turns


def rows(file: str) -> Iterator[PassageRow]:
    """Each passage of a file, in its order; what is no personal data (`marks.KEPT`) as the file marks it."""
    with (FOLDER / file).open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            marks = [(one["turn"], one["start"], one["end"], KINDS.get(one["type"], one["type"])) for one in row["pii"]]
            turns = cut([turn["text"] for turn in row["turns"]], marks)
            yield PassageRow(language=Language(row["language"]), style=row["style"], turns=turns)
