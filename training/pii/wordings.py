"""The wordings of `wordings.toml`, one set a language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from convqa.conversation import Language

__all__ = ["Wordings", "wordings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordings:
    """What is filled into texts in one language.

    Attributes:
        streets: names of streets without a number.
        street_ends: how such names end, where they are one word.
        towns: names of towns.
        company_ends: what follows a family name in a company's ("& Søn").
        company_turns: turns with a company `{c}`, and some with a person `{p}` or towns `{t}`.
        digits: 0-9 in words.
        teens: 10-19 in words.
        tens: 20, 30, … 90 in words.
        signs: how ``@``, ``.``, ``-`` and ``_`` are said.
    """

    streets: tuple[str, ...]
    street_ends: tuple[str, ...]
    towns: tuple[str, ...]
    company_ends: tuple[str, ...]
    company_turns: tuple[str, ...]
    digits: tuple[str, ...]
    teens: tuple[str, ...]
    tens: tuple[str, ...]
    signs: dict[str, str]


@cache
def wordings(language: Language) -> Wordings:
    """The wordings of a language."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))[language]
    starts, ends = table["street_starts"].split(), tuple(table["street_ends"].split())
    return Wordings(
        streets=tuple(start + end for start in starts for end in ends or ("",)),
        street_ends=ends,
        towns=tuple(table["towns"].split()),
        company_ends=tuple(table["company_ends"].split("|")),
        company_turns=tuple(table["company_turns"].split("|")),
        digits=tuple(table["digits"].split()),
        teens=tuple(table["teens"].split()),
        tens=tuple(table["tens"].split()),
        signs={"@": table["at"], ".": table["dot"], "-": table["dash"], "_": table["underscore"]},
    )
