"""What was said, as it is written: "nul fire nul seks" is ``0406``, "lene snabel a firma punktum dk" an address.

Only stretches of three words or more that say numbers, letters and signs are written anew, and what stands around an
"@" in words. The finders for written numbers then read that (`finders/spoken.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from convqa.redaction.findings import Reading
from convqa.redaction.grammar import Grammar, grammar
from convqa.redaction.lexicon import is_code
from convqa.redaction.values import MIN_DIGITS, Token, is_times, value
from convqa.redaction.view import Piece

__all__ = ["Stretch", "find_stretches", "read_stretches", "write_number"]

_WORD = re.compile(r"[^\W\d_]+|\d+")
MIN_CODE, YEAR_DIGITS, MIN_MIXED = 4, 4, 8
_CODE_BEFORE = re.compile(r"(?<![^\W_])[^\W\d_]{2,3}(?=[ -]$)")  # the "psl" of "psl syv to otte"
_CODE_AFTER = re.compile(r"[ -](?P<code>[^\W\d_]{3})(?![^\W_])")
_VOWELS = frozenset("aeiouyæøåäö")
_BANK = re.compile(r"[ ,-]{1,2}(?P<code>[a-z]{4})[ ,-]{1,2}")  # between the parts of a British or Dutch IBAN
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")  # on the internet; anywhere else a point ends a sentence
_AFTER_CODES = frozenset({"i", "å"})  # of the next words ("… m m e i think"), since codes leave these letters out
_NOUN = re.compile(r" [^\W\d_]{2,}")
_IBAN_START = re.compile(r"[A-Z]{2}\d\d")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that say a number.

    Attributes:
        pieces: what each of them writes.
        parts: how many digits stand between the words for "and".
        dated: whether the name of a month is among them.
    """

    pieces: tuple[Piece, ...]
    parts: tuple[int, ...]
    dated: bool = False

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.pieces[-1].end

    @property
    def written(self) -> str:
        """What it writes."""
        return "".join(piece.text for piece in self.pieces)


def find_stretches(reading: Reading) -> list[Stretch]:
    """The stretches of a reading that say numbers of three digits or more, in order."""
    return [stretch for stretch in read_stretches(reading, 0, len(reading.low)) if _is_long(stretch)]


def read_stretches(reading: Reading, start: int, end: int) -> list[Stretch]:
    """The stretches of two words or more between two places, however short they are."""
    rules = grammar(reading.language)
    found: list[Stretch] = []
    for match in rules.run.finditer(reading.low, start, end):
        tokens = [Token(word.start(), word.end(), word[0]) for word in _WORD.finditer(reading.low, *match.span())]
        if rules.numbers.keys().isdisjoint(token.word for token in tokens):
            continue
        for part in (piece for whole in _cut(tokens, rules) for piece in _unmixed(whole, reading, rules)):
            stretch = _write(part, reading, rules)
            if stretch and (not found or stretch.start >= found[-1].end):
                joined = found and _join(found[-1], stretch, reading)
                if joined:
                    found[-1] = joined
                else:
                    found.append(stretch)
    return found


def _is_long(stretch: Stretch) -> bool:
    """Three digits of three words, four of two, or four characters of a code ("T D 5 X")."""
    count, letters = sum(stretch.parts), sum(map(str.isupper, stretch.written))
    return count >= MIN_DIGITS + (len(stretch.pieces) < MIN_DIGITS) or (letters > 1 and letters + count >= MIN_CODE)


def write_number(reading: Reading, start: int, end: int) -> tuple[int, str]:
    """Where the number in words that begins at `start` ends, and its digits."""
    tokens = [Token(word.start(), word.end(), word[0]) for word in _WORD.finditer(reading.low, start, end)][:6]
    text, used = value(tokens, 0, reading.low, grammar(reading.language))
    return tokens[used - 1].end, text


def _join(first: Stretch, second: Stretch, reading: Reading) -> Stretch | None:
    """The two halves of an IBAN and the letters of the bank between them; `None` where they are no such halves."""
    bank = _BANK.fullmatch(reading.low, first.end, second.start)
    if bank is None or not _IBAN_START.fullmatch(first.written):
        return None
    pieces = (*first.pieces, Piece(*bank.span("code"), bank["code"].upper()), *second.pieces)
    return Stretch(pieces, (*first.parts[:-1], first.parts[-1] + second.parts[0], *second.parts[1:]))


