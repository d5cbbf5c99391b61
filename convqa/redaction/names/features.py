"""From a reading to the numbers that the tagger reads, and from its labels to findings. Serves training and use alike.

A token is a run of letters, a run of digits, or any other character that is no white space. Of each the tagger sees
numbers alone: its word twice hashed, its first and last three letters, its shape, on which lists it stands, and the
pieces in which a large multilingual encoder reads it, with a capital and in lower case. Pieces say what a word is like
that nobody has listed.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from convqa.conversation import Language
from convqa.redaction.findings import SEPARATOR, Finding, Kind, Reading, lower
from convqa.redaction.lexicon import Lexicon, lexicon

__all__ = [
    "LABELS",
    "LISTS",
    "LIST_ROWS",
    "MOST_PIECES",
    "NO_PIECE",
    "ROWS",
    "WORD_COLUMNS",
    "Encoding",
    "Tokens",
    "decode",
    "unlisted",
]

IdArray = NDArray[np.int64]

LABELS = (Kind.PERSON, Kind.ADDRESS, Kind.NUMBER, Kind.EMAIL)
"""What a token can be a part of; its label is 0 (of nothing), 1 + 2i (begins `LABELS[i]`) or 2 + 2i (goes on)."""

GIVEN, FAMILY, WORD, FOREIGN, ORGANISATION, GENITIVE = (1 << bit for bit in range(6))
LIST_ROWS = 64
LANGUAGES = tuple(Language)
ROWS = (16384, 16384, 4096, 8192, 1024, LIST_ROWS * len(LANGUAGES))
"""How many values each of the columns before the pieces has."""
WORD_COLUMNS = (0, 1)
LISTS = 5
"""The columns of the word and of the lists."""

MOST_PIECES = 5
"""Of a word's pieces, with a capital and again in lower case, the rest are not read."""
NO_PIECE = 1
"""Stands after the last piece: the tokenizer's id of what fills up."""

AFFIX = 3
REPEATED_SHAPE = 3
KNOWN_WORDS = 65536
SCORE = 0.5
NUMBER_SCORE = 0.1
"""Below every rule's: where one says what kind of number it is, it is of that kind."""
_TOKEN = re.compile(r"[^\W\d_]+|\d+|\n|[^\w\s]|_")
_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")
_REPEATED = re.compile(rf"(.)\1{{{REPEATED_SHAPE},}}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tokens:
    """The tokens of a reading.

    Attributes:
        spans: where each begins and ends in the text.
        breaks: the tokens that stand between turns.
        features: (t, 16), the columns of `ROWS`, each below its number there, then `MOST_PIECES` pieces of the word
            with a capital and as many of it in lower case.
    """

    spans: tuple[tuple[int, int], ...]
    breaks: frozenset[int]
    features: IdArray


class Encoding:
    """From a reading to `Tokens`.

    Args:
        tokenizer: of the pieces; its settings for length are set anew.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._features = lru_cache(maxsize=KNOWN_WORDS)(self._features_of)

    @property
    def size(self) -> int:
        """How many pieces there are; ids are below it."""
        count: int = self._tokenizer.get_vocab_size()
        return count

    def encode(self, reading: Reading) -> Tokens:
        """What the tagger sees of a reading; safe to call from several threads."""
        matches = list(_TOKEN.finditer(reading.text))
        rows = bytearray().join([self._features(match[0], reading.language) for match in matches])
        return Tokens(
            spans=tuple(match.span() for match in matches),
            breaks=frozenset(place for place, match in enumerate(matches) if match[0] == SEPARATOR),
            features=np.frombuffer(rows, dtype=np.int64).reshape(len(matches), len(ROWS) + 2 * MOST_PIECES),
        )

    def _features_of(self, token: str, language: Language) -> bytes:
        """A row of the features, as bytes: rows are then put together in one go."""
        low = lower(token)
        shape = _DIGIT.sub("d", _LETTER.sub(lambda letter: "X" if letter[0].isupper() else "x", token))
        parts = (low, low, low[:AFFIX], low[-AFFIX:], _REPEATED.sub(lambda run: run[1] * REPEATED_SHAPE, shape))
        hashed = (zlib.crc32(part.encode(), seed) % ROWS[seed] for seed, part in enumerate(parts))
        lists = LANGUAGES.index(language) * LIST_ROWS + _lists(low, lexicon(language))
        row = (*hashed, lists, *self._pieces(low.capitalize()), *self._pieces(low))
        return np.array(row, dtype=np.int64).tobytes()

    def _pieces(self, word: str) -> list[int]:
        found: list[int] = self._tokenizer.encode(word, add_special_tokens=False).ids[:MOST_PIECES]
        return found + [NO_PIECE] * (MOST_PIECES - len(found))


def _lists(low: str, names: Lexicon) -> int:
    """The lists that hold a word in lower case; if no list of names does, those that hold it without a genitive's s."""
    found = _name_lists(low, names)
    if not found and low.endswith("s"):
        stem = _name_lists(low[:-1], names)
        found = stem and stem | GENITIVE
    words = WORD * (low in names.words) | FOREIGN * (low in names.foreign)
    return found | words | ORGANISATION * (low in names.organisations)


def _name_lists(low: str, names: Lexicon) -> int:
    return GIVEN * (low in names.given) | FAMILY * (low in names.family)


def unlisted(lists: IdArray) -> IdArray:
    """The column of the lists as it would be if no list of names held the tokens."""
    return lists & ~np.int64(GIVEN | FAMILY | GENITIVE)


def decode(tokens: Tokens, labels: Sequence[int]) -> list[Finding]:
    """The findings that a label for each token makes; none goes over the end of a turn."""
    labelled = ((place, label) for place, label in enumerate(labels) if label and place not in tokens.breaks)
    return [
        Finding(
            tokens.spans[first][0],
            tokens.spans[last][1],
            LABELS[index],
            NUMBER_SCORE if LABELS[index] is Kind.NUMBER else SCORE,
        )
        for first, last, index in _runs(labelled)
    ]


def _runs(labelled: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """(first token, last token, which of `LABELS`) of tokens that belong together; what goes on from nothing begins.

    Args:
        labelled: the tokens that are a part of something, in their order, each with its label.
    """
    first, kind, last = 0, -1, -1
    for place, label in labelled:
        index = (label - 1) // 2
        begins = label % 2 == 1 or index != kind or place > last + 1
        if begins and kind >= 0:
            yield first, last, kind
        if begins:
            first, kind = place, index
        last = place
    if kind >= 0:
        yield first, last, kind
