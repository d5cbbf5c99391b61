"""Measure the released redactor and write what the product states of it: `convqa/redaction/figures.json`.

    python -m training.pii.figures_file convqa/redaction/figures.json [--tagger FOLDER]

Counts alone come out of it: of the batches y1-y7 and z1-z7 with their second marks (`measure.py`, `marks.py`), of
passages that nobody reads (`blind.py`), and of numbers (half c of the sentences) and names that are planted
(`planted/`).
`convqa.redaction.leak` says what they mean. Takes two or three minutes, and is the same every time;
`privacy_page.py` then writes the tables of the documentation.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from convqa.models import find_names
from convqa.redaction import load_redactor
from training.corpus import records, waiting
from training.pii import lists
from training.pii.blind import BLIND, TOLD, measure_blind
from training.pii.figures import Cell, Tallies
from training.pii.marks import second_marks, with_second_marks
from training.pii.measure import HELD_OUT, ORIGINAL, OWN, Figures, Find, measure, part_of
from training.pii.planted import names, numbers, report
from training.pii.segments import PERSON
from training.pii.styles import Style
from training.pii.tagged import load_tagger, together

__all__ = ["as_text", "blind", "held_out", "main", "planted", "told"]

SEED = 1
NUMBERS, NAMES, NEAR = 4000, 10000, 2000
HALF = "c"
SPOKEN_STYLES = ("digits", "pairs")
_AS_WRITTEN: Mapping[str, str] = {Style.WRITTEN: ORIGINAL}
OWN_PREFIX = f"{OWN}, "

_Rows = dict[str, dict[str, list[int]]]
_Name = Callable[[Cell], str | None]


def counted(tallies: Tallies, row: _Name, column: _Name) -> _Rows:
    """Hits and n by row and column, in order of their names; cells of which either is `None` are left out."""
    rows: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for cell, tally in tallies.items():
        names = row(cell), column(cell)
        if names[0] is not None and names[1] is not None:
            pair = rows[names[0]][names[1]]
            pair[0] += tally.right
            pair[1] += tally.n
    return {name: dict(sorted(columns.items())) for name, columns in sorted(rows.items())}


def held_out(figures: Figures, texts: int) -> Mapping[str, Any]:
    """A `convqa.redaction.leak.Sample` of the held-out conversations."""
    return {
        "texts": texts,
        **_as_it_stands(figures, lambda cell: cell.style == ORIGINAL),
        "people": counted(figures.recall, _person(_own), _language),
        "exchanged": counted(figures.recall, _person(_exchanged), _language),
        "origins": counted(figures.recall, lambda cell: cell.origin or None, _exchanged),
        "right": counted(figures.precision, _own, lambda cell: cell.kind),
    }


def blind(figures: Figures) -> Mapping[str, Any]:
    """The same of passages that nobody reads, which stand as they are, in the style of their writer."""
    return {
        "texts": figures.readings,
        **_as_it_stands(figures, lambda _: True),
        "people": counted(figures.recall, _person(_style), _language),
        "exchanged": {},
        "origins": {},
        "right": counted(figures.precision, _style, lambda cell: cell.kind),
    }


def told(figures: Figures) -> Mapping[str, Any]:
    """A `convqa.redaction.leak.Told`."""
    others: _Name = lambda cell: None if cell.kind == PERSON else _style(cell)  # noqa: E731
    return {**blind(figures), "others": counted(figures.recall, others, _language)}


def _as_it_stands(figures: Figures, chosen: Callable[[Cell], bool]) -> Mapping[str, Any]:
    kind: _Name = lambda cell: cell.kind if chosen(cell) else None  # noqa: E731
    missed: dict[str, dict[str, int]] = {"person": defaultdict(int), "other": defaultdict(int)}
    for cell, tally in figures.recall.items():
        for cause, n in tally.causes.items() if chosen(cell) else ():
            missed["person" if cell.kind == PERSON else "other"][cause] += n
    return {
        "found": counted(figures.recall, kind, _language),
        "kept": counted(figures.kept, kind, _language),
        "missed": {name: dict(sorted(causes.items(), key=_most_first)) for name, causes in missed.items()},
    }


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _language(cell: Cell) -> str:
    return str(cell.language)


def _style(cell: Cell) -> str:
    return str(cell.style)


def _own(cell: Cell) -> str | None:
    """The way of writing of a text with its own people."""
    if cell.style == ORIGINAL:
        return ORIGINAL
    return cell.style.removeprefix(OWN_PREFIX) if cell.style.startswith(OWN_PREFIX) else None


def _exchanged(cell: Cell) -> str | None:
    """The way of writing of a text with held-out names in their place."""
    return _AS_WRITTEN.get(cell.style, str(cell.style)) if cell.style in list(Style) else None


def _person(style: _Name) -> _Name:
    return lambda cell: style(cell) if cell.kind == PERSON else None


def planted(finder: Find, unaware: Find, *, every: int = 1) -> Mapping[str, Any]:
    """A `convqa.redaction.leak.Planted`; arguments as of `measure`, `every`: only so many times fewer."""
    of_numbers = report.count_numbers(numbers.planted(NUMBERS // every, seed=SEED, half=HALF), finder)
    of_names = report.count_names(names.planted_names(NAMES // every, seed=SEED), unaware)
    near = {
        "number": report.count_near_numbers(numbers.near_misses(NEAR // every, seed=SEED), finder),
        "name": report.count_near_misses(names.near_misses(NEAR // every, seed=SEED), unaware),
    }
    return {
        "seed": SEED,
        "numbers": counted(of_numbers, lambda cell: cell.kind, _written_or_spoken),
        "names": counted(of_names, lambda cell: cell.part, _style),
        "origins": counted(of_names, lambda cell: cell.origin, lambda cell: cell.part),
        "touched": {
            what: counted(tallies, lambda cell: cell.part, lambda cell: cell.kind)[report.NEAR]
            for what, tallies in near.items()
        },
    }


def _written_or_spoken(cell: Cell) -> str:
    return "spoken" if cell.style in SPOKEN_STYLES else "written"


def as_text(figures: Mapping[str, Any]) -> str:
    """JSON with a row of a table on a line."""
    return _text(figures, "") + "\n"


def _text(value: Any, indent: str) -> str:
    if not isinstance(value, Mapping) or not any(isinstance(one, Mapping) for one in value.values()):
        return json.dumps(value, ensure_ascii=False)
    deeper = indent + " "
    lines = (f"{deeper}{json.dumps(name)}: {_text(one, deeper)}" for name, one in value.items())
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


def chosen() -> Sequence[Mapping[str, Any]]:
    """The held-out conversations that others marked a second time."""
    both = (record for record in chain(records(), waiting()) if part_of(record) == HELD_OUT)
    return [with_second_marks(record) for record in both if record["id"] in second_marks()]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="the file to write")
    parser.add_argument("--tagger", type=Path, help="the folder of the tagger, if it is another than the product's")
    options = parser.parse_args(arguments)
    tagger = options.tagger or find_names()
    finder, unaware = (together(load_tagger(tagger, hide=hide)) for hide in (False, True))
    conversations = chosen()
    figures = {
        "redactor": load_redactor(tagger).name,
        "held_out": held_out(measure(conversations, lists.load(held=True), finder, unaware), len(conversations)),
        "blind": blind(measure_blind(finder, BLIND)),
        "told": told(measure_blind(finder, TOLD)),
        "planted": planted(finder, unaware),
    }
    options.out.write_text(as_text(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
