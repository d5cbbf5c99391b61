"""Until when a card is valid: with its number and its code this is what somebody pays with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from convqa.conversation import Language
from convqa.redaction.findings import SEPARATOR, Finding, Kind, Reading
from convqa.redaction.grammar import grammar
from convqa.redaction.wordlist import any_of

__all__ = ["BACKS", "CARD", "ELSE", "NUMBER", "find_expiry_dates"]

_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:20)?[2-4]\d"  # no card is valid for longer, and "12/11" is a day
_WRITTEN = rf"(?:{_MONTH} ?[./-] ?{_YEAR}|(?:0[1-9]|1[0-2])[2-4]\d)(?!\w)(?![.,:/-]?\d)"
_DATED = r"(?:udløbs?|utløps?|utlöps?|utgångs?)-?dato?(?:en|et|um|umet)?"
_SAYS_SO = (
    rf"(?:{_DATED}|udløb(?:er|et)?|utløp(?:er|t|et)?|utlöper|utgår|utgång(?:en)?"
    r"|(?:går|gick|gikk|gjekk|gått) ut|(?:gyldigt?|giltigt?) t(?:ill?|o\.?m\.?)|(?:gælder|gjelder|gjeld|gäller) till?"
    r"|exp(?:iry|ires?|ired|iring|iration)?|valid (?:until|till?|to|thru|through)|good (?:until|thru|through)"
    r"|runs? out)(?:\.| ?date| ?dato| ?datum)?"
)
_BEFORE = re.compile(rf"(?<![^\W_]){_SAYS_SO}[^\d\n.;!]{{0,30}}?[ :(\n\ue000](?P<date>{_WRITTEN})")
_ALSO = re.compile(rf"(?:,| og| och| and| eller| or| å| o) (?P<date>{_WRITTEN})")
_BEHIND = re.compile(
    r"[ ,;(]{1,3}(?:(?:exp\w{0,7}|udl\w{0,8}|utl\w{0,8}|utg\w{0,10}|gyldigt?|giltigt?|gælder|gjelder|gäller|valid"
    r"|till?|until|thru|to|date|dato|datum|og|och|and|så|then|med|with)[ .:]{1,2}){0,3}"
    rf"(?P<date>{_WRITTEN})"
)
# Behind what a card ends with or, in brackets, where it is spoken of: "slutar på 9662 (05/27)".
_IN_BRACKETS = re.compile(rf"\((?P<date>{_MONTH} ?[./-] ?[2-4]\d)\)")
_ENDED = re.compile(
    r"(?<![^\W_])(?:end|slut)[^\W\d_]{0,6}(?: på| in| with| med)? \d{2,4}[ ,.;)]{1,3}"
    r"(?:(?:og|och|and|det|den|it|som) ){0,2}$"
)
_SPACED = re.compile(r"[ ,;]{1,3}(?P<date>(?:0[1-9]|1[0-2]) [2-4]\d)(?![\w.,:/-]?\d)(?!\w)")
# A date and the code that stands on the back: "0628 og cvc 190".
_BEFORE_CODE = re.compile(
    rf"(?<![\w.,:/+-])(?P<date>{_WRITTEN})[ ,;)]{{1,3}}(?:(?:og|och|and|så|med|with|o|å|&) ){{0,2}}"
    r"(?:cv[vc]2?|cid|sikkerhe[dt]sk\w+|säkerhetsk\w+|security c\w+|kontrol\w{0,3}cif\w+|kontroll?sif\w+)(?!\w)"
)
# "Udløbsdatoen: 11/26. Og så står der 408 bag på": what has both is a card.
_ON_THE_BACK = re.compile(
    r"(?<![^\W_])(?:bag ?på|bak ?på|på (?:bagsiden|baksid\w{1,2})|on the back|cv[vc]2?)(?![^\W_])"
)
BACKS = (
    "bagp",
    "bag p",
    "bakp",
    "bak p",
    "på bagsid",
    "på baksid",
    "on the back",
    "on its back",
    "reverse",
    "cvc",
    "cvv",
)
"""What stands where a code on the back is spoken of."""
NUMBER = re.compile(
    r"(?<![\w.,+-])(?:\d{4}([ .-]?)\d{4}\1\d{4}(?:\1\d{4}|,? (?:og så|og|och så|och sen|och|and then|and) \d{4})"
    r"|\d{4}[ -]\d{6}[ -]\d{5})(?![\w.,-]?\d)"
)
_OF_ITS = re.compile(r"^ (?:på|for|for|til|till|on|of|för|i|in) (?:[^\W\d_]{2,8} )?[^\W\d_]{4,20}")
"""For what a card pays: "kortet på abonnementet" is the card still."""
CARD = re.compile(
    r"(?<![^\W_])(?:(?:betalings|kredit|debet|debit|bank|visa|kreditt|konto)?-?kort(?:et|ets|a|ene|nummer\w*|nr)?"
    r"|visa|master ?card|dankort\w*|(?:credit |debit |bank )?cards?)(?![^\W_])"
)
# What else is valid until then. Who pays for it by card may speak of both.
ELSE = re.compile(
    r"(?<![^\W_])(?:offer|deal|promotion|subscription|warranty|guarantee|voucher|coupon|code|ticket|pass|contract|trial"
    r"|membership|licen[cs]e|insurance|policy|plan|booking|reservation|gift|medicine|food"
    r"|tilbud\w*|kampa[gn]\w+|abonn?em\w+|garanti\w*|rabat\w*|kupon\w*|kupong\w*|billet\w*|biljett\w*|a[fv]tal\w*|kontrakt\w*"
    r"|medlem\w+|licens\w*|lisens\w*|forsikring\w*|försäkring\w*|erbjudande\w*|prøve\w+|prov\w+|gave\w*|presentk\w+|tilgode\w+"
    r"|tillgodo\w+|reserva\w+|bokning\w*|bestilling\w*|klippekort\w*|klippkort\w*|periodekort\w*|varen|varan|maden|maten)"
    r"(?![^\W_])"
)
_NEAR, _AFTER, _BESIDE = 250, 80, 55
"""Characters back to where a card was spoken of, on to its code, and back to its number in the same turn."""


def find_expiry_dates(reading: Reading) -> Iterator[Finding]:
    """``11/26`` behind a card's number; ``utløper september tjuesju`` where a card was spoken of shortly before."""
    low = reading.low
    for number in reading.matches(NUMBER):
        if date := _BEHIND.match(low, number.end()) or _SPACED.match(low, number.end()):
            yield Finding(*date.span("date"), Kind.CARD, 0.8)
    if reading.mentions("cv", "cid", "sikkerhe", "säkerhet", "securi", "kontrol"):
        yield from (Finding(*date.span("date"), Kind.CARD, 0.8) for date in _BEFORE_CODE.finditer(low))
    for date in _IN_BRACKETS.finditer(low) if "(" in low else ():
        if _is_near_number(low, date.start()):
            yield Finding(*date.span("date"), Kind.CARD, 0.75)
    if not reading.mentions("kort", "card", "visa", "bag", "bak", "back"):
        return
    for date in _said_before_code(reading.language).finditer(low) if reading.mentions(*BACKS) else ():
        yield Finding(*date.span("date"), Kind.CARD, 0.75)
    for pattern in (_BEFORE, _said(reading.language)):
        for date in pattern.finditer(low):
            if grammar(reading.language).unit.match(low, date.end()):
                continue  # "in two, three weeks"
            also: re.Match[str] | None = date if _is_of_card(low, date.start(), date.start("date")) else None
            while also:
                yield Finding(*also.span("date"), Kind.CARD, 0.75)
                also = _ALSO.match(low, also.end())


