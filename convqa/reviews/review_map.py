"""`--review-map`: which column or question of a site's form is which field, and on what scale.

    conversation=CallID,agent=Agent,total=Score %,clarity=Tydelighed@0..10,resolution=Solved[Yes=resolved;No=unresolved]

Nothing about a form is guessed: what no part names is not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from convqa.codebook import CHOICES, RATINGS
from convqa.errors import UsageError
from convqa.reviews.answers import is_blank, parse_number, word

__all__ = [
    "FACTS",
    "GRADES",
    "NOT_JUDGED",
    "RATING",
    "TOTAL",
    "Part",
    "ReviewMap",
    "Scale",
    "parse_review_map",
]

FACTS = ("conversation", "agent", "reviewer", "at", "session")
"""Fields about the review as a whole, taken as they are written."""
GRADES = (*RATINGS, "satisfaction")
NOT_JUDGED = ""
"""What a word for "do not know" is among choices."""
_FIELDS = (*FACTS, "total", *GRADES, *CHOICES)
_SCALE = re.compile(r"@\s*(-?\d{1,6}(?:\.\d{1,6})?)\s*\.\.\s*(-?\d{1,6}(?:\.\d{1,6})?)\s*$")
_EXAMPLE = (
    "write it as conversation=CallID,total=Score,clarity=Clear@0..10,resolution=Solved[Yes=resolved;No=unresolved]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The worst and the best value of a question; the worst may be the larger number."""

    worst: float
    best: float

    def place(self, value: float) -> float | None:
        """Where a value lies, from 0 (worst) to 1 (best); `None` outside."""
        place = (value - self.worst) / (self.best - self.worst)
        return place if 0 <= place <= 1 else None

    def __str__(self) -> str:
        return f"{self.worst:g}..{self.best:g}"


RATING, TOTAL = Scale(worst=1, best=5), Scale(worst=0, best=100)
"""Ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field of the map.

    Attributes:
        column: the name of the column, or the text or id of the question.
        scale: of numbers; `None` means 1..5 for ratings and satisfaction, 0..100 for the total.
        values: the form's word (as `answers.word` compares it) -> ours: a number for grades and total (`None` means
            that it does not apply), else a value of the codebook's list (`None` may be one) or `NOT_JUDGED`. `None`
            instead of a mapping where the map gives no words.
    """

    field: str
    column: str
    scale: Scale | None = None
    values: Mapping[str, float | str | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewMap:
    """The whole map; each field at most once."""

    parts: tuple[Part, ...]

    def facts(self) -> Mapping[str, Part]:
        """The parts about the review as a whole."""
        return {part.field: part for part in self.parts if part.field in FACTS}

    def questions(self) -> tuple[Part, ...]:
        """The parts about what was judged."""
        return tuple(part for part in self.parts if part.field not in FACTS)

    def moved(self) -> Mapping[str, Scale]:
        """Field -> the scale from which it is moved, for those that have another than ours."""
        ours = {"total": TOTAL}
        return {
            part.field: part.scale
            for part in self.parts
            if part.scale is not None and part.scale != ours.get(part.field, RATING)
        }


def parse_review_map(texts: Iterable[str]) -> ReviewMap:
    """Read maps as the option gives them.

    A column's name may stand in double quotes, and must where it holds a comma.

    Raises:
        UsageError: a part is not understood, a field is unknown or named twice, or a value is not of the codebook.
    """
    parts: dict[str, Part] = {}
    for text in texts:
        for piece in _pieces(text):
            part = _part(piece)
            if part.field in parts:
                raise UsageError(f"The review map names {part.field!r} twice; name each field once.")
            parts[part.field] = part
    return ReviewMap(parts=tuple(parts.values()))


def _pieces(text: str) -> list[str]:
    """The parts between commas that stand neither in quotes nor in brackets."""
    pieces, start, quoted, depth = [], 0, False, 0
    for at, sign in enumerate(text):
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign in "[]":
            depth += 1 if sign == "[" else -1
        elif sign == "," and not quoted and depth == 0:
            pieces.append(text[start:at])
            start = at + 1
    return [*pieces, text[start:]]


def _part(piece: str) -> Part:
    field, equals, rest = (side.strip() for side in piece.partition("="))
    if not (field and equals and rest):
        raise UsageError(f"The review map has a part that is not field=column: {piece.strip()!r}; {_EXAMPLE}.")
    if field not in _FIELDS:
        raise UsageError(f"The review map names an unknown field {field!r}; the fields are {', '.join(_FIELDS)}.")
    column, scale, values = _split(rest)
    if not column:
        raise UsageError(f"The review map gives {field!r} no column; {_EXAMPLE}.")
    if (scale or values is not None) and field in FACTS:
        raise UsageError(f"The review map gives {field!r} a scale or values, which it does not have; leave them out.")
    if scale and field in CHOICES:
        raise UsageError(f"{field!r} has no scale; name its values, e.g. {field}={column}[Yes={CHOICES[field][1]}].")
    if scale and values is not None:
        raise UsageError(f"The review map gives {field!r} both a scale and values; give one of them.")
    if scale and scale.worst == scale.best:
        raise UsageError(f"The scale of {field!r} begins where it ends; write worst..best, e.g. @0..10.")
    named = None if values is None else {word(theirs): _ours(field, ours) for theirs, ours in values}
    return Part(field=field, column=column, scale=scale, values=named)


def _split(rest: str) -> tuple[str, Scale | None, list[tuple[str, str]] | None]:
    if rest.startswith('"') and (end := rest.find('"', 1)) > 0:
        column, rest = rest[1:end].strip(), rest[end + 1 :].strip()
    else:
        column = None
    scale = values = None
    if rest.endswith("]") and (start := rest.find("[")) >= 0 and "=" in rest[start:]:
        pairs = [pair.partition("=") for pair in rest[start + 1 : -1].split(";") if pair.strip()]
        values = [(theirs.strip(), ours.strip()) for theirs, _, ours in pairs]
        rest = rest[:start]
    if (found := _SCALE.search(rest)) is not None:
        scale = Scale(worst=float(found[1]), best=float(found[2]))
        rest = rest[: found.start()]
    if column is None:
        return rest.strip(), scale, values
    if rest.strip():
        raise UsageError(
            f"The review map has something after a column's name that is not understood: {rest.strip()!r}."
        )
    return column, scale, values


def _ours(field: str, text: str) -> float | str | None:
    """A value of ours as the map writes it."""
    if field in CHOICES:
        known = CHOICES[field]
        if is_blank(text):
            return NOT_JUDGED
        if text in known or (text == "none" and None in known):
            return None if text == "none" else text
        listed = ", ".join(value or "none" for value in known)
        raise UsageError(f"The review map gives {field!r} the value {text!r}; it is one of {listed}, or -.")
    if is_blank(text):
        return None
    number = parse_number(text)
    low, high = (0, 100) if field == "total" else (1, 5)
    if number is None or not low <= number <= high:
        raise UsageError(
            f"The review map gives {field!r} the value {text!r}; it is a number from {low} to {high}, or -."
        )
    return number
