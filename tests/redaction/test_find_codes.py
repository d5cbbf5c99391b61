"""References by their shape, after any word for a number, and letters said with a word; near misses beside."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from convqa.redaction.find import find
from convqa.redaction.finders.codes import find_codes
from convqa.redaction.finders.numbered import find_alone, find_numbered, find_requested
from convqa.redaction.finders.spelled import find_spelled_names
from convqa.redaction.findings import SEPARATOR, Finder, Kind, read

DA, NB, SV, EN = Language.DA, Language.NB, Language.SV, Language.EN


def found(finder: Finder, text: str, language: Language = DA) -> list[str]:
    reading = read(text.split(SEPARATOR), language)
    findings = list(finder(reading))
    assert {finding.kind for finding in findings} <= {Kind.NUMBER}
    return [reading.text[start:end] for start, end in sorted({(one.start, one.end) for one in findings})]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Det er K-80013. Tak", "K-80013"),
        ("(PP-30188)", "PP-30188"),
        ("IDs GPA.3391-0021-7745 and", "GPA.3391-0021-7745"),
        ("BER/2024/00731", "BER/2024/00731"),
        ("debit RG0098-HR.", "RG0098-HR"),
        ("kode FJ-4410-x verkar", "FJ-4410-x"),
        ("pass HA 0039127, og", "HA 0039127"),
        ("opholdskort RK 441 20 98 viser", "RK 441 20 98"),
        ("pakka mi CS 440 912 77 NO", "CS 440 912 77 NO"),
        ("38421190 4772 SE, skulle", "38421190 4772 SE"),
        ("HA 12 34", None),
        ("nummeret sp-6309 her", "sp-6309"),
        ("serie TS-90-4471", "TS-90-4471"),
        ("FB9-22107! Den", "FB9-22107"),
        ("T4471-09,", "T4471-09"),
        ("no R88214", "R88214"),
        ("TT5581 i dag", "TT5581"),
        ("GV 3100.", "GV 3100"),
        ("SW 2210 884.", "SW 2210 884"),
        ("nr 8814-207", "8814-207"),
        ("70-44-128, tak", "70-44-128"),
        ("5518-B er opsagt", "5518-B"),
        ("fik 3308 4471 9026.", "3308 4471 9026"),
        ("ref AX7KQ2", "AX7KQ2"),
        ("ja 5 5 1 8", "5 5 1 8"),
        ("v l 7 7 2 1 1", "v l 7 7 2 1 1"),
        ("A-B 3-0-9-1", "A-B 3-0-9-1"),
        ("WH-1000XM4", None),
        ("PX-300", None),
        ("RX560", None),
        ("5W30 olie", None),
        ("uge-2024", None),
        ("fly-1234", None),
        ("ISO 9001", None),
        ("DKK 1500", None),
        ("DEC 2024", None),
        ("JEG 4000", None),
        ("GV 3100 kr", None),
        ("310-340 km", None),
        ("310-340", None),
        ("80-100 deltagere", None),
        ("2019-2023", None),
        ("11-2024", None),
        ("2026-11-27", None),
        ("60-114 dage", None),
        ("1 250 000", None),
        ("125 250 000 kr", None),
        ("1 2 3 og", None),
        ("kl. 10.15-12.30", None),
    ],
)
def test_references_by_shape(text: str, code: str | None) -> None:
    assert found(find_codes, text) == ([code] if code else [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Lånenr 8814-2.", "8814-2"),
        ("annonsnumret är 771,", "771"),
        ("student på UiS, nr 261884.", "261884"),
        ("Mitt medlemsnummer i Sten & Grus är MAJ005.", "MAJ005"),
        ("nummer til vakten 30118", None),
        ("smart meter (serial 19L3390274)", "19L3390274"),
        ("nr 118", None),
        ("nummer 2024", None),
        ("varenummer 40118", None),
        ("busnummer 4011", None),
        ("vi er 4011", None),
    ],
)
def test_after_any_word_for_a_number(text: str, code: str | None) -> None:
    assert found(find_numbered, text) == ([code] if code else [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"Hvad er dit lejenummer?{SEPARATOR}20 45 12. Og", "20 45 12"),
        (f"Angiv annoncenummer.{SEPARATOR}Tak{SEPARATOR}55-2071", "55-2071"),
        (f"Navn og lejenummer, tak. ^TB{SEPARATOR}90114", "90114"),
        (f"Jeg har ikke noget lejenummer.{SEPARATOR}90114", None),
        (f"Jeg skriver her fra et meget langt sted og har et lejenummer{SEPARATOR}90114", None),
        (f"Hvad er dit lejenummer?{SEPARATOR}ved ikke", None),
        (f"Hvad er din alder?{SEPARATOR}90114", None),
    ],
)
def test_numbers_asked_for_by_any_name(text: str, code: str | None) -> None:
    assert found(find_requested, text) == ([code] if code else [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("avis. Elev 5519, Sofus", "5519"),
        ("Job 6617. Take", "6617"),
        ("Emne: tilbud 3117", "3117"),
        ("svært. Betalte 2900.", None),
        ("hvis ikke, ring 1177.", None),
        ("Gammelt. Bygget 1931.", None),
        ("her. Aarhus 8210.", None),
        ("en elev 5519 mere", None),
    ],
)
def test_a_word_and_a_number_that_are_a_clause(text: str, code: str | None) -> None:
    assert found(find_alone, text) == ([code] if code else [])


@pytest.mark.parametrize(
    ("language", "text", "said", "kind"),
    [
        (DA, "bookingen er b som i bertha syv to h k l jeg", "b som i bertha syv to h k l", Kind.BOOKING),
        (EN, "the reg is S for Sierra, K for Kilo 21 V O D", "S for Sierra, K for Kilo 21 V O D", Kind.PLATE),
        (EN, "kilo lima seven zero victor oscar delta", "kilo lima seven zero victor oscar delta", Kind.NUMBER),
        (SV, "Asså, K9, eh, K9 L som i Lisa, T3.", "K9, eh, K9 L som i Lisa, T3", Kind.NUMBER),
        (NB, "ess som i søren sju tre en null", "ess som i søren sju tre en null", Kind.NUMBER),
        (EN, "l for lima s nine seven b for bravo q", "l for lima s nine seven b for bravo q", Kind.ADDRESS),
        (EN, "s as in sam two", None, None),
        (EN, "it is for m i d two", None, None),
        (EN, "the golf 2015 came in november 2024", None, None),
        (DA, "a som i anna og en b som i bo", None, None),
    ],
)
def test_letters_said_with_a_word(language: Language, text: str, said: str | None, kind: Kind | None) -> None:
    reading = read([text], language)
    findings = [finding for finding in find(reading) if finding.kind is not Kind.PERSON]
    assert [(reading.text[one.start : one.end], one.kind) for one in findings] == ([(said, kind)] if said else [])


def test_letters_said_with_a_word_in_a_mail_are_the_mails() -> None:
    reading = read(["mailen er b som i bo 7 3 4 snabel a firma punktum dk"], DA)
    assert Kind.EMAIL in {finding.kind for finding in find(reading)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"efternavn?{SEPARATOR}S som i Søren, O, L som i Ludvig", "S som i Søren, O, L som i Ludvig"),
        (f"efternavn?{SEPARATOR}B som i Bo, E, R, G", "B som i Bo, E, R, G"),
        (f"efternavn?{SEPARATOR}sierra mike tango", "sierra mike tango"),
    ],
)
def test_names_spelled_with_words_are_names(text: str, name: str) -> None:
    reading = read(text.split(SEPARATOR), DA)
    assert [reading.text[one.start : one.end] for one in find(reading) if one.kind is Kind.PERSON] == [name]


def test_a_word_that_only_ends_in_a_cue_is_none() -> None:
    assert list(find_spelled_names(read(["brugernavn s o l v e i g"], DA))) == []
