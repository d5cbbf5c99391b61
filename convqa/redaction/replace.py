"""Numbered placeholders: the same person or number has the same one throughout a conversation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from convqa.redaction.finders.cues import TITLES
from convqa.redaction.findings import Finding, Kind, Reading, lower

__all__ = ["Placeholders", "count_replaced", "replace"]

MIN_SPELLED = 3
MAX_NAMESAKES = 50  # bounds the work on a hostile text of a hundred thousand Annas
_WRITTEN = re.compile(rf"\[({'|'.join(Kind)})_(\d{{1,9}})\]")
_COUNTRY_CODE = re.compile(r"^(?:(?:\+|00)(?:45|46|47|44|1(?=\d{10}$))(?:0(?=\d))?|0(?=\d))")
_NAME_PART = re.compile(r"[^\W\d_]+")


class Placeholders:
    """Hands out placeholders for one conversation; numbers follow the order of first use.

    Numbers that the source itself uses (``[PERSON_1]`` typed by someone) are left out.
    """

    def __init__(self, raw: str, findings: Iterable[tuple[Kind, str]]) -> None:
        """Take `raw`, all text of the source, and the found values, to tell who is who before numbering."""
        self._taken = {(kind, int(number)) for kind, number in _WRITTEN.findall(raw)}
        self._people = _people(value for kind, value in findings if kind is Kind.PERSON)
        self._given: dict[tuple[Kind, str], str] = {}
        self._last: dict[Kind, int] = {}

    def of(self, kind: Kind, value: str) -> str:
        """The placeholder of a found value."""
        identity = self._people.get(_name_parts(value), value) if kind is Kind.PERSON else _identity(kind, value)
        if (kind, identity) not in self._given:
            number = self._last.get(kind, 0) + 1
            while (kind, number) in self._taken:
                number += 1
            self._last[kind] = number
            self._given[kind, identity] = f"[{kind}_{number}]"
        return self._given[kind, identity]


def replace(reading: Reading, findings: Sequence[Finding], placeholders: Placeholders) -> list[str]:
    """The texts of the turns with every finding replaced.

    Args:
        reading: the turns.
        findings: disjoint, in order of place, none over the end of a turn.
        placeholders: of this conversation.
    """
    texts = []
    position = 0
    for start in reading.starts:
        end = reading.turn_end(start)
        pieces = []
        while position < len(findings) and findings[position].start < end:
            finding = findings[position]
            pieces.append(reading.text[start : finding.start])
            pieces.append(placeholders.of(finding.kind, reading.text[finding.start : finding.end]))
            start = finding.end
            position += 1
        texts.append("".join(pieces) + reading.text[start:end])
    return texts


def count_replaced(before: Iterable[str], after: Iterable[str]) -> Counter[Kind]:
    """How many placeholders of each kind there are in texts that were not there before they were redacted."""
    counts = [Counter(kind for text in texts for kind, _ in _WRITTEN.findall(text)) for texts in (after, before)]
    return Counter({kind: counts[0][kind] - counts[1][kind] for kind in Kind if counts[0][kind] > counts[1][kind]})


def _identity(kind: Kind, value: str) -> str:
    """What two spellings of the same thing have in common."""
    plain = "".join(character for character in lower(value) if character.isalnum() or character in "+@")
    return _COUNTRY_CODE.sub("", plain, count=1) if kind is Kind.PHONE else plain


def _name_parts(value: str) -> frozenset[str]:
    """Words of a name; titles and initials count only where there is nothing else; three initials spell a word."""
    found = _NAME_PART.findall(lower(value))
    if len(found) >= MIN_SPELLED and max(map(len, found)) == 1:
        return frozenset(("".join(found),))
    parts = frozenset(found) - TITLES or frozenset(found)
    return frozenset(part for part in parts if len(part) > 1) or parts


def _people(names: Iterable[str]) -> dict[frozenset[str], str]:
    """Name parts -> one key a person: "Lene" is the first "Lene Hansen" there is, and so is "Hansen"."""
    mentions = list(dict.fromkeys(_name_parts(name) for name in names))
    people: dict[frozenset[str], str] = {}
    by_part: dict[str, list[frozenset[str]]] = {}
    for parts in sorted(mentions, key=len, reverse=True):
        candidates = islice(by_part.get(min(parts, default=""), ()), MAX_NAMESAKES)
        whole = next((person for person in candidates if parts <= person), None)
        if whole is None:
            people[parts] = " ".join(sorted(parts))
            for part in parts:
                by_part.setdefault(part, []).append(parts)
        else:
            people[parts] = people[whole]
    return people
