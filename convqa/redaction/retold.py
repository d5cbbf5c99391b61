"""What was found, told again in another form or in part: "Kort 40", a street alone, a mail up to its "@"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice

from convqa.conversation import Language
from convqa.redaction.again import PERSONAL
from convqa.redaction.finders.address import STREETS
from convqa.redaction.finders.secret import is_amount
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.grammar import grammar
from convqa.redaction.lexicon import lexicon
from convqa.redaction.mails import find_said_mails
from convqa.redaction.numbers import digits_of
from convqa.redaction.wordlist import any_of, words

__all__ = ["find_retold"]

_SHORT = re.compile(r"\d{2,3}")
_CALLED = (
    r"(?:[^\W\d_]{0,12}kort(?:et|ets)?|cards?|visa|konto(?:en|t|et)?|account|acct|acc|nummer|numret|nummeret|number)"
)
_TO = any_of(words("på on til till to med with from fra från frå of av af ikke ikkje inte not"))
_SMALL = any_of(
    words(
        "ja jo jep yes yeah yep ok okay mm nej nei no det den it is er är that's it's stemmer stämmer correct right "
        "riktig rigtigt rätt precis nettopp"
    )
)
_CLAUSE_END = r"[ -]?(?:[.,;:!?…)\n\ue000]|$)"
_GROUPS = re.compile(r"\d(?<![\w.,:/+£€$-].)\d{0,8}(?:[ .-]\d{1,8}){1,7}(?!\w)(?![.,:/-]\d)")
_NUMBERED = frozenset({Kind.BOOKING, Kind.ORDER, Kind.CUSTOMER_NUMBER, Kind.CASE_NUMBER})
_FOUR = re.compile(r"(?!\d?\d00$)(?!(?:19|20)\d\d$)\d{4}")
_STREET = re.compile(
    rf"(?:[^\W\d_][\w'’.-]{{0,20}} ){{0,2}}[^\W\d_]{{0,25}}{any_of(STREETS)}(?=,? (?:nr\.? |nummer )?[^\W_])"
)
_BRITISH = re.compile(r"\d{1,4}[a-z]?,? (?P<street>[A-Z][a-z'’]{2,20}(?: [A-Z][a-z]{2,20}){1,2})(?![^\W_])")
_LAND = re.compile(r"(?<=[^\W\d_] )\d{1,3}:\d{1,3}$")
_NAMES_MORE = re.compile(r" [A-ZÆØÅÄÖ][a-zæøåäö]|[- ](?:aps|a/s|as|ab|brf|borettslag|boligforening)(?![^\W_])")
_SOCIETY = re.compile(
    r"(?:forening(?:en)?|förening(?:en)?|selskabet?|selskapet?|laget?|bolaget?|brf|kiosk|skole|skola) $"
)
_TIME_BEFORE = re.compile(r"(?<![^\W_])(?:klockan|kl\.?|skalan?|kapitel|kap\.?|vann|vinst|resultatet|slutade) $")
_SUM_BEFORE = re.compile(
    r"(?<![^\W_])(?:pa(?:y|id)|costs?|kost\w+|betal\w+|pris\w*|prices?|total\w*|sum\w*|bel[øo]\w+|weighs?|vejer|veier|veg"
    r"|väger) (?:[^\W\d_]{1,4} )?$"
)
_LOCAL = re.compile(r"(?P<local>[\w.+-]{2,64}) ?@")
_SIGNS = re.compile(r"[._+-]+")
NEAR = 30
"""Characters back to a word for what a number is."""
MIN_STREET, MIN_LOCAL, MIN_NAME, MIN_PART, MIN_WHOLE, MOST = 5, 6, 3, 5, 8, 60
SCORE = 0.4


def find_retold(reading: Reading, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Other places of what was found, by family.

    Args:
        reading: the turns.
        findings: what was found in them.
    """
    if not findings:
        return
    yield from _ends(reading, findings)
    yield from _parts(reading, findings)
    yield from _numbered(reading, findings)
    yield from _streets(reading, findings)
    yield from _land(reading, findings)
    yield from _mails(reading, findings)


