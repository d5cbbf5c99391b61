from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from convqa.conversation import Transcript
from convqa.errors import InputError, UsageError
from convqa.ingest import IngestOptions

Ingest = Callable[..., list[Transcript | InputError]]

WORDS = "Åse spør: blåbær på Ærø? Öl från Växjö – ”tak” … café"
CHAT = f"Kunde: {WORDS}\nAgent: Hej"


def texts(found: list[Transcript | InputError]) -> list[str]:
    [transcript] = found
    assert isinstance(transcript, Transcript), transcript
    return [utterance.text for utterance in transcript.utterances]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_are_recognised(ingest: Ingest, encoding: str, newline: str) -> None:
    assert texts(ingest("x.txt", CHAT.replace("\n", newline).encode(encoding))) == [WORDS, "Hej"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_every_text_format_is_decoded_alike(ingest: Ingest, encoding: str) -> None:
    for name, content in [
        ("x.csv", f'sag,navn,tekst\n1,A,"{WORDS}"\n'),
        ("x.json", f'{{"turns": [{{"role": "agent", "text": "{WORDS}"}}]}}'),
        ("x.jsonl", f'{{"turns": [{{"role": "agent", "text": "{WORDS}"}}]}}'),
        ("x.vtt", f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>{WORDS}\n"),
        ("x.srt", f"1\n00:00:01,000 --> 00:00:02,000\n{WORDS}\n"),
    ]:
        assert texts(ingest(name, content.encode(encoding))) == [WORDS], name


def test_latin_1(ingest: Ingest) -> None:
    assert texts(ingest("x.txt", "Kunde: rødgrød med fløde på Ærø\nAgent: Öl".encode("latin-1")))[0].endswith("Ærø")


def test_lines_of_two_encodings_in_one_file(ingest: Ingest) -> None:
    assert texts(ingest("x.txt", "Kunde: blåbær\n".encode() + "Agent: Ærø".encode("cp1252"))) == ["blåbær", "Ærø"]


def test_a_sign_split_between_two_pieces_of_reading(ingest: Ingest) -> None:
    text = "x" + "æ" * (1 << 20)
    assert texts(ingest("x.txt", f"Kunde: {text}\nAgent: Hej")) == [text, "Hej"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b" \n\t\r\n ", "only blanks"),
        (b"\xef\xbb\xbf\n", "only blanks"),
        (b"\x00\x01\x02 secret", "binary"),
        ("Kunde: secret".encode("utf-16-le"), "binary"),
        (b"%PDF-1.7 secret", "a PDF document"),
        (b"\x1f\x8b\x08 secret", "gzip"),
        (b"RIFF....WAVEfmt secret", "sound"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
        ("Клиент: Здравствуйте, где мой заказ?\n".encode("cp1251"), "cannot be told"),
        ("Kunde: rødgrød får på æble; vi går på skolevænget\nAgent: blåbærgrød".encode("cp850"), "cannot be told"),
        (bytes(range(128, 256)) * 30, "cannot be told"),
    ],
)
@pytest.mark.parametrize("name", ["x.txt", "x.csv", "x.jsonl", "x.json", "x.vtt"])
def test_what_is_no_text(ingest: Ingest, name: str, content: bytes, problem: str) -> None:
    [error] = ingest(name, content)
    assert isinstance(error, InputError)
    assert problem in error.problem
    assert "secret" not in error.problem + error.remedy


def test_an_office_document_named_as_text(ingest: Ingest) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "x")
    for name in ("x.txt", "x.unknown"):
        [error] = ingest(name, stream.getvalue())
        assert "a ZIP archive or an Office document" in str(error)


def test_a_given_encoding(ingest: Ingest) -> None:
    content = "Kunde: blåbærgrød\nAgent: Ærø"
    assert texts(ingest("x.txt", content.encode("cp865"), IngestOptions(encoding="cp865"))) == ["blåbærgrød", "Ærø"]
    assert texts(ingest("x.txt", content.encode("utf-8-sig"), IngestOptions(encoding="UTF8"))) == ["blåbærgrød", "Ærø"]


@pytest.mark.parametrize("name", ["x.txt", "x.csv", "x.jsonl", "x.json", "x.vtt"])
def test_a_given_encoding_that_does_not_fit(ingest: Ingest, name: str) -> None:
    found = ingest(name, b"thread_id,author,message\n1,A,\xe6secret\n", IngestOptions(encoding="utf-8"))
    error = found[-1]
    assert isinstance(error, InputError)
    assert "the text is not UTF-8" in str(error)
    assert "secret" not in error.problem + error.remedy


def test_half_of_a_utf16_sign(ingest: Ingest) -> None:
    [error] = ingest("x.txt", CHAT.encode("utf-16")[:-1])
    assert "the text is not UTF-16" in str(error)


@pytest.mark.parametrize("encoding", ["latin-99", "", "hex", "rot13"])
def test_an_unknown_encoding(encoding: str) -> None:
    with pytest.raises(UsageError, match="Unknown encoding"):
        IngestOptions(encoding=encoding)
