"""Payment cards, whole, by their last digits and by their codes, with near misses."""

from __future__ import annotations

import pytest

from convqa.redaction.finders.payment import find_cards
from tests.redaction.test_find_numbers import found


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("4111 1111 1111 1111", "4111 1111 1111 1111"),
        ("4111-1111-1111-1112", "4111-1111-1111-1112"),
        ("4111111111111111", "4111111111111111"),
        ("3782 822463 10005", "3782 822463 10005"),
        ("kortnummeret er 4111111111111112", "4111111111111112"),
        ("Kortet ender på 4471", "4471"),
        ("card ending in 4471.", "4471"),
        ("cvv 123", "123"),
        ("sikkerhedskoden er 337", "337"),
        ("PIN: 4021", "4021"),
        ("pinkode 40215", None),
        ("kode 4021", None),
        ("hvilket kort? det som begynner på 4539", "4539"),
        ("kortet starter med 1500 kr", None),
        ("festen starter 1830", None),
        ("hvert måned på kort ..4482", "4482"),
        ("card **** **** **** 4482", "4482"),
        ("kortet ... 44821", None),
        ("de tre på bagsiden af kortet er 209", "209"),
        ("på bagsiden 209 kr", "209"),
        ("gavekort med koden 4419", "4419"),
        ("gavekort og fejlkode 4419", None),
        ("kortet viser kode 4419", None),
        ("4111111111111112", None),
        ("4111 1111", None),
        ("ender på 44712", None),
        ("Med kortet ender på 1450 kr", None),
        ("4111.1111.1111.1111", "4111.1111.1111.1111"),
        ("kortet er 4111, 1111, 1111, 1112", "4111, 1111, 1111, 1112"),
        ("salget var 4111, 1111, 1111, 1112", None),
        ("4111 1111 1111 1111 udløber 11/26, 318 kr.", "4111 1111 1111 1111"),
        ("udløber november, kode 552", "552"),
        ("koden bak er 552", "552"),
        ("cvc-koden er 552", "552"),
        ("kortet som sluttet på 0531", "0531"),
        ("korten som slutar på 2338 och 5175 kr", "2338"),
        ("kortet som slutar 4552", "4552"),
        ("the account ends 761.", "761"),
        ("the sale ends 761", None),
        ("avtalet för kortet slutar 2027", None),
        ("kortet med slutsiffrorna 0831", "0831"),
        ("kortet? det med 6891 til sidst", "6891"),
        ("det var 689 til sidst", None),
        ("betaler med kort 7814", "7814"),
        ("kort 2024 og kort 1500, kort 7814 kr", None),
        ("a graphics card 4090", None),
        ("det var xxxx xxxx xxxx 0144", "0144"),
        ("**** 0144", "0144"),
        ("4571********6891", "4571********6891"),
        ("jeg betalte med …3203", "3203"),
        ("vent ... 3203", None),
        # What was paid, and cards that nobody pays with.
        ("De har slettet kort 5519.", "5519"),
        ("kortet 5519 er sperret", "5519"),
        ("Pengene, 249 kr, er trukket fra kort 5519.", "5519"),
        ("Beløbet blev trukket på kort 5519", "5519"),
        ("I bought it with card number 5519", "5519"),
        ("Köpt med kort 0519 kl 12", "0519"),
        ("is it on the card 5519?", "5519"),
        ("Købt med kort 1649 i Ikea", None),
        ("Vi brugte kortet 1649 i alt", None),
        ("They charged my card 1649.", None),
        ("balance on the card: 1649", None),
        ("kortet 1649 den tredje", None),
        ("mitt kort 5519 slutade funka", "5519"),
        ("Cancel card 5519", "5519"),
        ("I drog 325 på kort 5519 forrige uge", "5519"),
        ("Betalt den 12. med kort 1649", None),
        ("a sound card 5519.", None),
        ("et SD-kort 5519.", None),
        ("a bus card 5519 is fine", None),
        ("visa 5519 forms", None),
        ("xxxx 0519 er det", "0519"),
        ("kortet xxxx 5519 ligger her", "5519"),
        ("**** 5519 gæster har skrevet", None),
        ("Kortet **** 5519 kr", None),
        ("I paid by ... 5519", "5519"),
        ("kortet … 5519", "5519"),
        ("I paid for it … 1649 or so", None),
        # What else ends somewhere.
        ("mit er det, der slutter på 5519", "5519"),
        ("Det slutter på 5519", "5519"),
        ("Det endte på 5519", None),
        ("It ended with 5519", None),
        ("Hvilket konto? Det slutter på 5519", "5519"),
        ("Does it end in 5519?", "5519"),
        ("noe ender på 0519", "0519"),
        ("Prisen endte på 5519", None),
        ("Låten slutar på 5519 visningar", None),
        ("Kortet gav 5519 point i alt, 512 til sidst", None),
        ("the number has 512 at the end", "512"),
        ("the number has 512 at the end of the week", None),
    ],
)
def test_cards(text: str, card: str | None) -> None:
    assert found(find_cards, text) == ([card] if card else [])


def test_two_cards_and_a_card_with_its_code() -> None:
    assert found(find_cards, "korten som slutar på 2338 och 5175") == ["2338", "5175"]
    assert found(find_cards, "4111 1111 1111 1111 10/28 117") == ["4111 1111 1111 1111", "117"]
