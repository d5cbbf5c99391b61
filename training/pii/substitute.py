"""Other people, places and numbers in the same sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from convqa.conversation import Language
from training.pii.lists import Name, Names, Part, held_out, one_of, titled
from training.pii.numbers import fresh
from training.pii.segments import PERSON, UNSURE, Segment, Turns
from training.pii.wordings import wordings

__all__ = ["called", "company", "substitute"]

ADDRESS, EMAIL = "address", "email"
MIN_PLACE = 4
PLACE_SHARE = 0.6
LOWER_SHARE = 0.4
FULL_NAME_SHARE = 0.4
SIGNED_SHARE, ADDRESSED_SHARE = 0.12, 0.04
_SIGNED = (", ", " ", " /", " ^", "\n", " - ", "! ")
_ADDRESSED = (", ", " ", "! ")
_HOLE = re.compile(r"(\{[cpt]\})")
INITIALS = "ABCDEFGHIJKLMNOPRSTVW"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_STREET_TYPES = frozenset(
    "Road Street Avenue Lane Close Drive Place Court Gardens Crescent Terrace Square House Cottage Grove Mews".split()  # noqa: SIM905
)
_TITLES = frozenset("hr fr fru herr dr mr mrs ms miss van von de el al bin der la da".split())  # noqa: SIM905


def substitute(
    turns: Turns, language: Language, names: Names, generator: np.random.Generator, *, kept: float = 0.0
) -> Turns:
    """The turns with people, addresses and numbers exchanged; the same name by the same name throughout.

    Everything keeps how it is written: capitals, initials, what stands between digits, the genitive's ending after the
    segment. Numbers in words stay. Signatures that nobody marked (`UNSURE`) stay too, as does the rest of the text.

    Args:
        turns: of one conversation.
        language: of the turns.
        names: to fill in.
        generator: where chance comes from.
        kept: the share of words of names, in [0, 1], that stay as they are; those that are held out never do.
    """
    people = _People(language=language, names=names, generator=generator, kept=kept)
    return tuple(tuple(_exchanged(segment, people) for segment in turn) for turn in turns)


def company(
    language: Language, names: Names, words: Sequence[str], generator: np.random.Generator
) -> tuple[Segment, ...]:
    """A turn that names a company and towns, which are no personal data though they look like it, beside people.

    Args:
        language: of the turn.
        names: of the people, and of some of the companies.
        words: ordinary words in lower case, after which other companies are called.
        generator: where chance comes from.
    """
    filled = wordings(language)
    name = _company(language, names, words, generator)
    pieces = {
        "{c}": lambda: Segment(name),
        "{t}": lambda: Segment(one_of(filled.towns, generator)),
        "{p}": lambda: _person(language, names, generator),
    }
    template = one_of(filled.company_turns, generator)
    turn = [pieces[part]() if part in pieces else Segment(part) for part in _HOLE.split(template) if part]
    return (
        tuple(replace(one, text=one.text.lower()) for one in turn) if generator.random() < LOWER_SHARE else tuple(turn)
    )


def called(turns: Turns, language: Language, names: Names, generator: np.random.Generator) -> Turns:
    """The turns, some with a given name behind them, as agents sign and people are called, and some with one before."""

    def with_name(turn: tuple[Segment, ...]) -> tuple[Segment, ...]:
        draw = generator.random()
        if not turn or draw >= SIGNED_SHARE + ADDRESSED_SHARE:
            return turn
        given = names.pick(Part.GIVEN, language, generator)
        name = Segment(given.text, PERSON, given.origin)
        if draw < SIGNED_SHARE:
            return turn if turn[-1].kind else (*turn, Segment(one_of(_SIGNED, generator)), name)
        return turn if turn[0].kind else (name, Segment(one_of(_ADDRESSED, generator)), *turn)

    return tuple(with_name(turn) for turn in turns)


def _company(language: Language, names: Names, words: Sequence[str], generator: np.random.Generator) -> str:
    """What a company or a product is called: after a family, a place, a given name or an ordinary word."""
    filled = wordings(language)
    end, place = one_of(filled.company_ends, generator), one_of(filled.streets, generator).capitalize()
    word, other = (one_of(words, generator) for _ in range(2))
    family = names.pick(Part.FAMILY, language, generator).text
    given = names.pick(Part.GIVEN, language, generator).text
    return one_of(
        (
            *(f"{family} {end}", f"{place} {end}", f"{given}s {end}", f"{given}s {word}", f"{word.capitalize()} {end}"),
            *(place + word, f"{word.capitalize()} & {family}", word.capitalize(), place),
            f"{word.capitalize()} {other.capitalize()}",
        ),
        generator,
    )


def _person(language: Language, names: Names, generator: np.random.Generator) -> Segment:
    given = names.pick(Part.GIVEN, language, generator)
    family = f" {names.pick(Part.FAMILY, language, generator).text}" if generator.random() < FULL_NAME_SHARE else ""
    return Segment(given.text + family, PERSON, given.origin)


@dataclass(slots=True, kw_only=True)
class _People:
    """Who has become whom so far."""

    language: Language
    names: Names
    generator: np.random.Generator
    kept: float
    known: dict[str, Name] = field(default_factory=dict)

    def renamed(self, text: str) -> tuple[str, str]:
        """A person's name exchanged, and the origin of its first word that is no initial ("" if there is none)."""
        words = list(_WORD.finditer(text))
        pieces: list[str] = []
        origin, position = "", 0
        for number, word in enumerate(words):
            pieces.append(text[position : word.start()])
            position = word.end()
            new, group = self._word(word[0], _part(number, words))
            origin = origin or group
            pieces.append(new)
        return "".join([*pieces, text[position:]]), origin

    def _word(self, word: str, part: Part) -> tuple[str, str]:
        if len(word) == 1:
            return like(word, one_of(INITIALS, self.generator)), ""
        low = word.lower()
        if low in _TITLES:
            return word, ""
        if low not in self.known:
            stays = self.generator.random() < self.kept and not held_out(low)
            own = Name(word if word[0].isupper() else titled(word), "")
            self.known[low] = own if stays else self.names.pick(part, self.language, self.generator)
        name = self.known[low]
        return like(word, name.text), name.origin


