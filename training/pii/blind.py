"""Measure on unread passages of `data/personal-data`, by language models that saw nothing of this project.

Nobody reads them or what is missed in them; only counts are made. Unlike the marks of the corpus theirs are places.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from convqa.conversation import Language
from convqa.redaction.findings import read
from training.pii.marks import KINDS
from training.pii.measure import Figures, Find, count
from training.pii.segments import Passage, Span

__all__ = ["BLIND", "TOLD", "measure_blind", "passages"]

FOLDER = Path(__file__).parents[2] / "data" / "personal-data"
BLIND, TOLD = "blind", "told"
"""The parts that they are, beside those of the corpus (`measure.PARTS`): ordinary days; numbers as they are told."""
FILES = {BLIND: ("passages.jsonl",), TOLD: ("told-2.jsonl",)}


def passages(file: str) -> Iterator[tuple[str, Passage]]:
    """Each passage of a file and the style it was written in: "written", "chat", "speech", or "hard" for the finder."""
    with (FOLDER / file).open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            reading = read([turn["text"] for turn in row["turns"]], Language(row["language"]))
            spans = []
            for mark in row["pii"]:
                base, kind = reading.starts[mark["turn"]], mark["type"]
                spans.append(Span(base + mark["start"], base + mark["end"], KINDS.get(kind, kind)))
            yield row["style"], Passage(reading=reading, spans=tuple(sorted(spans, key=lambda span: span.start)))


def measure_blind(finder: Find, part: str) -> Figures:
    """Count over all passages of a part that nobody reads."""
    figures = Figures()
    for style, passage in chain.from_iterable(map(passages, FILES[part])):
        count(figures, passage, finder(passage.reading), part=part, style=style)
        figures.readings += 1
    return figures
