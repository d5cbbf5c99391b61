"""A JSON document that is read a piece at a time gives what it gives when it is read whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from convqa.ingest import IngestOptions, read
from tests.ingest.conftest import Ingest
from tests.ingest.formats.conftest import SAMPLES, sample_id, samples
from tests.ingest.piecemeal import DOCUMENTS, MANY, PIECEMEAL, TICKET, rows, talk, told


def both(ingest: Ingest, content: str | bytes, columns: dict[str, str] | None = None) -> list[Any]:
    """What comes of a document by either way, which must be the same."""
    whole = told(ingest("x.json", content, IngestOptions(columns=columns)))
    assert told(ingest("x.json", content, IngestOptions(columns=columns, whole_json=0))) == whole
    return whole


@pytest.mark.parametrize("path", DOCUMENTS, ids=sample_id)
def test_every_sample(path: Path) -> None:
    whole = told(list(read([str(path)])))
    assert told(list(read([str(path)], PIECEMEAL))) == whole


@pytest.mark.parametrize("path", samples(), ids=sample_id)
def test_every_sample_in_a_list(path: Path, ingest: Ingest) -> None:
    if path.suffix == ".json":
        value = json.loads(path.read_text(encoding="utf-8"))
        both(ingest, json.dumps([*value, *value] if isinstance(value, list) else [value, value]))


NAMELESS = [{"messages": one["messages"]} for one in MANY]


@pytest.mark.parametrize(
    ("document", "right"),
    [
        (MANY, 30),
        (NAMELESS, 30),
        ({"conversations": MANY}, 30),
        ({"items": NAMELESS, "total": 30, "next": None}, 30),
        ({"meta": {"count": 30}, "data": {"result": {"chats": MANY}}}, 30),
        ({"data": {"a": {"b": {"c": MANY}}}}, 30),
        ({"data": [*MANY, 3, {"no": "conversation"}, None]}, 33),
        ({"data": [3, *MANY]}, 31),
        ({"first": MANY, "second": MANY[:2]}, 32),
        ({"a": [{"deep": MANY[:3]}], "b": MANY[3:5]}, 2),
        ({"a": [{"deep": MANY[:3]}], "b": {"c": {"d": MANY[3:5]}}}, 5),
        ([{"conversation": talk(1)}, {"conversation": talk(2)}], 2),
        ([[rows(1)], [rows(2)]], 2),
        ({"log": rows(1)}, 1),
        (rows(1), 1),
        (rows(1, 2, 3), 3),
        ({"export": rows(1, 2, 3)}, 3),
        ({"export": rows(1, 2), "more": rows(3)}, 3),
        ({"channel": "chat", "messages": rows(1, 2), "total": 6}, 2),
        ({"id": "one", "messages": rows(1, 2)}, 1),
        ({"turns": [{"role": "agent", "text": "Hej", "thread": n} for n in (1, 2)]}, 2),
        ({str(number): one for number, one in enumerate(MANY)}, 30),
        (talk(1), 1),
        ({"chat": talk(1)}, 1),
        ({"users": [{"id": 1, "name": "Ida"}] * 40, "threads": MANY, "tail": ["x"] * 40}, 30),
        ([], 1),
        ({}, 1),
        ({"conversations": []}, 1),
        ([1, 2, 3], 1),
        ("hej", 1),
        (None, 1),
        ([{"turns": []}, talk(1)], 2),
    ],
)
def test_common_shapes(ingest: Ingest, document: object, right: int) -> None:
    for text in (json.dumps(document), json.dumps(document, indent=1, ensure_ascii=False)):
        assert len(both(ingest, text)) == right


@pytest.mark.parametrize(
    ("document", "columns"),
    [
        (MANY, {"speaker": "author", "text": "body"}),
        ({"x": MANY}, {"turns": "messages", "speaker": "author", "text": "body", "conversation": "id"}),
        ({"x": [{"in": one} for one in MANY]}, {"turns": "in.messages", "speaker": "author", "text": "body"}),
        ({"x": MANY}, {"turns": "nowhere"}),
        ({"x": {"y": [["a", "Hej"], ["b", "Hej"]] * 20}}, {"turns": "x.y", "speaker": "0", "text": "1"}),
        (rows(1, 2), {"speaker": "author", "conversation": "thread"}),
    ],
)
def test_through_a_map(ingest: Ingest, document: object, columns: dict[str, str]) -> None:
    assert both(ingest, json.dumps(document), columns)


@pytest.mark.parametrize(
    "value", ["NaN", "-Infinity", "1e999", "9" * 400, "-0", "true", '"\\ud83d"', '"\\ud83d\\ude00"']
)
def test_values_that_readers_of_json_differ_on(ingest: Ingest, value: str) -> None:
    document = json.dumps([talk(1), talk(2)]).replace('"Hej 1"', value, 1).replace('"c2"', value)
    both(ingest, document)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_encodings(ingest: Ingest, encoding: str, ending: str) -> None:
    text = json.dumps([talk(1), talk(2)], ensure_ascii=False, indent=2).replace("📦", "")
    assert len(both(ingest, text.replace("\n", ending).encode(encoding))) == 2


def test_bytes_of_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(json.dumps(MANY, ensure_ascii=False).encode("cp1252", "replace"))
    wrong = IngestOptions(encoding="utf-8"), IngestOptions(encoding="utf-8", whole_json=0)
    first, second = (told(list(read([str(path)], options))) for options in wrong)
    assert first == second
    assert "not UTF-8" in first[0]


def sample(name: str) -> Any:
    return json.loads((SAMPLES / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("document", "right"),
    [
        # the marks are not among the first items
        ({"conversations": [{"id": 1}] * 25 + [sample("intercom/mail.json")]}, 26),
        ({"payload": [{}] * 25 + sample("chatwoot/notes.json")["payload"]}, 2),
        ([{"id": 1}] * 25 + [sample("zendesk/mail-thread.json")], 26),
        ({"threads": [*MANY, {"comments": [{"author_id": 1, "public": False, "body": "Note"}]}]}, 1),
        # what lies beside comes last
        (
            {
                "tickets": [sample("zendesk/mail-thread.json")["ticket"]] * 30,
                "users": [{"id": 1, "role": "agent"}] * 30,
            },
            1,
        ),
        (
            {
                "tickets": [TICKET | {"id": n} for n in range(30)],
                "users": [{"id": n, "name": f"N {n}"} for n in range(30)],
            },
            30,
        ),
        ({"tickets": [TICKET, {**TICKET, "comments": []}, 3], "count": 2}, 1),
        # wrapped in what is nobody's format
        ({"data": {"item": sample("intercom/mail.json")}}, 1),
        ({"topic": "x", "data": [sample("intercom/mail.json"), 3, sample("genesys/address.json")]}, 3),
        ({"conversation": sample("genesys/blind-transfer.json")}, 1),
        ([{"body": sample("genesys/blind-transfer.json")}, {"body": sample("contact-lens/voice.json")}], 2),
        ([sample("genesys/blind-transfer.json"), sample("contact-lens/voice.json")], 2),
        # pages
        ([{"chats": sample("zendesk-chat/chats.json")["chats"]}] * 3, None),
        ([sample("genesys/blind-transfer.json")] * 2, 2),
    ],
)
def test_vendors(ingest: Ingest, document: object, right: int | None) -> None:
    found = both(ingest, json.dumps(document))
    assert len(found) == right or right is None
