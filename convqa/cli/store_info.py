"""What `convqa store info` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convqa.cli.counts import counted

if TYPE_CHECKING:
    from rich.table import Table

    from convqa.store.info import Info

__all__ = ["info_table", "reminders"]

_NONE = "none"
_GONE_STAY = "Those whose files are gone stay on the list until they are purged."
_STAY = f"{_GONE_STAY} To see how many these are, name what you score: 'convqa store info calls/'."


def info_table(info: Info) -> Table:
    """A row a thing."""
    from rich.table import Table
    from rich.text import Text

    from convqa.report.console import printable

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _rows(info):
        table.add_row(name, Text(printable(value)))
    return table


def reminders(info: Info) -> Iterator[str]:
    """What somebody should do, a sentence each."""
    if info.retention_days is None:
        yield "Nothing says how long conversations are kept: settle it with 'convqa store retention' (docs/store.md)."
    elif info.overdue:
        yield (
            f"{counted(info.overdue, 'conversation')} {'is' if info.overdue == 1 else 'are'} older than the "
            f"{counted(info.retention_days, 'day')} for which they are kept; delete with 'convqa purge'."
        )
    if info.unsolved:
        gone = "" if info.gone is None else f", {info.gone:,} of them of files that are no longer in what you named"
        yield (
            f"{counted(info.unsolved, 'input')} could not be scored when last tried{gone}; see 'convqa store failures',"
            f" and try again with 'convqa score --retry-failed'. {_STAY if info.gone is None else _GONE_STAY}"
        )


def _rows(info: Info) -> Iterator[tuple[str, str]]:
    counts = info.counts
    yield "store", info.place
    yield "engine", f"{info.engine}, schema {info.schema}"
    yield "made (UTC)", _time(info.made_at)
    free = f", of which {_megabytes(info.free)} are free" if info.free else ""
    yield "size", f"{_megabytes(info.size)}{free}"
    several = f" in {counted(counts['version'], 'version')}" if counts["version"] != counts["conversation"] else ""
    yield "conversations", f"{counts['conversation']:,}{several}"
    undated = f" ({info.undated:,} without a date)" if info.undated else ""
    yield "began on", f"{_span(info.days)}{undated}"
    cards = counted(counts["scorecard"], "scorecard")
    yield "assessments", f"{counts['assessment']:,} with {cards}, of {counted(counts['reading'], 'reading')} by a model"
    yield "stored (UTC)", _span(info.stored)
    yield "models", ", ".join(info.models) or _NONE
    yield "rubrics", ", ".join(info.rubrics) or _NONE
    yield "reviews", f"{counts['review']:,}"
    yield "people", f"{counted(counts['agent'], 'agent')}, {counted(counts['team'], 'team')}"
    if info.has_names is not None:
        yield "names", "beside it, in a file of their own" if info.has_names else _NONE
    yield "audit log", counted(counts["audit"], "entry", "entries")
    run = info.last_run
    if run is not None:
        seen = f"began {_time(run.started_at)}, last seen {_time(run.heartbeat_at)} (UTC)"
        yield "last run", f"{run.command}: {run.state}; {seen}"
    yield "figures on agents", f"from {info.minimum_n or '?'} conversations"
    yield "kept for", "not settled" if info.retention_days is None else counted(info.retention_days, "day")


def _span(span: tuple[str, str] | None) -> str:
    if span is None:
        return _NONE
    first, last = (_time(one) for one in span)
    return first if first == last else f"{first} to {last}"


def _time(at: str | None) -> str:
    return "?" if at is None else at[:16].replace("T", " ")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
