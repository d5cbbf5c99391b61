"""A company's rubric: its service ambition as weights, thresholds, criteria and texts.

`load_rubric` reads a TOML file (`docs/rubric.md` describes every field). The types are pydantic
dataclasses: frozen like all others, and checked whenever one is made. There is no field for handle
time, length or number of turns, and unknown fields are refused: the customer's purpose decides.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic.dataclasses import dataclass

from convqa.codebook import BEHAVIOURS, RATINGS
from convqa.conversation import Channel, Language
from convqa.errors import RubricError

__all__ = ["Critical", "Phrase", "Probabilities", "Rubric", "TextOverrides", "Thresholds", "load_rubric"]

_CLOSED = ConfigDict(extra="forbid")
_BROKEN_LABELS = {f"{behaviour[0]}-": behaviour for behaviour in BEHAVIOURS if behaviour != "extra"}
_MOST_GAPS = 2
_NEVER_QUALITY = re.compile(r"handl(?:e|ing)|aht|time|duration|length|speed|words|turns|messages", re.IGNORECASE)


def _rating(name: str) -> str:
    if name not in RATINGS:
        raise ValueError(f"{name!r} is not one of the eight ratings ({', '.join(RATINGS)})")
    return name


def _phrase(pattern: str) -> str:
    words = pattern.split()
    whole = all(re.fullmatch(r"\*|\*?[^\s*]*[^\W_][^\s*]*\*?", word) for word in words)
    if not words or not whole or "*" in (words[0], words[-1]) or words.count("*") > _MOST_GAPS:
        raise ValueError(
            "a pattern is words; a * may stand at either end of a word, or alone between words, "
            f"at most {_MOST_GAPS} times and neither first nor last"
        )
    return pattern


def _wording(text: str) -> str:
    try:
        variables = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise ValueError("a brace is left open; write {{ or }} for a brace that is meant") from error
    if variables - {"quote"}:
        raise ValueError("a text may hold {quote}, the words it is about, and no other variable")
    return text


Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Weight = Annotated[Number, Field(ge=0)]
Probability = Annotated[Number, Field(ge=0, le=1)]
Total = Annotated[Number, Field(ge=0, le=100)]
Whole = Annotated[int, Field(strict=True, ge=1)]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
RatingName = Annotated[str, AfterValidator(_rating)]
Titles = Annotated[Mapping[Language, Annotated[str, Field(min_length=1)]], Field(min_length=1)]
Patterns = Annotated[tuple[Annotated[str, AfterValidator(_phrase)], ...], Field(min_length=1)]
Wordings = Annotated[tuple[Annotated[str, Field(min_length=1), AfterValidator(_wording)], ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True, config=_CLOSED)
class Probabilities:
    """How sure the model must be, in [0, 1], before its word raises a flag. The lower, the more flags."""

    process_failure: Probability = 0.4
    abuse: Probability = 0.4
    risk: Probability = 0.4
    broken_promise: Probability = 0.4
    wrong_answer: Probability = 0.4
    lost_customer: Probability = 0.3
    exemplary: Probability = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, config=_CLOSED)
class Thresholds:
    """Where feedback and flags begin.

    Attributes:
        low: a rating's value below which feedback may suggest something to try, in [1, 5].
        evidence: the least amount, in rating units, that a line of feedback may rest on.
        exemplary_total: the total (0-100) from which a card is exemplary by itself.
        exemplary_rating: the rating (1-5) that none may be below on an exemplary card.
        supported_total: the total from which a card is exemplary where the model says so too.
        role_certainty: in [0, 1]; below it the conversation is flagged as unsure.
        interval_width: mean width of the intervals of ratings (0-4) from which a card is flagged as unsure.
        speech_confidence: in [0, 1]; a turn of a recording whose words the recogniser is less sure of is badly heard.
        badly_heard: the share of all words that lie in badly heard turns from which the conversation is flagged as
            unsure.
        probabilities: for the flags that rest on the model's word.
    """

    low: Annotated[Number, Field(ge=1, le=5)] = 3.0
    evidence: Annotated[Number, Field(ge=0, le=4)] = 0.1
    exemplary_total: Total = 86.0
    exemplary_rating: Annotated[Whole, Field(le=5)] = 3
    supported_total: Total = 70.0
    role_certainty: Probability = 0.75
    interval_width: Annotated[Number, Field(ge=0, le=4)] = 2.25
    speech_confidence: Probability = 0.6
    badly_heard: Probability = 0.2
    probabilities: Probabilities = Field(default_factory=Probabilities)

    def hears(self, confidence: float | None) -> bool:
        """Whether words of this `Turn.speech_confidence` may be held to be those that were said; typed ones always."""
        return confidence is None or confidence >= self.speech_confidence


@dataclass(frozen=True, slots=True, kw_only=True, config=_CLOSED)
class Critical:
    """What a trainer must always see: a rating at or below a value, or a broken behaviour. Never changes a total.

    Attributes:
        id: the flag's `detail`.
        title: per language, what the reader sees.
        rating, at_most: flags a card whose rating (1-5) is `at_most` or lower.
        label, at_least: flags a card with `at_least` turns labelled `label` (`o-`, `c-`, `p-`, `e-`).
    """

    id: Identifier
    title: Titles
    rating: RatingName | None = None
    at_most: Annotated[Whole, Field(le=4)] | None = None
    label: str | None = None
    at_least: Whole = 1

    @model_validator(mode="after")
    def _one_basis(self) -> Critical:
        if (self.rating is None) == (self.label is None) or (self.rating is None) != (self.at_most is None):
            raise ValueError("a critical criterion has either rating and at_most, or label")
        if self.label is not None and self.label not in _BROKEN_LABELS:
            raise ValueError(f"label must be one of {', '.join(_BROKEN_LABELS)}")
        return self

    @property
    def behaviour(self) -> str | None:
        """The behaviour that `label` says is broken; `None` for a criterion on a rating."""
        return None if self.label is None else _BROKEN_LABELS[self.label]


@dataclass(frozen=True, slots=True, kw_only=True, config=_CLOSED)
class Phrase:
    """Something the company wants said, e.g. that the call is recorded. A miss is a flag and never changes a total.

    Attributes:
        id: the flag's `detail`.
        title: per language, what the reader sees.
        patterns: per language of the conversation, any of which will do; other languages are not checked.
            Plain words; case and punctuation do not count; `*` at either end of a word stands for any
            letters, a lone `*` for up to ten words.
        where: in the conversation's first agent turn, or in any agent turn.
        channels: where it applies; empty for everywhere. An unknown channel is then not checked.
    """

    id: Identifier
    title: Titles
    patterns: Annotated[Mapping[Language, Patterns], Field(min_length=1)]
    where: Literal["first_agent_turn", "any_agent_turn"] = "any_agent_turn"
    channels: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_CLOSED)
class TextOverrides:
    """A company's own wordings of feedback in one language; each list replaces the packaged one of that rating."""

    keep: Mapping[RatingName, Wordings] = Field(default_factory=dict)
    try_: Mapping[RatingName, Wordings] = Field(default_factory=dict, alias="try")


