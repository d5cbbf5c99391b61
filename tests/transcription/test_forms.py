"""What is written says all that is known, and reading it back gives the conversation of the recording."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from convqa.conversation import Conversation, Doubt, Role, Speaker, Transcript
from convqa.ingest import read
from convqa.pipeline import prepare
from convqa.transcription import Form, render
from tests.transcription.conftest import LINES, ORIGIN, RULES, call, prepared

FORMS = pytest.mark.parametrize("form", [form for form in Form if form is not Form.TXT])  # which holds less


def written(transcript: Transcript, form: Form, *, raw: bool = False) -> str:
    return render(transcript, prepared(transcript), ORIGIN, form, raw=raw)


def read_back(text: str, form: Form, folder: Path) -> Conversation:
    path = folder / f"heard.{form}"
    path.write_text(text, encoding="utf-8")
    [found] = read([str(path)])
    assert isinstance(found, Transcript), found
    return prepare(found, RULES)


def essence(conversation: Conversation) -> Conversation:
    """Without what says where it stood; the confidence is looked at by itself."""
    turns = tuple(replace(turn, speech_confidence=None) for turn in conversation.turns)
    return replace(conversation, source="", content_hash="", turns=turns)


@FORMS
@pytest.mark.parametrize(
    "transcript",
    [
        call(),
        call(doubts=()),
        call(source="call-7.wav"),
        # Two agents, two customers, and turns of one agent before another's.
        replace(
            call(*LINES[:2], ("s3", "This is Jonas of the second line.", 5.1, 5.4, 0.8), *LINES[2:]),
            speakers=(
                Speaker(key="s1", role=Role.AGENT, identifier="A-1"),
                Speaker(key="s3", role=Role.AGENT, identifier="A-2"),
                Speaker(key="s2", role=Role.CUSTOMER),
            ),
        ),
    ],
    ids=["doubtful", "sure", "plain name", "two agents"],
)
def test_reading_it_back_gives_the_conversation_of_the_recording(
    transcript: Transcript, form: Form, tmp_path: Path
) -> None:
    back = read_back(written(transcript, form), form, tmp_path)
    assert essence(back) == essence(prepared(transcript))


@pytest.mark.parametrize(("form", "tolerance"), [(Form.JSON, 1e-6), (Form.VTT, 0.03)])
def test_confidence_comes_back_with_the_turn(form: Form, tolerance: float, tmp_path: Path) -> None:
    """Of WebVTT not exactly: it is stated of each cue, and a placeholder is one word where a number was four."""
    back = read_back(written(call(), form), form, tmp_path)
    for turn, right in zip(back.turns, prepared(call()).turns, strict=True):
        assert turn.speech_confidence == pytest.approx(right.speech_confidence, abs=tolerance)


@FORMS
def test_names_and_numbers_are_replaced_in_text_and_id(form: Form) -> None:
    text = written(call(), form)
    for personal in ("Lene", "Hansen", "Astrid", "Berg", "20 12 34 56"):
        assert personal not in text
    assert "[PERSON_" in text
    assert "[PHONE_1]" in text
    assert "pseudonymised, not anonymous" in text


@FORMS
def test_raw_says_what_was_said_and_says_that_it_does(form: Form, tmp_path: Path) -> None:
    transcript = call(source="call-7.wav")
    text = written(transcript, form, raw=True)
    assert "Astrid Berg" in text
    assert "20 12 34 56" in text
    assert "NOT replaced" in text
    assert "pseudonymised" not in text
    # Scored it is redacted like any input.
    assert essence(read_back(text, form, tmp_path)) == essence(prepared(transcript))


def test_webvtt_as_a_person_reads_it() -> None:
    text = written(call(doubts=(Doubt.SPEAKERS,)), Form.VTT)
    head, note, first, *rest = text.split("\n\n")
    assert head == "WEBVTT"
    assert note.split("\n")[:7] == [
        "NOTE convqa transcript 1",
        "personal data: replaced where it was found: pseudonymised, not anonymous",
        f"id: {prepared(call()).id}",
        "language: en",
        "channel: phone",
        "started: 2026-05-04T09:00:00+02:00",
        "speech: fake-speech@1 tones",
    ]
    assert "\nspeech confidence: 0.811\n" in note
    assert "\ndoubts: speakers\nrole certainty: 0.97\n" in note
    assert f"content: {ORIGIN.content}" in note
    assert first == (
        "1, turn 1, confidence 0.910\n00:00:00.500 --> 00:00:03.250\n"
        "<v Agent>Welcome to Nordlys, you are talking to [PERSON_1]."
    )
    assert rest[1].endswith("<v Customer>Hi, my name is [PERSON_2] &amp; my router is dead &lt;again&gt;.")
    assert rest[3].startswith("5, turn 3, confidence 0.880\n00:00:12.500 --> 01:02:05.500\n")
    assert "new one --&gt; it" in rest[3]
    assert rest[4].startswith("6, turn 4\n")
    assert text.endswith("\n")


def test_a_turn_is_one_cue_where_a_placeholder_bridges_utterances(tmp_path: Path) -> None:
    transcript = call(
        *LINES[:3],
        ("s2", "My number is 20 12", 9.25, 10.0, 0.9),
        ("s2", "34 56, call me.", 10.0, 12.0, 0.5),
        *LINES[4:],
    )
    conversation = prepared(transcript)
    text = written(transcript, Form.VTT)
    if conversation.turns[1].text.count("\n") < 2:
        assert text.count("turn 2,") == 1
    assert essence(read_back(text, Form.VTT, tmp_path)).turns[1].text == conversation.turns[1].text


def test_times_that_are_missing_or_run_backwards_make_valid_cues(tmp_path: Path) -> None:
    told = [
        ("s1", LINES[0][1], None, None, None),
        ("s2", LINES[2][1], 4.0, 4.0, None),
        ("s1", LINES[4][1], 3.0, None, None),
    ]
    text = written(call(*told), Form.VTT)
    assert [line for line in text.split("\n") if "-->" in line] == [
        "00:00:00.000 --> 00:00:04.000",
        "00:00:04.000 --> 00:00:04.001",
        "00:00:04.000 --> 00:00:05.000",
    ]
    assert len(read_back(text, Form.VTT, tmp_path).turns) == 3


def test_json_is_one_turn_a_line() -> None:
    text = written(call(), Form.JSON)
    value = json.loads(text)
    assert text.count("\n") == len(value) + len(value["turns"]) + 3
    assert value["turns"][0]["role"] == "agent"
    assert value["turns"][0]["start_s"] == 0.5
    assert value["turns"][0]["text"].startswith("Welcome to Nordlys")
    assert value["doubts"] == ["speakers", "broken_off"]
    assert value["made"]["settings"] == ORIGIN.settings


@FORMS
def test_a_name_that_is_no_text_is_written_all_the_same(form: Form) -> None:
    transcript = call(source="call \udce5\n-->.wav")
    written(transcript, form).encode()


@FORMS
def test_writing_twice_gives_the_same_bytes(form: Form) -> None:
    assert written(call(), form) == written(call(), form)