def _ends(reading: Reading, findings: Sequence[Finding]) -> Iterator[Finding]:
    """``40`` of "Kort 40", ``071`` of "ja 071": two or three digits that a card was said to end with."""
    short = {reading.low[one.start : one.end]: one for one in findings if one.kind in PERSONAL}
    for value, finding in islice(short.items(), MOST):
        if _SHORT.fullmatch(value) and reading.low.count(value) > 1:
            for match in _end_again(value).finditer(reading.low):
                yield Finding(*match.span("digits"), finding.kind, SCORE)


def _end_again(value: str) -> re.Pattern[str]:
    """Digits behind a word for a card, or all that a clause says; three of them behind a small word too."""
    behind = rf"|(?<![^\W_]){_TO} " if len(value) > 2 else ""
    goes_on = rf"(?={_CLAUSE_END}| (?:as|er|är|is|har|has|was|ble|blev|nu|nå|now|og|och|and)(?![^\W_]))"
    return re.compile(
        rf"(?:(?<![^\W_]){_CALLED}(?: med| with)? {behind}"
        rf"|(?:^|[\n\ue000])(?:{_SMALL}(?![^\W_])[ ,.:]{{1,2}}){{0,3}}(?={value}{_CLAUSE_END}))"
        rf"(?P<digits>{value})(?![\w%]|[.,:/-]\d){goes_on}"
    )


def _parts(reading: Reading, findings: Sequence[Finding]) -> Iterator[Finding]:
    """``45 00 18 27 63`` of an account that was told in words, ``8429 00`` of its end: digits in other groups."""
    wholes = {digits_of(reading, one) for one in islice((one for one in findings if one.kind in PERSONAL), MOST)}
    wholes = {digits for digits in wholes if len(digits) >= MIN_WHOLE}
    for match in _GROUPS.finditer(reading.low) if wholes else ():
        digits = "".join(filter(str.isdigit, match[0]))
        if len(digits) >= MIN_PART and not is_amount(reading, *match.span()):
            same = len(digits) >= MIN_WHOLE and any(digits in whole for whole in wholes)
            if same or any(whole.endswith(digits) for whole in wholes):
                yield Finding(*match.span(), Kind.NUMBER, SCORE)