def _part(number: int, words: Sequence[re.Match[str]]) -> Part:
    """The first word is a given name, the last a family name, and of three or more the second a given name."""
    return Part.GIVEN if number == 0 or (number == 1 and len(words) > 2) else Part.FAMILY


def like(pattern: str, word: str) -> str:
    """A word in the case of another one."""
    if pattern.isupper() and len(pattern) > 1:
        return word.upper()
    return word if pattern[:1].isupper() else word.lower()


def _exchanged(segment: Segment, people: _People) -> Segment:
    """One segment with other personal data."""
    if segment.kind in ("", UNSURE):
        return segment
    if segment.kind == PERSON:
        text, origin = people.renamed(segment.text)
        return replace(segment, text=text, origin=origin)
    text = segment.text
    if segment.kind == ADDRESS:
        text = _WORD.sub(lambda match: _place(match[0], people), text)
    elif segment.kind == EMAIL and "@" in text:
        local, _, domain = text.partition("@")
        text = f"{_WORD.sub(lambda match: _mailbox(match[0], people), local)}@{domain}"
    return replace(segment, text=fresh(text, segment.kind, people.language, people.generator))


def _place(word: str, people: _People) -> str:
    """Another street or town for a capitalised word of an address, mostly."""
    words = wordings(people.language)
    if len(word) <= MIN_PLACE or not word[0].isupper() or people.generator.random() >= PLACE_SHARE:
        return word
    if people.language is Language.EN:
        return word if word in _STREET_TYPES else like(word, one_of(words.streets + words.towns, people.generator))
    street = word.lower().endswith(words.street_ends)
    return like(word, one_of(words.streets if street else words.towns, people.generator))


def _mailbox(word: str, people: _People) -> str:
    """The name in an email address that someone in the conversation now has, or another one."""
    known = people.known.get(word.lower())
    name = known or (people.names.pick(Part.GIVEN, people.language, people.generator) if len(word) > 2 else None)
    return name.text.lower() if name else word
