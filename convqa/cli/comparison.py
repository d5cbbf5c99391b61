"""What another rubric would change, as tables for the terminal and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from convqa.cli.counts import counted
from convqa.evaluation.measures import Figure
from convqa.report.console import printable
from convqa.store.changes import Moved
from convqa.store.compare import Comparison

__all__ = ["as_text", "comparison_tables"]


def comparison_tables(found: Comparison) -> list[RenderableType]:
    """What is compared; totals in all and by language; ratings and flags in all."""
    lines: list[RenderableType] = [_head(found)]
    if "" in found.groups:
        whole = found.groups[""]
        lines += ["", "Totals (0-100). Ratings do not change: they are the model's.", _totals(found)]
        lines += ["", "Cards with a rating of weight below the rubric's 'low':", _moved(whole.low, "rating")]
        lines += ["", "Conversations with a flag:", _moved(whole.flags, "flag")]
    lines += [_few(name, found.minimum_n) for name in found.withheld]
    return lines


def as_text(found: Comparison) -> str:
    """All of it as JSON, also the ratings and flags of each language."""
    return json.dumps(asdict(found), indent=2, ensure_ascii=False) + "\n"


def _head(found: Comparison) -> str:
    compared = sum(found.before.values())
    if not compared:
        return f"Nothing would change: {counted(found.known, 'conversation')} scored with {found.after} already."
    before = ", ".join(f"{reference} ({number:,})" for reference, number in found.before.items())
    known = f"; {found.known:,} more are scored with it already" if found.known else ""
    return f"{found.after} in place of {before}: {counted(compared, 'conversation')}{known}."


def _few(name: str, least: int) -> str:
    return f"Nothing is said of {name or 'all'}: fewer than {least} conversations (convqa store minimum-n)."


def _totals(found: Comparison) -> Table:
    table = _table("", "cards", "before", "after", "change [95 %]", "up 1+", "down 1+", "90 % move by")
    for name, group in found.groups.items():
        totals = group.totals
        if totals is None:
            continue
        low, high = totals.middle
        clear = (f"{one.value:.1%}" for one in (totals.up, totals.down))
        cells = (_mean(totals.before), _mean(totals.after), _signed(totals.change), *clear)
        table.add_row(name or "all", f"{group.cards:,}", *cells, f"{low:+.1f} to {high:+.1f}")
    return table


def _moved(found: Mapping[str, Moved], what: str) -> Table:
    table = _table(what, "before", "after", "new", "no more", "share after [95 %]")
    for name, one in found.items():
        counts = (f"{number:,}" for number in (one.before, one.after, one.gained, one.lost))
        table.add_row(Text(printable(name)), *counts, _share(one.after_share))
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column(first, overflow="fold")
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _mean(one: Figure) -> str:
    return "-" if one.value is None else f"{one.value:.1f}"


def _signed(one: Figure) -> str:
    if one.value is None or one.low is None or one.high is None:
        return "-" if one.value is None else f"{one.value:+.2f}"
    return f"{one.value:+.2f} [{one.low:+.2f}, {one.high:+.2f}]"


def _share(one: Figure) -> str:
    if one.value is None or one.low is None or one.high is None:
        return "-"
    return f"{one.value:.1%} [{one.low:.1%}, {one.high:.1%}]"
