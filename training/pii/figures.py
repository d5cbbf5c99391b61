"""Counts of what was found, shares with their intervals, and the tables made of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field, replace
from typing import Any

from convqa.redaction.leak import wilson

__all__ = ["ALL", "Cell", "Tallies", "Tally", "json_rows", "sum_over", "table"]

ALL = "all"
"""Stands in a cell for every value of that column together."""


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """What one figure is about.

    Attributes:
        part: of the corpus (`training.pii.measure`).
        kind: a type of the corpus's marks, with " in words" where a number holds no digit;
            in precision a type of placeholder.
        language: of the conversation.
        style: "original", or the style of a text with held-out names.
        origin: of the names that were filled in, else "".
    """

    part: str
    kind: str
    language: str
    style: str
    origin: str = ""


@dataclass(slots=True)
class Tally:
    """Counts in one cell.

    Attributes:
        n: places with personal data (recall) or replaced places (precision).
        right: of these, those all of whose letters and digits are replaced, or that a mark at least touches.
        strings: distinct marked strings; only counted in the original text.
        gone: of these, those of which no place is left untouched.
        causes: why the others of `n` were missed.
    """

    n: int = 0
    right: int = 0
    strings: int = 0
    gone: int = 0
    causes: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Add the counts of another cell."""
        self.n += other.n
        self.right += other.right
        self.strings += other.strings
        self.gone += other.gone
        self.causes += other.causes


Tallies = dict[Cell, Tally]


def sum_over(tallies: Mapping[Cell, Tally], *columns: str) -> Tallies:
    """The tallies with these columns of their cells put together under `ALL`."""
    sums: Tallies = defaultdict(Tally)
    for cell, tally in tallies.items():
        sums[replace(cell, **dict.fromkeys(columns, ALL))].add(tally)
    return dict(sums)


def json_rows(tallies: Mapping[Cell, Tally]) -> Iterator[dict[str, Any]]:
    """One dictionary a cell, for JSON: what it is about, counts, share and interval, and misses by cause."""
    for cell, tally in sorted(tallies.items(), key=lambda item: astuple(item[0])):
        low, high = wilson(tally.right, tally.n)
        row = asdict(cell) | {"n": tally.n, "share": round(tally.right / tally.n, 4)}
        row |= {"low": round(low, 4), "high": round(high, 4)}
        if tally.strings:
            row |= {"strings": tally.strings, "gone": tally.gone}
        if tally.causes:
            row["missed"] = dict(tally.causes.most_common())
        yield row


def table(tallies: Mapping[Cell, Tally], row: Sequence[str], column: str) -> Iterator[str]:
    """Lines of text: a row for every value of some columns of the cells, a share for every value of another one."""
    rows: dict[tuple[str, ...], dict[str, Tally]] = defaultdict(dict)
    for cell, tally in tallies.items():
        key = tuple(getattr(cell, name) for name in row)
        rows[key].setdefault(getattr(cell, column), Tally()).add(tally)
    columns = _ordered({name for cells in rows.values() for name in cells})
    yield " ".join(f"{name:<14}" for name in row) + "".join(f"{name:>15}" for name in columns) + f"{ALL:>15}  95 %"
    for key, cells in sorted(rows.items()):
        whole = Tally()
        for tally in cells.values():
            whole.add(tally)
        low, high = wilson(whole.right, whole.n)
        shares = "".join(f"{_share(cells.get(name)):>15}" for name in columns)
        yield " ".join(f"{name:<14}" for name in key) + f"{shares}{_share(whole):>15}  {low:.3f}-{high:.3f}"


def _ordered(names: Iterable[str]) -> list[str]:
    order: Callable[[str], tuple[bool, str]] = lambda name: (name != "original", name)  # noqa: E731
    return sorted(names, key=order)


def _share(tally: Tally | None) -> str:
    return f"{tally.right / tally.n:.3f} of {tally.n}" if tally and tally.n else "-"
