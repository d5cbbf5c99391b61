"""Numbers told turn by turn, read back, put right and named by their last digits, with near misses."""

from __future__ import annotations

import time

import pytest

from convqa.conversation import Language
from convqa.redaction.findings import read
from convqa.redaction.numbers import numbers_in
from tests.redaction.talks import found

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


@pytest.mark.parametrize(
    ("language", "turns", "numbers"),
    [
        (
            DA,
            "Hvad er dit nummer?|toogtyve fjorten|mm|syvogtres halvfems",
            ["toogtyve fjorten", "syvogtres halvfems"],
        ),
        (DA, "mit nummer er toogtyve fjorten|ja|syvogtres halvfems", ["toogtyve fjorten", "syvogtres halvfems"]),
        (SV, "Ditt telefonnummer?|noll sjuttio|ja|fyrtiofem|ja|sextiosju", ["noll sjuttio", "fyrtiofem", "sextiosju"]),
        (EN, "Sort code?|thirty|yes|ninety one|yes|sixty six", ["thirty", "ninety one", "sixty six"]),
        (EN, "your national insurance number?|t for tango l for lima", ["t for tango l for lima"]),
        (NB, "fødselsnummeret ditt?|231170|61531", ["231170", "61531"]),
        (DA, "Må jeg få dit cpr? Det er krypteret her, så ingen andre ser det.|120970|8224", ["120970", "8224"]),
        (DA, "fødselsdato og de fire sidste?|120970|og?|8224", ["120970", "8224"]),
        (SV, "vilket kontonummer?|8214-9|73 440 912-6", ["8214-9", "73 440 912-6"]),
        # Nobody's number, an amount, something else than what was asked for, and what follows another question.
        (DA, "Hvad er varenummeret?|nitten tolv", []),
        (DA, "Hvad er dit nummer?|ja 45 minutter", []),
        (DA, "Hvad er dit nummer?|det har jeg ikke, 14 dage siden var det", []),
        (DA, "Hvad er dit nummer?|ja den 24. maj", []),
        (DA, "Hvad er dit nummer? Vi skal bruge det til fakturaen, som altid.|1.299 var prisen", []),
        (DA, "Hvad er dit nummer?|Hvor mange skal du have i dag?|femten", []),
        (DA, "Hvad er dit nummer?|Et øjeblik, jeg leder efter det.|Det er helt fint.|Så er vi her.|femten tyve", []),
        (DA, "Har I fået mit nummer?|ja|12", []),
        (NB, "Pengene er på kontoen på fredag.|åtte hundre|Jeg fik en regning på det.|ja 550", []),
        (DA, "Hvad er dit kontonummer?|otte hundrede var prisen", []),
        (DA, "Hvad er dit cpr?|det har jeg ikke lige her hos mig|512", []),
        (EN, "The number is 01632 960 871. It's twenty to ten now.", ["01632 960 871"]),
        (EN, "Is it 01632 960 871?|6000", ["01632 960 871"]),
        (DA, "Hvad er dit nummer?|[PHONE_1]|tak|femten tyve", []),
        (DA, "Er det nummeret der ender på [CARD_1]?|ja, 418", []),
        # A question with other words is answered next; one that asks for the rest is not.
        (NB, "Hva er nummeret ditt?|901|resten?|22 784", ["901", "22 784"]),
        (EN, "Account number?|12 34|and then?|56 78", ["12 34", "56 78"]),
        (EN, "Account number?|12 34|Price?|56 78", ["12 34"]),
        (SV, "Kontonummer?|8214-9|hur mycket|4512", ["8214-9"]),
        (NB, "hva er nummeret ditt|sig frå når du er klar|901 22|784", ["901 22", "784"]),
        (SV, "Jag vill byta nummer|Hur mycket?|349", []),
        (NN, "Ring 901 22 784|Sum?|3180", ["901 22 784"]),
        (NB, "Kontonummeret er 1254.47.64770|17 300", ["1254.47.64770"]),
        (EN, "Your phone number?|07700|yes|900|yes|318", ["07700", "900", "318"]),
        (NN, "Kva er nummeret ditt?|901|Orsak, kan du gjenta det ein gong til?|901|22 784", ["901", "901", "22 784"]),
        (DA, "De sidste fire kvitteringer?|1649, 2189", []),
        (SV, "Vilken plats, numret?|Platsnummer?|318", []),
        (EN, "What's the seat number?|318", []),
        (EN, "How many digits is it?|twenty one", []),
        (NB, "De siste fire sifrene?|3185", ["3185"]),
        (EN, "the last four on the account|eight five one seven", ["eight five one seven"]),
        # Parts that were told are replaced where they are said again, if they are no sums there.
        (DA, "Hvad er dit nummer?|22 14|67 90|Tak, jeg ringer på 22 14 osv.", ["22 14", "67 90", "22 14"]),
        (DA, "Hvad er dit cpr?|120970|og?|8224|Den faktura på 8224 kr. med 8224?", ["120970", "8224", "8224"]),
        (EN, "Your number?|07700|900|Fine.|So 07700 is right.", ["07700", "900", "07700"]),
        (DA, "Hvad er dit cpr?|120970|og?|halvfjerds|Der er halvfjerds på vej.", ["120970", "halvfjerds"]),
    ],
)
def test_what_is_told_turn_by_turn(language: Language, turns: str, numbers: list[str]) -> None:
    assert found(language, turns) == numbers


