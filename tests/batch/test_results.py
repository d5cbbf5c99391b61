from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convqa.assessment import Assessment
from convqa.batch.results import ResultsWriter, day_of, finished, read_results
from convqa.errors import InputError, MissingExtraError, UsageError
from convqa.report.records import to_line
from convqa.report.tables import ParquetWriter
from convqa.store.entry import Entry
from tests.drawing import drawn
from tests.store.entries import ENTRY, entry_of

MakeAssessment = Callable[..., Assessment]
MakeCard = Callable[..., Any]

DAYS = {
    None: "unknown",
    "2026-11-26T23:59:59+01:00": "2026-11-26",
    "2026-11-27": "2026-11-27",
    "2026-11-27T08:00:00": "2026-11-27",
    "2026-02-30": "unknown",
}
STARTS = list(DAYS)


def begun(assessment: Assessment, started_at: str | None, source: str = "a.jsonl") -> Assessment:
    return replace(assessment, conversation=replace(assessment.conversation, started_at=started_at, source=source))


def write(folder: Path | str, name: str, assessments: Sequence[Assessment], **how: Any) -> None:
    writer = ResultsWriter(str(folder), name, rubric_hash="r", **how)
    for assessment in assessments:
        writer.write(entry_of(assessment))
    writer.close()


def ids(folder: Path) -> list[str]:
    return [one.entry.assessment.conversation.id for one in read_results(str(folder))]


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_place_that_cannot_be_written_is_told_as_it_was_given(make: MakeAssessment) -> None:
    with pytest.raises(UsageError, match=r"cannot write file:///dev/null/scored/day=unknown/n-0\.parquet: "):
        write("file:///dev/null/scored", "n", [make("a")])


@pytest.mark.parametrize(("start", "day"), DAYS.items())
def test_the_day_is_that_on_which_the_conversation_began(make: MakeAssessment, start: str | None, day: str) -> None:
    assert day_of(begun(make(), start)) == day


PIECES = st.lists(
    st.lists(st.tuples(st.sampled_from("abcæ"), st.sampled_from(STARTS), st.sampled_from(["x", "y"])), max_size=8),
    max_size=4,
)


