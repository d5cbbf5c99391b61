"""The card says what was measured, and the models in the repository are the ones that were measured."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from training.card import render
from training.corpus import FILES, LATER_BATCHES, LATER_FOLDS, SPLITS, WAITING
from training.evaluation.form import FORMAT

ROOT = Path(__file__).parent.parent.parent
MODELS = sorted(path.parent for path in (ROOT / "models").glob("*/metrics.json"))
NAMES = [model.name for model in MODELS]
FIGURE = re.compile(r"([+-]?\d\.\d\d) \[([+-]?\d\.\d\d), ([+-]?\d\.\d\d)\]")


def metrics_of(model: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((model / "metrics.json").read_text(encoding="utf-8"))
    return loaded


def figures(value: Any) -> Iterator[tuple[str, ...]]:
    """Every figure of the metrics as a card may print it."""
    if isinstance(value, dict):
        if {"value", "low", "high"} <= set(value) and value["value"] is not None:
            numbers = [value[name] for name in ("value", "low", "high")]
            yield tuple(f"{number:.2f}" for number in numbers)
            yield tuple(f"{number:+.2f}" for number in numbers)
        for part in value.values():
            yield from figures(part)


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_every_figure_of_a_card_was_measured(model: Path) -> None:
    found = set(FIGURE.findall((model / "README.md").read_text(encoding="utf-8")))
    assert len(found) > 30
    assert found <= set(figures(metrics_of(model)))


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_a_card_equals_the_recorded_metrics(model: Path) -> None:
    metrics, errors = metrics_of(model), model / "errors.md"
    assert metrics["format"] == FORMAT
    text = errors.read_text(encoding="utf-8") if errors.exists() else None
    assert (model / "README.md").read_text(encoding="utf-8") == render(metrics, text)


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
@pytest.mark.parametrize("path", [*FILES, SPLITS], ids=lambda path: path.name)
def test_the_metrics_are_of_the_corpus_that_is_here(model: Path, path: Path) -> None:
    assert metrics_of(model)["data"][path.name] == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_the_metrics_are_of_the_model_that_is_here(model: Path) -> None:
    meta = json.loads((model / "meta.json").read_text(encoding="utf-8"))
    metrics = metrics_of(model)
    assert metrics["model"] == f"{meta['name']}@{meta['version']}"
    assert metrics["files"] == meta["files"]
    assert metrics.get("weights") == meta.get("weights")


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_the_metrics_can_be_read(model: Path) -> None:
    assert (model / "metrics.json").stat().st_size < 300_000


def test_the_splits_cover_the_corpus_and_hold_out_whole_batches() -> None:
    split = json.loads(SPLITS.read_text(encoding="utf-8"))
    lines = [line for path in FILES for line in path.read_text(encoding="utf-8").split("\n") if line]
    ids = [json.loads(line)["id"] for line in lines]
    assert sorted(split) == sorted(ids)
    assert {split[name] for name in ids if name.split("-")[0] in ("a5", "p2")} == {"test"}
    assert set(split.values()) == {"test", "train", "0", "1", "2", "3", "4", *LATER_FOLDS}
    waiting = WAITING.read_text(encoding="utf-8").splitlines() if WAITING.exists() else []
    later = [name for name in ids if split[name] in ("train", *LATER_FOLDS)] + [
        json.loads(line)["id"] for line in waiting
    ]
    assert {name.split("-")[0] for name in later} <= set(LATER_BATCHES)


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_the_whole_model_is_small(model: Path) -> None:
    assert sum(file.stat().st_size for file in model.iterdir()) < 60_000_000
