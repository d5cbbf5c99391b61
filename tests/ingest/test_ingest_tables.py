from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

import openpyxl
import pytest

from convqa.conversation import Channel, Language, Role, Transcript
from convqa.errors import InputError
from convqa.ingest import IngestOptions, parse_columns, read

Ingest = Callable[..., list[Transcript | InputError]]


def transcripts(found: list[Transcript | InputError]) -> list[Transcript]:
    return [item for item in found if isinstance(item, Transcript)]


def errors(found: list[Transcript | InputError]) -> list[InputError]:
    return [item for item in found if isinstance(item, InputError)]


@pytest.mark.parametrize(
    "header",
    [
        "thread_id,author,message",
        "Samtale-ID;Afsender;Besked",
        "samtale\tafsender\tbesked",
        "Samtale;Avsender;Melding",
        "samtale,avsendar,melding",
        "Ärende|Avsändare|Meddelande",
        "sep=;\nSamtal;Avsändare;Meddelande",
        "conversationId,speakerName,utteranceText",
        "Case Number,From,Body",
        '"sag","navn","tekst"',
    ],
)
def test_the_header_is_guessed(ingest: Ingest, header: str) -> None:
    if "avsendar" in header.split(","):
        header = header.replace("avsendar,", "avsender,")
    separator = next(sign for sign in ";\t|," if sign in header.splitlines()[-1])
    rows = [("1", "Kunde", "Hej, du"), ("1", "Jonas", "Hallo; goddag"), ("2", "Kunde", "Æøå"), ("2", "Mette", "Ja")]
    body = "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    found = transcripts(ingest("x.csv", f"{header}\n{body}\n"))
    assert [(t.id, t.id_given, [s.name for s in t.speakers]) for t in found] == [
        ("1", True, ["Kunde", "Jonas"]),
        ("2", True, ["Kunde", "Mette"]),
    ]
    assert found[0].utterances[1].text == "Hallo; goddag"


def test_all_fields(ingest: Ingest) -> None:
    content = (
        "conversation,role,agent_id,customer_id,language,channel,time,text\n"
        "1,customer,A7,K1,dansk,Telefon,2026-02-03 10:00,Hej\n"
        "1,agent,A7,K1,dansk,Telefon,2026-02-03 10:01,Hallo\n"
    )
    [transcript] = transcripts(ingest("x.csv", content))
    assert [(s.role, s.identifier) for s in transcript.speakers] == [(Role.CUSTOMER, None), (Role.AGENT, "A7")]
    assert (transcript.language, transcript.channel) == (Language.DA, Channel.PHONE)
    assert (transcript.customer, transcript.started_at) == ("K1", "2026-02-03T10:00:00")
    assert [(u.start_s, u.line) for u in transcript.utterances] == [(0.0, 2), (60.0, 3)]


def test_the_map_wins_and_the_rest_is_guessed(ingest: Ingest) -> None:
    content = "tråd,message,hvem,text\n1,NEJ,Kunde,JA\n"
    options = IngestOptions(columns=parse_columns("conversation=tråd,text=text"))
    [transcript] = transcripts(ingest("x.csv", content, options))
    assert (transcript.id, transcript.speakers[0].name, transcript.utterances[0].text) == ("1", "Kunde", "JA")


def test_scattered_conversations_stay_whole(ingest: Ingest) -> None:
    rows = "\n".join(f"{key},Kunde,{n}" for n, key in enumerate("abacbca"))
    found = transcripts(ingest("x.csv", f"thread_id,author,message\n{rows}\n"))
    assert [(t.id, [u.text for u in t.utterances]) for t in found] == [
        ("b", ["1", "4"]), ("c", ["3", "5"]), ("a", ["0", "2", "6"]),
    ]  # fmt: skip


def test_a_blank_id_goes_on_with_the_row_above(ingest: Ingest) -> None:
    found = ingest("x.csv", "thread_id,author,message\n,Ole,0\n1,Kunde,a\n,Jonas,b\n2,Kunde,c\n")
    assert [(t.id, len(t.utterances)) for t in transcripts(found)] == [("1", 2), ("2", 1)]
    assert ["x.csv:2: a message has no conversation id" in str(error) for error in errors(found)] == [True]


@pytest.mark.parametrize(
    ("header", "rows", "ids"),
    [
        ("author,message", ["A,1", "B,2"], ["x"]),
        ("ref_no,author,message", ["7,A,1", "7,B,2", "8,A,3", "8,B,4"], ["7", "8"]),
        ("message_id,author,message", ["1,A,1", "2,B,2", "3,A,3", "4,B,4"], ["x"]),
        ("shop,author,message", ["7,A,1", "7,B,2", "8,A,3", "8,B,4"], ["x"]),
    ],
)
def test_without_a_conversation_column(ingest: Ingest, header: str, rows: list[str], ids: list[str]) -> None:
    assert [t.id for t in transcripts(ingest("x.csv", "\n".join([header, *rows])))] == ids


def test_text_over_several_lines_and_rows_without_text(ingest: Ingest) -> None:
    content = 'thread_id,author,message\n1,A,"a\n""b"""\n1,B,\n1,B\n\n1,A,c\n'
    [transcript] = transcripts(ingest("x.csv", content))
    assert [(u.text, u.line) for u in transcript.utterances] == [('a\n"b"', 2), ("c", 7)]


def test_quotes_that_are_not_closed(ingest: Ingest) -> None:
    content = 'thread_id,author,message\n1,A,"Tak" sagde hun\n1,B,ja "ok" så\n1,A,"secret\n1,B,secret\n'
    found = ingest("x.csv", content)
    assert [[u.text for u in t.utterances] for t in transcripts(found)] == [["Tak sagde hun", 'ja "ok" så']]
    [error] = errors(found)
    assert error.line == 4
    assert "lines 4 to 5" in str(error)
    assert "secret" not in error.problem + error.remedy