@settings(max_examples=drawn(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PIECES, st.sampled_from([1, 20_000, 10**6]))
def test_what_is_read_back_is_what_was_written_day_by_day_and_by_id(
    make: MakeAssessment,
    tmp_path_factory: pytest.TempPathFactory,
    pieces: list[list[tuple[str, str | None, str]]],
    held: int,
) -> None:
    folder = tmp_path_factory.mktemp("out")
    made = [[begun(make(name), start, source) for name, start, source in piece] for piece in pieces]
    for number, piece in enumerate(made):
        write(folder, f"n{number}", piece, held=held)
    everything = [one for piece in made for one in piece]
    ordered = sorted(
        everything, key=lambda one: (day_of(one), one.conversation.id, one.conversation.source, to_line(one))
    )
    read = list(read_results(str(folder)))
    assert [to_line(one.entry.assessment) for one in read] == [to_line(one) for one in ordered]
    assert [finished(str(folder), f"n{at}") is not None for at in range(len(pieces))] == [True] * len(pieces)


@settings(max_examples=drawn(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ENTRY, max_size=3))
def test_what_a_store_needs_is_kept(
    make: MakeAssessment, tmp_path_factory: pytest.TempPathFactory, entries: list[Entry]
) -> None:
    folder = str(tmp_path_factory.mktemp("out"))
    writer = ResultsWriter(folder, "n", rubric_hash="r")
    for entry in entries:
        writer.write(entry)
    writer.close()
    read = sorted(read_results(folder), key=lambda one: one.entry.identity)
    assert {one.rubric_hash for one in read} <= {"r"}
    same = make()
    assert [replace(one.entry, assessment=same) for one in read] == [
        replace(one, assessment=same) for one in sorted(entries, key=lambda one: one.identity)
    ]


def test_doing_a_piece_again_gives_the_same_bytes(make: MakeAssessment, tmp_path: Path) -> None:
    assessments = [begun(make(f"c{at}"), STARTS[at % 5]) for at in range(40)]
    write(tmp_path, "n", assessments, held=20_000)
    first = files(tmp_path)
    assert len(first) > 6
    write(tmp_path, "n", assessments, held=20_000)
    assert files(tmp_path) == first
    assert sorted(first)[0] == "_done/n.json"


def test_only_what_is_finished_counts(make: MakeAssessment, tmp_path: Path) -> None:
    write(tmp_path, "whole", [make("a")])
    writer = ResultsWriter(str(tmp_path), "torn", rubric_hash="r", held=1)
    writer.write(entry_of(make("b")))
    assert len(files(tmp_path)) == 3
    assert ids(tmp_path) == ["a"]
    assert finished(str(tmp_path), "torn") is None
    writer.close({"failed": 2})
    assert ids(tmp_path) == ["a", "b"]
    assert finished(str(tmp_path), "torn") == {"assessments": 1, "files": ["day=unknown/torn-0.parquet"], "failed": 2}


def test_columns_answer_what_people_ask(make: MakeAssessment, make_card: MakeCard, tmp_path: Path) -> None:
    cards = [make_card("a1"), make_card("a2", total=None, rating=None)]
    write(tmp_path, "n", [begun(make("c1", cards=cards), STARTS[1]), begun(make("c2", cards=[]), None)])
    table: Any = ds.dataset(tmp_path, partitioning="hive", exclude_invalid_files=True).to_table()
    first, second = sorted(table.to_pylist(), key=lambda row: row["id"])
    assert (first["day"], second["day"]) == ("2026-11-26", "unknown")
    assert [(card["agent_id"], card["total"], card["clarity"]) for card in first["cards"]] == [
        ("a1", 57.8, 3.31),
        ("a2", None, None),
    ]
    assert second["cards"] == []
    assert {name: first[name] for name in ("language", "resolution", "model", "rubric")} == {
        "language": "da",
        "resolution": "partial",
        "model": "small@1",
        "rubric": "service@1",
    }
    assert json.loads(first["line"])["conversation"]["id"] == "c1"
    assert not {"duration", "turns", "length"} & set(first)


def test_a_place_is_written_as_a_path_is(make: MakeAssessment, tmp_path: Path) -> None:
    write(tmp_path / "a å", "n", [make("a")])
    write((tmp_path / "b å").as_uri(), "n", [make("a")])
    assert files(tmp_path / "a å") == files(tmp_path / "b å")
    assert len(list(read_results((tmp_path / "b å").as_uri()))) == 1


def test_nothing_is_there_where_nothing_was_written(tmp_path: Path) -> None:
    assert list(read_results(str(tmp_path / "none"))) == []
    assert finished(str(tmp_path), "n") is None


def test_what_cannot_be_written_is_told_and_not_finished(make: MakeAssessment, tmp_path: Path) -> None:
    (tmp_path / "day=unknown").write_text("in the way", encoding="utf-8")
    writer = ResultsWriter(str(tmp_path), "n", rubric_hash="r")
    writer.write(entry_of(make()))
    with pytest.raises(UsageError, match=r"cannot write .*day=unknown/n-0\.parquet"):
        writer.close()
    assert list(files(tmp_path)) == ["day=unknown"]


def test_damage_is_told_with_the_file(make: MakeAssessment, tmp_path: Path) -> None:
    write(tmp_path, "n", [make()])
    (path,) = tmp_path.glob("day=*/*.parquet")
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(InputError, match=r"day=unknown/n-0\.parquet: the results are damaged"):
        list(read_results(str(tmp_path)))


def test_records_are_read_in_small_pieces(make: MakeAssessment, tmp_path: Path) -> None:
    write(tmp_path, "n", [make(f"c{at:05}") for at in range(2_500)])
    (path,) = tmp_path.glob("day=*/*.parquet")
    assert pq.ParquetFile(path).metadata.num_row_groups == 3
    read = read_results(str(tmp_path))
    assert [next(read).entry.assessment.conversation.id for _ in range(3)] == ["c00000", "c00001", "c00002"]
    read.close()  # type: ignore[attr-defined] # lets go of the file


def test_without_pyarrow_it_is_told_before_anything_is_scored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match=r"pip install 'convqa\[parquet\]'"):
        ResultsWriter(str(tmp_path), "n", rubric_hash="r")
    with pytest.raises(MissingExtraError, match=r"pip install 'convqa\[parquet\]'"):
        list(read_results(str(tmp_path)))


def test_a_name_of_a_file_that_is_no_text_is_written(make: MakeAssessment, tmp_path: Path) -> None:
    one = begun(make(), None, "m\udcf8te.txt")
    write(tmp_path, "p", [one])
    assert [found.entry.assessment.conversation.source for found in read_results(str(tmp_path))] == ["m\ufffdte.txt"]
    with ParquetWriter(tmp_path / "t.parquet") as writer:
        writer.write(one)
    assert pq.read_table(tmp_path / "t.parquet")["source"].to_pylist() == ["m\ufffdte.txt"]
