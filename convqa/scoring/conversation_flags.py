"""Flags about the case, which no agent is charged with. They never change a rating."""

from __future__ import annotations

from convqa.assessment import Flag
from convqa.conversation import Doubt, Role
from convqa.scoring.case import MAX_CITED, Case, strongest

__all__ = ["conversation_flags"]


def conversation_flags(case: Case) -> tuple[Flag, ...]:
    """Raise the flags of the conversation, each with the turns it rests on."""
    raised = (
        _process_failure(case),
        _risk(case),
        _abuse_by_customer(case),
        _lost_customer(case),
        _broken_promise(case),
        _no_customer(case),
        _no_agent(case),
        *_unsure(case),
        _badly_heard(case),
        _shortened(case),
    )
    return tuple(flag for flag in raised if flag is not None)


def _process_failure(case: Case) -> Flag | None:
    """The company-side cause; shown by the first need and by each time the customer had to come back."""
    cause = case.grounds.process_failure
    if cause.value is None or cause.probability < case.rubric.thresholds.probabilities.process_failure:
        return None
    turns = sorted({*case.customer("need")[:1], *case.customer("again")})
    return Flag(name="process_failure", severity="look", turns=case.cite(turns), detail=cause.value)


def _risk(case: Case) -> Flag | None:
    if not case.says("risk"):
        return None
    needs = case.customer("need")
    upset = [index for index in needs if case.codes.customer[index].sentiment == "negative"]
    return Flag(name="risk", severity="look", turns=case.cite(upset, needs))


def _abuse_by_customer(case: Case) -> Flag | None:
    """The model does not say whose tone it is: the customer's angry turns are cited here, the agent's on the card."""
    upset = case.customer(sentiment="negative")
    if not case.says("abuse") or (not upset and case.broken("presence")):
        return None
    return Flag(name="abuse_by_customer", severity="look", turns=case.cite(upset))


def _lost_customer(case: Case) -> Flag | None:
    """The customer is gone, or surely speaks of leaving in a conversation after which the relation is at risk."""
    loyalty, sure = case.grounds.loyalty, case.rubric.thresholds.probabilities.lost_customer
    hints = [index for index in case.customer("leave") if case.signal(index, "leave") >= sure]
    leaving = loyalty.value == "leaving" and loyalty.probability >= sure
    hinted = bool(hints) and loyalty.value in ("leaving", "at_risk")
    if not (leaving or hinted or case.says("lost_customer")):
        return None
    turns = case.cite(case.customer("leave"), case.customer(sentiment="negative")[-1:], list(case.codes.customer)[-1:])
    return Flag(name="lost_customer", severity="look", turns=turns)


def _broken_promise(case: Case) -> Flag | None:
    """A promise from before this conversation: where no agent's turn in it shows one broken, no card is flagged."""
    if not case.says("broken_promise") or case.broken("ownership", "clarity"):
        return None
    turns = case.cite(case.customer("again"), case.customer(sentiment="negative"))
    return Flag(name="possible_broken_promise", severity="look", turns=turns)


def _no_customer(case: Case) -> Flag | None:
    if case.codes.customer:
        return None
    return Flag(name="no_customer", severity="look", turns=case.cite())


def _no_agent(case: Case) -> Flag | None:
    """Nobody to rate: a bot alone, or a customer whom nobody answered."""
    if case.codes.agent:
        return None
    return Flag(name="no_agent", severity="look", turns=case.cite())


def _shortened(case: Case) -> Flag | None:
    """Turns so long that the model read only their beginning and end."""
    shortened = case.grounds.shortened
    return Flag(name="shortened", severity="look", turns=shortened) if shortened else None


def _unsure(case: Case) -> list[Flag]:
    """What reading could not settle, each by itself, with the turns where a person can see it.

    Roles that were guessed and voices that are alike: the first turn of each speaker. Which of the agents said what:
    the first turn of each. A conversation that breaks off: its last turn.
    """
    turns = case.grounds.turns
    guessed = case.grounds.role_certainty < case.rubric.thresholds.role_certainty
    if not guessed and not case.grounds.doubts:
        return []
    first = {(turn.role, turn.agent_id): turn.index for turn in reversed(turns)}
    agents = [index for (role, _), index in first.items() if role is Role.AGENT]
    shown = {Doubt.SPEAKERS: list(first.values()), Doubt.AGENTS: agents, Doubt.BROKEN_OFF: [turns[-1].index]}
    found = {"roles": list(first.values())} if guessed else {}
    found |= {doubt.value: shown[doubt] for doubt in case.grounds.doubts}
    return [
        Flag(name="unsure", severity="look", turns=case.cite(cited), detail=detail) for detail, cited in found.items()
    ]


def _badly_heard(case: Case) -> Flag | None:
    """Too much of what was said lies in turns whose words are unsure: cites those with the most words."""
    words = {
        turn.index: turn.words
        for turn in case.grounds.turns
        if turn.speech_confidence is not None and turn.role in (Role.AGENT, Role.CUSTOMER)
    }
    bad = {i: count for i, count in words.items() if not case.hears(i)}
    if not bad or sum(bad.values()) < case.rubric.thresholds.badly_heard * sum(words.values()):
        return None
    return Flag(name="unsure", severity="look", turns=case.cite(strongest(bad, MAX_CITED)), detail="speech")
