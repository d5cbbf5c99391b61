"""What is special of the recognisers' files: what says too little, what is not theirs, and who is who."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from convqa.conversation import Transcript
from convqa.ingest import read
from convqa.ingest.formats import match
from tests.ingest.formats.conftest import SAMPLES


def sample(name: str) -> Any:
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def read_value(value: Any, folder: Path) -> list[Any]:
    path = folder / "call.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return list(read([str(path)]))


ROW = {"start": 0.5, "end": 2.0, "text": "Hej, hvad kan jeg hjælpe med?", "speaker": "Kundeservice"}


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"segments": [], "language": "da", "word_segments": []}, "whisper"),
        ({"text": "", "segments": [], "language": "da"}, "whisper"),
        ({"segments": [ROW], "language": "da"}, None),
        ({"segments": [{**ROW, "speaker": "SPEAKER_01"}], "language": "da"}, "whisper"),
        ({"segments": [{**ROW, "words": []}], "language": "da"}, "whisper"),
        ({"segments": [{**ROW, "words": []}]}, None),
        ({"segments": [{**ROW, "start": "0:01", "words": []}], "language": "da"}, None),
        ({"metadata": {"request_id": "r"}, "results": {"channels": []}}, None),
        ({"metadata": {"request_id": "r"}, "results": {"channels": [], "utterances": []}}, "deepgram"),
        ({"metadata": {"id": "r"}, "results": {"channels": [{"alternatives": []}]}}, None),
        ({"id": "1", "status": "open", "text": "Hej"}, None),
        ({"id": "1", "status": "completed", "audio_url": "https://cdn.example/1", "text": "Hej"}, "assemblyai"),
        ({"id": "1", "status": "completed", "audio_duration": 3}, None),
        ({"sentences": [{"transcript": "Hej", "media_channel": 1}]}, None),
        ({"sentences": [{"transcript": "Hej", "sentence_index": 1}]}, None),
        ({"sentences": []}, None),
        ({"transcription": [], "result": {"language": "da"}}, None),
        ({"transcription": [], "result": {"language": "da"}, "params": {}}, "whisper-cpp"),
        ({"transcription": [{"text": "Hej"}], "result": {"language": "da"}, "params": {}}, None),
        ({"transcription": [{"text": "Hej", "offsets": {}}], "result": {}}, None),
        ({"transcription": "Hej", "result": {"language": "da"}, "params": {}}, None),
        ({"segments": [{"type": "transcript.text.segment", "text": "Hej"}]}, "openai-diarized"),
        ({"segments": [{"type": "segment", "text": "Hej", "speaker": "A"}]}, None),
        ({"segments": [{"type": "transcript.text.segment"}]}, None),
        ({"turnLevelTranscription": []}, "pyannote"),
        ({"jobId": "1", "status": "succeeded", "output": {"diarization": []}}, "pyannote"),
        ({"jobId": "1", "status": "running"}, None),
        ({"diarization": [{"speaker": "SPEAKER_00", "start": 0, "end": 1}]}, None),
    ],
)
def test_near_misses(value: object, name: str | None) -> None:
    found = match(value)
    assert (found and found.name) == name


def test_assemblyais_times_in_seconds_are_not_divided_again(tmp_path: Path) -> None:
    value = sample("assemblyai/over-an-hour")
    for row in value["utterances"]:
        row["start"], row["end"] = row["start"] / 1000, row["end"] / 1000
    assert match(value) is None
    found = read_value(value, tmp_path)[0]
    assert isinstance(found, Transcript)
    assert [one.start_s for one in found.utterances] == [1.2, 4.1, 3605.25, 3608.5]


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [(61_100, 61_900, "assemblyai"), (61.1, 61.9, None), (61, 62, None)],
    ids=["milliseconds", "seconds", "whole seconds"],
)
def test_rows_without_a_transcripts_members_are_assemblyais_in_milliseconds_alone(
    start: float, end: float, name: str | None
) -> None:
    row = {"speaker": "A", "text": "Hej igen.", "start": start, "end": end, "confidence": 0.9}
    found = match({"text": "Hej igen.", "confidence": 0.9, "language_code": "da", "utterances": [row], "words": None})
    assert (found and found.name) == name


UNLABELLED = {"text": "Hej", "start": 1, "end": 2}


@pytest.mark.parametrize(
    ("name", "change", "problem"),
    [
        ("assemblyai/over-an-hour", {"status": "processing"}, "had not finished"),
        ("assemblyai/over-an-hour", {"utterances": None, "words": None}, "only the text as one piece"),
        ("assemblyai/words-of-two-channels", {"words": [UNLABELLED]}, "does not say who speaks"),
        ("twilio/sentences", {"sentences": [], "sid": "GT1", "status": "queued"}, "did not finish"),
        ("twilio/sentences", {"meta": {"key": "sentences", "page": 1}}, "one page"),
        ("whisper/whisperx", {"segments": []}, "does not say who speaks"),
        ("whisper/openai-whisper", {}, "convqa score call.wav (needs convqa[audio])"),
        ("openai-diarized/letters", {"segments": [{"type": "transcript.text.segment", "text": "Hej"}]},
         "does not say who speaks"),
    ],
)  # fmt: skip
def test_what_cannot_be_read(name: str, change: dict[str, Any], problem: str, tmp_path: Path) -> None:
    value = {**sample(name), **change}
    if name == "whisper/whisperx":
        value["word_segments"] = [{"word": "Hej", "start": 0.1, "end": 0.4, "score": 0.9}]
    found = read_value(value, tmp_path)
    assert len(found) == 1
    assert problem in str(found[0])


def test_deepgram_without_words_says_so(tmp_path: Path) -> None:
    value = sample("deepgram/no-speakers")
    del value["results"]["channels"][0]["alternatives"][0]["words"]
    assert "only the text as one piece" in str(read_value(value, tmp_path)[0])


def test_a_whisperx_file_without_segments_is_rebuilt_from_its_words(tmp_path: Path) -> None:
    value = sample("whisper/whisperx")
    found = read_value({**value, "segments": []}, tmp_path)[0]
    assert isinstance(found, Transcript)
    assert found.utterances[0].text == "Velkommen til Fjordnet kundeservice, hvad kan jeg hjælpe med?"
    assert len(found.speakers) == 2


def test_pyannotes_words_serve_where_there_are_no_turns(tmp_path: Path) -> None:
    value = sample("pyannote/job")
    turns = value["output"].pop("turnLevelTranscription")
    found = read_value(value["output"], tmp_path)[0]
    assert isinstance(found, Transcript)
    assert [one.text for one in found.utterances] == [turn["text"] for turn in turns]
    assert found.id == "call"


def test_twilios_participants_keep_their_addresses_to_themselves(tmp_path: Path) -> None:
    value = sample("twilio/with-transcript")
    value["transcript"]["channel"]["participants"][1]["user_id"] = "sara@example.com"
    found = read_value(value, tmp_path)[0]
    assert isinstance(found, Transcript)
    assert [(one.name, one.identifier) for one in found.speakers] == [(None, None), ("Sara Lind", None)]


def test_speakers_stay_apart_and_nameless(tmp_path: Path) -> None:
    value = sample("deepgram/two-channels")
    for word in value["results"]["channels"][1]["alternatives"][0]["words"][-5:]:
        word["speaker"] = 1
    found = read_value(value, tmp_path)[0]
    assert isinstance(found, Transcript)
    assert len(found.speakers) == 3
    assert {one.name for one in found.speakers} == {None}
    assert {one.role for one in found.speakers} == {None}
