"""The released model says on this machine what was recorded when it was made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import pytest

from convqa.classify import Classifier
from convqa.models import find_model
from training.record import EQUAL, TOLERANCE, frozen, said


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.sweep)])
def test_recorded_predictions_are_reproduced(every: int) -> None:
    folder = find_model(None)
    recorded = [json.loads(line) for line in (folder / "recorded.jsonl").read_text(encoding="utf-8").splitlines()]
    talks = frozen()
    assert [line["id"] for line in recorded] == [talk.id for talk in talks]
    recorded, talks = recorded[::every], talks[::every]
    found = list(said(Classifier.load(folder), talks))
    assert list(said(Classifier.load(folder), talks[:5])) == found[:5], "the same machine must give the same"
    labels = [
        one == other
        for before, now in zip(recorded, found, strict=True)
        for one, other in zip_longest(marks(before), marks(now))
    ]
    assert sum(labels) / len(labels) >= EQUAL
    for before, now in zip(recorded, found, strict=True):
        for old, new in zip(numbers(before), numbers(now), strict=True):
            assert abs(old - new) <= TOLERANCE, before["id"]


def marks(line: dict[str, Any]) -> list[str | None]:
    return [*line["turn_labels"], *line["choices"].values()]


def numbers(line: dict[str, Any]) -> Iterator[float]:
    yield line["satisfaction"]
    for values in line["values"]:
        yield from (value for value in values if value is not None)
