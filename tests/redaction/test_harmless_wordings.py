"""What looks like a code, an end of a card, a dwelling or a mail, and is nobody's."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from tests.redaction.talks import found

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


@pytest.mark.parametrize(
    ("language", "turns"),
    [
        (DA, "Kontoen ender på 40 point efter købet"),
        (DA, "Klippekortet slutter på 10 klip"),
        (DA, "medlemskortet ender på 12 stempler"),
        (DA, "Serienummeret slutter med 12 måneders garanti"),
        (DA, "De sidste to cifre er 44 på stregkoden"),
        (DA, "Nummer 12 til sidst"),
        (SV, "Numret slutar på en nolla"),
        (SV, "Kortet slutar på 50 procent"),
        (SV, "Tågnumret slutar på 40"),
        (SV, "nummer 14 i slutet"),
        (EN, "Model number ends in 55"),
        (EN, "We are number 14 at the end"),
        (DA, "et kort med 1250 på"),
        (DA, "kortet ender på mit bord|40 stk|40 kr"),
    ],
)
def test_no_ends(language: Language, turns: str) -> None:
    assert found(language, turns) == []


@pytest.mark.parametrize(
    ("language", "turns"),
    [
        (DA, "Koden på varen er 88120"),
        (DA, "Koden til kampagnen er 2510"),
        (DA, "sms kode 1290 til 1220"),
        (SV, "Kod 5012 på tvätten"),
        (SV, "Riktnumret är 08, koden är 0046"),
        (SV, "NCS-kod 5010"),
        (SV, "SNI-kod 62010"),
        (NB, "fargekode 0502"),
        (NB, "landkode 0047"),
        (EN, "What is the code for the promo?|2540"),
        (EN, "The HTTP code is 503 and then the code is 5003"),
        (EN, "Text code 7210 to 60022"),
        (EN, "Which drill?|DCD796"),
        (EN, "LG and which TV?|OLED55C3"),
        (DA, "Trøjen har et to tre bagpå"),
        (DA, "Der står fem seks syv på bagsiden."),
        (EN, "SE1, 3GB free"),
        (EN, "Zones N1, 2ND floor"),
        (DA, "koden er b4ts"),
        (NB, "tlf 22, 14, 67, 90 eller 45"),
    ],
)
def test_no_codes(language: Language, turns: str) -> None:
    assert found(language, turns) == []


@pytest.mark.parametrize(
    ("language", "turns"),
    [
        (DA, "Masseaftale med 3500 medlemmer"),
        (DA, "hovedsagen 1500 sider"),
        (DA, "Ordrenummer?|EU 42, på"),
        (NB, "Ordrenummer?|XL 40, sa jeg"),
        (SV, "specialavtal 15000 kilometer"),
        (EN, "agreement from 2019-20"),
        (EN, "I want to order XT-30 for my camera"),
    ],
)
def test_no_references(language: Language, turns: str) -> None:
    assert found(language, turns) == []


@pytest.mark.parametrize(
    ("language", "turns"),
    [
        (SV, "Anslutningen tar 14 dagar, skala Karta 1:50"),
        (SV, "Skalan är 1:100 på ritningen till bygglovet, Sektion 1:50"),
        (SV, "anslutning i Göteborg 14:30, vidare från Alvesta 16:05"),
        (SV, "Fastighetsskötaren kommer Tisdag 9:15"),
        (SV, "Tomten är såld 2:1"),
        (SV, "tomten, klockan 12:30"),
        (SV, "Fastighet enligt kapitel 3:12"),
        (NB, "postboks 50 stk"),
        (EN, "Plot 12 Show Home"),
        (EN, "Plot 7 Thank You"),
        (EN, "We have flat 20 Percent Discount"),
        (DA, "Bruger: chrome på windows"),
        (SV, "Spelare: Sonos"),
        (EN, "We met at yahoo"),
    ],
)
def test_no_places_and_users(language: Language, turns: str) -> None:
    assert found(language, turns) == []


@pytest.mark.parametrize(
    ("language", "turns", "once"),
    [
        (DA, "Ordre 4512 er sendt|4512 timer senere", "4512"),
        (EN, "Order number 4412|I paid 4412 for it", "4412"),
        (EN, "Order number 4412|It weighs 4412 grams", "4412"),
        (NB, "ordrenummer 1299|Prisen var 1299", "1299"),
        (SV, "fastigheten Berga 3:12|klockan 3:12 gick tåget", "Berga 3:12"),
        (EN, "email is customer.service@firm.co.uk|your customer-service is bad", "customer.service@firm.co.uk"),
    ],
)
def test_not_told_again(language: Language, turns: str, once: str) -> None:
    assert found(language, turns) == [once]


@pytest.mark.parametrize(
    ("language", "turns", "told"),
    [
        (DA, "Kortet der ender på 40 er mit", "40"),
        (DA, "Koden på sms'en er 4410", "4410"),
        (DA, "Har du kortet? Der står tre fire fem bagpå.", "tre fire fem"),
        (DA, "ladeaftale 2281 skal stoppes", "2281"),
        (SV, "Lagfart för Berga 3:12", "Berga 3:12"),
        (EN, "number, six five at the end", "six five"),
        (EN, "I have a card with 7814 on it", "7814"),
        (EN, "Which code do you see?|7KD44P", "7KD44P"),
        (EN, "Plot 9 Meadow View", "Plot 9 Meadow View"),
        (EN, "We hold permit KY-62 for that bay", "KY-62"),
    ],
)
def test_what_is_told_nearly_so(language: Language, turns: str, told: str) -> None:
    assert found(language, turns) == [told]
