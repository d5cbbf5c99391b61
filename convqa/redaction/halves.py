"""Numbers that two or three messages tell: "080759" and then "50994", each too short to be found by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from convqa.conversation import Language
from convqa.redaction.finders.identity import find_identity_numbers
from convqa.redaction.finders.payment import find_accounts, find_cards
from convqa.redaction.finders.phone import find_phones
from convqa.redaction.findings import Finding, Kind, Reading, read
from convqa.redaction.grammar import grammar
from convqa.redaction.numbers import Number, numbers_in
from convqa.redaction.wordlist import any_of, words

__all__ = ["find_halves"]

_SMALL = any_of(
    words(
        "ja jo jep yes yeah yep ok okay okej mm mhm hm øh eh öh um uh så og och and det den er är is it it's "
        "nummeret numret number min mit mitt my takk tak tack thanks then sen derefter"
    )
)
_ONLY = re.compile(rf"[ .,…–-]{{0,3}}(?:{_SMALL}(?![^\W_])[ ,.:!?…–-]{{0,4}}){{0,6}}")
_CODE = re.compile(r"[\d+][\d .+/-]*(?: ?[A-D])?|[A-Z]{2}[ \d]{2,8}(?: ?[A-D])?")
_CUE = re.compile(
    r"nummer|numret|number|(?<![^\W_])(?:nr|tlf|mob|cpr|ssn|pnr|fnr|kort|card)|mobil|telefon|phone|konto|account"
    r"|(?<![^\W_])(?:inn|ind|in) på"
)
_SUM_BEFORE = re.compile(
    r"(?<![^\W_])(?:came to|comes to|pa(?:y|id)|costs?|kost\w+|betal\w+|pris\w*|prices?|total\w*|sum\w*|bel[øo]\w+) "
    r"(?:[^\W\d_]{1,4} )?$"
)
_LAST_WORD = re.compile(r"[ ,.…-]+")
_WORD_GAP, _CODE_END = re.compile(r"[ ,.…—\n-]+"), re.compile(r"\d(?: ?[a-d])?$")
_SUM = re.compile(r"\d{1,3} \d{3}")
_ENDS = re.compile(r"[ .,!)]{0,3}")
_FINDERS = (find_identity_numbers, find_cards, find_accounts, find_phones)
_OTHER = re.compile(r"(?:19|20)\d\d|[1-9]\d{0,2}00")  # a year, a sum
MAX_TURN, MAX_WORD, MAX_PARTS, MAX_APART, BEFORE = 60, 40, 4, 2, 150
MIN_LEAST, MIN_MOST, MIN_SAID = 2, 3, 5
"""Digits of each part, of the longest (sizes have two), and of one in words that other words follow."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a number at `[start:end]`, and how it may be written.

    Attributes:
        turn: the number of its turn.
        opens: whether nothing but small words stands before it in its turn.
        closes: whether nothing stands behind it.
    """

    turn: int
    start: int
    end: int
    raw: str = field(repr=False)
    digits: str = field(repr=False)
    opens: bool
    closes: bool


def find_halves(reading: Reading, findings: Sequence[Finding]) -> Iterator[Finding]:
    """The parts of a number told in turns one after the other, with small words alone between them.

    The first may end its turn, and the last begin its.

    Args:
        reading: the turns.
        findings: what was found in them; a name may stand before a part.
    """
    names = {one.start: one.end for one in findings if one.kind is Kind.PERSON}
    if not _may_be_told(reading, names):
        return
    run: list[_Part] = []
    for number, start in enumerate(reading.starts):
        end = reading.turn_end(start)
        place = names.get(start, start)
        parts = list(filter(None, (_first(reading, number, place, end), _last(reading, number, place, end))))
        if parts:
            if parts[0].opens:
                run.append(parts[0])
            if not parts[0].opens or not parts[0].closes:
                yield from _joined(reading, run)
                run = [part for part in parts[-1:] if part.closes]
        elif not _ONLY.fullmatch(reading.low, place, end) or reading.low[start:end].endswith("?"):
            yield from _joined(reading, run)
            run = []
    yield from _joined(reading, run)


def _may_be_told(reading: Reading, names: Mapping[int, int]) -> bool:
    """Whether any turn ends as a part may, and one of the next begins so: a test that is far cheaper than to read."""
    starts = reading.starts
    for turn, start in enumerate(starts[:-1]):
        if _may_close(reading, start, starts[turn + 1] - 1):
            following = starts[turn + 1 : turn + 1 + MAX_APART]
            if any(_may_open(reading, names.get(other, other)) for other in following):
                return True
    return False


def _may_close(reading: Reading, start: int, end: int) -> bool:
    """Whether a turn ends with a digit, the letter of a code or a word that numbers end with."""
    tail = reading.low[max(start, end - MAX_WORD) : end].rstrip(" .,…!)+/-")
    if _CODE_END.search(tail):
        return True
    return _WORD_GAP.split(tail)[-1] in _ending(reading.language)


def _may_open(reading: Reading, start: int) -> bool:
    """Whether a turn begins with a digit, a code or a number in words, after small words."""
    lead = _ONLY.match(reading.low, start)
    place = lead.end() if lead else start
    begins = _begins(reading.language).match(reading.low, place) or _CODE.match(reading.text, place)
    return begins is not None


def _joined(reading: Reading, run: list[_Part]) -> Iterator[Finding]:
    """Of neighbours that are a whole number together, each."""
    taken: set[_Part] = set()
    for count in range(MAX_PARTS, 1, -1):
        for first in range(len(run) - count + 1):
            parts = run[first : first + count]
            if taken.isdisjoint(parts) and all(_follows(one, other) for one, other in pairwise(parts)):
                finding = _whole(reading, parts)
                if finding:
                    taken.update(parts)
                    yield from (Finding(part.start, part.end, finding.kind, finding.score) for part in parts)


def _follows(one: _Part, other: _Part) -> bool:
    """Whether a part stands in the next turn, or in the one after the answer to the first."""
    read_back = one.digits in other.digits or other.digits in one.digits
    return one.closes and other.opens and not read_back and 0 < other.turn - one.turn <= MAX_APART


def _whole(reading: Reading, parts: list[_Part]) -> Finding | None:
    """What the parts are together: a telephone, an account, a card or a national number."""
    if max(len(part.digits) for part in parts) < MIN_MOST or any(_OTHER.fullmatch(part.digits) for part in parts):
        return None
    if not (parts[0].opens and parts[-1].closes) and not _is_told(reading, parts):
        return None
    blank, solid = " ".join(part.raw for part in parts), "".join(part.digits for part in parts)
    for text in (blank, solid):
        joined = read([text], reading.language)
        for finder in _FINDERS:
            for finding in finder(joined):
                if finding.start == 0 and finding.end == len(text):
                    return finding
    return None


def _is_told(reading: Reading, parts: list[_Part]) -> bool:
    """Whether parts among other words are of a number that was spoken of before, and no sums."""
    if _CUE.search(reading.low, max(0, parts[0].start - BEFORE), parts[0].start) is None:
        return False
    if _SUM_BEFORE.search(reading.low, max(0, parts[0].start - MAX_TURN), parts[0].start):
        return False
    if any("hund" in reading.low[part.start : part.end] for part in parts):
        return False
    last = parts[-1]
    written = reading.low[last.start].isdigit()
    return (
        last.closes
        or (written and not _SUM.fullmatch(reading.low, last.start, last.end))
        or len(last.digits) >= MIN_SAID
    )


def _first(reading: Reading, turn: int, start: int, end: int) -> _Part | None:
    """The part that a turn begins with; `None` where it says anything else before it."""
    lead = _ONLY.match(reading.low, start, end)
    place = lead.end() if lead else start
    code = _CODE.match(reading.text, place, min(end, place + MAX_TURN))
    if code and _ENDS.fullmatch(reading.text, code.end(), end):
        raw = code[0].strip(" .-/")
        digits = "".join(filter(str.isdigit, raw))
        if len(digits) >= MIN_LEAST:
            return _Part(turn, code.start(), code.start() + len(raw), raw, digits, opens=True, closes=True)
    if not _begins(reading.language).match(reading.low, place, end):
        return None
    numbers = numbers_in(reading, place, min(end, place + MAX_TURN))
    if not numbers or numbers[0].start != place:
        return None
    return _of(reading, turn, numbers[0], opens=True, end=end)


def _last(reading: Reading, turn: int, start: int, end: int) -> _Part | None:
    """The part that a turn ends with."""
    word = _LAST_WORD.split(reading.low[max(start, end - MAX_TURN) : end].rstrip(" .,!)"))[-1]
    if not word[-1:].isdigit() and word not in grammar(reading.language).numbers:
        return None
    numbers = numbers_in(reading, max(start, end - MAX_TURN), end)
    return _of(reading, turn, numbers[-1], opens=False, end=end) if numbers else None


def _of(reading: Reading, turn: int, number: Number, *, opens: bool, end: int) -> _Part | None:
    """The part that a number is."""
    closes = _ENDS.fullmatch(reading.low, number.end, end) is not None
    if not number.written.isdigit() or len(number.written) < MIN_LEAST or not (opens or closes):
        return None
    return _Part(turn, number.start, number.end, number.written, number.written, opens=opens, closes=closes)


@cache
def _ending(language: Language) -> frozenset[str]:
    """Words that a number in words ends with."""
    rules = grammar(language)
    return frozenset(rules.numbers) | rules.hundred


@cache
def _begins(language: Language) -> re.Pattern[str]:
    """A digit or a word for one."""
    rules = grammar(language)
    return re.compile(rf"\+?\d|(?:{rules.number}|{any_of(sorted(rules.twice))})(?![^\W_])")
