from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from convqa.conversation import Channel, Language, Role, Transcript
from convqa.errors import InputError
from convqa.ingest import IngestOptions, parse_columns

Ingest = Callable[..., list[Transcript | InputError]]

TURNS = [{"role": "agent", "text": "Hej"}, {"role": "customer", "text": "Hallo"}]


def one(found: list[Transcript | InputError]) -> Transcript:
    [transcript] = found
    assert isinstance(transcript, Transcript), transcript
    return transcript


def speech(transcript: Transcript) -> list[tuple[str | None, Role | None, str]]:
    speakers = {speaker.key: speaker for speaker in transcript.speakers}
    return [(speakers[u.speaker].name, speakers[u.speaker].role, u.text) for u in transcript.utterances]


def test_the_codebook_form(ingest: Ingest) -> None:
    line = {
        "id": "da-0001", "language": "da", "channel": "chat", "started_at": "2026-02-03T10:00:00+01:00",
        "turns": [
            {"role": "agent", "name": "Jonas", "agent_id": "A7", "text": "Hej", "start_s": 0.5, "end_s": 1},
            {"role": "agent", "name": "Jonas", "agent_id": "A7", "text": "Igen"},
            {"role": "customer", "text": "Hallo", "labels": "0"},
        ],
    }  # fmt: skip
    transcript = one(ingest("x.jsonl", json.dumps(line)))
    assert transcript.id == "da-0001"
    assert transcript.id_given
    assert transcript.turns_given
    assert transcript.language is Language.DA
    assert transcript.channel is Channel.CHAT
    assert transcript.started_at == "2026-02-03T10:00:00+01:00"
    assert speech(transcript) == [
        ("Jonas", Role.AGENT, "Hej"), ("Jonas", Role.AGENT, "Igen"), (None, Role.CUSTOMER, "Hallo"),
    ]  # fmt: skip
    assert transcript.speakers[0].identifier == "A7"
    assert [(u.start_s, u.end_s) for u in transcript.utterances] == [(0.5, 1.0), (None, None), (None, None)]


def test_conversations_by_their_ids_are_as_many_as_there_are(ingest: Ingest) -> None:
    messages = [{"speaker": "Lene", "text": "Hej"}, {"speaker": "Jonas", "text": "Goddag"}]
    found = ingest("x.json", json.dumps({"a": messages, "b": messages, "c": messages}))
    assert [len(one.utterances) for one in found if isinstance(one, Transcript)] == [2, 2, 2]


@pytest.mark.parametrize(
    ("first", "second", "speakers"),
    [
        ({}, {}, 1),
        ({"name": "Jonas"}, {"name": "Mette"}, 2),
        ({"name": "Jonas"}, {"name": "jonas "}, 1),
        ({"agent_id": "1"}, {"agent_id": "2"}, 2),
        ({"agent_id": "1", "name": "Jonas"}, {"agent_id": "1", "name": "Jonas H."}, 1),
        ({"agent_id": 1}, {"agent_id": "1"}, 1),
    ],
)
def test_two_agents(ingest: Ingest, first: dict[str, Any], second: dict[str, Any], speakers: int) -> None:
    turns = [{"role": "agent", "text": "a", **first}, {"role": "agent", "text": "b", **second}]
    assert len(one(ingest("x.json", json.dumps({"turns": turns}))).speakers) == speakers


PAIRS = [["agent", "Hej"], ["customer", "Hallo"], ["agent", "Ja"]]


