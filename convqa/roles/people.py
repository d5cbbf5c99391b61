"""Who of several people works for the company: log-odds of each from wording and order, weighed together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, prod

from convqa.conversation import Channel, Role
from convqa.roles.wording import load_table

__all__ = ["agent_probabilities", "opening_log_odds", "wording_log_odds"]

_FURTHER_AGENT_LOG_ODDS = 0.7
"""A third person is rather a second agent (a transfer) than a second customer."""


@cache
def _weights() -> tuple[Mapping[str, float], Mapping[str, float]]:
    table = load_table("weights.toml")
    return table["wording"], table["opening"]


def wording_log_odds(features: Mapping[str, float]) -> float:
    """Log-odds that a speaker with these `wording_features` is an agent rather than a customer."""
    weights, _ = _weights()
    return weights["bias"] + sum(weights.get(kind, 0.0) * value for kind, value in features.items())


def opening_log_odds(channel: Channel | None) -> float:
    """Log-odds that the person who speaks first is an agent; 0 where the channel is unknown."""
    _, opening = _weights()
    return 0.0 if channel is None else opening[channel]


def agent_probabilities(
    log_odds: Sequence[float], known: Sequence[Role], *, company_answers: bool = False
) -> list[float]:
    """The probability of each undecided person to be an agent, given that both sides are there.

    Args:
        log_odds: of each undecided person, agent against customer.
        known: the roles of the people already decided.
        company_answers: a bot speaks, so that the people may all be customers.

    Returns:
        One probability a person: the exact marginals over all ways to give out the two roles, leaving out the
        ways in which, with two people or more, one side would be missing.
    """
    crowd = len(log_odds) + len(known) > 2
    shift = _FURTHER_AGENT_LOG_ODDS if crowd else 0.0
    agent = [1 / (1 + exp(-max(-50.0, min(50.0, odds + shift)))) for odds in log_odds]
    if len(log_odds) + len(known) < 2:
        return agent
    no_customer = 0.0 if Role.CUSTOMER in known else prod(agent)
    no_agent = 0.0 if company_answers or Role.AGENT in known else prod(1 - p for p in agent)
    rest = 1 - no_customer - no_agent
    if rest <= 1e-9:
        return agent
    return [min(1.0, max(0.0, (p - no_customer) / rest)) for p in agent]
