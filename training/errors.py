"""The conversations that a model judges worst, to be read by people: what should it have seen?

usage: python -m training.errors TRAINED_DIR MODEL_DIR [--count 20] [--language da]

Prints out-of-fold conversations only, worst first by the sum of |value - gold| over the eight ratings; no test
conversation is ever shown. What is learnt from twenty of them belongs, sorted by cause, into `errors.md` beside the
model, which becomes a section of its card.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from convqa.calibration.pairs import UNKNOWN
from convqa.classify.artefact import Meta
from convqa.codebook import RATINGS
from training.annotators import stand_off
from training.corpus import records
from training.evaluation.cases import Case, by_language
from training.evaluation.model import out_of_fold
from training.prepare import conversations
from training.stacking import STACKED
from training.train import load_out_of_fold

OF_THE_WHOLE = ("touchpoint", "process_failure", "review")


def distance(case: Case) -> float:
    """Sum of |value - gold| over the ratings that both sides give."""
    assert case.certainty is not None
    known = (case.gold.ratings != UNKNOWN) & ~np.isnan(case.certainty.values)
    return float(abs(case.certainty.values - case.gold.ratings)[known].sum())


def worst(cases: Sequence[Case], count: int) -> list[Case]:
    """The `count` conversations that are furthest off, worst first."""
    return sorted(cases, key=distance, reverse=True)[:count]


def lines(case: Case, record: Mapping[str, Any]) -> list[str]:
    """One conversation: the ratings and choices that differ, and each turn with both sides' labels."""
    assert case.certainty is not None
    gold, found = stand_off(case.id, case.gold), stand_off(case.id, case.found)
    out = [f"## {case.id} ({case.language}, {case.channel}), off by {distance(case):.1f}", "", "gold -> found"]
    for i, name in enumerate(RATINGS):
        out.append(f"  {name:10} {gold['scores'][name]} -> {case.certainty.values[i]:.1f}")
    right, said = ({**one["outcome"], **{name: one[name] for name in OF_THE_WHOLE}} for one in (gold, found))
    out += [f"  {name}: {right[name]} -> {said[name]}" for name in right if right[name] != said[name]]
    for i, turn in enumerate(record["turns"]):
        theirs, ours = gold["turn_labels"][i], found["turn_labels"][i]
        out.append(f"{i + 1:3} {turn['role']} [{theirs}]{'' if theirs == ours else f' -> [{ours}]'}: {turn['text']}")
    return [*out, ""]


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trained", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--language", help="da, nb, nn, sv, en or 'en, real threads'")
    arguments = parser.parse_args()
    outputs = load_out_of_fold(arguments.trained / STACKED)
    cases = out_of_fold(outputs, conversations(), Meta.load(arguments.model))
    chosen = by_language(cases).get(arguments.language, []) if arguments.language else cases
    by_id = {record["id"]: record for record in records()}
    for case in worst(chosen, arguments.count):
        print("\n".join(lines(case, by_id[case.id])))


if __name__ == "__main__":
    main()
