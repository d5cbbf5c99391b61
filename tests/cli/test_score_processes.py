"""`convqa score` with more workers than one process can use."""

from __future__ import annotations

import os
import signal
from functools import partial
from multiprocessing import parent_process
from pathlib import Path

import pytest
from click.testing import CliRunner

from convqa.assessment import Classification
from convqa.cli import main
from convqa.cli.loading import Loaders
from convqa.conversation import Conversation
from tests.cli.conftest import CHAT, Convqa, given
from tests.conftest import FakeClassifier
from tests.store.published import contents

NUMBER = 67  # with one that is empty; two more than are scored before other processes are begun, which get one each
FATAL = "chat-66.txt"


class Fatal(FakeClassifier):
    """Ends the process in which it reads a certain conversation."""

    def classify(self, conversation: Conversation) -> Classification:
        if conversation.source.endswith(FATAL) and parent_process() is not None:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().classify(conversation)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    folder = tmp_path / "calls"
    folder.mkdir()
    for number in range(NUMBER):
        text = CHAT.replace("parcel", f"parcel of order {chr(97 + number % 26) * 4}{number}")
        (folder / f"chat-{number:02}.txt").write_text(text, encoding="utf-8")
    (folder / "chat-50.txt").write_text("", encoding="utf-8")
    return folder


def test_processes_change_no_byte_and_no_sentence(convqa: Convqa, many: Path, tmp_path: Path) -> None:
    written = set()
    for workers in (2, 9):
        out = {name: tmp_path / f"{workers}.{name}" for name in ("output", "csv", "report")}
        result = convqa("score", many, "--workers", workers, *(f"--{name}={path}" for name, path in out.items()))
        assert result.exit_code == 1
        written.add((result.stdout, result.stderr, *(path.read_bytes() for path in out.values())))
    assert len(written) == 1


@pytest.mark.sweep
def test_a_conversation_that_ends_its_process_is_listed_and_the_rest_is_scored(many: Path, tmp_path: Path) -> None:
    out = tmp_path / "records.jsonl"
    result = CliRunner(catch_exceptions=False).invoke(
        main,
        ["score", str(many), "--output", str(out), "--workers", "9", "--quiet"],
        obj=Loaders(classifier=partial(given, Fatal())),
    )
    assert result.exit_code == 1
    _, ended, closing = result.stderr.splitlines()
    assert (
        f"{FATAL}:1: a conversation was left out, since the process that read it ended, and a second one too" in ended
    )
    assert closing == f"2 inputs could not be scored and are listed above; {NUMBER - 2} conversations were scored."
    assert len(out.read_text(encoding="utf-8").splitlines()) == NUMBER - 2


@pytest.mark.sweep
def test_processes_change_no_row_of_a_store(convqa: Convqa, many: Path, tmp_path: Path) -> None:
    held = []
    for workers in (2, 9):
        place = tmp_path / f"{workers}.sqlite"
        convqa("store", "init", "--store", place)
        result = convqa("score", many, "--workers", workers, "--store", place, "--quiet")
        assert result.exit_code == 1
        held.append(contents(str(place)))
    assert held[0] == held[1]
    assert len(held[0]["assessment"]) == NUMBER - 1
