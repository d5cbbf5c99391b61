"""The names that are found in a text."""

from __future__ import annotations

from convqa.conversation import Language
from convqa.redaction.finders.person import find_people
from convqa.redaction.findings import SEPARATOR, read


def found(text: str, language: Language, known: tuple[str, ...] = ()) -> list[str]:
    reading = read(text.split(SEPARATOR), language)
    return [reading.text[f.start : f.end] for f in find_people(reading, known)]
