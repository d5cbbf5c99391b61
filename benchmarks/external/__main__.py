"""The command.

python -m benchmarks.external [--data FOLDER] [--model FOLDER] [--only uss annomi norec] [--limit N]

Prints a Markdown table of figures on standard output, and on standard error how long it will take. By default it
takes a sample that one thread reads in about a quarter of an hour.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from types import ModuleType

from benchmarks.external import annomi, norec, uss
from benchmarks.external.reading import Check, Model, seconds
from benchmarks.external.statistics import Row, require_fitting
from convqa.classify import Classifier
from convqa.errors import ConvqaError, UsageError
from convqa.models import find_model, find_names
from convqa.redaction import load_redactor

__all__ = ["VARIABLE", "gather", "main", "measure", "table"]

VARIABLE = "CONVQA_EXTERNAL_DATA"
SETS: Mapping[str, ModuleType] = {"uss": uss, "annomi": annomi, "norec": norec}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 0, or 2 with a sentence where the call is wrong or a file is damaged."""
    call = _parse(arguments)
    try:
        require_fitting()
        found = gather(_folder(call.data), call.only, call.limit)
        if found:
            model = Classifier.load(find_model(call.model))
            rows = measure(found, model)
            redactor = load_redactor(find_names()).name
            print(f"{model.name}, redactor {redactor}. Value [95 % interval, resampling conversations].\n")
            print(table(rows))
    except ConvqaError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.external", description="Measure the model on other people's labelled data."
    )
    parser.add_argument("--data", type=Path, help=f"folder with uss/, annomi/, norec_sentence/ (default ${VARIABLE})")
    parser.add_argument("--model", type=Path, help="model folder (default: the one in use)")
    parser.add_argument("--only", nargs="+", choices=list(SETS), default=list(SETS), help="data sets (default: all)")
    parser.add_argument("--limit", type=_count, help="dialogues, interviews and sentences of each file at most")
    return parser.parse_args(arguments)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 2:
        raise argparse.ArgumentTypeError("expected a whole number from 2 on")
    return int(text)


def _folder(named: Path | None) -> Path:
    folder = named or Path(os.environ.get(VARIABLE, ""))
    if folder == Path():
        raise UsageError(
            f"no data: name its folder with --data or {VARIABLE}; benchmarks/README.md says where to get it."
        )
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder; check the path.")
    return folder


def gather(folder: Path, only: Sequence[str], limit: int | None) -> list[Check]:
    """The checks whose data is there; of the others a sentence says that they are left out.

    Raises:
        InputError: a file is damaged.
    """
    found: list[Check] = []
    for name in only:
        absent = [path for path in SETS[name].files(folder) if not path.is_file()]
        if absent:
            _say(f"{SETS[name].NAME} is left out: {absent[0]} is not there; benchmarks/README.md says where to get it.")
        else:
            found += SETS[name].checks(folder, limit)
    return found


def measure(found: Sequence[Check], model: Model) -> list[Row]:
    """Let the model read all of it and compute the figures."""
    expected = [seconds(check, model) for check in found]
    _say(f"About {_time(sum(expected))} on one thread; then the table follows:")
    rows: list[Row] = []
    for check, one in zip(found, expected, strict=True):
        _say(f"  {check.name}: {len(check.conversations):,} readings, about {_time(one)}")
        rows += check.rows([model.outputs(conversation) for conversation in check.conversations], model.meta)
    return rows


def table(rows: Sequence[Row]) -> str:
    """The rows as Markdown, all measures of one comparison in one line."""
    lines = ["| data | what | figures | n | beside them |", "| --- | --- | --- | --- | --- |"]
    for (data, what, counted), group in groupby(rows, key=lambda row: (row.data, row.what, row.counted)):
        same = list(group)
        figures, beside = ", ".join(map(_value, same)), "; ".join(row.beside for row in same if row.beside)
        lines.append(f"| {data} | {what} | {figures} | {counted} | {beside} |")
    return "\n".join(lines)


def _value(row: Row) -> str:
    one = row.figure
    if one.value is None:
        return f"{row.measure} –"
    between = "" if one.low is None else f" [{one.low:z.2f}, {one.high:z.2f}]"
    return f"{row.measure} {one.value:z.2f}{between}"


def _time(took: float) -> str:
    return f"{took:.0f} s" if took < 100 else f"{took / 60:.0f} min"


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
