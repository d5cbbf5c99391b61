"""The passages of `data/personal-data`: well formed, as many as is said, and of unread ones nothing is ever shown."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from convqa.conversation import Language
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.leak import Thing
from training.pii.blind import FILES, measure_blind, passages
from training.pii.marks import KEPT
from training.pii.passages import FOLDER
from training.pii.segments import UNSURE

ALL = tuple(sorted(path.name for path in FOLDER.glob("*.jsonl")))
UNEVEN = "learnt.jsonl"
"""Languages are not alike there."""


def everything(reading: Reading) -> list[Finding]:
    return [Finding(0, len(reading.text), Kind.NUMBER, 1.0)]


@pytest.mark.parametrize("file", ALL)
def test_the_marks_are_of_known_kinds_and_stand_apart(file: str) -> None:
    kinds = {*Thing, *KEPT, UNSURE} - {Thing.SPOKEN}
    for _, passage in passages(file):
        assert {span.kind for span in passage.spans} <= kinds
        ends = [0, *(span.end for span in passage.spans)]
        assert all(end <= span.start < span.end for end, span in zip(ends, passage.spans, strict=False))
        texts = [passage.reading.text[span.start : span.end] for span in passage.spans]
        assert [text.strip() == text for text in texts] == [True] * len(texts)


@pytest.mark.parametrize("file", ALL)
def test_the_marks_lie_in_their_turns_and_the_files_are_as_large_as_is_said(file: str) -> None:
    styles, languages, marks = Counter[str](), Counter[str](), 0
    for row in map(json.loads, (FOLDER / file).read_text(encoding="utf-8").splitlines()):
        lengths = [len(turn["text"]) for turn in row["turns"]]
        assert all(0 <= mark["start"] < mark["end"] <= lengths[mark["turn"]] for mark in row["pii"])
        styles[row["style"]] += 1
        languages[row["language"]] += 1
        marks += len(row["pii"])
    told = re.search(
        rf"^\| `{file}` \| ([\d,]+) .*?passages.*?, ([\d,]+) marked places.*?: (.*?)[;|]",
        (FOLDER / "README.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert told is not None
    assert (int(told[1].replace(",", "")), int(told[2].replace(",", ""))) == (styles.total(), marks)
    assert {name: int(n) for name, n in re.findall(r"`(\w+)` \((\d+)\)", told[3])} == styles
    assert file == UNEVEN or languages == dict.fromkeys(Language, styles.total() // len(Language))


@pytest.mark.parametrize("part", FILES)
def test_nothing_is_shown_of_unread_passages(part: str) -> None:
    figures = measure_blind(everything, part)
    assert figures.shown == []
    assert {cell.part for cell in figures.recall} == {part}
