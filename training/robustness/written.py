"""The checks on conversations that were written for them, each in several forms (`data/robustness/README.md`)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np

from training.robustness.checks import OWNERSHIP
from training.robustness.measure import Change, FloatArray, Rater, change, interval, report
from training.robustness.sets import rows, written

__all__ = ["languages", "process_failures", "two_agents", "virtue_written"]


def virtue_written(rater: Rater) -> dict[str, Any]:
    """(d) Agents who do nothing, with and without words of virtue: ownership, and the other ratings."""
    pairs = written("virtue_words.jsonl", "version")
    found = {group: (rater.rate(pair["plain"]), rater.rate(pair["words"])) for group, pair in pairs.items()}
    others = [i for i in range(8) if i != OWNERSHIP]
    return {
        name: report([change(group, a[chosen], b[chosen]) for group, (a, b) in found.items()], bar=bar, signed=True)
        for name, chosen, bar in (("ownership", [OWNERSHIP], 0.2), ("other ratings", others, None))
    }


def languages(rater: Rater) -> dict[str, Any]:
    """(f) The same conversation in four languages: every pair of them, and each against the mean of the four."""
    rated = {
        group: {language: rater.rate(conversation) for language, conversation in versions.items()}
        for group, versions in written("languages.jsonl", "language").items()
    }
    pairs = [
        change(group, versions[one], versions[other])
        for group, versions in rated.items()
        for one, other in combinations(versions, 2)
    ]
    whole = {group: versions for group, versions in rated.items() if not np.isnan(list(versions.values())).any()}
    return {
        "all pairs": report(pairs, bar=0.3),
        "each language against the mean": {
            language: _apart(language, whole) for language in next(iter(rated.values()))
        },
    }


def _apart(language: str, rated: Mapping[str, Mapping[str, FloatArray]]) -> dict[str, Any]:
    rows_of = [versions[language] - np.mean(list(versions.values()), axis=0) for versions in rated.values()]
    totals = np.array([row.sum() for row in rows_of])
    return {"mean": interval(list(rated), totals, np.full(len(totals), 8.0)), "conversations": len(rated)}


def process_failures(rater: Rater) -> dict[str, Any]:
    """(h) The same trouble from a broken process against none: the agent says and does the same."""
    pairs = written("process_failures.jsonl", "version")
    return report(
        [change(g, rater.rate(pair["none"]), rater.rate(pair["failure"])) for g, pair in pairs.items()], bar=0.15
    )


def two_agents(rater: Rater) -> dict[str, Any]:
    """(i) Agent A made worse: B must not move. How far A falls shows that the model sees it at all."""
    agents = _agents()
    own: list[Change] = []
    other: list[Change] = []
    for group, pair in written("two_agents.jsonl", "version").items():
        for letter, changes in (("a", own), ("b", other)):
            who = pair["base"].turns[agents[group][letter]].agent_id
            changes.append(change(group, rater.rate(pair["base"], who), rater.rate(pair["worse"], who)))
    return {"B": report(other, bar=0.2), "A": report(own)}


def _agents() -> dict[str, dict[str, int]]:
    """Group -> agent -> a turn of that agent; the turns of the file are kept one to one."""
    found: dict[str, dict[str, int]] = {}
    for row in rows("two_agents.jsonl"):
        for index, turn in enumerate(row["turns"]):
            if "agent_id" in turn:
                found.setdefault(row["group"], {})[turn["agent_id"]] = index
    return found
