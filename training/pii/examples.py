"""What the tagger learns from: other people in other styles each time, as numbers and labels, in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convqa.conversation import Language
from convqa.redaction.findings import Kind
from convqa.redaction.names.features import (
    LABELS,
    LISTS,
    MOST_PIECES,
    NO_PIECE,
    ROWS,
    WORD_COLUMNS,
    Encoding,
    Tokens,
    unlisted,
)
from training.pii.lists import Names, held_out
from training.pii.marks import KEPT
from training.pii.numerals import renumbered
from training.pii.passages import SPEECH, PassageRow
from training.pii.segments import PERSON, UNSURE, Passage, Turns, doubted, join, segments, windows
from training.pii.styles import Style, restyle
from training.pii.substitute import called, company, substitute
from training.pii.words import reword

__all__ = [
    "IGNORED",
    "Batch",
    "Example",
    "Material",
    "Talk",
    "chunk",
    "conversations",
    "example",
    "hide_held_out",
    "told",
]

IGNORED = -100
"""The label of a token of which nobody says what it is."""
STYLES: Mapping[Style, float] = {
    Style.WRITTEN: 0.34,
    Style.CHAT: 0.18,
    Style.SPEECH: 0.34,
    Style.MISSPELT: 0.06,
    Style.SPELLED: 0.08,
}
SLIPS_SHARE = {Style.CHAT: 0.5, Style.SPEECH: 0.2}
"""Of texts in a style, these also have slips: who writes without capitals mistypes, and recognisers mishear."""
KEPT_SHARE = 0.4
"""Of the words of names, these stay: the lists hold each name once, and short forms ("Cath", "Les"), which are what
most agents sign with, hardly at all."""
COMPANY_SHARE = 0.2
UNLISTED_SHARE = 0.3
"""Of the names, these are shown as if no list held them, so that context is learnt."""
WORDLESS_SHARE = 0.2
"""Of the names, these are shown without their word."""
LONGEST = 400
KINDS = {PERSON: Kind.PERSON, "address": Kind.ADDRESS, "email": Kind.EMAIL}
NOBODY_SAYS = frozenset({UNSURE, "username", "url"})
"""Kinds of marks that no label is for."""

IdArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Example:
    """Some turns as the tagger reads them.

    Attributes:
        features: (t, 16), see `convqa.redaction.names.features`.
        labels: (t,) as there, or `IGNORED`.
    """

    features: IdArray
    labels: IdArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Batch:
    """Examples of about one length, filled up to the longest.

    Attributes:
        features: (n, t, 16), of nothing after the end.
        labels: (n, t), `IGNORED` after the end.
        mask: (n, t), 1 for a token.
    """

    features: IdArray
    labels: IdArray
    mask: NDArray[np.float32]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Batch:
        """The batch of some examples."""
        longest = max(len(one.labels) for one in examples)
        features = np.zeros((len(examples), longest, len(ROWS) + 2 * MOST_PIECES), dtype=np.int64)
        features[..., len(ROWS) :] = NO_PIECE
        labels = np.full((len(examples), longest), IGNORED, dtype=np.int64)
        mask = np.zeros((len(examples), longest), dtype=np.float32)
        for row, one in enumerate(examples):
            features[row, : len(one.labels)] = one.features
            labels[row, : len(one.labels)] = one.labels
            mask[row, : len(one.labels)] = 1
        return cls(features=features, labels=labels, mask=mask)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What somebody marked.

    Attributes:
        turns: cut at the marks.
        spoken: whether it stands as speech recognition writes, and is in no other style.
    """

    language: Language
    turns: Turns
    spoken: bool = False


def conversations(records: Sequence[Mapping[str, Any]]) -> list[Talk]:
    """Records of the corpus cut at their marks; numbers that rules find beside these are of nobody knows whom."""
    talks = ((Language(record["language"]), segments(record)) for record in records)
    return [Talk(language=language, turns=doubted(turns, language)) for language, turns in talks]


