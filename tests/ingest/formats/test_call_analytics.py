"""Near misses of Call Analytics, and what Post-Call Analytics leaves open."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from convqa.conversation import Role, Transcript
from convqa.errors import InputError
from convqa.ingest.formats import match

Ingest = Callable[..., list[Transcript | InputError]]

ROW = {"ParticipantRole": "AGENT", "Content": "Hello.", "BeginOffsetMillis": 0, "EndOffsetMillis": 900, "Items": []}


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"JobName": "j", "Transcript": [ROW]}, "call-analytics"),
        ({"Transcript": [ROW]}, None),
        ({"JobName": "j", "Transcript": [{**ROW, "Items": None}]}, None),
        ({"JobName": "j", "Transcript": [{**ROW, "BeginOffsetMillis": "0"}]}, None),
        ({"JobName": "j", "Transcript": []}, None),
        ({"CallAnalyticsJob": {"CallAnalyticsJobName": "j"}}, None),
        # Standard Transcribe: words without turns.
        ({"jobName": "j", "accountId": "1", "status": "COMPLETED", "results": {"transcripts": [], "items": []}}, None),
        ({"ConversationAnalytics": {}, "SpeechSegments": []}, None),
        ({"ConversationAnalytics": {"SpeakerLabels": []}, "SpeechSegments": []}, "post-call-analytics"),
        ({"SpeechSegments": [{"SegmentSpeaker": "spk_0", "SegmentStartTime": 0.1}]}, None),
    ],
)
def test_what_is_recognised(value: object, name: str | None) -> None:
    found = match(value)
    assert (found.name if found else None) == name


def test_standard_transcribe_is_no_conversation(ingest: Ingest) -> None:
    word = {"start_time": "0.1", "end_time": "0.5", "type": "pronunciation", "alternatives": [{"content": "Hello"}]}
    value = {"jobName": "j", "results": {"transcripts": [{"transcript": "Hello."}], "items": [word]}}
    [error] = ingest("x.json", json.dumps(value))
    assert isinstance(error, InputError)


def analytics(ingest: Ingest, about: Mapping[str, Any], *codes: str) -> Transcript:
    rows = [
        {"SegmentStartTime": float(at), "SegmentEndTime": at + 0.5, "SegmentSpeaker": code, "DisplayText": "Hej."}
        for at, code in enumerate(codes)
    ]
    [found] = ingest("call.json", json.dumps({"ConversationAnalytics": about, "SpeechSegments": rows}))
    assert isinstance(found, Transcript), found
    return found


LABELS = [{"Speaker": "spk_0", "DisplayText": "Kunde"}, {"Speaker": "spk_1", "DisplayText": "Agent"}]


@pytest.mark.parametrize(
    ("agent", "agents", "name"),
    [("Jonas", None, "Jonas"), ("None", None, None), ("", None, None), ("Jonas", ["Jonas", "Mia"], None)],
)
def test_the_one_agent_is_whom_the_file_names(
    ingest: Ingest, agent: str, agents: list[str] | None, name: str | None
) -> None:
    found = analytics(ingest, {"Agent": agent, "Agents": agents, "SpeakerLabels": LABELS}, "spk_1", "spk_0")
    assert [(speaker.role, speaker.name) for speaker in found.speakers] == [(Role.AGENT, name), (Role.CUSTOMER, None)]


def test_speakers_that_no_label_names_stay_apart(ingest: Ingest) -> None:
    found = analytics(ingest, {"SpeakerLabels": LABELS}, "spk_1", "spk_2", "spk_3", "spk_2")
    assert [speaker.role for speaker in found.speakers] == [Role.AGENT, None, None]
    assert [utterance.speaker for utterance in found.utterances] == ["s1", "s2", "s3", "s2"]


@pytest.mark.parametrize(
    ("times", "began"),
    [
        ({"ConversationTime": "2026-02-11 09:14:05"}, "2026-02-11T09:14:05"),
        ({"ConversationTime": "2026-02-11 09:14:05", "ProcessTime": "2026-02-11 09:14:05"}, None),
        ({}, None),
    ],
)
def test_the_time_of_the_work_is_not_the_time_of_the_call(
    ingest: Ingest, times: Mapping[str, str], began: str | None
) -> None:
    assert analytics(ingest, {"SpeakerLabels": LABELS, **times}, "spk_1", "spk_0").started_at == began
