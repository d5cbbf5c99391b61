from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from convqa.assessment import Assessment, Flag, Scorecard
from convqa.codebook import RATINGS
from convqa.errors import MissingExtraError
from convqa.report.tables import COLUMNS, CsvWriter, ParquetWriter, rows
from convqa.report.workbook import XlsxWriter

MakeAssessment = Callable[..., Assessment]
MakeCard = Callable[..., Scorecard]


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("word", ["duration", "handle", "seconds", "length", "turns", "words", "minutes"])
def test_no_column_measures_time_or_length(word: str) -> None:
    assert not [name for name in COLUMNS if word in name]


def test_a_row_says_what_the_record_says(
    make: MakeAssessment, make_card: MakeCard, exemplary: Flag, broken_promise: Flag
) -> None:
    flag = Flag(name="process_failure", severity="look", turns=(1,))
    [row] = rows(make(cards=[make_card(flags=[exemplary, broken_promise])], flags=[flag]))
    assert list(row) == list(COLUMNS)
    assert row["id"] == "da-0001"
    assert row["agent_id"] == "aa11bb22cc33"
    assert row["total"] == 57.8
    assert [row[name] for name in RATINGS] == [3.31] * 8
    assert [row[f"{name}_rating"] for name in RATINGS] == [3] * 8
    assert row["flags"] == "exemplary possible_broken_promise"
    assert row["case_flags"] == "process_failure"
    assert (row["resolution"], row["satisfaction"], row["loyalty"]) == ("partial", 2.9, "at_risk")
    assert (row["touchpoint"], row["process_failure"]) == ("deliver", "delivery")
    assert (row["repeat_contacts"], row["promises_without_time"]) == (1, 2)


def test_every_agent_has_a_row_and_so_has_nobody(make: MakeAssessment, make_card: MakeCard) -> None:
    assert [row["agent_id"] for row in rows(make(cards=[make_card("a"), make_card("b")]))] == ["a", "b"]
    [row] = rows(make(cards=[], process_failure=None))
    empty = {"agent_id", "total", "flags", "case_flags", "process_failure", "started_at", "speech_confidence", *RATINGS}
    empty |= {f"{name}_rating" for name in RATINGS}
    assert {name for name, value in row.items() if value is None} == empty


@pytest.mark.parametrize(("confidence", "cell"), [(None, None), (0.876543, 0.8765), (0.0, 0.0)])
def test_a_recording_says_how_surely_it_was_heard(
    make: MakeAssessment, make_card: MakeCard, confidence: float | None, cell: float | None
) -> None:
    found = rows(make(cards=[make_card("a"), make_card("b")], confidence=confidence))
    assert [row["speech_confidence"] for row in found] == [cell, cell]


def test_a_zero_is_not_an_empty_cell(make: MakeAssessment, make_card: MakeCard) -> None:
    [row] = rows(make(cards=[make_card(total=0.0)]))
    assert row["total"] == 0.0


FORMULAS = ["=1+1", "+45", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1"]
PLAIN = ["a=1", " =1", "5-3", "Ærø", 'say "hi", now', "line\nbreak"]


@pytest.mark.parametrize(
    ("text", "written"), [*((text, "'" + text) for text in FORMULAS), *((text, text) for text in PLAIN)]
)
def test_csv_text_is_never_a_formula(tmp_path: Path, make: MakeAssessment, text: str, written: str) -> None:
    with CsvWriter(tmp_path / "t.csv") as writer:
        writer.write(make(text))
    [row] = _read_csv(tmp_path / "t.csv")
    assert row["id"] == written


def test_csv_is_utf8_that_spreadsheets_know(tmp_path: Path, make: MakeAssessment) -> None:
    with CsvWriter(tmp_path / "t.csv") as writer:
        writer.write(make("blåbær"))
    content = (tmp_path / "t.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,source,")
    assert "blåbær".encode() in content


@pytest.mark.parametrize("text", [*FORMULAS[:4], *PLAIN])
def test_xlsx_text_is_text(tmp_path: Path, make: MakeAssessment, text: str) -> None:
    with XlsxWriter(tmp_path / "t.xlsx") as writer:
        writer.write(make(text))
    cell = openpyxl.load_workbook(tmp_path / "t.xlsx")["Conversations"]["A2"]
    assert (cell.data_type, cell.value) == ("s", text)


def test_xlsx_survives_characters_and_lengths_it_cannot_hold(tmp_path: Path, make: MakeAssessment) -> None:
    with XlsxWriter(tmp_path / "t.xlsx") as writer:
        writer.write(make("a\x00b\x1b\ud83d" + "x" * 40_000))
    value = openpyxl.load_workbook(tmp_path / "t.xlsx")["Conversations"]["A2"].value
    assert value.startswith("a\ufffdb\ufffd\ufffdx")
    assert len(value) == 32_767


def test_xlsx_is_a_table_to_work_with(tmp_path: Path, many: Callable[[int], list[Assessment]]) -> None:
    with XlsxWriter(tmp_path / "t.xlsx") as writer:
        for assessment in many(3):
            writer.write(assessment)
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["Conversations"]
    header = [cell.value for cell in sheet[1]]
    assert header == list(COLUMNS)
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref.endswith("4")
    assert isinstance(sheet.cell(2, header.index("total") + 1).value, float)
    assert sheet.cell(2, header.index("contact_rating") + 1).value == 3


def test_xlsx_goes_on_in_a_second_sheet(tmp_path: Path, many: Callable[[int], list[Assessment]]) -> None:
    with XlsxWriter(tmp_path / "t.xlsx", sheet_rows=3) as writer:
        for assessment in many(5):
            writer.write(assessment)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["Conversations", "Conversations 2", "Conversations 3"]
    assert [sheet.max_row for sheet in book] == [3, 3, 2]


def test_parquet_has_the_columns_and_their_types(tmp_path: Path, make: MakeAssessment, make_card: MakeCard) -> None:
    with ParquetWriter(tmp_path / "t.parquet") as writer:
        writer.write(make("=1"))
        writer.write(make(cards=[make_card(total=None, rating=None)]))
    table: Any = pq.read_table(tmp_path / "t.parquet")
    assert table.column_names == list(COLUMNS)
    assert {name: str(table.schema.field(name).type) for name in ("id", "total", "contact_rating")} == {
        "id": "string",
        "total": "double",
        "contact_rating": "int64",
    }
    assert table.column("id").to_pylist() == ["=1", "da-0001"]
    assert table.column("total").to_pylist() == [57.8, None]


def test_parquet_streams_in_row_groups(tmp_path: Path, make: MakeAssessment) -> None:
    assessment = make()
    with ParquetWriter(tmp_path / "t.parquet") as writer:
        for _ in range(5_001):
            writer.write(assessment)
    assert pq.ParquetFile(tmp_path / "t.parquet").metadata.num_row_groups == 2


def test_without_pyarrow_the_message_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'convqa\[parquet\]'"):
        ParquetWriter(tmp_path / "t.parquet")
    assert not list(tmp_path.iterdir())
