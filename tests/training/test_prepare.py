"""What is written for training is read back as it was: tokens, roles, gold, the variations and who labelled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tokenizers import Tokenizer

from convqa.calibration.pairs import Gold
from convqa.codebook import CHOICES
from convqa.conversation import Conversation, Language, Role, Turn
from convqa.models import find_model
from training.example import AGENT, CUSTOMER, OF_TURNS, load_examples
from training.prepare import write

LONGEST = 2048


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


def said(tokenizer: Tokenizer, turn: NDArray[np.int64]) -> str:
    text: str = tokenizer.decode(turn.tolist())
    return text


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(find_model(None) / "tokenizer.json"))


@pytest.fixture
def prepared(tmp_path: Path, tokenizer: Tokenizer) -> Path:
    first, later = conversation("a1-da-001", "hej med dig", "goddag"), conversation("h1-da-001", "nå", "ja så", "tak")
    found = {first.id: (first, gold(2, 0)), later.id: (later, gold(3, 1))}
    write(found, tokenizer, LONGEST, tmp_path / "corpus.npz")
    for number in range(2):
        changed = conversation("h1-da-001", f"nå din ged {number}", "ja så", "tak")
        varied = {first.id: (first, gold(2, 0)), later.id: (changed, gold(3, 2 + number))}
        write(varied, tokenizer, LONGEST, tmp_path / f"variants-{number}.npz")
    return tmp_path


def test_read_back_as_written(prepared: Path, tokenizer: Tokenizer) -> None:
    first, later = load_examples(prepared).values()
    assert [said(tokenizer, turn) for turn in first.turns] == ["customer: hej med dig", "agent: goddag"]
    assert first.roles.tolist() == [CUSTOMER, AGENT]
    assert [said(tokenizer, turn) for turn in later.turns] == ["customer: nå", "agent: ja så", "customer: tak"]
    for example, right in ((first, gold(2, 0)), (later, gold(3, 1))):
        for name in (*OF_TURNS, "ratings"):
            np.testing.assert_array_equal(getattr(example.gold, name), getattr(right, name))
        assert (example.gold.satisfaction, example.gold.choices) == (right.satisfaction, right.choices)


def test_variations(prepared: Path, tokenizer: Tokenizer) -> None:
    later = load_examples(prepared)["h1-da-001"]
    assert [said(tokenizer, one.turns[0]) for one in later.variants] == [
        "customer: nå din ged 0",
        "customer: nå din ged 1",
    ]
    for number, variant in enumerate(later.variants):
        np.testing.assert_array_equal(variant.gold.sentiment, gold(3, 2 + number).sentiment)
