"""What the redactor misses, as it was measured: the one source of every sentence and table that states it.

`figures.json` is written by `python -m training.pii.figures_file`; it holds counts, from which shares and intervals are
made here. A place counts as found when each of its letters and digits is replaced. All texts are invented and the
marks language models': of real conversations nothing is known yet.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from pydantic import TypeAdapter

from convqa.conversation import Language

__all__ = [
    "IN_WORDS",
    "ORIGINAL",
    "PSEUDONYMISED",
    "SPEECH",
    "Counts",
    "Leak",
    "Planted",
    "Sample",
    "Share",
    "Thing",
    "Told",
    "leak_sentence",
    "measured_leak",
    "share",
    "wilson",
]

PSEUDONYMISED = "pseudonymised, not anonymous"
ORIGINAL, SPEECH = "original", "speech"
"""Ways of writing: a conversation as it is in the corpus; as a speech recogniser would write it."""
IN_WORDS = " in words"
"""Ends the kind of a number without a digit."""

Counts = Mapping[str, Mapping[str, tuple[int, int]]]
"""Row, column -> (hits, n)."""


class Thing(StrEnum):
    """What was looked for, by the kinds of the marks."""

    PERSON = "person"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    NATIONAL_ID = "national_id"
    PASSPORT = "passport"
    BIRTH_DATE = "birth_date"
    ACCOUNT = "account"
    CARD = "card"
    CARD_DETAIL = "card_detail"
    """Expiry dates and security codes; where they are marked apart."""
    PART = "part"
    """Some digits of a phone, account, card or national number; where they are marked apart."""
    PLATE = "plate"
    ORDER = "order"
    BOOKING = "booking"
    CUSTOMER_NUMBER = "customer_number"
    CASE_NUMBER = "case_number"
    USERNAME = "username"
    IP = "ip"
    URL = "url"
    OTHER_NUMBER = "other_number"
    SPOKEN = "spoken"
    """Numbers, dates and addresses without a digit, of whatever kind."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Counts of texts on which no rule was written and no tagger trained.

    Attributes:
        texts: how many there are.
        found: kind of mark (with `IN_WORDS` where there is no digit), language; as the text stands.
        people: way of writing, language; with the names that the texts have.
        exchanged: the same with names that the tagger and its lists have never seen; empty where not measured.
        origins: origin of the names, way of writing; of `exchanged`.
        right: way of writing, placeholder; how much of what was replaced a mark touches.
        kept: kind of what is no personal data, language; how much of it stays.
        missed: `person` and `other`, cause; how many places of `found` were missed for it.
    """

    texts: int
    found: Counts
    people: Counts
    exchanged: Counts
    origins: Counts
    right: Counts
    kept: Counts
    missed: Mapping[str, Mapping[str, int]]

    def of(self, thing: Thing, language: Language | None = None) -> Share:
        """How much of a kind was found; `None` adds the languages up."""
        if thing is not Thing.SPOKEN:
            return share(self.found, thing, language)
        spoken = (share(self.found, kind, language) for kind in self.found if kind.endswith(IN_WORDS))
        return sum(spoken, start=Share(0, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Sample):
    """Counts of passages full of numbers, dictated, read back and put right.

    Attributes:
        others: way of writing, language; of all but people, as `people` of these.
    """

    others: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """Counts of made-up numbers and names that were put into sentences.

    Attributes:
        seed: of the dice.
        numbers: kind, "written" or "spoken".
        names: whether the lists of the rules hold every word of the name ("listed", "unlisted"), way of writing.
        origins: origin of the names, "listed" or "unlisted".
        touched: "number" or "name", kind; how many near misses were replaced.
    """

    seed: int
    numbers: Counts
    names: Counts
    origins: Counts
    touched: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """What was counted of one redactor.

    Attributes:
        redactor: which was measured, e.g. ``"rules@9+names@3"``: not always the one that runs.
        held_out: conversations of the corpus, marked a second time.
        blind: passages by a language model that knew nothing of the redactor.
        told: the same with numbers as they are told.
    """

    redactor: str
    held_out: Sample
    blind: Sample
    told: Told
    planted: Planted


def share(counts: Counts, row: str | None = None, column: str | None = None) -> Share:
    """The counts of a row and a column; `None` adds all of them up, and what is not there counts for nothing."""
    rows = counts.values() if row is None else [counts.get(row, {})]
    cells = (cell for columns in rows for name, cell in columns.items() if column in (None, name))
    return sum((Share(*cell) for cell in cells), start=Share(0, 0))


@cache
def measured_leak() -> Leak:
    """What was measured of the redactor that belongs to this convqa."""
    content = resources.files("convqa.redaction").joinpath("figures.json").read_text(encoding="utf-8")
    return TypeAdapter(Leak).validate_python(json.loads(content))


def leak_sentence() -> str:
    """What whoever is handed redacted text has to know."""
    people = measured_leak().held_out.people
    names, spoken = share(people, ORIGINAL), share(people, SPEECH)
    low, high = names.interval
    return (
        f"The text is {PSEUDONYMISED}: of {names.n:,} names in invented conversations on which nothing was written or "
        f"trained {names.value:.3f} were found (95 % interval {low:.3f} to {high:.3f}), with the same text as a speech "
        f"recogniser would write it {spoken.value:.3f}; how many are found in yours is not known. See docs/privacy.md."
    )


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The interval of a share after Wilson (1927), 95 % by default; (0, 1) of nothing."""
    if n == 0:
        return (0.0, 1.0)
    part = hits / n
    centre = part + z * z / (2 * n)
    spread = z * math.sqrt(part * (1 - part) / n + z * z / (4 * n * n))
    return (max(0.0, (centre - spread) / (1 + z * z / n)), min(1.0, (centre + spread) / (1 + z * z / n)))
