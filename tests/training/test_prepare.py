"""What is written for training is read back as it was: states, lengths, roles, gold, the variation and who labelled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from convqa.calibration.pairs import CHOICES, Gold
from convqa.conversation import Conversation, Language, Role, Turn
from training.corpus import SOURCES
from training.example import AGENT, CUSTOMER
from training.prepare import OF_TURNS, load_examples, write

WIDTH = 4


def conversation(name: str, *texts: str) -> Conversation:
    roles = (Role.CUSTOMER, Role.AGENT)
    turns = tuple(Turn(index=i, role=roles[i % 2], text=text) for i, text in enumerate(texts))
    return Conversation(id=name, source="t.jsonl", language=Language.DA, content_hash="", turns=turns)


def gold(count: int, seed: int) -> Gold:
    generator = np.random.default_rng(seed)
    return Gold(
        phases=generator.integers(0, 2, (count, 3)),
        behaviours=generator.integers(0, 3, (count, 5)),
        sentiment=generator.integers(0, 3, count),
        signals=generator.integers(0, 2, (count, 6)),
        ratings=generator.integers(1, 6, 8),
        satisfaction=int(generator.integers(1, 6)),
        choices={name: int(generator.integers(len(values))) for name, values in CHOICES.items()},
    )


def encode(talk: Conversation) -> tuple[NDArray[np.float16], NDArray[np.int64]]:
    """One token a word; its state is the length of the word."""
    words = [turn.text.split() for turn in talk.turns]
    states = [[len(word)] * WIDTH for turn in words for word in turn]
    return np.array(states, dtype=np.float16), np.array([len(turn) for turn in words], dtype=np.int64)


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    first, later = conversation("a1-da-001", "hej med dig", "goddag"), conversation("h1-da-001", "nå", "ja så", "tak")
    write({first.id: (first, gold(2, 0)), later.id: (later, gold(3, 1))}, encode, tmp_path)
    changed = conversation("h1-da-001", "nå din ged", "ja så", "tak")
    write({later.id: (changed, gold(3, 2))}, encode, tmp_path / "variants")
    return tmp_path


def test_read_back_as_written(prepared: Path) -> None:
    first, later = load_examples(prepared).values()
    assert first.states[:, 0].tolist() == [3, 3, 3, 6]
    assert first.lengths.tolist() == [3, 1]
    assert first.roles.tolist() == [CUSTOMER, AGENT]
    assert first.features[:, 0].tolist() == [3, 6]
    assert later.states[:, 0].tolist() == [2, 2, 2, 3]
    for example, right in ((first, gold(2, 0)), (later, gold(3, 1))):
        for name in (*OF_TURNS, "ratings"):
            np.testing.assert_array_equal(getattr(example.gold, name), getattr(right, name))
        assert (example.gold.satisfaction, example.gold.choices) == (right.satisfaction, right.choices)


def test_variation_and_source(prepared: Path) -> None:
    first, later = load_examples(prepared).values()
    assert first.variant is None
    assert later.variant is not None
    assert later.variant.lengths.tolist() == [3, 2, 1]
    np.testing.assert_array_equal(later.variant.gold.sentiment, gold(3, 2).sentiment)
    assert [SOURCES[example.source] for example in (first, later, later.variant)] == ["first", "later", "later"]
