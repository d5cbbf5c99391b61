"""Fixtures that several parts share: a classifier without a model, and the released model where there is one."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest

from convqa.assessment import ABSENCES, Choice, Classification, Level, Outcome, TurnLabels
from convqa.codebook import (
    BEHAVIOURS,
    PHASES,
    RATINGS,
    SENTIMENTS,
    SIGNALS,
    AgentCodes,
    CustomerCodes,
    format_agent,
    format_customer,
)
from convqa.conversation import Conversation, Role, Turn
from convqa.errors import ModelError
from convqa.models import find_model
from convqa.pipeline import Classifier, Pipeline
from convqa.redaction import SiteKey
from convqa.rubric import load_rubric

ROOT = Path(__file__).parent.parent


class FakeClassifier:
    """Stands in for the model: the same protocol, every answer drawn from the checksum of the turn's text alone."""

    name = "fake@1"

    def classify(self, conversation: Conversation) -> Classification:
        turns = conversation.turns
        evidence = np.zeros((len(turns), len(RATINGS)))
        absences = np.zeros((len(turns), len(ABSENCES), len(RATINGS)))
        for turn in turns:
            if turn.role is Role.AGENT:
                evidence[turn.index] = np.arange(-3, 5) / 10 * (zlib.crc32(turn.text.encode()) % 5 - 2)
            elif turn.role is Role.CUSTOMER and turn.text.endswith("?"):
                absences[turn.index, 1, 4] = 0.25
        return Classification(
            turns=tuple(_labels(turn) for turn in turns),
            base=np.full(len(RATINGS), 3.0),
            evidence=evidence,
            absences=absences,
            half_width=np.full(len(RATINGS), 0.8),
            outcome=Outcome(
                resolution=Choice(value="resolved", probability=0.7),
                satisfaction=Level(value=3.4, rating=3, interval=(2, 4)),
                loyalty=Choice(value="neutral", probability=0.6),
            ),
            touchpoint=Choice(value="use", probability=0.5),
            process_failure=Choice(value=None, probability=0.9),
            review=Choice(value=None, probability=0.9),
        )


def _labels(turn: Turn) -> TurnLabels:
    if turn.role is Role.AGENT:
        phase = PHASES[zlib.crc32(turn.text.encode()) % 3]
        return TurnLabels(
            labels=format_agent(AgentCodes(phases=frozenset({phase}), shown=frozenset({"effort"}))),
            phases={name: 0.9 if name == phase else 0.1 for name in PHASES},
            behaviours={
                name: {"shown": 0.8 if name == "effort" else 0.1} | ({} if name == "extra" else {"broken": 0.05})
                for name in BEHAVIOURS
            },
        )
    if turn.role is Role.CUSTOMER:
        return TurnLabels(
            labels=format_customer(CustomerCodes(signals=frozenset({"need"}))),
            sentiment=dict(zip(SENTIMENTS, (0.1, 0.8, 0.1), strict=True)),
            signals={name: 0.9 if name == "need" else 0.1 for name in SIGNALS},
        )
    return TurnLabels()


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return FakeClassifier()


@pytest.fixture(scope="session")
def pipeline(classifier: Classifier) -> Pipeline:
    return Pipeline(classifier=classifier, rubric=load_rubric(), key=SiteKey.default())


@pytest.fixture(scope="session")
def samples() -> Path:
    return ROOT / "data" / "samples"


@pytest.fixture(scope="session")
def released_model() -> Path:
    """The folder of the released model; the test is skipped in a checkout without it."""
    try:
        return find_model(None)
    except ModelError:
        pytest.skip("this checkout has no released model; training/ makes one")
