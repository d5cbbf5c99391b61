"""Towns and cities: nobody's names where the talk is of places, and people who are called like them."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from convqa.conversation import Language
from convqa.models import find_names
from convqa.redaction.find import find
from convqa.redaction.findings import Kind, read
from convqa.redaction.lexicon import lexicon
from convqa.redaction.names import NetworkTagger
from convqa.redaction.names.features import LABELS, Tokens
from convqa.redaction.names.tagger import PERSON, likely
from convqa.redaction.towns import in_long_name, is_named_city, is_town, named_cities

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


@pytest.fixture(scope="module")
def tagger() -> NetworkTagger:
    return NetworkTagger(find_names())


def people(text: str, language: Language, tagger: NetworkTagger | None = None) -> list[str]:
    found = find(read([text], language), tagger=tagger)
    return [text[one.start : one.end] for one in found if one.kind is Kind.PERSON]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (DA, "jeg skal flyve til Gdansk på fredag"),
        (DA, "Vores kuffert er stadig i Firenze, og flyet gik i går"),
        (DA, "vi skal med flyet til Orlando på mandag"),
        (NB, "flyet fra Alicante til Oslo er innstilt"),
        (NB, "Jeg er i Dallas nå, når går flyet?"),
        (NN, "turen til Kreta vart avlyst"),
        (NN, "Flyet til Miami er seint"),
        (SV, "resan till Phuket blev inställd"),
        (SV, "mitt flyg från Denver till Köpenhamn"),
        (EN, "Dublin to Atlanta flight on Thursday"),
        (EN, "i need to fly to orlando tomorrow"),
        (EN, "I need to fly to Orlando tomorrow"),
        (EN, "My flight from Denver to Miami was cancelled, fly til Gdansk"),
        (EN, "flight to San Francisco was late, then San Diego"),
        (EN, "from New York to Palma de Mallorca"),
        (EN, "we are stuck in Boston"),
    ],
)
def test_cities_stay(tagger: NetworkTagger, language: Language, text: str) -> None:
    assert people(text, language) == []
    assert people(text, language, tagger) == []


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        (DA, "Hej, jeg hedder Orlando Lund, og flyet er aflyst", ["Orlando Lund"]),
        (DA, "Venlig hilsen\nFlorence", ["Florence"]),
        (NB, "Hei, mitt navn er Aurora Berg. Flyet til Bergen", ["Aurora Berg"]),
        (NN, "eg snakka med Victoria om flyet", ["Victoria"]),
        (SV, "Hej, jag heter Milan Petrovic. Flyget till Milano", ["Milan Petrovic"]),
        (EN, "I talked to Dallas yesterday about my flight", ["Dallas"]),
        (EN, "Hi Atlanta, thanks for the flight", ["Atlanta"]),
        (EN, "I spoke to a man called Houston", ["Houston"]),
        (EN, "Jack London called about the flight to Paris", ["Jack London"]),
        (EN, "my flight is from Charlotte Hansen", ["Charlotte Hansen"]),
        (EN, "My name is Francisco. I fly to San Diego", ["Francisco"]),
    ],
)
def test_people_who_are_called_like_cities(
    tagger: NetworkTagger, language: Language, text: str, names: list[str]
) -> None:
    assert people(text, language, tagger) == names


@pytest.mark.parametrize(
    ("text", "share", "names"),
    [
        ("bagagen er i Barcelona", 0.95, []),
        ("bagagen er i Barcelona", 0.98, ["Barcelona"]),
        ("det var Holte og Kolding", 0.95, ["Holte", "Kolding"]),  # towns, and family names
        ("Barcelonas lufthavn", 0.95, []),
        ("Barcelona og Barcelona og Barcelona", 0.8, []),  # a town said often is no likelier a name
        ("Qvaldar og Qvaldar og Qvaldar", 0.8, ["Qvaldar", "Qvaldar", "Qvaldar"]),
        ("sendt til Kuala Lumpur", 0.95, []),
        ("sendt til Santiago Lumpur", 0.95, ["Santiago", "Lumpur"]),
        ("flyet til Orlando", 0.95, []),
        ("pakken til Orlando", 0.95, ["Orlando"]),
        ("snakket med Orlando på flyet", 0.95, ["Orlando"]),
    ],
)
def test_a_town_must_be_likelier_a_name(text: str, share: float, names: list[str]) -> None:
    reading = read([text], DA)
    spans = tuple(match.span() for match in re.finditer(r"\w+", text))
    tokens = Tokens(spans=spans, breaks=frozenset(), features=np.zeros((len(spans), 16), dtype=np.int64))
    scores = np.zeros((len(spans), 1 + 2 * len(LABELS)), dtype=np.float32)
    for place, (start, _) in enumerate(spans):
        scores[place, 1 + 2 * PERSON if text[start].isupper() else 0] = (
            np.log(8 * share / (1 - share)) if text[start].isupper() else 9
        )
    found = likely(reading, tokens, scores, dict.fromkeys(LABELS, 0.9))
    assert [text[one.start : one.end] for one in found] == names


def test_a_town_beside_a_name_is_part_of_it() -> None:
    reading = read(["jack lissabon ringede"], DA)
    spans = ((0, 4), (5, 13), (14, 21))
    tokens = Tokens(spans=spans, breaks=frozenset(), features=np.zeros((3, 16), dtype=np.int64))
    scores = np.zeros((3, 1 + 2 * len(LABELS)), dtype=np.float32)
    scores[0, 1 + 2 * PERSON], scores[1, 2 + 2 * PERSON], scores[2, 0] = 9, 3, 9
    found = likely(reading, tokens, scores, dict.fromkeys(LABELS, 0.9))
    assert [(one.start, one.end) for one in found] == [(0, 13)]


@pytest.mark.parametrize(
    ("text", "word", "is_part"),
    [
        ("til san francisco i dag", "francisco", True),
        ("til san francisco i dag", "san", True),
        ("til san-francisco", "francisco", True),
        ("st. louis", "louis", True),
        ("louis", "louis", False),
        ("san, francisco", "francisco", False),
        ("francisco san", "francisco", False),
        ("palma de mallorca", "de", True),
        ("vi rejste fra rio de janeiro", "janeiro", True),
        ("qvaldar de", "qvaldar", False),
    ],
)
def test_cities_of_several_words(text: str, word: str, is_part: bool) -> None:
    start = text.index(word)
    assert in_long_name(text, start, start + len(word)) is is_part


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("lissabon", True),
        ("firenze", True),
        ("málaga", True),
        ("malaga", True),
        ("malagas", True),
        ("aalborg", True),
        ("aalborgs", True),
        ("manta", True),
        ("mantas", False),  # a given name, no genitive
        ("aarhus", False),  # a town whose name is also on a list of people
        ("holte", False),
        ("kolding", False),
        ("tønder", False),
        ("atlanta", False),  # somebody is called so
        ("florence", False),
        ("lund", False),
        ("pakke", False),
        ("split", False),
    ],
)
def test_towns(text: str, is_one: bool) -> None:
    assert is_town(text, 0, len(text)) is is_one


@pytest.mark.parametrize(
    ("text", "travel", "is_city"),
    [
        ("in atlanta", False, True),
        ("atlanta, ga", False, True),
        ("to atlanta", True, True),
        ("til atlanta", True, True),
        ("to atlanta", False, False),
        ("talked to atlanta", True, False),
        ("talte til atlanta", True, False),
        ("atlanta", True, False),
        ("to mette", True, False),
    ],
)
def test_cities_that_people_are_called(text: str, travel: bool, is_city: bool) -> None:
    start = re.search("atlanta|mette", text)
    assert start is not None
    assert is_named_city(text, *start.span(), travel=travel) is is_city


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        # countries and the like are on lists of rarer given names
        (EN, "a parcel to Canada, from Ireland, and greetings from Scotland", []),
        (DA, "Jeg rejser til Thailand. Er den fra Kina?", []),
        (SV, "brev från Alaska till Mauritius", []),
        (EN, "greetings from Israel and Georgia", ["Israel", "Georgia"]),  # as people are called
        # a city is likelier than a name that is rarer still, whatever is spoken of
        (NB, "Pakken skal til Kiel", []),
        (NB, "Hei Kiel, pakken skal til Kiel", ["Kiel", "Kiel"]),
        (EN, "a parcel to Charlotte", ["Charlotte"]),
        # a family name at most
        (DA, "to billetter til Bergen, og Bergen er smuk", []),
        (NB, "Hei, jeg heter Anna Bergen", ["Anna Bergen"]),
    ],
)
def test_places_that_few_people_are_called(language: Language, text: str, names: list[str]) -> None:
    assert people(text, language) == names


def test_no_country_is_a_name_of_the_lists() -> None:
    regions = (Path(__file__).parents[2] / "data" / "names" / "regions.txt").read_text(encoding="utf-8").lower()
    names = lexicon(EN)
    assert frozenset(regions.split()).isdisjoint(names.given | names.further)


def test_no_city_of_the_list_is_a_given_or_family_name() -> None:
    names = lexicon(EN)
    text = (files("convqa.redaction") / "lexicons" / "cities.txt").read_text(encoding="utf-8")
    cities = set(text.split("\n")) - {""}
    assert len(cities) > 5000
    assert cities.isdisjoint(names.given | names.family | names.further | named_cities())
    assert {"lissabon", "gdansk", "san francisco"} <= cities
