"""What tests of `transcribe` run in another process: `kill` kills runs at random moments, `ask` asks at a terminal."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from convqa.cli import main
from convqa.cli.loading import Loaders
from convqa.cli.reading import SpeechRequest
from convqa.conversation import Language
from convqa.ingest import SpeechOptions
from convqa.ingest.audio.engine import Samples
from convqa.ingest.formats.speech import Segment
from tests.sounds import FakeDiarizer, FakeEngine

CONSENTED = 7
KILLS = 5


class Slow(FakeEngine):
    def transcribe(self, samples: Samples, language: Language | None) -> Iterator[Segment]:
        time.sleep(0.01)
        return super().transcribe(samples, language)


def transcribe(calls: str, out: str) -> None:
    engine = Slow()
    speech = SpeechOptions(engine=lambda: engine, diarizer=FakeDiarizer)
    main(["transcribe", calls, "--output", out, "--quiet"], obj=Loaders(speech=lambda _: speech))


def kill(calls: str, out: str) -> None:
    """Runs that are killed, and after each a line that says what is in the folder."""
    with suppress(SystemExit):  # loads what a run needs, so that the moments fall into the work
        transcribe(f"{calls}/call-0.wav", f"{out}-before")
    generator = random.Random(4)  # noqa: S311 - repeatable, not secret
    for kills in range(KILLS):
        child = os.fork()
        if not child:
            transcribe(calls, out)
            os._exit(0)
        if kills % 2:  # not always while it is still looking at the folder
            until, had = time.monotonic() + 20, len(list(Path(out).glob("*.vtt")))
            while len(list(Path(out).glob("*.vtt"))) == had and time.monotonic() < until:
                time.sleep(0.001)
        time.sleep(generator.uniform(0.0, 0.3))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found = [path for path in Path(out).rglob("*") if path.is_file()]
        files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found if path.name[0] != "."}
        print(json.dumps({"files": files, "partials": [path.name for path in found if path.name[0] == "."]}))  # noqa: T201


def ask(calls: str, out: str) -> None:
    """A run that ends where it would begin."""

    def begin(_: SpeechRequest) -> SpeechOptions:
        os._exit(CONSENTED)

    main(["transcribe", calls, "--output", out, "--raw"], obj=Loaders(speech=begin))


if __name__ == "__main__":
    {"kill": kill, "ask": ask}[sys.argv[1]](*sys.argv[2:])
