"""Who labelled what, and how conversations are added to the corpus."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from training.corpus import SOURCES, WAITING, append, records, source, splits


def waiting() -> list[str]:
    """The ids of what is to be learnt from next."""
    return [json.loads(line)["id"] for line in WAITING.read_text("utf-8").splitlines()] if WAITING.exists() else []


def test_every_source_has_conversations() -> None:
    names = [record["id"] for record in records()]
    found = Counter(SOURCES[source(name)] for name in [*names, *waiting()])
    assert set(found) == set(SOURCES)
    assert all(splits()[name] == "train" for name in names if SOURCES[source(name)] != "first")


def test_what_waits_is_of_later_annotators_and_in_no_split_yet() -> None:
    assert not [name for name in waiting() if name in splits() or SOURCES[source(name)] == "first"]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    waits, talks, split = (tmp_path / name for name in ("next.jsonl", "conversations.jsonl", "splits.json"))
    waits.write_text('{"id": "q1-da-001", "n": 1}\n{"id": "q1-da-002", "n": 2}\n', encoding="utf-8")
    talks.write_text('{"id": "a1-da-001", "n": 0}\n', encoding="utf-8")
    split.write_text('{"a1-da-001": "test"}', encoding="utf-8")
    return waits, talks, split


def test_conversations_are_appended_as_training_material(files: tuple[Path, Path, Path]) -> None:
    waits, talks, split = files
    append(*files)
    assert [json.loads(line)["n"] for line in talks.read_text("utf-8").splitlines()] == [0, 1, 2]
    assert json.loads(split.read_text("utf-8")) == {"a1-da-001": "test", "q1-da-001": "train", "q1-da-002": "train"}
    assert not waits.exists()


@pytest.mark.parametrize("name", ["a1-da-001", "q1-da-001"], ids=["in the corpus", "twice in the file"])
def test_an_id_that_is_taken_changes_nothing(files: tuple[Path, Path, Path], name: str) -> None:
    with files[0].open("a", encoding="utf-8") as out:
        out.write(json.dumps({"id": name}) + "\n")
    before = [path.read_bytes() for path in files]
    with pytest.raises(ValueError, match=f"next.jsonl: {name} is in the corpus already"):
        append(*files)
    assert [path.read_bytes() for path in files] == before