def _cut(tokens: list[Token], rules: Grammar) -> Iterator[list[Token]]:
    """Tokens between words that say no number there, such as "i" in "fire i fem", which needs a letter beside it."""
    part: list[Token] = []
    for index, token in enumerate(tokens):
        beside = tokens[max(0, index - 1) : index] + tokens[index + 1 : index + 2]
        alone = token.word in rules.letter_words and token.word not in rules.numbers
        if token.word in rules.times and not is_times(tokens, index, rules):
            yield part
            part = []
            continue
        coded = bool(part) and _is_letter(part[0].word, rules) and part[0].word not in rules.letter_words
        if alone and not coded and not any(_is_letter(other.word, rules) for other in beside):
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _unmixed(tokens: list[Token], reading: Reading, rules: Grammar) -> Iterator[list[Token]]:
    """Tokens as they are where digits among words make a long number with them; else those between the digits."""
    if not any(token.word.isdigit() for token in tokens):
        yield tokens
        return
    ones = [token.word in rules.articles for token in tokens]
    said = any(token.word in rules.numbers and token.word not in rules.articles for token in tokens)
    said = said or any(one and other for one, other in pairwise(ones))  # "900 ett ett 764"
    stretch = _write(tokens, reading, rules) if said else None
    if (
        stretch
        and not stretch.dated
        and [part for part in stretch.parts if part >= MIN_MIXED]
        and not rules.unit.match(reading.low, stretch.end)
    ):
        yield tokens
        return
    for digits, part in groupby(tokens, key=lambda token: token.word.isdigit()):
        if not digits:
            yield list(part)


def _is_letter(word: str, rules: Grammar) -> bool:
    """A letter, or the name of one."""
    return (len(word) == 1 and word.isalpha()) or word in rules.letters


def _write(tokens: list[Token], reading: Reading, rules: Grammar) -> Stretch | None:
    """What tokens write; `None` where they write nothing."""
    pieces: list[Piece] = []
    parts = [0]
    index = 0
    while index < len(tokens):
        word = tokens[index].word
        if word in rules.ands and word not in rules.numbers and parts[-1] and _stands_alone(tokens, index, rules):
            parts.append(0)
        text, used = value(tokens, index, reading.low, rules)
        if text:
            pieces.append(Piece(tokens[index].start, tokens[index + used - 1].end, text))
            parts[-1] += sum(map(str.isdigit, text))
        index += used
    while pieces and (pieces[-1].text in "-+./" or reading.low[pieces[-1].start : pieces[-1].end] in _AFTER_CODES):
        pieces.pop()
    if parts[-1] == 1 and _goes_on(pieces, len(parts), reading, rules):
        pieces.pop()
        parts.pop()
    while pieces and pieces[0].text in "-./":
        pieces.pop(0)
    if not pieces:
        return None
    if not _ADDRESS.fullmatch("".join(piece.text for piece in pieces)):
        pieces = [piece for piece in pieces if piece.text != "."]
    if pieces[0].text.startswith(" "):
        pieces = _with_year(pieces)
    dated = any(piece.text.startswith(" ") for piece in pieces)
    stretch = Stretch(tuple(pieces), tuple(parts), dated)
    return Stretch(tuple(_with_codes(stretch, reading)), tuple(parts), dated)


def _goes_on(pieces: list[Piece], parts: int, reading: Reading, rules: Grammar) -> bool:
    """Whether the last piece, which follows an "and", is the article of the next words ("… og et der ender på")."""
    last = pieces[-1] if parts > 1 and len(pieces) > 1 else None
    if last is None or reading.low[last.start : last.end] not in rules.articles:
        return False
    return _NOUN.match(reading.low, last.end) is not None


def _with_year(pieces: list[Piece]) -> list[Piece]:
    """Pieces of "august eighteen nineteen fifty", with a blank before the last four digits."""
    count = 0
    for index in range(len(pieces) - 1, 1, -1):
        count += len(pieces[index].text)
        if count == YEAR_DIGITS:
            year = pieces[index]
            return [*pieces[:index], Piece(year.start, year.end, f" {year.text}"), *pieces[index + 1 :]]
    return pieces


def _stands_alone(tokens: list[Token], index: int, rules: Grammar) -> bool:
    """Whether an "and" stands between numbers, and not before another filler ("og så")."""
    return index + 1 < len(tokens) and tokens[index + 1].word not in rules.fillers


def _with_codes(stretch: Stretch, reading: Reading) -> list[Piece]:
    """Pieces with letters in one go beside them that are no word ("psl syv to otte", "dk" of an IBAN)."""
    pieces, long = list(stretch.pieces), _is_long(stretch)
    before = _CODE_BEFORE.search(reading.low, max(0, stretch.start - 5), stretch.start)
    if before and (long or _VOWELS.isdisjoint(before[0])) and is_code(before[0], reading.language):
        pieces = [Piece(*before.span(), before[0].upper()), *pieces]
    after = _CODE_AFTER.match(reading.low, stretch.end)
    if after and pieces[0].text.isalpha() and is_code(after["code"], reading.language):
        pieces = [*pieces, Piece(*after.span("code"), after["code"].upper())]
    return pieces
