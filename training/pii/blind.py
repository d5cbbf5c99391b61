"""Measure on `data/personal-data/passages.jsonl`: passages by a language model that saw nothing of this project.

Nobody reads them or what is missed in them; only counts are made. Unlike the marks of the corpus theirs are places.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from convqa.conversation import Language
from convqa.redaction.findings import read
from training.pii.marks import KINDS
from training.pii.measure import Figures, Find, count
from training.pii.segments import Passage, Span

__all__ = ["BLIND", "measure_blind", "passages"]

PASSAGES = Path(__file__).parents[2] / "data" / "personal-data" / "passages.jsonl"
BLIND = "blind"
"""The part that they are, beside those of the corpus (`measure.PARTS`)."""


def passages() -> Iterator[tuple[str, Passage]]:
    """Each passage and the style in which it was written: "written", "chat", "speech", or "hard" for the finder."""
    with PASSAGES.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            reading = read([turn["text"] for turn in row["turns"]], Language(row["language"]))
            spans = []
            for mark in row["pii"]:
                base, kind = reading.starts[mark["turn"]], mark["type"]
                spans.append(Span(base + mark["start"], base + mark["end"], KINDS.get(kind, kind)))
            yield row["style"], Passage(reading=reading, spans=tuple(sorted(spans, key=lambda span: span.start)))


def measure_blind(finder: Find) -> Figures:
    """Count over all passages."""
    figures = Figures()
    for style, passage in passages():
        count(figures, passage, finder(passage.reading), part=BLIND, style=style)
        figures.readings += 1
    return figures
