from __future__ import annotations

from collections.abc import Callable

import pytest

from convqa.conversation import Transcript
from convqa.errors import InputError

Ingest = Callable[..., list[Transcript | InputError]]


def cues(found: list[Transcript | InputError]) -> list[tuple[str | None, str, float | None, float | None, int | None]]:
    [transcript] = found
    assert isinstance(transcript, Transcript), transcript
    names = {speaker.key: speaker.name for speaker in transcript.speakers}
    return [(names[u.speaker], u.text, u.start_s, u.end_s, u.line) for u in transcript.utterances]


def test_voice_tags(ingest: Ingest) -> None:
    text = (
        "WEBVTT - mødet\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE en\nnote --> ikke\n\n"
        "guid-1/12-0\n00:01.500 --> 00:02.000 align:start\n<v Jonas Holm>Hej &amp; <i>velkommen</i></v>\n\n"
        "1:00:03,000 --> 1:00:04,250\n<v.loud Lene>Tak\n<v Jonas Holm>Selv <00:00:04.000>tak\n"
    )
    assert cues(ingest("x.vtt", text)) == [
        ("Jonas Holm", "Hej & velkommen", 1.5, 2.0, 12),
        ("Lene", "Tak", 3603.0, 3604.25, 15),
        ("Jonas Holm", "Selv tak", 3603.0, 3604.25, 15),
    ]


def test_names_before_a_colon_and_cues_that_go_on(ingest: Ingest) -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nJonas: Hej.\nOrdrenummer: 17\n\n"
        "2\n00:00:02,000 --> 00:00:03,000\nVent lidt.\n\n"
        "3\n00:00:03,000 --> 00:00:04,000\nLene: Ja?\nJonas: Nu.\n\n"
        "4\n00:00:05,000 --> 00:00:06,000\n{\\an8}Lene: Fint\n\n\nmere\n"
    )
    assert [(name, text, start) for name, text, start, _, _ in cues(ingest("x.srt", text))] == [
        ("Jonas", "Hej.\nOrdrenummer: 17", 1.0),
        ("Jonas", "Vent lidt.", 2.0),
        ("Lene", "Ja?", 3.0),
        ("Jonas", "Nu.", 3.0),
        ("Lene", "Fint\nmere", 5.0),
    ]


def test_no_speakers_are_one_without_a_name(ingest: Ingest) -> None:
    assert [cue[:2] for cue in cues(ingest("x.srt", "1\n00:00:01,000 --> 00:00:02,000\nhej\n"))] == [(None, "hej")]


def test_damaged_times_lose_no_text(ingest: Ingest) -> None:
    text = (
        "WEBVTT\n\n00:xx --> 00:02.000\ntabt?\n\n00:0:0:9 --> 00:02.000\nA: nej\n\n00:03.000 --> 00:04.000\nB: godt\n"
    )
    found = cues(ingest("x.vtt", text))
    assert [(cue[1], cue[2]) for cue in found] == [("nej", None), ("godt", 3.0)]


def test_ids_of_cues_without_blank_lines(ingest: Ingest) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nA: et\n\n2\n00:00:02,000 --> 00:00:03,000\nA: 2\n3\n"
    assert [cue[1] for cue in cues(ingest("x.srt", text))] == ["et", "2\n3"]


