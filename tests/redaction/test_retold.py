"""What was found, told again in another form or in part: streets alone, other groups of digits, parts of mails."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from tests.redaction.talks import found

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


@pytest.mark.parametrize(
    ("language", "turns", "places"),
    [
        (DA, "Adressen er Pilevænget 7|Så kommer den til Pilevænget i morgen", ["Pilevænget 7", "Pilevænget"]),
        (NB, "fra Lyngveien 31|Nei, Lyngveien er den gamle", ["Lyngveien 31", "Lyngveien"]),
        (NN, "Eg bur i Bjørkegata 4|Ja, i Bjørkegata ja", ["Bjørkegata 4", "Bjørkegata"]),
        (SV, "jag bor på Almgatan 12|Är Almgatan kvar?", ["Almgatan 12", "Almgatan"]),
        (EN, "14 Larch Row, please|To Larch Row it goes", ["14 Larch Row", "Larch Row"]),
        (DA, "kontoen tre fire nul nul en syv to syv otte tre|34 00 17 27 83 så er den der",
         ["tre fire nul nul en syv to syv otte tre", "34 00 17 27 83"]),
        (SV, "Kontot är FI79 6875 4641 8492 00. Är de sista 8492 00?", ["FI79 6875 4641 8492 00", "8492 00"]),
        (SV, "mejlen är ulla.fors@telemail.nu|ja ulla punkt fors", ["ulla.fors@telemail.nu", "ulla punkt fors"]),
        (NN, "er det karialm@skule.no|nesten, kari_alm, med strek", ["karialm@skule.no", "kari_alm"]),
        (DA, "ordre 8116 og ordre 7140 mangler|8116 står som sendt", ["8116", "7140", "8116"]),
        (NB, "kundenummer 66031|66013 finner jeg ikke", ["66031", "66013"]),
        (SV, "fastigheten Berga 3:12|3:12 ligger lågt", ["Berga 3:12", "3:12"]),
    ],
)  # fmt: skip
def test_what_is_told_again(language: Language, turns: str, places: list[str]) -> None:
    assert found(language, turns) == places


@pytest.mark.parametrize(
    ("language", "turns", "places"),
    [
        (DA, "Granvang 4, tak|Hilsen Granvang Boligselskab", ["Granvang 4"]),
        (DA, "Bakkegade 7 i Holte|vi går op ad en bakke og en gade", ["Bakkegade 7 i Holte"]),
        (NB, "skriv til gjenvinning@kommune.no|gjenvinning er viktig", ["gjenvinning@kommune.no"]),
        (SV, "order 7140|den kostade 7140 kr, 7140:-", ["7140"]),
        (SV, "kortet slutar på 40|kort 40 kr kostar det", ["40"]),
        (EN, "order 2500 is late|it cost 2500 in all", ["2500"]),
        (EN, "14 Larch Row|Larch Row Holdings Ltd wrote", ["14 Larch Row"]),
        (SV, "fastigheten Berga 3:12|klockan 13:12, och det blev 3:12 i halvlek", ["Berga 3:12"]),
        (DA, "Telefon 22 14 67 90|sporet er 12 14 67, 14 67 kr", ["22 14 67 90"]),
    ],
)
def test_what_only_looks_like_it_stays(language: Language, turns: str, places: list[str]) -> None:
    assert found(language, turns) == places
