"""Companies, streets and oaths told by the wording, and the people beside them."""

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
        (EN, "Thank you for contacting Oscar about it", "Oscar"),
        (EN, "Thank you for calling, Xhemile", "Xhemile"),
        (EN, "Hello Xhemile, it's Ann", "Xhemile"),
        (EN, "Xhemile, how can I help?", "Xhemile"),
        (DA, f"Mit navn er Xhemile{SEPARATOR}Tak fordi du kontakter Xhemile", "Xhemile"),
        (EN, "Thank you for choosing Xhemile as your adviser. Xhemile will call", "Xhemile"),
        (EN, f"Xhemile, this is about your claim{SEPARATOR}Yes, this is Xhemile", "Xhemile"),
        (NB, f"Takk for at du kontaktet Xhemile i dag{SEPARATOR}Xhemile lovte å ringe", "Xhemile"),
    ],
)
def test_no_wording_makes_a_company_of_whom_a_tagger_takes_for_a_person(
    language: Language, text: str, tagged: str
) -> None:
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
