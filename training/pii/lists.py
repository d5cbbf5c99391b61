"""The names of `data/names/people.txt`, by where they come from, as material for training and measuring."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np

from convqa.conversation import Language

__all__ = ["ANY", "OWN", "WORD", "Name", "Names", "Part", "held_out", "listed_names", "load", "one_of", "titled"]

FOLDER = Path(__file__).parents[2] / "data" / "names"
OWN: Mapping[Language, tuple[str, ...]] = {
    Language.DA: ("danish",),
    Language.NB: ("norwegian",),
    Language.NN: ("norwegian",),
    Language.SV: ("swedish",),
    Language.EN: ("english", "irish"),
}
"""The origins of the names that are commonest in conversations of a language."""
WORD, ANY = "word", "any"
"""Stand for an origin: of names that are words of the language too, and of names whose origin no source says."""
SHARES = {"own": 0.5, "other": 0.35, WORD: 0.08, ANY: 0.07}
HELD_OUT_OF = 5


class Part(StrEnum):
    """What a name is of a person's."""

    GIVEN = "given"
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class Name:
    """One word of a name as it is written at the start of a sentence, and the group it was taken from.

    Attributes:
        origin: a group of `origins.toml` or of the sources (`data/names/README.md`), `WORD` or `ANY`.
    """

    text: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names to fill into texts.

    Attributes:
        groups: (part of the name, origin) -> the names, without those whose origin is not known.
        words: language -> given names that are words of it too.
        unknown: part of the name -> names whose origin no source says.
    """

    groups: Mapping[tuple[Part, str], Sequence[str]]
    words: Mapping[Language, Sequence[str]]
    unknown: Mapping[Part, Sequence[str]]

    def pick(self, part: Part, language: Language, generator: np.random.Generator) -> Name:
        """A name as they turn up in conversations of a language; every other origin is as likely as any other."""
        kind = str(generator.choice(list(SHARES), p=list(SHARES.values())))
        if kind == WORD and part is Part.GIVEN and self.words[language]:
            return Name(one_of(self.words[language], generator), WORD)
        if kind == ANY and self.unknown[part]:
            return Name(one_of(self.unknown[part], generator), ANY)
        own = OWN[language]
        origins = [
            origin
            for (of, origin), names in self.groups.items()
            if of is part and names and (origin not in own if kind == "other" else origin in own)
        ]
        if not origins:
            raise ValueError(f"no {part} names for {language}")
        origin = one_of(origins, generator)
        return Name(one_of(self.groups[part, origin], generator), origin)


def one_of(values: Sequence[str], generator: np.random.Generator) -> str:
    """One of them, all as likely; far faster than `Generator.choice`, which copies a list."""
    return values[int(generator.integers(len(values)))]


def held_out(name: str) -> bool:
    """Whether figures are made of a name, in any case: a fifth of all, never seen in training, whoever asks."""
    digest = hashlib.md5(name.lower().encode(), usedforsecurity=False).hexdigest()
    return int(digest, 16) % HELD_OUT_OF == 0


@cache
def load(*, held: bool) -> Names:
    """The names that are held out, or those that are not."""
    groups: dict[tuple[Part, str], list[str]] = defaultdict(list)
    unknown: dict[Part, list[str]] = {part: [] for part in Part}
    for line in (FOLDER / "people.txt").read_text(encoding="utf-8").splitlines():
        name, given, family, origins = line.split("\t")
        if held_out(name) is not held:
            continue
        for part, tier in ((Part.GIVEN, given), (Part.FAMILY, family)):
            if tier != "0":
                for origin in origins.split():
                    groups[part, origin].append(titled(name))
                if not origins:
                    unknown[part].append(titled(name))
    words = {}
    for line in (FOLDER / "word_names.txt").read_text(encoding="utf-8").splitlines():
        language, _, entries = line.partition(": ")
        words[Language(language)] = [name for name in entries.split() if held_out(name) is held]
    return Names(groups=dict(groups), words=words, unknown=unknown)


@cache
def listed_names() -> frozenset[str]:
    """Names in lower case: those that the redactor takes for given names anywhere, and all of a known origin."""
    rows = (line.split("\t") for line in (FOLDER / "people.txt").read_text(encoding="utf-8").splitlines())
    return frozenset(name for name, given, _, origins in rows if given == "1" or origins)


def titled(name: str) -> str:
    """A name in lower case as it is written: "Anne-Mette", "O'Brien"."""
    return "-".join(
        "'".join(piece[:1].upper() + piece[1:] for piece in part.split("'", maxsplit=1)) for part in name.split("-")
    )
