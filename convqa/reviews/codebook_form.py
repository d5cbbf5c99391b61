"""The codebook's own form: an object a conversation, whole or stand-off (`docs/codebook.md`, 3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from convqa.codebook import LOYALTIES, PROCESS_FAILURES, RATINGS, RESOLUTIONS, REVIEWS, TOUCHPOINTS
from convqa.errors import InputError
from convqa.ingest.formats.access import get, identifier, number, text
from convqa.ingest.json_stream import BEYOND
from convqa.ingest.times import parse_moment
from convqa.reviews.reader import Account, Kind, ReviewOptions
from convqa.reviews.review import Review, reviewer_key

__all__ = ["CODEBOOK"]

Grade = Annotated[int, Field(strict=True, ge=1, le=5)]
Labels = Annotated[str, Field(max_length=200)]


class _Strict(BaseModel):
    # Keys of the codebook's form that say nothing about quality (language, channel, texts) are passed over.
    model_config = ConfigDict(extra="ignore")


class _TurnLine(_Strict):
    labels: Labels | None = None


class _OutcomeLine(_Strict):
    resolution: Literal[RESOLUTIONS] | None = None  # type: ignore[valid-type]
    satisfaction: Grade | None = None
    loyalty: Literal[LOYALTIES] | None = None  # type: ignore[valid-type]


class _ReviewLine(_Strict):
    id: Annotated[str, Field(min_length=1)]
    turns: list[_TurnLine] | None = None
    turn_labels: list[Labels | None] | None = None
    scores: dict[Literal[RATINGS], Grade | None] = Field(default_factory=dict)  # type: ignore[valid-type]
    outcome: _OutcomeLine = Field(default_factory=_OutcomeLine)
    touchpoint: Literal[TOUCHPOINTS] | None = None  # type: ignore[valid-type]
    process_failure: Literal[PROCESS_FAILURES] = None  # type: ignore[valid-type]
    review: Literal[REVIEWS] = None  # type: ignore[valid-type]


_NAMES = {*_ReviewLine.model_fields, *_TurnLine.model_fields, *_OutcomeLine.model_fields, *RATINGS}


def recognise(value: object) -> bool:
    """An object with an id and something that was judged."""
    judged = ("turns", "turn_labels", "scores", "outcome", "touchpoint", "process_failure", "review", "total")
    return isinstance(value, dict) and isinstance(value.get("id"), str) and any(name in value for name in judged)


def read(
    value: object, source: str, line: int | None, options: ReviewOptions, account: Account
) -> Iterator[Review | InputError]:
    """The review of one object. `agent`, `reviewer`, `at` and `total` may stand beside the codebook's keys."""
    try:
        found = _ReviewLine.model_validate(value)
    except (ValidationError, RecursionError) as error:
        yield InputError(
            source=source,
            line=line,
            problem=_problem(error),
            remedy="write it in the codebook's compact form (docs/codebook.md, section 3)",
        )
        return
    labels = found.turn_labels or [turn.labels for turn in found.turns or ()]
    stated: dict[str, Any] = {"resolution": found.outcome.resolution, "loyalty": found.outcome.loyalty}
    choices = {name: one for name, one in (stated | {"touchpoint": found.touchpoint}).items() if one is not None}
    # Of these two, null is an answer: no process failure, no reason to look. Only a missing key is none.
    choices |= {name: getattr(found, name) for name in ("process_failure", "review") if name in found.model_fields_set}
    reviewer, written = identifier(get(value, "reviewer")), get(value, "at")
    moment = parse_moment(written) if written is not None else None
    account.undated += written is not None and moment is None
    total = number(get(value, "total"))
    yield Review(
        source=source,
        line=line,
        conversation=found.id,
        agent=identifier(get(value, "agent")),
        reviewer=reviewer_key(reviewer, options.key) if reviewer else None,
        at=moment.seconds if moment else None,
        form=text(get(value, "form")) or None,
        scores={str(name): None if grade is None else float(grade) for name, grade in found.scores.items()},
        satisfaction=None if found.outcome.satisfaction is None else float(found.outcome.satisfaction),
        choices=choices,
        total=total if total is not None and 0 <= total <= 100 else None,
        turn_labels=tuple(labels) if any(label is not None for label in labels) else (),
    )


def _problem(error: ValidationError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return BEYOND
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    # Only places that the form itself names are told; any other key is the site's own and may be personal.
    known = [str(step) for step in first["loc"] if isinstance(step, int) or step in _NAMES]
    return f"the field {'.'.join(known) or 'id'} is missing or not as the codebook has it"


CODEBOOK = Kind(
    name="codebook",
    title="The codebook's compact form, whole or stand-off",
    recognise=recognise,
    read=read,
    experimental=False,
)
