"""Measure on unread passages of `data/personal-data`, by language models that saw nothing of this project.

Nobody reads them or what is missed in them; only counts are made. Unlike the marks of the corpus theirs are places.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from training.pii.measure import Figures, Find, count
from training.pii.passages import rows
from training.pii.segments import Passage, join

__all__ = ["BLIND", "TOLD", "measure_blind", "passages"]

BLIND, TOLD = "blind", "told"
"""The parts that they are, beside those of the corpus (`measure.PARTS`): ordinary days; numbers as they are told."""
FILES = {BLIND: ("passages.jsonl",), TOLD: ("told-2.jsonl", "told-3.jsonl")}


def passages(file: str) -> Iterator[tuple[str, Passage]]:
    """Each passage of a file and the style it was written in: "written", "chat", "speech", or "hard" for the finder."""
    for passage in rows(file):
        yield passage.style, join(passage.turns, passage.language)


def measure_blind(finder: Find, part: str) -> Figures:
    """Count over all passages of a part that nobody reads."""
    figures = Figures()
    for style, passage in chain.from_iterable(map(passages, FILES[part])):
        count(figures, passage, finder(passage.reading), part=part, style=style)
        figures.readings += 1
    return figures
