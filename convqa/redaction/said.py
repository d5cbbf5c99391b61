"""What was said, as it is written: "nul fire nul seks" is ``0406``, "lene snabel a firma punktum dk" an address.

Only stretches of three words or more that say numbers, letters and signs are written anew, and what stands around an
"@" in words. The finders for written numbers then read that (`finders/spoken.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from convqa.redaction.findings import Reading
from convqa.redaction.grammar import Grammar, grammar
from convqa.redaction.lexicon import is_code
from convqa.redaction.view import Piece

__all__ = ["Stretch", "find_stretches", "write_number"]

_WORD = re.compile(r"[^\W\d_]+|\d+")
MIN_DIGITS, MIN_CODE, YEAR_DIGITS = 3, 4, 4
_CODE_BEFORE = re.compile(r"(?<![^\W_])[^\W\d_]{2,3}(?=[ -]$)")  # the "psl" of "psl syv to otte"
_CODE_AFTER = re.compile(r"[ -](?P<code>[^\W\d_]{3})(?![^\W_])")
_VOWELS = frozenset("aeiouyæøåäö")
_BANK = re.compile(r"[ ,-]{1,2}(?P<code>[a-z]{4})[ ,-]{1,2}")  # between the parts of a British or Dutch IBAN
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")  # on the internet; anywhere else a point ends a sentence
_AFTER_CODES = frozenset({"i", "å"})  # of the next words ("… m m e i think"), since codes leave these letters out
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


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    word: str


def find_stretches(reading: Reading) -> list[Stretch]:
    """The stretches of a reading that say numbers of three digits or more, in order."""
    rules = grammar(reading.language)
    found: list[Stretch] = []
    for match in rules.run.finditer(reading.low):
        tokens = [_Token(word.start(), word.end(), word[0]) for word in _WORD.finditer(reading.low, *match.span())]
        if rules.numbers.keys().isdisjoint(token.word for token in tokens):
            continue
        for part in _cut(tokens, rules):
            stretch = _write(part, reading, rules)
            if stretch and (not found or stretch.start >= found[-1].end):
                joined = found and _join(found[-1], stretch, reading)
                if joined:
                    found[-1] = joined
                else:
                    found.append(stretch)
    return [stretch for stretch in found if _is_long(stretch)]


def _is_long(stretch: Stretch) -> bool:
    """Three digits of three words, four of two, or four characters of a code ("T D 5 X")."""
    count, letters = sum(stretch.parts), sum(map(str.isupper, stretch.written))
    return count >= MIN_DIGITS + (len(stretch.pieces) < MIN_DIGITS) or (letters > 1 and letters + count >= MIN_CODE)


def write_number(reading: Reading, start: int, end: int) -> tuple[int, str]:
    """Where the number in words that begins at `start` ends, and its digits."""
    tokens = [_Token(word.start(), word.end(), word[0]) for word in _WORD.finditer(reading.low, start, end)][:6]
    text, used = _value(tokens, 0, reading.low, grammar(reading.language))
    return tokens[used - 1].end, text


def _join(first: Stretch, second: Stretch, reading: Reading) -> Stretch | None:
    """The two halves of an IBAN and the letters of the bank between them; `None` where they are no such halves."""
    bank = _BANK.fullmatch(reading.low, first.end, second.start)
    if bank is None or not _IBAN_START.fullmatch(first.written):
        return None
    pieces = (*first.pieces, Piece(*bank.span("code"), bank["code"].upper()), *second.pieces)
    return Stretch(pieces, (*first.parts[:-1], first.parts[-1] + second.parts[0], *second.parts[1:]))


def _cut(tokens: list[_Token], rules: Grammar) -> Iterator[list[_Token]]:
    """Tokens between single letters that are words there ("fire i fem"): such a one needs a letter beside it."""
    part: list[_Token] = []
    for index, token in enumerate(tokens):
        beside = tokens[max(0, index - 1) : index] + tokens[index + 1 : index + 2]
        alone = token.word in rules.letter_words and token.word not in rules.numbers
        coded = bool(part) and _is_letter(part[0].word, rules) and part[0].word not in rules.letter_words
        if alone and not coded and not any(_is_letter(other.word, rules) for other in beside):
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _is_letter(word: str, rules: Grammar) -> bool:
    """A letter, or the name of one."""
    return (len(word) == 1 and word.isalpha()) or word in rules.letters


def _write(tokens: list[_Token], reading: Reading, rules: Grammar) -> Stretch | None:
    """What tokens write; `None` where they write nothing."""
    pieces: list[Piece] = []
    parts = [0]
    index = 0
    while index < len(tokens):
        word = tokens[index].word
        if word in rules.ands and word not in rules.numbers and parts[-1] and _stands_alone(tokens, index, rules):
            parts.append(0)
        text, used = _value(tokens, index, reading.low, rules)
        if text:
            pieces.append(Piece(tokens[index].start, tokens[index + used - 1].end, text))
            parts[-1] += sum(map(str.isdigit, text))
        index += used
    while pieces and (pieces[-1].text in "-+./" or reading.low[pieces[-1].start : pieces[-1].end] in _AFTER_CODES):
        pieces.pop()
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


def _with_year(pieces: list[Piece]) -> list[Piece]:
    """Pieces of "august eighteen nineteen fifty", with a blank before the last four digits."""
    count = 0
    for index in range(len(pieces) - 1, 1, -1):
        count += len(pieces[index].text)
        if count == YEAR_DIGITS:
            year = pieces[index]
            return [*pieces[:index], Piece(year.start, year.end, f" {year.text}"), *pieces[index + 1 :]]
    return pieces


def _stands_alone(tokens: list[_Token], index: int, rules: Grammar) -> bool:
    """Whether an "and" stands between numbers, and not before another filler ("og så")."""
    return index + 1 < len(tokens) and tokens[index + 1].word not in rules.fillers


def _value(tokens: list[_Token], index: int, low: str, rules: Grammar) -> tuple[str, int]:
    """What the tokens from `index` write, "" for fillers, and how many of them do."""
    word = tokens[index].word
    if word in rules.twice and index + 1 < len(tokens):
        text, used = _value(tokens, index + 1, low, rules)
        return text[:1] * rules.twice[word] + text[1:], used + 1
    if word in rules.hundred:
        text, used = _rest(tokens, index, low, rules)
        return f"1{text.zfill(2)}", used + 1
    if word in rules.numbers:
        text, used = _below_hundred(tokens, index, low, rules)
        if len(text) < MIN_DIGITS and index + used < len(tokens) and tokens[index + used].word in rules.hundred:
            rest, more = _rest(tokens, index + used, low, rules)
            return text + rest.zfill(2), used + 1 + more
        return text, used
    if word in rules.fillers or word in rules.ands:
        return "", 1
    if word in rules.letters:
        return rules.letters[word], 1
    if word in rules.months:
        return f" {word} ", 1
    if word in rules.signs:
        return rules.signs[word], 1
    return (word.upper() if word.isdigit() or len(word) == 1 else ""), 1


def _rest(tokens: list[_Token], index: int, low: str, rules: Grammar) -> tuple[str, int]:
    """What goes on after a word for a hundred, which a comma ends."""
    following = tokens[index + 1].start if index + 1 < len(tokens) else 0
    return _below_hundred(tokens, index + 1, low, rules) if low[tokens[index].end : following] == " " else ("", 0)


def _below_hundred(tokens: list[_Token], index: int, low: str, rules: Grammar) -> tuple[str, int]:
    """The number that begins at a token, after a word for "and" too; ("", 0) where none does."""
    skipped = 0
    if index < len(tokens) and tokens[index].word in rules.ands:  # "hundred and eleven"
        skipped = 1
    if index + skipped >= len(tokens) or tokens[index + skipped].word not in rules.numbers:
        return "", 0
    first = tokens[index + skipped]
    text = rules.numbers[first.word]
    following = tokens[index + skipped + 1 : index + skipped + 3]
    if len(text) == 1 and text != "0" and len(following) > 1 and following[0].word in rules.ones_first:
        ten = rules.numbers.get(following[1].word, "")
        blanks = low[first.end : following[1].start] == f" {following[0].word} "
        if blanks and len(ten) == 2 and ten[0] > "1" and ten[1] == "0":
            return ten[0] + text, skipped + 3
    if len(text) == 2 and text[0] > "1" and text[1] == "0" and following:
        one = rules.numbers.get(following[0].word, "0")
        if len(one) == 1 and one != "0" and low[first.end : following[0].start] in rules.tens_first:
            return text[0] + one, skipped + 2
    return text, skipped + 1


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
