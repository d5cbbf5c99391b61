"""PIN and security codes, and some digits of a card, where they are the answer to a question or said in passing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convqa.redaction.finders.asked import find_requests
from convqa.redaction.findings import Finding, Kind, Reading

__all__ = ["find_codes_of_ones_own", "find_secret_replies", "is_amount"]

_END = r"(?![^\W_])"
_PIN = (
    r"pin-?kod\w{0,4}|pin ?kode\w{0,2}|pin code|pin-?nummer\w{0,2}|pin number"
    r"|(?:din|deres|min|your|my|the) pin"  # not "a pin for the jacket", "pin the chat"
)
_SECURITY = r"cv[vc]2?|kontrol\w{0,3}cifre\w{0,2}|(?:sikkerhed|sikkerhet|säkerhet)s?kod\w{0,3}|security code"
_ON_THE_BACK = r"(?:tre|three|3)(?: [^\W\d_]{1,9})? (?:på|on) (?:the back|bagsiden|baksiden|baksidan|baksida)"
_WHICH = r"(?:sidste|siste|sista|første|fyrste|första|last|first|final)"
_COUNT = r" (?:fire|fyra|four|tre|three|seks|sex|six|[346])"
_SOME_DIGITS = (
    rf"(?:{_WHICH}(?:{_COUNT})?|{_COUNT.strip()} {_WHICH})"
    r" (?:cifre\w{0,2}|siffer|siffr\w{0,3}|sifre\w{0,2}|digits)"
    rf"|(?:{_WHICH}{_COUNT}|{_COUNT.strip()} {_WHICH}) (?:tal\w{{0,4}}|numbers)"
)
# "the last four of the card", "de sidste fire i dit cpr"; what they are of may have been said before.
_IDENTITY = r"cpr|person|fødsel|fødsels|social|ssn|national|pnr|fnr"
_OF_WHAT = (
    rf"(?:{_WHICH}(?:{_COUNT})?|{_COUNT.strip()} {_WHICH})"
    rf"(?: (?:af|av|i|in|of|on|på|from|fra|från) (?:[^\W\d_]{{1,8}} ){{0,2}}"
    rf"(?P<of>{_IDENTITY}|kort|card|konto|account|visa)[^\W\d_]{{0,12}}"
    rf"|(?<= (?:fire|fyra|four))(?=[.?!]?$))"
)
_ASKED = re.compile(rf"(?<![^\W_])(?:{_PIN}|{_SECURITY}|{_ON_THE_BACK}|{_SOME_DIGITS}|{_OF_WHAT}){_END}")
_OF_IDENTITY = re.compile(_IDENTITY)
_MENTIONED = (
    "pin", "cvc", "cvv", "kod", "code", "cifre", "siff", "sifre", "digits", "numbers", "tal",
    "last ", "sidste ", "siste ", "sista ", "back", "bagsid", "baksid",
)  # fmt: skip
_AMOUNT = (
    rf" ?(?:,-|%|€|£|\$|(?:kr|kroner|kronor|dkk|nok|sek|eur|usd|gbp|pounds?|euros?|stk|st|gb|mb|kwh|km|kg|år|years?"
    rf"|uger|veckor|uker|weeks?|days?|dage|dager|dagar|linjer|linier|rader|lines){_END})"
)
_DIGITS = re.compile(rf"(?<![\w.,:/+#£€$-])(?P<digits>\d{{3,8}})(?!\w)(?![.,:/-]\d)(?!{_AMOUNT})")
_IS_AMOUNT = re.compile(_AMOUNT)
_YEAR = re.compile(r"(?:19|20)\d\d")
_OF_A_YEAR = re.compile(r"(?<![^\W_])(?:i|in|siden|sedan|sidan|since|fra|från|from|året|year|marts?|march|maj|may) $")
_MOST = 2
"""Numbers in one reply: the digits of a card, and a code."""
_CODE = re.compile(
    r"(?<![^\W_])(?P<whose>min |mit |mitt |din |dit |ditt |my |your )?(?:kode|koden|kod|code|koda)"
    r"(?: (?:til|for|to|of|på|av|af) [^.,:!?\n\ue000\d]{2,25}?)?(?: (?:er|är|is)|'s|:)[ :]{1,2}"
    rf"(?P<digits>\d{{4,8}})(?!\w)(?![.,:/-]\d)(?!{_AMOUNT})"
)
_UNQUALIFIED = re.compile(r"(?:^|[.,:;!?(\n\ue000] ?|(?<![^\W_])(?:the|and|og|och|but|men|so|så) )$")
"""What stands before "code", so that it is no dress code or source code."""
_NOBODYS = re.compile(
    r"(?<![^\W_])(?:error|fault|status|discount|voucher|promo|coupon|campaign|zip|post|area|country|product|fejl|feil|fel"
    r"|rabat|rabatt|kampanje|kampagne)"
)
_BEFORE = 60
NEAR = 200
"""Characters back to where a PIN or the like was spoken of."""


def is_amount(reading: Reading, start: int, end: int) -> bool:
    """Whether a number is a sum, a quantity or a year: "4417 kr", "in 2019"."""
    if _IS_AMOUNT.match(reading.low, end) or reading.low[max(0, start - 1) : start] in ("£", "€", "$"):
        return True
    is_year = _YEAR.fullmatch(reading.low, start, end)
    return bool(is_year and _OF_A_YEAR.search(reading.low, max(0, start - 8), start))


def find_secret_replies(reading: Reading) -> Iterator[Finding]:
    """``4417`` after "the last four digits of your card?", ``den er 2290`` after "hvad er din pinkode?"."""
    for asked, replies in find_requests(reading, _ASKED) if reading.mentions(*_MENTIONED) else ():
        kind = Kind.ID_NUMBER if asked["of"] and _OF_IDENTITY.match(asked["of"]) else Kind.CARD
        for start, end in replies:
            places = [match.span("digits") for match in _DIGITS.finditer(reading.low, start, end)]
            found = [place for place in places if not is_amount(reading, *place)][:_MOST]
            yield from (Finding(*place, kind, 0.7) for place in found)
            if found:
                break


def find_codes_of_ones_own(reading: Reading) -> Iterator[Finding]:
    """``min kode til døren er 5561``; ``koden er 2290`` where a PIN, a card or the like is spoken of shortly before."""
    for match in _CODE.finditer(reading.low) if reading.mentions("kod", "code") else ():
        start = match.start()
        if match["whose"]:
            yield Finding(*match.span("digits"), Kind.NUMBER, 0.6)
        elif (
            _UNQUALIFIED.search(reading.low, max(0, start - 12), start)
            and not _NOBODYS.search(reading.low, max(0, start - _BEFORE), start)
            and _ASKED.search(reading.low, max(0, start - NEAR), start)
        ):
            yield Finding(*match.span("digits"), Kind.CARD, 0.6)
