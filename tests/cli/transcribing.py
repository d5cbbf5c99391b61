"""Recordings by hand for the tests of `transcribe`, and the command with an engine that counts."""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from convqa.cli import main
from convqa.cli.loading import Loaders
from convqa.cli.reading import SpeechRequest
from convqa.conversation import Language
from convqa.ingest import SpeechOptions
from convqa.ingest.audio.engine import Samples
from convqa.ingest.formats.speech import Segment
from convqa.pipeline import Classifier
from tests.sounds import FakeDiarizer, FakeEngine, talk, write_call

CHILD = Path(__file__).with_name("transcribe_child.py")
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}


class CountingEngine(FakeEngine):
    """Counts the channels it has heard, and hears each line as well as it likes."""

    def __init__(self, name: str = "fake-speech@1 tones", stop_at: int = 0) -> None:
        super().__init__()
        self._name, self._stop_at = name, stop_at
        self.heard = 0

    @property
    def name(self) -> str:
        return self._name

    def transcribe(self, samples: Samples, language: Language | None) -> Iterator[Segment]:
        self.heard += 1
        if self.heard == self._stop_at:
            raise KeyboardInterrupt
        return map(self._unsure, super().transcribe(samples, language))

    def _unsure(self, segment: Segment) -> Segment:
        shares = (0.35 + zlib.crc32(word.text.encode()) % 60 / 100 for word in segment.words)
        return replace(
            segment,
            words=tuple(replace(word, confidence=share) for word, share in zip(segment.words, shares, strict=True)),
        )


def speech(engine: FakeEngine | None = None, *, sure: bool = True) -> SpeechOptions:
    heard_by = engine or CountingEngine()
    return SpeechOptions(engine=lambda: heard_by, diarizer=lambda: FakeDiarizer(sure=sure))


def convqa(
    *arguments: str | Path, options: SpeechOptions | None = None, classifier: Classifier | None = None
) -> Result:
    def load(request: SpeechRequest) -> SpeechOptions:
        channel = {"left": 1, "1": 1, "right": 2, "2": 2}.get(request.agent_channel or "")
        return replace(options or speech(), agent_channel=channel, speakers=request.speakers)

    loaders = Loaders(speech=load) if classifier is None else Loaders(speech=load, classifier=lambda _, __: classifier)
    return CliRunner(catch_exceptions=False).invoke(main, [str(argument) for argument in arguments], obj=loaders)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `calls` is a copy of."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "2026-05").mkdir(parents=True)
    write_call(folder / "call-1.wav", talk(lines=range(4)))
    write_call(folder / "call-2.mp3", talk(lines=range(6), stereo=False), channels=1)
    write_call(folder / "2026-05" / "Lene Hansen 20123456.flac", talk(lines=(0, 1, 4, 5)))
    write_call(folder / "2026-05" / "call-1.ogg", talk(lines=(0, 3)))
    return folder


@pytest.fixture
def calls(tmp_path: Path, made: Path) -> Path:
    """A folder of four recordings, two of them in a folder below."""
    return shutil.copytree(made, tmp_path / "calls")


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in files(folder)}
