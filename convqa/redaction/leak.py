"""What the redactor misses, as it was measured: the one source of every sentence and table that states it.

`figures.json` is written by `training/measure_redaction.py --figures`; it holds counts, from which shares and their
intervals are made here. A marked string counts as found when no occurrence of it survives. The conversations are
invented and the marks a language model's: of real conversations nothing is known yet.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from pydantic import TypeAdapter

from convqa.conversation import Language

__all__ = ["PSEUDONYMISED", "Leak", "Part", "Share", "Thing", "leak_sentence", "measured_leak", "wilson"]

PSEUDONYMISED = "pseudonymised, not anonymous"


class Part(StrEnum):
    """Which conversations were measured."""

    DEVELOPED_ON = "developed on"
    """Looked at while the rules were written: they flatter the rules."""
    HELD_OUT = "held out"
    """Not looked at, but their totals were watched."""
    UNREAD = "unread"
    """Written later; the rules were not written on them."""


class Thing(StrEnum):
    """What was looked for; the corpus marks coarser kinds than the redactor writes."""

    PERSON = "person"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    ID_NUMBER = "id_number"
    ACCOUNT = "account"
    BIRTH_DATE = "birth_date"
    SPOKEN = "spoken"
    """Numbers, dates and addresses in words, of whatever kind."""


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`."""

    hits: int
    n: int

    def __add__(self, other: Share) -> Share:
        return Share(self.hits + other.hits, self.n + other.n)

    @property
    def value(self) -> float | None:
        """In [0, 1]; `None` where there was nothing to find."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float]:
        """95 % (Wilson)."""
        return wilson(self.hits, self.n)


_Counts = Mapping[str, Mapping[str, tuple[int, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    recall: _Counts
    marked: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """The counts of one redactor.

    Attributes:
        redactor: which was measured, e.g. ``"rules@1"``: not always the one that runs.
        parts: by part, what was found of which kind in which language, and how much of what was replaced is marked.
    """

    redactor: str
    parts: Mapping[Part, _Measured]

    def found(self, part: Part, thing: Thing, language: Language | None = None) -> Share:
        """How many of the marked strings of a kind no longer stand in the text; `None` adds the languages up."""
        return _sum(
            Share(*counts)
            for kind, languages in self.parts[part].recall.items()
            if _thing(kind) is thing
            for code, counts in languages.items()
            if language in (None, code)
        )

    def marked(self, part: Part, placeholder: str) -> Share:
        """How much of what a placeholder replaced is marked as such: precision, if the marks left nothing out."""
        return Share(*self.parts[part].marked[placeholder])


def _thing(kind: str) -> Thing:
    return Thing.SPOKEN if kind.endswith(" (spoken)") else Thing(kind)


def _sum(shares: Iterable[Share]) -> Share:
    return sum(shares, start=Share(0, 0))


@cache
def measured_leak() -> Leak:
    """What was measured of the redactor that belongs to this convqa."""
    content = resources.files("convqa.redaction").joinpath("figures.json").read_text(encoding="utf-8")
    return TypeAdapter(Leak).validate_python(json.loads(content))


def leak_sentence() -> str:
    """What whoever is handed redacted text has to know, with the names of the conversations that nobody looked at."""
    share = measured_leak().found(Part.UNREAD, Thing.PERSON)
    low, high = share.interval
    return (
        f"The text is {PSEUDONYMISED}: of {share.n:,} names in invented conversations {share.value:.3f} were found "
        f"(95 % interval {low:.3f} to {high:.3f}); how many are found in yours is not known. See docs/privacy.md."
    )


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The interval of a share after Wilson (1927), 95 % by default; (0, 1) of nothing."""
    if n == 0:
        return (0.0, 1.0)
    share = hits / n
    centre = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return ((centre - spread) / (1 + z * z / n), (centre + spread) / (1 + z * z / n))
