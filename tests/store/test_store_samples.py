"""The samples, through all steps into a store and out of it again."""

from __future__ import annotations

from pathlib import Path

import pytest

from convqa.conversation import Transcript
from convqa.ingest import read
from convqa.pipeline import Pipeline
from convqa.redaction import input_hash
from convqa.report.records import to_line
from convqa.rubric import load_rubric
from convqa.store import Store
from convqa.store.entry import Entry
from convqa.store.load import load
from convqa.store.save import save


@pytest.fixture(scope="module")
def entries(pipeline: Pipeline, samples: Path) -> list[Entry]:
    made = []
    for transcript in read([str(samples)]):
        assert isinstance(transcript, Transcript)
        assessment, supplement = pipeline.assess_fully(transcript)
        made.append(
            Entry(
                assessment=assessment,
                supplement=supplement,
                identity=pipeline.redactor.key.hmac("identity", f"{transcript.source} {transcript.id}"),
                opening="",
                input_hash=input_hash(transcript, pipeline.redactor.key),
                feedback_language=assessment.conversation.language,
            )
        )
    return made


def test_the_samples_come_out_as_they_went_in(store: Store, entries: list[Entry]) -> None:
    with store.writing() as connection:
        saved = save(connection, entries, load_rubric())
    assert all(one.is_new for one in saved)
    with store.reading() as connection:
        back = load(connection, [one.assessment_id for one in saved])
    assert len(back) > 10
    assert [to_line(one.assessment) for one in back] == [to_line(one.assessment) for one in entries]
    assert back == entries
