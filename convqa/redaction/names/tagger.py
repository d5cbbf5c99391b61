"""The trained tagger of names and numbers, run by `convqa.runtime`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from convqa.conversation import Language
from convqa.errors import ModelError
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.lexicon import Lexicon, lexicon
from convqa.redaction.names.features import LABELS, LIST_ROWS, LISTS, Encoding, IdArray, Tokens, decode
from convqa.redaction.shapes import is_company_shaped, is_compound
from convqa.redaction.towns import in_long_name, is_named_city, is_town, travels
from convqa.runtime import Graph, read_tokenizer

__all__ = ["MIN_LETTERS", "JoinedTagger", "NetworkTagger", "Tagger", "likely"]

STRETCH = 4096
"""Tokens that are read at once; a message of any length takes no more memory than that."""
SEEN = 16
"""Tokens to each side that are read again at the ends of a stretch: the network sees no farther."""
MIN_LETTERS = 2
MIN_WORD = 3
WITNESS = 0.1
"""From which likelihood on a place speaks for a word's being a name."""
LISTED = 0.5
"""From which likelihood on a listed name in lower case is one; of English no, where most lists hold words."""
UNLISTED = 0.65
"""From which likelihood on a word is a name that no list knows, neither of names nor of words nor of companies."""
UNCAPITALISED = 0.85
"""From which likelihood on a word is a name in a turn without any capital: there it has none to show."""
SMALL = 0.97
"""From which likelihood on a word in small letters is a name in a turn in which others begin with a capital."""
TOWN = 0.97
"""From which likelihood on a town is a name, by that place alone."""
ORDINARY = 0.98
"""From which likelihood on a word of no list that stands alone and looks like no name (`_is_ordinary`) is one."""
GOES_ON_FROM = 0.15
"""From which likelihood on a token beside a name is of it."""
MOST_STEPS = 3
PERSON = LABELS.index(Kind.PERSON)
BEGINS, GOES_ON = 1 + 2 * PERSON, 2 + 2 * PERSON

Sure = Mapping[Kind, float]


class Tagger(Protocol):
    """What finds names, and perhaps more, that no rule finds."""

    @property
    def name(self) -> str:
        """Name and version, e.g. ``"names@3"``."""

    def tag(self, reading: Reading) -> Sequence[Finding]:
        """What it finds; safe to call from several threads, and a function of the reading alone.

        Raises:
            ModelError: it cannot read it.
        """


class JoinedTagger:
    """Several taggers, of which each is asked: what one of them finds is found."""

    def __init__(self, *taggers: Tagger) -> None:
        self._taggers = taggers
        self.name = "+".join(tagger.name for tagger in taggers)

    def tag(self, reading: Reading) -> list[Finding]:
        """What they find, together."""
        return [finding for tagger in self._taggers for finding in tagger.tag(reading)]


