"""Reading what people said: JSON Lines in the codebook's compact form, whole or stand-off (`docs/codebook.md`, 3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from convqa.codebook import LOYALTIES, PROCESS_FAILURES, RATINGS, RESOLUTIONS, REVIEWS, TOUCHPOINTS
from convqa.errors import InputError

__all__ = ["Reviewed", "read_reviews"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What people said of one conversation; whatever they left out is missing here too.

    Attributes:
        source, line: where it stands.
        id: of the conversation.
        turn_labels: compact labels, one a turn, `None` for a turn that nobody labelled; empty where no turn is.
        scores: rating -> 1-5; `None` where it does not apply.
        satisfaction: 1-5 or `None`.
        choices: `resolution`, `loyalty`, `touchpoint`, `process_failure` and `review`, those that were judged.
    """

    source: str
    line: int
    id: str
    turn_labels: tuple[str | None, ...]
    scores: Mapping[str, int | None]
    satisfaction: int | None
    choices: Mapping[str, str | None]

    def error(self, problem: str, remedy: str) -> InputError:
        """An error about this line."""
        return InputError(source=self.source, line=self.line, problem=problem, remedy=remedy)


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


def read_reviews(path: Path) -> tuple[dict[str, Reviewed], list[InputError]]:
    """Read a file of reviews: by conversation id, and a sentence for each line that is none.

    Raises:
        InputError: the file cannot be read, or is not UTF-8.
    """
    found: dict[str, Reviewed] = {}
    problems: list[InputError] = []
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError):
        raise InputError(source=str(path), problem="it cannot be read as UTF-8 text", remedy="save it so") from None
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            reviewed = _read(text, str(path), number)
            if reviewed.id in found:
                earlier = f"line {found[reviewed.id].line} reviews the same conversation"
                raise reviewed.error(earlier, "keep one of them; where two people reviewed it, settle on one view")
            found[reviewed.id] = reviewed
        except InputError as error:
            problems.append(error)
    return found, problems


def _read(text: str, source: str, number: int) -> Reviewed:
    remedy = "write it in the codebook's compact form (docs/codebook.md, section 3)"
    try:
        line = _ReviewLine.model_validate(json.loads(text))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        # Only places that the form itself names are told; any other key is the site's own and may be personal.
        known = [str(step) for step in first["loc"] if isinstance(step, int) or step in _NAMES]
        problem = f"the field {'.'.join(known) or 'id'} is missing or not as the codebook has it"
        raise InputError(source=source, line=number, problem=problem, remedy=remedy) from None
    except (ValueError, RecursionError):
        problem = "this line is not a JSON object"
        raise InputError(source=source, line=number, problem=problem, remedy=remedy) from None
    labels = line.turn_labels or [turn.labels for turn in line.turns or ()]
    stated: dict[str, Any] = {"resolution": line.outcome.resolution, "loyalty": line.outcome.loyalty}
    choices = {name: value for name, value in (stated | {"touchpoint": line.touchpoint}).items() if value is not None}
    # Of these two, null is an answer: no process failure, no reason to look. Only a missing key is none.
    choices |= {name: getattr(line, name) for name in ("process_failure", "review") if name in line.model_fields_set}
    return Reviewed(
        source=source,
        line=number,
        id=line.id,
        turn_labels=tuple(labels) if any(label is not None for label in labels) else (),
        scores=line.scores,
        satisfaction=line.outcome.satisfaction,
        choices=choices,
    )


_NAMES = {*_ReviewLine.model_fields, *_TurnLine.model_fields, *_OutcomeLine.model_fields, *RATINGS}
