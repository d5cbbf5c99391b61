"""Planted numbers and names counted, and the tables made of the counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from convqa.conversation import Language
from convqa.redaction.leak import wilson
from training.pii.figures import ALL, Cell, Tallies, Tally, table
from training.pii.lists import ANY, OWN, WORD
from training.pii.measure import Find
from training.pii.planted import names, numbers

__all__ = [
    "LISTED",
    "NEAR",
    "UNLISTED",
    "Origin",
    "count_names",
    "count_near_misses",
    "count_near_numbers",
    "count_numbers",
    "fairness",
    "name_tables",
    "near_miss_tables",
    "number_tables",
]

LISTED, UNLISTED = "listed", "unlisted"
"""The part of a cell of names: whether the lists of the rules hold every word of the name."""
NEAR = "near miss"
"""The part of a cell of near misses."""
UNFAIR = 0.05
"""So far below the mean, and surely below it, an origin is marked."""


@dataclass(frozen=True, slots=True)
class Origin:
    """How well names of one origin are found.

    Attributes:
        listed: how many of the `n` names the lists of the rules hold.
        distance: of the share from the mean over all origins, each counting as much as any other.
    """

    origin: str
    n: int
    right: int
    listed: int
    distance: float

    @property
    def interval(self) -> tuple[float, float]:
        """Of the share, 95 % (Wilson)."""
        return wilson(self.right, self.n)


def count_numbers(planted: Iterable[numbers.Planted], finder: Find) -> Tallies:
    """Numbers found: a cell's part is how the number came up, its kind the number's."""
    tallies: Tallies = defaultdict(Tally)
    for one in planted:
        _add(tallies, Cell(one.context, one.kind, one.language, one.style), numbers.is_covered(one, finder))
    return dict(tallies)


def count_near_numbers(near: Iterable[tuple[Language, str]], finder: Find) -> Tallies:
    """Near misses of numbers that are touched."""
    tallies: Tallies = defaultdict(Tally)
    for language, text in near:
        _add(tallies, Cell(NEAR, "number", language, ALL), numbers.is_touched(language, text, finder))
    return dict(tallies)


def count_names(planted: Iterable[names.PlantedName], finder: Find) -> Tallies:
    """Names found: a cell's part is `LISTED` or `UNLISTED`, its kind the situation."""
    tallies: Tallies = defaultdict(Tally)
    for one in planted:
        cell = Cell(LISTED if one.listed else UNLISTED, one.situation, one.language, one.style, one.origin)
        _add(tallies, cell, names.is_covered(one, finder))
    return dict(tallies)


def count_near_misses(near: Iterable[names.NearMiss], finder: Find) -> Tallies:
    """Near misses of names that are touched, by kind."""
    tallies: Tallies = defaultdict(Tally)
    for one in near:
        _add(tallies, Cell(NEAR, one.kind, one.language, one.style), names.is_touched(one, finder))
    return dict(tallies)


def _add(tallies: Tallies, cell: Cell, right: bool) -> None:
    tallies[cell].n += 1
    tallies[cell].right += right


def fairness(tallies: Mapping[Cell, Tally]) -> list[Origin]:
    """Every origin with its distance from their mean, the worst found first."""
    whole, right, listed = Counter[str](), Counter[str](), Counter[str]()
    for cell, tally in tallies.items():
        whole[cell.origin] += tally.n
        right[cell.origin] += tally.right
        listed[cell.origin] += tally.n if cell.part == LISTED else 0
    mean = sum(right[origin] / n for origin, n in whole.items()) / len(whole)
    rows = [Origin(one, n, right[one], listed[one], right[one] / n - mean) for one, n in whole.items()]
    return sorted(rows, key=lambda row: (row.distance, row.origin))


def number_tables(tallies: Mapping[Cell, Tally], near: Mapping[Cell, Tally]) -> Iterator[str]:
    """Numbers found, and their near misses touched."""
    yield "\nnumbers found, by kind and style"
    yield from table(tallies, ["kind"], "style")
    yield "\nnumbers found, by language and style"
    yield from table(tallies, ["language"], "style")
    yield "\nnumbers found, by how they come up and style"
    yield from table(tallies, ["part"], "style")
    yield "\nprices, dates, times, sizes, quantities and products touched (at most 0.05), by language"
    yield from table(near, ["kind"], "language")


def name_tables(tallies: Mapping[Cell, Tally], *, cells: bool = False) -> Iterator[str]:
    """Names found, and how that differs between origins; on demand also each cell of language, style and origin."""
    yield "\nnames found, by language and style"
    yield from table(tallies, ["language"], "style")
    yield "\nnames found, by language, group of origins and style"
    yield from table(_grouped(tallies), ["language", "origin"], "style")
    yield "\nnames found, by situation and style"
    yield from table(tallies, ["kind"], "style")
    yield "\nnames found, by whether the rules' lists hold every word of them, and style"
    yield from table(tallies, ["part", "language"], "style")
    yield from table(tallies, ["part"], "style")
    yield "\nnames found, by origin and style"
    yield from table(tallies, ["origin"], "style")
    yield "\nnames found, by origin and language"
    yield from table(tallies, ["origin"], "language")
    if cells:
        yield "\nnames found, by language, style and origin"
        yield from table(tallies, ["language", "style", "origin"], "part")
    rows = fairness(tallies)
    mean = sum(row.right / row.n for row in rows) / len(rows)
    yield f"\nfairness: names on the rules' lists and found, by origin, and the distance from their mean, {mean:.3f}"
    for row in rows:
        low, high = row.interval
        mark = "  far below" if row.distance < -UNFAIR and high < mean else ""
        share, listed = f"{row.right / row.n:.3f} of {row.n}", f"{row.listed / row.n:.3f}"
        yield f"{row.origin:<17}{listed:>7}{share:>15}  {low:.3f}-{high:.3f}  {row.distance:+.3f}{mark}"


def near_miss_tables(tallies: Mapping[Cell, Tally]) -> Iterator[str]:
    """Near misses of names touched; pets apart, for they may be."""
    others = {cell: tally for cell, tally in tallies.items() if cell.kind != names.PETS}
    yield "\ncompanies, months, products, towns and words touched (at most 0.05), by kind and style"
    yield from table(others, ["kind"], "style")
    yield "\nthe same, by language and style"
    yield from table(others, ["language"], "style")
    yield "\npets replaced, which may be, by style"
    yield from table({cell: one for cell, one in tallies.items() if cell.kind == names.PETS}, ["kind"], "style")


def _grouped(tallies: Mapping[Cell, Tally]) -> Tallies:
    """The tallies with "own" and "other" for origins."""
    groups: Tallies = defaultdict(Tally)
    for cell, tally in tallies.items():
        group = "own" if cell.origin in OWN[Language(cell.language)] else "other"
        groups[replace(cell, origin=cell.origin if cell.origin in (WORD, ANY) else group)].add(tally)
    return dict(groups)
