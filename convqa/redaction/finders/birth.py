"""Dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from convqa.redaction.finders.asked import find_requests
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.wordlist import any_of

__all__ = ["find_birth_dates"]

_MONTH = (
    r"(?:jan(?:uary?|uar|uari)?|feb(?:ruar[yi]?)?|mar(?:ts|s|ch)?|apr(?:il)?|ma[ijy]|jun[ie]?|jul[iy]?|aug(?:ust|usti)?"
    r"|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|de[cs](?:ember)?)\.?"
)
_DATE = (
    rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[./-] ?\d{{1,2}}[./-] ?(?:\d{{4}}|\d\d)"
    rf"|\d{{1,2}}(?:\.|st|nd|rd|th|:e)? ?(?:of )?{_MONTH}(?:,? ?(?:\d{{4}}|\d\d))?"
    rf"|{_MONTH},? (?:19|20)\d\d|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? ?\d{{4}})?|\d\d ?\d\d ?\d\d|\d{{8}})"
)
_WORDS = (
    "født|fødd|född|fødselsdato|fødselsdatoen|fødselsdag|fødselsdagen|fødselsdata|fødselsdatoen|födelsedatumet|födelsedagen|födelsedatum|födelsedag|födelsedagen|f.|born"
    "|birthday|date of birth|birthdate|birth date|dob|d.o.b.|d.o.b|bursdag|bursdagen|geburtsdag"
)
_BORN = re.compile(
    rf"(?<!\w){any_of(_WORDS.split('|'))}"
    r"(?:(?: den| d\.| er| är| is| on| in| i| the"
    r"| dato| datum| her| here| här| så| då| da| would be| must be|:|,){0,4} )"
    rf"(?P<date>{_DATE}|(?:19|20)\d\d)(?![\w-]|[.,]?\d)"
)
_SHORT = re.compile(
    r"(?<![\w.])(?:f\.? ?|(?<=, )b\. ?)"
    r"(?P<date>(?:19|20)?\d{6}|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d))(?![\w-]|[.,]?\d)"
)
_FULL_DATE = re.compile(
    rf"(?<![\w.,:/-])(?:\d{{1,2}}(?:\.|st|nd|rd|th|:e)? ?(?:of )?{_MONTH},? ?(?P<a>\d{{4}})"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?P<b>\d{{4}})"
    rf"|\d{{1,2}}[./-]\d{{1,2}}[./-](?P<c>\d{{4}})|\d{{1,2}}/\d{{1,2}} (?P<f>\d{{4}})(?! ?(?:kr|,-|stk))"
    r"|(?P<d>\d{4})-\d\d-\d\d"
    rf"|\d{{1,2}} {_MONTH} (?P<e>[3-9]\d))(?![\w-]|[.,]\d)"
)
_ASKED = re.compile(r"fødselsda[gt]\w{0,3}|født|fødd|föd(?:d|da|elsed\w{1,5})?|birth|born|bursdag")
_ALSO = re.compile(rf"(?:,| og| och| and| &) (?P<date>{_DATE})(?![\w-]|[.,]?\d)")
_REPLY_DATE = re.compile(rf"(?<![\w.,:/-]){_DATE}(?![\w-]|[.,]?\d)")
MAX_REPLY = 120
BIRTH_YEARS = range(1900, 2006)


def find_birth_dates(reading: Reading) -> Iterator[Finding]:
    """Dates after a word for birth or in the reply to a question with one, and full dates too old for business.

    A day, month and year before 2006 is nearly always a birth date in customer service, and harmless to lose otherwise.
    """
    about_birth = reading.mentions("føds", "fød", "föd", "born", "birth", "bursdag", "dob", "d.o.b", "f. ", "geburt")
    for match in _BORN.finditer(reading.low) if about_birth else ():
        yield Finding(*match.span("date"), Kind.BIRTH_DATE, 0.9)
    for match in _SHORT.finditer(reading.low):
        yield Finding(*match.span("date"), Kind.BIRTH_DATE, 0.6)
    for match in _FULL_DATE.finditer(reading.low):
        year = next(group for group in match.groups() if group is not None)
        if len(year) == 2 or int(year) in BIRTH_YEARS:
            yield Finding(*match.span(), Kind.BIRTH_DATE, 0.7)
    for _, replies in find_requests(reading, _ASKED) if about_birth else ():
        found = (_REPLY_DATE.search(reading.low, start, min(end, start + MAX_REPLY)) for start, end in replies)
        for match in islice(filter(None, found), 1):
            yield Finding(*match.span(), Kind.BIRTH_DATE, 0.75)
            also = _ALSO.match(reading.low, match.end())
            while also:
                yield Finding(*also.span("date"), Kind.BIRTH_DATE, 0.7)
                also = _ALSO.match(reading.low, also.end())
