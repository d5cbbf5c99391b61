"""Numbers, dates and house numbers spoken in words, as speech recognition writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product

from convqa.conversation import Language
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.lexicon import lexicon
from convqa.redaction.wordlist import any_of, words

__all__ = ["find_spoken_dates", "find_spoken_numbers", "find_spoken_streets"]

_DANISH = (
    "nul en et to tre fire fem seks syv otte ni",
    "ti elleve tolv tretten fjorten femten seksten sytten atten nitten",
    "tyve tredive fyrre halvtreds tres halvfjerds firs halvfems",
    "første anden tredje fjerde femte sjette syvende ottende niende tiende ellevte tolvte trettende fjortende femtende "
    "sekstende syttende attende nittende tyvende tredivte",
)
_NORWEGIAN = (
    "null en ein ett eitt to tre fire fem seks sju syv åtte ni",
    "ti elleve tolv tretten fjorten femten seksten sytten atten nitten",
    "tjue tretti førti femti seksti sytti åtti nitti",
    "første andre tredje fjerde femte sjette sjuende syvende åttende niende tiende ellevte tolvte trettende fjortende "
    "femtende sekstende syttende attende nittende tjuende trettiende",
)
_SWEDISH = (
    "noll en ett två tre fyra fem sex sju åtta nio",
    "tio elva tolv tretton fjorton femton sexton sjutton arton nitton",
    "tjugo tjugi trettio fyrtio femtio sextio sjuttio åttio nittio",
    "första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte trettonde fjortonde femtonde "
    "sextonde sjuttonde artonde nittonde tjugonde trettionde",
)
_ENGLISH = (
    "oh zero one two three four five six seven eight nine",
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "twenty thirty forty fifty sixty seventy eighty ninety",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth thirtieth",
)
_WORDS = {
    Language.DA: _DANISH,
    Language.NB: _NORWEGIAN,
    Language.NN: _NORWEGIAN,
    Language.SV: _SWEDISH,
    Language.EN: _ENGLISH,
}
_MONTHS = (
    "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december|mars|mai|desember|januari|februari"
    "|augusti|january|february|march|may|june|july|october"
)
# Said between the parts of a number; one alone ends nothing.
_BETWEEN = (
    r"(?:[ ,.…-]{1,3}(?:og så|og|och|så|and|then|øh|eh|uh|nej|nei|no|vent|double|streck|bindestreg|strek|dash|plus)"
    r"(?![^\W_])){0,2}[ ,.…—-]{1,4}"
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
_SAID = re.compile(r"[^\W\d_]+")
_AMOUNT_AFTER = re.compile(
    r" (?:tusind|tusen|thousand|million|kr|pund|pound|euro|dollar|prosent|procent|percent|grader|degrees)"
)
_PHONE_DIGITS = 8
MIN_DIGITS, MIN_ASKED_DIGITS = 6, 4
_CONTEXT = 110
_STREET_ENDS = (
    "vej|vejen|gade|gaden|stræde|allé|alle|vænget|vangen|brynet|parken|toften|bakken|lunden|engen|haven|vei|veien|veg|vegen"
    "|gata|gate|gaten|gatan|vägen|gränd|gränden|stigen|backen"
)
_ENGLISH_STREETS = "street|road|lane|avenue|crescent|terrace"


@cache
def _digits(language: Language) -> dict[str, int]:
    """Number word -> how many digits it stands for; "femogfyrre" and "tjugofem" are one word."""
    ones, teens, tens, _ = (words(row) for row in _WORDS[language])
    pairs = product(ones, ("og",), tens) if language is Language.DA else product(tens, ("",), ones)
    return {**dict.fromkeys(map("".join, pairs), 2), **dict.fromkeys(teens + tens, 2), **dict.fromkeys(ones, 1)}


@cache
def _number(language: Language) -> re.Pattern[str]:
    """A run of number words."""
    word = rf"{any_of((*_digits(language), 'hundred', 'hundrede'))}(?![^\W_])"
    return re.compile(rf"(?<![^\W_]){word}(?:{_BETWEEN}{word}){{2,40}}")


@cache
def _date(language: Language) -> re.Pattern[str]:
    """Day and month in words, and the year where it follows in words that only a year of birth has."""
    ones, _, tens, ordinals = (words(row) for row in _WORDS[language])
    days = {*ordinals, *(ten + joint + day for ten in tens[:2] for joint in ("", "-", " ") for day in ordinals[:9])}
    days |= {f"{one}og{ten}" for one in ones for ten in ("tyvende", "tredivte")}
    day = any_of(sorted(days))
    late = [word for word in _digits(language) if any(ten in word for ten in tens[2:])]
    year = r"(?:(?:nitten|nineteen)[ -]?|(?:nitten ?hundre(?:de)?|nittonhundra)[ ,]*(?:og|och)?[ ,]*(?:eh|øh)?[ ,]*)?"
    numbers = any_of(_digits(language))
    year += rf"(?:{any_of(late)}|{numbers} og {any_of(tens[2:])})(?![^\W_])"
    return re.compile(
        rf"(?<![^\W_]){day}(?: of)?(?: i| the| den)? (?:{any_of(_MONTHS.split('|'))}|{day})(?![^\W_])"
        rf"(?P<year>,? {year})?"
    )


@cache
def _street(language: Language) -> re.Pattern[str]:
    """A street and its house number in words; "one" is an article in most of the languages."""
    articles = ("en", "et", "ett", "ein", "eitt", "one", "oh")
    house = any_of(word for word in _digits(language) if word not in articles)
    if language is Language.EN:
        return re.compile(
            rf"(?<![^\W_]){house}(?: [a-d])?,? (?P<street>(?:[^\W\d_]{{3,20}} ){{1,2}}?)"
            rf"(?:{_ENGLISH_STREETS})(?![^\W_])"
        )
    return re.compile(rf" (?P<house>{house}(?: [a-d](?![^\W_]))?)(?![^\W_])")


_STREET_BEFORE = re.compile(rf"(?<![^\W_])[^\W\d_]{{2,24}}(?:{_STREET_ENDS})$")


def find_spoken_numbers(reading: Reading) -> Iterator[Finding]:
    """``nul fire nul ni fire tre``: six digits or more said in a row, or four after a word for a number."""
    digits = _digits(reading.language)
    for match in _number(reading.language).finditer(reading.low):
        count = sum(digits.get(word, 0) for word in _SAID.findall(match[0]))
        count += match[0].count("double") - match[0].count("ty-")  # "double nine" is two digits, and so is "fifty-two"
        before = [
            asked
            for asked in _ASKS.finditer(reading.low, max(0, match.start() - _CONTEXT), match.start())
            if not reading.answered(asked.end(), match.start())
        ]
        if count < (MIN_ASKED_DIGITS if before else MIN_DIGITS) or _AMOUNT_AFTER.match(reading.low, match.end()):
            continue
        kind = next((_KINDS[asked.lastgroup] for asked in reversed(before) if asked.lastgroup), None)
        yield Finding(*match.span(), kind or (Kind.PHONE if count >= _PHONE_DIGITS else Kind.NUMBER), 0.6)


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
