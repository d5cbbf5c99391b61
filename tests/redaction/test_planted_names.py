"""Names of all origins planted in sentences do not leak more than they did, and what is nobody's name stays as it was.

The bars lie a little under what the rules reach, for near misses a little over; raise them with the rules. Two of three
planted names are so rare that no list of the rules holds all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pytest

from convqa.redaction.find import find
from training.pii.figures import Cell, Tallies, Tally
from training.pii.planted.names import PETS, near_misses, planted_names
from training.pii.planted.report import LISTED, UNLISTED, count_names, count_near_misses, fairness
from training.pii.styles import Style

Bars = Mapping[tuple[str, ...], float]

MIN_N = 40
SEED = 1
FEW: Bars = {
    (Style.WRITTEN,): 0.50,
    (Style.CHAT,): 0.32,
    (Style.SPEECH,): 0.27,
    (Style.MISSPELT,): 0.50,
    (Style.SPELLED,): 0.70,
}
STYLES: Bars = {
    (Style.WRITTEN,): 0.50,
    (Style.CHAT,): 0.30,
    (Style.SPEECH,): 0.38,
    (Style.MISSPELT,): 0.27,
    (Style.SPELLED,): 0.60,
}
"""In every language."""
LISTS: Bars = {
    (LISTED, Style.WRITTEN): 0.97,
    (LISTED, Style.CHAT): 0.88,
    (LISTED, Style.SPEECH): 0.93,
    (LISTED, Style.MISSPELT): 0.45,
    (LISTED, Style.SPELLED): 0.73,
    (UNLISTED, Style.WRITTEN): 0.30,
    (UNLISTED, Style.CHAT): 0.11,
    (UNLISTED, Style.SPEECH): 0.11,
    (UNLISTED, Style.MISSPELT): 0.27,
    (UNLISTED, Style.SPELLED): 0.56,
}
SITUATIONS: Bars = {
    ("agent",): 0.45,
    ("answered",): 0.39,
    ("caller",): 0.18,
    ("child",): 0.26,
    ("colleague",): 0.49,
    ("doctor",): 0.48,
    ("driver",): 0.21,
    ("greeted",): 0.47,
    ("introduced",): 0.61,
    ("listed",): 0.36,
    ("no_cue",): 0.24,
    ("owned",): 0.22,
    ("relative",): 0.34,
    ("signed",): 0.56,
    ("spelled",): 0.64,
    ("spoke_to",): 0.49,
    ("titled",): 0.96,
}
ORIGIN, FAR_BELOW = 0.2, -0.3
"""The least of any origin, and how far it may lie below the mean of all."""
NEAR: Bars = {
    ("company",): 0.44,
    ("month",): 0.05,
    ("product",): 0.42,
    ("town",): 0.05,
    ("word",): 0.07,
}
"""Of companies and products too many are taken for people."""


def by(tallies: Tallies, *columns: str) -> dict[tuple[str, ...], Tally]:
    """The tallies of all cells that agree in some columns."""
    sums: dict[tuple[str, ...], Tally] = defaultdict(Tally)
    for cell, tally in tallies.items():
        sums[tuple(getattr(cell, column) for column in columns)].add(tally)
    return sums


def under(tallies: Tallies, columns: tuple[str, ...], bars: Bars) -> dict[tuple[str, ...], str]:
    """The cells that are large enough and do not reach their bar."""
    shares = {key: (one.right, one.n) for key, one in by(tallies, *columns).items() if one.n >= MIN_N}
    return {
        key: f"{right} of {n}" for key, (right, n) in shares.items() if right < bars[key[-len(next(iter(bars))) :]] * n
    }


def over(tallies: Tallies, bars: Bars) -> dict[tuple[str, ...], str]:
    """The near misses, pets apart, of which more are touched than may be."""
    cells = by({cell: tally for cell, tally in tallies.items() if cell.kind != PETS}, "kind")
    return {key: f"{one.right} of {one.n}" for key, one in cells.items() if one.right > bars[key] * one.n}


def test_a_few_planted_names_do_not_leak_more_than_they_did() -> None:
    found = count_names(planted_names(200, seed=SEED), find)
    assert sum(tally.n for tally in found.values()) == 200
    assert under(found, ("style",), FEW) == {}
    likely = {cell: one for cell, one in found.items() if cell.part == LISTED and cell.style in ("written", "speech")}
    assert [cell for cell, one in likely.items() if one.right < one.n] == []


def test_near_misses_of_a_few_names_stay_as_they_did() -> None:
    touched = count_near_misses(near_misses(200, seed=SEED), find)
    assert sum(tally.n for tally in touched.values()) == 200
    assert over(touched, NEAR) == {}


@pytest.mark.slow
def test_planted_names_do_not_leak_more_than_they_did() -> None:
    found = count_names(planted_names(2000, seed=SEED), find)
    assert under(found, ("language", "style"), STYLES) == {}
    assert under(found, ("part", "style"), LISTS) == {}
    assert under(found, ("kind",), SITUATIONS) == {}
    rows = fairness(found)
    assert all(row.n >= MIN_N for row in rows)
    assert [row for row in rows if row.right < ORIGIN * row.n or row.distance < FAR_BELOW] == []


@pytest.mark.slow
def test_near_misses_of_names_stay_as_they_did() -> None:
    touched = count_near_misses(near_misses(2000, seed=SEED), find)
    assert over(touched, NEAR) == {}
    whole = by(touched, "kind")
    assert all(one.n >= MIN_N for one in whole.values())
    assert set(whole) == {*NEAR, (PETS,)}


def test_a_cell_under_its_bar_is_told() -> None:
    found = {Cell("", "", "da", "chat"): Tally(n=50, right=10), Cell("", "", "sv", "chat"): Tally(n=50, right=40)}
    assert under(found, ("language", "style"), {("chat",): 0.5}) == {("da", "chat"): "10 of 50"}
    assert over({Cell("", "town", "da", "chat"): Tally(n=50, right=10)}, {("town",): 0.1}) == {("town",): "10 of 50"}
