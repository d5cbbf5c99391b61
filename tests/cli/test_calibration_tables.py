from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from convqa.classify.site import Basis, Change, Figure, SiteCalibration
from convqa.cli.calibration_tables import calibration_tables

NONE = Figure(value=None, low=None, high=None)
LABEL = ("kappa", "squared error")
RATING = ("kappa", "holds", "width")


def shown(parts: dict[str, tuple[str, ...]], figures: dict[str, Figure], n: int) -> list[str]:
    calibration: Any = None  # not shown
    site = SiteCalibration(
        model="service@2",
        fingerprint="0",
        conversations=n,
        calibration=calibration,
        basis={part: Basis(n=n, fewest=n, refitted=False) for part in parts},
        agreement=[
            Change(part=part, measure=measure, n=n, before=figures[measure], after=figures[measure])
            for part, measures in parts.items()
            for measure in measures
        ],
    )
    stream = io.StringIO()
    Console(file=stream, width=80).print(calibration_tables(site))
    return stream.getvalue().splitlines()


@pytest.mark.parametrize(
    ("n", "kappa", "holds"),
    [
        (17, Figure(value=0.97, low=0.91, high=1.0), Figure(value=1.0, low=1.0, high=1.0)),
        (1234, Figure(value=-0.05, low=-0.25, high=0.1), Figure(value=0.991, low=0.97, high=1.0)),
        (1234, NONE, NONE),
    ],
)
def test_nothing_is_cut_in_80_columns(n: int, kappa: Figure, holds: Figure) -> None:
    one = Figure(value=1.25, low=1.0, high=1.5)
    figures = {"kappa": kappa, "holds": holds, "width": one, "squared error": one}
    lines = shown({"process_failure": LABEL, "satisfaction": RATING}, figures, n)
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if "\N{HORIZONTAL ELLIPSIS}" in line]


def test_the_tables_are_apart_and_shares_are_percents() -> None:
    figures = dict.fromkeys((*LABEL, *RATING), Figure(value=0.9, low=0.85, high=0.95))
    lines = shown({"resolution": LABEL, "ratings.clarity": RATING}, figures, 100)
    second = next(number for number, line in enumerate(lines) if line.startswith("rating"))
    assert lines[second - 1].strip() == ""
    assert "90% [85, 95]" in next(line for line in lines if line.startswith("clarity*"))
