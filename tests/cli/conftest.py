from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from convqa.cli import main
from convqa.cli.loading import Loaders
from convqa.cli.reading import SpeechRequest
from convqa.ingest import SpeechOptions
from convqa.pipeline import Classifier
from convqa.redaction import mask_path
from tests.sounds import FakeDiarizer, FakeEngine

Convqa = Callable[..., Result]

CHAT = """Agent: Hi, this is support, you are talking to Jonas. How can I help?
Customer: Hello, my parcel has not arrived and I have written twice already.
Agent: I am sorry about that. I have sent a new one today, it will be with you on Thursday.
Customer: Great, thank you for the help.
"""


def fake_speech(request: SpeechRequest) -> SpeechOptions:
    """What hears the sounds of `tests.sounds`."""
    return SpeechOptions(
        engine=FakeEngine,
        diarizer=FakeDiarizer,
        agent_channel=int(request.agent_channel) if request.agent_channel else None,
        speakers=request.speakers,
    )


def given(classifier: Classifier, _: Path | None, __: Path | None) -> Classifier:
    """Loads it; `partial(given, classifier)` can be sent to another process."""
    return classifier


def as_named(path: Path) -> str:
    """A pattern of how messages name a file: numbers of the test's own folder are replaced, too."""
    return re.escape(mask_path(str(path))) + r"(?: \(input \d+ of \d+\))?"


@pytest.fixture
def convqa(classifier: Classifier) -> Convqa:
    """Run the command line with the fake classifier: `convqa("score", path, "--quiet")`."""

    def run(*arguments: str | Path, stdin: bytes | str | None = None) -> Result:
        return CliRunner(catch_exceptions=False).invoke(
            main,
            [str(argument) for argument in arguments],
            obj=Loaders(classifier=partial(given, classifier), speech=fake_speech),
            input=stdin,
        )

    return run


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """A folder with ten good conversations in it."""
    folder = tmp_path / "calls"
    folder.mkdir()
    for number in range(10):
        text = CHAT.replace("parcel", f"parcel of order {'ABCDEFGHIJ'[number]}")
        (folder / f"chat-{number}.txt").write_text(text, encoding="utf-8")
    return folder
