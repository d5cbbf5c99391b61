"""The fit must find which phrase means a label, and say it as the product reads it."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra `train`: run `make test-training`")

from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.classify.phrases import CHOSEN, Phrases
from convqa.codebook import CHOICES
from training.example import AGENT, CUSTOMER, Example
from training.phrases import SHARE, fit

LOST, CLEAR, SHOWN = 100, 101, 102
BROKEN_CLARITY = 1


def example(number: int) -> Example:
    """A customer who is lost or not, and an agent who was unclear or not, among pieces drawn at random."""
    draws = np.random.default_rng(number)
    lost, shown = bool(number % 2), bool(number % 3)
    turns = [draws.integers(0, 50, 6) for _ in range(2)]
    turns[0] = np.append(turns[0], SHOWN if shown else CLEAR)
    turns[1] = np.append(turns[1], LOST if lost else CLEAR)
    behaviours, signals = np.zeros((2, 5), dtype=np.int64), np.zeros((2, 6), dtype=np.int64)
    behaviours[0, 0], behaviours[0, BROKEN_CLARITY], signals[1, 2] = int(shown), 2 * int(lost), int(lost)
    behaviours[1], signals[0] = UNKNOWN, UNKNOWN
    return Example(
        turns=turns,
        roles=np.array([AGENT, CUSTOMER]),
        gold=Gold(
            phases=np.array([[1, 0, 0], [UNKNOWN] * 3]),
            behaviours=behaviours,
            sentiment=np.array([UNKNOWN, 0 if lost else 2]),
            signals=signals,
            ratings=np.full(8, UNKNOWN),
            satisfaction=UNKNOWN,
            choices=dict.fromkeys(CHOICES, UNKNOWN) | {"resolution": 2 if lost else 0},
        ),
    )


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return Phrases.of(fit([example(number) for number in range(400)]))


@pytest.mark.parametrize("number", [200, 201, 202, 203, 204, 205])
def test_what_was_learnt_is_said_of_others(phrases: Phrases, number: int) -> None:
    other = example(number)
    said = phrases.read(other.turns, other.roles)
    assert (said["signals"][1, 2] > 0) == (other.gold.signals[1, 2] == 1)
    assert (said["behaviours"][0, 0, 1] > 0) == (other.gold.behaviours[0, 0] == 1)
    assert (said["behaviours"][0, BROKEN_CLARITY, 2] > 0) == (other.gold.behaviours[0, BROKEN_CLARITY] == 2)
    assert said["sentiment"][1].argmax() == other.gold.sentiment[1]
    assert said["resolution"].argmax() == other.gold.choices["resolution"]


def test_what_was_never_given_is_never_said(phrases: Phrases) -> None:
    other = example(300)
    said = phrases.read(other.turns, other.roles)
    assert (said["phases"][0, 1:] < -5).all()
    assert said["sentiment"][1, 1] < -5
    assert all(said[name].max() < -5 for name in CHOSEN if name != "resolution")


def test_every_share_is_of_something_that_is_said(phrases: Phrases) -> None:
    other = example(301)
    assert SHARE.keys() == phrases.read(other.turns, other.roles).keys()
