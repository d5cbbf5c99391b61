"""What numbers, letters and signs are called in a language (`lexicons/spoken/*.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from convqa.conversation import Language
from convqa.redaction.wordlist import any_of, words

__all__ = ["Grammar", "grammar"]

_TABLE = {Language.DA: "da", Language.NB: "nb", Language.NN: "nb", Language.SV: "sv", Language.EN: "en"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """How a language says what is written in digits, letters and signs.

    Attributes:
        numbers: word -> its digits: one for ones, two from ten on, three for "åttahundraelva".
        ones, teens, tens, ordinals: the words by themselves, for dates and houses.
        twice: word -> how often what follows is written ("double").
        times: words between a number and what is written so often ("tre gange nul").
        letters: name of a letter -> the letter, a capital.
        signs: what a sign is called -> the sign.
        fillers: words said in between that write nothing; `ands` may also stand between two numbers.
        ones_first: words between ones and tens where the ones come first ("fem og tyve").
        tens_first: what may stand between tens and ones where the tens come first.
        hundred: words for a hundred.
        months: names of the months.
        letter_words: single letters that are words as well ("i", "a").
        articles: words for one that are articles as well.
        number: a pattern of the words of `numbers`.
        run: matches a stretch of two such words or more.
        unit: matches a unit after a number, which is an amount then.
    """

    numbers: Mapping[str, str]
    ones: tuple[str, ...]
    teens: tuple[str, ...]
    tens: tuple[str, ...]
    ordinals: tuple[str, ...]
    twice: Mapping[str, int]
    times: frozenset[str]
    letters: Mapping[str, str]
    signs: Mapping[str, str]
    fillers: frozenset[str]
    ands: frozenset[str]
    ones_first: frozenset[str]
    tens_first: frozenset[str]
    hundred: frozenset[str]
    months: frozenset[str]
    letter_words: frozenset[str]
    articles: tuple[str, ...]
    number: str
    run: re.Pattern[str]
    unit: re.Pattern[str]


def grammar(language: Language) -> Grammar:
    """The grammar of a language; Bokmål and Nynorsk share one, since speakers mix them."""
    return _grammar(_TABLE[language])


@cache
def _grammar(name: str) -> Grammar:
    folder = files(__package__) / "lexicons" / "spoken"
    table = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    ones = {word: str(value) for value, row in enumerate(table["ones"]) for word in words(row)}
    teens = {word: str(value) for value, row in enumerate(table["teens"], 10) for word in words(row)}
    tens = {word: f"{value}0" for value, row in enumerate(table["tens"], 2) for word in words(row)}
    articles = words(table["articles"])
    pairs = {
        one + joint + ten: f"{tens[ten][0]}{ones[one]}"
        for joint in table["ones_first"]
        for ten in tens
        for one in ones
        if ones[one] != "0"
    }
    pairs |= {
        ten + joint + one: f"{tens[ten][0]}{ones[one]}"
        for joint in table["tens_first"]
        if joint != " "
        for ten in tens
        for one in ones
        if ones[one] != "0"
    }
    twice = dict.fromkeys(words(table["twice"]), 2) | dict.fromkeys(words(table.get("thrice", "")), 3)
    if table["zero_joined"]:  # "nollsju", "nollsjuttio"
        pairs |= {table["zero_joined"] + word: f"0{value}" for word, value in {**ones, **tens}.items()}
    joined = {word + one: ones[one] * count for word, count in twice.items() for one in ones}  # "dubbelsju"
    joined |= {one + one: ones[one] * 2 for one in ones if len(one) > 2 and one not in articles}  # "åttaåtta"
    numbers = below = {**ones, **teens, **tens, **pairs, **joined}
    hundreds = ""
    in_one = table["hundred_in_one"]
    if in_one:
        rest = {"": "00", **{word: value.zfill(2) for word, value in below.items()}}
        before = [one for one in ones if ones[one] != "0"]
        numbers = below | {one + in_one + word: ones[one] + value for one in before for word, value in rest.items()}
        hundreds = f"{any_of(before)}{in_one}{any_of(rest)}|"  # of thousands of words; no other word begins like them
    times = frozenset(words(table["times"]))
    letters = {name: letter for letter, names in table["letters"].items() for name in words(names)}
    signs = {name: sign for sign, names in table["signs"].items() for name in names}
    hundred = frozenset(words(table["hundred"]))
    fillers, ands = frozenset(words(table["fillers"])), frozenset(words(table["and"]))
    months = frozenset(words(table["months"]))
    in_run = {name for name, sign in signs.items() if sign in "-+./" and " " not in name}
    word = (
        rf"(?:{hundreds}{any_of({*below, *twice, *times, *letters, *hundred, *months, *in_run})}|[a-zæøåäö])(?![^\W_])"
    )
    # Some digits among words ("fireogtyve 22 14 67"), which `said.py` leaves out of what is no long number.
    word = rf"(?:{word}|\d\d\d?(?![\w%])(?![.,:/-]\d))"
    between = rf"(?:[ ,.…\n-]{{1,3}}{any_of(sorted(fillers | ands))}(?![^\W_])){{0,3}}[ ,.…—\n-]{{1,5}}"
    return Grammar(
        numbers=numbers,
        ones=tuple(ones),
        teens=tuple(teens),
        tens=tuple(tens),
        ordinals=words(table["ordinals"]),
        twice=twice,
        times=times,
        letters=letters,
        signs=signs,
        fillers=fillers,
        ands=ands,
        ones_first=frozenset(table["ones_first"]),
        tens_first=frozenset(table["tens_first"]),
        hundred=hundred,
        months=months,
        letter_words=frozenset(words(table["letter_words"])),
        articles=articles,
        number=f"(?:{hundreds}{any_of(below)})",
        run=re.compile(rf"(?<![^\W_])(?<!\w['’]){word}(?:{between}{word}){{1,60}}"),
        unit=re.compile(rf"[ ,.-]{{1,2}}{any_of(sorted(words(table['units'])))}(?![^\W_])"),
    )
