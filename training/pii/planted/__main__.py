"""Plant made-up numbers and people's names in sentences and count what redaction finds.

    python -m training.pii.planted [--count 2000] [--seed 1] [--only numbers|names] [--half a|b|c] [--leaks]
        [--cells] [--tagger FILE --sure P] [--json FILE]

Printed are shares with 95 % intervals (Wilson), of numbers (`numbers.py`) and names (`names.py`), and of near misses
that are touched. Near misses come from a few hundred sentences, over and over, so their true intervals are wider.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from convqa.redaction.find import find
from training.pii.figures import json_rows, sum_over
from training.pii.measure import Find
from training.pii.planted import names, numbers, report
from training.pii.tagged import load_tagger, together

LEAKS_SHOWN = 40


def plant_numbers(options: argparse.Namespace, finder: Find) -> Mapping[str, Any]:
    """Print the tables of numbers, and of half a, if asked for, what survives."""
    planted = list(numbers.planted(options.count, seed=options.seed, half=options.half))
    near = list(numbers.near_misses(options.count, seed=options.seed))
    if options.leaks and options.half == "a":
        for one in planted:
            missed = numbers.missed(one, finder)
            if missed:
                print("LEAK", one.kind, one.language, one.style, one.context, missed, one.turns)
    if options.leaks:
        touched = [(language, text) for language, text in near if numbers.is_touched(language, text, finder)]
        for language, text in touched[:LEAKS_SHOWN]:
            print("TOUCHED", language, text)
    found, close = report.count_numbers(planted, finder), report.count_near_numbers(near, finder)
    print("\n".join(report.number_tables(found, close)))
    return {"numbers": list(json_rows(found)), "near_misses_of_numbers": list(json_rows(close))}


def plant_names(options: argparse.Namespace, finder: Find) -> Mapping[str, Any]:
    """Print the tables of names; what survives is never shown, for rules are made from the corpus."""
    found = report.count_names(names.planted_names(options.count, seed=options.seed), finder)
    close = report.count_near_misses(names.near_misses(options.count, seed=options.seed), finder)
    print("\n".join([*report.name_tables(found, cells=options.cells), *report.near_miss_tables(close)]))
    return {
        "names": list(json_rows(found)),
        "names_by_language_style_origin": list(json_rows(sum_over(found, "part", "kind"))),
        "fairness": [asdict(row) for row in report.fairness(found)],
        "near_misses_of_names": list(json_rows(close)),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000, help="so many numbers, names and near misses of either")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("numbers", "names"))
    parser.add_argument("--half", choices=numbers.PARTS, default="b", help="of the sentences for numbers")
    parser.add_argument("--leaks", action="store_true", help="show which numbers survive, of half a")
    parser.add_argument("--cells", action="store_true", help="print names by language, style and origin too")
    parser.add_argument("--tagger", type=Path, help="the rules together with this tagger (tagger.onnx)")
    parser.add_argument("--sure", type=float, default=0, help="how sure the tagger must be, from 0 to 1")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    options = parser.parse_args(arguments)
    finder: Find = find
    if options.tagger:
        finder = together(load_tagger(options.tagger, hide=True, sure=options.sure))
    figures: dict[str, Any] = {}
    if options.only != "names":
        figures |= plant_numbers(options, finder)
    if options.only != "numbers":
        figures |= plant_names(options, finder)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
