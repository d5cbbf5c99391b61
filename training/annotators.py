"""Labels that stand off by themselves: an annotator's, or a baseline's, in the codebook's compact form.

usage: python -m training.annotators        how far the annotators of the corpus agree, in the model's own figures

One annotator takes the place of a model and another that of the corpus: the same figures by the same code. All are runs
of language models: people agree less.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.codebook import (
    BEHAVIOURS,
    CHOICES,
    PHASES,
    RATINGS,
    SENTIMENTS,
    SIGNALS,
    AgentCodes,
    CustomerCodes,
    format_agent,
    format_customer,
)
from convqa.evaluation.measures import figure
from training.corpus import ANNOTATORS, gold, records
from training.evaluation.cases import Case
from training.evaluation.figures import headline, tabulate

__all__ = ["annotator", "between", "read", "rows", "stand_off", "write"]


def annotator(name: str) -> dict[str, dict[str, Any]]:
    """What one annotator of the corpus said, stand-off, by id: `first`, `second` or `third`."""
    return rows(ANNOTATORS / f"{name}.jsonl")


def between(one: str, other: str) -> list[Case]:
    """The conversations that two annotators labelled: what one said as what was found, the other's labels as gold."""
    found, right = annotator(one), annotator(other)
    return [
        Case.of(record, gold({**record, **right[record["id"]]}), gold({**record, **found[record["id"]]}))
        for record in records()
        if record["id"] in found and record["id"] in right
    ]


def read(path: Path, chosen: Iterable[dict[str, Any]] | None = None) -> list[Case]:
    """The conversations that a file of stand-off labels speaks of, with its labels as what was found.

    Args:
        path: JSON Lines in the stand-off form of `docs/codebook.md`, section 3.
        chosen: corpus records to look among; all of them where it is left out.
    """
    found = rows(path)
    return [
        Case.of(record, gold(record), gold({**record, **found[record["id"]]}))
        for record in (records() if chosen is None else chosen)
        if record["id"] in found
    ]


def write(path: Path, found: Iterable[tuple[str, Gold]]) -> None:
    """Write labels by conversation id as `read` reads them."""
    lines = [json.dumps(stand_off(name, labels), ensure_ascii=False) for name, labels in found]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def rows(path: Path) -> dict[str, dict[str, Any]]:
    """The records of a JSON Lines file by their ids."""
    with path.open(encoding="utf-8") as lines:
        return {row["id"]: row for row in map(json.loads, lines)}


def stand_off(name: str, labels: Gold) -> dict[str, Any]:
    """Labels in the stand-off form."""
    values = {key: classes[labels.choices[key]] for key, classes in CHOICES.items()}
    return {
        "id": name,
        "turn_labels": [_turn(labels, i) for i in range(len(labels.sentiment))],
        "scores": {
            rating: None if labels.ratings[i] == UNKNOWN else int(labels.ratings[i]) for i, rating in enumerate(RATINGS)
        },
        "outcome": {
            "resolution": values.pop("resolution"),
            "satisfaction": int(labels.satisfaction),
            "loyalty": values.pop("loyalty"),
        },
        **values,
    }


def _turn(labels: Gold, i: int) -> str:
    if labels.sentiment[i] != UNKNOWN:
        return format_customer(
            CustomerCodes(sentiment=SENTIMENTS[labels.sentiment[i]], signals=_named(SIGNALS, labels.signals[i] == 1))
        )
    behaviours = labels.behaviours[i]
    return format_agent(
        AgentCodes(
            phases=_named(PHASES, labels.phases[i] == 1),
            shown=_named(BEHAVIOURS, behaviours == 1),
            broken=_named(BEHAVIOURS, behaviours == 2),
        )
    )


def _named(names: Sequence[str], mask: np.ndarray[Any, np.dtype[np.bool_]]) -> frozenset[str]:
    return frozenset(name for name, given in zip(names, mask.tolist(), strict=True) if given)


def main() -> None:
    """Print the agreement of each two annotators."""
    for one, other in combinations(("first", "second", "third"), 2):
        cases = between(other, one)
        print(f"{other} against {one}, {len(cases)} conversations")
        for name, sample in headline(tabulate(cases)).items():
            print(f"  {name:28} {figure(sample.values, sample.n)}")


if __name__ == "__main__":
    main()
