"""What a site's calibration changed and what it rests on, as tables for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from convqa.calibration import FROM_REVIEWS
from convqa.classify.site import Change, Figure, SiteCalibration

__all__ = ["calibration_tables"]

Changes = dict[str, dict[str, Change]]


def calibration_tables(site: SiteCalibration) -> RenderableType:
    """Agreement with this site's reviews, of labels and of ratings, and a few words on how to read it."""
    parts: Changes = {}
    for change in site.agreement:
        parts.setdefault(change.part, {})[change.measure] = change
    labels = {part: found for part, found in parts.items() if "squared error" in found}
    ratings = {part: found for part, found in parts.items() if "holds" in found}
    tables = [make(site, found) for make, found in ((_labels, labels), (_ratings, ratings)) if found]
    spaced = [part for table in tables for part in (table, Text())]
    return Group(*spaced, *(Text(line, style="dim") for line in _words(site)))


def _labels(site: SiteCalibration, parts: Changes) -> Table:
    table = _table("part", "n", "kappa before", "after", "sq. error")
    for part, found in parts.items():
        agreed, error = found["kappa"], found["squared error"]
        changed = f"{_short(error.before)} > {_short(error.after)}"
        table.add_row(_named(site, part), f"{agreed.n:,}", _written(agreed.before), _written(agreed.after), changed)
    return table


def _ratings(site: SiteCalibration, parts: Changes) -> Table:
    table = _table("rating", "n", "kappa", "held before", "after", "width")
    for part, found in parts.items():
        agreed, holds, width = found["kappa"], found["holds"], found["width"]
        changed = f"{_short(width.before, 1)}>{_short(width.after, 1)}"
        shown = (_written(agreed.before), _share(holds.before), _share(holds.after))
        table.add_row(_named(site, part).removeprefix("ratings."), f"{agreed.n:,}", *shown, changed)
    return table


def _words(site: SiteCalibration) -> Sequence[str]:
    fitted = sum(basis.refitted for basis in site.basis.values())
    n = f"{site.conversations:,} {'conversation' if site.conversations == 1 else 'conversations'}"
    return (
        f"{site.model} beside this site's reviews of {n}. In brackets 95 % intervals, by conversation. 'After' is "
        "cross-fitted: each conversation is judged by a calibration that has not seen it.",
        "kappa: agreement beyond chance, of ratings with quadratic weights. sq. error: of probabilities; less is "
        "better. held: how often the interval holds the reviewer's rating; 90 % is aimed at. width: of the interval.",
        f"{fitted} of {len(site.basis)} parts were fitted. A probability needs {FROM_REVIEWS.sides} turns or "
        f"conversations on either side, an interval {FROM_REVIEWS.rated} rated conversations; with fewer, what came "
        "with the model stays (marked *).",
    )


def _table(*heads: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for head in heads:
        table.add_column(head, justify="right" if head == "n" else "left", no_wrap=True)
    return table


def _named(site: SiteCalibration, part: str) -> str:
    # Whether a behaviour is shown or broken comes from one softmax, which has one temperature.
    basis = site.basis.get(part) or site.basis["behaviours"]
    return part if basis.refitted else f"{part}*"


def _written(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return "-"
    return f"{_short(figure)} [{_bare(figure.low)}, {_bare(figure.high)}]"


def _share(figure: Figure) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return "-"
    return f"{figure.value:.0%} [{100 * figure.low:.0f}, {100 * figure.high:.0f}]"


def _short(figure: Figure, decimals: int = 2) -> str:
    return "-" if figure.value is None else f"{figure.value:.{decimals}f}"


def _bare(value: float) -> str:
    return f"{value:.2f}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:.2f}"