def told(rows: Iterable[PassageRow]) -> list[Talk]:
    """Passages whose numbers are all marked."""
    return [Talk(language=row.language, turns=row.turns, spoken=row.style == SPEECH) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What examples are made of.

    Attributes:
        talks: labelled conversations.
        passages: others, which are full of numbers; they are read as often, however few.
        names: to fill in.
        words: ordinary words of a language, to fill in.
        encoding: how tokens become numbers.
    """

    talks: Sequence[Talk]
    passages: Sequence[Talk]
    names: Names
    words: Callable[[Language], Sequence[str]]
    encoding: Encoding


def chunk(material: Material, generator: np.random.Generator, *, count: int, batch: int) -> Iterator[Batch]:
    """Batches of the windows of `count` conversations and as many passages taken at random.

    Windows of like length share a batch; batches come in any order.
    """
    examples = []
    for talks in (material.talks, material.passages):
        for number in generator.choice(len(talks), size=min(count, len(talks)), replace=False).tolist():
            for window in windows(talks[number].turns, generator):
                one = example(replace(talks[number], turns=window), material, generator)
                if len(one.labels):
                    examples.append(one)
    examples.sort(key=lambda one: len(one.labels))
    batches = [examples[start : start + batch] for start in range(0, len(examples), batch)]
    for number in generator.permutation(len(batches)).tolist():
        yield Batch.of(batches[number])


def example(talk: Talk, material: Material, generator: np.random.Generator) -> Example:
    """Turns with other people and some other words, in some style, now and then with a company that is none."""
    language, words, names = talk.language, material.words(talk.language), material.names
    turns = reword(substitute(talk.turns, language, names, generator, kept=KEPT_SHARE), words, generator)
    turns = called(turns, language, names, generator)
    if generator.random() < COMPANY_SHARE:
        turns = (*turns, company(language, names, words, generator))
    style = Style.SPEECH if talk.spoken else Style(str(generator.choice(list(STYLES), p=list(STYLES.values()))))
    turns = renumbered(turns, language, generator) if talk.spoken else restyle(turns, language, style, generator)
    if generator.random() < SLIPS_SHARE.get(style, 0):
        turns = restyle(turns, language, Style.MISSPELT, generator)
    passage = join(turns, language)
    tokens = material.encoding.encode(passage.reading)
    labels = _labels(passage, tokens)
    return Example(
        features=_hidden(tokens.features, labels, generator)[:LONGEST],
        labels=labels[:LONGEST],
    )


def _labels(passage: Passage, tokens: Tokens) -> IdArray:
    labels = np.zeros(len(tokens.spans), dtype=np.int64)
    starts = np.array([start for start, _ in tokens.spans])
    for span in passage.spans:
        first, last = np.searchsorted(starts, (span.start, span.end)).tolist()
        if span.kind in KEPT:
            continue
        if span.kind in NOBODY_SAYS:
            labels[first:last] = IGNORED
        else:
            begins = 1 + 2 * LABELS.index(KINDS.get(span.kind, Kind.NUMBER))
            labels[first:last] = begins + 1
            labels[first : min(first + 1, last)] = begins
    return labels


def _hidden(features: IdArray, labels: IdArray, generator: np.random.Generator) -> IdArray:
    """The features with some names taken off the lists and some without their word."""
    person = 1 + 2 * LABELS.index(Kind.PERSON)
    is_name = (labels == person) | (labels == person + 1)
    draws = generator.random((2, len(labels)))
    hidden = features.copy()
    off = is_name & (draws[0] < UNLISTED_SHARE)
    hidden[off, LISTS] = unlisted(hidden[off, LISTS])
    wordless = is_name & (draws[1] < WORDLESS_SHARE)
    for column in WORD_COLUMNS:
        hidden[wordless, column] = 0
    return hidden


def hide_held_out(text: str, tokens: Tokens) -> IdArray:
    """The features as if no list held the held-out names: for figures of names that the tagger has never met."""
    off = np.array([held_out(text[start:end]) for start, end in tokens.spans], dtype=bool)
    features = tokens.features.copy()
    features[off, LISTS] = unlisted(features[off, LISTS])
    return features
