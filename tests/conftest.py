"""Fixtures that several parts share: a classifier without a model, and the released model where there is one."""

from __future__ import annotations

import gc
import os
import signal
import zlib
from collections.abc import Callable, Generator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from numpy.typing import NDArray

from convqa.assessment import ABSENCES, Choice, Classification, Level, Outcome, TurnLabels
from convqa.classify.artefact import Calibration, Meta
from convqa.classify.classifier import interpret
from convqa.classify.inputs import Packing
from convqa.classify.site import SiteCalibration
from convqa.codebook import (
    BEHAVIOURS,
    CHOICES,
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
from convqa.drift import Reference
from convqa.errors import ModelError
from convqa.models import find_model, find_names
from convqa.pipeline import Classifier, Pipeline
from convqa.redaction import Redactor, load_redactor
from convqa.rubric import load_rubric
from tests.memory import find_memory

# A busy machine fails no test: how long an example takes is no property.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Where the tests were begun with Ctrl-C switched off (nohup, the background of a script), what they start must hear it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Where `tmp_path` lies; pytest asks at the first one.
if (memory := find_memory()) is not None:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


ROOT = Path(__file__).parent.parent


class FakeClassifier:
    """Stands in for the model: the same protocol, every answer drawn from the checksum of the turn's text alone."""

    name = "fake@1"
    reference: Reference | None = None

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
            satisfaction_half_width=0.8,
            outcome=Outcome(
                resolution=Choice(value="resolved", probability=0.7),
                satisfaction=Level(value=3.4, rating=3, interval=(2, 4)),
                loyalty=Choice(value="neutral", probability=0.6),
            ),
            touchpoint=Choice(value="use", probability=0.5),
            process_failure=Choice(value=None, probability=0.9),
            review=Choice(value=None, probability=0.9),
        )


class TinyModel:
    """Stands in for a model with a network: outputs before calibration, drawn from the checksum of each turn's text.

    Like the real one it can be calibrated. `spread` is what it says of its own errors, (9,) or `None`.
    """

    def __init__(self, site: SiteCalibration | None = None, spread: NDArray[np.float32] | None = None) -> None:
        self._site, self._spread = site, spread
        calibration = Calibration(
            slope={"phases": [1.0] * 3, "signals": [1.0] * 6},
            shift={"phases": [0.0] * 3, "signals": [0.0] * 6},
            temperature=dict.fromkeys(("behaviours", "sentiment", *CHOICES), 1.0),
            thresholds={"phases": [0.5] * 3, "signals": [0.5] * 6, "shown": [0.4] * 5, "broken": [0.4] * 5},
            half_width=[1.0] * 8,
            satisfaction_half_width=1.0,
        )
        self.meta = Meta(
            format=1,
            name="tiny",
            version="1",
            codebook="1",
            packing=Packing(window=64, context=8, longest_turn=64),
            base=[3.0] * 8,
            calibration=calibration if site is None else site.calibration,
            files={"judge.onnx": "0"},
        )
        self.reference = None

    @property
    def name(self) -> str:
        return "tiny@1" if self._site is None else f"tiny@1+{self._site.hash[:8]}"

    def outputs(self, conversation: Conversation) -> dict[str, NDArray[np.float32]]:
        n = len(conversation.turns)
        draws = np.random.default_rng([zlib.crc32(turn.text.encode()) for turn in conversation.turns])
        agent = np.array([[turn.role is Role.AGENT] for turn in conversation.turns])
        out = {
            "phases": draws.normal(size=(n, 3)),
            "behaviours": draws.normal(size=(n, 5, 3)),
            "sentiment": draws.normal(size=(n, 3)),
            "signals": draws.normal(size=(n, 6)) + np.array([9, 0, 0, 0, 0, 0]),
            "evidence": draws.normal(size=(n, 8)) * agent,
            "absences": np.zeros((n, 3, 8)),
            "satisfaction": np.array(draws.uniform(1, 5)),
        }
        out |= {name: draws.normal(size=len(values)) for name, values in CHOICES.items()}
        out |= {} if self._spread is None else {"spread": self._spread}
        return {name: value.astype(np.float32) for name, value in out.items()}

    def classify(self, conversation: Conversation) -> Classification:
        return interpret(conversation.turns, self.outputs(conversation), self.meta)


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


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests stay to the end: to look again and again whether they are garbage takes a seventh of all."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def tiny_model() -> Callable[..., TinyModel]:
    return TinyModel


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return FakeClassifier()


@pytest.fixture(scope="session")
def redactor() -> Redactor:
    """Rules and the released tagger."""
    return load_redactor(find_names())


@pytest.fixture(scope="session")
def pipeline(classifier: Classifier, redactor: Redactor) -> Pipeline:
    return Pipeline(classifier=classifier, rubric=load_rubric(), redactor=redactor)


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
