"""The card says what was measured, and the model in the repository is the one that was measured."""

import hashlib
import json
from pathlib import Path

import pytest

from training.card import render
from training.corpus import FILES, SPLITS

ROOT = Path(__file__).parent.parent.parent
MODEL = ROOT / "models" / "service-1"
METRICS = json.loads((MODEL / "metrics.json").read_text(encoding="utf-8"))


def test_the_card_equals_the_recorded_metrics() -> None:
    assert (MODEL / "README.md").read_text(encoding="utf-8") == render(METRICS)


@pytest.mark.parametrize("path", [*FILES, SPLITS], ids=lambda path: path.name)
def test_the_metrics_are_of_the_corpus_that_is_here(path: Path) -> None:
    assert METRICS["data"][path.name] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_splits_cover_the_corpus_and_hold_out_whole_batches() -> None:
    split = json.loads(SPLITS.read_text(encoding="utf-8"))
    lines = [line for path in FILES for line in path.read_text(encoding="utf-8").split("\n") if line]
    ids = [json.loads(line)["id"] for line in lines]
    assert sorted(split) == sorted(ids)
    assert {split[name] for name in ids if name.split("-")[0] in ("a5", "p2")} == {"test"}
    assert set(split.values()) == {"test", "0", "1", "2", "3", "4"}


def test_the_whole_model_is_small() -> None:
    assert sum(file.stat().st_size for file in MODEL.iterdir()) < 60_000_000
