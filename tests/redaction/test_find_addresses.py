"""Street addresses and postcodes."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from convqa.redaction.finders.address import find_nordic_streets
from convqa.redaction.finders.british import find_british_streets, find_flats, find_streets_before_number
from convqa.redaction.finders.postcode import find_postcodes
from convqa.redaction.findings import Finder, read


def found(finder: Finder, text: str, language: Language = Language.DA) -> list[str]:
    reading = read([text], language)
    return [reading.text[f.start : f.end] for f in finder(reading)]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("nørrebrogade 55 4.tv 2200 kbh n og", "nørrebrogade 55 4.tv 2200 kbh n"),
        ("fjellveien 21b 9016 tromsø til", "fjellveien 21b 9016 tromsø"),
        ("fjellveien 21 2024 var", "fjellveien 21"),
        ("fjellveien 21 9016 kr", "fjellveien 21"),
        ("Kirkegt 3 B, oppg. C, 2. etg, 1606 Fr.stad", "Kirkegt 3 B, oppg. C, 2. etg, 1606 Fr.stad"),
        ("Henrik Ibsens gate 4", "Henrik Ibsens gate 4"),
        ("Älvg. 7, 2 tr", None),
        ("Storkegade 8, 2. tv., 6760 Ribe. Der", "Storkegade 8, 2. tv., 6760 Ribe"),
        ("bor Nørre Strandvej 44, Ebeltoft.", "Nørre Strandvej 44, Ebeltoft"),
        ("på Lærkevej 22 i Randers torsdag", "Lærkevej 22 i Randers"),
        ("rolighedsvej 17, 8260 viby j, 40", "rolighedsvej 17, 8260 viby j"),
        ("Mvh\nStrandgade 8\n4780 Stege", "Strandgade 8\n4780 Stege"),
        ("Gl. Kongevej 210, 3. th", "Gl. Kongevej 210, 3. th"),
        ("det er skovbrynet 9 1. th. i ballerup", "skovbrynet 9 1. th. i ballerup"),
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
        ("i Haven 2", "Haven 2"),
        ("Haven 2", None),
        ("i haven 2", None),
        ("den tredje, Havnen 5, starter", "Havnen 5"),
        ("øvre lia 8", "øvre lia 8"),
        ("på Myrfaret 22.", "Myrfaret 22"),
        ("fra Fasangangen 2", "Fasangangen 2"),
        ("kører til søndergangen 88, tak", "søndergangen 88"),
        ("før oppkjøringen 24.", None),
        ("den er hængt 30 gange", None),
        ("det var plötsligt 1, igen", None),
        ("der er lokalplan 217. Anneks", None),
        ("på ny plan 2,", None),
        ("oss alle 7", None),
        ("Noerre Alle 46", "Noerre Alle 46"),
        ("på vejen 20 minutter", None),
        ("huset i strand vejen 112 rørvig nu", "strand vejen 112 rørvig"),
        ("bø vegen 22 på stord", "bø vegen 22 på stord"),
        ("ned ad vejen 20", None),
        ("rett i vegen 5", None),
        ("Pakken veg 28 kilo", None),
        ("Ole Bulls plass 3", "Ole Bulls plass 3"),
        ("reserverte plass 3 til", None),
        ("Storgata 8, Bodø. Tak", "Storgata 8, Bodø"),
        ("Björkvägen 4, eh, i Umeå", "Björkvägen 4, eh, i Umeå"),
        ("storgatan 22 mörbylånga tel", "storgatan 22 mörbylånga"),
        ("åboulevarden 17 i odense hun", "åboulevarden 17 i odense"),
        ("storgata 8 i høyangsund nå", "storgata 8 i høyangsund"),
        ("storgata 8 i kveldinga nå", "storgata 8"),
        ("storgata 8 i kveld nå", "storgata 8"),
        ("Rönnbärsv 2b Tidaholm", "Rönnbärsv 2b Tidaholm"),
        ("VF 418 Billund", None),
        ("Storkegade 8, Ukendtby. Der", "Storkegade 8, Ukendtby"),
        ("sommer 42 Bergen", None),
        ("skogly 25, 8973 drammen", "skogly 25, 8973 drammen"),
        ("Elmevej 9, 3. Viborg", "Elmevej 9, 3. Viborg"),
        ("kirkevænget 33 tredje til højre", "kirkevænget 33 tredje til højre"),
        ("kirkevænget 33 tredje gang", "kirkevænget 33"),
        ("a til postboks 12", "postboks 12"),
        ("StrømmeBoks 2", None),
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


def test_swedish_streets_are_shortened() -> None:
    text = "till Älvg. 7, 2 tr, dörr t.v., 972 41 Luleå"
    assert found(find_nordic_streets, text, Language.SV) == [text[5:]]
    assert found(find_nordic_streets, "älvg. 7", Language.SV) == []


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
        ("Yeah, eleven Moss Street.", "eleven Moss Street"),
        ("pell twenty two mariners walk this", "twenty two mariners walk"),
        ("forty hill street", "forty hill street"),
        ("at twelve lime court i think", "twelve lime court"),
        ("bring twelve lime court", "twelve lime court"),
        ("Farraday, 9 Quarry Steps", "9 Quarry Steps"),
        ("at 2 mill fold", "2 mill fold"),
        ("Unit 4, Carr Lane.", "Unit 4, Carr Lane"),
        ("yard 3, Tollgate Lane.", "yard 3, Tollgate Lane"),
        ("eleven kiln road stroud", "eleven kiln road stroud"),
        ("six eleven kiln road in stroud", "six eleven kiln road in stroud"),
        ("four four swindon lane", "four four swindon lane"),
        ("at one kiln road", "one kiln road"),
        ("that one kiln road", None),
        ("ten minutes walk", None),
        ("at 2 tower villas", None),
        ("eleven minutes' walk", None),
        ("three in a row", None),
        ("two weeks in a row", None),
        ("a five bedroom house", None),
        ("three big old garden wall house", None),
        ("two good hill walks", None),
        ("get ten park hill things", None),
        ("£5 High Street", None),
    ],
)
def test_british_streets(text: str, address: str | None) -> None:
    assert found(find_british_streets, text, Language.EN) == ([address] if address else [])


@pytest.mark.parametrize(
    ("text", "postcodes"),
    [
        ("Jeg bor i 2670 Otta nå", ["2670 Otta"]),
        ("791 71 Fa-lun, 1606 Fr.stad", ["791 71 Fa-lun", "1606 Fr.stad"]),
        ("Rosebank, KA27 8XX", ["KA27 8XX"]),
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


def test_a_number_in_words_before_a_street_is_english() -> None:
    assert found(find_british_streets, "two Moss Street", Language.DA) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("We live Orchard Road 8. I work", "Orchard Road 8"),
        ("Mill Lane 9, Leeds", "Mill Lane 9, Leeds"),
        ("I see Salter Row 4 to 9 only", "Salter Row 4 to 9"),
        ("is it at kiln row 4 then", "kiln row 4"),
        ("Mill Lane 9 minutes", None),
        ("Business Park 5", None),
        ("The Street 9", None),
        ("at the close 4", None),
        ("at next row 4", None),
    ],
)
def test_the_number_after_a_british_street(text: str, address: str | None) -> None:
    assert found(find_streets_before_number, text, Language.EN) == ([address] if address else [])
    assert found(find_streets_before_number, text, Language.DA) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("sent. flat 6 wharfside. 9 days", "flat 6 wharfside"),
        ("pickett flat 2, ivy court, HA-31190", "flat 2, ivy court"),
        ("alone at Flat 6, Beck House. I", "Flat 6, Beck House"),
        ("Both. Lambton House, flat 6", "Lambton House, flat 6"),
        ("vera pell flat six right", "flat six"),
        ("b q flat forty one b", "flat forty one b"),
        ("Flat 4, Leeds", "Flat 4, Leeds"),
        ("a flat 6 percent", None),
        ("a flat 6", None),
        ("flat 50% off", None),
        ("flat 20 quid", None),
        ("tighten the flat one", None),
        ("flat fifty two square meters", None),
        ("that is flat", None),
    ],
)
def test_flats(text: str, address: str | None) -> None:
    assert found(find_flats, text, Language.EN) == ([address] if address else [])
    assert found(find_flats, text, Language.DA) == []


@pytest.mark.parametrize(
    ("text", "postcodes"),
    [
        ("its hx7 3pw ok", ["hx7 3pw"]),
        ("model D02 2000", []),
        ("its b17 9qt", ["b17 9qt"]),
        ("YO31 2QK", ["YO31 2QK"]),
        ("an mp3 2gb stick", []),
        ("the m1 2nd exit", []),
        ("ref Q4T9LM", []),
        ("vogn, EV 48213", []),
        ("27, 8660 Skanderborg", ["27, 8660 Skanderborg"]),
    ],
)
def test_british_postcodes(text: str, postcodes: list[str]) -> None:
    assert found(find_postcodes, text, Language.EN) == postcodes


@pytest.mark.parametrize(
    ("text", "postcodes"),
    [
        ("7 The Paddock, Otley LS21 9ZX", ["7 The Paddock, Otley LS21 9ZX"]),
        ("live at Heatherlea, Rosebank, KA27 8XX. She", ["Heatherlea, Rosebank, KA27 8XX"]),
        ("Mary Reed, Otley LS21 9ZX", ["Otley LS21 9ZX"]),
        ("One, Two, Three, Four, LS21 9ZX", ["Two, Three, Four, LS21 9ZX"]),
        ("It's LS21 9ZX", ["LS21 9ZX"]),
        ("EIRCODE D02 X000.", ["D02 X000"]),
    ],
)
def test_what_stands_before_a_british_postcode(text: str, postcodes: list[str]) -> None:
    assert sorted(set(found(find_postcodes, text, Language.EN))) == postcodes
