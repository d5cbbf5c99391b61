"""What is found in a talk of several turns."""

from __future__ import annotations

from convqa.conversation import Language
from convqa.redaction.find import find
from convqa.redaction.findings import read


def found(language: Language, turns: str) -> list[str]:
    """What is found in turns with "|" between them."""
    reading = read(turns.split("|"), language)
    return [reading.text[one.start : one.end] for one in find(reading)]
