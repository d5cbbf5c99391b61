"""Whether explanations are right: a turn that is said to raise a rating is left out, and the rating read again.

usage: python -m training.faithfulness MODEL_DIR [--split test|N] [--limit N] [--out FILE.json]

For each conversation and each rating, the k turns of the agent with the largest positive contributions are left out
(k = 1 to 3), or k turns of the agent at random, or the k with the most negative contributions; the model reads what is
left. A faithful explanation makes the first curve fall below the second: the comprehensiveness of DeYoung et al. 2020
(ERASER), on ratings. Compared are only those cases in which the three can all be made, so the curves stand on the same
ground: k turns on the side in question, and a turn of the agent left over. The turns of the customer stay.

The sums are checked on the way: value = base + contributions + absences, to the last of the four decimals.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from convqa.assessment import Rating, Scorecard
from convqa.classify import Classifier
from convqa.codebook import RATINGS
from convqa.conversation import Conversation
from convqa.rubric import load_rubric
from training.robustness.measure import SEED, FloatArray, Rater, interval, values
from training.robustness.perturbations import without
from training.robustness.sets import corpus

__all__ = ["curve", "measure", "off_by"]

MOST = 3
UNITS = 10_000
SIDES = {"highest": 1, "lowest": -1}


def off_by(rating: Rating) -> int:
    """By how many units of the fourth decimal the parts of a rating miss its value; 0 where they add up."""
    amounts = [part.amount for part in rating.contributions] + [part.amount for part in rating.absences]
    return abs(sum(round(amount * UNITS) for amount in (rating.base, *amounts)) - round(rating.value * UNITS))


def ranked(rating: Rating, side: int) -> list[int]:
    """The turns that speak for (`side` 1) or against (-1) a rating, the strongest first."""
    parts = [part for part in rating.contributions if part.amount * side > 0]
    return [part.turn for part in sorted(parts, key=lambda part: (-abs(part.amount), part.turn))]


def drops(rater: Rater, conversation: Conversation, card: Scorecard) -> list[tuple[str, int, float, float]]:
    """How much each rating of one agent falls: (side, k, without the k strongest turns, without k at random)."""
    own = [turn.index for turn in conversation.turns if turn.agent_id == card.agent_id]
    before = values(card)
    order = np.random.default_rng([SEED, zlib.crc32(conversation.id.encode())]).permutation(own).tolist()
    found = []
    for k in range(1, min(MOST, len(own) - 1) + 1):
        at_random = before - rate_without(rater, conversation, order[:k], card.agent_id)
        for column, name in enumerate(RATINGS):
            rating = card.ratings[name]
            for side, sign in SIDES.items():
                turns = [] if rating is None else ranked(rating, sign)
                if len(turns) < k:
                    continue
                chosen = before - rate_without(rater, conversation, turns[:k], card.agent_id)
                if not np.isnan(chosen[column] + at_random[column]):
                    found.append((side, k, float(chosen[column]), float(at_random[column])))
    return found


def rate_without(rater: Rater, conversation: Conversation, turns: Sequence[int], agent_id: str) -> FloatArray:
    """(8,) values of the agent in what is left of the conversation."""
    return rater.rate(without(conversation, frozenset(turns)), agent_id)


def curve(rater: Rater, conversations: Sequence[Conversation]) -> dict[str, Any]:
    """The curves of all conversations, of their first agent, with intervals by conversation."""
    misses: list[int] = []
    points: dict[tuple[str, int], list[tuple[str, float, float]]] = {}
    for conversation in conversations:
        for card in rater.cards(conversation)[:1]:
            misses += [off_by(rating) for rating in card.ratings.values() if rating is not None]
            for side, k, chosen, at_random in drops(rater, conversation, card):
                points.setdefault((side, k), []).append((conversation.id, chosen, at_random))
    return {
        "additive": {"ratings": len(misses), "most off, in units of the fourth decimal": max(misses, default=0)},
        "drop of the rating": {
            f"{side} {k}": _point(points[side, k], SIDES[side])
            for side in SIDES
            for k in range(1, MOST + 1)
            if (side, k) in points
        },
    }


def _point(rows: Sequence[tuple[str, float, float]], sign: int) -> dict[str, Any]:
    """One k: the mean drops, their difference, and whether it lies surely on the right side of 0."""
    units = [unit for unit, _, _ in rows]
    chosen, at_random = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    ones = np.ones(len(rows))
    apart = interval(units, chosen - at_random, ones)
    moved = interval(units, chosen, ones)
    sure = [end for part in (apart, moved) if part is not None for end in (sign * part["low"], sign * part["high"])]
    return {
        "left out": moved,
        "at random": interval(units, at_random, ones),
        "difference": apart,
        "moved the right way": interval(units, (sign * chosen > 0).astype(np.float64), ones),
        "ratings": len(rows),
        "conversations": len(set(units)),
        "holds": min(sure) > 0,
    }


def measure(model: Path, split: str = "test", limit: int | None = None) -> dict[str, Any]:
    """All figures of a model; can be written as JSON. Arguments as in `training.robustness`."""
    classifier, talks = Classifier.load(model), corpus(split, limit)
    found = curve(Rater(classifier, load_rubric()), [talk.conversation for talk in talks])
    return {"model": classifier.name, "split": split, "conversations": len(talks)} | found


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--split", default="test")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    found = measure(arguments.model, arguments.split, arguments.limit)
    print("additive:", found["additive"])
    for name, point in found["drop of the rating"].items():
        shown = {
            key: "{value:.3f} [{low:.3f}, {high:.3f}]".format(**part)
            for key, part in point.items()
            if isinstance(part, dict)
        }
        print(f"{name}: {shown}; n={point['ratings']} of {point['conversations']}; holds: {point['holds']}")
    if arguments.out is not None:
        arguments.out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
