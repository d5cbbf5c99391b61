from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from convqa.conversation import Role, Transcript
from convqa.errors import InputError

Ingest = Callable[..., list[Transcript | InputError]]


def messages(transcript: Transcript | InputError) -> list[tuple[str | None, str]]:
    assert isinstance(transcript, Transcript), transcript
    names = {speaker.key: speaker.name for speaker in transcript.speakers}
    return [(names[utterance.speaker], utterance.text) for utterance in transcript.utterances]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Agent: Hej\nKunde: Hallo", [("Agent", "Hej"), ("Kunde", "Hallo")]),
        ("Agent:Hej\nKunde:Hallo", [("Agent", "Hej"), ("Kunde", "Hallo")]),
        ("**Agent:** Hej\n**Kunde**: Hallo", [("Agent", "Hej"), ("Kunde", "Hallo")]),
        ("Kundeservice [10:02]: Hej\nKunde [10:03]: Hallo", [("Kundeservice", "Hej"), ("Kunde", "Hallo")]),
        ("Kundeservice (10:02): Hej\nKunde (10:03): Hallo", [("Kundeservice", "Hej"), ("Kunde", "Hallo")]),
        ("[10:02] Jonas: Hej\n[10:03] Lene: Hallo", [("Jonas", "Hej"), ("Lene", "Hallo")]),
        ("10:02 Jonas: Hej\n10:03 Lene: Hallo", [("Jonas", "Hej"), ("Lene", "Hallo")]),
        ("10.02 - Jonas: Hej\n10.03 - Lene: Hallo", [("Jonas", "Hej"), ("Lene", "Hallo")]),
        ("[2026-02-03 10:02:11] Jonas: Hej\n[2026-02-03 10:03:00] Lene: Hallo", [("Jonas", "Hej"), ("Lene", "Hallo")]),
        ("03.02.2026, 10:02 - Jonas: Hej\n03.02.2026, 10:03 - Lene: Hallo", [("Jonas", "Hej"), ("Lene", "Hallo")]),
        ("Jonas Holm 10:02\nHej\nLene 10:03\nHallo", [("Jonas Holm", "Hej"), ("Lene", "Hallo")]),
        ("Jonas:\nHej\n\nLene:\nHallo", [("Jonas", "Hej"), ("Lene", "Hallo")]),
        ("Jonas: Hej\nLene: Hallo\nJonas: Ja?", [("Jonas", "Hej"), ("Lene", "Hallo"), ("Jonas", "Ja?")]),
        (
            "jonas: hej\nlene: hallo\njonas: ja\nlene: ok",
            [("jonas", "hej"), ("lene", "hallo"), ("jonas", "ja"), ("lene", "ok")],
        ),
        ("SPEAKER_00: hi\nSPEAKER_01: hello", [("SPEAKER_00", "hi"), ("SPEAKER_01", "hello")]),
        ("Agent 1: Hej\nAgent 2: Hej\nKunde: Hallo", [("Agent 1", "Hej"), ("Agent 2", "Hej"), ("Kunde", "Hallo")]),
        ("@firma: Hej\n@lene: Hallo\n@firma: Ja", [("@firma", "Hej"), ("@lene", "Hallo"), ("@firma", "Ja")]),
        ("Agent (Åse): Hej\nKunde: Hallo", [("Agent (Åse)", "Hej"), ("Kunde", "Hallo")]),
        ("agent: Hej\nAgent: Igen\nKUNDE: Hallo", [("agent", "Hej"), ("agent", "Igen"), ("KUNDE", "Hallo")]),
        (
            "Agent: Hej\nKunde: Hallo\nMette Holm: Jeg tager over",
            [("Agent", "Hej"), ("Kunde", "Hallo"), ("Mette Holm", "Jeg tager over")],
        ),
    ],
)
def test_speakers_are_recognised(ingest: Ingest, text: str, expected: list[tuple[str, str]]) -> None:
    [transcript] = ingest("chat.txt", text)
    assert messages(transcript) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Ordrenummer: 12345",
        "Note: kun hverdage",
        "Tlf.: 20 30 40 50",
        "Mail: lene@mail.example",
        "Se her: det virker",
        "http://firma.example/retur",
        "https://firma.example:8080/a",
        "Problem: den larmer",
        "Model: Bosch Serie 4",
        "kl. 10:30 passer fint",
        "12:30 eller 13:15",
        "Jeg har to ting at sige til jer: den er gået i stykker",
        "Adresse: Nørregade 12, 8000 Aarhus",
        "Jeg skrev: Agent: svar mig",
        "1. Sluk: hold knappen nede",
        ": )",
        ":",
        "Step 1: sluk",
    ],
)
def test_a_colon_alone_makes_no_speaker(ingest: Ingest, line: str) -> None:
    [transcript] = ingest("chat.txt", f"Kunde: Hej\n{line}\nAgent: Hallo\nKunde: Tak\n{line}\nAgent: Velbekomme")
    assert messages(transcript) == [
        ("Kunde", f"Hej\n{line}"),
        ("Agent", "Hallo"),
        ("Kunde", f"Tak\n{line}"),
        ("Agent", "Velbekomme"),
    ]


def test_a_message_goes_on_over_blank_lines(ingest: Ingest) -> None:
    [transcript] = ingest("chat.txt", "Kunde: Første\n\n  anden  \n\nAgent: Svar")
    assert messages(transcript) == [("Kunde", "Første\n  anden"), ("Agent", "Svar")]


