"""Until when a card is valid and the code on its back, with near misses."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from convqa.redaction.finders.backside import find_codes_on_the_back
from convqa.redaction.finders.expiry import find_expiry_dates
from convqa.redaction.findings import Finder, read

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


def found(finder: Finder, language: Language, turns: str) -> list[str]:
    """What is found in turns with "|" between them, each place once, in order."""
    reading = read(turns.split("|"), language)
    places = sorted({(one.start, one.end) for one in finder(reading)})
    return [reading.text[start:end] for start, end in places]


@pytest.mark.parametrize(
    ("language", "turns", "dates"),
    [
        (DA, "Nyt nummer 4571652342913695 udløber 11/26 cvc 318", ["11/26"]),
        (DA, "kortet udløber i nul fire syvogtyve og de tre på bagsiden", ["nul fire syvogtyve"]),
        (DA, "er det kortet med udløb 09/27 eller 02/29?", ["09/27", "02/29"]),
        (DA, "Udløbsdatoen: 11/26. Og så står der 408 bag på.", ["11/26"]),
        (NB, "kortnummeret femtito trettito utløper september tjuesju", ["september tjuesju"]),
        (NB, "Kortet er gyldig til|mars tjuesju", ["mars tjuesju"]),
        (NN, "kortet mitt det gjekk ut i mars tjuefem og det endar", ["mars tjuefem"]),
        (NN, "kort 4617 3390 5501 og så 8846, 04/29", ["04/29"]),
        (NN, "kortet og datoen det går ut|ti tjuesju står det", ["ti tjuesju"]),
        (SV, "mitt kort. Giltigt till november tjugosex, kod fem fem två", ["november tjugosex"]),
        (SV, "Kortet gick ut 03/24 och nya 5168338026242975 0627", ["03/24", "0627"]),
        (SV, "på kortet står det 06/23 kvar|aha det är 0628 och cvc 190", ["0628"]),
        (SV, "samma kort? det hade utgång 09/25", ["09/25"]),
        (EN, "my card Four nine two five. It expires oh four twenty-eight.", ["oh four twenty-eight"]),
        (EN, "4925 8188 9906 4652 10/28 117", ["10/28"]),
        (EN, "When does your card expire?|11/27", ["11/27"]),
        (EN, "the card of my uncle (5105 1051 2281 7706, exp. 07/2026)", ["07/2026"]),
        # What else is valid until then, other days, and times that pass.
        (DA, "mit abonnement udløber 11/26", []),
        (DA, "jeg betaler med kort. mit abonnement udløber 11/26", []),
        (DA, "gavekortet udløber 12/27", []),
        (DA, "mit kort er gyldigt til tre rejser", []),
        (DA, "trukket på kort 4571 6523 4291 3695 den 12/11 og 4571 6523 4291 3695 12/11", []),
        (DA, "kortet udløber om to, tre uger", []),
        (NB, "kortet gikk ut på dato for to uker siden", []),
        (NB, "kortet utløper om tre måneder", []),
        (NB, "betalt med kort. Tilbudet gjelder til 11/26", []),
        (NN, "eg betalte med kort, og garantien gjeld til 11/26", []),
        (NN, "kortet gjekk ut for fjorten, femten dagar sidan", []),
        (SV, "kortet gick ut igår och jag köpte 2 nya", []),
        (SV, "kortet går ut om två dagar", []),
        (SV, "betala med kort, erbjudandet gäller till 11/26", []),
        (EN, "my card was charged 12/24 twice", []),
        (EN, "I have a card and the warranty expires in November 2027", []),
        (EN, "my card expired two weeks ago", []),
        (EN, "I paid by card and the offer is valid until 12/26", []),
        (EN, "we ordered 4925 and got 10/28 of them", []),
    ],
)
def test_until_when_a_card_is_valid(language: Language, turns: str, dates: list[str]) -> None:
    assert found(find_expiry_dates, language, turns) == dates


@pytest.mark.parametrize(
    ("language", "turns", "codes"),
    [
        (DA, "Udløbsdatoen på kortet er 11/26. Og så står der 408 bag på, men", ["408"]),
        (DA, "der står 408 på bagsiden af kortet", ["408"]),
        (NB, "kortet, og det er 552 bakpå.", ["552"]),
        (NN, "kortet og på baksida tre tre null fire hundre og femti kroner", ["tre tre null"]),
        (SV, "på baksidan av kortet står det fem fem två och kvittot till", ["fem fem två"]),
        (EN, "408 on the back, and the card is 4571", ["408"]),
        (EN, "my card, on the back it says three one eight", ["three one eight"]),
        (DA, "mit kort virker ikke, og på bagsiden er to tre fire hundrede ord", []),
        (DA, "der står 408 bag på maskinen", []),
        (DA, "på pakken står 408 på bagsiden.", []),
        (DA, "jeg har kort, men rabatkoden er 408 bag på kuponen", []),
        (NB, "det står 408 bak på pakken, betalt med kort", []),
        (NN, "kortet er bra, men på baksida tre to tre kroner", []),
        (SV, "det står 408 på baksidan av paketet", []),
        (EN, "I sat on the back row, seat 408, paid by card", []),
        (EN, "there are 408 on the back burner", []),
    ],
)
def test_codes_on_the_back_of_cards(language: Language, turns: str, codes: list[str]) -> None:
    assert found(find_codes_on_the_back, language, turns) == codes
