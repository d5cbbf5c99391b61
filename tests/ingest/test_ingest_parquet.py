"""Parquet gives what the same rows give as CSV and as JSON Lines."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convqa.conversation import Role, Transcript
from convqa.errors import InputError
from convqa.ingest import IngestOptions, find_all, parse_columns, read, read_sources
from tests.drawing import drawn

MESSAGES: dict[str, list[Any]] = {
    "conversation_id": ["1", "2", "1"],
    "author": ["Kunde", "Jonas Holm", "Jonas Holm"],
    "message": ["Hvor er min pakke?", "Hej, hvad kan jeg gøre?", "Den kommer i dag."],
}
TURNS = [
    [{"role": "agent", "text": "Hej Lene", "agent_id": "A7"}, {"role": "customer", "text": "Væk", "agent_id": None}],
    [{"role": "customer", "text": "Hallo?", "agent_id": None}],
]
CONVERSATIONS = {"id": ["da-1", "da-2"], "language": ["da", None], "turns": TURNS}
MAPPED = IngestOptions(columns=parse_columns("conversation=tråd,speaker=hvem,text=indhold"))


def written(path: Path, columns: dict[str, Any], **how: Any) -> Path:
    pq.write_table(pa.table(columns), path, **how)
    return path


def found(path: Path, options: IngestOptions | None = None) -> list[Transcript | InputError]:
    return list(read([str(path)], options))


def good(path: Path, options: IngestOptions | None = None) -> list[Transcript]:
    items = found(path, options)
    assert [one for one in items if isinstance(one, InputError)] == []
    return [one for one in items if isinstance(one, Transcript)]


def errors(path: Path, options: IngestOptions | None = None) -> list[str]:
    return [str(one).removeprefix(f"{path}") for one in found(path, options) if isinstance(one, InputError)]


def without_place(transcript: Transcript) -> Transcript:
    """As it is, but for the file and the lines: in a CSV the header is the first."""
    utterances = tuple(replace(one, line=None) for one in transcript.utterances)
    return replace(transcript, source="", kind=None, utterances=utterances)


def test_rows_of_messages_are_read_as_those_of_a_table(tmp_path: Path) -> None:
    table = io.StringIO(newline="")
    csv.writer(table).writerows([list(MESSAGES), *zip(*MESSAGES.values(), strict=True)])
    (tmp_path / "t.csv").write_text(table.getvalue(), encoding="utf-8")
    transcripts = good(written(tmp_path / "t.parquet", MESSAGES, row_group_size=1))
    assert list(map(without_place, transcripts)) == list(map(without_place, good(tmp_path / "t.csv")))
    assert [one.id for one in transcripts] == ["2", "1"]
    assert [[said.line for said in one.utterances] for one in transcripts] == [[2], [1, 3]]
    assert {one.kind for one in transcripts} == {"parquet"}


def test_rows_of_conversations_are_read_as_lines_of_json(tmp_path: Path) -> None:
    lines = [
        json.dumps(dict(zip(CONVERSATIONS, row, strict=True))) for row in zip(*CONVERSATIONS.values(), strict=True)
    ]
    (tmp_path / "t.jsonl").write_text("\n".join(lines), encoding="utf-8")
    transcripts = good(written(tmp_path / "t.parquet", CONVERSATIONS))
    assert [replace(one, source="", kind=None) for one in transcripts] == [
        replace(one, source="", kind=None) for one in good(tmp_path / "t.jsonl")
    ]
    assert all(one.turns_given for one in transcripts)


@pytest.mark.parametrize(
    "columns",
    [
        {"thread": ["1", "1"], "author": [None, {"name": "Kunde", "type": "customer"}], "body": ["Hej", "Hallo"]},
        {"thread": ["1", "1"], "author": ["Kunde", "Jonas"], "body": ["Hej", "Hallo"], "tags": [["a", "b"], None]},
        {"thread": [1.0, 1.0], "from": ["Kunde", "Jonas"], "text": [b"Hej", b"Hallo"], "sound": [b"\xff", None]},
        {"thread": ["1"], "transcript": ["Kunde: Hej\nAgent: Hallo"]},
        {"thread": ["1"], "messages": [[["Kunde", "Hej"], ["Agent", "Hallo"]]]},
        {"thread": [1, 1], "role": pa.array(["kunde", "agent"]).dictionary_encode(), "text": ["Hej", "Hallo"]},
    ],
    ids=["an author of parts", "tags beside", "bytes and gaps", "a text a row", "pairs", "a dictionary"],
)
def test_other_shapes(tmp_path: Path, columns: dict[str, Any]) -> None:
    (transcript,) = good(written(tmp_path / "t.parquet", columns))
    assert transcript.id == "1"
    assert [said.text for said in transcript.utterances] == ["Hej", "Hallo"]


@pytest.mark.parametrize(
    "kind", [pa.timestamp("ns", "Europe/Copenhagen"), pa.timestamp("s", "UTC"), pa.timestamp("us", "UTC")]
)
def test_times_are_told_in_utc_whatever_their_unit(tmp_path: Path, kind: Any) -> None:
    times = pa.array([datetime(2026, 2, 3, 9, tzinfo=UTC), datetime(2026, 2, 3, 9, 1, tzinfo=UTC)], kind)
    columns = {"id": ["1", "1"], "author": ["Kunde", "Jonas"], "text": ["Hej", "Hallo"], "created_at": times}
    (transcript,) = good(written(tmp_path / "t.parquet", columns))
    assert transcript.started_at == "2026-02-03T09:00:00+00:00"
    assert [said.start_s for said in transcript.utterances] == [0, 60]


def test_a_map_names_columns_and_places_in_them(tmp_path: Path) -> None:
    columns: dict[str, Any] = {"tråd": ["7"], "hvem": ["Kunde"], "indhold": ["Hej"]}
    (flat,) = good(written(tmp_path / "flat.parquet", columns), MAPPED)
    assert (flat.id, flat.utterances[0].text) == ("7", "Hej")
    columns = {"convo": [{"id": 7}], "said": [[["agent", "Hi!"], ["customer", "Hello"]]]}
    options = IngestOptions(columns=parse_columns("conversation=convo.id,turns=said,speaker=0,text=1"))
    (nested,) = good(written(tmp_path / "nested.parquet", columns), options)
    assert (nested.id, [said.text for said in nested.utterances]) == ("7", ["Hi!", "Hello"])
    columns = {"id": ["1"], "by": [{"name": "Kunde"}], "text": ["Hej"]}
    options = IngestOptions(columns=parse_columns("speaker=by.name"))
    (mixed,) = good(written(tmp_path / "mixed.parquet", columns), options)
    assert [(one.name, one.role) for one in mixed.speakers] == [("Kunde", None)]


def test_what_the_customer_never_saw_is_left_out_and_counted(tmp_path: Path) -> None:
    columns = {**MESSAGES, "conversation_id": ["1"] * 3, "private": [False, True, False]}
    (transcript,) = good(written(tmp_path / "t.parquet", columns))
    assert len(transcript.utterances) == 2
    assert sum(transcript.skipped.values()) == 1


def test_a_bad_row_is_told_with_its_number_and_the_rest_is_read(tmp_path: Path) -> None:
    texts = pa.array([b"Hej", b"\xff\xfe", b"Hallo"]).view(pa.binary())
    bad = pa.StringArray.from_buffers(3, *texts.buffers()[1:])
    path = written(tmp_path / "t.parquet", {"id": ["1", "1", "1"], "role": ["kunde", "kunde", "agent"], "text": bad})
    assert errors(path) == [
        ":2: a value of this row is no text in UTF-8, or a date that no calendar has; correct it or export it again."
    ]
    assert [len(one.utterances) for one in found(path) if isinstance(one, Transcript)] == [2]
    columns = {"id": ["1", "2"], "role": ["kunde", "chef"], "speaker": ["a", "b"], "text": ["Hej", "Hallo"]}
    assert [one[:14] for one in errors(written(tmp_path / "u.parquet", columns))] == [":2: a role is n"[:14]]


def test_a_date_that_no_calendar_has_is_a_bad_row(tmp_path: Path) -> None:
    times = pa.array([0, 2**62, 0], pa.int64()).cast(pa.timestamp("us"))
    columns = {"id": ["1"] * 3, "author": ["A", "B", "A"], "text": ["Hej", "Hov", "Hallo"], "created_at": times}
    path = written(tmp_path / "t.parquet", columns)
    assert [one[:3] for one in errors(path)] == [":2:"]


@pytest.mark.parametrize("is_checked", [False, True])
def test_of_a_damaged_row_group_the_others_are_read(tmp_path: Path, *, is_checked: bool) -> None:
    columns = {"id": [str(at) for at in range(30)], "turns": [[{"role": "customer", "text": "Hej " * 50}]] * 30}
    how: dict[str, Any] = {"compression": "none", "use_dictionary": False, "write_page_checksum": is_checked}
    path = written(tmp_path / "t.parquet", columns, row_group_size=10, **how)
    group = pq.ParquetFile(path).metadata.row_group(1).column(2)
    data = bytearray(path.read_bytes())
    at = group.data_page_offset + (group.total_compressed_size // 2 if is_checked else 0)  # else the page's head
    data[at : at + 12] = b"\xff" * 12
    path.write_bytes(data)
    assert errors(path) == [":11: the file is damaged here, and rows 11 to 20 were not read; export it again."]
    assert [one.id for one in found(path) if isinstance(one, Transcript)] == [*map(str, [*range(10), *range(20, 30)])]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            {"a": ["x"], "text": ["Hej"]},
            ": no column of speakers was recognised; the columns are text and 1 more; name the columns",
        ),
        ({"message": [], "author": []}, ": the table is empty; remove it or export it again."),
        ({"a": [1], "b": [[0.5, 0.25]]}, ": no column of messages was recognised; the first line does not look"),
    ],
)
def test_tables_without_what_is_needed(tmp_path: Path, columns: dict[str, Any], message: str) -> None:
    (error,) = errors(written(tmp_path / "t.parquet", columns))
    assert error.startswith(message)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 and no more of it PAR1", b"id,text\n1,Hej\n"])
def test_what_is_no_parquet(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(content)
    assert errors(path) == [": the Parquet file is damaged or is none; export it again."]


def test_the_content_tells_whatever_the_name(tmp_path: Path) -> None:
    path = written(tmp_path / "t.dump", CONVERSATIONS)
    assert {one.kind for one in good(path)} == {"parquet"}
    items = list(read(["-"], stdin=io.BytesIO(path.read_bytes())))
    assert [one.id for one in items if isinstance(one, Transcript)] == ["da-1", "da-2"]


def test_without_pyarrow_the_file_is_told_and_the_rest_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "a.parquet", CONVERSATIONS)
    (tmp_path / "b.txt").write_text("Agent: Hej\nKunde: Hallo\n", encoding="utf-8")
    for name in ("pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, name, None)
    error, other = found(tmp_path)
    assert str(error).endswith("reading it needs an optional part; run: pip install 'convqa[parquet]'.")
    assert isinstance(other, Transcript)


def test_values_come_as_json_would_have_them(tmp_path: Path) -> None:
    columns = {
        "thread": [Decimal("7.0"), Decimal("7.0")],
        "speaker": [{"name": "Kunde"}, {"name": "Jonas"}],
        "text": ["Hej", "Hallo"],
        "date": [date(2026, 2, 3)] * 2,
        "start_s": [timedelta(seconds=1), timedelta(seconds=2.5)],
        "meta": pa.array([[("a", "b")], None], pa.map_(pa.string(), pa.string())),
    }
    (transcript,) = good(written(tmp_path / "t.parquet", columns))
    assert (transcript.id, transcript.started_at) == ("7", "2026-02-03T00:00:00")
    assert [said.start_s for said in transcript.utterances] == [1, 2.5]


ROW = st.fixed_dictionaries(
    {
        "id": st.none() | st.sampled_from(["1", "2"]),
        "author": st.none() | st.sampled_from(["Kunde", "Jonas", "", "Intern note"]),
        "text": st.none() | st.text(max_size=5),
        "turns": st.none()
        | st.lists(st.fixed_dictionaries({"role": st.text(max_size=5), "text": st.text(max_size=5)}), max_size=2),
    }
)


@settings(max_examples=drawn(100), deadline=None)
@given(
    st.lists(ROW, min_size=1, max_size=8),
    st.sets(st.sampled_from(["id", "author", "text", "turns"]), min_size=1),
    st.integers(1, 4),
)
def test_whatever_the_rows_something_typed_comes_out(rows: list[dict[str, Any]], names: set[str], size: int) -> None:
    file = io.BytesIO()
    pq.write_table(
        pa.Table.from_pylist([{name: row[name] for name in sorted(names)} for row in rows]), file, row_group_size=size
    )
    items = list(read(["-"], stdin=io.BytesIO(file.getvalue())))
    assert items
    assert all(isinstance(one, Transcript) or "fault in convqa" not in str(one) for one in items)
    again = read(["-"], stdin=io.BytesIO(file.getvalue()))
    assert [one if isinstance(one, Transcript) else str(one) for one in items] == [
        one if isinstance(one, Transcript) else str(one) for one in again
    ]


@settings(max_examples=drawn(200), deadline=None)
@given(st.data())
def test_whatever_the_damage_something_typed_comes_out(data: st.DataObject) -> None:
    file = io.BytesIO()
    pq.write_table(pa.table(CONVERSATIONS), file, row_group_size=1)
    content = bytearray(file.getvalue())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    items = list(read(["-"], stdin=io.BytesIO(bytes(content))))
    assert all(isinstance(one, Transcript) or "fault in convqa" not in str(one) for one in items)


def test_roles_of_a_column_made_for_them_are_believed(tmp_path: Path) -> None:
    (source,) = find_all([str(written(tmp_path / "t.parquet", {"id": [1], "role": ["agent"], "text": ["Hej"]}))])
    (transcript,) = read_sources([source])
    assert isinstance(transcript, Transcript)
    assert [one.role for one in transcript.speakers] == [Role.AGENT]
