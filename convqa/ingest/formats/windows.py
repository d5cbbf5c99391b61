"""Who spoke, where a source says only when each participant was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

__all__ = ["NEAR_S", "Span", "several", "who"]

NEAR_S = 5.0
"""How far outside a window words may still be its participant's: clocks of recognition and switchboard differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The window of time in which a participant was there.

    Attributes:
        key: identifies the participant; one who comes back has two windows under one key.
        start_s, end_s: seconds from the start of the conversation; `None` means open to that side.
        person: somebody; otherwise a machine, such as a menu or the announcements of a queue.
    """

    key: str = field(repr=False)
    start_s: float | None = None
    end_s: float | None = None
    person: bool = True

    @property
    def opens(self) -> float:
        """`start_s`; minus infinity where open."""
        return -inf if self.start_s is None else self.start_s

    @property
    def closes(self) -> float:
        """`end_s`; infinity where open, or where it lies before the start and so says nothing."""
        return inf if self.end_s is None or self.end_s < self.opens else self.end_s


def who(spans: Sequence[Span], start_s: float, end_s: float | None, previous: str | None) -> Span | None:
    """Whose window words of a given time lie in; `None` where nobody was there within `NEAR_S`.

    The window that covers most of the words wins. Where several cover all of them (a consultation, a conference), a
    person wins over a machine, then whoever spoke last, then whoever joined last.

    Args:
        spans: the windows, in any order.
        start_s: when the words begin, in seconds from the start of the conversation.
        end_s: when they end; where that is `None` or before the start, they are a moment.
        previous: `Span.key` of who spoke last among them.
    """
    best = _best(spans, start_s, end_s)
    return max(best, key=lambda span: (span.person, span.key == previous, span.opens, span.key), default=None)


def several(spans: Sequence[Span], start_s: float, end_s: float | None) -> bool:
    """Whether several people were there at once when words of a given time were said; arguments as for `who`."""
    people = [span for span in _best(spans, start_s, end_s) if span.person]
    if len({span.key for span in people}) < 2:
        return False
    return min(span.closes for span in people) > max(span.opens for span in people)


def _best(spans: Sequence[Span], start_s: float, end_s: float | None) -> list[Span]:
    """The windows that cover most of the words; none where all are further off than `NEAR_S`."""
    end = start_s if end_s is None else max(start_s, end_s)
    # Below zero it is not how long both overlap, but how far they are apart.
    shared = [min(end, span.closes) - max(start_s, span.opens) for span in spans]
    most = max(shared, default=-inf)
    return [span for span, seconds in zip(spans, shared, strict=True) if seconds == most >= -NEAR_S]