@dataclass(frozen=True, slots=True, kw_only=True, config=_CLOSED)
class Rubric:
    """A company's service ambition.

    Attributes:
        name, version: make `reference`; raise the version whenever anything changes.
        weights: of each of the eight ratings, >= 0 and at least one above; 0 leaves a rating out of the
            total and the feedback.
        texts: per language of the reader.
    """

    name: Identifier
    version: Whole
    weights: Mapping[RatingName, Weight]
    thresholds: Thresholds = Field(default_factory=Thresholds)
    critical: tuple[Critical, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    texts: Mapping[Language, TextOverrides] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole(self) -> Rubric:
        missing = [rating for rating in RATINGS if rating not in self.weights]
        if missing:
            raise ValueError(f"weights must name all eight ratings; add {', '.join(missing)} (0 leaves one out)")
        if not any(self.weights.values()):
            raise ValueError("at least one weight must be above 0")
        identifiers = [criterion.id for criterion in self.critical] + [phrase.id for phrase in self.phrases]
        if len(set(identifiers)) < len(identifiers):
            raise ValueError("two criteria have the same id; give each its own")
        return self

    @property
    def reference(self) -> str:
        """Name and version as the provenance of an assessment has them, e.g. `service@1`."""
        return f"{self.name}@{self.version}"

    @property
    def hash(self) -> str:
        """SHA-256 over all fields: tells a rubric that was edited without raising its version.

        Comments and spacing do not count, nor does a default that is written out, so that a field that a later convqa
        adds leaves the hash of a rubric as it is. The order inside a table counts: of titles, the first may be shown.
        """
        stated = _adapter().dump_json(self, by_alias=True, exclude_defaults=True)
        return hashlib.sha256(stated).hexdigest()


@cache
def _adapter() -> TypeAdapter[Rubric]:
    return TypeAdapter(Rubric)


def load_rubric(path: Path | None = None) -> Rubric:
    """Read and check a rubric file; `None` reads the packaged one.

    Raises:
        RubricError: the file cannot be read, is not TOML, or a field is not valid; names file and field.
    """
    source = "service.toml" if path is None else str(path)
    file = resources.files("convqa").joinpath("rubrics", "service.toml") if path is None else path
    try:
        # Some editors begin a file with a byte order mark, which TOML does not know.
        content = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise RubricError(f"{source}: cannot be read ({error.strerror}); check the path of the rubric.") from error
    except UnicodeDecodeError as error:
        raise RubricError(f"{source}: is not UTF-8 text; save the rubric as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise RubricError(f"{source}: is not valid TOML: {error}; correct it there.") from error
    try:
        return _adapter().validate_python(content)
    except ValidationError as error:
        raise RubricError(f"{source}: {_sentence(error)}") from error


def _sentence(error: ValidationError) -> str:
    """The first thing wrong with a rubric: the field, what is wrong, what to do."""
    first = error.errors(include_url=False)[0]
    steps = [str(step) for step in first["loc"] if step != "[key]"]
    field = ".".join(steps) or "rubric"
    unknown = first["type"] == "unexpected_keyword_argument" or "[key]" in first["loc"]
    if unknown and _NEVER_QUALITY.search(steps[-1]):
        return f"{field}: time, length and number of turns are never a measure of quality; remove this field."
    if first["type"] == "unexpected_keyword_argument":
        return f"{field}: is not a field of a rubric; correct its spelling or remove it."
    problem = first["msg"].removeprefix("Value error, ")
    return f"{field}: {problem[:1].lower()}{problem[1:]}; correct it there (docs/rubric.md lists the fields)."
