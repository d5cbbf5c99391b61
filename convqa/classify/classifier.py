"""The classifier: a redacted conversation to everything the model says of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convqa.assessment import Classification, Outcome
from convqa.classify.artefact import Meta
from convqa.classify.decide import choice, level, turn_labels
from convqa.classify.encoder import Encoder
from convqa.classify.judge import Judge, Outputs
from convqa.codebook import LOYALTIES, PROCESS_FAILURES, RESOLUTIONS, REVIEWS, TOUCHPOINTS
from convqa.conversation import Conversation, Role, Turn

__all__ = ["Classifier", "interpret", "role_indices"]

ROLES = (Role.AGENT, Role.CUSTOMER, Role.BOT, Role.SYSTEM)


def role_indices(turns: Sequence[Turn]) -> NDArray[np.int64]:
    """(n,) the role of each turn as the network numbers them."""
    return np.array([ROLES.index(turn.role) for turn in turns], dtype=np.int64)


class Classifier:
    """A loaded model. Immutable after loading and safe to share between threads.

    A result is a function of one conversation and the model alone: nothing is batched across conversations.
    """

    def __init__(self, *, encoder: Encoder, judge: Judge, meta: Meta) -> None:
        self.encoder = encoder
        self._judge = judge
        self._meta = meta

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """Load a model folder (see `convqa.classify.artefact`).

        Raises:
            ModelError: the folder is damaged or made for another version.
        """
        meta = Meta.load(folder)
        return cls(encoder=Encoder(folder, meta.packing), judge=Judge(folder), meta=meta)

    @property
    def name(self) -> str:
        """Name and version, e.g. ``"service@1"``."""
        return f"{self._meta.name}@{self._meta.version}"

    def classify(self, conversation: Conversation) -> Classification:
        """Label every turn and judge the whole."""
        turns = conversation.turns
        tokens = self.encoder.tokenize(turns)
        out = self._judge.run(self.encoder.features(tokens), role_indices(turns))
        return interpret(turns, out, self._meta, shortened=tokens.shortened)


def interpret(turns: Sequence[Turn], out: Outputs, meta: Meta, *, shortened: tuple[int, ...] = ()) -> Classification:
    """What a model's raw outputs for `turns` mean, calibrated as `meta` says; `shortened` as in `Classification`."""
    calibration = meta.calibration
    warmth = calibration.temperature
    return Classification(
        turns=turn_labels(turns, out, calibration),
        base=np.array(meta.base),
        evidence=out["evidence"].astype(np.float64),
        absences=out["absences"].astype(np.float64),
        half_width=np.array(calibration.half_width),
        outcome=Outcome(
            resolution=choice(out["resolution"], RESOLUTIONS, warmth["resolution"]),
            satisfaction=level(float(out["satisfaction"]), calibration.satisfaction_half_width),
            loyalty=choice(out["loyalty"], LOYALTIES, warmth["loyalty"]),
        ),
        touchpoint=choice(out["touchpoint"], TOUCHPOINTS, warmth["touchpoint"]),
        process_failure=choice(out["process_failure"], PROCESS_FAILURES, warmth["process_failure"]),
        review=choice(out["review"], REVIEWS, warmth["review"]),
        shortened=shortened,
    )
