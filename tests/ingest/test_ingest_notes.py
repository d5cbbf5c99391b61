"""Notes that the customer never saw are not read, whatever the shape of the file and whatever a map says."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest import IngestOptions

Ingest = Callable[..., list[Transcript | InputError]]

SAID = [
    {"author": "Lene", "role": "customer", "text": "Hvor er min pakke?"},
    {"author": "Jonas", "role": "agent", "text": "Den kommer på torsdag."},
]
NOTE = {"author": "Jonas", "role": "agent", "text": "Besværlig kunde, se sag 12."}
MAPPED = IngestOptions(columns={"turns": "messages", "text": "text", "speaker": "author"})
MARKS = ({"public": False}, {"private": True}, {"is_internal": True}, {"part_type": "note"}, {"visibility": "Internal"})


def texts(found: list[Transcript | InputError]) -> list[str]:
    (transcript,) = found
    assert isinstance(transcript, Transcript)
    return [utterance.text for utterance in transcript.utterances]


@pytest.mark.parametrize("mark", MARKS, ids=str)
@pytest.mark.parametrize("options", [None, MAPPED], ids=["guessed", "mapped"])
def test_a_note_among_messages(ingest: Ingest, mark: dict[str, Any], options: IngestOptions | None) -> None:
    found = ingest("export.json", json.dumps({"messages": [SAID[0], NOTE | mark, SAID[1]]}), options)
    assert texts(found) == [message["text"] for message in SAID]


@pytest.mark.parametrize("mark", MARKS, ids=str)
def test_a_note_on_a_line_of_its_own(ingest: Ingest, mark: dict[str, Any]) -> None:
    lines = [{"conversation": "1", **one} for one in (SAID[0], NOTE | mark, SAID[1])]
    assert texts(ingest("rows.jsonl", "\n".join(map(json.dumps, lines)))) == [message["text"] for message in SAID]


@pytest.mark.parametrize(
    "mark", [{"public": True}, {"private": False}, {"public": "no"}, {"visibility": "public"}], ids=str
)
def test_what_is_not_marked_as_internal_is_read(ingest: Ingest, mark: dict[str, Any]) -> None:
    found = ingest("export.json", json.dumps({"messages": [SAID[0], SAID[1] | mark]}))
    assert texts(found) == [message["text"] for message in SAID]
