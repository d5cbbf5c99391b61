"""What the customer had to put up with, counted from decided labels and roles. Not a measure of any agent."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from convqa.assessment import CustomerEffort
from convqa.conversation import Role
from convqa.grounds import TurnGrounds
from convqa.scoring.basis import Codes

__all__ = ["customer_effort"]


def customer_effort(turns: Sequence[TurnGrounds], codes: Codes) -> CustomerEffort:
    """Count the four signs of effort.

    - `repeat_contacts`: customer turns labelled `again`.
    - `unanswered_questions`: times the customer stated a need and got neither an answer nor a
      question about it before speaking again, or got no reply at all. Customer turns in a row count
      once. The reply is every agent turn up to the customer's next turn; one with the phase respond
      or discover is enough. A bot's reply is not labelled and so never counts as missing.
    - `handovers`: changes from one agent to another.
    - `promises_without_time`: agent turns with ownership shown and clarity broken.
    """
    agents = [turn.agent_id for turn in turns if turn.role is Role.AGENT]
    return CustomerEffort(
        repeat_contacts=sum("again" in code.signals for code in codes.customer.values()),
        unanswered_questions=_unanswered(turns, codes),
        handovers=sum(before != after for before, after in pairwise(agents)),
        promises_without_time=sum(
            "ownership" in code.shown and "clarity" in code.broken for code in codes.agent.values()
        ),
    )


def _unanswered(turns: Sequence[TurnGrounds], codes: Codes) -> int:
    count, waiting, replied = 0, False, False
    for turn in turns:
        if turn.role is Role.CUSTOMER:
            if replied:  # the reply is over
                count += waiting
                waiting = replied = False
            waiting = waiting or "need" in codes.customer[turn.index].signals
        elif turn.role is not Role.SYSTEM:
            replied = True
            waiting = waiting and not _takes_up(turn, codes)
    return count + waiting


def _takes_up(turn: TurnGrounds, codes: Codes) -> bool:
    return turn.role is Role.BOT or bool(codes.agent[turn.index].phases & {"respond", "discover"})
