"""Variations of a conversation that leave its labels as they are, made on its text before it is encoded.

A variation is what the same conversation might as well have been: with names that got past the redactor, typed in
haste, with an insult in it, or with a text in it that tells the rater what to give. `training.fit` now and then takes
it in place of the conversation, so that the judge learns what ratings must not depend on. The phrases are not those
that `training.robustness` measures with; most of its given names are among those drawn here, which are all that the
redactor knows. What is done to cached states instead is in `training.augment`.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.codebook import SENTIMENTS
from convqa.conversation import Conversation, Language, Role
from convqa.redaction.lexicon import lexicon
from training.robustness.names import Group, fill_names
from training.robustness.perturbations import add_text, turns_of

__all__ = ["Phrases", "Shares", "vary"]

FOLDER = Path(__file__).parent.parent / "data" / "variants"
SEED = 20261127
NEGATIVE = SENTIMENTS.index("negative")

Changed = tuple[Conversation, Gold]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How often each thing happens to a variation, in [0, 1]; `letter` is of the words in what is typed in haste."""

    names: float = 0.5
    instruction: float = 0.5
    insults: float = 0.35
    haste: float = 0.3
    letter: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """What is put into conversations, by language."""

    insults: Mapping[Language, tuple[str, ...]]
    instructions: Mapping[Language, tuple[str, ...]]

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Phrases:
        """Read `insults.jsonl` and `instructions.jsonl` of a folder."""

        def listed(name: str) -> dict[Language, tuple[str, ...]]:
            rows = [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]
            return {
                language: tuple(row["text"] for row in rows if row["language"] == language) for language in Language
            }

        return cls(insults=listed("insults.jsonl"), instructions=listed("instructions.jsonl"))


def vary(
    conversation: Conversation, right: Gold, phrases: Phrases, number: int = 0, shares: Shares | None = None
) -> Changed:
    """One of its variations, the same each time for a conversation and a number, and what is right of it."""
    shares = shares or Shares()
    generator = np.random.default_rng([SEED, zlib.crc32(conversation.id.encode()), number])
    steps: list[tuple[float, Callable[[Conversation, Gold], Changed]]] = [
        (shares.haste, lambda talk, gold: (hasty(talk, generator, shares.letter), gold)),
        (shares.names, lambda talk, gold: (named(talk, generator), gold)),
        (
            shares.instruction,
            lambda talk, gold: (instructed(talk, phrases.instructions[talk.language], generator), gold),
        ),
        (shares.insults, lambda talk, gold: insulted(talk, gold, phrases.insults[talk.language], generator)),
    ]
    for share, step in steps:
        if generator.random() < share:
            conversation, right = step(conversation, right)
    return conversation, right


def named(conversation: Conversation, generator: np.random.Generator) -> Conversation:
    """Names in place of the numbered persons, drawn from all that the redactor knows."""
    known = sorted(lexicon(conversation.language).given)
    names = tuple(known[i].title() for i in generator.choice(len(known), 20, replace=False))
    return fill_names(conversation, Group(gender="any", origin="any", given=names, family=()), generator)


def hasty(conversation: Conversation, generator: np.random.Generator, letter: float) -> Conversation:
    """What the customer wrote without capitals and signs at the end, with letters swapped in a share of the words."""

    def typed(word: str) -> str:
        if "[" in word:
            return word
        if len(word) < 4 or not word.isalpha() or generator.random() >= letter:
            return word.lower()
        at = int(generator.integers(1, len(word) - 1))
        return (word[:at] + word[at + 1] + word[at] + word[at + 2 :]).lower()

    return replace(
        conversation,
        turns=tuple(
            replace(turn, text=" ".join(typed(word) for word in turn.text.split()).rstrip(".!"))
            if turn.role is Role.CUSTOMER and turn.text.strip(" .!")
            else turn
            for turn in conversation.turns
        ),
    )


def instructed(conversation: Conversation, texts: tuple[str, ...], generator: np.random.Generator) -> Conversation:
    """A text that tells the rater what to give, in the last turn of the customer or of the agent or in any other."""
    role = Role.CUSTOMER if generator.random() < 0.5 else Role.AGENT
    places = turns_of(conversation, role)
    if not places:
        return conversation
    place = places[-1] if generator.random() < 0.6 else places[int(generator.integers(len(places)))]
    return add_text(conversation, {place: str(generator.choice(texts))})


def insulted(
    conversation: Conversation, right: Gold, texts: tuple[str, ...], generator: np.random.Generator
) -> Changed:
    """Insults in one or two turns of the customer: these become negative, and a person may have to look; nothing else.

    Whether the review reason changes is a matter of how bad the words are, so it is not learnt here.
    """
    places = generator.permutation(turns_of(conversation, Role.CUSTOMER))[:2].tolist()
    words = generator.choice(texts, len(places), replace=False).tolist()
    sentiment = right.sentiment.copy()
    sentiment[places] = NEGATIVE
    changed = replace(right, sentiment=sentiment, choices={**right.choices, "review": UNKNOWN})
    return add_text(conversation, dict(zip(places, words, strict=True))), changed
