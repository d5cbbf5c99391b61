"""Notes that the customer never saw are not read, whatever the shape of the file and whatever a map says."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from convqa.conversation import Channel, Role, Transcript
from convqa.errors import InputError
from convqa.ingest import IngestOptions

Ingest = Callable[..., list[Transcript | InputError]]

SAID = [
    {"author": "Lene", "role": "customer", "text": "Hvor er min pakke?"},
    {"author": "Jonas", "role": "agent", "text": "Den kommer på torsdag."},
]
NOTE = {"author": "Jonas", "role": "agent", "text": "Besværlig kunde, se sag 12."}
MAPPED = IngestOptions(columns={"turns": "messages", "text": "text", "speaker": "author"})
MARKS = (
    {"public": False},
    {"private": True},
    {"is_internal": True},
    {"part_type": "note"},
    {"part_type": "note_and_reopen"},
    {"visibility": "Internal"},
    {"visibility": "agents"},
    {"recipients": "agents"},
    {"jsdPublic": False},
    {"isPublished": "false"},
    {"public": "no"},
    {"private": 1},
    {"internal": "SAND"},
    {"type": "internalNote"},
    {"channel": "internal-note"},
    {"direction": "internal"},
    {"message_type": "whisper"},
    {"type": "Intern anteckning"},
)


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


@pytest.mark.parametrize("mark", MARKS, ids=str)
@pytest.mark.parametrize("options", [None, IngestOptions(columns={"text": "text"})], ids=["guessed", "mapped"])
def test_a_note_in_a_row_of_a_table(ingest: Ingest, mark: dict[str, Any], options: IngestOptions | None) -> None:
    ((name, value),) = mark.items()
    table = [["conversation", "author", "role", "text", name]]
    table += [["1", one["author"], one["role"], one["text"], ""] for one in SAID]
    table.insert(2, ["1", NOTE["author"], NOTE["role"], NOTE["text"], str(value)])
    (transcript,) = found = ingest("rows.csv", "\n".join(";".join(row) for row in table), options)
    assert texts(found) == [message["text"] for message in SAID]
    assert isinstance(transcript, Transcript)
    assert transcript.skipped == {"internal note": 1}


@pytest.mark.parametrize("label", ["Intern note", "Internal note", "Internt notat", "Intern anteckning", "Whisper"])
def test_a_label_that_says_so(ingest: Ingest, label: str) -> None:
    lines = [f"{one['author']}: {one['text']}" for one in (SAID[0], NOTE | {"author": label}, SAID[1])]
    assert texts(ingest("chat.txt", "\n".join(lines))) == [message["text"] for message in SAID]
    found = ingest("export.json", json.dumps({"messages": [*SAID, {"speaker": label, "text": NOTE["text"]}]}))
    assert texts(found) == [message["text"] for message in SAID]


def test_notes_are_counted_by_conversation_also_where_nothing_else_names_the_conversation(ingest: Ingest) -> None:
    rows = [
        "conversation,author,text,private",
        "1,Lene,Hej,no",
        ",Jonas,Suk,yes",
        ",Jonas,Goddag,no",
        "2,Jonas,Suk,yes",
    ]
    first, second = ingest("rows.csv", "\n".join(rows))
    assert texts([first]) == ["Hej", "Goddag"]
    assert isinstance(second, InputError)
    assert "no message with text" in str(second)


@pytest.mark.parametrize("name", ["rows.csv", "rows.json"])
def test_what_the_system_writes_is_its_own(ingest: Ingest, name: str) -> None:
    said = [{"author": one["author"], "text": one["text"], "type": "message"} for one in SAID]
    said.append({"author": "Jonas", "text": "Chatten er overdraget", "type": "system_message"})
    table = "\n".join(";".join(row) for row in [list(said[0]), *(one.values() for one in said)])
    (transcript,) = ingest(name, table if name.endswith("csv") else json.dumps({"messages": said}))
    assert isinstance(transcript, Transcript)
    roles = {one.key: one.role for one in transcript.speakers}
    assert [roles[one.speaker] for one in transcript.utterances] == [None, None, Role.SYSTEM]


@pytest.mark.parametrize(
    "mark",
    [
        {"public": True},
        {"private": False},
        {"public": "ja"},
        {"public": None},
        {"visibility": "public"},
        {"channel": "internal"},
        {"recipients": "agent"},
        {"type": "private message"},
        {"type": "I noted that the internal line of the warehouse was busy"},
    ],
    ids=str,
)
def test_what_is_not_marked_as_internal_is_read(ingest: Ingest, mark: dict[str, Any]) -> None:
    found = ingest(
        "export.json", json.dumps({"messages": [SAID[0], SAID[1] | mark]}), IngestOptions(channel=Channel.CHAT)
    )
    assert texts(found) == [message["text"] for message in SAID]


INTERCOM = {
    "type": "conversation",
    "id": "55",
    "source": {"type": "conversation", "body": "<p>Hej</p>", "author": {"type": "user", "id": "u", "name": "Lene"}},
    "conversation_parts": {
        "conversation_parts": [
            {"part_type": kind, "body": f"<p>{kind}</p>", "author": {"type": "admin", "id": "a", "name": "Jonas"}}
            for kind in ("note", "comment", "note_and_reopen")
        ]
    },
}


@pytest.mark.parametrize(
    "wrapped",
    [
        {"type": "notification_event", "data": {"item": INTERCOM}},
        {"conversation": INTERCOM},
        {"data": [INTERCOM]},
        [{"item": INTERCOM}],
    ],
    ids=lambda one: str(next(iter(one))),
)
@pytest.mark.parametrize("name", ["x.json", "x.jsonl"])
def test_a_vendors_conversation_in_a_wrapper_is_read_as_one(ingest: Ingest, wrapped: object, name: str) -> None:
    (found,) = ingest(name, json.dumps(wrapped))
    assert isinstance(found, Transcript)
    assert (found.format, found.id) == ("intercom", "55")
    assert [one.text for one in found.utterances] == ["Hej", "comment"]
    assert found.skipped == {"internal note": 2}


def test_pages_on_lines_are_read_to_the_end(ingest: Ingest) -> None:
    page = {"page": 1, "items": [{"messages": SAID}, {"messages": [*SAID, NOTE | {"private": True}]}]}
    found = ingest("x.jsonl", "\n".join([json.dumps(page)] * 2))
    assert [texts([one]) for one in found] == [[one["text"] for one in SAID]] * 4
    assert len({one.id for one in found if isinstance(one, Transcript)}) == 4
