"""Addresses that only where they stand gives away: flats and houses by their number, replies, what follows a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from convqa.conversation import Language
from convqa.redaction.finders.address import NO_HOUSE, NOT_NAMES, address_end
from convqa.redaction.finders.asked import find_requests
from convqa.redaction.finders.british import COUNTED, HOUSE_IN_WORDS
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.grammar import grammar
from convqa.redaction.lexicon import lexicon
from convqa.redaction.towns import towns
from convqa.redaction.wordlist import any_of, words

__all__ = ["find_asked_addresses", "find_dwellings", "find_signed_addresses"]

_DWELLING = re.compile(
    r"(?<![^\W_])(?P<word>lgh|lägenhet\w{0,2}|lejlighed\w{0,2}|lejl|leilighet\w{0,2}|leil|bostad\w{0,2})"
    r"\.?(?:snummer(?:et)?| ?(?:nr|nummer))?\.? "
    rf"(?P<number>h\d{{4}}|\d{{1,2}}\.? ?(?:sal,? )?(?:th|tv|mf)(?![^\W_])|\d{{2,4}}(?: ?[a-d](?![^\W_]))?){NO_HOUSE}"
)
_DOOR = re.compile(
    r"(?<![^\W_])(?:(?:nr|nummer)\.? ?)?\d{1,3} ?[a-h]?,? (?:st|kl|\d{1,2})\.? ?(?:sal|th|tv|mf)(?![^\W_])\.?"
    r"(?:,? (?:th|tv|mf)(?![^\W_])\.?)?"
)
_UNIT = re.compile(r"(?<!\w)[HKLU]0[1-9][0-2]\d(?!\w)")  # Norway's numbers of dwellings
_BOX = re.compile(r"(?<![^\W_])(?:post)?(?:box|boks) \d{1,5},?[ \n](?:\d{3} \d\d|\d{4})(?= [^\W\d_])")
_PO_BOX = re.compile(
    r"(?<![^\W_])(?:p\.? ?o\.? ?box|post(?:boks|box))(?: nr\.?| number)? \d{1,5}(?!\w)(?![.,]\d)"
    r"(?! (?:stk|stykker|pieces|pcs))"
)
_LOT = re.compile(
    r"(?<![^\W_])(?:[Ff]lat|[Pp]lot|[Uu]nit|[Aa]partment) \d{1,4}[a-z]?,? [A-Z][a-z'’]{2,20}"
    r"(?: [A-Z][a-z'’]{2,20}){1,2}"
    r"(?![\w-])"
)
_NO_LOT = frozenset(
    words(
        "thank thanks sorry please percent error kind best regards hello show home retail monday tuesday wednesday "
        "thursday friday saturday sunday"
    )
)
# Land as registers number it: "fastigheten Kvarnen 1:7", "Berga 3:12", "gnr. 41, bnr. 7", "matr.nr. 12b".
_PROPERTY_NAME = r"[^\W\d_]{3,20}(?:[ -][^\W\d_]{3,20})?"
_NAMED_LAND = re.compile(
    rf"(?<![^\W_])(?:fastighet(?:en|er|erna)?|fastighetsbeteckning(?:en)?|tomt(?:en)?|skifte(?:t)?)"
    r"(?:,| är| heter|:){0,2} "
    rf"(?P<land>{_PROPERTY_NAME} \d{{1,3}}:\d{{1,3}})(?![\w:])(?! (?:mot|i|till))"
)
_CAPITAL_LAND = re.compile(
    r"(?<![^\W_])(?<!-)(?P<land>(?:[A-ZÅÄÖ][a-zåäö]{2,15}-)?[A-ZÅÄÖ][a-zåäö]{2,20} \d{1,3}:\d{1,3})(?![\w:])"
)
_LAND_CUES = (
    "fastighet",
    "tomt",
    "bygglov",
    "lantmäter",
    "avstyckning",
    "detaljplan",
    "lagfart",
    "taxering",
    "anslutning",  # of trains too
)
_TIME = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d")
_NO_LAND = frozenset(
    words(
        "klockan kapitel avsnitt paragraf skala skalan version bilaga punkt tabell lag lagen match tid tiden vers bild "
        "figur ritning plan rad sida resultat läget ställning tåget bussen båten mellan före efter omkring runt cirka "
        "måndag tisdag onsdag torsdag fredag lördag söndag kl halv enligt till för såld sålt öppen öppet värderad "
        "karta kartan sektion sektionen fasad fasaden detalj detaljen situationsplan skalenlig psalm recept"
    )
)
_NUMBERED_LAND = re.compile(
    r"(?<![^\W_])(?:g(?:[aå]r)?ds?nr|gnr|g[aå]rdsnummer)\.?:? ?\d{1,4}(?:,| og|/| )?[ ]?"
    r"(?:b(?:ruks)?nr|bnr|bruksnummer)\.?:? ?\d{1,4}"
    r"(?!\w)|(?<![^\W_])matr(?:ikel)?(?:\.?-? ?(?:nr|nummer)\.?|\.):? \d{1,4} ?[a-zæøå]{0,3}(?![^\W_])"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_PLACES = (
    "adresse|adressen|adressa|adress|address|addresses|hvor bor|hvor du bor|hvor henne bor|kor bur|kvar bur|var bor"
    "|vart bor|where do you live|where are you|postcode|house number|husnummer|hvilken vej|hvilken gate|kva gate"
    "|vilken gata|which street|leveres|leverast|lägenhet er det|vi sende|vi skicka|den sendes|sendes til|we send"
)
_ASKED = re.compile(rf"(?<![^\W_]){any_of(_PLACES.split('|'))}(?![^\W_])")
_NOT_MAIL = re.compile(
    r"(?<![^\W_])(?:e-?|mail|mejl|epost|e-post|ip|email|web|net|nett)[ -]?adr|ip ?adr|(?:mail|email|e-post|ip) a"
)
MAX_BEFORE = 40
# What an answer may begin with, before the address.
_LEAD = (
    "ja|jo|joda|nej|nei|nå|det er|det's|er|den er|adressen er|adressa er|jeg bor|jeg bor på|eg bur|eg bur i|jag bor på"
    "|det är|yes|yeah|sure|it's|its|it is|that's|that is|i'm at|we're at|i live at|at|um|uh|er|øh|eh|hm|ok|okay|number"
)


@cache
def _answer(language: Language) -> re.Pattern[str]:
    """One to three words and the number of a house, or such a number after "number"."""
    rules = grammar(language)
    said = any_of(word for word, digits in rules.numbers.items() if len(digits) < 3 and word not in rules.articles)
    said = HOUSE_IN_WORDS if language is Language.EN else rf"{said}(?: [a-d](?![^\W_]))?(?![^\W_])"
    house = rf"(?:\d{{1,3}}(?: ?[a-h](?![^\W_]))?|{said}){NO_HOUSE}(?! \d)"
    word = rf"(?!{said}[ ,])[^\W\d_][\w'’-]{{2,25}}"
    lead = rf"(?:{any_of(_LEAD.split('|'))}(?![^\W_])[ ,.…]{{1,3}}){{0,4}}"
    return re.compile(
        rf"\s{{0,3}}{lead}(?P<address>(?:number|nummer|nr\.?) {house}(?: the \w{{3,20}})?"
        rf"|(?P<street>{word}(?: {word}){{0,2}}) {house})"
    )


_SIGNED = re.compile(r", (?P<street>[^\W\d_]{3,25}(?: [^\W\d_]{3,25})?) \d{1,3} ?[a-h]?\.?(?=\s{0,2}(?:\n|\ue000|$))")
_NAME_BEFORE = re.compile(r"(?<![^\W_])(?:(?P<first>[^\W\d_]{2,20}) )?(?P<name>[^\W\d_]{2,20})$")


def find_dwellings(reading: Reading) -> Iterator[Finding]:
    """``lgh 1203``, ``hus 4417``, ``nr. 7, 2. th.``, ``H0402``, ``box 44, 791 71``."""
    for match in _DWELLING.finditer(reading.low):
        if not _YEAR.fullmatch(match["number"]):
            yield Finding(*match.span(), Kind.ADDRESS, 0.6)
    for match in _DOOR.finditer(reading.low) if reading.language is not Language.EN else ():
        yield Finding(*match.span(), Kind.ADDRESS, 0.6)
    for pattern in (_BOX, _PO_BOX) if reading.mentions("box", "boks") else ():
        for match in pattern.finditer(reading.low):
            yield Finding(*match.span(), Kind.ADDRESS, 0.6)
    if reading.language is Language.EN and reading.mentions("flat", "plot", "unit", "apartment"):
        for match in _LOT.finditer(reading.text):
            if not _is_sentence(match[0], reading.language):
                yield Finding(*match.span(), Kind.ADDRESS, 0.6)
    yield from _find_land(reading)
    if reading.language in (Language.NB, Language.NN):
        for match in _UNIT.finditer(reading.text):
            yield Finding(*match.span(), Kind.ADDRESS, 0.6)


def _is_sentence(lot: str, language: Language) -> bool:
    """Whether what stands behind the number of a flat or plot is the next words: "Unit 4 Please"."""
    last = lot.rpartition(" ")[2].lower()
    if not _NO_LOT.isdisjoint(lot.lower().replace(",", "").split()):
        return True
    return last in COUNTED or last in NOT_NAMES or last in lexicon(language).given


def _find_land(reading: Reading) -> Iterator[Finding]:
    """``Kvarnen 1:7`` where land is spoken of, ``gnr. 41, bnr. 7``, ``matr.nr. 12b``."""
    if reading.language is Language.SV:
        for match in _NAMED_LAND.finditer(reading.low) if reading.mentions("fastighet", "tomt", "skifte") else ():
            if _NO_LAND.isdisjoint(match["land"].split()):
                yield Finding(*match.span("land"), Kind.ADDRESS, 0.7)
        for match in _CAPITAL_LAND.finditer(reading.text) if reading.mentions(*_LAND_CUES) else ():
            name, number = match["land"].lower().split()
            if name not in NOT_NAMES and name not in _NO_LAND and not _is_departure(reading, name, number):
                yield Finding(*match.span("land"), Kind.ADDRESS, 0.6)
    elif reading.mentions("gnr", "dnr", "dsnr", "dsnummer", "matr"):
        for match in _NUMBERED_LAND.finditer(reading.low):
            yield Finding(*match.span(), Kind.ADDRESS, 0.7)


def _is_departure(reading: Reading, name: str, number: str) -> bool:
    """Whether a town and a time may be those of a train: "med anslutning i Lund 14:35"."""
    if name not in towns() or not _TIME.fullmatch(number):
        return False
    return number.endswith(("0", "5")) or not reading.mentions(*_LAND_CUES[:-1])


def find_asked_addresses(reading: Reading) -> Iterator[Finding]:
    """What a reply begins with where an address was asked for: ``Myrfaret 22``, ``solbakken tre``, ``number four``."""
    names = lexicon(reading.language)
    for asked, replies in find_requests(reading, _ASKED):
        if _NOT_MAIL.search(reading.low, max(0, asked.start() - MAX_BEFORE), asked.end()):
            continue
        for start, end in replies:
            match = _answer(reading.language).match(reading.low, start, end)
            if match and (match["street"] is None or _is_place(match, names.words)):
                yield Finding(match.start("address"), address_end(reading, match.end(), names), Kind.ADDRESS, 0.55)
                break


def _is_place(match: re.Match[str], known: frozenset[str]) -> bool:
    """Whether what stands before a number is no sentence: nothing that says where one goes, and no word at its end."""
    street = [re.split("['’]", word)[0] for word in match["street"].split()]
    return not any(word in NOT_NAMES or word in COUNTED for word in street) and street[-1] not in known


def find_signed_addresses(reading: Reading) -> Iterator[Finding]:
    """What ends a line after a name: ``Ditte Holm, Åløkken 3``."""
    names = lexicon(reading.language)
    for match in _SIGNED.finditer(reading.low):
        before = _NAME_BEFORE.search(reading.low, max(0, match.start() - 42), match.start())
        listed = before is not None and (
            before["first"] in names.given or before["name"] in names.given or before["name"] in names.family
        )
        if listed and match["street"].split()[-1] not in names.words:
            yield Finding(match.start("street"), match.end(), Kind.ADDRESS, 0.6)
