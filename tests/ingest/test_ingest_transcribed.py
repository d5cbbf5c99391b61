"""What the codebook's form may say beyond the codebook, and notes that are like those of convqa."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from convqa.conversation import Doubt, Role, Transcript
from convqa.errors import InputError
from convqa.pipeline import prepare
from convqa.redaction import Redactor, SiteKey

Ingest = Callable[..., list[Transcript | InputError]]

RULES = Redactor(key=SiteKey.default(), tagger=None)
KEY = "6f6181905450ef49"


def heard(ingest: Ingest, *turns: dict[str, Any], **facts: object) -> Transcript:
    said = [{"role": "agent", "text": "Hello, how can I help?"}, {"role": "customer", "text": "My router is dead."}]
    for turn, more in zip(said, turns, strict=False):
        turn |= more
    [found] = ingest("call.json", json.dumps({"id": "c", "language": "en", **facts, "turns": said}))
    assert isinstance(found, Transcript), found
    return found


def test_all_that_is_stated_comes_to_the_conversation(ingest: Ingest) -> None:
    found = heard(
        ingest,
        {"speech_confidence": 0.5, "agent_key": KEY},
        {"speech_confidence": 1},
        speech="x@1",
        doubts=["broken_off", "speakers"],
        role_certainty=0.6,
    )
    talk = prepare(found, RULES)
    assert [turn.speech_confidence for turn in talk.turns] == [0.5, 1.0]
    assert [turn.agent_id for turn in talk.turns] == [KEY, None]
    assert (talk.speech, talk.doubts, talk.role_certainty) == ("x@1", (Doubt.SPEAKERS, Doubt.BROKEN_OFF), 0.6)


@pytest.mark.parametrize("confidence", [None, -0.1, 1.1, True, "sure", [0.5], float("inf"), 10**400])
def test_a_confidence_that_is_none_is_not_there(ingest: Ingest, confidence: object) -> None:
    found = heard(ingest, {"speech_confidence": confidence}, role_certainty=confidence)
    assert found.utterances[0].speech_confidence is None
    assert found.role_certainty is None


@pytest.mark.parametrize("doubts", [None, "speakers", ["speaker"], [None, ["speakers"]], {"speakers": True}])
def test_doubts_that_are_none_are_not_there(ingest: Ingest, doubts: object) -> None:
    assert heard(ingest, doubts=doubts).doubts == ()


@pytest.mark.parametrize("key", [None, "", "Jonas", KEY.upper(), KEY + "0", 6161905450494961])
def test_a_key_that_is_none_of_convqas_makes_no_agent(ingest: Ingest, key: object) -> None:
    found = heard(ingest, {"agent_key": key})
    assert found.speakers[0].agent_id is None
    assert found.speakers == heard(ingest).speakers


def test_a_key_of_a_customer_is_none(ingest: Ingest) -> None:
    assert [speaker.agent_id for speaker in heard(ingest, {}, {"agent_key": KEY}).speakers] == [None, None]


def test_two_agents_stay_two_by_their_keys(ingest: Ingest) -> None:
    turns = [
        {"role": "agent", "text": "Hello, how can I help?", "agent_key": key} for key in (KEY, "0bb8c058a3e5b424", KEY)
    ]
    [found] = ingest("call.json", json.dumps({"id": "c", "language": "en", "turns": turns}))
    assert isinstance(found, Transcript)
    assert [turn.agent_id for turn in prepare(found, RULES).turns] == [turn["agent_key"] for turn in turns]


def test_other_shapes_state_nothing(ingest: Ingest) -> None:
    """Only the codebook's form, and a file of convqa's own: elsewhere the words may mean anything."""
    messages = [
        {"speaker": "Agent", "text": "Hello, how can I help?", "speech_confidence": 0.2, "agent_key": KEY},
        {"speaker": "Customer", "text": "My router is dead.", "speech_confidence": 0.2},
    ]
    [found] = ingest("call.json", json.dumps({"id": "c", "doubts": ["speakers"], "speech": "x", "messages": messages}))
    assert isinstance(found, Transcript)
    assert (found.speech, found.doubts) == (None, ())
    assert {one.speech_confidence for one in found.utterances} == {None}


CUES = "\n\n1, turn 1, confidence 0.5\n00:00:01.000 --> 00:00:02.000\n<v Agent>Hello, how can I help?"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("WEBVTT\n\nNOTE convqa transcript 1\nid: c", "convqa-vtt"),
        ("WEBVTT - call\nkind: captions\n\n\nNOTE\tconvqa transcript 1", "convqa-vtt"),
        ("WEBVTT\n\nNOTE convqa transcript 2\nid: c", None),
        ("WEBVTT\n\nNOTE\nconvqa transcript 1", None),
        ("WEBVTT\n\nNOTE read\n\nNOTE convqa transcript 1", None),
        ("WEBVTT\n\nconvqa transcript 1", None),
        ("NOTE convqa transcript 1", None),
    ],
)
def test_a_file_of_convqa_is_known_by_its_first_note(ingest: Ingest, head: str, name: str | None) -> None:
    [found] = ingest("call.vtt", head + CUES)
    assert isinstance(found, Transcript)
    assert found.format == name
    assert found.utterances[0].speech_confidence == (0.5 if name else None)
    assert found.speakers[0].role == (Role.AGENT if name else None)


def test_a_note_without_a_cue_is_an_error(ingest: Ingest) -> None:
    [error] = ingest("call.vtt", "WEBVTT\n\nNOTE convqa transcript 1\nid: c\n")
    assert isinstance(error, InputError)
    assert "no cue with text" in str(error)


def test_an_unknown_language_in_the_note_is_an_error(ingest: Ingest) -> None:
    [error] = ingest("call.vtt", "WEBVTT\n\nNOTE convqa transcript 1\nlanguage: xx" + CUES)
    assert isinstance(error, InputError)
    assert "the language is not one of" in str(error)
