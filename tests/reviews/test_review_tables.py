from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from convqa.reviews import latest, one_each, shown
from tests.reviews.conftest import read

MAP = "conversation=Id,reviewer=Who,at=When,effort=Score"


def written(tmp_path: Path, text: str, name: str = "reviews.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_encodings(tmp_path: Path, separator: str, encoding: str) -> None:
    text = "Id,Løst?,Øvrigt\r\n1,Ja,æ\r\n".replace(",", separator)
    found = read(written(tmp_path, text, encoding=encoding), "conversation=id,resolution=løst?[ja=resolved]")
    assert found.problems == ()
    assert [review.choices for review in found.reviews] == [{"resolution": "resolved"}]
    assert found.unused == ["Øvrigt"]


def test_a_workbook_with_a_title_another_sheet_and_real_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Nothing here"])
    sheet = book.create_sheet("QA")
    for row in (["Quality, autumn"], [], ["Id", "Who", "When", "Score"], [20418, "A", datetime(2026, 4, 3), 4],
                ["x", None, None, 4.0], ["y", "A", None, "n/a"], ["z", "A", None, 4.5]):  # fmt: skip
        sheet.append(row)
    book.save(tmp_path / "reviews.xlsx")
    found = read(tmp_path / "reviews.xlsx", MAP)
    assert [(review.conversation, review.line, review.scores["effort"]) for review in found.reviews] == [
        ("20418", 4, 4.0), ("x", 5, 4.0), ("z", 7, 4.5)
    ]  # fmt: skip
    assert found.reviews[0].at == datetime.fromisoformat("2026-04-03T00:00:00+00:00").timestamp()
    assert "nothing is judged" in str(found.problems[0])


def test_every_sheet_with_such_a_header_counts(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title, name in (("April", "a"), ("May", "b")):
        sheet = book.create_sheet(title)
        for row in (["Id", "Who", "When", "Score"], [name, "A", None, 4]):
            sheet.append(row)
    book.create_sheet("Other").append(["Id", "Score"])
    book.save(tmp_path / "reviews.xlsx")
    found = read(tmp_path / "reviews.xlsx", MAP)
    assert [review.conversation for review in found.reviews] == ["a", "b"]
    assert not found.problems


@pytest.mark.parametrize(
    ("maps", "text", "mention"),
    [
        ((), "Id,Score\n1,2\n", 'nothing of a site\'s own form is guessed; the columns are Id, Score; say which'),
        ((), "Gurli Vestergaard,gurli.v@example.org,010170-1234\n", "it has 3 columns"),
        (("conversation=Call,effort=Score",), "Id,Score\n1,2\n", "not there (Call); the columns are Id, Score"),
        (("effort=Score",), "Id,Score\n1,2\n", "does not say which column is the conversation's id"),
        (("conversation=Id,total=Score",), "Id,Score\n1,0.87\n2,1\n3,\n", "all totals lie between 0 and 1"),
        (("conversation=Id,clarity=Q",), "Id,Q\n1,4\n2,8\n3,9.5\n", "2 of 3 answers for clarity lie outside 1..5; add"),
        ((MAP,), "\n\n", "blank"),
        ((MAP,), "Id,Who,When,Score,score\n1,A,,2,3\n", "several columns have a name that the review map uses (Score)"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_is_one_sentence(
    tmp_path: Path, maps: tuple[str, ...], text: str, mention: str
) -> None:
    found = read(written(tmp_path, text), *maps)
    assert found.reviews == ()
    (problem,) = found.problems
    assert mention in str(problem)
    assert "Gurli" not in str(problem)


def test_one_answer_outside_the_scale_is_a_slip(tmp_path: Path) -> None:
    found = read(written(tmp_path, "Id,Q\n1,4\n2,55\n3,2\n"), "conversation=Id,clarity=Q")
    assert [review.scores["clarity"] for review in found.reviews] == [4.0, 2.0]
    (problem,) = found.problems
    assert "clarity lies outside 1..5; correct the row, or give its scale" in str(problem)


def test_a_scale_of_shares_says_so(tmp_path: Path) -> None:
    found = read(written(tmp_path, "Id,Score\n1,0.87\n"), "conversation=Id,total=Score@0..1")
    assert found.reviews[0].total == pytest.approx(87)
    assert {name: str(scale) for name, scale in found.scales.items()} == {"total": "0..1"}


ROWS = """Id,Who,When,Score
A 1,Mette,2026-04-03,1
a  1,mette,2026-04-05,2
A 1,Mette,2026-04-04,3
A 1,Ole,2026-04-01,4
B,,,1
B,,,5
"""


def test_of_one_person_the_latest_counts_by_date_then_by_place(tmp_path: Path) -> None:
    kept, replaced = latest(read(written(tmp_path, ROWS), MAP).reviews)
    assert [(review.line, review.scores["effort"]) for review in kept] == [(3, 2.0), (5, 4.0), (7, 5.0)]
    assert replaced == 3


def test_calibration_wants_one_review_a_conversation(tmp_path: Path) -> None:
    kept, problems = one_each(read(written(tmp_path, ROWS), MAP).reviews)
    assert [review.line for review in kept.values()] == [2, 3, 6]  # "a  1" is another id until conversations are known
    assert ["line 2 reviews" in str(problem) for problem in problems] == [True, True, False]


@pytest.mark.parametrize(
    ("name", "is_shown"),
    [
        ("Var svaret tydeligt?", True),
        ("Did the agent introduce themselves?", True),
        ("Ring til Lene Hansen på 2345 6789", False),
        ("Svar til lene.hansen@example.org", False),
        ("Sag 20418", False),
        ("Klarhed (1-10)", True),
        ("Clear? 0-100", True),
        ("Clear? 0-1000", False),
        ("12 34 56", False),
        ("a " * 60, False),
        ("tab\tin it", False),
    ],
)
def test_only_names_that_can_be_nothing_else_are_shown(name: str, is_shown: bool) -> None:
    assert shown([name]) == (([name], 0) if is_shown else ([], 1))
