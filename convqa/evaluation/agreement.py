"""How far people and machine agree, and people among themselves: figures with n and 95 % intervals.

Intervals are from resampling conversations, since what is said of one hangs together. With fewer than `FEWEST`
conversations there is no figure, only the n.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from convqa.evaluation.measures import (
    Figure,
    alpha,
    alpha_of_coincidences,
    bias,
    exact,
    figure,
    gwet,
    kappa,
    ratio,
    weights,
    within_one,
)
from convqa.evaluation.ranks import concordance, rank_correlation
from convqa.evaluation.rows import PARTS, Matched, Part, Row, TotalRow

__all__ = ["FEWEST", "Agreement", "Among", "agreements", "total_agreement"]

FEWEST = 10
_KEPT = 2_000

FloatArray = NDArray[np.float64]
Figures = Mapping[str, Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """What two or more people judged.

    Attributes:
        units: things judged by two or more. conversations: in how many.
        people: `alpha`, `exact` and `within one` of people with each other; empty with too few conversations.
        machine: the same of the machine with these people, of these things alone.
    """

    units: int
    conversations: int
    people: Figures
    machine: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Of one part.

    Attributes:
        n: judgements of people that are compared. conversations: in how many.
        figures: `kappa` (of ordered classes with quadratic weights), `alpha`, `gwet` (ordered classes), `exact`,
            `within one`, `bias` (machine less people, ordered classes), `holds` (the machine's interval holds what the
            person said; ratings); empty with too few conversations.
        languages: the same by language, where there are several, with enough conversations.
        among: `None` where nothing was judged by two people.
    """

    part: Part
    n: int
    conversations: int
    figures: Figures
    languages: Mapping[str, Agreement] = field(default_factory=dict)
    among: Among | None = None


def agreements(matched: Matched) -> list[Agreement]:
    """Of each part that people judged, in the order of `PARTS`."""
    return [_agreement(part, matched.rows[name]) for name, part in PARTS.items() if matched.rows.get(name)]


def total_agreement(rows: Sequence[TotalRow]) -> tuple[int, int, Figures]:
    """n, conversations, and `rank` (Spearman), `concordance` (Lin) and `bias` (machine less people, in points)."""
    clusters, place = _clusters(row.conversation for row in rows)
    if clusters < FEWEST:
        return len(rows), clusters, {}
    people, machine = (np.array([getattr(row, side) for row in rows]) for side in ("person", "machine"))

    def sample(measure: Callable[[FloatArray, FloatArray, FloatArray], FloatArray]) -> FloatArray:
        # By blocks: what is drawn of each review is a large table.
        blocks = np.array_split(_draws(clusters), 20)
        return np.concatenate([measure(people, machine, block[:, place]) for block in blocks])

    found = {"rank": sample(rank_correlation), "concordance": sample(concordance), "bias": sample(_difference)}
    return len(rows), clusters, {name: figure(drawn, len(rows)) for name, drawn in found.items()}


def _difference(people: FloatArray, machine: FloatArray, drawn: FloatArray) -> FloatArray:
    return ratio(drawn @ (machine - people), drawn.sum(1))


def _agreement(part: Part, rows: Sequence[Row], *, whole: bool = True) -> Agreement:
    clusters, place = _clusters(row.conversation for row in rows)
    languages = sorted({row.language for row in rows})
    split = {str(language): [row for row in rows if row.language is language] for language in languages}
    return Agreement(
        part=part,
        n=len(rows),
        conversations=clusters,
        figures=_figures(part, rows, clusters, place) if clusters >= FEWEST else {},
        languages={
            language: found
            for language, some in split.items()
            if whole and len(split) > 1 and (found := _agreement(part, some, whole=False)).figures
        },
        among=_among(part, rows) if whole else None,
    )


def _figures(part: Part, rows: Sequence[Row], clusters: int, place: NDArray[np.int64]) -> Figures:
    drawn = _draws(clusters)
    tables = _drawn(drawn, _tables(part, rows, clusters, place))
    found = {
        "kappa": kappa(tables, weighted=part.ordered),
        "alpha": alpha(tables, ordered=part.ordered),
        "exact": exact(tables),
    }
    if part.ordered:
        found |= {"gwet": gwet(tables), "within one": within_one(tables), "bias": bias(tables)}
    if rows[0].holds is not None:
        holds = np.bincount(place, weights=[bool(row.holds) for row in rows], minlength=clusters)
        found["holds"] = ratio(drawn @ holds, drawn @ np.bincount(place, minlength=clusters))
    return {name: figure(sample, len(rows)) for name, sample in found.items()}


def _among(part: Part, rows: Sequence[Row]) -> Among | None:
    """Only named people count: of two without a name nobody knows whether they are one."""
    units: dict[tuple[str, str], dict[str, Row]] = {}
    for row in rows:
        if row.reviewer is not None:
            units.setdefault(row.unit, {})[row.reviewer] = row
    shared = [list(judged.values()) for judged in units.values() if len(judged) > 1]
    if not shared:
        return None
    clusters, place = _clusters(judged[0].conversation for judged in shared)
    people: Figures = {}
    machine: Figures = {}
    if clusters >= FEWEST:
        drawn = _draws(clusters)
        both = np.zeros((clusters, part.size, part.size))
        beside = np.zeros_like(both)
        for at, judged in zip(place, shared, strict=True):
            said = np.bincount([row.person for row in judged], minlength=part.size)
            both[at] += (np.outer(said, said) - np.diag(said)) / (len(judged) - 1)
            for row in judged:
                beside[at, row.person, row.machine] += 1
        people = _shares(part, _drawn(drawn, both), len(shared), coincidences=True)
        machine = _shares(part, _drawn(drawn, beside), len(shared), coincidences=False)
    return Among(units=len(shared), conversations=clusters, people=people, machine=machine)


def _shares(part: Part, tables: FloatArray, n: int, *, coincidences: bool) -> Figures:
    measure = alpha_of_coincidences if coincidences else alpha
    found = {"alpha": measure(tables, ordered=part.ordered), "exact": exact(tables)}
    if part.ordered:
        found["within one"] = within_one(tables)
    return {name: figure(sample, n) for name, sample in found.items()}


def _clusters(names: Iterable[str]) -> tuple[int, NDArray[np.int64]]:
    """How many conversations, and which of them each row is of, in a fixed order."""
    listed = list(names)
    order = {name: at for at, name in enumerate(sorted(set(listed)))}
    return len(order), np.array([order[name] for name in listed], dtype=np.int64)


def _tables(part: Part, rows: Sequence[Row], clusters: int, place: NDArray[np.int64]) -> FloatArray:
    """(clusters, k, k) of (person, machine)."""
    tables = np.zeros((clusters, part.size, part.size))
    np.add.at(tables, (place, np.array([row.person for row in rows]), np.array([row.machine for row in rows])), 1)
    return tables


def _drawn(drawn: FloatArray, tables: FloatArray) -> FloatArray:
    result: FloatArray = np.tensordot(drawn, tables, axes=1)
    return result


@lru_cache(maxsize=4)  # the parts of one set of reviews share a few numbers of conversations
def _many_draws(clusters: int) -> FloatArray:
    drawn: FloatArray = weights.__wrapped__(clusters)
    return drawn


def _draws(clusters: int) -> FloatArray:
    """As `weights`, which would keep too much of a large site's."""
    return weights(clusters) if clusters <= _KEPT else _many_draws(clusters)