@pytest.mark.parametrize(
    "document",
    [
        {"messages": [{"role": "agent", "content": "Hej"}, {"role": "customer", "content": "Hallo"}]},
        {"utterances": [{"speaker": "agent", "text": "Hej"}, {"speaker": "customer", "text": "Hallo"}]},
        {"transcript": [{"author": "agent", "body": "Hej"}, {"author": "customer", "body": "Hallo"}]},
        {"Messages": [{"From": "agent", "Message": "Hej"}, {"From": "customer", "Message": "Hallo"}]},
        {"samtale": [{"afsender": "agent", "besked": "Hej"}, {"afsender": "customer", "besked": "Hallo"}]},
        {"odd": [{"avsändare": "agent", "meddelande": "Hej"}, {"avsändare": "customer", "meddelande": "Hallo"}]},
        {"messages": [{"author": {"type": "agent"}, "body": "Hej"}, {"author": {"type": "customer"}, "body": "Hallo"}]},
        {
            "messages": [
                {"role": "agent", "content": [{"type": "text", "text": "Hej"}]},
                {"role": "customer", "content": "Hallo"},
            ]
        },
        {"transcript": "agent: Hej\ncustomer: Hallo"},
        {"a": {"b": {"c": {"turns": TURNS}}}},
        [{"speaker": "agent", "text": "Hej"}, {"speaker": "customer", "text": "Hallo"}],
        {"dialog": [["agent", "Hej"], ["customer", "Hallo"]]},
    ],
)
def test_common_shapes_are_guessed(ingest: Ingest, document: object) -> None:
    transcript = one(ingest("x.json", json.dumps(document)))
    assert [(name or role, text) for name, role, text in speech(transcript)] == [
        ("agent", "Hej"),
        ("customer", "Hallo"),
    ]


def test_a_list_of_conversations_through_a_map(ingest: Ingest) -> None:
    document = [{"convo_id": 7, "meta": {"lang": "en"}, "original": PAIRS}, {"convo_id": 8, "original": PAIRS}]
    columns = parse_columns("conversation=convo_id,turns=original,speaker=0,text=1,language=meta.lang")
    found = ingest("x.json", json.dumps(document), IngestOptions(columns=columns))
    assert [(t.id, t.language) for t in found if isinstance(t, Transcript)] == [("7", Language.EN), ("8", None)]
    assert isinstance(found[0], Transcript)
    assert speech(found[0]) == [("agent", None, "Hej"), ("customer", None, "Hallo"), ("agent", None, "Ja")]


def test_pairs_are_guessed_too(ingest: Ingest) -> None:
    assert (
        len(ingest("x.json", json.dumps([{"convo_id": 7, "original": PAIRS}, {"convo_id": 8, "original": PAIRS}]))) == 2
    )


def test_dotted_paths(ingest: Ingest) -> None:
    document = {"data": {"log": [{"who": {"n": "A"}, "what": ["Hej"]}, {"who": {"n": "B"}, "what": ["Hallo"]}]}}
    columns = parse_columns("turns=data.log,speaker=who.n,text=what.0")
    assert speech(one(ingest("x.json", json.dumps(document), IngestOptions(columns=columns)))) == [
        ("A", None, "Hej"),
        ("B", None, "Hallo"),
    ]


def test_messages_one_a_line_are_grouped(ingest: Ingest) -> None:
    rows = [("b", "Lene", "1"), ("a", "Ole", "2"), ("b", "Jonas", "3")]
    lines = "".join(json.dumps({"conversation_id": c, "speaker": s, "text": t}) + "\n" for c, s, t in rows)
    found = ingest("x.jsonl", lines)
    assert [(t.id, [u.line for u in t.utterances]) for t in found if isinstance(t, Transcript)] == [
        ("a", [2]),
        ("b", [1, 3]),
    ]


def test_a_list_of_messages_is_parted_by_their_conversation(ingest: Ingest) -> None:
    rows = [{"thread_id": i % 2, "author": "x", "text": str(i)} for i in range(4)]
    found = ingest("x.json", json.dumps({"rows": rows}))
    assert [(t.id, len(t.utterances)) for t in found if isinstance(t, Transcript)] == [("0", 2), ("1", 2)]


def test_json_lines_under_a_json_name(ingest: Ingest) -> None:
    line = json.dumps({"turns": TURNS})
    assert [t.id for t in ingest("x.json", f"{line}\n\n{line}\n") if isinstance(t, Transcript)] == ["x#1", "x#3"]


def test_newest_first_is_turned_round(ingest: Ingest) -> None:
    times = ["2026-01-01T10:05:00Z", "2026-01-01T10:01:00Z", "2026-01-01T10:01:00Z"]
    document = {"messages": [{"author": "x", "text": str(i), "created_at": at} for i, at in enumerate(times)]}
    transcript = one(ingest("x.json", json.dumps(document)))
    assert [(u.text, u.start_s) for u in transcript.utterances] == [("2", 0.0), ("1", 0.0), ("0", 240.0)]
    assert transcript.started_at == "2026-01-01T10:01:00+00:00"


