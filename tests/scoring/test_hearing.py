"""Intervals widen where words were badly heard; nothing else moves, and what was typed stays as it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convqa.assessment import Choice, Classification, Level, Outcome
from convqa.conversation import Conversation, Language, Role, Turn
from convqa.scoring import widen, widening
from convqa.scoring.hearing import REACH

SHARE = st.floats(0, 1)


def recording(*confidences: float | None, words: Sequence[int] = (), roles: Sequence[Role] = ()) -> Conversation:
    """A turn for each confidence, of one word and by a customer where nothing else is said."""
    counts, by = [*words] + [1] * len(confidences), [*roles] + [Role.CUSTOMER] * len(confidences)
    turns = (
        Turn(index=i, role=by[i], text=" ".join(["ord"] * counts[i]), speech_confidence=confidence)
        for i, confidence in enumerate(confidences)
    )
    return Conversation(id="c", source="c.wav", language=Language.DA, content_hash="0", turns=tuple(turns))


@pytest.mark.parametrize(
    ("conversation", "mean"),
    [
        (recording(0.5), 0.5),
        (recording(0.9, 0.5), 0.7),
        (recording(0.9, 0.5, words=(3, 1)), 0.8),
        (recording(0.9, None, words=(1, 50)), 0.9),
        (recording(0.9, 0.1, 0.2, roles=(Role.AGENT, Role.BOT, Role.SYSTEM)), 0.9),
        (recording(0.1, roles=(Role.BOT,)), None),
        (recording(None, None), None),
        (recording(0.0), 0.0),
        (recording(1.0, 1.0, 1.0, words=(3, 7, 11)), 1.0),
    ],
)
def test_the_mean_is_over_what_agents_and_customers_say_word_by_word(
    conversation: Conversation, mean: float | None
) -> None:
    assert conversation.speech_confidence == (None if mean is None else pytest.approx(mean))


@pytest.mark.parametrize(
    ("confidence", "factor"), [(1.0, 1.0), (0.8, 1 + 0.2 * REACH), (0.5, 1 + 0.5 * REACH), (0.0, 1 + REACH)]
)
def test_intervals_widen_by_one_factor(build: Callable[..., Any], confidence: float, factor: float) -> None:
    said: Classification = build(turns=[("customer", "0 need"), ("A", "R")]).classification()
    wider = widen(said, recording(confidence))
    assert widening(recording(confidence)) == pytest.approx(factor)
    assert wider.half_width == pytest.approx(said.half_width * factor)
    assert wider.satisfaction_half_width == pytest.approx(said.satisfaction_half_width * factor)


def test_nothing_but_intervals_moves(build: Callable[..., Any]) -> None:
    said: Classification = build(turns=[("customer", "0 need"), ("A", "R")], half_width=1.4).classification()
    wider = widen(said, recording(0.5))
    changed = {one.name for one in fields(said) if getattr(said, one.name) is not getattr(wider, one.name)}
    assert changed == {"half_width", "satisfaction_half_width", "outcome"}
    as_before = replace(wider.outcome.satisfaction, interval=said.outcome.satisfaction.interval)
    assert replace(wider.outcome, satisfaction=as_before) == said.outcome
    assert wider.outcome.satisfaction.interval == (1, 5)  # 3 and 2.1 either way


@pytest.mark.parametrize("conversation", [recording(None, None), recording(1.0)])
def test_what_was_typed_or_heard_surely_stays_the_very_same(
    build: Callable[..., Any], conversation: Conversation
) -> None:
    said = build(turns=[("customer", "0 need"), ("A", "R")]).classification()
    assert widen(said, conversation) is said


@given(value=st.floats(1, 5), half_width=st.floats(0, 4), sure=SHARE, less=SHARE)
def test_widening_never_narrows_and_follows_the_confidence(
    value: float, half_width: float, sure: float, less: float
) -> None:
    less, sure = sorted((less, sure))
    low, high = (int(np.floor(bound + 0.5)) for bound in (max(1.0, value - half_width), min(5.0, value + half_width)))
    # As the classifier makes it: the interval of the whole value, of which four decimals are kept.
    level = Level(value=round(value, 4), rating=int(value + 0.5), interval=(low, high))
    before = _said(level, half_width)
    wide, wider = widen(before, recording(sure)), widen(before, recording(less))
    assert (wider.half_width >= wide.half_width).all()
    assert (wide.half_width >= before.half_width).all()
    intervals = [one.outcome.satisfaction.interval for one in (wider, wide, before)]
    assert 1 <= intervals[0][0] <= intervals[1][0] <= intervals[2][0]
    assert intervals[2][1] <= intervals[1][1] <= intervals[0][1] <= 5


def _said(level: Level, half_width: float) -> Classification:
    nothing = Choice(value=None, probability=0.9)
    return Classification(
        turns=(),
        base=np.full(8, 3.0),
        evidence=np.zeros((0, 8)),
        absences=np.zeros((0, 3, 8)),
        half_width=np.full(8, half_width),
        satisfaction_half_width=half_width,
        outcome=Outcome(resolution=nothing, satisfaction=level, loyalty=nothing),
        touchpoint=nothing,
        process_failure=nothing,
        review=nothing,
    )
