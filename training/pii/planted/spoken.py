"""Made-up values in words, as speech recognition writes what was said."""

from __future__ import annotations

import random
import re

from convqa.conversation import Language

__all__ = ["in_words", "two_digits"]

SAID_IN_WORDS = {
    Language.DA: (
        "nul en to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten",
        "tyve tredive fyrre halvtreds tres halvfjerds firs halvfems",
    ),
    Language.NB: (
        "null en to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten",
        "tjue tretti førti femti seksti sytti åtti nitti",
    ),
    Language.NN: (
        "null ein to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten",
        "tjue tretti førti femti seksti sytti åtti nitti",
    ),
    Language.SV: (
        "noll ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton",
        "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio",
    ),
    Language.EN: (
        "oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen",
        "twenty thirty forty fifty sixty seventy eighty ninety",
    ),
}
_NORWEGIAN_SIGNS = {
    "@": ("krøllalfa", "alfakrøll", "at"),
    ".": ("punktum", "prikk"),
    "-": ("bindestrek",),
    "_": ("understrek",),
}
SIGNS = {
    Language.DA: {
        "@": ("snabel a", "krøllalfa", "at"),
        ".": ("punktum", "prik"),
        "-": ("bindestreg",),
        "_": ("understreg",),
    },
    Language.NB: _NORWEGIAN_SIGNS,
    Language.NN: _NORWEGIAN_SIGNS,
    Language.SV: {"@": ("snabel a", "at"), ".": ("punkt",), "-": ("bindestreck", "streck"), "_": ("understreck",)},
    Language.EN: {"@": ("at",), ".": ("dot",), "-": ("dash", "hyphen"), "_": ("underscore",)},
}


def two_digits(language: Language, number: int) -> str:
    """A number below a hundred in words."""
    low, tens = (row.split() for row in SAID_IN_WORDS[language])
    if number < 20:
        return low[number]
    ten, one = tens[number // 10 - 2], number % 10
    if not one:
        return ten
    if language is Language.DA:
        return f"{low[one]}og{ten}"
    return f"{ten} {low[one]}" if language is Language.EN else f"{ten}{low[one]}"


def in_words(rng: random.Random, language: Language, value: str, *, pairs: bool) -> str:
    """A value as speech recognition writes what was said, digit by digit or in pairs."""
    low = SAID_IN_WORDS[language][0].split()
    said: list[str] = []
    mail = "@" in value or re.fullmatch(r"[a-z]+\.[a-z]+", value) is not None
    for part in re.findall(r"\d+|[^\W\d_]+|[^\w\s]|_", value):
        if part.isdigit():
            head = len(part) % 2 if pairs else len(part)
            said += [low[int(digit)] for digit in part[:head]]
            said += [
                low[0] + " " + low[int(part[at + 1])]
                if part[at] == "0"
                else _pair(rng, language, int(part[at : at + 2]))
                for at in range(head, len(part), 2)
            ]
        elif part in SIGNS[language] and (mail or part in "_" or value.count(".") == 3):
            said.append(rng.choice(SIGNS[language][part]))
        elif part.isupper() and len(part) < 5:
            said.append(" ".join(part.lower()))
        elif part[0].isalpha():
            said.append(part.lower())
    return " ".join(said)


def _pair(rng: random.Random, language: Language, number: int) -> str:
    """Two digits in words; Norwegians say "treogfemti" as well."""
    old = language in (Language.NB, Language.NN) and number > 20 and number % 10 and rng.random() < 0.3
    if old:
        low, tens = (row.split() for row in SAID_IN_WORDS[language])
        return f"{low[number % 10]}og{tens[number // 10 - 2]}"
    return two_digits(language, number)
