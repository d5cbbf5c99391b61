"""Names of all origins planted in sentences do not leak more than they did, and what is nobody's name stays as it was.

The bars lie a little under what rules and tagger reach, for near misses a little over; raise them with what is found.
No planted name was shown to the tagger, and no list tells it of one; two of three are so rare that none of the rules'
lists holds all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pytest

from convqa.models import find_names
from training.pii.figures import Cell, Tallies, Tally
from training.pii.planted.names import PETS, near_misses, planted_names
from training.pii.planted.report import LISTED, UNLISTED, count_names, count_near_misses, fairness
from training.pii.styles import Style
from training.pii.tagged import load_tagger, together

Bars = Mapping[tuple[str, ...], float]

MIN_N = 40
SEED = 1
FIND = together(load_tagger(find_names(), hide=True))
FEW: Bars = {
    (Style.WRITTEN,): 0.82,
    (Style.CHAT,): 0.6,
    (Style.SPEECH,): 0.65,
    (Style.MISSPELT,): 0.77,
    (Style.SPELLED,): 0.8,
}
STYLES: Bars = {
    (Style.WRITTEN,): 0.77,
    (Style.CHAT,): 0.54,
    (Style.SPEECH,): 0.62,
    (Style.MISSPELT,): 0.52,
    (Style.SPELLED,): 0.76,
}
"""In every language."""
LISTS: Bars = {
    (LISTED, Style.WRITTEN): 0.94,
    (LISTED, Style.CHAT): 0.94,
    (LISTED, Style.SPEECH): 0.95,
    (LISTED, Style.MISSPELT): 0.67,
    (LISTED, Style.SPELLED): 0.85,
    (UNLISTED, Style.WRITTEN): 0.77,
    (UNLISTED, Style.CHAT): 0.6,
    (UNLISTED, Style.SPEECH): 0.64,
    (UNLISTED, Style.MISSPELT): 0.65,
    (UNLISTED, Style.SPELLED): 0.77,
}
SITUATIONS: Bars = {
    ("agent",): 0.69,
    ("answered",): 0.81,
    ("caller",): 0.7,
    ("child",): 0.7,
    ("colleague",): 0.84,
    ("doctor",): 0.9,
    ("driver",): 0.72,
    ("greeted",): 0.8,
    ("introduced",): 0.84,
    ("listed",): 0.82,
    ("no_cue",): 0.5,
    ("owned",): 0.41,
    ("relative",): 0.67,
    ("signed",): 0.79,
    ("spelled",): 0.8,
    ("spoke_to",): 0.73,
    ("titled",): 0.95,
}
ORIGIN, FAR_BELOW = 0.48, -0.29
"""The least of any origin, and how far it may lie below the mean of all."""
NEAR: Bars = {
    ("company",): 0.42,
    ("month",): 0.05,
    ("product",): 0.42,
    ("town",): 0.06,
    ("word",): 0.13,
}
"""Of companies called after people, and of products, too many are taken for people."""


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
    found = count_names(planted_names(200, seed=SEED), FIND)
    assert sum(tally.n for tally in found.values()) == 200
    assert under(found, ("style",), FEW) == {}
    likely = {cell: one for cell, one in found.items() if cell.part == LISTED and cell.style in ("written", "speech")}
    assert [cell for cell, one in likely.items() if one.right < one.n] == []


def test_near_misses_of_a_few_names_stay_as_they_did() -> None:
    touched = count_near_misses(near_misses(200, seed=SEED), FIND)
    assert sum(tally.n for tally in touched.values()) == 200
    assert over(touched, NEAR) == {}


@pytest.mark.slow
def test_planted_names_do_not_leak_more_than_they_did() -> None:
    found = count_names(planted_names(2000, seed=SEED), FIND)
    assert under(found, ("language", "style"), STYLES) == {}
    assert under(found, ("part", "style"), LISTS) == {}
    assert under(found, ("kind",), SITUATIONS) == {}
    rows = fairness(found)
    assert all(row.n >= MIN_N for row in rows)
    assert [row for row in rows if row.right < ORIGIN * row.n or row.distance < FAR_BELOW] == []


@pytest.mark.slow
def test_near_misses_of_names_stay_as_they_did() -> None:
    touched = count_near_misses(near_misses(2000, seed=SEED), FIND)
    assert over(touched, NEAR) == {}
    whole = by(touched, "kind")
    assert all(one.n >= MIN_N for one in whole.values())
    assert set(whole) == {*NEAR, (PETS,)}


def test_a_cell_under_its_bar_is_told() -> None:
    found = {Cell("", "", "da", "chat"): Tally(n=50, right=10), Cell("", "", "sv", "chat"): Tally(n=50, right=40)}
    assert under(found, ("language", "style"), {("chat",): 0.5}) == {("da", "chat"): "10 of 50"}
    assert over({Cell("", "town", "da", "chat"): Tally(n=50, right=10)}, {("town",): 0.1}) == {("town",): "10 of 50"}
