"""What a packaged model says of a frozen set, so that every machine can see whether it says the same.

usage: python -m training.record MODEL_DIR

Writes MODEL_DIR/recorded.jsonl, one conversation a line; `tests/models/test_recorded.py` holds the released model to
it: values within `TOLERANCE`, labels equal in all but one of 200 (`EQUAL`). x86-64 processors with AVX2 say the very
same (`portable.py`).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from convqa.classify import Classifier
from convqa.conversation import Conversation
from convqa.rubric import load_rubric
from convqa.scoring import score
from training.prepare import conversations

EVERY = 30
"""Of the corpus in the order of its files, each so many-th conversation is in the set."""

TOLERANCE = 0.02
"""How far a value may lie from the recorded one, in rating units."""

EQUAL = 0.995
"""The least share of labels that must be the recorded ones."""


def frozen() -> list[Conversation]:
    """The set: conversations of the corpus as the product reads them."""
    return list(conversations(every=EVERY).values())


def said(classifier: Classifier, talks: list[Conversation]) -> Iterator[dict[str, Any]]:
    """What the model says of each: turn labels, choices, and the values of ratings and satisfaction."""
    rubric = load_rubric()
    for talk in talks:
        found = classifier.classify(talk)
        cards = score(talk, found, rubric).scorecards
        yield {
            "id": talk.id,
            "turn_labels": [turn.labels for turn in found.turns],
            "choices": {
                "resolution": found.outcome.resolution.value,
                "loyalty": found.outcome.loyalty.value,
                "touchpoint": found.touchpoint.value,
                "process_failure": found.process_failure.value,
                "review": found.review.value,
            },
            "values": [
                [None if rating is None else rating.value for rating in card.ratings.values()] for card in cards
            ],
            "satisfaction": found.outcome.satisfaction.value,
        }


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    folder: Path = parser.parse_args().model
    lines = [json.dumps(line, ensure_ascii=False) + "\n" for line in said(Classifier.load(folder), frozen())]
    (folder / "recorded.jsonl").write_text("".join(lines), encoding="utf-8")
    print(f"{folder / 'recorded.jsonl'}: {len(lines)} conversations")


if __name__ == "__main__":
    main()
