"""What makes a transcript another one, before it is redacted."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from convqa.conversation import Channel, Doubt, Language, Role, Speaker, Transcript, Utterance
from convqa.redaction import SiteKey, input_hash

KEY = SiteKey.default()
BASE = Transcript(
    id="1",
    source="in.txt",
    speakers=(Speaker(key="a"), Speaker(key="k")),
    utterances=(Utterance(speaker="a", text="Hej."), Utterance(speaker="k", text="Hej \ud800 æ.")),
)
OF_THE_TRANSCRIPT: dict[str, Any] = {
    "speakers": BASE.speakers[::-1],
    "utterances": BASE.utterances[::-1],
    "turns_given": True,
    "language": Language.NB,
    "channel": Channel.CHAT,
    "started_at": "2026-11-27T20:00:00",
    "customer": "K-1",
    "agent": "A-1",
    "speech": "faster-whisper@1.2.1 base int8",
    "doubts": (Doubt.SPEAKERS,),
    "role_certainty": 0.0,
}
OF_A_SPEAKER: dict[str, Any] = {
    "key": "b",
    "name": "Lene",
    "role": Role.AGENT,
    "identifier": "E-77",
    "agent_id": "0123456789abcdef",
}
OF_AN_UTTERANCE: dict[str, Any] = {
    "speaker": "k",
    "text": "Hej!",
    "start_s": 0.0,
    "end_s": 0.0,
    "speech_confidence": 0.0,
}
NO_CONTENT: dict[str, Any] = {
    "id": "2",
    "id_given": True,
    "source": "moved/in.txt",
    "format": "zendesk",
    "skipped": {"notes": 2},
    "kind": "mail",
}


def changed() -> list[Transcript]:
    """The transcript with one thing changed, for everything that a record can depend on."""
    speaker, utterance = BASE.speakers[0], BASE.utterances[0]
    return [
        *(replace(BASE, **{name: value}) for name, value in OF_THE_TRANSCRIPT.items()),
        *(
            replace(BASE, speakers=(replace(speaker, **{name: value}), *BASE.speakers[1:]))
            for name, value in OF_A_SPEAKER.items()
        ),
        *(
            replace(BASE, utterances=(replace(utterance, **{name: value}), *BASE.utterances[1:]))
            for name, value in OF_AN_UTTERANCE.items()
        ),
    ]


def test_every_field_is_asked_for_below() -> None:
    """Where a type grows: say here whether the new field can move a record."""
    assert {field.name for field in fields(Transcript)} == OF_THE_TRANSCRIPT.keys() | NO_CONTENT.keys()
    assert {field.name for field in fields(Speaker)} == OF_A_SPEAKER.keys()
    assert {field.name for field in fields(Utterance)} == {*OF_AN_UTTERANCE, "line"}


def test_everything_that_can_move_a_record_makes_another_hash() -> None:
    found = {input_hash(one, KEY) for one in (BASE, *changed())}
    assert len(found) == 1 + len(OF_THE_TRANSCRIPT) + len(OF_A_SPEAKER) + len(OF_AN_UTTERANCE)
    assert all(one.startswith("hmac-sha256:") and len(one) == 76 for one in found)


@pytest.mark.parametrize("name", NO_CONTENT)
def test_name_and_place_are_no_content(name: str) -> None:
    assert input_hash(replace(BASE, **{name: NO_CONTENT[name]}), KEY) == input_hash(BASE, KEY)


def test_nor_is_the_line_of_the_source() -> None:
    moved = replace(BASE, utterances=tuple(replace(one, line=7) for one in BASE.utterances))
    assert input_hash(moved, KEY) == input_hash(BASE, KEY)


def test_the_hash_is_the_sites_own_and_stays_as_it_is() -> None:
    """A changed value here means that every store takes all it holds for changed."""
    assert input_hash(BASE, SiteKey(b"another key of the site")) != input_hash(BASE, KEY)
    assert input_hash(BASE, KEY) == "hmac-sha256:c6e11243503e0f8bbcfe006c5c0a5435ca6289395a5292d98a4f76a1141d205b"
