"""Parts of one conversation that lie apart in a file are joined; an id that comes twice otherwise is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest import IngestOptions, Repeats
from tests.ingest.conftest import Ingest

PIECEMEAL = IngestOptions(whole_json=0)


def comment(ticket: int | None, author: int, body: str, **more: Any) -> dict[str, Any]:
    own = {} if ticket is None else {"ticket_id": ticket}
    return {**own, "type": "Comment", "author_id": author, "public": True, "body": body, **more}


def jsonl(*values: object) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


def talks(found: list[Transcript | InputError]) -> dict[str, list[str]]:
    """Id -> what was said."""
    assert not [str(one) for one in found if isinstance(one, InputError)]
    return {one.id: [said.text for said in one.utterances] for one in found if isinstance(one, Transcript)}


LOOSE = [
    comment(7, 1, "Hvor er min pakke?"),
    comment(8, 2, "Jeg vil gerne opsige"),
    comment(7, 5, "Den er på vej"),
    comment(7, 5, "Kald ham tilbage", public=False),
    comment(8, 5, "Det er ordnet"),
]
APART = {"7": ["Hvor er min pakke?", "Den er på vej"], "8": ["Jeg vil gerne opsige", "Det er ordnet"]}


def test_comments_of_zendesk_one_a_line(ingest: Ingest) -> None:
    found = ingest("x.jsonl", jsonl(*LOOSE))
    assert talks(found) == APART
    assert isinstance(found[0], Transcript)
    assert found[0].skipped == {"internal note": 1}
    assert found[0].format == "zendesk"


@pytest.mark.parametrize("document", [LOOSE, {"comments": LOOSE}])
@pytest.mark.parametrize("options", [None, PIECEMEAL])
def test_the_same_in_one_document(ingest: Ingest, document: object, options: IngestOptions | None) -> None:
    assert talks(ingest("x.json", json.dumps(document), options)) == APART


def test_comments_without_a_ticket_are_not_joined(ingest: Ingest) -> None:
    found = ingest("x.jsonl", jsonl(comment(None, 1, "Hej"), comment(None, 2, "Intern", public=False)))
    assert ["not tickets with their comments" in str(one) for one in found] == [True, True]


def page(ticket: int, number: int, comments: list[dict[str, Any]], *, last: bool, count: int) -> dict[str, Any]:
    address = f"https://x.example/api/v2/tickets/{ticket}/comments.json?page="
    users = [
        {"id": author, "name": f"Navn {author}", "role": "end-user" if author < 5 else "agent"} for author in (1, 5)
    ]
    return {
        "comments": comments,
        "users": users[number - 1 : number],
        "previous_page": f"{address}{number - 1}" if number > 1 else None,
        "next_page": None if last else f"{address}{number + 1}",
        "count": count,
    }


PAGES = [
    page(
        7,
        1,
        [comment(None, 1, "Hvor er min pakke?", id=1), comment(None, 5, "Den er på vej", id=2)],
        last=False,
        count=3,
    ),
    page(8, 1, [comment(None, 1, "Hej", id=9), comment(None, 5, "Farvel", id=10)], last=False, count=4),
    page(7, 2, [comment(None, 5, "Den er på vej", id=2), comment(None, 1, "Tak", id=3)], last=True, count=3),
]


@pytest.mark.parametrize(("name", "content"), [("x.jsonl", jsonl(*PAGES)), ("x.json", json.dumps(PAGES))])
@pytest.mark.parametrize("options", [None, PIECEMEAL])
def test_pages_of_a_ticket(ingest: Ingest, name: str, content: str, options: IngestOptions | None) -> None:
    found = ingest(name, content, options)
    assert talks(found) == {"7": ["Hvor er min pakke?", "Den er på vej", "Tak"], "8": ["Hej", "Farvel"]}
    by_id = {one.id: one for one in found if isinstance(one, Transcript)}
    assert by_id["7"].skipped == {}
    assert by_id["8"].skipped == {"not in the export": 2}
    assert [speaker.name for speaker in by_id["7"].speakers] == ["Navn 1", "Navn 5"]


def test_a_ticket_that_was_exported_twice(ingest: Ingest) -> None:
    first = {"id": 3, "requester_id": 1, "status": "open", "subject": "x", "comments": [comment(None, 1, "Hej", id=1)]}
    later = {**first, "status": "closed", "comments": [*first["comments"], comment(None, 5, "Ja?", id=2)]}  # type: ignore[misc]
    assert talks(ingest("x.jsonl", jsonl(first, later))) == {"3": ["Hej", "Ja?"]}


@pytest.mark.parametrize("name", ["x.jsonl", "x.json"])
def test_pages_of_giosg(ingest: Ingest, name: str) -> None:
    def message(chat: str, kind: str, text: str) -> dict[str, Any]:
        about = {"type": "msg", "created_at": "2026-02-03T10:00:00", "sender_public_name": kind}
        return {"chat_id": chat, "sender_type": kind, "sender_id": kind, "message": text, **about}

    pages = [
        {"results": [message("a", "visitor", "Hei"), message("b", "visitor", "Hallo")]},
        {"results": [message("a", "user", "Hva gjelder det?")]},
    ]
    content = jsonl(*pages) if name == "x.jsonl" else json.dumps(pages)
    assert talks(ingest(name, content)) == {"b": ["Hallo"], "a": ["Hei", "Hva gjelder det?"]}


def test_an_item_that_cannot_be_read_is_named(ingest: Ingest) -> None:
    bare = {"type": "conversation", "id": "2", "source": {"type": "email", "author": {"type": "user"}, "body": "Hej"}}
    full = {**bare, "id": "1", "conversation_parts": []}
    for options in (None, PIECEMEAL):
        found = ingest("x.json", json.dumps({"conversations": [full, bare]}), options)
        assert "x.json: item 2: this conversation holds its first message alone" in str(found[1])


def test_ids_that_come_again_are_counted(ingest: Ingest) -> None:
    talk = {"id": "a", "messages": [{"author": "x", "text": "Hej"}, {"author": "y", "text": "Hej"}]}
    found = ingest("x.jsonl", jsonl(talk, talk, {**talk, "id": "b"}, {"messages": talk["messages"]}, 3, talk))
    repeats = Repeats()
    assert list(repeats.watch(found)) == found
    assert (repeats.count, repeats.first) == (2, "x.jsonl")
