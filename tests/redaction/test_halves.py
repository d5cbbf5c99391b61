"""Numbers that two messages tell, each part too short to be found by itself."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from tests.redaction.talks import found

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


@pytest.mark.parametrize(
    ("language", "turns", "numbers"),
    [
        (NN, "Skriv det her, så ser eg|070981|30245|Takk", ["070981", "30245"]),
        (DA, "Hvad står der?|220774|ja|3318|tak", ["220774", "3318"]),
        (EN, "And yours?|HK 81|22 40 B|Got it", ["HK 81", "22 40 B"]),
        (EN, "that's my old number. 07700 900|842|ok", ["07700 900", "842"]),
        (
            NB,
            "hva er nummeret ditt|berit ni tre ni|mm|elleve to fire seks",
            ["berit", "ni tre ni", "elleve to fire seks"],
        ),
        (NN, "Namn og nummer?|Sigrid. fire null|72 18 05 sånn", ["Sigrid", "fire null", "72 18 05"]),
        (SV, "ja numret är noll sju tre|femtiofem elva tjugotvå|tack", ["noll sju tre", "femtiofem elva tjugotvå"]),
    ],
)
def test_parts_of_one_number(language: Language, turns: str, numbers: list[str]) -> None:
    assert found(language, turns) == numbers


@pytest.mark.parametrize(
    ("language", "turns"),
    [
        (DA, "36|38|40|42"),
        (DA, "Hvad koster det?|1299|Og fragt?|49"),
        (DA, "2019|2020|4320|1500"),
        (NB, "Du betaler 1 180, ikke 2 360|1 180|Og regningen?"),
        (NN, "Kor mange?|12|og?|34"),
        (SV, "Båda kostar sjuhundrafemtiofem|tjugofem sjuhundra|ja"),
        (SV, "avtalet är fyra noll nio|fyra noll nio|ja"),
        (EN, "it came to 42|36 40 44 are the other sizes"),
        (EN, "I paid 250|12345 is one more"),
        (EN, "twenty four|thirty six|how many is that"),
    ],
)
def test_other_numbers_stay(language: Language, turns: str) -> None:
    assert found(language, turns) == []


@pytest.mark.parametrize(
    ("language", "turns", "numbers"),
    [
        (EN, "your card number is right and you paid 250|12345 was the rest", ["12345"]),
        (NB, "kontonummeret er tre hundre og tolv|femten tjueto", ["femten tjueto"]),
        (SV, "numret är noll sju tre|AB 1|tack", ["noll sju tre"]),
    ],
    ids=["a sum", "a quantity", "too short"],
)
def test_what_is_no_half_is_left(language: Language, turns: str, numbers: list[str]) -> None:
    assert found(language, turns) == numbers
