"""Companies, streets and oaths told by the wording, whatever a tagger takes them for, and the people beside them."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from convqa.redaction.finders.person import find_people
from convqa.redaction.findings import SEPARATOR, Finding, Kind, read
from tests.redaction.people import found

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


def with_tagged(text: str, language: Language, name: str) -> set[str]:
    """The names found where a tagger finds that one at its first place."""
    reading, start = read(text.split(SEPARATOR), language), text.index(name)
    findings = find_people(reading, tagged=[Finding(start, start + len(name), Kind.PERSON, 0.5)])
    return {reading.text[one.start : one.end] for one in findings}


@pytest.mark.parametrize(
    ("language", "text", "tagged"),
    [
        (DA, f"Tak fordi du kontakter Trovebarn. Mvh{SEPARATOR}Er Trovebarn åben?", "Trovebarn"),
        (NB, "Takk for at du tok kontakt med Trovebarn. Hilsen Trovebarn", "Trovebarn"),
        (NN, "Takk for at du tek kontakt med Trovebarn. Helsing Trovebarn", "Trovebarn"),
        (SV, "Tack för att du kontaktade Trovebarn. Hälsningar Trovebarn", "Trovebarn"),
        (EN, "Thank you for your interest in Trovebarn. Regards, Trovebarn", "Trovebarn"),
        (EN, "Thank you for contacting Trove Wexler. Regards, Trove Wexler", "Trove Wexler"),
        (NB, "Trovebarn, du snakker med Oda", "Trovebarn"),
        (SV, "Ja, Trovebarn, det är Oda", "Trovebarn"),
    ],
)
def test_what_is_a_company_by_the_wording_is_no_person_for_the_tagger(
    language: Language, text: str, tagged: str
) -> None:
    assert not [name for name in with_tagged(text, language, tagged) if "Trove" in name]


@pytest.mark.parametrize(
    ("language", "text", "tagged"),
    [
        (EN, "Thank you for contacting Oscar about it", "Oscar"),
        (EN, "Thank you for calling, Xhemile", "Xhemile"),
        (EN, "Hello Xhemile, it's Ann", "Xhemile"),
        (EN, "Xhemile, how can I help?", "Xhemile"),  # who answers, and for nobody
        (DA, f"Mit navn er Xhemile{SEPARATOR}Tak fordi du kontakter Xhemile", "Xhemile"),
    ],
)
def test_a_person_who_is_thanked_is_one(language: Language, text: str, tagged: str) -> None:
    assert tagged in with_tagged(text, language, tagged)


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        # by what they do
        (EN, "You're through to Eastbrook Council, my name is Ann", ["Ann"]),
        (NB, "Mvh Tangmo Boliger", []),
        (EN, "Hello, is Rook Cottage free? Best, Ann", ["Ann"]),
        (SV, "Vänliga hälsningar Vindbo Golv", []),
        # by their desk, and behind whoever signs
        (NB, "Vennlig hilsen Tangmo kundesenter", []),
        (SV, "Vänliga hälsningar, Solvinge kundservice", []),
        (NB, f"Hilsen Kåre, Tangmolo{SEPARATOR}Kjære Tangmolo", ["Kåre"]),
        (NB, "Hilsen Kåre, Ingrid", ["Kåre", "Ingrid"]),
        (NB, "Hilsen Kåre Tangmo, Tangmo", ["Kåre Tangmo", "Tangmo"]),
        (EN, f"What?{SEPARATOR}Hello, I'm Xhemile. It is me{SEPARATOR}Dear Xhemile", ["Xhemile", "Xhemile"]),
        (EN, f"What?{SEPARATOR}Yes, Trove Wexler, it's Ann{SEPARATOR}Dear Wexler", ["Wexler", "Ann", "Wexler"]),
    ],
)
def test_companies_by_what_stands_beside_them(language: Language, text: str, names: list[str]) -> None:
    assert found(text, language) == names


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        (EN, "Is it to Rose Street? Or from Ash Rd?", []),
        (EN, "My name is Della Street, not Della Rose St", ["Della Street", "Della Rose"]),
        (EN, "It was sent to Della St Ives", ["Della"]),
        (DA, "Nå for søren. Ja, for søren, det glemte jeg", []),
        (NB, "Å søren, det glemte jeg", []),
        (DA, "ja for søren hansen. Spørg søren", ["søren hansen", "søren"]),
        (DA, "Nå, er det for Søren?", ["Søren"]),
        (DA, "pakken er for søren", ["søren"]),
        (DA, "mig å søren er her", ["søren"]),
    ],
)
def test_streets_and_oaths(language: Language, text: str, names: list[str]) -> None:
    assert found(text, language) == names