@pytest.mark.parametrize(
    ("language", "turns", "numbers"),
    [
        (DA, "Er det 22 14 67 90?|nej, 91 til sidst", ["22 14 67 90", "91"]),
        (NB, "Kontoen er 1254.47.64770, ikke sant?|Nei, de to siste er 07, ikke 70", ["1254.47.64770", "07", "70"]),
        (SV, "Clearing 8214-9?|oj sista är 5 inte 9", ["8214-9", "5", "9"]),
        (EN, "I have 07700 900123.|Sorry, 132 at the end not 123", ["07700 900123", "132", "123"]),
        (EN, "it's 07700 900123. Sorry, one three two", ["07700 900123", "one three two"]),
        (NN, "Er det 901 22 784?|nei, åtte fire skal være fire åtte", ["901 22 784", "åtte fire", "fire åtte"]),
        (EN, "Does it end in 4412?|four four two one", ["4412", "four four two one"]),
        (DA, "Ring 22 14 67 90. Ordre 91558, nej 88 stk", ["22 14 67 90", "91558"]),
        (DA, "Er det 22 14 67 90?|ja, det var 349 i alt", ["22 14 67 90"]),
        (DA, "Er det 22 14 67 90?|nej, siden 2019", ["22 14 67 90"]),
        (DA, "Er det 22 14 67 90?|nej, femten", ["22 14 67 90"]),
        (DA, "Er det 22 14 67 90?|2019", ["22 14 67 90"]),
        (DA, "Er det 22 14 67 90?|nej, 5", ["22 14 67 90"]),
        (DA, "Ring 22 14 67 90, 3-5 hverdage", ["22 14 67 90"]),
        (DA, "Ring 22 14 67 90, ikke kl. 16.30", ["22 14 67 90"]),
        (DA, "Er det 22 14 67 90?|nej, 91", ["22 14 67 90", "91"]),
        (SV, "Är det 070-174 06 31?|nej, 13 ska vara 31", ["070-174 06 31", "13", "31"]),
        (EN, "Is it 01632 960 871?|Sorry, 17 should be 71.", ["01632 960 871", "17", "71"]),
        (EN, "Is it 01632 960 871?|Sorry, 17 people have it.", ["01632 960 871"]),
        (EN, "It is 01632 960 871, but 30 of them came", ["01632 960 871"]),
        (NB, "Ring 901 22 784, men 30.", ["901 22 784"]),
        (NB, "Ring 901 22 784, ikke 10 til 12.", ["901 22 784"]),
        (SV, "Ring 070-174 06 31, inte 10 till 12", ["070-174 06 31"]),
        (EN, "Is it 01632 960 871?|no, ten to twelve", ["01632 960 871"]),
        (EN, "Is it 01632 960 871?|Which floor?|no, 17", ["01632 960 871"]),
    ],
)
def test_what_is_read_back_and_put_right(language: Language, turns: str, numbers: list[str]) -> None:
    assert found(language, turns) == numbers


@pytest.mark.parametrize(
    ("turns", "numbers"),
    [
        ("Kort 4571 8160 0090 6891|Så er det nye (6891) lagt ind.", ["4571 8160 0090 6891", "6891"]),
        ("kortet der ender på 3849, men i viser 8349", ["3849", "8349"]),
        ("kortet ender på seks otte ni en|og det er 6891 vi bruger", ["seks otte ni en", "6891"]),
        ("Ring 22 14 67 90|Ja, prisen er 6790 kr", ["22 14 67 90"]),
        ("Kort 4571 8160 0090 2019|siden 2019 har vi 6891", ["4571 8160 0090 2019"]),
    ],
)
def test_four_digits_of_what_was_told(turns: str, numbers: list[str]) -> None:
    assert found(DA, turns) == numbers


def test_numbers_of_a_text_in_whatever_way_they_are_told() -> None:
    text = "22 14: toogtyve fjorten; t for tango l for lima; femten, kl 14.30, 1.299, to stk, 45 kr, 3-5"
    reading = read([text], DA)
    read_so = [(text[one.start : one.end], one.written, one.said) for one in numbers_in(reading, 0, len(text))]
    assert read_so == [
        ("22 14", "2214", False),
        ("toogtyve fjorten", "2214", True),
        ("t for tango l for lima", "TL", True),
        ("femten", "15", True),
    ]


def test_many_numbers_in_one_turn_are_found_in_time() -> None:
    """Each is compared with those near it alone."""
    text = " ".join(f"22 14 {at % 90 + 10} {at // 90 % 90 + 10}, nej {at % 90 + 10}" for at in range(16_000))
    start = time.process_time()
    assert len(found(DA, text)) >= 16_000
    assert time.process_time() - start < 10
