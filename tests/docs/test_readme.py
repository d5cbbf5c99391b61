"""The README's examples are what the command prints; `make readme` (this file run as a script) writes them anew."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from convqa.cli import main

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
SAMPLES = str(ROOT / "data" / "samples")
BLOCK = re.compile(r"(?P<start><!-- (?P<name>\w+) -->\n)(?P<body>.*?)(?P<end><!-- end -->)", re.DOTALL)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def print_table() -> str:
    return CliRunner().invoke(main, ["score", SAMPLES]).stdout


def print_record() -> str:
    """Four places of the record of the Danish chat."""
    options = ["--output", "-", "--feedback-language", "en"]
    record = json.loads(CliRunner().invoke(main, ["score", f"{SAMPLES}/chat.txt", *options]).stdout)
    (card,) = record["scorecards"]
    turn = next(turn for turn in record["turns"] if "+" in turn["labels"])
    shown = {
        f"turns[{turn['index']}]": {name: turn[name] for name in ("role", "text", "labels")},
        "scorecards[0].total": card["total"],
        "scorecards[0].ratings.ownership": card["ratings"]["ownership"],
        "scorecards[0].feedback[0]": card["feedback"][0],
    }
    return "".join(f"{place} = {json.dumps(value, ensure_ascii=False)}\n" for place, value in shown.items())


EXAMPLES: dict[str, Callable[[], str]] = {"table": print_table, "record": print_record}


def with_examples(readme: str) -> str:
    """The README with each example printed anew."""

    def anew(block: re.Match[str]) -> str:
        lines = [line.rstrip() for line in EXAMPLES[block["name"]]().strip("\n").splitlines()]
        return "\n".join([f"{block['start']}```text", *lines, "```", block["end"]])

    return BLOCK.sub(anew, readme)


def is_same(shown: str, printed: str) -> bool:
    """Equal text with equal numbers; ratings may differ by 0.02 between machines, totals by 0.5."""

    def close(one: str, other: str) -> bool:
        allowed = {0: 0.0, 1: 0.5}.get(len(one.partition(".")[2]), 0.02)
        return abs(float(one) - float(other)) <= allowed + 1e-9

    return NUMBER.sub("#", shown) == NUMBER.sub("#", printed) and all(
        map(close, NUMBER.findall(shown), NUMBER.findall(printed))
    )


@pytest.mark.usefixtures("released_model")
def test_the_examples_are_what_is_printed() -> None:
    readme = README.read_text(encoding="utf-8")
    assert {block["name"] for block in BLOCK.finditer(readme)} == set(EXAMPLES)
    assert is_same(readme, with_examples(readme)), "the README's examples are out of date; run: make readme"


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("total 61.5, 3.6213 of 8", "total 61.5, 3.6213 of 8", True),
        ("total 61.5, 3.6213 of 8", "total 61.1, 3.6300 of 8", True),
        ("total 61.5, 3.6213 of 8", "total 62.1, 3.6213 of 8", False),
        ("total 61.5, 3.6213 of 8", "total 61.5, 3.6613 of 8", False),
        ("total 61.5, 3.6213 of 8", "total 61.5, 3.6213 of 9", False),
        ("total 61.5, 3.6213 of 8", "Total 61.5, 3.6213 of 8", False),
        ("1 2", "1", False),
    ],
)
def test_sameness_forgives_machines_and_nothing_else(shown: str, printed: str, same: bool) -> None:
    assert is_same(shown, printed) == same


if __name__ == "__main__":
    README.write_text(with_examples(README.read_text(encoding="utf-8")), encoding="utf-8")
