"""Numbers in lists, in answers, of cards by their first digits, and codes of several parts, with near misses."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from tests.redaction.talks import found

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


@pytest.mark.parametrize(
    ("language", "turns", "numbers"),
    [
        (DA, "kortet starter med 5295 77 og slutter med 1903", ["5295 77", "1903"]),
        (SV, "mitt kort börjar på 4581 0 o slutar 7740", ["4581 0", "7740"]),
        (DA, "fra kortet 4571 99•• •••• 3348?", ["4571 99•• •••• 3348"]),
        (NN, "feil kort å, det er ••7126.", ["7126"]),
        (NN, "nytt kort 4617 3390 5501 og så 8846", ["4617 3390 5501 og så 8846"]),
        (EN, "We have your mobile ending 306", ["306"]),
        (NN, "Kan du stadfeste mobil?|sluttar på 611, heile", ["611"]),
        (EN, "call +1 (718) 555-0163 please", ["+1 (718) 555-0163"]),
        (SV, "Vilket konto ska det vara?|8327-9 , 934 112 075-6", ["8327-9 , 934 112 075-6"]),
        (DA, "kortet starter med 5295 770 kr og slutter", []),
        (DA, "Kortserien starter med 1500 000 kort", []),
        (NB, "punktene •• 7126 kr og • 7126", []),
        (SV, "Det börjar på 1500 kr", []),
        (EN, "My mobile contract ends 306 days from now", []),
        (NN, "mobilen sluttar på 611 kr", []),
    ],
)
def test_parts_of_cards_and_phones(language: Language, turns: str, numbers: list[str]) -> None:
    assert found(language, turns) == numbers


@pytest.mark.parametrize(
    ("language", "turns", "numbers"),
    [
        (SV, "3 obetalda ordrar: 770413, 770418 och 770502, totalt 1 207,50 kr", ["770413", "770418", "770502"]),
        (DA, "Dine ordrer er 77041 og 77042.", ["77041", "77042"]),
        (EN, "our tickets are 88120 and 88121", ["88120", "88121"]),
        (EN, "what's your reference?|qw7ltk|I see", ["qw7ltk"]),
        (DA, "ok. ordren?|cy-4471 eller afh-19", ["cy-4471", "afh-19"]),
        (NB, "Send meg begge bookingnumrene|HX4TT9 å hx4tp2, den første er med frokost", ["HX4TT9", "hx4tp2"]),
        (EN, "passport of him is M 8831 0457 if", ["M 8831 0457"]),
        (DA, "sagen hedder ind-20418", ["ind-20418"]),
        (SV, "Diarienumret är 131 204517-24/7. Han", ["131 204517-24/7"]),
        (SV, "Kundnummer hos er: 660 1184. Svar", ["660 1184"]),
        (EN, "quoting BR/20931. Our", ["BR/20931"]),
        (NN, "Kva er brukarnamnet ditt, sivert.m8 ?", ["sivert.m8"]),
        (EN, "Orders over 5000 ship free. Our orders are 4500 a day, tickets: 2500 sold.", []),
        (DA, "Ordrer: 250 i dag. Fakturaerne er 1500 i alt", []),
        (NB, "Sakene er mange, ordrene er 3 500 i året", []),
        (NN, "Hvilke ordrar?|det er 3 stk og 12 dagar sidan", []),
        (SV, "Vilken bokning?|lördag", []),
        (DA, "Hvad er referencen?|24timer", []),
        (NB, "Hva er referansen?|iphone14", []),
        (EN, "Your order reference?|tomorrow", []),
        (DA, "ordre 91558 og 2 stk, 349 kr", ["91558"]),
        (SV, "order 91558 o 300g socker", ["91558"]),
        (NB, "Er brukernavnet ditt tatt?", []),
    ],
)
def test_lists_answers_and_what_is_said_of_a_number(language: Language, turns: str, numbers: list[str]) -> None:
    assert found(language, turns) == numbers


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        (EN, "under order US-VP-66102, but", "US-VP-66102"),
        (EN, "The screen says 0071-AP-6623.", "0071-AP-6623"),
        (EN, "his is 08-D-61193.", "08-D-61193"),
        (EN, "Modem serial 2SR-K09174471 is", "2SR-K09174471"),
        (NB, "pakken rr 551 204 877 no er", "rr 551 204 877 no"),
        (EN, "on the bill is 8260 13 007 4421967", "8260 13 007 4421967"),
        (EN, "card 2 4117 00093 5521", "2 4117 00093 5521"),
        (EN, "My account with you is 5501 2294 X and the", "5501 2294 X"),
        (EN, "It's 24-MAR-2026, not 25-MAR-2025", None),
        (EN, "figure 3-12, section 21-AB-4", None),
        (DA, "12 500, 14 000 og 15 500 B", None),
        (NB, "vi solgte 1 200 000 stk", None),
        (NN, "i 2024 selde vi 100 000", None),
        (SV, "USB-C-3 och LED-TV-55", None),
        (EN, "sizes 38 40 42 and 5000 10 20 30", None),
        (DA, "i alt 8260 13 007 44219 kr", None),
    ],
)
def test_codes_of_several_parts(language: Language, text: str, code: str | None) -> None:
    assert found(language, text) == ([code] if code else [])


@pytest.mark.parametrize(
    ("language", "text", "page"),
    [
        (DA, "din profil spilhulen.dk/u/xx_villads_07 er låst", "spilhulen.dk/u/xx_villads_07"),
        (NN, "sida https://strikkeforum.no/medlem/odasko, der", "https://strikkeforum.no/medlem/odasko"),
        (SV, "profilen reselyan.se/profil/wilmis_o kl", "reselyan.se/profil/wilmis_o"),
        (EN, "see forum.example.com/members/rosiew.", "forum.example.com/members/rosiew"),
        (DA, "butik.dk/kundeservice/retur", None),
        (EN, "shop.com/products/summer-dress/size-12 and/or 24/7", None),
        (EN, "example.com/users/edit", None),
        (SV, "restaurang.se/meny/lunch", None),
        (NN, "avis.no/nyheit/u", None),
    ],
)
def test_pages_of_members(language: Language, text: str, page: str | None) -> None:
    assert found(language, text) == ([page] if page else [])
