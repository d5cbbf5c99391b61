"""All that the flags are judged from, in one place, with the few questions they share."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from convqa.conversation import Role
from convqa.grounds import Grounds
from convqa.rubric import Rubric
from convqa.scoring.basis import Codes

__all__ = ["ASKED_SIGNALS", "MAX_CITED", "Case", "strongest"]

MAX_CITED = 5
"""The most turns a flag names: more would not be read."""

ASKED_SIGNALS = ("leave",)
"""The signals of which a flag asks how sure the model is; of the others it is enough that a turn is labelled so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One conversation as far as it is judged and the rubric it is held against.

    `codes` are the decided labels of `grounds`; `missing` as in `scorecards.judge`.
    """

    grounds: Grounds
    codes: Codes
    rubric: Rubric
    missing: Collection[str]

    def says(self, review: str) -> bool:
        """Whether the model gives this reason for a review and is as sure as the rubric asks."""
        choice = self.grounds.review
        return choice.value == review and choice.probability >= getattr(self.rubric.thresholds.probabilities, review)

    def signal(self, turn: int, name: str) -> float:
        """How sure the model is of one of `ASKED_SIGNALS` in a customer turn; 1 where it gives the label alone."""
        return (self.grounds.turns[turn].signals or {}).get(name, 1.0)

    def customer(self, *signals: str, sentiment: str | None = None) -> list[int]:
        """The customer turns with any of the signals, or of the sentiment."""
        return [
            index
            for index, code in self.codes.customer.items()
            if code.sentiment == sentiment or not code.signals.isdisjoint(signals)
        ]

    def broken(self, *behaviours: str, agent_id: str | None = None) -> list[int]:
        """The agent turns (of one agent, or of all) in which any of the behaviours is broken."""
        return [
            index
            for index, code in self.codes.agent.items()
            if not code.broken.isdisjoint(behaviours) and agent_id in (None, self.grounds.turns[index].agent_id)
        ]

    def hears(self, turn: int) -> bool:
        """Whether the words of a turn were heard well enough to hold anyone to them."""
        return self.rubric.thresholds.hears(self.grounds.turns[turn].speech_confidence)

    def turns_of(self, agent_id: str) -> list[int]:
        """The agent's own turns."""
        return [turn.index for turn in self.grounds.turns if turn.agent_id == agent_id]

    def cite(self, *choices: Sequence[int]) -> tuple[int, ...]:
        """The first choice that names a turn, cut to `MAX_CITED`; else the customer's turns, else any."""
        named = (turns for turns in (*choices, list(self.codes.customer)) if turns)
        return tuple(sorted(next(named, ()) or self._any())[:MAX_CITED])

    def _any(self) -> Sequence[int]:
        turns = self.grounds.turns
        return [turn.index for turn in turns if turn.role is not Role.SYSTEM] or [turn.index for turn in turns]


def strongest(amounts: Mapping[int, float], count: int) -> list[int]:
    """The `count` turns with the largest amounts above 0, the earlier first where equal."""
    ranked = sorted((index for index, amount in amounts.items() if amount > 0), key=lambda i: (-amounts[i], i))
    return ranked[:count]
