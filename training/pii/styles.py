"""One text written in other ways: as typed in a chat, as speech recognition writes it, misspelt, spelled out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

import numpy as np

from convqa.conversation import Language
from training.pii.lists import one_of
from training.pii.segments import PERSON, UNSURE, Segment, Turns
from training.pii.wordings import wordings

__all__ = ["Style", "restyle", "said", "spelled"]

EMAIL = "email"
IN_WORDS_SHARE = 0.7
"""Of numbers outside personal data (prices, times): recognisers write many of them in digits."""
PAIRS_SHARE = 0.5
DANISH_ONE_WORD_SHARE = 0.75
OLD_NORWEGIAN_SHARE = 0.25
APART_SHARE = 0.3
TYPO_SHARE = {PERSON: 0.3, "": 0.06}
SPELLED_SHARE = 0.6
MIN_TYPO = 4
_PUNCTUATION = re.compile(r"[^\w\s]|_")
_APOSTROPHE = re.compile(r"['’]")
_LETTERS_BESIDE_DIGITS = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,3}(?=[ -]?\d)|(?<=\d)[^\W\d_]{1,3}(?![^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+")


class Style(StrEnum):
    """How a conversation is written.

    `WRITTEN`: as it stands. `CHAT`: in lower case. `SPEECH`: in lower case without punctuation, numbers and email
    addresses in words. `MISSPELT`: as it stands, with slips of the keyboard, more of them in names. `SPELLED`: speech
    in which people spell their names letter by letter.
    """

    WRITTEN = "written"
    CHAT = "chat"
    SPEECH = "speech"
    MISSPELT = "misspelt"
    SPELLED = "spelled"


def restyle(turns: Turns, language: Language, style: Style, generator: np.random.Generator) -> Turns:
    """The turns in another style; every segment keeps its kind and origin."""
    if style is Style.WRITTEN:
        return turns
    if style is Style.CHAT:
        return tuple(tuple(replace(segment, text=segment.text.lower()) for segment in turn) for turn in turns)
    if style is Style.MISSPELT:
        return tuple(tuple(_misspelt(segment, generator) for segment in turn) for turn in turns)
    spells = style is Style.SPELLED
    return tuple(
        _single_spaces([_spoken(segment, language, generator, spells=spells) for segment in turn]) for turn in turns
    )


def _single_spaces(turn: Sequence[Segment]) -> tuple[Segment, ...]:
    """One space between two segments at most, and none at the ends of a turn."""
    segments: list[Segment] = []
    for segment in turn:
        spaced = not segments or segments[-1].text.endswith(" ")
        segments.append(replace(segment, text=segment.text.lstrip()) if spaced else segment)
    if segments:
        segments[-1] = replace(segments[-1], text=segments[-1].text.rstrip())
    return tuple(segments)


def _spoken(segment: Segment, language: Language, generator: np.random.Generator, *, spells: bool) -> Segment:
    text = segment.text.lower()
    if spells and segment.kind == PERSON and generator.random() < SPELLED_SHARE:
        text = spelled(text, generator)
    elif segment.kind not in ("", PERSON, UNSURE) or generator.random() < IN_WORDS_SHARE:
        text = said(text, language, generator, mail=segment.kind == EMAIL)
    text = _PUNCTUATION.sub(" ", _APOSTROPHE.sub("", text))
    start, end = (" " if edge.isspace() else "" for edge in (text[:1], text[-1:]))
    inner = " ".join(text.split())
    return replace(segment, text=f"{start}{inner}{end}" if inner else start)


def said(text: str, language: Language, generator: np.random.Generator, *, mail: bool = False) -> str:
    """Digits of a text in lower case in words, digit by digit or in pairs, and the letters beside them one by one.

    Args:
        text: what is written.
        language: whose number words.
        generator: where chance comes from.
        mail: whether ``@ . - _`` are said too.
    """
    if mail:
        for sign, word in wordings(language).signs.items():
            text = text.replace(sign, f" {word} ")
    elif re.search(r"\d", text):
        text = _LETTERS_BESIDE_DIGITS.sub(lambda match: " ".join(match[0]), text)
    return re.sub(r"\d+", lambda match: f" {_number(match[0], language, generator)} ", text)


def _number(digits: str, language: Language, generator: np.random.Generator) -> str:
    words = wordings(language)
    if len(digits) == 1 or generator.random() >= PAIRS_SHARE:
        return " ".join(words.digits[int(digit)] for digit in digits)
    odd = len(digits) % 2
    pairs = [_pair(int(digits[i : i + 2]), language, generator) for i in range(odd, len(digits), 2)]
    return " ".join([words.digits[int(digits[0])], *pairs] if odd else pairs)


def _pair(number: int, language: Language, generator: np.random.Generator) -> str:
    """Two digits in words: "femogfyrre", "førtifem" or "femogførti", "forty five"; those below ten as "nul fem"."""
    words = wordings(language)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return f"{words.digits[0]} {words.digits[ones]}"
    if tens == 1:
        return words.teens[ones]
    ten, one = words.tens[tens - 2], words.digits[ones]
    if ones == 0:
        return ten
    draw = generator.random()
    if language is Language.DA:
        return f"{one}og{ten}" if draw < DANISH_ONE_WORD_SHARE else f"{one} og {ten}"
    if language in (Language.NB, Language.NN) and draw < OLD_NORWEGIAN_SHARE:
        return f"{one}og{ten}"
    return f"{ten} {one}" if language is Language.EN or draw > 1 - APART_SHARE else ten + one


def spelled(text: str, generator: np.random.Generator) -> str:
    """The words of a name letter by letter, the name before it in some cases ("holm h o l m")."""
    letters = _WORD.sub(lambda match: " ".join(match[0]), text)
    return f"{text} {letters}" if generator.random() < SPELLED_SHARE else letters


def _misspelt(segment: Segment, generator: np.random.Generator) -> Segment:
    """A segment with slips in some of its longer words; numbers, addresses of any kind and signatures are kept."""
    share = TYPO_SHARE.get(segment.kind, 0)
    if not share:
        return segment

    def slip(match: re.Match[str]) -> str:
        long = len(match[0]) >= MIN_TYPO
        return _slip(match[0], generator) if long and generator.random() < share else match[0]

    return replace(segment, text=_WORD.sub(slip, segment.text))


def _slip(word: str, generator: np.random.Generator) -> str:
    """A word with a letter left out, doubled or exchanged with the next; the first one stays."""
    place = int(generator.integers(1, len(word) - 1))
    kind = one_of(("left out", "doubled", "exchanged"), generator)
    if kind == "left out":
        return word[:place] + word[place + 1 :]
    if kind == "doubled":
        return word[: place + 1] + word[place:]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
