"""Labels that stand off by themselves: a second annotator's, or a baseline's, in the codebook's compact form.

usage: python -m training.annotators        how far the two annotators of the corpus agree, in the model's own figures

The second annotator takes the place of a model: the same figures by the same code, with the corpus as gold. It is the
ceiling for any model trained on the corpus, and of two runs of language models: people agree less.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
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
from training.corpus import FOLDER, gold, records
from training.evaluation.cases import Case
from training.evaluation.figures import headline, tabulate

__all__ = ["SECOND", "read", "stand_off", "write"]

SECOND = tuple(sorted((FOLDER / "agreement").glob("second-annotator*.jsonl")))


def read(path: Path, chosen: Iterable[dict[str, Any]] | None = None) -> list[Case]:
    """The conversations that a file of stand-off labels speaks of, with its labels as what was found.

    Args:
        path: JSON Lines in the stand-off form of `docs/codebook.md`, section 3.
        chosen: corpus records to look among; all of them where it is left out.
    """
    lines = path.read_text(encoding="utf-8").split("\n")
    found = {line["id"]: line for line in (json.loads(text) for text in lines if text)}
    return [
        Case.of(record, gold(record), gold({**record, **found[record["id"]]}))
        for record in (records() if chosen is None else chosen)
        if record["id"] in found
    ]


def write(path: Path, found: Iterable[tuple[str, Gold]]) -> None:
    """Write labels by conversation id as `read` reads them."""
    lines = [json.dumps(stand_off(name, labels), ensure_ascii=False) for name, labels in found]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


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
    """Print the agreement of the two annotators."""
    for name, sample in headline(tabulate([case for path in SECOND for case in read(path)])).items():
        print(f"{name:28} {figure(sample.values, sample.n)}")


if __name__ == "__main__":
    main()
