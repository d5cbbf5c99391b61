"""What came in raw is neither shown by a repr nor by the error of a fault in a reader."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import BinaryIO

import pytest

from convqa.conversation import Speaker, Transcript, Utterance
from convqa.errors import InputError
from convqa.ingest.grouping import Row
from convqa.ingest.messages import Facts, Message
from convqa.ingest.reading import find_all, read_sources
from convqa.ingest.sources import Source

RAW = "Lene Hansen"


@pytest.mark.parametrize(
    "raw",
    [
        Speaker(key="s1", name=RAW, identifier=RAW),
        Utterance(speaker="s1", text=RAW),
        Transcript(
            id=RAW,
            source=RAW,
            speakers=(Speaker(key="s1", name=RAW),),
            utterances=(Utterance(speaker="s1", text=RAW),),
            customer=RAW,
        ),
        Message(text=RAW, name=RAW, identifier=RAW),
        Facts(id=RAW, customer=RAW),
        Row(line=1, values={"text": RAW}),
        Source(label="-", shown="-", data=RAW.encode()),
    ],
    ids=lambda raw: type(raw).__name__,
)
def test_a_repr_shows_nothing_raw(raw: object) -> None:
    assert RAW not in repr(raw)
    assert RAW in str([getattr(raw, field.name) for field in fields(raw) if not field.repr])  # type: ignore[arg-type]


class _Faulty(Source):
    """A file whose reader fails, quoting it."""

    def open(self) -> BinaryIO:
        raise RuntimeError(RAW)


def test_a_fault_in_a_reader_tells_its_kind_alone_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Agent: Hi\nKunde: Hej\n")
    faulty = _Faulty(label="a.txt", shown="in/a.txt", kind="text")
    error, transcript = read_sources([faulty, *find_all([str(tmp_path)])])
    assert isinstance(error, InputError)
    assert str(error).startswith("in/a.txt: reading it met a fault in convqa (RuntimeError)")
    assert RAW not in str(error)
    assert isinstance(transcript, Transcript)
