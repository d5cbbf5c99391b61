"""PIN and security codes, and some digits of a card, where they are the answer to a question or said in passing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convqa.redaction.finders.asked import find_requests
from convqa.redaction.findings import Finding, Kind, Reading

__all__ = ["find_codes_of_ones_own", "find_secret_replies"]

_PIN = r"pin(?:-?kod\w{0,4}| ?kode\w{0,2}| code)?"
_SECURITY = r"cv[vc]2?|kontrol\w{0,3}cifre\w{0,2}|(?:sikkerhed|sikkerhet|säkerhet)s?kod\w{0,3}|security code"
_SOME_DIGITS = (
    r"(?:sidste|siste|sista|første|fyrste|första|last|first|final)"
    r"(?: (?:fire|fyra|four|tre|three|seks|sex|six|[346])){0,2}(?: (?:sidste|siste|sista|første|fyrste|första))?"
    r" (?:cifre\w{0,2}|siffer|siffr\w{0,3}|sifre\w{0,2}|tal\w{0,4}|digits|numbers)"
)
_ASKED = re.compile(rf"(?<![^\W_])(?:{_PIN}|{_SECURITY}|{_SOME_DIGITS})(?![^\W_])")
_MENTIONED = ("pin", "cvc", "cvv", "kod", "code", "cifre", "siff", "sifre", "digits", "numbers", "tal")
_UNIT = (
    r"(?! ?(?:kr|,-|%|€|£|\$|dkk|nok|sek|eur|stk|st(?![^\W_])|gb|mb|kwh|km|kg|år|years|uger|veckor|uker|days|dag|min))"
)
_DIGITS = re.compile(rf"(?<![\w.,:/+#-])(?P<digits>\d{{3,8}})(?!\w)(?![.,:/-]\d){_UNIT}")
_CODE = re.compile(
    r"(?<![^\W_])(?P<whose>min |mit |mitt |din |dit |ditt |my |your )?(?:kode|koden|kod|code|koda)"
    r"(?P<place> (?:til|for|to|of|på|av|af) [^.,:!?\n\ue000\d]{2,25}?)?(?P<is> (?:er|är|is)|'s|:)[ :]{1,2}"
    rf"(?P<digits>\d{{3,8}})(?!\w)(?![.,:/-]\d){_UNIT}"
)
# "the error code is 8812", "rabattkoden är 2024"
_NOBODYS = re.compile(
    r"(?:error|fault|status|discount|voucher|promo|coupon|campaign|zip|post|area|dialling|country|product|fejl|feil|fel"
    r"|rabat\w*|kampanje\w*|kampagne\w*)[ -]$"
)
NEAR = 600
"""Characters back to where a PIN or the like was spoken of."""


def find_secret_replies(reading: Reading) -> Iterator[Finding]:
    """``4417`` after "the last four digits of your card?", ``den er 2290`` after "hvad er din pinkode?"."""
    for _, replies in find_requests(reading, _ASKED) if reading.mentions(*_MENTIONED) else ():
        for start, end in replies:
            found = list(_DIGITS.finditer(reading.low, start, end))
            yield from (Finding(*match.span("digits"), Kind.CARD, 0.7) for match in found)
            if found:
                break


def find_codes_of_ones_own(reading: Reading) -> Iterator[Finding]:
    """``min kode til døren er 5561``; ``koden er 2290`` where a PIN, a card or the like is spoken of shortly before."""
    for match in _CODE.finditer(reading.low) if reading.mentions("kod", "code") else ():
        if _NOBODYS.search(reading.low, max(0, match.start() - 20), match.start()):
            continue
        spoken_of = _ASKED.search(reading.low, max(0, match.start() - NEAR), match.start())
        if spoken_of or match["whose"]:
            yield Finding(*match.span("digits"), Kind.CARD if spoken_of else Kind.NUMBER, 0.6)
