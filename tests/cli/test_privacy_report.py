from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from convqa.conversation import Language
from convqa.report.texts import texts
from tests.cli.conftest import Convqa

RUBRIC = """name = "own"
version = 7
[weights]
contact = 1
discover = 1
respond = 2
ownership = 2
clarity = 1
presence = 1
extra = 0
effort = 1
"""


def evaluation(**changes: Any) -> str:
    figure = {"value": 0.5123, "low": 0.4, "high": 0.6}
    document = {
        "models": ["service@6"],
        "conversations": {"compared": 321, "without_a_review": []},
        "parts": [
            {"part": "contact", "n": 300, "conversations": 300, "figures": {"kappa": figure}, "languages": {}},
            {"part": "extra", "n": 7, "conversations": 7, "figures": {}},
            {"part": "effort", "n": 0, "conversations": 0, "figures": {}},
            {"part": "sentiment", "n": 900, "conversations": 100, "figures": {"kappa": figure}},
        ],
    }
    return json.dumps(document | changes)


@pytest.mark.parametrize("language", Language)
def test_the_papers_of_the_shipped_setup(convqa: Convqa, tmp_path: Path, language: Language) -> None:
    done = convqa("privacy-report", "--output", tmp_path / "papers", "--language", language.value)
    assert done.exit_code == 0, done.output
    names = [f"{name}-{language}.{form}" for name in ("dpia", "employees") for form in ("md", "html")]
    assert done.stdout.splitlines() == [str(tmp_path / "papers" / name) for name in names]
    text = (tmp_path / "papers" / names[0]).read_text(encoding="utf-8")
    assert "service@6" in text
    assert texts(language).number(0.68) in text  # of the model's own metrics


def test_the_options_of_a_run_are_what_the_papers_say(convqa: Convqa, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(RUBRIC, encoding="utf-8")
    (tmp_path / "figures.json").write_text(evaluation(), encoding="utf-8")
    (tmp_path / "site.key").write_text("0123456789abcdef0123", encoding="utf-8")
    (tmp_path / "heard").mkdir()
    done = convqa(
        "privacy-report", "--output", tmp_path / "out", "--rubric", tmp_path / "own.toml", "--key-file",
        tmp_path / "site.key", "--evaluation", tmp_path / "figures.json", "--speech-model", tmp_path / "heard",
        "--diarization-model", tmp_path / "voices-of-ours",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    written = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir()}
    for name in ("dpia-en.md", "employees-en.md"):
        text = written[name]
        assert "own@7, this site's own" in text
        assert "with the model heard, voices told apart by voices-of-ours" in text
        assert "this site's own, secret" in text
        assert "on 321 conversations" in text
        assert "| Contact | 0.51 | 0.40 – 0.60 | 300 |" in text
        assert "| That little extra | too few for a figure | – | 7 |" in text
        assert "another one" not in text
    for text in written.values():
        assert str(tmp_path) not in text
        assert "0123456789abcdef" not in text


def test_recordings_are_heard_by_the_default_model(convqa: Convqa, tmp_path: Path) -> None:
    assert convqa("privacy-report", "--output", tmp_path, "--recordings").exit_code == 0
    text = (tmp_path / "employees-en.md").read_text(encoding="utf-8")
    assert "with the model small, voices told apart by the encoder that comes with convqa" in text


def test_a_filled_in_paper_stays(convqa: Convqa, tmp_path: Path) -> None:
    (tmp_path / "dpia-en.md").write_text("filled in", encoding="utf-8")
    done = convqa("privacy-report", "--output", tmp_path)
    assert done.exit_code == 2
    assert "--overwrite" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["dpia-en.md"]
    assert convqa("privacy-report", "--output", tmp_path, "--overwrite").exit_code == 0
    assert (tmp_path / "dpia-en.md").read_text(encoding="utf-8") != "filled in"


@pytest.mark.parametrize("content", ["", "[]", "{", evaluation(parts=[{"part": "contact"}]), evaluation(models=3)])
def test_figures_of_another_shape_are_refused(convqa: Convqa, tmp_path: Path, content: str) -> None:
    (tmp_path / "figures.json").write_text(content, encoding="utf-8")
    done = convqa("privacy-report", "--output", tmp_path / "out", "--evaluation", tmp_path / "figures.json")
    assert done.exit_code == 2
    assert "convqa evaluate --json" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("option", "content", "said"),
    [("--key-file", "short", "fewer than 16 bytes"), ("--rubric", "x", "TOML"), ("--calibration", "{}", "calibration")],
)
def test_files_that_a_run_would_refuse_are_refused(
    convqa: Convqa, tmp_path: Path, option: str, content: str, said: str
) -> None:
    (tmp_path / "file").write_text(content, encoding="utf-8")
    done = convqa("privacy-report", "--output", tmp_path / "out", option, tmp_path / "file")
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / "out").exists()
