"""The command with the released model, on the samples and on awkward input."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from convqa.cli import main
from convqa.cli.loading import Loaders, load_released
from convqa.codebook import RATINGS
from tests.cli.conftest import given

pytestmark = pytest.mark.usefixtures("released_model")


def convqa(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def scored(samples: Path) -> list[dict[str, Any]]:
    result = convqa("score", samples, "--output", "-")
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_format_and_language_of_the_samples_is_scored(scored: list[dict[str, Any]], samples: Path) -> None:
    sources = {record["conversation"]["source"] for record in scored}
    assert sources == {path.name for path in samples.iterdir() if path.suffix != ".md"}
    assert {record["conversation"]["language"] for record in scored} == {"da", "nb", "nn", "sv", "en"}


def test_every_rating_is_the_exact_sum_of_its_parts(scored: list[dict[str, Any]]) -> None:
    ratings = [rating for record in scored for card in record["scorecards"] for rating in card["ratings"].values()]
    rated = [rating for rating in ratings if rating is not None]
    assert len(rated) >= 10 * len(RATINGS)
    for rating in rated:
        parts = [part["amount"] for part in (*rating["contributions"], *rating["absences"])]
        assert sum(Decimal(str(part)) for part in [rating["base"], *parts]) == Decimal(str(rating["value"]))
        assert 1 <= rating["value"] <= 5


@pytest.mark.sweep
def test_the_same_bytes_with_any_number_of_workers_and_any_neighbours(samples: Path, released_model: Path) -> None:
    loaders = Loaders(classifier=partial(given, load_released(released_model, None)))

    def score(*arguments: str | Path) -> str:
        words = ["score", *map(str, arguments), "--output", "-"]
        return CliRunner(catch_exceptions=False).invoke(main, words, obj=loaders).stdout

    lines = [score(samples, "--workers", n) for n in ("1", "4")]
    assert lines[0] == lines[1]
    alone = [score(path) for path in sorted(samples.iterdir()) if path.suffix != ".md"]
    assert "".join(alone) == lines[0]


def test_a_model_folder_can_be_named(samples: Path, released_model: Path) -> None:
    named = convqa("score", samples / "chat.txt", "--output", "-", "--model", released_model)
    assert named.exit_code == 0
    assert named.stdout == convqa("score", samples / "chat.txt", "--output", "-").stdout


@pytest.mark.slow
def test_ten_thousand_turns_are_scored(tmp_path: Path) -> None:
    turns = "Agent: What is the number of your order?\nCustomer: I do not know, I have asked about it before.\n"
    (tmp_path / "long.txt").write_text(turns * 5000, encoding="utf-8")
    result = convqa("score", tmp_path / "long.txt", "--output", "-")
    assert result.exit_code == 0, result.stderr
    assert len(json.loads(result.stdout)["turns"]) == 10_000


@pytest.mark.slow
def test_a_turn_of_two_megabytes_is_scored(tmp_path: Path) -> None:
    huge = "Customer: My parcel is late. " + "Where is it? " * 160_000
    (tmp_path / "huge.txt").write_text(f"Agent: How can I help?\n{huge}\nAgent: I will find it.\n", encoding="utf-8")
    result = convqa("score", tmp_path / "huge.txt", "--output", "-")
    assert result.exit_code == 0, result.stderr
    assert len(json.loads(result.stdout)["turns"]) == 3
