"""What people said of conversations, whatever file it came from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from convqa.errors import InputError
from convqa.redaction import SiteKey
from convqa.reviews.answers import word

__all__ = ["Review", "identity", "reviewer_key", "whole"]

_KEY_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What one person said of one conversation; whatever was left out is missing here too.

    Attributes:
        source, line: where it stands; `line` is `None` where the source has no lines.
        conversation: its id, as the source writes it.
        agent: who is reviewed, as the source names them; `None` where it does not say.
        reviewer: who reviewed, as an HMAC; `None` where the source does not say.
        at: seconds since 1970 of when it was done; `None` where unknown. Only to tell which of two is the later.
        evaluation: the source's own id of the evaluation; two with the same are one, saved twice.
        form: the form that was filled in; two of one person with different forms are two reviews.
        session: done in a calibration session, where several people review the same conversation.
        scores: rating -> in [1, 5], moved from the form's scale where it has another; `None` where it does not apply.
        satisfaction: in [1, 5] or `None`.
        choices: `resolution`, `loyalty`, `touchpoint`, `process_failure` and `review`, those that were judged.
        total: in [0, 100] or `None`.
        turn_labels: compact labels, one a turn, `None` for a turn that nobody labelled; empty where no turn is.
    """

    source: str
    line: int | None = None
    conversation: str = field(repr=False)
    agent: str | None = field(default=None, repr=False)
    reviewer: str | None = None
    at: float | None = None
    evaluation: str | None = field(default=None, repr=False)
    form: str | None = field(default=None, repr=False)
    session: bool = False
    scores: Mapping[str, float | None] = field(default_factory=dict)
    satisfaction: float | None = None
    choices: Mapping[str, str | None] = field(default_factory=dict)
    total: float | None = None
    turn_labels: tuple[str | None, ...] = ()

    def error(self, problem: str, remedy: str) -> InputError:
        """An error about this review."""
        return InputError(source=self.source, line=self.line, problem=problem, remedy=remedy)


def whole(value: float) -> int:
    """The whole rating of a value in [1, 5]: half is rounded up, as the machine's ratings are."""
    return math.floor(value + 0.5)


def identity(text: str) -> str:
    """An id or name as it is compared: composed, without case, and with single blanks."""
    return word(text)


def reviewer_key(name: str, key: SiteKey) -> str:
    """What stands for a reviewer; the name itself is kept nowhere."""
    return key.hmac("reviewer", identity(name))[:_KEY_DIGITS]
