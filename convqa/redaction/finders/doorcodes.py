"""Codes that open what is one's own: a locker, a door, an app, and those that are read off a screen ("7KD44P")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convqa.redaction.finders.asked import find_requests
from convqa.redaction.finders.secret import is_amount
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.lexicon import lexicon
from convqa.redaction.wordlist import any_of, words

__all__ = ["find_asked_codes", "find_door_codes", "find_read_codes"]

# Of what opens or proves something, before "code" in one word; "fejlkode" and "rabatkode" are others.
_OPENS = any_of(
    words(
        "dør dörr port gate låge grind adgangs tilgangs åtkomst engangs eingongs engångs afhentnings hente hämt "
        "utlämnings utleverings udleverings inngangs indgangs ingångs entré alarm larm nøgle nøkkel nyckel boks box "
        "skabs skap skåp verifiserings verifikations verifierings bekræftelses bekreftelses aktiverings opplåsings "
        "lås låse sms sms- wifi wifi- wi-fi- tilkoblings innloggings inloggnings login"
    )
)
_CODE = re.compile(
    rf"(?<![^\W_])(?:{_OPENS})?(?:kode|koden|kod|code|koda)"
    r"(?:(?: (?:til|for|to|of|på|till|för) [^.,:!?\n\ue000\d]{2,25}?)?"
    r"(?P<is> (?:er|är|is|e|blir|bliver|heter|hedder|lyder|was|var)(?: (?:nu|nå|no|now))?|:)[ :]{1,2}| )"
    r"(?P<code>\d{4,8}|(?=[a-z]{0,6}\d)(?=\d{0,6}[a-z])[a-z\d]{4,8})(?!\w)(?![.,:/-]\d)"
)
# The answer to "what is the code to the door?", which is nothing else.
_ASKED = re.compile(rf"(?<![^\W_])(?:{_OPENS})?(?:kode|koden|kod|code|koda)(?![^\W_])")
_ANSWER = re.compile(
    r"\s{0,3}(?:(?:ja|jo|yes|det|den|er|e|är|it|is|it's|koden|the|code|ok|okay)(?![^\W_])[ ,.:]{1,3}){0,4}"
    r"(?P<code>\d{4,8})[.!]?\s{0,3}"
)
# Everybody's codes: of errors, discounts and places, and those that a machine shows.
_NOBODYS = re.compile(
    r"(?<![^\W_])(?:error|fault|http|status|discount|voucher|promo|coupon|campaign|zip|postal|dial|area|riktn|områden"
    r"|retningsn|kulør|kulör|(?:tax|sni|ncs|ral|nace|hs|ean|morse)(?![^\W_])|country|product|dress|colou?r"
    r"|source|bar|qr|fejl|feil|fel|rabat|rabatt|kampagne|kampanje|kampanj|farve|farge|färg|land|post|vare|vara|artikel"
    r"|show|shows|showing|display|displays|says|viser|vise|visar|visa|lyser|blinker|blinkar|står|kommer|% ?off)"
)
_ERROR_AFTER = re.compile(
    r" (?:error|fejl|feil|fel|betyder|betyr|means|på (?:skærmen|skjermen|skärmen|displayet)|on the (?:screen|display)"
    r"|gi[rv]e?r?|ger|gives?|for \d|(?:til|till|to) \d{4,5})(?![^\W_])"
)
_ON_A_MACHINE = re.compile(  # "kod 5012 på tvätten" is an error
    r" (?:på|i|on|in) (?:(?:min|mit|mitt|my|the|vores|vår|våre|our) )?[^\W\d_]{0,10}"
    r"(?:maskin\w*|machine|tvätten|vasken|ovnen|omnen|ugnen|oven|washer|dryer|boiler|diskaren|kedlen|kjelen|pannan"
    r"|pumpe?n|pumpa|komfyren|spisen|printeren|skriveren"
    r"|skrivaren|printer|router\w*)(?![^\W_])"
)
_OFFERED = re.compile(  # what a code is for: goods and offers, which everybody gets
    r"(?<![^\W_])(?:kampa[gn]\w*|rabat\w*|tilbud\w*|erbjud\w*|discount\w*|promo\w*|voucher\w*|offers?|sale|vare\w*|varan?"
    r"|varo\w*|artik\w*|produ[ck]\w*|model\w*|fejl\w*|feil\w*|felet|error\w*|colou?r|farve\w*|farge\w*|färg\w*)(?![^\W_])"
)
_YEAR = re.compile(r"(?:19|20)\d\d|[1-9]\d?00")
_OF_GOODS = re.compile(
    r"(?<![^\W_])(?:model\w*|modell\w*|vare\w*|varu\w*|artik\w+|produ[ck]\w*|item|part|type|typ|size|størrelse\w*|storlek\w*"
    r"|farve|farge|färg|colou?r|error|fejl\w*|feil\w*|fel\w*|version|postkode|postcode|post ?nummer|discount|rabat\w*)"
    r"(?![^\W_])"
)
# "Which drill?" is asked of what was bought.
_WHICH = re.compile(
    r"(?<![^\W_])(?:which|hvilke[nt]?|vilke[nt]|hvilka|vilka|kva for|hva (?:for|slags)|hvad for|vad för"
    r"|what (?:kind|sort|brand|make|type))(?![^\W_])"
)
_TOLD = re.compile(
    r"kod|code|num|\bnr|referen|referan|ref(?![^\W_])|tegn|tekn|tecken|characters|letters|digits|bokst|bogst"
)
_SHOWN = re.compile(r"display|skærm|skjerm|skärm|screen")
_WHOLE = re.compile(r"\s{0,2}(?P<code>(?=[A-Z]{0,6}\d[A-Z\d]*[A-Z\d])(?=\d{0,6}[A-Z])[A-Z\d]{5,8})[.!]?\s{0,2}")
BEFORE, MIN_MIXED = 60, 2


def find_door_codes(reading: Reading) -> Iterator[Finding]:
    """``koden er 4490``, ``kod 5518``; no code of an error, a discount or a place, no year."""
    if not reading.mentions("kod", "code"):
        return
    for match in _CODE.finditer(reading.low):
        code = match["code"]
        if _is_everybodys(reading, match) or is_amount(reading, *match.span("code")):
            continue
        if _YEAR.fullmatch(code) or not (match["is"] or code.isdigit()):
            continue  # "kod 2025", "code b4ts"
        if code.rstrip("0123456789") in lexicon(reading.language).words:
            continue  # of an offer: "REGN3"
        if code.isdigit() or reading.text[match.start("code") : match.end("code")].isupper():
            yield Finding(*match.span("code"), Kind.NUMBER, 0.4)


def _is_everybodys(reading: Reading, match: re.Match[str]) -> bool:
    """Whether a code is of an error, an offer, goods or a place, as what stands before, in and after it says."""
    low, (start, end) = reading.low, match.span()
    if _NOBODYS.search(low, max(0, start - BEFORE), start) or _OFFERED.search(low, start, match.start("code")):
        return True
    on_a_machine = not match["is"] and _ON_A_MACHINE.match(low, end) is not None
    return on_a_machine or _ERROR_AFTER.match(low, end) is not None


def find_asked_codes(reading: Reading) -> Iterator[Finding]:
    """``4410`` as all that answers "hvad er koden?"; no code of an error or of goods."""
    if not reading.mentions("kod", "code"):
        return
    for asked, replies in find_requests(reading, _ASKED):
        first = max(0, asked.start() - MIN_MIXED * BEFORE)
        last = reading.turn_end(asked.end())
        if _NOBODYS.search(reading.low, first, asked.start()) or _OF_GOODS.search(reading.low, first, last):
            continue
        question = reading.low.find("?", asked.end(), last)
        if _SHOWN.search(reading.low, first, last):
            continue
        if _OFFERED.search(reading.low, asked.end(), last if question < 0 else question):
            continue
        for start, end in replies:
            if answer := _ANSWER.fullmatch(reading.low, start, end):
                yield Finding(*answer.span("code"), Kind.NUMBER, 0.4)
                break


def find_read_codes(reading: Reading) -> Iterator[Finding]:
    """A turn that is nothing but a code of capitals and digits, where nothing that is sold was spoken of before."""
    before = 0
    for start in reading.starts:
        end = reading.turn_end(start)
        match = _WHOLE.fullmatch(reading.text, start, end) if end - start <= MIN_MIXED * BEFORE else None
        if match:
            code = match["code"]
            mixed = min(sum(map(str.isdigit, code)), sum(map(str.isalpha, code))) >= MIN_MIXED
            if mixed and not _OF_GOODS.search(reading.low, before, start) and not _is_chosen(reading, before, start):
                yield Finding(*match.span("code"), Kind.NUMBER, 0.4)
        before = start


def _is_chosen(reading: Reading, start: int, end: int) -> bool:
    """Whether a turn asks which thing it is, and for no code or number."""
    which = _WHICH.search(reading.low, start, end)
    return which is not None and _TOLD.search(reading.low, start, end) is None
