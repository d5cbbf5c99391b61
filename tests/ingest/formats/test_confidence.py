"""How sure a recogniser is of its words comes along, whatever it calls it, and nothing else is taken for it."""

from __future__ import annotations

import json
from math import exp
from pathlib import Path
from typing import Any

import pytest

from convqa.conversation import Transcript
from convqa.ingest import read
from convqa.ingest.formats.access import probability
from tests.ingest.formats.conftest import SAMPLES


def sample(name: str) -> Any:
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def sure(value: Any, folder: Path) -> list[float | None]:
    path = folder / "call.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    (found,) = read([str(path)])
    assert isinstance(found, Transcript)
    return [one.speech_confidence for one in found.utterances]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (0.5, 0.5), (0, 0.0), (1, 1.0), ("0.998", 0.998), (1.0000001, 1.0), (-0.0001, 0.0), (97, None), (-0.5, None),
        (1.5, None), ("high", None), (None, None), (True, None), ([0.5], None), (float("nan"), None), ("", None),
    ],
)  # fmt: skip
def test_a_probability(value: object, found: float | None) -> None:
    assert probability(value) == found


def test_deepgram(tmp_path: Path) -> None:
    value = sample("deepgram/utterances")
    rows = value["results"]["utterances"]
    for row in rows:
        row["confidence"], row["words"] = 0.7, []
    rows[0]["words"] = [
        {"word": "hej", "punctuated_word": "Hej", "confidence": confidence} for confidence in (0.9, 0.5, 400)
    ]
    found = sure(value, tmp_path)
    assert found[0] == pytest.approx(0.7)
    assert set(found[1:]) == {0.7}
    del rows[1]["confidence"]
    assert sure(value, tmp_path)[1] is None


def test_deepgrams_words_alone(tmp_path: Path) -> None:
    value = sample("deepgram/two-channels")
    for channel in value["results"]["channels"]:
        for word in channel["alternatives"][0]["words"]:
            word["confidence"] = 0.25
    assert set(sure(value, tmp_path)) == {0.25}


def test_assemblyai(tmp_path: Path) -> None:
    value = sample("assemblyai/over-an-hour")
    first = value["utterances"][0]
    first["words"] = [
        {"text": word, "start": 1200, "end": 1300, "confidence": at / 10} for at, word in enumerate(["a", "b", "c"])
    ]
    assert sure(value, tmp_path) == [pytest.approx(0.1), 0.91, 0.91, 0.91]


def test_twilios_strings(tmp_path: Path) -> None:
    value = sample("twilio/sentences")
    value["sentences"][0]["confidence"] = None
    found = sure(value, tmp_path)
    assert found[0] is None
    assert set(found[1:]) == {0.94}


LOG = {"avg_logprob": -0.3}


@pytest.mark.parametrize(
    ("segment", "word", "found"),
    [
        (LOG, {"probability": 0.8}, 0.8),
        (LOG, {"score": 0.6}, 0.6),
        (LOG, {"probability": 0.8, "score": 0.6}, 0.8),
        (LOG, {}, exp(-0.3)),
        (LOG, {"score": "?"}, exp(-0.3)),
        ({"avg_logprob": 0.3}, {}, None),
        ({"avg_logprob": -9e9}, {}, 0.0),
        ({}, {}, None),
    ],
)
def test_the_whisper_family(
    segment: dict[str, float], word: dict[str, object], found: float | None, tmp_path: Path
) -> None:
    rows = [
        {
            "start": at, "end": at + 1, "text": f"{who} hej", "speaker": who,
            "words": [{"word": who, "start": at, "end": at + 0.4, **word}, {"word": "hej", **word}], **segment,
        }
        for at, who in enumerate(("Kunde", "Agent"))
    ]  # fmt: skip
    assert sure({"segments": rows, "language": "da"}, tmp_path) == [pytest.approx(found), pytest.approx(found)]


def test_a_cut_segment_keeps_what_is_known_of_the_whole(tmp_path: Path) -> None:
    words = [
        {"word": word, "start": at, "end": at + 0.5, "speaker": who}
        for at, (word, who) in enumerate([("Hej", "SPEAKER_00"), ("du?", "SPEAKER_00"), ("Goddag.", "SPEAKER_01")])
    ]
    row = {"start": 0, "end": 3, "text": "Hej du? Goddag.", "speaker": "SPEAKER_00", "words": words, **LOG}
    assert sure({"segments": [row], "language": "da"}, tmp_path) == [exp(-0.3), exp(-0.3)]


def test_whisper_cpp(tmp_path: Path) -> None:
    first = sure(sample("whisper-cpp/full"), tmp_path)[0]
    assert first == pytest.approx((6 * 0.9 + 3 * 0.8) / 9)  # of words; those of two tokens have 0.9 and 0.7


def test_call_analytics_without_its_punctuation(tmp_path: Path) -> None:
    value = sample("call-analytics/overlap")
    value["Transcript"][0]["Items"] = [
        {"Type": "pronunciation", "Content": "Good", "Confidence": "0.8"},
        {"Type": "pronunciation", "Content": "morning", "Confidence": "0.6"},
        {"Type": "punctuation", "Content": ",", "Confidence": "0.0"},
        {"Type": "pronunciation", "Content": "[PII]"},
    ]
    assert sure(value, tmp_path)[0] == pytest.approx(0.7)


def test_post_call_analytics_is_not_asked_of_what_a_person_wrote(tmp_path: Path) -> None:
    value = sample("post-call-analytics/menu-and-two-agents")
    rows = value["SpeechSegments"]
    for row in rows:
        row["WordConfidence"] = [{"Text": "x", "Confidence": 0.5}, {"Text": "y", "Confidence": 0.7}]
    edited = [bool(row["TextEdited"]) for row in rows if row["DisplayText"]]
    assert any(edited)
    assert sure(value, tmp_path) == [None if one else pytest.approx(0.6) for one in edited]


def test_genesys_phrases_that_were_spoken(tmp_path: Path) -> None:
    value = sample("genesys/blind-transfer")
    found = sure(value, tmp_path)
    assert all(one is not None for one in found)
    value["mediaType"] = "message"
    for part in value["transcripts"]:
        part["messageType"] = "webmessaging"
    assert set(sure(value, tmp_path)) == {None}
