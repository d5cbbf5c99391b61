"""All figures of one set of conversations: whole, per language and channel, beside others who judged the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from convqa.codebook import CHOICES
from training.evaluation.cases import Case, by_channel, by_kind, by_language
from training.evaluation.certainty import abstention, calibration, intervals
from training.evaluation.counts import null_rule
from training.evaluation.figures import details, gains, headline, shown, tabulate

__all__ = ["compare", "report"]


def report(cases: Sequence[Case], beside: Mapping[str, Sequence[Case]]) -> dict[str, Any]:
    """Every figure.

    Args:
        cases: of the model that is measured.
        beside: baselines by name, of the same conversations.
    """
    sure = _sure(cases)
    return {
        **_figures(cases),
        "null rule": null_rule(cases),
        **({"abstention": abstention(sure)} if sure else {}),
        "baselines": {name: compare(cases, others) for name, others in beside.items()},
        "per language": {name: _group(some) for name, some in by_language(cases).items()},
        "per channel": {name: _group(some) for name, some in by_channel(cases).items()},
        "per kind": {name: _brief(some) for name, some in by_kind(cases).items()},
    }


def compare(cases: Sequence[Case], others: Sequence[Case]) -> dict[str, Any]:
    """Headline figures of others on the same conversations, and what the model gains over them.

    Raises:
        ValueError: others judged other conversations.
    """
    found = {case.id: case for case in others}
    missing = [case.id for case in cases if case.id not in found]
    if missing:
        raise ValueError(f"{len(missing)} conversations were not judged, e.g. {missing[0]}")
    ours, theirs = headline(tabulate(cases)), headline(tabulate([found[case.id] for case in cases]))
    return {"headline": shown(theirs), "gain": gains(ours, theirs)}


def _figures(cases: Sequence[Case]) -> dict[str, Any]:
    tables = tabulate(cases)
    sure = _sure(cases)
    out = {"conversations": len(cases), "headline": shown(headline(tables)), **details(tables)}
    return out | ({"intervals": intervals(sure), "calibration error": calibration(sure)} if sure else {})


def _group(cases: Sequence[Case]) -> dict[str, Any]:
    """Of the classes of choices there are too few in a group to tell one by one; kappa speaks for each rating."""
    found = {name: value for name, value in _figures(cases).items() if name not in CHOICES}
    ratings = {
        rating: {name: value for name, value in row.items() if name not in ("alpha", "exact")}
        for rating, row in found["ratings"].items()
    }
    return found | {"ratings": ratings}


def _brief(cases: Sequence[Case]) -> dict[str, Any]:
    """What the card shows of a group."""
    return {
        name: value for name, value in _figures(cases).items() if name in ("conversations", "headline", "intervals")
    }


def _sure(cases: Sequence[Case]) -> list[tuple[Case, Any]]:
    return [(case, case.certainty) for case in cases if case.certainty is not None]
