"""The sentences that names are planted in, and names filled into them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from convqa.conversation import Language
from training.pii.lists import Part
from training.pii.segments import PERSON, Segment, Turns

__all__ = ["SEPARATOR", "SLOT", "Sentences", "filled", "parts", "sentences"]

SEPARATOR = " | "
SLOT = re.compile(r"\{(given|family|full|pet)(_letters)?\}")
_GENITIVE = re.compile(r"s(?!\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """What names are planted in, in one language: (situation or kind, sentence) each."""

    people: Sequence[tuple[str, str]]
    stays: Sequence[tuple[str, str]]
    pets: Sequence[str]


@cache
def sentences(language: Language) -> Sentences:
    """The sentences of a language."""
    path = Path(__file__).parent / "sentences" / f"{language}.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    pets = table["stays"].pop("pets").split()
    people, stays = ([(key, text) for key in part for text in part[key]] for part in (table["people"], table["stays"]))
    return Sentences(people=people, stays=stays, pets=pets)


def parts(sentence: str) -> list[Part]:
    """The parts of the name that a sentence has slots for."""
    slots = {slot for slot, _ in SLOT.findall(sentence)}
    return [part for part in Part if part in slots or "full" in slots]


def filled(sentence: str, filling: Mapping[str, str], language: Language, gap: str = " ") -> Turns:
    """A sentence with a name in its slots; letters of spelled ones are parted by `gap`."""
    values = {**filling, "full": f"{filling[Part.GIVEN]} {filling[Part.FAMILY]}"}
    turns = []
    for turn in sentence.split(SEPARATOR):
        segments: list[Segment] = []
        position = 0
        for slot in SLOT.finditer(turn):
            segments.append(Segment(_after(segments, turn[position : slot.start()], language)))
            value = values[slot[1]]
            segments.append(Segment(gap.join(filter(str.isalpha, value.upper())) if slot[2] else value, PERSON))
            position = slot.end()
        turns.append((*segments, Segment(_after(segments, turn[position:], language))))
    return tuple(turns)


def _after(segments: Sequence[Segment], text: str, language: Language) -> str:
    """What follows a name; the genitive of one in "s" is "Jonas'", in Swedish "Jonas"."""
    if segments and segments[-1].text[-1] in "sxz":
        return _GENITIVE.sub("" if language is Language.SV else "'", text, count=1) if _GENITIVE.match(text) else text
    return text
