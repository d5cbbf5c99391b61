"""Some digits of a card or an account: the last ones, where the text says that they are, or has signs for the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convqa.redaction.finders.secret import is_amount
from convqa.redaction.findings import Reading
from convqa.redaction.wordlist import words

__all__ = ["HAS_NUMBER", "NEAR", "find_last_digits"]

NEAR = 60
HAS_NUMBER = re.compile(
    r"(?:(?P<card>kort|card|visa)|konto|account|acct|mobil|phone|telefon|tlf|nummer|numre|number|siffr|sifre|cifre|digits)"
)
_RIGHT = r"(?!\w)(?![.,:/-]?\d)"
_FEW = re.compile(rf"\d(?<![\w.,:/+£€$-].)\d{{2,4}}{_RIGHT}")
_ENDS = re.compile(  # "slutter på", and with something after it "slutter"
    r"(?<![^\W_])(?:(?:ende[rt]?|endar|enda|endte|endade|slutter|slutte|slutta|sluttet|sluttede|sluttar|slutar|sluta|slutade"
    r"|slutat|end|ends|ended|slutt?-?siffr\w{1,4}|slutt?-?sifre\w{0,2}|slutt?-?cifre\w{0,2})(?P<on> på| in| with| med)?"
    r"|(?P<ending>ending)(?: in| with)?)(?: (?:(?:fire|fyra|four|de|disse|dessa|these) )?"
    r"(?:sifre|cifre|siffer|siffror|digits),?)?(?: er| is| är)?[ :]{1,2}$"
)
_WHICH = re.compile(  # before "ends": something is told from others; "it ended with 4512" is what came of it
    r"(?<![^\W_])(?:(?P<it>den|det|it|this|mit|mitt|min|dit|ditt|din|yours|mine)|der|som|that|which|one) $"
)
_ENDED = re.compile(r"end(?:t|ed|ad)|slut(?:ted|tet|ad|at)")
_CALLED = re.compile(  # "paying with card 7814"; not "SD-kort 4512", "birthday card 4512"
    r"(?:(?P<before>[^\W\d_]+) )?(?<![\w-])"
    r"(?P<card>(?:bank|betalings?|kredit|debet|debit|visa|master|dan)?-?(?:kort|card)(?:et|ets|en|s)?|visa|mastercard)"
    r"(?P<number> ?(?:nr|nummer|no|number)\.?)?(?P<sign> (?:med|with) |[ :]{1,2})$"
)
_BEFORE_CARD = frozenset(
    words(
        "a an the my your his her our their this that which what new old other first second and or with by on to from "
        "of for is was use using via if debit credit bank visa paying pay yes no ok okay "
        "delete remove block cancel freeze stop activate refund replace lost stolen blocked expired current existing "
        "main primary personal business joint company linked saved default"
    )
)
"""What stands before a card that one pays with; other words say what else it is ("gift card")."""
_POSSESSIVE = frozenset(
    words("my your his her our their mit mitt min dit ditt din hans hendes hennes vores vårt deres")
)
_GOES_ON = re.compile(  # after "card 7814": the end of a clause, or what is said of a card
    r"[ -]?(?:[.,;:!?…)\n\ue000]|$)"
    r"| (?:er|är|is|was|var|blev|ble|blir|vart|bliver|has|have|had|har|hadde|havde|must|må|måste|skal|ska|should"
    r"|can|kan|will|vil|virker|fungerer|works|isn't|doesn't|ikke|ikkje|inte|not|from|fra|frå|från|for|för|on|på|hos|with|med"
    r"|i|in|to|til|till|and|og|och|or|eller|som|that|which|der|instead|please|tak|takk|tack|thanks)(?![^\W_])"
)
# "et kort med 1250 på" holds as much; "a card with 7814 on it" is told from others.
_HELD = re.compile(r" (?:på|on|in|i)(?: (?:it|den|det|kortet))?[ -]?(?:[.,;:!?…)\n\ue000]|$)")
_SPENT = re.compile(  # "paid by card 1299"; "I pay with card 7814" names it
    r"(?<![^\W_])(?:betalt[ea]?|betalad\w*|betala?ts|paid|spent|spend|charge[ds]?|drog|dro|dragit|dragen|drat[ts]?"
    r"|trukke[nt]|trak|trakk|trekt\w*|købt\w*|kjøpt\w*|köpt\w*|bought|brugt\w*|brukt\w*|saldo\w*|balance|beholdning\w*)"
    r"(?![^\W_])"
)
_SUM_SAID = re.compile(r"\d{3}|\d ?(?:kr|,-|dkk|nok|sek|eur|usd)|[$£€] ?\d|beløb|beløp|belopp|amount|summ|peng|money")
_CLAUSE, _SENTENCE = re.compile(r"(?<!\d)\.|[,;!?\n\ue000](?!\d)"), re.compile(r"(?<!\d)\.|[!?\n\ue000]")
_AT_THE_END = re.compile(r" (?:til sidst|til slutt|på slutt?et|på slutten|at the end)(?!\w)(?! (?:of|av|af|i) )")
_WITH = re.compile(r"(?<![^\W_])(?:med|with|er|is|är|it['’]?s|ikke|ikkje|inte|not|nej|nei|no|har|has|have|på),? $")
_MORE = re.compile(rf"(?:,| og| och| and| eller| or) (?P<digits>\d{{4}}){_RIGHT}")
_MASK = r"[x*•·#]{4}"
_MASKED = re.compile(rf"(?<![\w*•·#]){_MASK}(?:[ -]?{_MASK}){{0,3}}[ -]?(?P<digits>\d{{4}}){_RIGHT}")
_PARTLY = re.compile(rf"(?<![\w.,:/+-])\d{{4}}(?: ?\d\d)?[ -]?(?:[x*•·#]{{2,8}}[ -]?){{1,4}}\d{{4}}{_RIGHT}")
_DOTTED = re.compile(rf"(?<![\w•·])[•·]{{2,3}} ?(?P<digits>\d{{4}}){_RIGHT}")  # nothing else is written so
_MASKS = ("xx", "**", "••", "··", "##")
_PAID_WITH = re.compile(  # "I paid with …4412"; "I paid for it … 4412" is a sum
    r"(?:(?:betal|paid|pay)[^\W\d_]{0,6} (?:[^\W\d_]{1,12} ){0,2}(?:med|with|by|using|via|frå|från|fra|from)"
    r"|(?:kort|card|konto|account|visa)[^\W\d_]{0,6}(?: [^\W\d_]{1,12}){0,2}) (?:…|\.{2,4}) ?"
    rf"(?P<digits>\d{{4}}){_RIGHT}"
)
_HIDDEN = re.compile(
    r"(?:kort\w{0,9}|card\w{0,8}|visa|dankort)(?: [^\W\d_]{2,12})? ?(?:\.{2,6}|…|[*•#x]{2,8})"
    r"(?:[ -]?[*•#x]{2,8}){0,3}[ -]?(?P<digits>\d{4})(?![\w.,]?\d)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ROUND = re.compile(r"\d{1,2}00")
FOUR, BEFORE, FAR = 4, 40, 250
"""Digits of a card that are told; characters back to a word for the end, and to one for a card or a number."""


def find_last_digits(reading: Reading) -> list[tuple[int, int]]:
    """``4412`` of "slutter på 4412", "cards ending 4412 and 7703", "kort 4412", "**** 4412" and "paid with …4412".

    After a word for the end only where a card or a number is spoken of before.
    """
    return sorted({*_said_to_be_last(reading), *_after_signs(reading)})


def _said_to_be_last(reading: Reading) -> Iterator[tuple[int, int]]:
    """After a word for the end, or for a card."""
    low = reading.low
    for match in _FEW.finditer(low) if reading.mentions("end", "slut", "sidst", "kort", "card", "visa") else ():
        start, end = match.span()
        four = end - start == FOUR
        ends = _ENDS.search(low, max(0, start - BEFORE), start)
        said = ends or (_AT_THE_END.match(low, end) and (four or _WITH.search(low, max(0, start - BEFORE), start)))
        if said:
            surely = four and ends is not None and (ends["on"] or ends["ending"])
            if _is_of_number(reading, start, end, ends if surely else None):
                yield start, end
                more = _MORE.match(low, end) if four else None
                if more and not is_amount(reading, *more.span("digits")):
                    yield more.span("digits")
        elif four and _is_of_card(reading, start, end):
            yield start, end


def _after_signs(reading: Reading) -> Iterator[tuple[int, int]]:
    """After signs that stand for the other digits."""
    return (span for span in _signed(reading) if not is_amount(reading, *span))


def _signed(reading: Reading) -> Iterator[tuple[int, int]]:
    low = reading.low
    if reading.mentions("kort", "card", "visa"):
        yield from (match.span("digits") for match in _HIDDEN.finditer(low))
    if reading.mentions(*_MASKS):
        for match in _MASKED.finditer(low):
            once = match.end() - match.start() <= FOUR + 1 + FOUR  # "**** 4512 reviews"
            if not once or _GOES_ON.match(low, match.end()) or _names_number(low, match.start(), NEAR):
                yield match.span("digits")
        yield from (match.span() for match in _PARTLY.finditer(low))
        yield from (match.span("digits") for match in _DOTTED.finditer(low))
    if reading.mentions("…", ".."):
        yield from (match.span("digits") for match in _PAID_WITH.finditer(low))


def _names_number(low: str, start: int, reach: int) -> bool:
    """Whether a card or a number is spoken of before a place."""
    return HAS_NUMBER.search(low, max(0, start - reach), start) is not None


def _is_of_number(reading: Reading, start: int, end: int, ends: re.Match[str] | None) -> bool:
    """Whether digits with which something ends are those of a card or a number.

    Args:
        reading: the turns.
        start: where the digits begin.
        end: where they end.
        ends: a wording that asks for four digits ("ends in"); `None`: one that may be of a sum or a year as well.
    """
    low = reading.low
    if is_amount(reading, start, end):
        return False
    if ends is None:
        return _names_number(low, start, NEAR) and not _is_year(low, start, end)
    which = _WHICH.search(low, max(0, ends.start() - BEFORE), ends.start())
    told = which is not None and not (which["it"] and _ENDED.match(ends[0]))
    return told or low[end : end + 1] == "?" or low[start] == "0" or _names_number(low, start, FAR)


def _is_year(low: str, start: int, end: int) -> bool:
    return _YEAR.fullmatch(low, start, end) is not None


def _is_of_card(reading: Reading, start: int, end: int) -> bool:
    """Whether four digits after "card" are those of one to pay with: no sum, no year, no other card."""
    low = reading.low
    called = _CALLED.search(low, max(0, start - BEFORE), start)
    if called is None or is_amount(reading, start, end):
        return False
    if called["number"] or low[start] == "0":
        return True
    if called["sign"].strip() in ("med", "with") and low[end - 1] == "0" and _HELD.match(low, end):
        return False
    if _ROUND.fullmatch(low, start, end) or _is_year(low, start, end):
        return False
    if called["card"].startswith("card") and called["before"] and called["before"] not in _BEFORE_CARD:
        return False  # in the other languages that is one word
    if _SPENT.search(low, _begin(_CLAUSE, low, start), start):
        return ":" not in called["sign"] and _SUM_SAID.search(low, _begin(_SENTENCE, low, start), start) is not None
    return called["before"] in _POSSESSIVE or _GOES_ON.match(low, end) is not None


def _begin(ends: re.Pattern[str], low: str, position: int) -> int:
    """Where the clause or sentence begins that holds a place, or a place near before it."""
    first = max(0, position - NEAR)
    return max((match.end() for match in ends.finditer(low, first, position)), default=first)
