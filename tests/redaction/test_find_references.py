"""Order, booking, customer and case numbers by their context, and bare long numbers."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from convqa.redaction.finders.reference import find_asked_numbers, find_long_numbers, find_named_numbers
from convqa.redaction.findings import SEPARATOR, Finder, Kind, read


def found(finder: Finder, text: str) -> list[tuple[str, Kind]]:
    reading = read(text.split(SEPARATOR), Language.DA)
    return [(reading.text[f.start : f.end], f.kind) for f in finder(reading)]


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("Kundenr. 4410 8826. Min", "4410 8826", Kind.CUSTOMER_NUMBER),
        ("Abonnementsnr. 118 204 6", "118 204 6", Kind.CUSTOMER_NUMBER),
        ("mitt kundnummer är 3381907.", "3381907", Kind.CUSTOMER_NUMBER),
        ("Policy HH-330917", "HH-330917", Kind.CUSTOMER_NUMBER),
        ("medlem 20418, Trimhuset", "20418", Kind.CUSTOMER_NUMBER),
        ("Ordre 91558 og", "91558", Kind.ORDER),
        ("Order ID: 3348917502", "3348917502", Kind.ORDER),
        ("bestillingsnummer: 771", "771", Kind.ORDER),
        ("fakturanummer er 88-2047-16", "88-2047-16", Kind.ORDER),
        ("ordrenummer: NO-2024-88123", "NO-2024-88123", Kind.ORDER),
        ("sagsnummer 2231", "2231", Kind.CASE_NUMBER),
        ("ärendenummer 55123", "55123", Kind.CASE_NUMBER),
        ("konto 0248816", "0248816", Kind.ACCOUNT),
        ("booking X7K2PQ9", "X7K2PQ9", Kind.BOOKING),
        ("Policy HB 4402918", "HB 4402918", Kind.CUSTOMER_NUMBER),
        ("ordre 91558 2 stk", "91558", Kind.ORDER),
        ("bookingnummer: XKPQRT", "XKPQRT", Kind.BOOKING),
        ("billetnr. 5520 1187", "5520 1187", Kind.BOOKING),
        ("cpr 140679-2284", "140679-2284", Kind.ID_NUMBER),
        ("Bon 4471-09.", "4471-09", Kind.ORDER),
        ("Fakturanumrene er 10231 og 10232", "10232", Kind.ORDER),
        ("tågbiljetten SJ 4TQ 881 till", "SJ 4TQ 881", Kind.BOOKING),
        ("billettreferanse 6PK T2Q.", "6PK T2Q", Kind.BOOKING),
        ("order T88.", "T88", Kind.NUMBER),
        ("Saken står bare som #ASK-18.", "ASK-18", Kind.NUMBER),
        ("Tinging TS-449, 5 stk", "TS-449", Kind.ORDER),
        ("skriv KATT-118 i ämnesraden", "KATT-118", Kind.CASE_NUMBER),
        ("reference is BER/2024/00731.", "BER/2024/00731", Kind.CASE_NUMBER),
    ],
)
def test_named_numbers(text: str, code: str, kind: Kind) -> None:
    assert (code, kind) in found(find_named_numbers, text)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Confirmation number: G9VCFT & HAJ8Z5", ["G9VCFT", "HAJ8Z5"]),
        ("booking G9VCFT, HAJ8Z5 og K2PQ77", ["G9VCFT", "HAJ8Z5", "K2PQ77"]),
        ("booking G9VCFT and HELLO", ["G9VCFT"]),
        ("ordre 91558 og 91559, 91560", ["91558", "91559", "91560"]),
        ("ordre 91558 og 1299 kr", ["91558"]),
        ("ordre 91558, 2024", ["91558"]),
        ("ordre 91558 og 2 stk", ["91558"]),
    ],
)
def test_every_code_of_a_list(text: str, codes: list[str]) -> None:
    assert [code for code, _ in found(find_named_numbers, text)] == codes


@pytest.mark.parametrize(
    "text",
    [
        "medlem: flight AA3812",
        "kunde fly SK1234",
        "kunde: fly 1234",
        "kundenr: fly nr. SK1234",
        f"Dit kundenummer?{SEPARATOR}jeg er med fly SK1234",
        f"Your customer number?{SEPARATOR}I'm on flight AA3812",
        f"Your customer number?{SEPARATOR}Flight number is AA 3812",
    ],
)
def test_flights_are_nobodys_number(text: str) -> None:
    assert found(find_named_numbers, text) + found(find_asked_numbers, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "ordre på 1299 kr",
        "gavekort på 1 500",
        "regning på 8.100",
        "kunde: £412.60",
        "ordren 24. december",
        "faktura 02.11.2024",
        "bestilling 2024",
        "ordre 2 stk",
        "sagen er 3 uger gammel",
        "ordren koster 1.299 kr",
        "sag 12",
        "booking er ok",
        "kundenummer har jeg ikke",
    ],
)
def test_amounts_dates_and_quantities_after_a_context_word_survive(text: str) -> None:
    assert found(find_named_numbers, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Må jeg få dit kundenummer?{SEPARATOR}Ja, 40118", [("40118", Kind.CUSTOMER_NUMBER)]),
        (f"Hvad er ordrenummeret? Tak{SEPARATOR}2 stk, det er 61205", [("61205", Kind.ORDER)]),
        (f"Hvad er ordrenummeret?{SEPARATOR}Det er fra 2023", []),
        (f"Hvad er ordrenummeret?{SEPARATOR}ved ikke", []),
        (f"Hvad er bookingnummeret?{SEPARATOR}Det er KXPQRT", [("KXPQRT", Kind.BOOKING)]),
        (f"Hvad er ordrenummeret?{SEPARATOR}Ja, det er 8200", [("8200", Kind.ORDER)]),
        (f"Hvad er ordrenummeret?{SEPARATOR}den koster 8200", []),
        (f"Hvad er ordrenummeret?{SEPARATOR}Ja, 8 200", []),
        (f"Hvad er ordrenummeret?{SEPARATOR}det er 8200 kr", []),
        (f"Name and order number, please.{SEPARATOR}91558", [("91558", Kind.ORDER)]),
        (f"No order number.{SEPARATOR}91558", []),
        (f"Ordrenummeret står her.{SEPARATOR}40118", []),
    ],
)
def test_numbers_that_were_asked_for(text: str, expected: list[tuple[str, Kind]]) -> None:
    assert found(find_asked_numbers, text) == expected


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("står 3348917 her", ["3348917"]),
        ("N00318842", ["N00318842"]),
        ("serienummer ALCLF9027731", ["ALCLF9027731"]),
        ("serial 19L3390274", ["19L3390274"]),
        ("my student id s1990472", ["s1990472"]),
        ("iphone s199047", ["s199047"]),
        ("iphone s19904", []),
        ("334891", []),
        ("5000000 kr", []),
        ("kr. 5000000", []),
        ("$5000000", []),
        ("iPhone15 WH-1000XM4", []),
        ("3348917.5", []),
    ],
)
def test_long_numbers(text: str, numbers: list[str]) -> None:
    assert [number for number, _ in found(find_long_numbers, text)] == numbers


@pytest.mark.parametrize(
    "text",
    ["order A4 paper", "I ordered a T88", "skriv KATT i ämnesraden", "billetten i VOGN 12A", "biljetten SJ kl 881"],
)
def test_short_codes_need_a_clause_of_their_own(text: str) -> None:
    assert found(find_named_numbers, text) == []


def test_letters_between_digits_are_a_reference_that_was_asked_for() -> None:
    assert found(find_asked_numbers, f"Kva er referansen?{SEPARATOR}wf2k9m, flyr i mai") == [
        ("wf2k9m", Kind.CASE_NUMBER)
    ]
