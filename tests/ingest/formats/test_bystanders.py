"""Who is in a conversation and is neither its agent nor its customer, and what the customer never saw."""

from __future__ import annotations

from typing import Any

import pytest

from convqa.conversation import Role
from convqa.ingest.formats import Reading, Skip
from convqa.ingest.formats.call_analytics import CALL_ANALYTICS
from convqa.ingest.formats.contact_lens import CONTACT_LENS
from convqa.ingest.formats.format import Format
from convqa.ingest.formats.genesys import GENESYS
from convqa.ingest.formats.twilio import TWILIO
from convqa.ingest.formats.zendesk_chat import ZENDESK_CHAT


def reading(vendor: Format, value: object) -> Reading:
    assert vendor.recognise(value)
    (found,) = vendor.read(value)
    assert isinstance(found, Reading)
    return found


def row(number: int, **more: Any) -> dict[str, Any]:
    at = f"2026-05-04T10:0{number}:00.000Z"
    common = {"Id": str(number), "Type": "MESSAGE", "ContentType": "text/plain", "AbsoluteTime": at, "Content": "Hej"}
    return common | {"ParticipantId": f"p{number}"} | more


def raw_chat(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    people = [{"ParticipantId": "p1"}, {"ParticipantId": "p2"}]
    return {"Version": "2019-08-26", "ContactId": "k1", "Participants": people, "Transcript": list(rows), **more}


@pytest.mark.parametrize(
    ("stated", "role"),
    [
        ("AGENT", Role.AGENT),
        ("CUSTOMER", Role.CUSTOMER),
        ("CUSTOM_BOT", Role.BOT),
        ("PROMPT", Role.SYSTEM),
        ("THIRD_PARTY", Role.SYSTEM),
        ("", None),
        (None, None),
    ],
)
def test_a_part_of_contact_lens_that_is_not_known_is_not_guessed(stated: object, role: Role | None) -> None:
    rows = [row(1, ParticipantRole="AGENT"), row(2, ParticipantRole=stated)]
    assert reading(CONTACT_LENS, raw_chat(*rows)).messages[1].role is role
    listed = [{"ParticipantId": "p1", "ParticipantRole": "AGENT"}, {"ParticipantId": "p2", "ParticipantRole": stated}]
    assert reading(CONTACT_LENS, raw_chat(row(1), row(2), Participants=listed)).messages[1].role is role


def test_a_raw_chat_whose_rows_leave_its_contact_to_the_whole() -> None:
    assert reading(CONTACT_LENS, raw_chat(row(1), row(2))).about["conversation"] == "k1"
    whole = raw_chat(row(1), row(2), InitialContactId="k0")
    assert reading(CONTACT_LENS, whole).about["conversation"] == "k0"


@pytest.mark.parametrize(
    "kind", ["text/plain; charset=utf-8", "text/plain;charset=UTF-8", "TEXT/PLAIN", "text/markdown"]
)
def test_text_is_text_whatever_its_charset(kind: str) -> None:
    found = reading(CONTACT_LENS, raw_chat(row(1), row(2, ContentType=kind)))
    assert len(found.messages) == 2


def phrase(purpose: object, at_ms: int) -> dict[str, Any]:
    return {"participantPurpose": purpose, "text": "hej", "startTimeMs": at_ms, "duration": {"milliseconds": 500}}


def call(*phrases: dict[str, Any], **more: Any) -> dict[str, Any]:
    transcripts = [{"transcriptId": "t", "phrases": list(phrases)}]
    return {"conversationId": "c", "communicationId": "m", "transcripts": transcripts, **more}


@pytest.mark.parametrize(
    ("purpose", "role"),
    [
        ("external", Role.CUSTOMER),
        ("internal", Role.AGENT),
        ("supervisor", Role.SYSTEM),
        ("monitor", Role.SYSTEM),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_a_purpose_of_genesys_that_is_not_known_is_not_guessed(purpose: object, role: Role | None) -> None:
    assert reading(GENESYS, call(phrase("external", 0), phrase(purpose, 900))).messages[1].role is role


@pytest.mark.parametrize("began", ["2026-05-04T08:00:00.000Z", "2026-05-04T10:00:00+02:00", 1_777_881_600_000])
def test_when_a_call_of_genesys_began(began: object) -> None:
    phrases = (phrase("external", 1_777_881_601_000), phrase("internal", 1_777_881_603_500))
    found = reading(GENESYS, call(*phrases, conversationStartTime=began))
    assert found.about["started_at"] == "1777881600000"
    assert [message.start_s for message in found.messages] == [1.0, 3.5]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"type": "chat.msg"}, None),
        ({"type": "chat.msg", "channel": "#support"}, None),
        ({"type": "chat.msg", "whisper": False}, None),
        ({"type": "chat.msg", "whisper": True}, Skip.INTERNAL_NOTE),
        ({"type": "chat.msg", "is_internal": True}, Skip.INTERNAL_NOTE),
        ({"type": "chat.whisper"}, Skip.INTERNAL_NOTE),
        ({"type": "chat.note"}, Skip.INTERNAL_NOTE),
        ({"type": "chat.rating"}, Skip.EVENT),
    ],
)
def test_what_colleagues_whisper_in_a_zendesk_chat(entry: dict[str, Any], reason: Skip | None) -> None:
    history = [
        {"type": "chat.msg", "msg": "Hej", "nick": "visitor:1"},
        {"msg": "Tilbyd rabat", "nick": "agent:2"} | entry,
    ]
    found = reading(ZENDESK_CHAT, {"visitor": {"id": "1"}, "type": "chat", "id": "c", "history": history})
    assert len(found.messages) == (2 if reason is None else 1)
    assert dict(found.skipped) == ({} if reason is None else {reason: 1})


@pytest.mark.parametrize(
    ("stated", "role"),
    [
        ("Agent", Role.AGENT),
        ("Supervisor", Role.SYSTEM),
        ("Coach", Role.SYSTEM),
        ("Unknown", None),
        ("", None),
    ],
)
def test_who_is_heard_by_the_agent_alone_is_nobody_to_score(stated: str, role: Role | None) -> None:
    channels = [{"channel_participant": 1, "role": "Customer"}, {"channel_participant": 2, "role": stated}]
    said = [
        {"media_channel": number, "sentence_index": number, "start_time": number, "transcript": "hej"}
        for number in (1, 2)
    ]
    sentences = {"sentences": said, "transcript": {"sid": "GT1", "channel": {"participants": channels}}}
    assert reading(TWILIO, sentences).messages[1].role is role
    timed = {"Content": "hej", "BeginOffsetMillis": 0, "EndOffsetMillis": 900, "Items": list[str]()}
    rows = [timed | {"ParticipantRole": word} for word in ("CUSTOMER", stated.upper())]
    analysed = {"JobName": "j", "LanguageCode": "da-DK", "Transcript": rows}
    assert reading(CALL_ANALYTICS, analysed).messages[1].role is role