def test_line_numbers_and_times(ingest: Ingest) -> None:
    [transcript] = ingest("chat.txt", "Kunde [23:59]: Hej\nmere\nAgent [00:01]: Hallo")
    assert isinstance(transcript, Transcript)
    assert [(u.line, u.start_s) for u in transcript.utterances] == [(1, 0.0), (3, 120.0)]
    assert transcript.started_at is None


def test_a_date_gives_the_start(ingest: Ingest) -> None:
    [transcript] = ingest("chat.txt", "[2026-02-03 10:02] Jonas: Hej\n[2026-02-03 10:03] Lene: Hallo")
    assert isinstance(transcript, Transcript)
    assert transcript.started_at == "2026-02-03T10:02:00"


TWO = "Agent: Hej\nKunde: Hallo\n{}\nAgent: Goddag\nKunde: Dav"


@pytest.mark.parametrize(
    ("between", "ids"),
    [
        ("---", [("chat#1", False), ("chat#2", False)]),
        ("=====", [("chat#1", False), ("chat#2", False)]),
        ("\n* * *\n", [("chat#1", False), ("chat#2", False)]),
        ("# K-77", [("chat#1", False), ("K-77", True)]),
        ("# Samtale med en kunde", [("chat#1", False), ("chat#2", False)]),
        ("\nSamtale 12\n", [("chat#1", False), ("chat#12", False)]),
        ("\nConversation 12:\n", [("chat#1", False), ("chat#12", False)]),
        ("----\nSamtal #12\nDato: 3. marts\n----", [("chat#1", False), ("chat#12", False)]),
    ],
)
def test_several_conversations_in_a_file(ingest: Ingest, between: str, ids: list[tuple[str, bool]]) -> None:
    found = ingest("chat.txt", TWO.format(between))
    assert [(t.id, t.id_given) for t in found if isinstance(t, Transcript)] == ids
    assert [messages(t) for t in found] == [
        [("Agent", "Hej"), ("Kunde", "Hallo")],
        [("Agent", "Goddag"), ("Kunde", "Dav")],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Agent: Hej\n---\nKunde: Hallo\n---\nAgent: Ja\n---\nKunde: Tak",  # rules between messages
        "Kunde: Hej\n---\nMed venlig hilsen fra mig og hele min familie i Odense.\nAgent: Hallo",  # a signature
        "Kunde: Min sag er\nsag 4711\nog den er gammel nu, synes jeg.\nAgent: Hallo",  # a number in a message
        "---\nAgent: Hej\nKunde: Hallo\n---\n",  # nothing before, nothing after
    ],
)
def test_not_every_rule_parts_conversations(ingest: Ingest, text: str) -> None:
    [transcript] = ingest("chat.txt", text)
    assert isinstance(transcript, Transcript)
    assert len(transcript.speakers) == 2
    assert transcript.id == "chat"


def test_headings_are_no_message_but_text_is(ingest: Ingest) -> None:
    [heading] = ingest("chat.txt", "Udskrift af chat\nDato: 3. marts\n\nAgent: Hej\nKunde: Hallo")
    assert messages(heading) == [("Agent", "Hej"), ("Kunde", "Hallo")]
    [text] = ingest("chat.txt", "Jeg venter stadig på jer.\nAgent: Hej\nKunde: Hallo")
    assert messages(text)[0] == (None, "Jeg venter stadig på jer.")


def test_a_notice_in_brackets_is_the_systems(ingest: Ingest) -> None:
    [transcript] = ingest("chat.txt", "Kunde: Hej\n[Mette har overtaget chatten]\nAgent: Hallo")
    assert isinstance(transcript, Transcript)
    assert [speaker.role for speaker in transcript.speakers] == [None, Role.SYSTEM, None]
    assert transcript.utterances[1].text == "Mette har overtaget chatten"


@pytest.mark.parametrize("text", ["Bare en seddel uden nogen der taler.", "lidt tekst\nmere tekst", "12:30\n13:00"])
def test_no_speaker_is_an_error(ingest: Ingest, text: str) -> None:
    [error] = ingest("chat.txt", text)
    assert isinstance(error, InputError)
    assert "no line names a speaker" in str(error)
    assert text.split()[0] not in error.problem + error.remedy


@pytest.mark.parametrize("piece", ["a", "Agent: ", "[10:02] ", "A ", " ", "-", "# ", "1.1.1 ", "<v A>", "æ:", "** "])
def test_huge_messages_take_linear_time(ingest: Ingest, piece: str) -> None:
    start = time.process_time()
    long = piece * (2_000_000 // len(piece))
    [transcript] = ingest("chat.txt", f"Kunde: {long}x\n{long}\nAgent: Hej\nKunde: ok")
    assert isinstance(transcript, Transcript)
    assert len(transcript.utterances) >= 3
    assert time.process_time() - start < 5


def test_thousands_of_rules_take_linear_time(ingest: Ingest) -> None:
    start = time.process_time()
    assert (
        len(ingest("chat.txt", "Agent: Hej\nKunde: Hallo\n" + "---\n# 1\n" * 10_000 + "Agent: Hej\nKunde: Hallo\n"))
        == 2
    )
    assert time.process_time() - start < 10


def test_ten_thousand_turns(ingest: Ingest) -> None:
    [transcript] = ingest("chat.txt", "Kunde: Hej igen\nAgent: Hallo\n" * 5000)
    assert isinstance(transcript, Transcript)
    assert len(transcript.utterances) == 10_000