def test_a_row_that_is_too_long(ingest: Ingest) -> None:
    found = ingest("x.csv", "thread_id,author,message\n1,A,hej, secret\n1,B,ja,,\n")
    assert [[u.text for u in t.utterances] for t in transcripts(found)] == [["ja"]]
    assert [(error.line, "4 cells where the header has 3" in str(error)) for error in errors(found)] == [(2, True)]


@pytest.mark.parametrize(
    ("content", "columns", "problem"),
    [
        ("thread_id,author\n1,A\n", None, "no column of messages was recognised; the columns are thread_id, author"),
        (
            "thread_id,message\n1,secret\n",
            None,
            "no column of speakers was recognised; the columns are thread_id, message",
        ),
        ("17,secret,secret\n", None, "the first line does not look like a header"),
        ("thread_id,author,message\n1,A,secret\n", "text=body", "not there (text=body); the columns are thread_id"),
        (
            "1,kunde,secret words\n2,kunde,hej\n",
            None,
            "no column of messages was recognised; the columns are kunde and 2",
        ),
        ("1,kunde,secret\n", "text=besked", "not there (text=besked); the columns are kunde and 2 more"),
        (
            "author,thread_id,a secret that is told,20123456 secret\n1,2,3,4\n",
            None,
            "the columns are author, thread_id and 2 more",
        ),
        ('thread_id,author,message\n1,A,"secret\n1,B,hej\n', None, "a quotation mark in this row is not closed"),
        ("thread_id,author,message\n", None, None),
        ("thread_id,role,message\n1,boss,secret\n", "role=role", "a role is not one of agent, customer, bot, system"),
        ("thread_id,role,name,message\n1,boss,Ole,secret\n", None, "a role is not one of agent, customer, bot, system"),
        ("thread_id,author,message,language\n1,A,secret,suomi\n", None, "not one of da, nb, nn, sv, en"),
        ("thread_id,author,message\n1,A,\n", None, "a conversation has no message with text"),
    ],
)
def test_bad_tables(ingest: Ingest, content: str, columns: str | None, problem: str | None) -> None:
    options = IngestOptions(columns=parse_columns(columns) if columns else None)
    [error] = ingest("x.csv", content, options)
    assert isinstance(error, InputError)
    assert (problem or "no row below the header") in str(error)
    assert "secret" not in error.problem + error.remedy


def test_an_unknown_word_in_a_guessed_role_column_is_a_name(ingest: Ingest) -> None:
    [transcript] = transcripts(ingest("x.csv", "thread_id,role,message\n1,airline,a\n1,Kunde,b\n"))
    assert [(s.name, s.role) for s in transcript.speakers] == [("airline", None), (None, Role.CUSTOMER)]


def test_a_message_of_two_megabytes(ingest: Ingest) -> None:
    [transcript] = transcripts(ingest("x.csv", "thread_id,author,message\n1,A," + "x" * 2_000_000))
    assert len(transcript.utterances[0].text) == 2_000_000


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_workbook(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Udtræk fra marts"],
        [],
        ["Sagsnr", "Tid", "Afsender", "Besked"],
        [12.0, datetime(2026, 2, 3, 10, 0), "Kunde", "Hej"],
        [None, datetime(2026, 2, 3, 10, 1), "Jonas", 17],
        [13, time(10, 0), "Kunde", "Æøå"],
    ]
    path = workbook(tmp_path / "x.xlsx", {"Forside": [["Velkommen"]], "Data": rows})
    found = transcripts(list(read([str(path)])))
    assert [(t.id, [u.text for u in t.utterances]) for t in found] == [("12", ["Hej", "17"]), ("13", ["Æøå"])]
    assert [(u.start_s, u.line) for u in found[0].utterances] == [(0.0, 4), (60.0, 5)]
    renamed = path.rename(tmp_path / "x.bin")
    assert [t.id for t in transcripts(list(read([str(renamed)])))] == ["12", "13"]


def test_a_workbook_with_a_sheet_for_each_month(tmp_path: Path) -> None:
    head: list[object] = ["sag", "navn", "tekst"]
    months: dict[str, list[list[object]]] = {
        "Om": [["Udtræk", "navn"]],
        "April": [head, ["1", "A", "hej"], ["1", "B", "goddag"]],
        "Maj": [["Maj"], head, ["2", "A", "hej"], ["2", "B", "davs"]],
        "Juni": [head],
        "Andet": [["sag", "navn", "svar"], ["3", "A", "hej"]],
    }
    found = list(read([str(workbook(tmp_path / "x.xlsx", months))]))
    assert [(one.id, one.utterances[1].text) for one in transcripts(found)] == [("1", "goddag"), ("2", "davs")]
    assert not errors(found)


def test_damaged_workbooks(tmp_path: Path, ingest: Ingest) -> None:
    whole = workbook(tmp_path / "whole.xlsx", {"Data": [["sag", "navn", "tekst"], ["1", "A", "hej"]]}).read_bytes()
    for content, problem in [
        (b"", "empty"),
        (whole[:-400], "damaged"),
        (whole.replace(b"xl/workbook.xml", b"xl/workbook.xmm"), "damaged"),
        (b"PK\x03\x04" + b"x" * 500, "damaged"),
        (b"sag,navn,tekst", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "password"),
    ]:
        [error] = ingest("x.xlsx", content)
        assert isinstance(error, InputError)
        assert problem in str(error)


def test_a_workbook_without_rows(tmp_path: Path) -> None:
    [error] = list(read([str(workbook(tmp_path / "x.xlsx", {"Data": []}))]))
    assert isinstance(error, InputError)
    assert "the table is empty" in str(error)
