"""Turns of any source to a redacted conversation, and what a model says of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

from benchmarks.external.statistics import Row, spaced
from convqa.classify.artefact import Meta
from convqa.classify.judge import Outputs
from convqa.conversation import Conversation, Language, Role, Speaker, Transcript, Utterance
from convqa.models import find_names
from convqa.pipeline import prepare
from convqa.redaction import Redactor, load_redactor

__all__ = ["Check", "Model", "beginning", "redacted", "seconds"]

_TIMED = 8
"""Readings that the estimate of the time rests on."""

_EMPTY = "…"
"""Stands for a turn without words: a rating or label may hang on it, so it cannot be left out."""


class Model(Protocol):
    """What the checks need of a model; `convqa.classify.Classifier` is the real one."""

    @property
    def meta(self) -> Meta:
        """How its outputs are calibrated."""

    def outputs(self, conversation: Conversation) -> Outputs:
        """What the network says of one conversation, before calibration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One data set, ready to be read.

    Attributes:
        name: e.g. ``"USS MWOZ"``.
        conversations: what the model is to read, at least one.
        rows: the outputs for them, in their order, and the model's description -> figures.
    """

    name: str
    conversations: Sequence[Conversation]
    rows: Callable[[Sequence[Outputs], Meta], list[Row]]


@cache
def _redactor() -> Redactor:
    return load_redactor(find_names())


def redacted(name: str, language: Language, turns: Sequence[tuple[Role, str]]) -> Conversation:
    """The conversation that the product would read; every turn stays one, so that labels fit.

    Args:
        name: identifies it within its source.
        language: what the source says its language is.
        turns: at least one.
    """
    return prepare(
        Transcript(
            id=name,
            id_given=True,
            source=name,
            speakers=tuple(Speaker(key=role, role=role) for role in dict.fromkeys(role for role, _ in turns)),
            utterances=tuple(Utterance(speaker=role, text=text.strip() or _EMPTY) for role, text in turns),
            turns_given=True,
            language=language,
        ),
        _redactor(),
    )


def beginning(conversation: Conversation, turns: int) -> Conversation:
    """The conversation up to a turn; its placeholders are those of the whole."""
    return replace(conversation, turns=conversation.turns[:turns])


def seconds(check: Check, model: Model) -> float:
    """About how long reading all of it takes: a few readings are timed and scaled by the amount of text."""
    tried = spaced(check.conversations, _TIMED)
    model.outputs(tried[0])  # the first one of a process is slower
    started = time.perf_counter()
    for conversation in tried:
        model.outputs(conversation)
    took = time.perf_counter() - started
    return took * sum(map(_size, check.conversations)) / sum(map(_size, tried))


def _size(conversation: Conversation) -> int:
    """Characters with the marks of roles, to which the time is about proportional."""
    return sum(len(turn.text) + 10 for turn in conversation.turns)
