"""Whatever the file and wherever it is cut, its parts give together what the whole gives, line numbers included."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest import IngestOptions, find_all, parse_columns, read_sources
from convqa.ingest.ranges import LineRange, Range, cut, read_range
from convqa.ingest.sources import Source
from tests.drawing import drawn

NO_MAP = IngestOptions()
TICKET = {
    "ticket": {"id": 1},
    "comments": [{"id": 1, "body": "Hej", "author_id": 1, "public": True, "created_at": "2026-02-03T10:00:00Z"}],
}


def source_of(path: Path) -> Source:
    (source,) = find_all([str(path)])
    assert isinstance(source, Source)
    return source


def told(items: Iterator[Transcript | InputError]) -> list[Transcript | str]:
    return [str(one) if isinstance(one, InputError) else one for one in items]


def check(path: Path, size: int, options: IngestOptions = NO_MAP) -> list[Range]:
    """The parts, after making sure that they give what the file gives."""
    source = source_of(path)
    parts = cut(source, options, size)
    assert len(parts) != 1
    if parts:
        together = [one for part in parts for one in told(read_range(source, part, options))]
        assert together == told(read_sources([source], options))
    return parts


def conversation(name: str | None, text: str) -> dict[str, Any]:
    about = {} if name is None else {"id": name}
    return {**about, "turns": [{"role": "agent", "text": "Hej"}, {"role": "customer", "text": text}]}


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
WHOLE = st.builds(
    lambda value, ascii_only: json.dumps(value, ensure_ascii=ascii_only).encode(),
    st.builds(conversation, st.none() | st.sampled_from("abc"), TEXTS),
    st.booleans(),
)
ODD = st.sampled_from(
    [b"", b"   ", b"{", b"[1]", b"\xef\xbb\xbf{}", b'{"turns": [{"role": "agent", "text": "bl\xe5"}]}', b"{\r}"]
)
ENDS = st.sampled_from([b"\n", b"\r\n", b"\r", b"\n\n", b"\r\r\n"])
FILES = st.builds(
    lambda mark, lines, last: mark + b"".join(line + end for line, end in lines) + last,
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.lists(st.tuples(st.one_of(WHOLE, WHOLE, WHOLE, ODD), ENDS), min_size=1, max_size=12),
    st.one_of(WHOLE, st.just(b"")),
)


@settings(max_examples=drawn(300), deadline=None)
@given(FILES, st.integers(1, 600))
def test_conversations_on_lines(content: bytes, size: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.jsonl"
        path.write_bytes(content)
        parts = check(path, size)
        spans = [(part.start, part.stop) for part in parts if isinstance(part, LineRange)]
        assert [start for start, _ in spans[1:]] == [stop for _, stop in spans[:-1]]
        if spans:
            assert (spans[0][0], spans[-1][1]) == (0, len(content))


MESSAGE = st.builds(
    lambda thread, who, text: {"thread": thread, "author": who, "text": text},
    st.sampled_from("12345"),
    st.sampled_from(["Kunde", "Jonas"]),
    st.sampled_from(["Hej", "Hallo", "", "blåbær"]),
)


@settings(max_examples=drawn(300), deadline=None)
@given(st.lists(MESSAGE, min_size=1, max_size=20), st.booleans(), st.integers(1, 300))
def test_messages_on_lines(messages: list[dict[str, str]], is_sorted: bool, size: int) -> None:
    rows = sorted(messages, key=lambda one: one["thread"]) if is_sorted else messages
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        parts = check(path, size)
        # Every line is longer than 40 bytes, so that each end of a conversation is a place to cut.
        if is_sorted and size < 40 and len({row["thread"] for row in rows}) > 1:
            assert parts


@settings(max_examples=drawn(200), deadline=None)
@given(st.lists(MESSAGE, min_size=1, max_size=20), st.booleans(), st.integers(1, 5), st.integers(1, 400))
def test_messages_in_rows(messages: list[dict[str, str]], is_sorted: bool, rows: int, size: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.parquet"
        rows_of = sorted(messages, key=lambda one: one["thread"]) if is_sorted else messages
        pq.write_table(pa.Table.from_pylist(rows_of), path, row_group_size=rows)
        check(path, size)


@settings(max_examples=drawn(200), deadline=None)
@given(
    st.lists(st.builds(conversation, st.none() | st.sampled_from("abc"), TEXTS), min_size=1, max_size=12),
    st.integers(1, 5),
)
def test_conversations_in_rows(conversations: list[dict[str, Any]], rows: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.parquet"
        pq.write_table(pa.Table.from_pylist(conversations), path, row_group_size=rows)
        parts = check(path, 1)
        assert len(parts) == (-(-len(conversations) // rows) if len(conversations) > rows else 0)


def lines(path: Path, values: list[Any]) -> Path:
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    return path


def test_parts_are_about_as_large_as_asked_for(tmp_path: Path) -> None:
    path = lines(tmp_path / "x.jsonl", [conversation(f"c{at}", "Hej " * 20) for at in range(100)])
    parts = check(path, 2_000)
    sizes = [part.stop - part.start for part in parts]
    assert len(parts) > 5
    assert all(2_000 <= size < 2_400 for size in sizes[:-1])
    assert check(path, path.stat().st_size) == []


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("x.jsonl", [{"thread": "1", "author": "Kunde", "text": "Hej"}, {"author": "Jonas", "text": "Hallo"}] * 9),
        ("x.jsonl", [{"author": "Kunde", "text": "Hej"}] * 9),
        ("x.jsonl", [*[conversation("a", "Hej")] * 9, TICKET]),
        ("x.jsonl", [{"thread": str(at % 9), "author": "Kunde", "text": "Hej"} for at in range(27)]),
        ("x.json", [conversation("a", "Hej")] * 9),
        ("x.txt", [conversation("a", "Hej")] * 9),
    ],
    ids=["a message without id", "none with one", "a vendor's", "scattered", "a document by its name", "text"],
)  # fmt: skip
def test_what_only_the_whole_tells_is_not_cut(tmp_path: Path, name: str, values: list[Any]) -> None:
    assert check(lines(tmp_path / name, values), 1) == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-7", "cp500"])
def test_encodings_whose_lines_are_not_told_by_bytes_are_not_cut(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes("".join(json.dumps(conversation("å", "Hej")) + "\n" for _ in range(9)).encode(encoding))
    assert check(path, 1, IngestOptions(encoding=encoding)) == []


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "utf-8", "shift_jis"])
def test_other_encodings_are_cut(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes("".join(json.dumps(conversation("a", "x")) + "\n" for _ in range(9)).encode(encoding))
    assert len(check(path, 1, IngestOptions(encoding=encoding))) == 9


def test_a_map_is_kept_to(tmp_path: Path) -> None:
    values = [{"convo": at, "original": [["agent", "Hi!"], ["customer", "Hello"]]} for at in range(9)]
    options = IngestOptions(columns=parse_columns("conversation=convo,turns=original,speaker=0,text=1"))
    assert len(check(lines(tmp_path / "x.jsonl", values), 1, options)) == 9


def test_damage_is_told_once_by_who_reads_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(b"PAR1 and nothing")
    assert check(path, 1) == []
    (tmp_path / "x.jsonl").write_bytes(b"\x00\x01" * 99)
    assert check(tmp_path / "x.jsonl", 1) == []
