"""PIN and security codes, and the last digits of a card: asked for, said in passing, and said again."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from convqa.redaction.find import find
from convqa.redaction.findings import Kind, read


def cards(language: Language, *turns: str) -> list[str]:
    reading = read(turns, language)
    return [reading.text[one.start : one.end] for one in find(reading) if one.kind in (Kind.CARD, Kind.NUMBER)]


@pytest.mark.parametrize(
    ("language", "turns", "secrets"),
    [
        (Language.DA, ("Hvad er de fire sidste cifre på dit kort?", "4417"), ["4417"]),
        (Language.DA, ("hvad er din pinkode til selvbetjening", "Den er 2290."), ["2290"]),
        (Language.DA, ("Hvad er de sidste fire cifre, og din pinkode?", "4417, og koden er 2290."), ["4417", "2290"]),
        (Language.NB, ("Kan du oppgi PIN-koden?", "et øyeblikk", "0417"), ["0417"]),
        (Language.NN, ("hva er de fire siste sifrene i kortet", "øh 9917 trur eg"), ["9917"]),
        (Language.SV, ("Vad är de fyra sista siffrorna och din pinkod?", "4417, och koden är 2290."), ["4417", "2290"]),
        (Language.EN, ("The last four digits and the CVC, please?", "4417, and the code is 229."), ["4417", "229"]),
        (Language.DA, ("Min kode til døren er 5561.",), ["5561"]),
        (Language.DA, ("Jeg skal kun bruge de sidste fire.", "Nå. 4417"), ["4417"]),
        (Language.EN, ("And the last four of the card?", "forty four seventeen"), ["forty four seventeen"]),
        (Language.SV, ("De sista på kortet?", "4417"), ["4417"]),
        (Language.DA, ("Og de tre på bagsiden?", "417"), ["417"]),
        (Language.EN, ("my pin is 4417", "I see, so 4417 it is"), ["4417", "4417"]),
        (Language.DA, ("hvad er din pinkode", "den er 2290 min kone har den samme"), ["2290"]),
        (Language.SV, ("vad är din pinkod", "den är 4417 min man valde den"), ["4417"]),
        (Language.NB, ("kan du oppgi pinkoden", "den er 4417 kredittkortet er nytt"), ["4417"]),
        (Language.EN, ("What's your PIN?", "I set it in 2019, it is 4417", "4417 kr, and 4417?"), ["4417", "4417"]),
    ],
)
def test_they_are_found(language: Language, turns: tuple[str, ...], secrets: list[str]) -> None:
    assert cards(language, *turns) == secrets


@pytest.mark.parametrize(
    "turns",
    [
        ("Har du en pin til jakken?", "ja, den koster 200 kr og kommer om 3 dage kl. 14.30"),
        ("Koden er 2024",),
        ("Pinkoden virker ikke. Fejlkoden er 8812",),
        ("My PIN is refused. The error code is 8812", "The code is 8812"),
        (
            "My PIN fails",
            "The product's code is 2000 bytes, source code is 3000 long, the QR code is 5500, the code is 404",
        ),
        ("Har du en pin til jakken?", "Ja, jeg købte den i 2019 for 1499 kr", "I 2019 kostede den 1499 kr, nu 2019 kr"),
        ("Can you pin the chat?", "Sure. We paid 1450 in March 2024"),
        ("Kan du sende de sidste tal?", "Ja: 4500 i 2023 og 5100 i 2024."),
        ("What is my PIN for?", "It is for the app, 120 days long, 1.500 times"),
        ("The last four digits are on the card", "it cost 4417 kr"),
    ],
)
def test_other_numbers_stay(turns: tuple[str, ...]) -> None:
    assert cards(Language.DA, *turns) == []


def test_what_a_number_is_called_decides_over_what_it_looks_like() -> None:
    reading = read(["Saksnummeret er 55820193.", "Nummeret er 55820194."], Language.NB)
    assert [one.kind for one in find(reading)] == [Kind.CASE_NUMBER, Kind.PHONE]
    reading = read(["Vad är ditt ordernummer?", "1187340552"], Language.SV)
    assert [one.kind for one in find(reading)] == [Kind.ORDER]
    reading = read(["Så skal vi bruge de sidste fire i dit cpr.", "4417"], Language.DA)
    assert [one.kind for one in find(reading)] == [Kind.ID_NUMBER]