class NetworkTagger:
    """The tagger that `training.pii.train` made.

    Args:
        folder: with ``meta.json``, ``tagger.onnx`` and ``tokenizer.json``, verified.

    Raises:
        ModelError: something of it cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        try:
            meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            self.name = f"{meta['name']}@{meta['version']}"
            self.sure: Sure = {Kind(kind): float(share) for kind, share in meta["sure"].items()}
            self.encoding = Encoding(read_tokenizer(folder / "tokenizer.json"))
        except Exception as error:  # the tokenizer raises its own, undeclared types
            raise ModelError(
                f"{folder}: the finder of names cannot be loaded ({type(error).__name__}); install convqa again."
            ) from None
        self._graph = Graph(folder / "tagger.onnx")

    def tag(self, reading: Reading) -> list[Finding]:
        """The findings of which the network is sure enough."""
        tokens = self.encoding.encode(reading)
        return likely(reading, tokens, self.scores(tokens.features), self.sure) if tokens.spans else []

    def scores(self, features: IdArray) -> NDArray[np.float32]:
        """(t, labels) of (t, columns), stretch by stretch.

        As if all had been read at once, but for the scale of 8-bit numbers, which is that of the stretch.
        """
        found = []
        for start in range(0, len(features), STRETCH):
            first = max(0, start - SEEN)
            read = self._graph.run({"features": features[None, first : start + STRETCH + SEEN]})["scores"][0]
            found.append(read[start - first :][:STRETCH])
        return np.concatenate(found)


def likely(reading: Reading, tokens: Tokens, scores: NDArray[np.float32], sure: Sure) -> list[Finding]:
    """The findings of which the network is sure enough.

    Args:
        reading: which was read.
        tokens: of it, at least one.
        scores: (t, labels), see `LABELS`.
        sure: how likely a token must be to be part of what it most likely is part of, in [0, 1], by kind.
    """
    shares = np.exp(scores - scores.max(-1, keepdims=True))
    shares /= shares.sum(-1, keepdims=True)
    best = scores.argmax(-1)
    kinds = shares[:, 1:].reshape(len(best), -1, 2).sum(-1)  # beginning and going on together
    wanted = np.array([sure[kind] for kind in LABELS])
    best[kinds.max(-1) < wanted[kinds.argmax(-1)]] = 0
    named = _named(reading, tokens, kinds[:, PERSON], sure[Kind.PERSON])
    best[named & (best == 0)] = GOES_ON
    best[~named & ((best == BEGINS) | (best == GOES_ON))] = 0
    return [finding for finding in decode(tokens, best.tolist()) if _says_something(reading, finding)]


def _says_something(reading: Reading, finding: Finding) -> bool:
    """Whether it is more than signs, and of a person more than a letter."""
    text = reading.text[finding.start : finding.end]
    return sum(map(str.isalpha, text)) >= MIN_LETTERS if finding.kind is Kind.PERSON else any(map(str.isalnum, text))


def _named(reading: Reading, tokens: Tokens, shares: NDArray[np.float32], sure: float) -> NDArray[np.bool_]:
    """(t,) whether each token is of a person's name, given how likely the network finds it.

    A word counts by all places where it stands, as if each were a witness of its own; a name goes on over neighbours
    that would not be one alone ("gudrun hald", "h lindqvist"). A town must be a name far more likely, each place for
    itself; beside a name it is part of it ("jack london").
    """
    doubts: dict[str, float] = defaultdict(lambda: 1.0)
    witnesses = np.flatnonzero(shares >= WITNESS).tolist()
    for place in witnesses:
        doubts[_word(reading, tokens, place)] *= 1 - float(shares[place])
    together = shares.copy()
    for place in witnesses:
        word = _word(reading, tokens, place)
        if len(word) >= MIN_WORD and word.isalpha():
            together[place] = 1 - doubts[word]
    names = lexicon(reading.language)
    wanted = np.where(tokens.features[:, LISTS] % LIST_ROWS == 0, min(sure, UNLISTED), sure)
    wanted = np.where(_uncapitalised(reading, tokens), np.minimum(wanted, UNCAPITALISED), wanted)
    wanted = np.where(_small(reading, tokens), np.maximum(wanted, SMALL), wanted)
    for place in witnesses:
        word = _word(reading, tokens, place)
        if reading.language is not Language.EN and word == _text(reading, tokens, place) and names.is_rare(word):
            wanted[place] = min(sure, LISTED)
        unlisted = tokens.features[place, LISTS] % LIST_ROWS == 0
        if unlisted and _is_ordinary(_text(reading, tokens, place), word, names) and not _has_neighbour(shares, place):
            wanted[place] = max(sure, ORDINARY)
    travel = travels(reading)
    for place in witnesses:
        start, end = tokens.spans[place]
        if in_long_name(reading.low, start, end):
            wanted[place] = np.inf
        elif is_town(reading.low, start, end) or is_named_city(reading.low, start, end, travel=travel):
            together[place], wanted[place] = shares[place], max(sure, TOWN)
    named = together >= wanted
    likely_enough = shares >= GOES_ON_FROM
    likely_enough[list(tokens.breaks)] = False
    for _ in range(MOST_STEPS):
        beside = np.zeros_like(named)
        beside[1:] |= named[:-1]
        beside[:-1] |= named[1:]
        named |= beside & likely_enough
    return named


def _is_ordinary(text: str, word: str, names: Lexicon) -> bool:
    """Whether a word is an ordinary one in small letters, or has the shape of what companies and things are called."""
    if len(word) < MIN_WORD or word in names.family or word in names.further:
        return False
    return text in names.common or is_compound(word) or is_company_shaped(text, word)


def _has_neighbour(shares: NDArray[np.float32], place: int) -> bool:
    """Whether the token before or after is likely enough to be of the same name."""
    beside = (*shares[max(0, place - 1) : place], *shares[place + 1 : place + 2])
    return any(share >= GOES_ON_FROM for share in beside)


def _small(reading: Reading, tokens: Tokens) -> NDArray[np.bool_]:
    """(t,) whether each token is in small letters, and others of its turn are not."""
    small = np.array([reading.text[start].islower() for start, _ in tokens.spans])
    found: NDArray[np.bool_] = small & ~_uncapitalised(reading, tokens)
    return found


def _uncapitalised(reading: Reading, tokens: Tokens) -> NDArray[np.bool_]:
    """(t,) whether each token stands in a turn in which no word begins with a capital."""
    capital = np.array([reading.text[start].isupper() for start, _ in tokens.spans])
    turns = np.zeros(len(capital), dtype=np.intp)
    turns[list(tokens.breaks)] = 1
    turns = turns.cumsum()
    found: NDArray[np.bool_] = ~np.isin(turns, turns[capital])
    return found


def _word(reading: Reading, tokens: Tokens, place: int) -> str:
    start, end = tokens.spans[place]
    return reading.low[start:end]


def _text(reading: Reading, tokens: Tokens, place: int) -> str:
    start, end = tokens.spans[place]
    return reading.text[start:end]