def test_signs_are_composed_and_impossible_ones_left_out(ingest: Ingest) -> None:
    document = {"turns": [{"role": "agent", "text": "bla\u030abær\ud800\u0000 ok"}]}
    assert one(ingest("x.json", json.dumps(document))).utterances[0].text == "blåbær ok"


def test_the_overrides_win(ingest: Ingest) -> None:
    document = json.dumps({"language": "fi", "channel": "fax", "turns": TURNS})
    transcript = one(ingest("x.json", document, IngestOptions(language=Language.NN, channel=Channel.PHONE)))
    assert (transcript.language, transcript.channel) == (Language.NN, Channel.PHONE)


def test_broken_line_seven_and_the_rest(ingest: Ingest) -> None:
    lines = [json.dumps({"id": str(n), "turns": TURNS}) for n in range(1, 11)]
    lines[6] = lines[6][:-5] + "secret"
    found = ingest("x.jsonl", "\n".join(lines))
    errors = [error for error in found if isinstance(error, InputError)]
    assert [t.id for t in found if isinstance(t, Transcript)] == ["1", "2", "3", "4", "5", "6", "8", "9", "10"]
    assert [error.line for error in errors] == [7]
    assert "x.jsonl:7: this is not valid JSON" in str(errors[0])
    assert "secret" not in errors[0].problem + errors[0].remedy


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ('{"a": 1}', "no conversation was recognised"),
        ("[]", "no conversation was recognised"),
        ("17", "no conversation was recognised"),
        ('"secret"', "no conversation was recognised"),
        ("null", "no conversation was recognised"),
        ('{"turns": []}', "no message with text"),
        ('{"turns": [{"role": "agent", "text": " "}]}', "turn 1 has no text"),
        ('{"turns": [{"role": "agent", "text": "secret"}, {"role": "customer", "text": null}]}', "turn 2 has no text"),
        ('{"turns": [{"role": "boss", "text": "secret"}]}', "a role is not one of agent, customer, bot, system"),
        ('{"turns": [{"role": ["agent"], "text": "secret"}]}', "no message says who speaks"),
        ('{"language": "fi", "turns": [{"role": "agent", "text": "secret"}]}', "not one of da, nb, nn, sv, en"),
        ('{"channel": "fax", "turns": [{"role": "agent", "text": "secret"}]}', "not one of chat, phone, email, social"),
        ('{"id": "a", "turn_labels": ["C", "0"]}', "stand-off form"),
        ('{"turns": [{"text": "secret"}, {"text": "secret"}]}', "no message says who speaks"),
        ('{"turns": [{"role": "agent", "text": "secret"}', "not valid JSON"),
        ("{secret}", "not valid JSON"),
        ("[" * 100_000, "beyond all bounds"),
        ('{"a": ' + "9" * 5000 + "}", "beyond all bounds"),
    ],
)
@pytest.mark.parametrize("name", ["x.json", "x.jsonl"])
def test_what_is_no_conversation(ingest: Ingest, name: str, document: str, problem: str) -> None:
    [error] = ingest(name, document)
    assert isinstance(error, InputError)
    if "stand-off" not in problem or name == "x.jsonl":
        assert problem in str(error)
    assert "secret" not in error.problem + error.remedy


@pytest.mark.parametrize("columns", ["turns=log", "speaker=autor", "text=besked", "conversation=thread"])
def test_a_map_that_leads_nowhere(ingest: Ingest, columns: str) -> None:
    document = json.dumps({"id": 1, "messages": [{"author": "A", "text": "secret"}]})
    [error] = ingest("x.json", document, IngestOptions(columns=parse_columns(columns)))
    assert isinstance(error, InputError)
    assert "secret" not in error.problem + error.remedy


def test_one_bad_conversation_in_a_list(ingest: Ingest) -> None:
    found = ingest("x.json", json.dumps([{"turns": TURNS}, {"nothing": 1}, 5, {"turns": TURNS}]))
    assert [type(item) for item in found] == [Transcript, InputError, InputError, Transcript]
    assert "item 2" in str(found[1])


def test_size(ingest: Ingest) -> None:
    turns = [{"role": ("agent", "customer")[n % 2], "text": f"hej {n}"} for n in range(10_000)]
    turns[5]["text"] = "x" * 2_000_000
    transcript = one(ingest("x.jsonl", json.dumps({"turns": turns})))
    assert len(transcript.utterances) == 10_000
    assert len(transcript.utterances[5].text) == 2_000_000
