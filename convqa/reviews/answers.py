"""Cells and answers of a site's own form: words, numbers and blanks, as people and spreadsheets write them."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, field

__all__ = ["Answer", "answer", "is_blank", "parse_number", "word"]

_LONGEST = 40
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,12})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?:\.\d{3}){1,3},\d{1,6}|(?:,\d{3}){1,3}\.\d{1,6})", re.ASCII)
_BLANKS = str.maketrans("", "", " \t\u00a0\u202f\u2009'’")

_NOTHING = frozenset(
    {
        *(
            "",
            "-",
            "--",
            "–",
            "—",
            ".",
            "?",
            "na",
            "n/a",
            "n.a.",
            "n.a",
            "#n/a",
            "#n/a n/a",
            "nan",
            "null",
            "none given",
        ),
        # What Excel writes for "not available" in Danish, Norwegian and Swedish.
        *("#i/t", "i/t", "#ikke tilgængelig", "#saknas!", "#saknas"),
        *("not applicable", "not relevant", "not assessed", "not scored", "no answer"),
        *("ikke relevant", "irrelevant", "ikke aktuelt", "ikke aktuel", "ikke vurderet", "ikke bedømt", "i/r"),
        *("uaktuelt", "ikke vurdert", "ikkje aktuelt", "ikkje relevant", "ikkje vurdert", "ikke besvart", "ikke svart"),
        *("ej aktuellt", "ej aktuell", "inte aktuellt", "ej relevant", "inte relevant", "ej tillämpligt"),
        *("ej tillämplig", "inte tillämpligt", "ej bedömt", "ej bedömd", "inte bedömt", "e/t"),
    }
)
"""Words for "does not apply" and "not answered", compared without case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What stands at one question of one evaluation.

    Attributes:
        words: what was chosen or written, and by what other names the form knows it (the option's id).
        number: it as a number; `None` where it is none.
        applies: whether there is an answer at all.
    """

    words: tuple[str, ...] = field(default=(), repr=False)
    number: float | None = None
    applies: bool = True


def answer(text: str) -> Answer:
    """A cell, or an answer in words."""
    return Answer(words=(text,), number=parse_number(text), applies=not is_blank(text))


def word(text: str) -> str:
    """A word as it is compared: without case, composed, with single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def is_blank(text: str) -> bool:
    """Whether a cell says nothing, or that the question does not apply, in one of the five languages."""
    return word(text) in _NOTHING


def parse_number(text: str) -> float | None:
    """A number with a decimal point or comma, perhaps with a percent sign; `None` for anything else."""
    bare = text[:_LONGEST].translate(_BLANKS).removesuffix("%")
    if len(text) > _LONGEST:
        return None
    if _GROUPED.fullmatch(bare):
        thousands, decimal = (".", ",") if bare.rfind(",") > bare.rfind(".") else (",", ".")
        bare = bare.replace(thousands, "").replace(decimal, ".")
    elif not _NUMBER.fullmatch(bare):
        return None
    found = float(bare.replace(",", "."))
    return found if math.isfinite(found) else None
