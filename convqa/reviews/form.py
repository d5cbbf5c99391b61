"""A site's own form to our fields, by the map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from convqa.codebook import CHOICES
from convqa.reviews.answers import Answer, word
from convqa.reviews.review_map import NOT_JUDGED, RATING, TOTAL, Part, ReviewMap, Scale

__all__ = ["Judged", "Unreadable", "judge", "total_of"]


class Unreadable(Exception):  # noqa: N818 - what is wrong with an answer, in words for the user, without the answer
    """An answer is not what the map says."""


@dataclass(slots=True)
class Judged:
    """What the questions of one evaluation say, as in `Review`."""

    scores: dict[str, float | None] = field(default_factory=dict)
    satisfaction: float | None = None
    choices: dict[str, str | None] = field(default_factory=dict)
    total: float | None = None

    def is_empty(self) -> bool:
        """Whether nothing was judged."""
        return not self.choices and all(
            value is None for value in (*self.scores.values(), self.satisfaction, self.total)
        )


def judge(review_map: ReviewMap, find: Callable[[str], Answer | None]) -> Judged:
    """Read the answers that the map names.

    Args:
        review_map: the map.
        find: the answer at a column or question; `None` where this evaluation does not have it.

    Raises:
        Unreadable: an answer is neither blank nor what the map says.
    """
    judged = Judged()
    for part in review_map.questions():
        found = find(part.column)
        if found is None:
            continue
        if part.field in CHOICES:
            if found.applies or _named(part, found):
                value = _choice(part, found)
                if value != NOT_JUDGED:
                    judged.choices[part.field] = value
        elif part.field == "total":
            judged.total = _number(part, found, TOTAL)
        elif part.field == "satisfaction":
            judged.satisfaction = _number(part, found, RATING)
        else:
            judged.scores[part.field] = _number(part, found, RATING)
    return judged


def total_of(judged: Judged, review_map: ReviewMap, stated: float | None) -> float | None:
    """The total by the map where it names one, else as the form itself states it; `None` where that is none."""
    if any(part.field == "total" for part in review_map.parts):
        return judged.total
    return stated if stated is not None and TOTAL.place(stated) is not None else None


def _named(part: Part, found: Answer) -> bool:
    return any(word(text) in (part.values or ()) for text in found.words)


def _choice(part: Part, found: Answer) -> str | None:
    for text in found.words:
        if part.values is not None and word(text) in part.values:
            value = part.values[word(text)]
            return None if value is None else str(value)
        if part.values is None and word(text) in (value or "none" for value in CHOICES[part.field]):
            return None if word(text) == "none" else word(text)
    raise Unreadable(f"what stands for {part.field} is none of the values that are known for it")


def _number(part: Part, found: Answer, ours: Scale) -> float | None:
    for text in found.words:
        if part.values is not None and word(text) in part.values:
            value = part.values[word(text)]
            return None if value is None else float(value)
    if not found.applies:
        return None
    if part.values is not None:
        raise Unreadable(f"what stands for {part.field} is none of the values that the map names")
    if found.number is None:
        raise Unreadable(f"what stands for {part.field} is no number")
    scale = part.scale or ours
    place = scale.place(found.number)
    if place is None:
        raise Unreadable(f"what stands for {part.field} lies outside {scale}")
    return found.number if scale == ours else ours.worst + place * (ours.best - ours.worst)
