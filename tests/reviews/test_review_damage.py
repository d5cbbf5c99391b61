"""A damaged file of evaluations ends in reviews or clear sentences, never in a traceback, and no message quotes it."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from tests.ingest.formats.test_damage import damaged
from tests.reviews.conftest import expected, read, samples

SECRET = tuple(
    written
    for path in samples()
    for written in map(str.strip, re.split('["\n:<>;]', path.read_bytes().decode("cp1252")))
    if written.count(" ") > 3 and written[0].isalpha() and not written.endswith("?")
)
"""Whole remarks of the samples, which no message may quote."""


@pytest.mark.parametrize("variants", [150, pytest.param(1_000, marks=pytest.mark.sweep)])
@pytest.mark.parametrize("name", sorted({path.parent.name for path in samples()}))
def test_damaged_files(name: str, variants: int, tmp_path: Path) -> None:
    generator = random.Random(name)  # noqa: S311 - repeatable, not secret
    own = [path for path in samples() if path.parent.name == name]
    texts = {path: path.read_bytes().decode("cp1252" if path.suffix == ".csv" else "utf-8") for path in own}
    maps = {path: expected(path).get("maps", ()) for path in own}
    for _ in range(variants):
        sample = generator.choice(own)
        path = tmp_path / f"reviews{sample.suffix}"
        path.write_bytes(damaged(generator, texts[sample], sample.suffix))
        found = read(path, *maps[sample])
        for review in found.reviews:
            grades = [*review.scores.values(), review.satisfaction]
            assert review.conversation
            assert all(1 <= grade <= 5 for grade in grades if grade is not None)
            assert review.total is None or 0 <= review.total <= 100
        for problem in found.problems:
            message = str(problem)
            assert "fault in convqa" not in message, path.read_bytes()
            assert len(message) < 500
            assert not any(secret in message for secret in SECRET)
