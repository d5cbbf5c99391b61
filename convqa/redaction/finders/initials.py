"""Initials and short names with which agents sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.lexicon import lexicon

__all__ = ["find_initials"]

_INITIALS = re.compile(
    r"[*^/–-](?<=[\s.!?)].)(?:(?<=[*^])[*^]? ?(?P<name>[A-Z][A-Za-z]{0,11})|(?<=[/–-])[/–-]? ?(?P<initials>[A-Z]{2,3}))"
    r"(?=\s{0,2}(?:\ue000|$|\d/\d))"
)

MIN_WORD = 4


def find_initials(reading: Reading) -> Iterator[Finding]:
    """Initials with which an agent signs at the end of a turn (``*TJW``, ``^N``, ``^DaniH``, ``/MK``), no ``^Team``."""
    names = lexicon(reading.language)
    for match in _INITIALS.finditer(reading.text):
        word = (match["name"] or "").lower()
        ordinary = len(word) >= MIN_WORD and (word in names.common or word in names.organisations)
        if word in names.given or not ordinary:
            yield Finding(*match.span("name" if match["name"] else "initials"), Kind.PERSON, 0.6)
