"""People's names of all origins planted in sentences of five languages and all styles, and near misses.

Names are those held out (`training.pii.lists.held_out`), however rare: no tagger was trained on them, while the rules'
lists hold some. Of every origin there are as many, of a language's own ones (`training.pii.lists.OWN`) five times as
many in it; so overall figures are lower than where most customers have common names. The sentences (`sentences/`)
stand in no training text and in no test of a rule. A name counts as found when every letter of it is covered, wherever
it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from convqa.conversation import Language
from convqa.redaction.find import find
from convqa.redaction.findings import Reading
from convqa.redaction.lexicon import lexicon
from training.pii.lists import ANY, OWN, WORD, Names, Part, load, one_of, titled
from training.pii.measure import Find, covered
from training.pii.planted.sentences import filled, parts, sentences
from training.pii.segments import PERSON, Passage, Turns, join
from training.pii.styles import Style, restyle

__all__ = [
    "PETS",
    "NearMiss",
    "PlantedName",
    "is_covered",
    "is_touched",
    "near_misses",
    "planted_names",
]

OWN_SHARE = 5
"""So many times is a language's own origin planted as any other."""
SPELLED, SIGNED = "spelled", "signed"
"""Situations: of those in which a name is spelled, and of those that nobody says aloud."""
PETS = "pet"
"""Near misses that may be replaced: a pet is called like a child."""
NEAR_STYLES = (Style.WRITTEN, Style.CHAT, Style.SPEECH)
SPOKEN_SHARE = 0.6
"""Of spelled names; the others are typed."""
MOST_SLIPS = 30
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedName:
    """Turns in which one person is named, once or twice.

    Attributes:
        situation: what the name does there ("greeted", "no_cue").
        origin: of `training.pii.lists.Names`, `WORD` or `ANY`.
        listed: whether the lists of the rules hold every word of the name.
        passage: with a span for each place of the name.
    """

    language: Language
    style: Style
    situation: str
    origin: str
    listed: bool
    passage: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """A turn in which nobody is named.

    Attributes:
        kind: "company", "month", "product", "town", "word" (that is a name too) or `PETS`.
    """

    kind: str
    language: Language
    style: Style
    reading: Reading


def planted_names(count: int, *, seed: int) -> Iterator[PlantedName]:
    """`count` names, languages and styles in turn, origins and sentences as often as each other; always the same."""
    generator, names = np.random.default_rng([seed, 0]), load(held=True)
    origins = {language: _dealt(_origins(language, names), generator) for language in Language}
    spelling, saying, typing = (
        {
            language: _dealt([one for one in sentences(language).people if wanted(one[0])], generator)
            for language in Language
        }
        for wanted in _WANTED
    )
    styles, languages = list(Style), list(Language)
    for number in range(count):
        language, style = languages[number % len(languages)], styles[number // len(languages) % len(styles)]
        deck = spelling if style is Style.SPELLED else saying if style is Style.SPEECH else typing
        situation, sentence = next(deck[language])
        origin = next(origins[language])
        person = _person(origin, language, names, generator)
        yield PlantedName(
            language=language,
            style=style,
            situation=situation,
            origin=origin,
            listed=all(_is_listed(person[part], part, language) for part in parts(sentence)),
            passage=join(_styled(sentence, person, language, style, generator), language),
        )


_WANTED: Sequence[Callable[[str], bool]] = (
    lambda situation: situation == SPELLED,
    lambda situation: situation not in (SPELLED, SIGNED),
    lambda situation: situation != SPELLED,
)
"""Which situations go with spelled names, with speech and with what is typed."""


def near_misses(count: int, *, seed: int) -> Iterator[NearMiss]:
    """`count` turns in which nobody is named, languages and styles in turn, sentences as often as each other."""
    generator, names = np.random.default_rng([seed, 1]), load(held=True)
    decks = {language: _dealt(sentences(language).stays, generator) for language in Language}
    languages = list(Language)
    for number in range(count):
        language, style = languages[number % len(languages)], NEAR_STYLES[number // len(languages) % len(NEAR_STYLES)]
        kind, sentence = next(decks[language])
        filling = _person(one_of(OWN[language], generator), language, names, generator)
        filling["pet"] = one_of(sentences(language).pets, generator)
        turns = restyle(filled(sentence, filling, language), language, style, generator)
        yield NearMiss(kind=kind, language=language, style=style, reading=join(turns, language).reading)


def is_covered(one: PlantedName, finder: Find = find) -> bool:
    """Whether redaction covers every letter of the name wherever it stands."""
    reading = one.passage.reading
    replaced = bytearray(len(reading.text))
    for place in finder(reading):
        replaced[place.start : place.end] = b"\1" * (place.end - place.start)
    return all(covered(reading, span, replaced) for span in one.passage.spans)


def is_touched(one: NearMiss, finder: Find = find) -> bool:
    """Whether redaction replaces anything in the turn."""
    return bool(finder(one.reading))


def _dealt(cards: Sequence[_T], generator: np.random.Generator) -> Iterator[_T]:
    """The cards over and over, shuffled each time."""
    while True:
        for place in generator.permutation(len(cards)):
            yield cards[int(place)]


def _origins(language: Language, names: Names) -> list[str]:
    """Every origin once, the language's own ones `OWN_SHARE` times together."""
    own = OWN[language]
    others = sorted({origin for _, origin in names.groups} - set(own))
    return [*others, WORD, ANY, *(origin for origin in own for _ in range(-(-OWN_SHARE // len(own))))]


def _person(origin: str, language: Language, names: Names, generator: np.random.Generator) -> dict[str, str]:
    """A given and a family name of an origin, by the part of the name."""
    home = one_of(OWN[language], generator) if origin == WORD else origin
    given = names.words[language] if origin == WORD else _group(names, Part.GIVEN, home)
    return {
        Part.GIVEN: titled(one_of(given, generator)),
        Part.FAMILY: one_of(_group(names, Part.FAMILY, home), generator),
    }


def _group(names: Names, part: Part, origin: str) -> Sequence[str]:
    return names.unknown[part] if origin == ANY else names.groups[part, origin]


def _is_listed(word: str, part: Part, language: Language) -> bool:
    """Whether the rules' lists hold a name as such; many a given name stands for a family name too."""
    names, low = lexicon(language), word.lower()
    return low in names.given or (part is Part.FAMILY and low in names.family)


def _styled(
    sentence: str, person: dict[str, str], language: Language, style: Style, generator: np.random.Generator
) -> Turns:
    """A sentence with its name in a style; a misspelt name has a slip wherever it is long enough for one."""
    if style is Style.SPELLED:
        spoken = generator.random() < SPOKEN_SHARE
        gap = " " if spoken else one_of((" ", "-"), generator)
        turns = filled(sentence, person, language, gap)
        return restyle(turns, language, Style.SPEECH, generator) if spoken else turns
    turns = filled(sentence, person, language)
    for _ in range(MOST_SLIPS):
        restyled = restyle(turns, language, style, generator)
        if style is not Style.MISSPELT or _people(restyled) != _people(turns):
            break
    return restyled


def _people(turns: Turns) -> list[str]:
    return [segment.text for turn in turns for segment in turn if segment.kind == PERSON]
