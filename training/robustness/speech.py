"""What speech recognition would have made of it: no signs, no capitals, small words lost, words misheard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from convqa.conversation import Conversation

__all__ = ["Rates", "Speech", "misheard", "speech_noise"]

_PLACEHOLDER = re.compile(r"\[[A-Z_]+_\d+\]")
_SIGNS = re.compile(r"[^\w'’%€$£+\-]+|(?<!\w)['’\-]+|['’\-]+(?!\w)")
_LONG = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """How one language is misheard.

    Attributes:
        small_words: get lost or are said twice.
        fillers: are put in.
        heard: a word -> what is written in its place.
    """

    small_words: frozenset[str]
    fillers: tuple[str, ...]
    heard: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How often each thing happens, in [0, 1] of the words that it can happen to.

    The defaults spoil about one word in eight, a middling recogniser on telephone sound.
    """

    lost: float = 0.08
    doubled: float = 0.04
    heard: float = 0.25
    filler: float = 0.03
    letter: float = 0.04


def speech_noise(
    conversation: Conversation, speech: Speech, generator: np.random.Generator, rates: Rates | None = None
) -> Conversation:
    """Every turn as a recogniser might have written it; placeholders stay, and no turn becomes empty."""
    return replace(
        conversation,
        turns=tuple(
            replace(turn, text=misheard(turn.text, speech, generator, rates or Rates())) for turn in conversation.turns
        ),
    )


def misheard(text: str, speech: Speech, generator: np.random.Generator, rates: Rates) -> str:
    """One text misheard; the text in lower case where nothing would be left of it."""
    return " ".join(_heard(text, speech, generator, rates)) or text.lower()


def _heard(text: str, speech: Speech, generator: np.random.Generator, rates: Rates) -> Iterator[str]:
    for word in _words(text):
        if _PLACEHOLDER.fullmatch(word):
            yield word
            continue
        if generator.random() < rates.filler:
            yield str(generator.choice(speech.fillers))
        if word in speech.small_words:
            chance = generator.random()
            if chance < rates.lost:
                continue
            if chance < rates.lost + rates.doubled:
                yield word
        if word in speech.heard and generator.random() < rates.heard:
            yield speech.heard[word]
        elif len(word) >= _LONG and word.isalpha() and generator.random() < rates.letter:
            yield _slipped(word, generator)
        else:
            yield word


def _words(text: str) -> Iterator[str]:
    """The words in lower case without signs, and the placeholders as they are."""
    end = 0
    for match in _PLACEHOLDER.finditer(text):
        yield from _SIGNS.sub(" ", text[end : match.start()].lower()).split()
        yield match[0]
        end = match.end()
    yield from _SIGNS.sub(" ", text[end:].lower()).split()


def _slipped(word: str, generator: np.random.Generator) -> str:
    """A letter inside the word is lost, doubled, or the word is written in two."""
    place = int(generator.integers(1, len(word) - 1))
    return (
        word[:place] + word[place + 1 :],
        word[:place] + word[place] + word[place:],
        f"{word[: place + 1]} {word[place + 1 :]}",
    )[int(generator.integers(3))]