def _numbered(reading: Reading, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Numbers of four digits by which a company knows an order or a customer; no sums and years."""
    values = {reading.low[one.start : one.end]: one for one in findings if one.kind in _NUMBERED}
    for value, finding in islice(values.items(), MOST):
        if _FOUR.fullmatch(value) and reading.low.count(value) > 1:
            for match in re.finditer(rf"(?<![\w.,:/+£€$#-]){value}(?!\w)(?![.,:/-]\d)(?![,:]-)", reading.low):
                if not _is_sum(reading, *match.span()):
                    yield Finding(*match.span(), finding.kind, SCORE)


def _is_sum(reading: Reading, start: int, end: int) -> bool:
    """Whether digits are a sum or a quantity: "4412 timer", "I paid 4412"."""
    if is_amount(reading, start, end) or grammar(reading.language).unit.match(reading.low, end):
        return True
    return _SUM_BEFORE.search(reading.low, max(0, start - NEAR), start) is not None


def _streets(reading: Reading, findings: Sequence[Finding]) -> Iterator[Finding]:
    """The street of an address, named again without a house."""
    known = lexicon(reading.language).words
    streets: set[str] = set()
    for finding in islice((one for one in findings if one.kind is Kind.ADDRESS), MOST):
        text = reading.text[finding.start : finding.end]
        nordic, british = _STREET.match(text.lower()), _BRITISH.match(text)
        if nordic and reading.language is not Language.EN:
            streets.add(text[: nordic.end()])
        if british and reading.language is Language.EN:
            streets.add(british["street"])
    for street in sorted(streets):
        last = street.lower().split()[-1]
        alone = last in STREETS or last in known
        if len(street) < MIN_STREET or (alone and " " not in street) or reading.text.count(street) < 2:
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(street)}(?![\w-])", reading.text):
            if _NAMES_MORE.match(reading.text, match.end()) or _SOCIETY.search(
                reading.low, max(0, match.start() - NEAR), match.start()
            ):
                continue  # "Granlia Boliger"
            yield Finding(*match.span(), Kind.ADDRESS, SCORE)


def _land(reading: Reading, findings: Sequence[Finding]) -> Iterator[Finding]:
    """``1:7`` of "Kvarnen 1:7"."""
    for finding in islice((one for one in findings if one.kind is Kind.ADDRESS), MOST):
        number = _LAND.search(reading.low, finding.start, finding.end)
        if number:
            for match in re.finditer(rf"(?<![\w.,:/-]){number[0]}(?![\w:])(?! ?(?:mot|i halv))", reading.low):
                if not _TIME_BEFORE.search(reading.low, max(0, match.start() - NEAR), match.start()):
                    yield Finding(*match.span(), Kind.ADDRESS, SCORE)


def _mails(reading: Reading, findings: Sequence[Finding]) -> Iterator[Finding]:
    """``guri.alm`` of "gurialm@…", ``fam punkt nordin`` of "fam.nordin@…", and no ordinary word."""
    locals_ = set[str]()
    for finding in islice((one for one in findings if one.kind is Kind.EMAIL), MOST):
        match = _LOCAL.match(reading.low, finding.start, finding.end)
        if match and len(_SIGNS.sub("", match["local"])) >= MIN_LOCAL:
            locals_.add(match["local"].strip("."))
    if any("@" not in reading.text[one.start : one.end] for one in findings if one.kind is Kind.EMAIL):
        said = ("".join(piece.text for piece in pieces).partition("@") for pieces in find_said_mails(reading))
        locals_ |= {local for local, at, _ in said if at and len(_SIGNS.sub("", local)) >= MIN_LOCAL}
    for local in sorted(locals_):
        for match in _local_again(local, reading.language).finditer(reading.low):
            if "-" in match[0] and match[0] != local and _is_plain(match[0], reading.language):
                continue  # "customer-service" of "customer.service@…"
            if not match[0].isalpha() or _holds_name(match[0], reading.language):
                yield Finding(*match.span(), Kind.EMAIL, SCORE)


def _is_plain(joined: str, language: Language) -> bool:
    """Whether words with hyphens between them are ordinary ones, each."""
    names = lexicon(language)
    known = (names.words, names.foreign, names.common)
    return all(len(word) > 1 and any(word in listed for listed in known) for word in _SIGNS.split(joined))


def _holds_name(word: str, language: Language) -> bool:
    """Whether a word is a given name and a further name joined: "fievestergaard", not "renovation"."""
    names = lexicon(language)
    cuts = range(MIN_NAME, len(word) - MIN_NAME + 1)
    return any(word[:cut] in names.given and (word[cut:] in names.family or word[cut:] in names.given) for cut in cuts)


def _local_again(local: str, language: Language) -> re.Pattern[str]:
    """What stands before an "@", with other signs between its letters, or with the signs in words."""
    plain = "[._-]?".join(map(re.escape, _SIGNS.sub("", local)))
    said = _between(language).join(map(re.escape, filter(None, _SIGNS.split(local))))
    either = rf"{plain}|{said}" if _SIGNS.search(local) else plain
    return re.compile(rf"(?<![\w@.+-])(?:{either})(?![\w@+-])(?!\.\w)")


@cache
def _between(language: Language) -> str:
    """A sign in words between two parts."""
    signs = any_of(sorted(name for name, sign in grammar(language).signs.items() if sign in "._-"))
    return rf"[ ,]{{1,2}}{signs}[ ,]{{1,2}}"
