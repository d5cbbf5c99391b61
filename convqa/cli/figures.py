"""Figures on agents as a table for the terminal, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from convqa.cli.counts import counted
from convqa.codebook import RATINGS
from convqa.evaluation.measures import Figure
from convqa.report.console import printable
from convqa.store.figures import AgentFigures, Figures

__all__ = ["as_text", "figures_table"]


def figures_table(found: Figures) -> list[RenderableType]:
    """A row an agent and rubric, and a line on those of whom nothing is said."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("agent", overflow="fold", min_width=16)
    table.add_column("team", overflow="fold")
    table.add_column("n", justify="right")
    table.add_column("total [95 %]", no_wrap=True)
    table.add_column("ratings, n where it is another", overflow="fold")
    table.add_column("look", overflow="fold")
    for one in found.agents:
        cells = (one.agent_id, one.team or "-", f"{one.conversations:,}", _total(one.total), _ratings(one), _look(one))
        table.add_row(*(Text(printable(cell)) for cell in cells))
    few = f"fewer than {found.minimum_n} conversations"
    if not found.agents:
        nobody = f"{counted(found.withheld, 'agent has', 'agents have')} {few}, and nobody has more."
        return [nobody if found.withheld else "There are no figures on agents yet."]
    withheld = f"{counted(found.withheld, 'more agent has', 'more agents have')} {few}."
    return [table, withheld] if found.withheld else [table]


def as_text(found: Figures) -> str:
    """All of it as JSON."""
    return json.dumps(asdict(found), indent=2) + "\n"


def _total(total: Figure) -> str:
    return "-" if total.low is None or total.high is None else f"{total.value:.1f} [{total.low:.1f}, {total.high:.1f}]"


def _ratings(one: AgentFigures) -> str:
    known: Mapping[str, Figure] = one.ratings
    return ", ".join(
        f"{name} {known[name].value:.1f}" + (f" (n={known[name].n})" if known[name].n != one.conversations else "")
        for name in RATINGS
        if name in known
    )


def _look(one: AgentFigures) -> str:
    return ", ".join(f"{name} {share.value:.0%}" for name, share in one.flagged.items())
