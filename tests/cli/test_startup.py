from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = (
    "numpy",
    "onnxruntime",
    "tokenizers",
    "pydantic",
    "openpyxl",
    "jinja2",
    "rich",
    "py3langid",
    "phonenumbers",
    "sklearn",
    "scipy",
)


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(  # noqa: S603
        [sys.executable, *arguments], capture_output=True, text=True, check=False, env=environment
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        *([command, "--help"] for command in ("score", "inspect", "formats", "evaluate", "calibrate")),
    ],
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import json, sys; from convqa.cli import main; main(%r, standalone_mode=False); "
        "print(); print(json.dumps(sorted(sys.modules)))"
    )
    done = python("-c", code % arguments)
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "convqa.cli.score" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_without_its_extra_calibrate_says_what_to_install(tmp_path: Path) -> None:
    file = tmp_path / "reviews.jsonl"
    file.write_text('{"id": "a"}', encoding="utf-8")
    code = "import sys; sys.modules['sklearn'] = None; from convqa.cli import main; main(%r)"
    done = python("-c", code % ["calibrate", str(file), str(file), "--output", str(tmp_path / "site.json")])
    assert done.returncode == 2
    assert "pip install 'convqa[calibrate]'" in done.stderr


def test_python_m_convqa_is_convqa() -> None:
    done = python("-m", "convqa", "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: convqa [OPTIONS] COMMAND")


def test_a_wrong_call_sets_the_exit_code() -> None:
    assert python("-m", "convqa", "score").returncode == 2
