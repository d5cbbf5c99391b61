"""What comes of every sample, turn by turn, is what its file says, which was written by hand."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from convqa.conversation import Role, Transcript
from convqa.errors import InputError
from convqa.ingest import read
from convqa.ingest.captions import parse_captions
from convqa.ingest.formats import FORMATS, match
from convqa.pipeline import prepare
from convqa.redaction import Redactor, SiteKey
from tests.ingest.formats.conftest import SAMPLES, sample_id, samples

RULES = Redactor(key=SiteKey.default(), tagger=None)
NEAR_MISSES = ("cues",)
"""Folders of samples that look like some format and are none."""

ALL = pytest.mark.parametrize("path", samples(), ids=sample_id)


def expected(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.with_name(f"{path.stem}.expected.toml").read_text(encoding="utf-8"))


def said(transcript: Transcript) -> dict[str, Any]:
    """A transcript through redaction, in the form of the expected files; agents are numbered as they appear."""
    talk = prepare(transcript, RULES)
    numbers: dict[str | None, int] = {}
    turns = []
    for turn in talk.turns:
        if turn.role is Role.AGENT:
            numbers.setdefault(turn.agent_id, len(numbers) + 1)
        number = numbers[turn.agent_id] if turn.role is Role.AGENT else 0
        turns.append([str(turn.role), number, "unknown" if turn.start_s is None else turn.start_s, turn.text])
    facts = {
        "id": transcript.id,
        "format": transcript.format,
        "language": transcript.language and str(transcript.language),
        "channel": transcript.channel and str(transcript.channel),
        "started_at": transcript.started_at,
        "customer": transcript.customer,
    }
    return {
        **{name: value for name, value in facts.items() if value is not None},
        "skipped": dict(transcript.skipped),
        **({"doubts": [str(doubt) for doubt in talk.doubts]} if talk.doubts else {}),
        "turns": turns,
    }


@ALL
def test_sample(path: Path) -> None:
    found = list(read([str(path)]))
    wanted = expected(path)
    assert [said(one) for one in found if isinstance(one, Transcript)] == wanted.get("conversation", [])
    errors = [one for one in found if isinstance(one, InputError)]
    assert len(errors) == len(wanted.get("error", []))
    for error, right in zip(errors, wanted.get("error", []), strict=True):
        assert right["problem"] in str(error)


def parsed(path: Path) -> list[object]:
    """What the formats look at: the parts of a JSON document, or the cues of a file of captions."""
    text = path.read_text(encoding="utf-8")
    if path.suffix in (".vtt", ".srt"):
        return [parse_captions(text)]
    value = json.loads(text)
    return value if isinstance(value, list) else [value]


@ALL
def test_a_sample_is_of_one_format_alone(path: Path) -> None:
    right = [] if path.parent.name in NEAR_MISSES else [path.parent.name]
    for value in parsed(path):
        assert [one.name for one in FORMATS if one.recognise(value)] == right


def test_every_format_has_samples() -> None:
    folders = {path.parent.name for path in samples()}
    assert {one.name for one in FORMATS} <= folders


@pytest.mark.parametrize(
    "value", [None, 3, "x", [], {}, {"Transcript": []}, {"turns": []}, {"messages": [{"text": "hej"}]}]
)
def test_what_is_no_vendors_is_not_taken_for_one(value: object) -> None:
    assert match(value) is None


def test_our_own_samples_are_no_vendors() -> None:
    for path in sorted((SAMPLES.parents[3] / "data" / "samples").glob("*.json*")):
        text = path.read_text(encoding="utf-8")
        for part in [text] if path.suffix == ".json" else text.splitlines():
            assert match(json.loads(part)) is None, path.name
