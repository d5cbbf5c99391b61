"""Personal data in file names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from convqa.conversation import Language
from convqa.redaction.find import find
from convqa.redaction.findings import Finding, Kind, Reading, make_reading, read
from convqa.redaction.lexicon import every_word, lexicon
from convqa.redaction.resolve import resolve

__all__ = ["find_in_paths"]

# In a file name a bare number is a date or a counter far more often than anybody's customer number.
_KINDS = frozenset({Kind.PERSON, Kind.EMAIL, Kind.PHONE, Kind.ID_NUMBER, Kind.CARD, Kind.ACCOUNT})
_BREAK = re.compile(r"[/\\]|\.(?=\w{1,5}(?:\ue000|$))")  # between folders, and before the ending
_BLANK = re.compile(r"[_.-]")
_WORD_START = re.compile(r"\b[a-zæøåäö]")
_HUMP = re.compile(r"(?<=[a-zæøåäö])(?=[A-ZÆØÅÄÖ])")
_WORD_BEFORE = re.compile(r"(?<![^\W_])[^\W\d_]{3,30}(?=,? $)")
_LONGEST = 33


def find_in_paths(paths: list[str], language: Language, known: frozenset[str]) -> tuple[Reading, list[Finding]]:
    """Personal data in paths and in ids made of them, as a reading of them and disjoint findings in order.

    Names are looked for with blanks for what joins words in file names and between the humps of "KundeLeneHolm", and
    with capitals, which file names drop ("chat_jonas_holm"); everything else, such as mail addresses, as it is written.
    """
    reading = read(paths, language)
    found = [finding for finding in find(reading, known) if finding.kind is not Kind.PERSON]
    spaced = _BLANK.sub(" ", _BREAK.sub(",", reading.text))
    for text, humps in ((spaced, []), _split(spaced)):
        titled = _WORD_START.sub(lambda match: match[0].upper(), text)
        starts = tuple(start + bisect_left(humps, start) for start in reading.starts)
        blanks = [hump + number for number, hump in enumerate(humps)]
        for finding in _people(make_reading(titled, starts, language), known):
            start, end = (place - bisect_left(blanks, place) for place in (finding.start, finding.end))
            found.append(Finding(start, end, finding.kind, finding.score))
    return reading, resolve(reading, [finding for finding in found if finding.kind in _KINDS], ())


def _split(text: str) -> tuple[str, list[int]]:
    """A text with a blank before every hump, and the places of the humps before that."""
    return _HUMP.sub(" ", text), [match.start() for match in _HUMP.finditer(text)]


def _people(reading: Reading, known: frozenset[str]) -> Iterator[Finding]:
    """What is found in paths, names with the family name before them; a word of English alone is none ("german")."""
    ordinary = lexicon(Language.EN).words - known
    family = lexicon(reading.language).family
    for finding in find(reading, known):
        if finding.kind is Kind.PERSON:
            if reading.low[finding.start : finding.end] in ordinary:
                continue
            low = reading.low[max(0, finding.start - _LONGEST) : finding.start]
            before = _WORD_BEFORE.search(low)
            if before and (before[0] in family or before[0] not in every_word()):
                start = finding.start - len(low) + before.start()
                yield Finding(start, finding.end, finding.kind, finding.score)
                continue
        yield finding
