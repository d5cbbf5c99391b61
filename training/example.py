"""Conversations ready for training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convqa.calibration.pairs import Gold
from convqa.codebook import CHOICES

AGENT, CUSTOMER = 0, 1
"""Role indices (`convqa.classify.classifier.ROLES`); 2 and 3 are bot and system."""

PADDING = 4
"""The role where there is no turn."""


OF_TURNS = ("phases", "behaviours", "sentiment", "signals")
"""What `Gold` says of turns."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Example:
    """A conversation of n turns as the encoder gets it.

    Attributes:
        turns: token ids of each turn with its role in front, as `convqa.classify.inputs.tokenize` has them.
        roles: (n,) as `convqa.classify.classifier.role_indices` gives them.
        gold: what is right.
        variants: the same conversation with its text changed (`training.variants`), if there are any.
    """

    turns: Sequence[NDArray[np.int64]]
    roles: NDArray[np.int64]
    gold: Gold
    variants: Sequence[Example] = ()


def load(path: Path) -> dict[str, Example]:
    """The examples that `training.prepare` wrote, by conversation id."""
    with np.load(path) as stored:
        ids, cuts = stored["ids"].tolist(), np.cumsum(stored["counts"])[:-1]
        of_turns = {name: np.split(stored[name], cuts) for name in ("roles", *(f"gold/{name}" for name in OF_TURNS))}
        turns = np.split(stored["tokens"].astype(np.int64), np.cumsum(stored["lengths"])[:-1])
        ratings, satisfaction = stored["gold/ratings"], stored["gold/satisfaction"].tolist()
        choices = {name: stored[f"choice/{name}"].tolist() for name in CHOICES}
    examples, at = {}, 0
    for number, name in enumerate(ids):
        parts = {key: values[number] for key, values in of_turns.items()}
        count = len(parts["roles"])
        examples[name] = Example(
            turns=turns[at : at + count],
            roles=parts["roles"],
            gold=Gold(
                **{key: parts[f"gold/{key}"] for key in OF_TURNS},
                ratings=ratings[number],
                satisfaction=satisfaction[number],
                choices={key: values[number] for key, values in choices.items()},
            ),
        )
        at += count
    return examples


def load_examples(folder: Path) -> dict[str, Example]:
    """The examples that `training.prepare` left in a folder, each with its variations."""
    variants = [load(path) for path in sorted(folder.glob("variants-*.npz"))]
    return {
        name: replace(example, variants=[one[name] for one in variants])
        for name, example in load(folder / "corpus.npz").items()
    }
