"""Street addresses and postcodes."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from convqa.redaction.finders.address import find_british_streets, find_nordic_streets, find_postcodes
from convqa.redaction.findings import Finder, read


def found(finder: Finder, text: str, language: Language = Language.DA) -> list[str]:
    reading = read([text], language)
    return [reading.text[f.start : f.end] for f in finder(reading)]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Storkegade 8, 2. tv., 6760 Ribe. Der", "Storkegade 8, 2. tv., 6760 Ribe"),
        ("bor Nørre Strandvej 44, Ebeltoft.", "Nørre Strandvej 44, Ebeltoft"),
        ("på Lærkevej 22 i Randers torsdag", "Lærkevej 22 i Randers"),
        ("rolighedsvej 17, 8260 viby j, 40", "rolighedsvej 17, 8260 viby j"),
        ("Mvh\nStrandgade 8\n4780 Stege", "Strandgade 8\n4780 Stege"),
        ("Gl. Kongevej 210, 3. th", "Gl. Kongevej 210, 3. th"),
        ("det er skovbrynet 9 1. th. i ballerup", "skovbrynet 9 1. th."),
        ("På Møllegade, nummer 9.", "Møllegade, nummer 9"),
        ("Ny: Tordenskiolds gate 14.", "Tordenskiolds gate 14"),
        ("til gartner vej 7 og", "gartner vej 7"),
        ("Storgatan 51 A, Alingsås", "Storgatan 51 A, Alingsås"),
        ("Storgatan 9, lägenhet 1102", "Storgatan 9, lägenhet 1102"),
        ("Haugerudlia 6, leilighet 304", "Haugerudlia 6, leilighet 304"),
        ("Skulestadmo 12, 5700 Voss", "Skulestadmo 12, 5700 Voss"),
        ("Postboks 123", "Postboks 123"),
        ("Postboks 1234 Sentrum, 0107 Oslo", "Postboks 1234 Sentrum, 0107 Oslo"),
        ("adressa er Øvre Lia 8", "Øvre Lia 8"),
        ("Lia 8", None),
        ("i Haven 2", None),
        ("øvre lia 8", None),
        ("Kirkegade 2B, Jonas", "Kirkegade 2B"),
        ("Hans Hansens vej 5", "Hansens vej 5"),
        ("Nu. Vej 5", None),
        ("vej 5", None),
        ("på vej 3 gange", None),
        ("Storgatan 2. oktober", None),
        ("Pakken 9, 2023", None),
        ("menu 3", None),
        ("Nordlys 5, 5700 Voss", "Nordlys 5, 5700 Voss"),
        ("gebyr 5, 5700 Voss", None),
        ("gangvej 490 kr", None),
        ("1 vej 5", None),
    ],
)
def test_nordic_streets(text: str, address: str | None) -> None:
    assert found(find_nordic_streets, text) == ([address] if address else [])


def test_an_ordinary_word_that_ends_like_a_street_is_none() -> None:
    assert found(find_nordic_streets, "I parken 2 gange og undervejs 3") == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("I live at 14 Orchard Close, Hexham.", "14 Orchard Close, Hexham"),
        ("Flat 3, 27 Marine Parade, Cromer", "Flat 3, 27 Marine Parade, Cromer"),
        ("9 Tannery Row, LS27 4QR", "9 Tannery Row, LS27 4QR"),
        ("350 High Street, Springfield, IL 62701", "350 High Street, Springfield, IL 62701"),
        ("at 12 mulberry street", "12 mulberry street"),
        ("10 minutes down the road", None),
        ("2 more drive tests", None),
        ("5 of the park", None),
        ("£5 High Street", None),
    ],
)
def test_british_streets(text: str, address: str | None) -> None:
    assert found(find_british_streets, text, Language.EN) == ([address] if address else [])


@pytest.mark.parametrize(
    ("text", "postcodes"),
    [
        ("Jeg bor i 2670 Otta nå", ["2670 Otta"]),
        ("123 45 Stockholm", ["123 45 Stockholm"]),
        ("BS6 5QT.", ["BS6 5QT"]),
        ("Austin, TX 75227", ["TX 75227"]),
        ("zip code is 75227", ["75227"]),
        ("2019 Tesla", []),
        ("1299 Kroner", []),
        ("4500 Netflix", []),
        ("ref LM 66120", []),
    ],
)
def test_postcodes(text: str, postcodes: list[str]) -> None:
    assert found(find_postcodes, text, Language.NB) == postcodes
