"""Emails, URLs, addresses on the internet, user names."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from convqa.redaction.finders.contact import (
    find_emails,
    find_handles,
    find_internet_addresses,
    find_urls,
    find_usernames,
)
from convqa.redaction.finders.masks import find_masks
from convqa.redaction.finders.users import find_user_shapes
from convqa.redaction.findings import SEPARATOR, Finder, read


def found(finder: Finder, text: str) -> list[str]:
    reading = read(text.split(SEPARATOR), Language.DA)
    return [reading.text[f.start : f.end] for f in finder(reading)]


@pytest.mark.parametrize(
    ("text", "emails"),
    [
        ("Skriv til lene.holm+butik@mail.example.dk, tak", ["lene.holm+butik@mail.example.dk"]),
        ("Karen.Mygind@hverdagspost.dk.", ["Karen.Mygind@hverdagspost.dk"]),
        ("lene @ example.dk", ["lene @ example.dk"]),
        ("det er ole punktum toft snabel-a brevkassen punktum dk", ["ole punktum toft snabel-a brevkassen punktum dk"]),
        ("ingrid punktum moe krøll alfa lynpost punktum no", ["ingrid punktum moe krøll alfa lynpost punktum no"]),
        ("Anna punkt lindgren snabel-a norrpost punkt se", ["anna punkt lindgren snabel-a norrpost punkt se"]),
        ("ben dot whitlock at pixelpost dot co dot uk", ["ben dot whitlock at pixelpost dot co dot uk"]),
        ("mail: kirsten [at] firma [dot] dk", ["kirsten [at] firma [dot] dk"]),
        ("kirsten.b(at)gmail.com", ["kirsten.b(at)gmail.com"]),
        ("rosie . w @ gmail . com", ["rosie . w @ gmail . com"]),
        ("o'hara.fi@gmail.com", ["o'hara.fi@gmail.com"]),
        ("lene.holm@\nmail.dk", ["lene.holm@\nmail.dk"]),
        ("kari.moe(alfakrøll)epost.no", ["kari.moe(alfakrøll)epost.no"]),
        ("@handle and 5 @ 10 kr", []),
        ("two (a) lines", []),
        ("vi ses at nine, not a dot in sight", []),
        ("sæt punktum der", []),
    ],
)
def test_emails(text: str, emails: list[str]) -> None:
    assert [email.lower() for email in found(find_emails, text)] == [email.lower() for email in emails]


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("se https://shop.example/order?id=ab12&mail=x.", ["https://shop.example/order?id=ab12&mail=x"]),
        ("www.pakke.example/spor/123456789", ["www.pakke.example/spor/123456789"]),
        ("https://lene@host.example/", ["https://lene@host.example/"]),
        ("facebook.com/kirsten.bruun.7.", ["facebook.com/kirsten.bruun.7"]),
        ("se firma.com/hjælp", []),
        ("læs https://www.firma.example/hjælp/retur", []),
        ("www.firma.example", []),
    ],
)
def test_urls_with_personal_parts(text: str, urls: list[str]) -> None:
    assert found(find_urls, text) == urls


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("min ip er 192.168.1.20.", ["192.168.1.20"]),
        ("2001:db8:0:0:0:0:2:1 siger routeren", ["2001:db8:0:0:0:0:2:1"]),
        ("version 4.2.0.1", []),
        ("firmware 10.2.33.4", []),
        ("300.1.2.3", []),
        ("kl. 10:20:30:40", []),
        ("1.2.3", []),
    ],
)
def test_internet_addresses(text: str, addresses: list[str]) -> None:
    assert found(find_internet_addresses, text) == addresses


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Username: cminh730", ["cminh730"]),
        ("mit brugernavn er lene_h.", ["lene_h"]),
        ("användarnamn: erik.berg", ["erik.berg"]),
        ("mit brugernavn er fiskerdreng.", ["fiskerdreng"]),
        ("brugernavnet er fiskerdreng tror jeg", []),
        ("my username is wrong", []),
        ("brugernavnet virker ikke", []),
        (f"What is your username?{SEPARATOR}aphoenix939", ["aphoenix939"]),
        (f"Full name or account ID?{SEPARATOR}Sure, it is cminh_730.", ["cminh_730"]),
        (f"Hvad er dit brugernavn?{SEPARATOR}fiskerdreng!", ["fiskerdreng"]),
        (f"Okay, hvad er brugernavnet?{SEPARATOR}Det er elly-og-august. Han bor hos mig.", ["elly-og-august"]),
        (f"Vad är ditt användarnamn?{SEPARATOR}Det är fiskarpojken", ["fiskarpojken"]),
        (f'What is your username?{SEPARATOR}Yes, it is "lotte.og.bo", I think', ["lotte.og.bo"]),
        (f"Hvad er dit brugernavn?{SEPARATOR}Det er fiskerdreng jeg hedder", []),
        (f"Hvad er dit brugernavn?{SEPARATOR}Det er e-mailen", []),
        (f"What is your username?{SEPARATOR}The log-in, you mean?", []),
        (f"What is your username?{SEPARATOR}It is the-same.", []),
        (f"Hvad er dit brugernavn?{SEPARATOR}Det er det samme som før.", []),
        (f"What is your username?{SEPARATOR}thanks", []),
        (f"What is your username?{SEPARATOR}no idea, 2 days ago, on a ps5", []),
        (f"What is your username?{SEPARATOR}It is lene33@mail.example", []),
        (f"The account is closed.{SEPARATOR}aphoenix939", []),
    ],
)
def test_usernames(text: str, names: list[str]) -> None:
    assert found(find_usernames, text) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("min bruger hedder elias_creeper2015.", "elias_creeper2015"),
        ("kontoen xX_nordmann_Xx er låst", "xX_nordmann_Xx"),
        ("mitt konto hackades av nån darkw0lf", "darkw0lf"),
        ("brukeren maja.og.pus er tatt", "maja.og.pus"),
        ("changed my username to dumpster.diva.99", "dumpster.diva.99"),
        ("kontoen heter bergman", None),
        ('min bruker "sol.ring"', "sol.ring"),
        ('min bruger "hej"', None),
        ("min bruger ERR_NO_ACCESS", None),
        ("min bruger sendte scan_2024.pdf", None),
        ("min bruger på shop.firma.dk", None),
        ("min bruger er lene_h@mail.example", None),
        ("elias_creeper2015", None),
    ],
)
def test_user_names_by_shape(text: str, name: str | None) -> None:
    assert set(found(find_user_shapes, text)) == ({name} if name else set())


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("@lene_h", True),
        ("@rosie.whitfield", True),
        ("@butik", False),
        ("@telia", False),
        ("a@lene", None),
        ("lene @mail.dk", None),
    ],
)
def test_a_handle_is_personal_if_a_name_is_in_it_and_a_mask_otherwise(text: str, personal: bool | None) -> None:
    reading = read([text], Language.DA)
    assert found(find_handles, text) == ([text] if personal else [])
    assert find_masks(reading) == ([(0, len(text))] if personal is False else [])
