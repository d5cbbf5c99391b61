"""What ratings rest on: the decided labels, who answers for an absence, and when there is no rating at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from convqa.codebook import AgentCodes, CustomerCodes, parse_agent, parse_customer
from convqa.conversation import Role
from convqa.grounds import TurnGrounds

__all__ = ["Codes", "absence_owners", "decided", "rated_agents"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """The decided labels by turn index: of every agent turn, and of every customer turn."""

    agent: Mapping[int, AgentCodes]
    customer: Mapping[int, CustomerCodes]


def decided(turns: Sequence[TurnGrounds]) -> Codes:
    """Read the decided labels of all agent and customer turns."""
    return Codes(
        agent={turn.index: parse_agent(turn.labels) for turn in turns if turn.role is Role.AGENT},
        customer={turn.index: parse_customer(turn.labels) for turn in turns if turn.role is Role.CUSTOMER},
    )


def absence_owners(turns: Sequence[TurnGrounds]) -> tuple[str | None, ...]:
    """Which agent answers for what each customer turn called for; `None` for all other turns.

    It is the agent of the next agent turn. Where nobody answers any more, it is the last agent
    before. What a bot answered, and a conversation without an agent, nobody answers for (`None`):
    such absences are dropped.
    """
    answering = next((turn.agent_id for turn in reversed(turns) if turn.role is Role.AGENT), None)
    owners: list[str | None] = []
    for turn in reversed(turns):
        if turn.role in (Role.AGENT, Role.BOT):
            answering = turn.agent_id  # of a bot: none
        owners.append(answering if turn.role is Role.CUSTOMER else None)
    return tuple(reversed(owners))


def rated_agents(turns: Sequence[TurnGrounds], codes: Codes) -> frozenset[str]:
    """The agents who get ratings (codebook 2.1: no rating is a rule, not an impression).

    Nobody, where no customer turn is labelled `need` (which covers having no customer turn).
    Otherwise every agent with at least one turn that does more than greet, hold the line or
    transfer. Those three are read from the decided labels like this:

    - greet or hold: at most the phase contact, no behaviour. Before the customer has stated a need,
      discover is allowed too ("hvad kan jeg hjælpe med?").
    - transfer: the agent's last turn, after which an agent who has not spoken yet takes over before
      the customer states a need again. It may also have the phase respond and the behaviour ownership, shown or
      broken, since handing over well or badly is what those say of it.

    Any other label means that the agent worked on the case. A transfer out of the conversation (to
    someone whose turns are not in it) cannot be told from an answer, and is rated.
    """
    first_need = next((index for index, code in codes.customer.items() if "need" in code.signals), None)
    if first_need is None:
        return frozenset()
    transfers = _transfers(turns, codes)
    return frozenset(
        turn.agent_id
        for turn in turns
        if turn.agent_id is not None
        and _works(codes.agent[turn.index], opening=turn.index < first_need, transfer=turn.index in transfers)
    )


def _works(code: AgentCodes, *, opening: bool, transfer: bool) -> bool:
    idle_phases = {"contact"} | ({"discover"} if opening else set()) | ({"respond"} if transfer else set())
    idle_behaviours = {"ownership"} if transfer else set()
    return bool(code.phases - idle_phases or (code.shown | code.broken) - idle_behaviours)


def _transfers(turns: Sequence[TurnGrounds], codes: Codes) -> frozenset[int]:
    last_turn = {turn.agent_id: turn.index for turn in turns if turn.role is Role.AGENT}
    heard: set[str | None] = set()
    found: set[int] = set()
    leaving: TurnGrounds | None = None
    for turn in turns:
        if turn.role is Role.AGENT:
            if leaving is not None and turn.agent_id not in heard and last_turn[leaving.agent_id] == leaving.index:
                found.add(leaving.index)
            heard.add(turn.agent_id)
            leaving = turn
        elif turn.index in codes.customer and "need" in codes.customer[turn.index].signals:
            leaving = None
    return frozenset(found)
