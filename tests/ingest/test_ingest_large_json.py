"""A JSON document that is read a piece at a time gives what it gives when it is read whole."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convqa.conversation import Doubt, Transcript
from convqa.errors import InputError
from convqa.ingest import IngestOptions, read
from convqa.ingest.json_stream import BrokenError, Piece, walk
from tests.ingest.conftest import Ingest
from tests.ingest.formats.conftest import SAMPLES, sample_id, samples
from tests.ingest.formats.test_damage import damaged

SHIPPED = Path(__file__).parents[2] / "data" / "samples"
DOCUMENTS = [path for path in (*samples(), *sorted(SHIPPED.glob("*"))) if path.suffix == ".json"]
PIECEMEAL = IngestOptions(whole_json=0)


def told(found: Sequence[Transcript | InputError]) -> list[Any]:
    """Transcripts as they are, errors by what they say."""
    return [str(one) if isinstance(one, InputError) else one for one in found]


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


def talk(number: int, **more: object) -> dict[str, object]:
    """A conversation of nobody's format."""
    said = [("Jonas Holm", f"Hej {number}"), ("Lene Dahl", "Min pakke er væk 📦"), ("Jonas Holm", "Det ordner vi")]
    return {"id": f"c{number}", "messages": [{"author": who, "body": text} for who, text in said], **more}


def rows(*numbers: int) -> list[dict[str, object]]:
    said = [(number, who) for number in numbers for who in ("Jonas", "Lene", "Jonas")]
    return [{"thread": number, "author": who, "text": f"Hej {who} {number}"} for number, who in said]


MANY = [talk(number) for number in range(30)]
COMMENTS = [
    {"author_id": 7, "public": True, "body": "Hvor er min pakke?"},
    {"author_id": 8, "public": False, "body": "Note"},
    {"author_id": 8, "public": True, "body": "På vej"},
]
TICKET = {"id": 1, "requester_id": 7, "status": "open", "subject": "x", "comments": COMMENTS}
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


def test_damage_leaves_what_stands_before(ingest: Ingest) -> None:
    text = json.dumps(MANY)
    found = ingest("x.json", text[: text.index('"c20"')], PIECEMEAL)
    assert [one.id for one in found if isinstance(one, Transcript)] == [f"c{number}" for number in range(20)]
    assert isinstance(found[-1], InputError)
    assert "x.json:1: this is not valid JSON (at column" in str(found[-1])
    assert "so only the conversations before that were read" in str(found[-1])


def test_a_damaged_export_of_a_vendor(ingest: Ingest) -> None:
    comments = [
        {"author_id": 1, "public": True, "body": "Hvor er min pakke?"},
        {"author_id": 2, "public": True, "body": "På vej"},
    ]
    tickets = [{"id": n, "requester_id": 1, "status": "open", "subject": "x", "comments": comments} for n in range(9)]
    text = json.dumps({"users": [{"id": 2, "role": "agent", "name": "Jonas"}], "tickets": tickets})
    *good, error = ingest("x.json", text[: text.rindex("P")] + '"' + text[text.rindex("P") :], PIECEMEAL)
    assert [one.id for one in good if isinstance(one, Transcript)] == [str(n) for n in range(8)]
    assert isinstance(good[0], Transcript)
    assert [speaker.name for speaker in good[0].speakers] == [None, "Jonas"]
    assert isinstance(error, InputError)
    assert "not valid JSON" in str(error)


def test_a_small_document_is_no_different(ingest: Ingest) -> None:
    text = json.dumps(MANY)
    for cut in (text[: text.index('"c20"')], text.replace('"c20"', '"c20'), text[:-1] + ",]", text + text):
        found = ingest("x.json", cut)
        assert told(found) == told(ingest("x.json", cut, PIECEMEAL))
        assert len([one for one in found if isinstance(one, Transcript)]) >= 20
        assert "so only the conversations before that were read" in str(found[-1])


@pytest.mark.parametrize(
    ("document", "doubts"),
    [
        ({"ticket_id": 9, "comments": [*COMMENTS, *COMMENTS]}, [(Doubt.AGENTS, Doubt.BROKEN_OFF)]),
        ({"export": rows(1, 2, 3)}, [(), (), (Doubt.BROKEN_OFF,)]),
        ({"conversations": MANY[:3]}, [(), ()]),
        (TICKET, [(Doubt.BROKEN_OFF,)]),
        ({"id": "one", "messages": rows(1, 2)}, []),
    ],
)
def test_a_conversation_that_the_damage_cuts_is_not_taken_for_whole(
    ingest: Ingest, document: object, doubts: list[tuple[Doubt, ...]]
) -> None:
    text = json.dumps(document)
    *good, error = ingest("x.json", text[: text.rindex("{") + 8])
    assert [one.doubts for one in good if isinstance(one, Transcript)] == doubts
    assert "not valid JSON" in str(error)


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


@pytest.mark.parametrize("variants", [250, pytest.param(1_000, marks=pytest.mark.sweep)])
def test_damaged_documents(ingest: Ingest, variants: int) -> None:
    generator = random.Random("large")  # noqa: S311 - repeatable, not secret
    texts = [path.read_text(encoding="utf-8") for path in DOCUMENTS]
    for _ in range(variants):
        content = damaged(generator, generator.choice(texts), ".json")
        whole = told(ingest("x.json", content))
        piecemeal = told(ingest("x.json", content, PIECEMEAL))
        assert not any("fault in convqa" in str(one) for one in piecemeal)
        if not any("not valid JSON" in str(one) for one in whole):
            assert piecemeal == whole, content


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


def rebuilt(pieces: list[Piece]) -> object:
    """The document that was taken apart."""
    root: Any = {}
    for path, value, member, _ in pieces:
        holder = root
        for key in ("", *path)[: len(path) + member]:
            holder = holder[key]
        if member:
            holder.append(value)
        else:
            holder[("", *path)[-1]] = value
    return root[""]


def outcome(parse: Callable[[], object]) -> object:
    """The value, or where it ends to be one."""
    try:
        return json.dumps(parse())
    except json.JSONDecodeError as error:
        return error.lineno, error.colno
    except BrokenError as error:
        return error.line, error.column


def cut(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


@given(VALUES, st.integers(1, 7), st.integers(0, 3), st.sampled_from([None, 1]), st.booleans())
def test_the_pieces_make_up_the_document(
    value: object, size: int, depth: int, indent: int | None, ascii_: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_)
    assert json.dumps(rebuilt(list(walk(cut(text, size), depth)))) == json.dumps(json.loads(text))


@given(st.data(), VALUES, st.integers(1, 7), st.integers(0, 3))
def test_what_is_no_json_is_none_at_the_same_place(data: st.DataObject, value: object, size: int, depth: int) -> None:
    text = json.dumps(value, indent=1)
    at = data.draw(st.integers(0, len(text)))
    text = text[:at] + data.draw(st.sampled_from(["", "x", '"', "]", "}", ",", "\n", "1", "\\"])) + text[at + 1 :]
    assert outcome(lambda: rebuilt(list(walk(cut(text, size), depth)))) == outcome(lambda: json.loads(text))
