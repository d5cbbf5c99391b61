"""Two to four digits with which a card, an account or a number is said to end: "card ending 09", in words too."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.numbers import Number, numbers_in
from convqa.redaction.wordlist import any_of, words

__all__ = ["find_short_ends"]

# What has a number. "kort" and "number" are other words too, so what follows must be said of it.
_NOUN = (
    r"(?<![^\W_])(?:(?P<card>(?:(?!klip|post|rapport|visit|hukomm|minne|grafik|spil|spel)"
    r"[^\W\d_]{0,12}kort(?:et|ets|en)?|cards?|visa|mastercard|dankort))"
    r"|(?P<account>[^\W\d_]{0,8}konto(?:en|et|t)?(?:-?(?:nummer\w{0,3}|numret|nr))?|account(?: number)?|acct\.?|acc\.?)"
    r"|(?P<phone>(?:mobil|telefon|tlf|tele)[^\W\d_]{0,8}|phone(?: number)?|mobile(?: number)?)"
    r"|(?!(?:vare|varu|artik|produ|modell?|fejl|feil|fel|linj|lini|rute|side|sido|fly|tåg|tog|bus)[^\W_]{0,8}num)"
    r"[^\W\d_]{0,14}(?:nummer|nummeret|numret)"
    r"|(?<!model )(?<!item )(?<!part )(?<!product )(?<!error )(?<!version )(?<!flight )number|serial(?: number)?)"
)
# What may stand between it and its end: "kortet, det som", "the account that", "konto sist,".
_SAID_OF_IT = any_of(
    words(
        "som der det den it that which one the with med is er är e sist to på ditt din dit mitt min your my vi we "
        "har have "
        "her here här igen igjen nr"
    )
)
_ENDS = (
    r"(?:(?:ende[rt]?|endar|enda|slutter|sluttar|slutar|slutta|slutte|sluta|ends?|ended) (?:på|in|with|med|i)"
    r"|ending(?: in| with|:)?)(?: (?:sifre\w{0,2}|cifre\w{0,2}|siffer|siffror|digits))?[ :,]{1,2}"
)
_BEFORE = re.compile(rf"{_NOUN}[,.:]?(?: {_SAID_OF_IT},?){{0,4}} {_ENDS}")
# "… og et, der ender på nul fire": one more of what was spoken of.
_ONE_MORE = re.compile(
    rf"(?<![^\W_])(?:og|och|and|or|eller) (?:et|en|ett|eitt|ein|one|det|den)(?:,? {_SAID_OF_IT},?){{0,4}} {_ENDS}"
)
# The answer to "which card?".
_THE_ONE = re.compile(
    rf"(?<![^\W_])(?:(?:det|den),? (?:som|der)|the one|that one)(?:,? {_SAID_OF_IT},?){{0,3}} {_ENDS}"
)
# "the last two digits are 44", whatever they are of.
_LAST = re.compile(
    r"(?<![^\W_])(?:siste|sidste|sista|last)(?: (?:to|tre|två|two|three|[23]))?"
    r" (?:cifre\w{0,3}|siffer|siffr\w{0,4}|sifre\w{0,2}|sifra|digits?)(?: (?:er|är|is|are|var|was|skal være|ska vara))?"
    r"[ :,]{1,2}"
)
_AT_THE_END = re.compile(
    r",? (?:til sidst|til slutt|på slutten|i slutet|på slutet|i slutten|at the end)(?![^\W_])(?! (?:of|av|af|i) )"
)
_KIND = re.compile(_NOUN)
_NOUN_NEAR = re.compile(rf"{_NOUN}[,.:]?(?: {_SAID_OF_IT},?){{0,4}}[,:]? $")
_COUNTED = re.compile(r"(?:nummer|number|nr\.?) ")  # "number 14 at the end" is the fourteenth
_NOT_DIGITS = re.compile(
    r" ?(?:[:/%°]|(?:noon|midnight|uhr|points?|poin?g|poeng|poäng|procent|prosent|per ?cent|stjerner|stjärnor|stars"
    r"|likes|klip|klipp|stempler|stämplar"
    r"|(?:måned|månad|month|minut|timer|timm|dage?r?|days?|years?|uger|veck)[^\W\d_]{0,6}"
    r"|(?:af|av|of) \d+)(?![^\W_]))"
)
_OF_GOODS = re.compile(
    r",? (?:på|i|of|in|on|av|af) (?:the )?(?:stregkod|strekkod|streckkod|barcode|postn|vare|varu|produ|model)"
)
_A_ZERO = re.compile(r"en nolla|(?:et|eit|ett) null?|a (?:zero|nought)")  # one digit, and no "one"
# Nearly no conversation has any of these, and the patterns above are slow.
_HINTS = (
    re.compile(r"end[a-z]{0,3} (?:på|in|with|med|i) |ending[ :,]"),
    re.compile(r"slut[a-z]{0,4} (?:på|in|with|med|i) "),
)
_LAST_HINT = re.compile(r"(?:siste|sidste|sista|last) (?:[^\W_]{1,5} )?(?:cif|sif|digit)")
_END_HINTS = ("til sidst", "til slutt", "på slut", "i slut", "at the end")
MIN_DIGITS, MAX_DIGITS, REACH, MAX_NOUN = 2, 4, 40, 60


def find_short_ends(reading: Reading) -> Iterator[Finding]:
    """``09`` of "the card ending 09", ``sex fem`` of "mobilnummer, sex fem i slutet"; no dates, times or amounts."""
    if any(hint.search(reading.low) for hint in _HINTS):
        yield from _behind(reading)
        yield from _more(reading, _ONE_MORE)
        yield from _more(reading, _THE_ONE)
    if reading.mentions("cif", "sif", "digit") and _LAST_HINT.search(reading.low):
        yield from _more(reading, _LAST)
    if reading.mentions(*_END_HINTS):
        yield from _before(reading)


def _behind(reading: Reading) -> Iterator[Finding]:
    """``09`` of "the card ending 09"."""
    for ends in _BEFORE.finditer(reading.low):
        limit = min(ends.end() + REACH, reading.turn_end(ends.end()))
        first = next(iter(numbers_in(reading, ends.end(), limit)), None)
        if first and first.start == ends.end() and _is_end(reading, first):
            yield Finding(first.start, first.end, _kind(ends), 0.7)


def _before(reading: Reading) -> Iterator[Finding]:
    """``sex fem`` of "mobilnummer, sex fem i slutet"."""
    for place in _AT_THE_END.finditer(reading.low):
        start = max(place.start() - REACH, _turn_start(reading, place.start()))
        last = next(iter(numbers_in(reading, start, place.start())[-1:]), None)
        if last is None or last.end != place.start() or not _is_end(reading, last):
            continue
        noun = _NOUN_NEAR.search(reading.low, max(0, last.start - MAX_NOUN), last.start)
        if noun and not _COUNTED.fullmatch(noun[0]):
            yield Finding(last.start, last.end, _kind(noun), 0.7)


def _more(reading: Reading, wording: re.Pattern[str]) -> Iterator[Finding]:
    """What follows a wording that names no card itself; of what it is was said before, or need not be known."""
    for also in wording.finditer(reading.low):
        start = _turn_start(reading, also.start())
        if wording is _THE_ONE and start > 0:
            start = _turn_start(reading, start - 1)
        start = max(also.start() - 2 * MAX_NOUN, start)
        nouns = list(_KIND.finditer(reading.low, start, also.start()))
        first = next(iter(numbers_in(reading, also.end(), min(also.end() + REACH, reading.turn_end(also.end())))), None)
        if first and first.start == also.end() and _is_end(reading, first) and (nouns or wording is _LAST):
            yield Finding(first.start, first.end, _kind(nouns[-1]) if nouns else Kind.NUMBER, 0.7)


def _turn_start(reading: Reading, place: int) -> int:
    """Where the turn begins that holds a place."""
    return reading.starts[max(0, bisect_right(reading.starts, place) - 1)]


def _is_end(reading: Reading, number: Number) -> bool:
    """Whether a number may be the end of a longer one."""
    if not MIN_DIGITS <= len(number.written) <= MAX_DIGITS:
        return False
    if _OF_GOODS.match(reading.low, number.end) or _A_ZERO.fullmatch(reading.low, number.start, number.end):
        return False
    return _NOT_DIGITS.match(reading.low, number.end) is None


def _kind(noun: re.Match[str]) -> Kind:
    """Of what the digits are."""
    kinds = {"card": Kind.CARD, "account": Kind.ACCOUNT, "phone": Kind.PHONE}
    return next((kind for group, kind in kinds.items() if noun[group]), Kind.NUMBER)
