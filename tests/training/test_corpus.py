"""Who labelled what, and how conversations are added to the corpus."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from training.annotators import annotator
from training.corpus import LATER_FOLDS, WAITING, append, deal, later, lifelike, splits


def waiting() -> list[str]:
    """The ids of what is to be learnt from next."""
    return [json.loads(line)["id"] for line in WAITING.read_text("utf-8").splitlines()] if WAITING.exists() else []


def test_what_came_later_has_later_folds_or_none() -> None:
    split = splits()
    assert all(split[name] in ("train", *LATER_FOLDS) for name in split if later(name))
    assert all(split[name] not in LATER_FOLDS for name in split if not later(name))


def test_whole_batches_are_dealt_so_that_each_fold_has_its_share_of_a_language() -> None:
    batches = {f"{wave}{number}": language for wave in "qrt" for number, language in enumerate(("da", "sv"))}
    rows = [{"id": f"{name}-x-{i}", "language": language} for name, language in batches.items() for i in range(5)]
    dealt = deal(rows)
    assert set(dealt) == set(batches)
    for language in ("da", "sv"):
        assert {dealt[name] for name, spoken in batches.items() if spoken == language} == set(LATER_FOLDS)


def test_the_later_folds_are_of_whole_batches() -> None:
    folds: dict[str, set[str]] = {}
    for name, fold in splits().items():
        if fold in LATER_FOLDS:
            folds.setdefault(name.split("-")[0], set()).add(fold)
    assert all(len(found) == 1 for found in folds.values())
    assert {fold for found in folds.values() for fold in found} == set(LATER_FOLDS)


def test_real_threads_and_what_was_written_as_real_logs_are_is_lifelike() -> None:
    assert all(map(lifelike, ("ibm-dev-008", "ibm2-test-201", "ibm3c-test-004", "w1-en-001", "x8-sv-014")))
    assert not any(map(lifelike, ("a1-da-001", "t1-da-001", "q8-en-077")))


def test_what_waits_came_later_and_is_in_no_split_yet() -> None:
    assert not [name for name in waiting() if name in splits() or not later(name)]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    waits, talks, split = (tmp_path / name for name in ("next.jsonl", "conversations.jsonl", "splits.json"))
    rows = [{"id": f"q1-da-00{number}", "language": "da", "n": number} for number in (1, 2)]
    waits.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    talks.write_text('{"id": "a1-da-001", "n": 0}\n', encoding="utf-8")
    split.write_text('{"a1-da-001": "test"}', encoding="utf-8")
    return waits, talks, split


def test_conversations_are_appended_in_a_fold_of_their_own(files: tuple[Path, Path, Path]) -> None:
    waits, talks, split = files
    append(*files)
    assert [json.loads(line)["n"] for line in talks.read_text("utf-8").splitlines()] == [0, 1, 2]
    assert json.loads(split.read_text("utf-8")) == {"a1-da-001": "test", "q1-da-001": "5", "q1-da-002": "5"}
    assert not waits.exists()


@pytest.mark.parametrize("name", ["a1-da-001", "q1-da-001"], ids=["in the corpus", "twice in the file"])
def test_an_id_that_is_taken_changes_nothing(files: tuple[Path, Path, Path], name: str) -> None:
    with files[0].open("a", encoding="utf-8") as out:
        out.write(json.dumps({"id": name, "language": "da"}) + "\n")
    before = [path.read_bytes() for path in files]
    with pytest.raises(ValueError, match=f"next.jsonl: {name} is in the corpus already"):
        append(*files)
    assert [path.read_bytes() for path in files] == before


def test_the_readme_says_how_much_there_is() -> None:
    text = (WAITING.parent / "README.md").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in (WAITING.parent / "conversations.jsonl").read_text("utf-8").splitlines()]
    of_language = Counter(row["language"] for row in rows)
    assert f"{len(rows):,} invented support conversations, {sum(len(row['turns']) for row in rows):,} turns" in text
    assert all(f"{language} {n:,}" in text for language, n in of_language.items())
    second, third, split = set(annotator("second")), set(annotator("third")), splits()
    train = {name for name, part in split.items() if part == "train"}
    figured = {*split} - train
    assert f"(test and the eight folds: {len(figured):,})" in text
    assert figured <= second & third
    assert f"the {len(train & second):,} of `train` once more ({len(train & third)} of them twice)" in text
    assert train <= second
