"""Numbers cut in parts, said in part or a little different the second time, and dates of birth, with near misses."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from convqa.redaction.again import find_again
from convqa.redaction.findings import Finding, Kind, read
from convqa.redaction.numbers import is_like, swapped
from tests.redaction.talks import found

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


@pytest.mark.parametrize(
    ("language", "turns", "numbers"),
    [
        (DA, "i papir står 010192 og så 3318 hvad", ["010192 og så 3318"]),
        (SV, "personnummer 850712 och sen 2385 tack", ["850712 och sen 2385"]),
        (NN, "vi må ha d-nummeret ditt òg|52 08 90 221 64", ["52 08 90 221 64"]),
        (NN, "Eg treng fødselsnummeret ditt.|30.07.91 – 482 06. Treng", ["30.07.91 – 482 06"]),
        (
            SV,
            "du kan ringa på nollsjuttio tre tre åtta nitton sextiotvå",
            ["nollsjuttio tre tre åtta nitton sextiotvå"],
        ),
        (SV, "kundnumren är nitton nollfem och nitton nollsex så", ["nitton nollfem och nitton nollsex"]),
        (EN, "is it oh one two seven four for the landline", ["oh one two seven four"]),
        (DA, "Hvilket nummer?|60 4 1 83 7 7|tak", ["60 4 1 83 7 7"]),
        (NB, "hva er mobilnr du registrerte|97|66 0 2 3 1", ["97", "66 0 2 3 1"]),
        (DA, "010526 og så 1500 kr", []),
        (DA, "bordet er 12 08 og så 14 08, 16 stk", []),
        (NB, "møtet er 30.07.91 – 14.30", []),
        (NN, "storleikane 10 12 14 1600", []),
        (SV, "det blev nollnoll, och nollåtta är Stockholm", []),
        (EN, "oh one more thing, two to three minutes", []),
        (DA, "Hvilke størrelser?|8 10 12 14 16", []),
        (EN, "Which seats?|2 3 14 15 21 22", []),
    ],
)
def test_numbers_in_parts(language: Language, turns: str, numbers: list[str]) -> None:
    assert found(language, turns) == numbers


@pytest.mark.parametrize(
    ("language", "turns", "numbers"),
    [
        (NB, "kortet, koden bak er fem fem to nei det er fem to fem det er slitt", ["fem fem to", "fem to fem"]),
        (EN, "it's 07700 900217, is it?|yeah its 271 at the end not 217", ["07700 900217", "271", "217"]),
        (
            EN,
            "the account number is double oh six one four nine three eight|got it wait you said three eight okay",
            ["double oh six one four nine three eight", "three eight"],
        ),
        (NN, "I skjemaet står 3790.05.61182. Er det bytte?|Ja, 28 skal det vere. Slik", ["3790.05.61182", "28"]),
        (NB, "Er det 3207.22.22023?|Nei, siste er 32, ikke 23 🙂 aha", ["3207.22.22023", "32", "23"]),
        (DA, "Kontoen er 1254.47.64770 og den der slutter på 64707 skal væk", ["1254.47.64770", "64707"]),
        (DA, "reservationsnr r7k-0092|jeg finder r7k-0029?|nej nej 0092", ["r7k-0092", "r7k-0029", "0092"]),
        (DA, "ordre 91558 af 15. maj|Nej, 8851 var prisen, og 1298 kr", ["91558"]),
        (NB, "Ring 901 22 784|Nei, 40 dager, og 45 til", ["901 22 784"]),
        (NN, "Ring 901 22 784|Nei, 22 grader", ["901 22 784"]),
        (SV, "Ring 070-174 06 31|Nej, 31 dagar", ["070-174 06 31"]),
        (SV, "bokning r7k-0092 hade 2900 visningar", ["r7k-0092"]),
        (EN, "Is it 01632 960 871?|Sorry, 87 of them came", ["01632 960 871"]),
        (EN, "order 91558, we have 5155 steps", ["91558"]),
    ],
)
def test_what_is_said_a_little_different(language: Language, turns: str, numbers: list[str]) -> None:
    assert found(language, turns) == numbers


@pytest.mark.parametrize(
    ("language", "turns", "date"),
    [
        (NB, "hun er født i nittentrettitre den tjuesjette oktober", "nittentrettitre den tjuesjette oktober"),
        (NN, "Fødselsdatoen er nittande februar 1948, og", "nittande februar 1948"),
        (NN, "som er fødd 2009, er", "2009"),
        (SV, "jag är född sextiosju den tionde oktober sen", "sextiosju den tionde oktober"),
        (SV, "Mamman: 14/7 1986, hennes", "14/7 1986"),
        (EN, "date of birth?|july fourth nineteen ninety", "july fourth nineteen ninety"),
        (NN, "null tre ellevte sekstiåtte fann eg", "null tre ellevte sekstiåtte"),
        (DA, "festen er fjerde juli klokken nitten", None),
        (DA, "1/2 1990 kr", None),
        (NB, "den tjuesjette oktober kommer vi", None),
        (NN, "nittande februar 2027 opnar vi", None),
        (SV, "leverans 14/7 2026", None),
        (EN, "we open july fourth at ten thirty", None),
        (EN, "the shop was opened 2009, born from an idea", None),
    ],
)
def test_dates_of_birth(language: Language, turns: str, date: str | None) -> None:
    assert found(language, turns) == ([date] if date else [])


def test_digits_that_are_like_others() -> None:
    assert list(swapped("1223")) == ["2123", "1232"]
    like = {part for part in ("22", "787", "748", "2", "55", "911") if is_like(part, "9122784")}
    assert like == {"22", "787", "748"}
    assert not is_like("1234", "123")


def test_of_many_numbers_the_last_is_found_again_too() -> None:
    """Each has ways to be mistyped; these must not take the place of what was said."""
    orders = [f"ab-{number}" for number in range(1234, 1314)]
    reading = read([*orders, f"og {orders[-1]}? ikke ab-1324"], DA)
    told = [
        Finding(start, start + len(order), Kind.ORDER, 0.9)
        for start, order in zip(reading.starts, orders, strict=False)
    ]
    places = {(one.start, one.end) for one in find_again(reading, told)}
    last = [reading.text[slice(*place)] for place in sorted(places) if place[0] >= reading.starts[-1]]
    assert last == [orders[-1], "ab-1324"]
