"""An id that comes twice is told at the end, and is no failure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Convqa

SAID = [
    ("agent", "Hej, du taler med Jonas."),
    ("customer", "Hej, min pakke er væk, og jeg har skrevet til jer to gange."),
]
TURNS = [{"role": role, "text": text} for role, text in SAID]


@pytest.mark.parametrize("command", ["score", "inspect"])
def test_an_id_in_two_files(command: str, tmp_path: Path, convqa: Convqa) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(
            json.dumps({"id": "Lene Dahl", "language": "da", "turns": TURNS}), encoding="utf-8"
        )
    result = convqa(command, tmp_path)
    assert result.exit_code == 0
    assert "1 conversation has an id that came before, in b.json; each counts by itself" in result.stderr
    assert "Lene" not in result.stderr


def test_several(tmp_path: Path, convqa: Convqa) -> None:
    line = json.dumps({"id": "1", "language": "da", "turns": TURNS}) + "\n"
    (tmp_path / "x.jsonl").write_text(line * 3, encoding="utf-8")
    result = convqa("score", tmp_path / "x.jsonl", "--quiet")
    assert "2 conversations have an id that came before (the first in x.jsonl)" in result.stderr


def test_ids_that_were_made_up_do_not_count(tmp_path: Path, convqa: Convqa) -> None:
    for name in ("a.json", "a.jsonl"):
        (tmp_path / name).write_text(json.dumps({"language": "da", "turns": TURNS}), encoding="utf-8")
    assert "came before" not in convqa("score", tmp_path).stderr
