"""What readers of evaluations hand on, and what they tell beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from convqa.errors import InputError
from convqa.redaction import SiteKey
from convqa.reviews.answers import word
from convqa.reviews.review import Review
from convqa.reviews.review_map import ReviewMap

__all__ = ["Account", "Kind", "ReviewOptions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOptions:
    """How to read reviews.

    Attributes:
        review_map: `None` where the user gave none.
        key: makes keys of reviewers' names.
    """

    review_map: ReviewMap | None = None
    key: SiteKey


@dataclass(slots=True)
class Account:
    """What readers did beside reading, over all files.

    Attributes:
        left_out: why an evaluation is not a person's finished one -> how many.
        assisted: how many a person made with a machine's help.
        undated: how many times were not understood.
        experimental: the titles of the experimental kinds that were read.
    """

    left_out: Counter[str] = field(default_factory=Counter)
    assisted: int = 0
    undated: int = 0
    experimental: set[str] = field(default_factory=set)
    _asked: dict[str, str] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def saw(self, name: str, *others: str) -> None:
        """Note a question or column, and the other names that the map may use for it."""
        self._asked.setdefault(word(name), name)
        self.knows(name, *others)

    def knows(self, name: str, *others: str) -> None:
        """Note something that the map may name, but that nobody was asked (a section)."""
        for other in (name, *others):
            self._known.setdefault(word(other), word(name))

    def unused(self, review_map: ReviewMap | None) -> list[str]:
        """The names of what was asked and is not in the map, in the order in which they came."""
        used = {self._known.get(word(part.column)) for part in (review_map.parts if review_map else ())}
        return [name for compared, name in self._asked.items() if compared not in used]

    def missing(self, review_map: ReviewMap | None) -> list[str]:
        """The questions that the map names and nothing that was read has."""
        parts = review_map.questions() if review_map else ()
        return [part.column for part in parts if word(part.column) not in self._known]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A form in which systems export evaluations.

    Attributes:
        name, title: as `convqa.ingest.formats.Format`.
        recognise: whether a parsed JSON value is of this form.
        read: the reviews of such a value. Never raises on what a file may hold.
        experimental: built from what the maker publishes; no real export was seen.
    """

    name: str
    title: str
    recognise: Callable[[object], bool]
    read: Callable[[object, str, int | None, ReviewOptions, Account], Iterator[Review | InputError]]
    experimental: bool = True
