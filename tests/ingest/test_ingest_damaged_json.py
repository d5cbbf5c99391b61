"""A JSON document that is damaged: what stands before the damage is read, in pieces as whole."""

from __future__ import annotations

import json
import random

import pytest

from convqa.conversation import Doubt, Transcript
from convqa.errors import InputError
from tests.ingest.conftest import Ingest
from tests.ingest.formats.test_damage import damaged
from tests.ingest.piecemeal import COMMENTS, DOCUMENTS, MANY, PIECEMEAL, TICKET, rows, told


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