def _is_of_card(low: str, start: int, date: int) -> bool:
    """Whether it is a card that is valid until then, and nothing that was spoken of later than that."""
    first = max(0, start - _NEAR)
    if _ENDED.search(low, max(0, start - _AFTER), start) or NUMBER.search(low, max(0, start - _AFTER), start):
        return True  # its number was told just before
    cards = [match.end() for match in CARD.finditer(low, first, date)]
    if not cards:
        return _ON_THE_BACK.search(low, date, date + _AFTER) is not None
    return ELSE.search(_OF_ITS.sub("", low[cards[-1] : start])) is None


def _is_near_number(low: str, place: int) -> bool:
    """Whether digits of a card were told just before a place, or what a card ends with."""
    first = max(low.rfind(SEPARATOR, 0, place), place - _BESIDE, 0)
    return _ENDED.search(low, first, place) is not None or NUMBER.search(low, first, place) is not None


@cache
def _said(language: Language) -> re.Pattern[str]:
    """A month and a year in words, or the month's name and a year in digits."""
    known = grammar(language)
    number = rf"{known.number}(?![^\W_])"
    year = rf"(?:(?:20)?\d\d(?![\w.,:/-]?\d)|{number}(?:[ -]{{1,2}}(?:og |och |and )?{number}){{0,3}})"
    month = rf"{any_of(sorted(known.months))}(?![^\W_])"
    nth = rf"{any_of(known.ordinals)} (?:måned|månad|month)(?:en)?"
    date = rf"(?:(?:{month}|{nth}),?(?: of)? {year}|{number}(?:[ ,-]{{1,3}}{number}){{1,4}})"
    return re.compile(rf"(?<![^\W_]){_SAYS_SO}[^\d\n.;!]{{0,20}}?[ :\n\ue000](?P<date>{date})")


@cache
def _said_before_code(language: Language) -> re.Pattern[str]:
    """A month and a year in words, and behind them a code that is said to stand on the back."""
    known = grammar(language)
    one = rf"{any_of(sorted(known.ones))}(?![^\W_])"
    year = rf"(?:(?:20)?[2-4]\d|{any_of(sorted(known.tens))}(?:[ -]?{one})?|{known.number})(?![^\W_])"
    code = rf"(?:\d{{3}}|{one}(?:[ ,-]{{1,3}}{one}){{2}})"
    return re.compile(
        rf"(?<![^\W_])(?P<date>{any_of(sorted(known.months))} {year})[ ,.]{{1,3}}"
        rf"(?:(?:og|och|and|så|then|med|with) ){{0,2}}{code} {_ON_THE_BACK.pattern}"
    )
