"""Results of a large run come into a store, each once, and one that it cannot hold keeps no other away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from convqa.assessment import Assessment
from convqa.batch.results import ResultsWriter
from convqa.cli import main
from convqa.redaction import SiteKey
from convqa.store import create_store
from convqa.store.keys import key_check
from tests.store.entries import RUBRIC, entry_of, under

pytest.importorskip("pyarrow")

MakeAssessment = Callable[..., Assessment]


def test_an_id_that_no_index_holds_keeps_no_other_away(make: MakeAssessment, tmp_path: Path) -> None:
    place, results, key = tmp_path / "qa.sqlite", tmp_path / "scored", key_check(SiteKey.default())
    create_store(place, key_check=key).close()
    writer = ResultsWriter(str(results), "piece", rubric_hash=RUBRIC.hash)
    for name in ("c1", "c" * 501, "c" * 500):
        one = make(name)
        info = replace(one.conversation, source="a.jsonl")
        writer.write(under(entry_of(replace(one, conversation=info)), RUBRIC))
    writer.close({"key": key})
    for new, known in ((2, 0), (0, 2)):
        done = CliRunner().invoke(main, ["store", "load", str(results), "--store", str(place)])
        assert done.exit_code == 1, done.output
        assert done.stdout == f"{new} conversations loaded; {known} were there.\n"
        assert "a conversation was left out, since its id has more than 500 characters" in done.stderr
        assert "cccccc" not in done.stderr
