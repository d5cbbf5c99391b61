"""Addresses that only where they stand gives away: numbers of flats, replies, what follows a name."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from convqa.redaction.finders.dwelling import find_asked_addresses, find_dwellings, find_signed_addresses
from convqa.redaction.findings import SEPARATOR, Finder, Kind, read
from convqa.redaction.resolve import resolve

DA, NB, SV, EN = Language.DA, Language.NB, Language.SV, Language.EN


def found(finder: Finder, text: str, language: Language) -> list[str]:
    reading = read(text.split(SEPARATOR), language)
    findings = resolve(reading, finder(reading), [])
    assert {finding.kind for finding in findings} <= {Kind.ADDRESS}
    return [reading.text[finding.start : finding.end] for finding in findings]


@pytest.mark.parametrize(
    ("language", "text", "address"),
    [
        (SV, "Margareta Lund, lgh 1203", "lgh 1203"),
        (SV, "slut. lgh nr 1402, Melvin", "lgh nr 1402"),
        (NB, "overtok leilighet H0402 i", "leilighet H0402"),
        (NB, "Åh, H0304, med utsikt", "H0304"),
        (DA, "støj fra nr. 12, 1. th. Jeg", "nr. 12, 1. th."),
        (DA, "bor i nr. 7, 2. th., lejemål", "nr. 7, 2. th."),
        (SV, "c/o Lind, box 44, 791 71 Falun", "box 44, 791 71"),
        (NB, "postboks 12, 0101 Oslo", "postboks 12, 0101"),
        (SV, "en box 44, 2 st", None),
        (DA, "en lejlighed 3 rum", None),
        (DA, "en lejlighed 85 kvm", None),
        (DA, "købte lejlighed 2019", None),
        (DA, "en bil H0402", None),
        (EN, "79, 11th to 12th", None),
        (NB, "modell H1402", None),
    ],
)
def test_numbers_of_flats(language: Language, text: str, address: str | None) -> None:
    assert found(find_dwellings, text, language) == ([address] if address else [])


@pytest.mark.parametrize(
    ("language", "text", "address"),
    [
        (NB, f"Hvilken adresse står pumpa på?{SEPARATOR}Myrfaret 22. Gjertrud", "Myrfaret 22"),
        (NB, f"og adressen?{SEPARATOR}det er solbakken tre i eidsvoll som", "solbakken tre i eidsvoll"),
        (DA, f"Hvor skal den leveres?{SEPARATOR}Jo, Via Mecenate 11. Tak", "Via Mecenate 11"),
        (EN, f"is it the address on file{SEPARATOR}do you have it{SEPARATOR}it is number nine", None),
        (EN, f"what's the address{SEPARATOR}it is number nine", "number nine"),
        (NB, f"hvor skal vi sende{SEPARATOR}øvre blåsenborg nitten i bergen", "øvre blåsenborg nitten i bergen"),
        (EN, f"what's the address{SEPARATOR}number eight the maltings", "number eight the maltings"),
        (EN, f"what's the address{SEPARATOR}The twenty eighth", None),
        (EN, f"what's the address{SEPARATOR}And the two bottles", None),
        (EN, f"what's the address{SEPARATOR}he's eight", None),
        (DA, f"Hvad er adressen?{SEPARATOR}Ordre 61 205", None),
        (DA, f"Hvad er adressen?{SEPARATOR}det ved jeg ikke{SEPARATOR}Egeskrænten 12", "Egeskrænten 12"),
        (DA, f"Hvad er din mailadresse?{SEPARATOR}Egeskrænten 12", None),
        (DA, f"Hvad er din e-mail adresse?{SEPARATOR}Egeskrænten 12", None),
        (DA, f"Min adresse er ny.{SEPARATOR}Egeskrænten 12", None),
    ],
)
def test_addresses_that_were_asked_for(language: Language, text: str, address: str | None) -> None:
    assert found(find_asked_addresses, text, language) == ([address] if address else [])


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Knus fra Ditte, Åløkken 3", "Åløkken 3"),
        ("hilsen Jonas Ukendtsen, Nedre Fure 12\nTak", "Nedre Fure 12"),
        ("fra Peter Holm, skrænten 9.", "skrænten 9."),
        ("Ditte, Åløkken 3 er min", None),
        ("Ditte, uge 3", None),
        ("den blå, Åløkken 3", None),
    ],
)
def test_what_ends_a_line_after_a_name(text: str, address: str | None) -> None:
    assert found(find_signed_addresses, text, DA) == ([address] if address else [])
