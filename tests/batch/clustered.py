"""What the tests of a cluster have its processes load: the fake model, slow or deadly by what is said; and its input.

Called as a program it is a run over a cluster of its own, to be killed in the middle.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from convqa.assessment import Classification
from convqa.batch.pieces import Piece, Reader, Settings, Work, name_pieces
from convqa.batch.ray import Returned, spread
from convqa.batch.shards import Shard, plan
from convqa.conversation import Conversation
from convqa.ingest import IngestOptions, find_all
from convqa.models import find_names
from convqa.pipeline import Pipeline
from convqa.redaction import SiteKey, load_redactor
from convqa.rubric import load_rubric
from tests.conftest import FakeClassifier

SECRET = "Gurli Vestergård"  # noqa: S105 - a made-up person


class SlowClassifier(FakeClassifier):
    """Takes as long as a model does, and dies of some conversations."""

    def __init__(self, takes_s: float) -> None:
        self._takes_s = takes_s

    def classify(self, conversation: Conversation) -> Classification:
        if any("and then it dies" in turn.text for turn in conversation.turns):
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(self._takes_s)
        return super().classify(conversation)


def load_reader(takes_s: float = 0.0, key: bytes | None = None) -> Reader:
    return Reader(
        options=IngestOptions(),
        pipeline=Pipeline(
            classifier=SlowClassifier(takes_s),
            rubric=load_rubric(),
            redactor=load_redactor(find_names(), None if key is None else SiteKey(key)),
        ),
    )


def write_chats(path: Path, count: int, deadly: Sequence[int] = ()) -> Path:
    """Conversations of about 300 bytes, in lines; one in 17 lines is damaged."""
    lines = []
    for at in range(count):
        asked = f"Hello, this is {SECRET}, order {at}, when does it come{' and then it dies' if at in deadly else ''}?"
        turns = [{"role": "customer", "text": asked}, {"role": "agent", "text": "I am sorry. On Thursday."}]
        started = f"2026-11-{1 + at % 3:02}T10:00:00Z"
        lines.append(json.dumps({"id": f"c{at}", "started_at": started, "language": "en", "turns": turns}))
        if at % 17 == 0:
            lines.append("{")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def planned(
    place: str, into: Path | str, *, size: int, workers: int = 2, takes_s: float = 0.0
) -> tuple[Work, list[Piece]]:
    load = partial(load_reader, takes_s)
    work = Work(load=load, settings=Settings.of(load(), ""), into=str(into), workers=workers)
    shards = [one for one in plan(find_all([place]), size=size) if isinstance(one, Shard)]
    return work, list(name_pieces(shards, work.settings))


def run(work: Work, pieces: Sequence[Piece], address: str | None, **_: Any) -> list[Returned]:
    return list(spread(work, pieces, address))


if __name__ == "__main__":
    run(*planned(sys.argv[1], sys.argv[2], size=3_000, workers=1, takes_s=0.1), None)
