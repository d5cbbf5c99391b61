"""Numbers after any word that ends in "number", or in the reply to one: what they number need not be known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convqa.redaction.finders.asked import find_requests
from convqa.redaction.finders.reference import CODE, LINKS, asked_code, code_span, more_of
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.towns import towns
from convqa.redaction.wordlist import any_of, words

__all__ = ["find_alone", "find_listed", "find_numbered", "find_requested"]

# Of things and places, not of people: what is sold, where one sits, which bus or page.
_NOBODYS = words(
    "vare artikel artikkel varu model modell produkt lot parti batch rute bus linje linie side sida rum rom spor spår "
    "perron uge uke vecko kø kö sko størrelse storlek kanal kapitel versions fly flight tog tåg telefon tlf mobil post "
    "hus organ fejl feil fel"
)
_WORD = (
    rf"(?<![^\W_])(?!{any_of(_NOBODYS)}[ -]?n)(?P<word>[^\W\d_]{{0,20}}?)-?"
    r"(?:nummeret|nummerne|numrene|nummer|numret|nr)(?![^\W_])"
    r"|(?<![^\W_])(?:serial|s/n)(?: no)?(?![^\W_])"
    r"|(?<![^\W_])(?<!phone )(?<!mobile )(?<!house )(?<!door )(?<!model )(?<!room )(?:numbers?)(?! of)(?![^\W_])"
)
# "medlemsnummer i Sten & Grus är …"
_WHOSE = r"(?: (?:i|hos|hjå|at|with|til|till|for|från|fra|from) [^.,:!?\n\ue000\d]{2,30}?(?= (?:er|är|is) |: ))?"
_BEFORE = re.compile(
    rf"(?:{_WORD})\.?{_WHOSE}(?: {any_of(LINKS)}(?![^\W_])){{0,3}}[ :#.,=(–]{{1,3}}(?P<code>{CODE})(?!\w)"
)
# "3 obetalda ordrar: 770413, 770418 och 770502"; "orders over 5000" are no list.
_LISTED = re.compile(
    r"(?<![^\W_])(?:(?P<order>ordrer(?:ne)?|ordrene|ordrar(?:na)?|orders|bestillinge[rn]e?|beställningar(?:na)?"
    r"|faktura(?:er|erne|ene)|fakturor(?:na)?|invoices|pakke(?:r|rne|ne)|parcels|sendinge[rn]e?|försändelser(?:na)?)"
    r"|(?P<booking>bookinge[rn]e?|bookings|bokningar(?:na)?|reserva(?:tioner|tionerne|sjoner|sjonene|tions))"
    r"|(?P<case>sager(?:ne)?|ärenden(?:a)?|cases|tickets|claims))"
    r"(?: (?:er|är|are)|:)[ :]{1,2}$"
)
_IS = (" er ", " är ", " are ", ": ", ":")
_LISTED_CODE = re.compile(rf"(?P<code>{CODE})(?!\w)")
_LISTED_KINDS = {"order": Kind.ORDER, "booking": Kind.BOOKING, "case": Kind.CASE_NUMBER}
MIN_LISTED = 5
_ASKED = re.compile(_WORD)
_YEAR = re.compile(r"19[3-9]\d|20[0-3]\d")
MIN_DIGITS = 4
_ALONE = re.compile(
    r"(?:(?<=[.,:;!?(] )|(?<=[(\n\ue000])|^)(?P<word>[^\W\d_]{3,14})\.? (?P<code>\d{4,5})"
    r"(?=[.,;:)!?\n\ue000]|$)(?![.,:]\d)"
)
_ROUND = re.compile(r"\d{1,3}00")
# What one calls, pays and measures, and small words: "ring 1177", "max 6000".
_NOT_A_TITLE = frozenset(
    words(
        "ring ringe call tast tryk trykk tryck press sms text send skriv ikke ikkje inte not max maks min både både "
        "both men but och and eller total totalt sum ialt cirka about kun only bare bara just pris prisen price "
        "ending side sida page batch lot parti model modell fra frå från from til till den det the ca var was er är "
        "farvekode fargekode fargekoden färgkod kulörkod landkode landekode landskod næringskode branchekode "
        "pin puk year år anno siden since before after før efter etter kanal channel room rum rom"
    )
)


def find_numbered(reading: Reading) -> Iterator[Finding]:
    """``lånenr 8814-2``, ``annonsnummer 40118``, ``student, nr 261884``: four digits, or three after a longer word."""
    for match in _BEFORE.finditer(reading.low) if reading.mentions("nr", "num", "serial", "s/n") else ():
        span = code_span(reading, match, minimum=MIN_DIGITS - bool(match["word"]), kind=Kind.NUMBER)
        if span and (match["word"] or not _YEAR.fullmatch(reading.low, *span)):
            yield Finding(*span, Kind.NUMBER, 0.4)


def find_alone(reading: Reading) -> Iterator[Finding]:
    """``Elev 5519,``, ``Job 6617.``: four or five digits that are a clause with one word; no year, no sum."""
    known = towns()
    for match in _ALONE.finditer(reading.low):
        sum_or_year = _ROUND.fullmatch(match["code"]) or _YEAR.fullmatch(match["code"])
        if not sum_or_year and match["word"] not in _NOT_A_TITLE and match["word"] not in known:
            yield Finding(*match.span("code"), Kind.NUMBER, 0.3)


def find_listed(reading: Reading) -> Iterator[Finding]:
    """Several in a list after a word for them: five digits or more, or four with letters."""
    for start in reading.numbers:
        if reading.low.endswith(_IS, 0, start) and (listed := _LISTED.search(reading.low, max(0, start - 40), start)):
            kind = next(kind for name, kind in _LISTED_KINDS.items() if listed[name])
            match = _LISTED_CODE.match(reading.low, start)
            lettered = match is not None and any(map(str.isalpha, match["code"]))
            if match and (span := code_span(reading, match, minimum=MIN_LISTED - lettered)):
                yield Finding(*span, kind, 0.7)
                yield from more_of(reading, span[1], kind)


def find_requested(reading: Reading) -> Iterator[Finding]:
    """The number in a reply to a turn that asks for one, whatever it numbers."""
    for _, replies in find_requests(reading, _ASKED) if reading.mentions("nr", "num") else ():
        for start, end in replies:
            code = asked_code(reading, Kind.NUMBER, start, end)
            if code:
                yield Finding(*code, Kind.NUMBER, 0.4)
                break
