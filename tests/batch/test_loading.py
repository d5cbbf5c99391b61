"""Results of a large run come into a store, each once, and one that it cannot hold keeps no other away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from convqa.assessment import Assessment
from convqa.batch.loading import load_results
from convqa.batch.results import ResultsWriter
from convqa.cli import main
from convqa.redaction import SiteKey
from convqa.store import Store, create_store, open_store
from convqa.store.audit import AuditLog, newest_entries
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


def test_nothing_is_loaded_that_the_log_does_not_tell_of(
    make: MakeAssessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, results, key = tmp_path / "qa.sqlite", str(tmp_path / "scored"), SiteKey.default()
    create_store(place, key_check=key_check(key)).close()
    writer = ResultsWriter(results, "piece", rubric_hash=RUBRIC.hash)
    one = make("c1")
    writer.write(under(entry_of(replace(one, conversation=replace(one.conversation, source="a.jsonl"))), RUBRIC))
    writer.close({"key": key_check(key)})

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    def told(store: Store) -> list[tuple[str, str]]:
        with store.reading() as connection:
            return [(entry["action"], entry["detail"]) for entry in newest_entries(connection, 9)]

    with open_store(place) as store:
        with monkeypatch.context() as patch:
            patch.setattr("convqa.batch.loading._save", killed)
            with pytest.raises(KeyboardInterrupt):
                load_results(store, AuditLog.own(key), results, RUBRIC)
        assert told(store) == [("load.begin", "{}")]
        load_results(store, AuditLog.own(key), results, RUBRIC)
        counts = '{"gone": 0, "known": 0, "new": 1, "others": 0}'
        assert told(store)[1:] == [("load.begin", "{}"), ("load.end", counts)]
