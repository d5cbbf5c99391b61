"""A recording end to end: how surely it was heard is in the record, widens the intervals and moves nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from convqa.conversation import Channel, Doubt, Language, Role, Speaker, Transcript, Utterance
from convqa.pipeline import Pipeline
from convqa.report.records import to_line, to_record

GOLDEN = Path(__file__).parent / "recording.json"

CALL = Transcript(
    id="opkald-7",
    id_given=True,
    source="opkald-7.wav",
    language=Language.DA,
    channel=Channel.PHONE,
    speakers=(Speaker(key="a", role=Role.AGENT), Speaker(key="c", role=Role.CUSTOMER)),
    utterances=tuple(
        Utterance(speaker=speaker, text=text, start_s=start, end_s=end, speech_confidence=confidence)
        for speaker, text, start, end, confidence in (
            ("a", "Hej, du taler med Jonas.", 0.0, 2.1, 0.93),
            ("c", "Hej, jeg venter på en pakke.", 2.4, 5.0, 0.71),
            ("c", "Den skulle være kommet i går?", 5.2, 7.9, 0.44),
            ("a", "Lad mig lige se efter.", 8.3, 9.9, 0.52),
            ("a", "Den kommer i morgen inden klokken tolv.", 14.0, 17.2, 0.96),
            ("c", "Fint.", 17.5, 18.0, 0.31),
        )
    ),
    speech="faster-whisper@1.2.1 base int8",
    doubts=(Doubt.SPEAKERS,),
)
TYPED = replace(
    CALL,
    utterances=tuple(replace(one, speech_confidence=None) for one in CALL.utterances),
    speech=None,
    doubts=(),
)


def record(pipeline: Pipeline, transcript: Transcript) -> dict[str, Any]:
    return to_record(pipeline.assess(transcript))


def test_the_record_is_the_golden_one(pipeline: Pipeline) -> None:
    """Where a change is meant: write what `record` gives to the file, after reading the difference."""
    found = record(pipeline, CALL)
    for version in ("convqa", "redactor"):
        del found["provenance"][version]
    assert found == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_what_was_typed_says_nothing_of_speech(pipeline: Pipeline) -> None:
    line = to_line(pipeline.assess(TYPED))
    assert "speech_confidence" not in line
    assert "doubts" not in line
    assert '"speech":null' in line


def test_only_intervals_differ_from_the_same_words_typed(pipeline: Pipeline) -> None:
    heard, typed = record(pipeline, CALL), record(pipeline, TYPED)
    (card,), (typed_card,) = heard["scorecards"], typed["scorecards"]
    assert card["total"] == typed_card["total"]
    for name, rating in card["ratings"].items():
        same = typed_card["ratings"][name]
        assert {**rating, "interval": None} == {**same, "interval": None}
        assert rating["interval"][0] <= same["interval"][0]
        assert rating["interval"][1] >= same["interval"][1]
    assert any(
        rating["interval"] != typed_card["ratings"][name]["interval"] for name, rating in card["ratings"].items()
    )
    for key in ("touchpoint", "process_failure", "review", "customer_effort"):
        assert heard[key] == typed[key]
    labels = [{key: value for key, value in turn.items() if key != "speech_confidence"} for turn in heard["turns"]]
    assert labels == typed["turns"]


@pytest.mark.parametrize("reader", Language)
def test_doubts_and_bad_hearing_are_flags_in_words(pipeline: Pipeline, reader: Language) -> None:
    flags = replace(pipeline, feedback_language=reader).assess(CALL).flags
    assert [(flag.name, flag.detail, flag.turns) for flag in flags] == [
        ("unsure", "speakers", (0, 1)),
        ("unsure", "speech", (1, 3)),
    ]
    assert all(flag.reason.endswith(".") for flag in flags)
