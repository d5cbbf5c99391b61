"""What a rubric is held against: one conversation with its labels and ratings, but without its words.

`Grounds` is all that `scoring.judge` sees, so that a rubric can be applied anew to what is stored: no model, no
text. `Supplement` is the part of it that a record does not show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from convqa.assessment import AssessedTurn, Choice, Rating, TurnLabels
from convqa.conversation import Doubt, Role, Turn

__all__ = ["Grounds", "Supplement", "TurnGrounds"]

_DECIMALS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnGrounds:
    """A turn without its words.

    Attributes:
        index, role, agent_id: as in `Turn`.
        words: how many words its redacted text has. Says how much was badly heard; no measure of anybody.
        speech_confidence: as in `Turn`, to the 4 decimals of the record, so that the record judges like the original.
        labels: decided, in compact notation; `""` on bot and system turns.
        signals: of a customer turn, as in `TurnLabels`.
    """

    index: int
    role: Role
    agent_id: str | None
    words: int
    speech_confidence: float | None = None
    labels: str = ""
    signals: Mapping[str, float] | None = None

    @classmethod
    def of(cls, turn: Turn | AssessedTurn, labels: TurnLabels | AssessedTurn) -> TurnGrounds:
        """Leave the words of a turn out."""
        sure = turn.speech_confidence
        return cls(
            index=turn.index,
            role=turn.role,
            agent_id=turn.agent_id,
            words=len(turn.text.split()),
            speech_confidence=None if sure is None else round(sure, _DECIMALS),
            labels=labels.labels,
            signals=labels.signals,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """All of one conversation that scorecards and flags rest on, beside the rubric.

    Attributes:
        turns: at least one, in order.
        ratings: by `agent_id`, of every agent who gets ratings (`scoring.rate`), all eight in the codebook's order.
        loyalty, process_failure, review: as in `Classification`.
        doubts: as in `Conversation`.
        role_certainty, shortened, weakest_effort_turn: as in `Supplement`.
    """

    turns: tuple[TurnGrounds, ...]
    ratings: Mapping[str, Mapping[str, Rating]]
    loyalty: Choice
    process_failure: Choice
    review: Choice
    doubts: tuple[Doubt, ...]
    role_certainty: float
    shortened: tuple[int, ...]
    weakest_effort_turn: int | None

    @property
    def agent_ids(self) -> tuple[str, ...]:
        """The distinct agents in order of their first turn."""
        return tuple(dict.fromkeys(turn.agent_id for turn in self.turns if turn.agent_id is not None))

    @property
    def supplement(self) -> Supplement:
        """What has to be kept beside the record."""
        return Supplement(
            role_certainty=self.role_certainty,
            shortened=self.shortened,
            weakest_effort_turn=self.weakest_effort_turn,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """What a rubric needs beside an `Assessment` to be applied anew (`convqa.rescoring`).

    Attributes:
        role_certainty: in [0, 1], as in `Conversation`; to its last bit, a threshold is held against it.
        shortened: as in `Classification`.
        weakest_effort_turn: the agent turn whose evidence speaks most against effort, the first of equals; `None` where
            there is no agent turn.
    """

    role_certainty: float
    shortened: tuple[int, ...]
    weakest_effort_turn: int | None
