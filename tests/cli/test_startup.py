from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sounds import talk, write_call

ROOT = Path(__file__).parents[2]
HEAVY = (
    "numpy",
    "onnxruntime",
    "tokenizers",
    "pydantic",
    "openpyxl",
    "jinja2",
    "markdown_it",
    "rich",
    "py3langid",
    "phonenumbers",
    "sklearn",
    "scipy",
    "av",
    "faster_whisper",
    "ctranslate2",
    "sqlalchemy",
    "alembic",
)


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(  # noqa: S603
        [sys.executable, *arguments], capture_output=True, text=True, check=False, env=environment
    )


def test_help_loads_nothing_heavy() -> None:
    commands = [
        ["--version"],
        ["--help"],
        *([command, "--help"] for command in ("score", "inspect", "formats", "transcribe", "evaluate", "calibrate")),
        ["privacy-report", "--help"],
        ["store", "reviews", "--help"],
        ["rescore", "--help"],
        ["store", "erase", "--help"],
        ["purge", "--help"],
        ["names", "show", "--help"],
        ["audit", "verify", "--help"],
    ]
    code = (
        "import json, sys; from convqa.cli import main\n"
        "for one in %r: main(one, standalone_mode=False); print(); print(json.dumps([one, sorted(sys.modules)]))"
    )
    done = python("-c", code % commands)
    assert done.returncode == 0, done.stderr
    after = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[[")]
    assert [arguments for arguments, _ in after] == commands
    for arguments, loaded in after:
        assert "convqa.cli.score" in loaded
        assert set(loaded).isdisjoint(HEAVY), arguments


def test_without_its_extra_calibrate_says_what_to_install(tmp_path: Path) -> None:
    file = tmp_path / "reviews.jsonl"
    file.write_text('{"id": "a"}', encoding="utf-8")
    code = "import sys; sys.modules['sklearn'] = None; from convqa.cli import main; main(%r)"
    done = python("-c", code % ["calibrate", str(file), str(file), "--output", str(tmp_path / "site.json")])
    assert done.returncode == 2
    assert "pip install 'convqa[calibrate]'" in done.stderr


@pytest.mark.parametrize("library", ["av", "faster_whisper"])
def test_without_its_extra_a_recording_says_what_to_install_and_the_rest_is_read(tmp_path: Path, library: str) -> None:
    write_call(tmp_path / "a.wav", talk())
    (tmp_path / "b.txt").write_text("Agent: Hello.\nCustomer: Hi.\n", encoding="utf-8")
    code = (
        "import sys; sys.modules[%r] = None\n"
        "from convqa.cli.loading import load_speech\n"
        "from convqa.cli.reading import SpeechRequest\n"
        "from convqa.ingest import IngestOptions, read\n"
        "for one in read([%r], IngestOptions(speech=load_speech(SpeechRequest()))): print(getattr(one, 'id', one))"
    )
    done = python("-c", code % (library, str(tmp_path)))
    assert done.returncode == 0, done.stderr
    error, other = done.stdout.splitlines()
    assert error.startswith(f"{tmp_path / 'a.wav'}: ")
    assert error.endswith("needs an optional part; run: pip install 'convqa[audio]'.")
    assert other == "b"


def test_text_is_read_without_the_libraries_of_sound(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Agent: Hello.\nCustomer: Hi.\n", encoding="utf-8")
    code = (
        "import sys; from convqa.cli import main; main(%r, standalone_mode=False); "
        "print(sorted({'av', 'faster_whisper', 'ctranslate2'} & set(sys.modules)))"
    )
    done = python("-c", code % ["inspect", str(tmp_path)])
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_scoring_without_a_store_or_a_workbook_loads_no_library_of_either() -> None:
    code = (
        "import sys; import convqa.classify, convqa.cli.scoring, convqa.report.records; "
        "print(sorted({'sqlalchemy', 'alembic', 'openpyxl'} & set(sys.modules)))"
    )
    done = python("-c", code)
    assert done.stdout.splitlines() == ["[]"], done.stderr


def test_python_m_convqa_is_convqa() -> None:
    done = python("-m", "convqa", "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: convqa [OPTIONS] COMMAND")


def test_a_wrong_call_sets_the_exit_code() -> None:
    assert python("-m", "convqa", "score").returncode == 2
