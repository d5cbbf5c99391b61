"""Phone, identity and account numbers, plates and dates of birth, with near misses."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from convqa.redaction.finders.birth import find_birth_dates
from convqa.redaction.finders.identity import find_identity_numbers
from convqa.redaction.finders.payment import find_accounts, find_cards
from convqa.redaction.finders.phone import find_phones
from convqa.redaction.finders.plate import find_plates
from convqa.redaction.findings import SEPARATOR, Finder, read
from convqa.redaction.resolve import resolve


def found(finder: Finder, text: str) -> list[str]:
    reading = read(text.split(SEPARATOR), Language.DA)
    return [reading.text[f.start : f.end] for f in finder(reading)]


PRICES_AND_TIMES = [
    "Det koster 1.299 kr og 12 500 000 kr.",
    "24. december kl. 10-14, 3-5 hverdage",
    "kl. 10.30-16.00 og 7-22",
    "iPhone 15, 500 Mbit, 100 % og 2 stk",
    "i 2019 2020 og 2021",
    "fra 2023-11-02 til 02.11.2024",
    "1 2 3 4",
    "version 10.15.7",
]


@pytest.mark.parametrize("text", PRICES_AND_TIMES)
@pytest.mark.parametrize(
    "finder", [find_phones, find_identity_numbers, find_cards, find_accounts, find_plates, find_birth_dates]
)
def test_prices_dates_times_and_quantities_survive(finder: Finder, text: str) -> None:
    assert found(finder, text) == []


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("ring på 20 45 67 89 i morgen", "20 45 67 89"),
        ("tlf.20456789", "20456789"),
        ("tlf. 20456789", "20456789"),
        ("51-26-08-74", "51-26-08-74"),
        ("mobil 2045 6789", "2045 6789"),
        ("+45 20 45 67 89", "+45 20 45 67 89"),
        ("0045 20456789", "0045 20456789"),
        ("telefonen er 934 11 208.", "934 11 208"),
        ("fasttlf 37 04 18 62", "37 04 18 62"),
        ("070-174 06 31", "070-174 06 31"),
        ("0701-740 644", "0701-740 644"),
        ("08-446 10 72", "08-446 10 72"),
        ("0485 40 02 17", "0485 40 02 17"),
        ("01434 552 017", "01434 552 017"),
        ("07700 900318", "07700 900318"),
        ("(020) 7946 0713", "(020) 7946 0713"),
        ("(977) 625-2661", "(977) 625-2661"),
        ("977-625-2661", "977-625-2661"),
        ("+1 977 625 2661", "+1 977 625 2661"),
        ("ring 69 31 / 40 22", "69 31 / 40 22"),
        ("(+47) 480-17-733", "(+47) 480-17-733"),
        ("tel 023.44.17.90", "023.44.17.90"),
        ("tel 07700.900.318", "07700.900.318"),
        ("(0047) 48 01 77 33", "(0047) 48 01 77 33"),
        ("51/26/08/74", "51/26/08/74"),
        ("51 26 08..74", "51 26 08..74"),
        ("20456789/51260874", "20456789/51260874"),
        ("ring til os på 22 146 790", "22 146 790"),
        ("tlf 3315-7240", "3315-7240"),
        ("mobilen er 901, 22, 784", "901, 22, 784"),
        ("ring mellem 3315-7240", "3315-7240"),
        ("fra 3315-7240", None),
        ("ring 2019-2020", None),
        ("ring 2500-3000 kunder", None),
        ("ring den 02-02-2024", None),
        ("ring 24.12.2024", None),
        ("ring mellem 22.00-23.30", None),
        ("01.02.2024", None),
        ("2 45 67 89", None),
        ("20 45 67 89 kr", None),
        ("2019 2020", None),
        ("0,45 67 89 10", None),
        ("nr. 0123", None),
        ("PX20456789", None),
        ("01234567890123456", None),
        ("+45 12", None),
        ("Varenummeret er 55820193", None),
        ("vare nr. 55820193, tak", None),
        ("The item number is 55820193", None),
        (f"Hva er artikkelnummeret?{SEPARATOR}Det er 55820193", None),
        ("Artikelnumret är 80 29 44 17", "80 29 44 17"),  # written as a phone number is
        ("My product code is wrong, my number is 55820193", "55820193"),
        ("varenummeret har jeg ikke, ring på 55820193", "55820193"),
        (f"Hva er artikkelnummeret?{SEPARATOR}Mobilen er 55820193", "55820193"),
        (f"What is the item number?{SEPARATOR}Call me on 55820193", "55820193"),
        (f"Hvad er varenummeret?{SEPARATOR}Mit tlf er 55820193", "55820193"),
        ("varenummer mangler, kontakt 55820193", "55820193"),
        (f"Modellen er væk.{SEPARATOR}55820193", "55820193"),
        # Words that only end like one for a phone, lists, and what stands before a number that is no phone.
        ("Innmeldingsnummer 330 771 02", None),
        ("registreringsnr 5518-2240", None),
        ("the hotel has 5518-2240", None),
        ("before the deadline 5518-2240", None),
        ("landline 5518-2240", "5518-2240"),
        ("mobiltelefonen: 330 771 02", "330 771 02"),
        ("vi blev ringet op fra, ringer på 330 771 02", "330 771 02"),
        ("Telefonen findes i 64, 128, 256", None),
        ("Mobiler fra 1849, 2249", None),
        ("Call for sizes 42, 44, 46, 48", None),
        ("mobil 1849, 2249 eller 2649", None),
        ("Min mobil er 4218, 2249", "4218, 2249"),
        ("tlf: 42, 18, 22, 49", "42, 18, 22, 49"),
        ("størrelse 42/44/46/48", None),
        ("mobil 42/44/46/48", "42/44/46/48"),
        ("serien 511 000 44 18 203", "000 44 18 203"),
    ],
)
def test_phones(text: str, phone: str | None) -> None:
    assert found(find_phones, text) == ([phone] if phone else [])


def test_a_word_for_phones_makes_a_phone_more_certain() -> None:
    scores = [
        next(iter(find_phones(read([t], Language.DA)))).score for t in ("mobil 20456789", "ok 20456789", "20 45 67 89")
    ]
    assert scores == [0.85, 0.5, 0.6]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("140679-2284", "140679-2284"),
        ("140679 2284", "140679 2284"),
        ("1406792284", "1406792284"),
        ("010107-1234 fejler modulus 11", "010107-1234"),
        ("290200-1234", "290200-1234"),
        ("310400-1234", None),
        ("321379-2284", None),
        ("141379-2284", None),
        ("110589 35544", "110589 35544"),
        ("14014238117", "14014238117"),
        ("D-nummer, 520821 38114", "520821 38114"),
        ("014189 12345", "014189 12345"),
        ("850614-2397", "850614-2397"),
        ("19910324-5518", "19910324-5518"),
        ("199103245518", "199103245518"),
        ("121212+1212", "121212+1212"),
        ("samordningsnummer 701063-2391", "701063-2391"),
        ("620419, streck, 4413", "620419, streck, 4413"),
        ("QQ 12 34 56 C", "QQ 12 34 56 C"),
        ("AB123456D", "AB123456D"),
        ("123-45-6789", "123-45-6789"),
        ("9999999999", None),
        ("140679-228", None),
        ("A140679-2284", None),
        ("241285.1234", "241285.1234"),
        ("personnummeret (de fem siste) er 12345", "12345"),
        ("last four of my social are 1120", "1120"),
        ("de sista fyra är 2397", "2397"),
        ("de siste 5 dagene, 12 kr", None),
        ("de fire siste 1299,50", None),
    ],
)
def test_identity_numbers(text: str, number: str | None) -> None:
    assert set(found(find_identity_numbers, text)) == ({number} if number else set())


def test_check_digit_raises_the_score_and_is_never_required() -> None:
    def best(text: str) -> float:
        return max(f.score for f in find_identity_numbers(read([text], Language.DA)))

    assert best("211062-5629") == 0.95  # passes modulus 11
    assert best("211045-5629") == 0.9
    assert best("2110455629") == 0.7


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("DK50 0040 0440 1162 43", "DK50 0040 0440 1162 43"),
        ("NO9386011117947", "NO9386011117947"),
        ("SE35 5000 0000 0549 1000 0003 i formuläret", "SE35 5000 0000 0549 1000 0003"),
        ("GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 32"),
        ("NO9386011117947123", None),
        ("no 93 8601 1117 kroner", None),
        ("SA03 8000 0000 6080 1016 7519", "SA03 8000 0000 6080 1016 7519"),
        ("SA04 8000 0000 6080 1016 7519", None),
        ("6973/7916595545", "6973/7916595545"),
        ("6973 kontonr. 7916595545", "6973 kontonr. 7916595545"),
        ("8644, 8461284", "8644, 8461284"),
        ("763893 26367403", "763893 26367403"),
        ("DK51 0040 0440 1162 43 tak", "DK51 0040 0440 1162 43"),
        ("Reg. 5391, konto 0248816", "5391, konto 0248816"),
        ("reg.nr. 5391 kontonr. 0248816", "5391 kontonr. 0248816"),
        ("9344-1064882031", "9344-1064882031"),
        ("1503 27 44186", "1503 27 44186"),
        ("1080.27.41936", "1080.27.41936"),
        ("86011117947", "86011117947"),
        ("86011117948", None),
        ("8327-9, 923 441 556-2", "8327-9, 923 441 556-2"),
        ("6102 441 982 337", "6102 441 982 337"),
        ("09-01-77, 5580 2216", "09-01-77, 5580 2216"),
        ("bankgiro 5050-1055", "5050-1055"),
        ("plusgirot är 41 27 85-3", "41 27 85-3"),
        ("sort code 204577 og", "204577"),
        ("sort code is 20-45-77.", "20-45-77"),
        ("sort 204577 og", "204577"),
        ("60-83-71 / 22904816", "60-83-71 / 22904816"),
        ("8327-9, 914402188-3", "8327-9, 914402188-3"),
        ("Registreringsnummer 1551 og", "1551"),
        ("clearingnummer 8327-9", "8327-9"),
        ("reg.nr. AB 12 345", None),
        ("clearing tager 2 dage", None),
        ("4410 772", None),
    ],
)
def test_accounts(text: str, account: str | None) -> None:
    reading = read([text], Language.DA)
    accounts = resolve(reading, find_accounts(reading), ())
    assert [reading.text[f.start : f.end] for f in accounts] == ([account] if account else [])


@pytest.mark.parametrize(
    ("text", "plates"),
    [
        ("AX 48 213", ["AX 48 213"]),
        ("min bil EK 41877", ["EK 41877"]),
        ("bilen DX66204", ["DX66204"]),
        ("parkering för MWB 41E", ["MWB 41E"]),
        ("my car is KT17 HWE", ["KT17 HWE"]),
        ("lovede 4 stk til KXA 09B", ["KXA 09B"]),
        ("vinterdäck till kxa 09b", ["kxa 09b"]),
        ("a ute, rego CQ 81 TW", ["CQ 81 TW"]),
        ("serie CQ 81 TW", []),
        ("reg. nr. ax 48213", ["ax 48213"]),
        ("bilen er bv 30881", ["bv 30881"]),
        ("bilen tåg 514", []),
        ("bilen tog 51400", []),
        ("regnr. ax 48213", ["ax 48213"]),
        ("registreringsnummeret er mlb 41k", ["mlb 41k"]),
        ("the number plate is ab12 ktr", ["ab12 ktr"]),
        (f"nummerpladen?{SEPARATOR}øjeblik{SEPARATOR}ja{SEPARATOR}men 618 kr, le 92 476", ["le 92 476"]),
        (f"nummerpladen?{SEPARATOR}den er hvid", []),
        ("skiltet er men 618", []),
        ("skjerm EK 41877", []),
        ("bil A-AX 48 213", []),
        ("bilen og WH-1000", []),
    ],
)
def test_plates(text: str, plates: list[str]) -> None:
    assert found(find_plates, text) == plates


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("født den 3. februar", "3. februar"),
        ("f. 09.05.1951", "09.05.1951"),
        ("mimmi grahn, f 850417.", "850417"),
        ("f 373", None),
        ("born in April 1990", "April 1990"),
        ("ready in April 1990", None),
        (f"Jeg skal lige have din fødselsdag.{SEPARATOR}Det er 17/9-91", "17/9-91"),
        ("född 1948-06-30", "1948-06-30"),
        ("born on 14/03/1979.", "14/03/1979"),
        ("date of birth: June 14, 1979", "June 14, 1979"),
        ("12. august 1944", "12. august 1944"),
        ("14 juni 91", "14 juni 91"),
        ("12 april 1979", "12 april 1979"),
        ("March 3, 2003", "March 3, 2003"),
        ("1979-04-12", "1979-04-12"),
        (f"Hvad er din fødselsdato?{SEPARATOR}ja, 150922", "150922"),
        (f"Hvad er din fødselsdato?{SEPARATOR}det siger jeg ikke", None),
        ("12. august 2024", None),
        ("3. februar", None),
        ("leveret 09.05.2023", None),
        ("20 mai 25", None),
    ],
)
def test_birth_dates(text: str, date: str | None) -> None:
    assert set(found(find_birth_dates, text)) == ({date} if date else set())
