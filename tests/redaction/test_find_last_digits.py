"""The end of a card, an account or a number: two to four digits, in words too, and where it stands again."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from tests.redaction.talks import found

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


@pytest.mark.parametrize(
    ("language", "turns", "numbers"),
    [
        (DA, "Pengene går tilbage til kortet, der ender på 58.", ["58"]),
        (DA, "vi har en konto som ender på tre fire", ["tre fire"]),
        (DA, "der er to kort et der ender på tres enogtyve og et der ender på nul fire", ["tres enogtyve", "nul fire"]),
        (NB, "Refusjonen gikk til kontoen som slutter på 81, ser jeg", ["81"]),
        (NB, "Kortet med sluttsifre 3308 er sperret", ["3308"]),
        (NB, "vi sendte kode til mobilnummeret ditt, to åtte til slutt", ["to åtte"]),
        (NN, "kortet som sluttar på nitti to", ["nitti to"]),
        (SV, "Beloppet dras från kontot som slutar på 27 i morgon", ["27"]),
        (SV, "ditt mobilnummer, nio ett i slutet", ["nio ett"]),
        (SV, "Kortet slutar på fyra siffror, femtiosex tolv, tror jag", ["femtiosex tolv"]),
        (EN, "It was charged to the card ending 05. Shall I check?", ["05"]),
        (EN, "fee on acct ending 726", ["726"]),
        (EN, "the serial number, is it ending three k eight", ["three k eight"]),
        (EN, "Is the number ending 73 the one to ring?", ["73"]),
        (NB, "Hva slutter kortet på?|Sekstitre tjueåtte", ["Sekstitre tjueåtte"]),
        (EN, "What does it end in?|8 8 1 7", ["8 8 1 7"]),
        (DA, "kortet med de sidste cifre 318", ["318"]),
        (NB, "de siste to sifrene er 46", ["46"]),
        (SV, "sista två siffrorna är 46", ["46"]),
        (EN, "the last two digits are 46", ["46"]),
        (DA, "Hvilket kort?|Det, der slutter på toogtres.", ["toogtres"]),
        (NB, "Hva ender kontoen på?|38", ["38"]),
        (SV, "Samma nummer, det som slutar på 63?", ["63"]),
        (EN, "Which card?|The one ending fifty three.", ["fifty three"]),
        # Said again.
        (SV, "Var det kort som slutar på 58?|Kort 58, ja, 58 kr var det", ["58", "58"]),
        (EN, "the account ending 726|it's back on 726 as of today. 726 pounds", ["726", "726"]),
        (NB, "Kontoen, slutter på 094?|ja 094|kl 09", ["094", "094"]),
    ],
)
def test_the_end_of_a_number(language: Language, turns: str, numbers: list[str]) -> None:
    assert found(language, turns) == numbers


@pytest.mark.parametrize(
    ("language", "turns"),
    [
        (DA, "Kampen slutter 14, og prisen ender på 1299 kr"),
        (DA, "Kortet slutter at virke den 14|et kort møde, der slutter på 20 minutter"),
        (DA, "Det kort, du fik, ender i skuffe 3|Kontoen ender i minus 450 kr"),
        (NB, "Salget slutter på 30 prosent|et kort kurs som slutter på 90 minutter"),
        (NN, "Kortet sluttar å verke 14. mai|salet sluttar på 30 prosent"),
        (SV, "en kort film som slutar på 90 minuter|Mötet slutar 14"),
        (SV, "Kortet slutar gälla på fredag|numret på sidan 14"),
        (EN, "The sale ending 14 June|it ends at 9|my account ended in 2019"),
        (EN, "a card ending in 3 days|account ending balance 450 pounds|the number on the door is 14"),
        (DA, "Hvilket tilbud?|Det, der slutter på fredag den 14."),
        (NB, "Hva ender møtet på?|38 minutter|det som slutter på 38 minutter"),
        (EN, "Which sale?|The one ending 14 June|the one ending in 20 minutes"),
        (DA, "de sidste to cifre mangler|de sidste 14 dage"),
        (EN, "the last two weeks|the last 14 days|the digits are 4 mm high"),
        (EN, "the card ending 14 June|the show ends in two three weeks"),
    ],
)
def test_other_ends_stay(language: Language, turns: str) -> None:
    assert found(language, turns) == []
