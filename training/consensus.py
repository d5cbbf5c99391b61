"""Three annotators of the same conversations, brought to one set of labels.

usage: python -m training.consensus

Reads `data/corpus/annotators/`: `first.jsonl` (whoever wrote the conversation, or was the first to label the thread),
`second.jsonl` and `third.jsonl`, blind to the others. Of each conversation that all three labelled, writes into the
corpus what two of them say, or the middle of three values; of one that the third did not label, what the second says.
What the first said there before goes into `first.jsonl`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convqa.calibration.pairs import Gold
from convqa.codebook import CHOICES
from training.annotators import rows, stand_off
from training.corpus import ANNOTATORS, FILES, gold

IntArray = NDArray[np.int64]


def consensus(labels: Sequence[Gold]) -> Gold:
    """What three annotators say of one conversation together.

    Phases, behaviours, signals and choices: what two of them say, else what the first does. Ratings, sentiment and
    satisfaction: the middle one; of two, where one gave none, the lower one, and none where two gave none.
    """
    first, second, third = labels
    return Gold(
        phases=_most(*(one.phases for one in labels)),
        behaviours=_most(*(one.behaviours for one in labels)),
        sentiment=_middle(*(one.sentiment for one in labels)),
        signals=_most(*(one.signals for one in labels)),
        ratings=_middle(*(one.ratings for one in labels)),
        satisfaction=sorted(one.satisfaction for one in labels)[1],
        choices={
            name: second.choices[name] if second.choices[name] == third.choices[name] else first.choices[name]
            for name in CHOICES
        },
    )


def _most(first: IntArray, second: IntArray, third: IntArray) -> IntArray:
    return np.where(second == third, second, first)


def _middle(first: IntArray, second: IntArray, third: IntArray) -> IntArray:
    middle: IntArray = np.sort(np.stack((first, second, third)), axis=0)[1]
    return middle


def merge(annotators: Path, paths: Sequence[Path]) -> int:
    """Write the consensus into files of the corpus; of how many conversations.

    What the first annotator said there goes into the folder of the annotators.

    Raises:
        ValueError: an annotator labelled other turns than there are.
    """
    kept = annotators / "first.jsonl"
    first = rows(kept) if kept.exists() else {}
    second, third = (rows(annotators / name) for name in ("second.jsonl", "third.jsonl"))
    for path in paths:
        found = rows(path)
        for name in second.keys() & found.keys():
            first.setdefault(name, stand_off(name, gold(found[name])))
            said = [gold({**found[name], **one[name]}) for one in (first, second, third) if name in one]
            found[name] = relabelled(found[name], consensus(said) if len(said) == 3 else said[1])
        _write(path, found.values())
    _write(kept, [first[name] for name in sorted(first)])
    return len(first)


def relabelled(record: Mapping[str, Any], labels: Gold) -> dict[str, Any]:
    """A record of the corpus with other labels."""
    found = stand_off(record["id"], labels)
    said = zip(record["turns"], found.pop("turn_labels"), strict=True)
    turns = [{**turn, "labels": text if turn["role"] in ("agent", "customer") else ""} for turn, text in said]
    return {**record, **found, "turns": turns}


def _write(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records), encoding="utf-8")


def main() -> None:
    """Run the step."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    print(f"{ANNOTATORS}: consensus of {merge(ANNOTATORS, FILES)} conversations")


if __name__ == "__main__":
    main()