@pytest.mark.parametrize("text", ["WEBVTT\n", "WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "1\n2\n3\n", "secret"])
def test_no_cue(ingest: Ingest, text: str) -> None:
    [error] = ingest("x.vtt", text)
    assert isinstance(error, InputError)
    assert "no cue with text" in str(error)
    assert "secret" not in error.problem + error.remedy


@pytest.mark.parametrize("piece", ["<v ", "<v A>", "<", "</", "{\\", "&amp;", "--> ", "1", "A: "])
def test_huge_cues(ingest: Ingest, piece: str) -> None:
    long = piece * (1_000_000 // len(piece))
    [transcript] = ingest("x.vtt", f"WEBVTT\n\n00:01.000 --> 00:02.000\nx {long}\n")
    assert isinstance(transcript, Transcript)


def test_the_same_person_with_and_without_an_addition(ingest: Ingest) -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Lene Holm (Guest)>Hej</v>\n\n00:03.000 --> 00:04.000\n<v Jonas>Hej</v>"
        "\n\n00:05.000 --> 00:06.000\n<v Lene Holm>Tak</v>\n"
    )
    assert [cue[0] for cue in cues(ingest("x.vtt", text))] == ["Lene Holm", "Jonas", "Lene Holm"]


@pytest.mark.parametrize(
    ("number", "is_speaker"), [("+4512345678", True), ("4512****78", True), ("12345678", False), ("10", False)]
)
def test_a_telephone_number_before_a_colon(ingest: Ingest, number: str, is_speaker: bool) -> None:
    text = f"1\n00:00:01,000 --> 00:00:02,000\nJonas: Hej\n\n2\n00:00:03,000 --> 00:00:04,000\n{number}: tak\n"
    [found] = ingest("x.srt", text)
    assert isinstance(found, Transcript)
    assert [utterance.text for utterance in found.utterances] == ["Hej", "tak" if is_speaker else f"{number}: tak"]
    assert [speaker.name for speaker in found.speakers] == (["Jonas", None] if is_speaker else ["Jonas"])


def test_a_number_that_recurs_is_a_speaker(ingest: Ingest) -> None:
    text = "".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},500\n{'Jonas' if n % 2 else 12345678}: hej\n\n" for n in range(1, 5)
    )
    [found] = ingest("x.srt", text)
    assert isinstance(found, Transcript)
    assert [speaker.name for speaker in found.speakers] == ["Jonas", None]


def test_times_before_the_start_lose_no_text(ingest: Ingest) -> None:
    text = "WEBVTT\n\n-00:00:02.000 --> -00:00:01.000\nA: et\n\n00:03.000 --> 00:04.000\nB: to\n"
    assert [(cue[1], cue[2]) for cue in cues(ingest("x.vtt", text))] == [("et", None), ("to", 3.0)]


def test_json_that_is_no_speech_is_left_out(ingest: Ingest) -> None:
    text = 'WEBVTT\n\n00:01.000 --> 00:02.000\nA: hej\n\n00:02.000 --> 00:03.000\n{"chapter": "secret"}\n'
    [found] = ingest("x.vtt", text)
    assert isinstance(found, Transcript)
    assert found.format is None
    assert found.skipped == {"not plain text": 1}
    [error] = ingest("x.vtt", text.replace("A: hej", "{}"))
    assert "no cue with text" in str(error)


@pytest.mark.parametrize("text", ["{", "{hej}", "[1]", '{"a": 1} og så videre'])
def test_what_only_looks_like_json_is_speech(ingest: Ingest, text: str) -> None:
    assert [cue[1] for cue in cues(ingest("x.vtt", f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}\n"))] == [text]


@pytest.mark.parametrize(
    ("languages", "wanted"), [(["da-dk", "da-dk"], "da"), (["da-dk", "sv-se"], None), (["", ""], None)]
)
def test_the_language_of_teams_metadata(ingest: Ingest, languages: list[str], wanted: str | None) -> None:
    text = "WEBVTT\n\n" + "".join(
        f'0:0:{at}.0 --> 0:0:{at}.9\n{{"speakerName":"P{at}","spokenText":"Hej","spokenLanguage":"{language}"}}\n\n'
        for at, language in enumerate(languages, start=1)
    )
    [found] = ingest("x.vtt", text)
    assert isinstance(found, Transcript)
    assert (found.format, found.language) == ("teams-vtt", wanted)


ZOOM = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nKari Moen: Hei\n\n2\n00:00:03.000 --> 00:00:04.000\nPer Lie: Hei\n"


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("", "", "zoom-vtt"),
        ("WEBVTT\n\n", "", None),
        ("\n2\n", "\n3\n", None),
        ("\n1\n", "\n", None),
        ("00:00:01", "00:01", None),
        ("Kari Moen: Hei", "Hei", None),
        ("Kari Moen: Hei", "Kari Moen: Hei\nog hopp", None),
        ("Kari Moen: Hei", "<v Kari Moen>Hei", None),
    ],
)
def test_near_misses_of_zoom(ingest: Ingest, old: str, new: str, name: str | None) -> None:
    [found] = ingest("x.vtt", ZOOM.replace(old, new))
    assert isinstance(found, Transcript)
    assert found.format == name
