"""Numbers, dates and house numbers spoken in words, as speech recognition writes them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from convqa.conversation import Language
from convqa.redaction.finders.birth import find_birth_dates
from convqa.redaction.finders.contact import find_emails, find_internet_addresses, find_usernames
from convqa.redaction.finders.identity import find_identity_numbers
from convqa.redaction.finders.payment import find_accounts, find_cards
from convqa.redaction.finders.phone import find_phones
from convqa.redaction.finders.plate import find_plates
from convqa.redaction.finders.reference import find_asked_numbers, find_long_numbers, find_named_numbers
from convqa.redaction.findings import Finder, Finding, Kind, Reading
from convqa.redaction.grammar import grammar
from convqa.redaction.lexicon import lexicon
from convqa.redaction.mails import find_said_mails, find_said_user_names
from convqa.redaction.said import Stretch, find_stretches
from convqa.redaction.view import Piece, make_view
from convqa.redaction.wordlist import any_of

__all__ = ["find_said", "find_spoken_dates", "find_spoken_streets"]

_MONTHS = (
    "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december|mars|mai|desember|januari|februari"
    "|augusti|january|february|march|may|june|july|october"
)
_ASKS = re.compile(
    r"(?:(?P<phone>tele|mobil|phone)|(?P<identity>cpr|person|fødsels|social)"
    r"|(?P<account>konto|account|sort code)|(?P<customer>kund|customer|medlem|student|member)"
    r"|nummer|number|numret|cifre|sifre|siffr)"
)
_ASKED_FIRST = re.compile(r"føds|født|fødd|föd|birth|born|bursdag")
_KINDS = {
    "phone": Kind.PHONE,
    "identity": Kind.ID_NUMBER,
    "account": Kind.ACCOUNT,
    "customer": Kind.CUSTOMER_NUMBER,
}
_PHONE_DIGITS = 8
MIN_DIGITS, MIN_ASKED_DIGITS, MIN_WORDS = 6, 4, 3
_CONTEXT = 110
_TIME_BEFORE = re.compile(r"(?<![^\W_])(?:kl|klokken|klokka|klockan|clock|o'clock|at)\.? $")
_YEARS = re.compile(r"(?:(?:19|20)\d\d)+")
_ON_VIEW: tuple[Finder, ...] = (
    find_emails,
    find_internet_addresses,
    find_usernames,
    find_phones,
    find_identity_numbers,
    find_cards,
    find_accounts,
    find_plates,
    find_birth_dates,
    find_named_numbers,
    find_asked_numbers,
    find_long_numbers,
)
_STREET_ENDS = (
    "vej|vejen|gade|gaden|stræde|allé|alle|vænget|vangen|brynet|parken|toften|bakken|lunden|engen|haven|vei|veien|veg|vegen"
    "|gata|gate|gaten|gatan|vägen|gränd|gränden|stigen|backen"
)
_ENGLISH_STREETS = "street|road|lane|avenue|crescent|terrace"


@cache
def _date(language: Language) -> re.Pattern[str]:
    """Day and month in words, and the year where it follows in words that only a year of birth has."""
    rules = grammar(language)
    ones, tens, ordinals = rules.ones, rules.tens, rules.ordinals
    digits = {word: int(written) for word, written in rules.numbers.items() if len(written) < 3}
    days = {
        *ordinals,
        *(ten + joint + day for ten in tens if digits[ten] < 40 for joint in ("", "-", " ") for day in ordinals[:9]),
    }
    days |= {f"{one}og{ten}" for one in ones for ten in ("tyvende", "tredivte")}
    day = any_of(sorted(days))
    late = [word for word, value in digits.items() if value >= 40]
    late_tens = [ten for ten in tens if digits[ten] >= 40]
    year = r"(?:(?:nitten|nineteen)[ -]?|(?:nitten ?hundre(?:de)?|nittonhundra)[ ,]*(?:og|och)?[ ,]*(?:eh|øh)?[ ,]*)?"
    year += rf"(?:{any_of(late)}|{any_of(digits)} og {any_of(late_tens)})(?![^\W_])"
    return re.compile(
        rf"(?<![^\W_]){day}(?: of)?(?: i| the| den)? (?:{any_of(_MONTHS.split('|'))}|{day})(?![^\W_])"
        rf"(?P<year>,? {year})?"
    )


@cache
def _street(language: Language) -> re.Pattern[str]:
    """A street and its house number in words; "one" is an article in most of the languages."""
    rules = grammar(language)
    house = any_of(word for word, digits in rules.numbers.items() if len(digits) < 3 and word not in rules.articles)
    if language is Language.EN:
        return re.compile(
            rf"(?<![^\W_]){house}(?: [a-d])?,? (?P<street>(?:[^\W\d_]{{3,20}} ){{1,2}}?)"
            rf"(?:{_ENGLISH_STREETS})(?![^\W_])"
        )
    return re.compile(rf" (?P<house>{house}(?: [a-d](?![^\W_]))?)(?![^\W_])")


_STREET_BEFORE = re.compile(rf"(?<![^\W_])[^\W\d_]{{2,24}}(?:{_STREET_ENDS})$")


def find_said(reading: Reading) -> Iterator[Finding]:
    """``nul fire nul ni fire tre``, ``lene punktum holm snabel a firma punktum dk``.

    Six digits or more said in a row, or four after a word for a number, whatever they are; and what the finders for
    written numbers and addresses see in what was said.
    """
    pieces = list(find_said_mails(reading))
    starts = [mail[0].start for mail in pieces]
    for stretch in find_stretches(reading):
        mail = bisect_right(starts, stretch.end - 1) - 1
        if mail >= 0 and pieces[mail][-1].end > stretch.start:
            continue
        asked = [
            word
            for word in _ASKS.finditer(reading.low, max(0, stretch.start - _CONTEXT), stretch.start)
            if not reading.answered(word.end(), stretch.start)
        ]
        if len(stretch.pieces) == 1 or _is_amount(reading, stretch, asked=bool(asked)):
            continue  # one number alone is an amount: "elleve hundre og seksti"
        pieces.append(stretch.pieces)
        if stretch.dated or len(stretch.pieces) < MIN_WORDS:
            continue
        count = sum(stretch.parts)
        if count >= (MIN_ASKED_DIGITS if asked else MIN_DIGITS):
            kind = next((_KINDS[word.lastgroup] for word in reversed(asked) if word.lastgroup), None)
            kind = kind or (Kind.PHONE if count >= _PHONE_DIGITS else Kind.NUMBER)
            yield Finding(stretch.start, stretch.end, kind, 0.45)
    for start, end in find_said_user_names(reading):
        yield Finding(start, end, Kind.USERNAME, 0.7)
    if pieces:
        view = make_view(reading, sorted(pieces, key=_start))
        for finder in _ON_VIEW:
            yield from filter(None, map(view.back, finder(view.reading)))


def _start(pieces: Sequence[Piece]) -> int:
    """Where pieces begin."""
    return pieces[0].start


def _is_amount(reading: Reading, stretch: Stretch, *, asked: bool) -> bool:
    """Whether digits are an amount, a time, years, or prices with "and" between them."""
    count, parts = sum(stretch.parts), [part for part in stretch.parts if part]
    if count <= _PHONE_DIGITS and grammar(reading.language).unit.match(reading.low, stretch.end):
        return True
    if count <= MIN_ASKED_DIGITS and _TIME_BEFORE.search(reading.low, max(0, stretch.start - 12), stretch.start):
        return True
    years = _YEARS.fullmatch(stretch.written) is not None
    if asked:
        return years and count <= MIN_ASKED_DIGITS
    if all(piece.text.endswith("00") for piece in stretch.pieces):
        return True
    prices = _PHONE_DIGITS if reading.language is Language.EN else _PHONE_DIGITS - 1  # no English phone has eight
    if len(parts) > 1 and max(parts) <= MIN_ASKED_DIGITS and count <= prices:
        return True
    return years


def find_spoken_dates(reading: Reading) -> Iterator[Finding]:
    """``attende april enoghalvfjerds``; without a year only after a word for birth."""
    for match in _date(reading.language).finditer(reading.low):
        if match["year"] or _ASKED_FIRST.search(reading.low, max(0, match.start() - _CONTEXT), match.start()):
            yield Finding(*match.span(), Kind.BIRTH_DATE, 0.7)


def find_spoken_streets(reading: Reading) -> Iterator[Finding]:
    """``skovbrynet enogtyve``, ``eleven kiln road``."""
    names = lexicon(reading.language)
    for match in _street(reading.language).finditer(reading.low):
        if reading.language is Language.EN:
            if match["street"].split()[0] not in names.words:
                yield Finding(*match.span(), Kind.ADDRESS, 0.7)
            continue
        street = _STREET_BEFORE.search(reading.low, max(0, match.start() - 30), match.start())
        if street and street[0] not in names.words:
            yield Finding(street.start(), match.end(), Kind.ADDRESS, 0.7)
