"""`--names-model` in every command that redacts: what is wrong with it is said before anything is read."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.conftest import Convqa

COMMANDS = ("score", "redact", "transcribe", "inspect", "evaluate", "calibrate", "privacy-report")


def call(command: str, folder: Path) -> list[str | Path]:
    """A call that lacks nothing but what is tested."""
    (folder / "chat.txt").write_text(
        "Agent: Hej, hvad kan jeg hjælpe med?\nKunde: Min pakke er ikke kommet.\n", "utf-8"
    )
    (folder / "reviews.jsonl").write_text('{"id": "chat", "scores": {"contact": 4}}\n', encoding="utf-8")
    (folder / "call.wav").touch()
    chat, reviews = folder / "chat.txt", folder / "reviews.jsonl"
    calls: dict[str, list[str | Path]] = {
        "score": ["score", chat],
        "redact": ["redact", chat, "--output", folder / "out"],
        "transcribe": ["transcribe", folder / "call.wav", "--output", folder / "out"],
        "inspect": ["inspect", chat],
        "evaluate": ["evaluate", reviews, chat],
        "calibrate": ["calibrate", reviews, chat, "--output", folder / "site.json"],
        "privacy-report": ["privacy-report", "--output", folder / "out"],
    }
    return calls[command]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_language_that_is_none_is_refused(convqa: Convqa, tmp_path: Path, command: str) -> None:
    done = convqa(*call(command, tmp_path), "--names-model", "da=anything", "--names-model", "fi=fi_core_news_md")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr == (
        "Error: --names-model fi=fi_core_news_md: write LANGUAGE=NAME with one of da, nb, nn, sv, en, "
        "or the name alone.\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["call.wav", "chat.txt", "reviews.jsonl"]


@pytest.mark.skipif(find_spec("spacy") is not None, reason="spaCy is installed: tests/redaction/names has its tests")
def test_without_spacy_it_is_said_how_to_get_it(convqa: Convqa, tmp_path: Path) -> None:
    done = convqa(*call("score", tmp_path), "--names-model", "da_core_news_md")
    assert done.exit_code == 2
    assert done.stderr == "Error: --names-model needs an optional part; run: pip install 'convqa[spacy]'\n"


def test_records_were_scored_with_what_they_were_scored_with(convqa: Convqa, tmp_path: Path) -> None:
    call("evaluate", tmp_path)
    (tmp_path / "records.jsonl").touch()
    done = convqa(
        "evaluate",
        tmp_path / "reviews.jsonl",
        "--records",
        tmp_path / "records.jsonl",
        "--names-model",
        "da_core_news_md",
    )
    assert done.exit_code == 2
    assert done.stderr == (
        "Error: --names-model says how to score, and --records says what was scored; leave one out.\n"
    )
