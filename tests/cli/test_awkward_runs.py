"""Runs that go on for long, are stopped, or meet conversations of absurd size."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from convqa.assessment import Classification
from convqa.cli import main
from convqa.cli.loading import Loaders
from convqa.conversation import Conversation
from convqa.pipeline import Classifier

Convqa = Callable[..., Result]


class StoppedClassifier:
    """As if Ctrl-C were pressed while the file `chat-6` is scored."""

    name = "stopped@1"
    reference = None

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    def classify(self, conversation: Conversation) -> Classification:
        if "chat-6" in conversation.source:
            raise KeyboardInterrupt
        return self._classifier.classify(conversation)


def test_ctrl_c_ends_cleanly_and_what_was_written_stays(classifier: Classifier, calls: Path, tmp_path: Path) -> None:
    former = tmp_path / "table.csv"
    former.write_text("of an earlier run", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    result = CliRunner().invoke(
        main,
        ["score", str(calls), f"--output={out}", f"--csv={former}", "--workers=2"],
        obj=Loaders(classifier=lambda *_: StoppedClassifier(classifier)),
    )
    assert result.exit_code == 130
    assert result.stdout == ""
    assert result.stderr == f"Stopped; the records written so far are in {out}.partial.\n"
    lines = (tmp_path / "out.jsonl.partial").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["conversation"]["source"] for line in lines] == [f"chat-{n}.txt" for n in range(6)]
    assert former.read_text(encoding="utf-8") == "of an earlier run"
    assert not out.exists()


class PressingClassifier(StoppedClassifier):
    """Ctrl-C is pressed while the file `chat-3` is scored."""

    def classify(self, conversation: Conversation) -> Classification:
        if "chat-3" in conversation.source:
            signal.raise_signal(signal.SIGINT)
        return self._classifier.classify(conversation)


def test_ctrl_c_takes_effect_between_two_conversations(
    classifier: Classifier, calls: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out, before = tmp_path / "out.jsonl", signal.getsignal(signal.SIGINT)
    result = CliRunner().invoke(
        main,
        ["score", str(calls), f"--output={out}", "--workers=1"],
        obj=Loaders(classifier=lambda *_: PressingClassifier(classifier)),
    )
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr == f"Stopped; the records written so far are in {out}.partial.\n"
    assert capfd.readouterr().err == "Stopping after the conversation in hand; Ctrl-C again stops at once.\n"
    lines = (tmp_path / "out.jsonl.partial").read_text(encoding="utf-8").splitlines()
    sources = [json.loads(line)["conversation"]["source"] for line in lines]
    assert 0 < len(sources) < 10
    assert sources == [f"chat-{n}.txt" for n in range(len(sources))]
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_without_a_file_says_only_that(classifier: Classifier, calls: Path) -> None:
    result = CliRunner().invoke(
        main, ["score", str(calls)], obj=Loaders(classifier=lambda *_: StoppedClassifier(classifier))
    )
    assert (result.exit_code, result.output) == (130, "Stopped.\n")


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        pytest.param("Agent: What is your number?\nKunde: Jeg ved det ikke.\n" * 5000, 10_000, id="10,000 turns"),
        pytest.param(
            "Agent: Hello?\nCustomer: " + "Where is it? " * 160_000 + "\nAgent: Soon.\n", 3, id="2 MB of words"
        ),
        pytest.param("Agent: Hello?\nCustomer: " + "a" * 2_000_000 + "\nAgent: Soon.\n", 3, id="2 MB of one letter"),
        pytest.param("Agent: Hello?\nCustomer: " + "1 " * 1_000_000 + "\nAgent: Soon.\n", 3, id="2 MB of digits"),
        pytest.param("Agent: Hello?\nCustomer: " + "Anna " * 400_000 + "\nAgent: Soon.\n", 3, id="2 MB of names"),
    ],
)
@pytest.mark.slow
def test_size_alone_breaks_nothing(convqa: Convqa, tmp_path: Path, text: str, turns: int) -> None:
    path = tmp_path / "huge.txt"
    path.write_text(text, encoding="utf-8")
    result = convqa("score", path, "--output", "-", "--language", "en")
    assert result.exit_code == 0, result.stderr
    assert len(json.loads(result.stdout)["turns"]) == turns
