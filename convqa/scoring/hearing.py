"""What it means for the ratings that speech was recognised badly: wider intervals, and nothing else.

A wrong word makes every figure that rests on it less sure. It says nothing about the agent, so no value, label or
probability moves; only the intervals widen, by one factor for the whole conversation.
"""

from __future__ import annotations

import math
from dataclasses import replace

from convqa.assessment import Classification, Level
from convqa.conversation import Conversation

__all__ = ["REACH", "widen", "widening"]

REACH = 1.0
"""How much wider an interval would get if no word were sure. Set by hand: words of which the recogniser is half sure
make intervals half as wide again. It is not calibrated, because there are no labelled recordings to calibrate it on; a
site that calibrates on reviews of its own calls fits the intervals on top of it."""


def widening(conversation: Conversation) -> float:
    """The factor >= 1 by which the intervals of a conversation widen: 1 + `REACH` * (1 - the mean confidence).

    Exactly 1 where there is no confidence, as in everything that people typed.
    """
    sure = conversation.speech_confidence
    return 1.0 if sure is None else 1.0 + REACH * (1.0 - sure)


def widen(classification: Classification, conversation: Conversation) -> Classification:
    """Widen the intervals of the ratings and of satisfaction; the very same object where the factor is 1."""
    factor = widening(conversation)
    if factor == 1.0:
        return classification
    reach, outcome = classification.satisfaction_half_width * factor, classification.outcome
    return replace(
        classification,
        half_width=classification.half_width * factor,
        satisfaction_half_width=reach,
        outcome=replace(outcome, satisfaction=_widened(outcome.satisfaction, reach)),
    )


def _widened(level: Level, half_width: float) -> Level:
    """With an interval of that half width; never a narrower one, though the value has lost its later decimals."""
    low, high = (math.floor(bound + 0.5) for bound in (level.value - half_width, level.value + half_width))
    was_low, was_high = level.interval
    return replace(level, interval=(max(1, min(low, was_low)), min(5, max(high, was_high))))
