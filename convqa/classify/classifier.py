"""The classifier: a redacted conversation to everything the model says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convqa.assessment import Classification, Outcome
from convqa.classify.artefact import Meta
from convqa.classify.decide import choice, level, spread, turn_labels
from convqa.classify.encoder import Encoder
from convqa.classify.inputs import Tokens
from convqa.classify.instructions import Instructions
from convqa.classify.judge import Judge, Outputs
from convqa.classify.phrases import Phrases
from convqa.classify.site import SiteCalibration
from convqa.classify.stacking import Stacking
from convqa.classify.weighing import weigh
from convqa.codebook import LOYALTIES, PROCESS_FAILURES, RESOLUTIONS, REVIEWS, TOUCHPOINTS
from convqa.conversation import Conversation, Role, Turn
from convqa.drift import Reference

__all__ = ["Classifier", "interpret", "role_indices"]

ROLES = (Role.AGENT, Role.CUSTOMER, Role.BOT, Role.SYSTEM)


def role_indices(turns: Sequence[Turn]) -> NDArray[np.int64]:
    """(n,) the role of each turn as the network numbers them."""
    return np.array([ROLES.index(turn.role) for turn in turns], dtype=np.int64)


class Classifier:
    """A loaded model. Immutable after loading and safe to share between threads.

    A result is a function of one conversation and the model alone: nothing is batched across conversations.
    """

    def __init__(
        self,
        *,
        encoder: Encoder,
        instructions: Instructions,
        judge: Judge,
        phrases: Phrases,
        stacking: Stacking,
        meta: Meta,
        site: SiteCalibration | None = None,
    ) -> None:
        self.encoder = encoder
        self._instructions = instructions
        self._judge = judge
        self._phrases = phrases
        self._stacking = stacking
        self._site = site
        self.meta = meta if site is None else replace(meta, calibration=site.calibration)

    @classmethod
    def load(cls, folder: Path, calibration: Path | None = None) -> Classifier:
        """Load a model folder (see `convqa.classify.artefact`), with a site's own calibration where one is given.

        Raises:
            ModelError: the folder or the calibration is damaged, or made for another version or model.
        """
        meta = Meta.load(folder)
        site = None if calibration is None else SiteCalibration.load(calibration, meta)
        return cls(
            encoder=Encoder(folder, meta.packing),
            instructions=Instructions.load(folder),
            judge=Judge(folder),
            phrases=Phrases.load(folder),
            stacking=Stacking.load(folder),
            meta=meta,
            site=site,
        )

    @property
    def name(self) -> str:
        """Name and version, e.g. ``"service@1"``; with a site's calibration ``"service@1+0a1b2c3d"``."""
        return self.meta.title if self._site is None else f"{self.meta.title}+{self._site.hash[:8]}"

    @property
    def reference(self) -> Reference | None:
        """How the model's ratings lay on our test conversations; `None` where it was not recorded."""
        return self.meta.reference

    def classify(self, conversation: Conversation) -> Classification:
        """Label every turn and judge the whole."""
        tokens, out = self._run(conversation)
        return interpret(conversation.turns, out, self.meta, shortened=tokens.shortened)

    def outputs(self, conversation: Conversation) -> Outputs:
        """What the network and the wording say, labels stacked and ratings weighed, before calibration."""
        return self._run(conversation)[1]

    def _run(self, conversation: Conversation) -> tuple[Tokens, Outputs]:
        """What was read of a conversation, and what is said of it; instructions to the rater are not read."""
        tokens = self.encoder.tokenize(conversation.turns)
        features, along = self.encoder.read(tokens, self._instructions.direction)
        if told := self._instructions.find(tokens.ids, along):
            tokens = tokens.without(told)
            features = self.encoder.features(tokens)
        roles = role_indices(conversation.turns)
        out = self._phrases.beside(self._judge.run(features, roles), tokens.ids, roles)
        out = self._stacking.over(out, roles)
        return tokens, out if self.meta.weights is None else weigh(out, roles, self.meta.weights)


def interpret(turns: Sequence[Turn], out: Outputs, meta: Meta, *, shortened: tuple[int, ...] = ()) -> Classification:
    """What a model's raw outputs for `turns` mean, calibrated as `meta` says; `shortened` as in `Classification`."""
    calibration = meta.calibration
    warmth, expected = calibration.temperature, spread(out)
    reach = calibration.satisfaction_half_width * float(expected[-1])
    return Classification(
        turns=turn_labels(turns, out, calibration),
        base=np.array(meta.base),
        evidence=out["evidence"].astype(np.float64),
        absences=out["absences"].astype(np.float64),
        half_width=np.array(calibration.half_width) * expected[:-1],
        satisfaction_half_width=reach,
        outcome=Outcome(
            resolution=choice(out["resolution"], RESOLUTIONS, warmth["resolution"]),
            satisfaction=level(float(out["satisfaction"]), reach),
            loyalty=choice(out["loyalty"], LOYALTIES, warmth["loyalty"]),
        ),
        touchpoint=choice(out["touchpoint"], TOUCHPOINTS, warmth["touchpoint"]),
        process_failure=choice(out["process_failure"], PROCESS_FAILURES, warmth["process_failure"]),
        review=choice(out["review"], REVIEWS, warmth["review"]),
        shortened=shortened,
    )
