"""References that their shape alone gives away: letters and digits, or groups of digits, joined by hyphens."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.lexicon import is_code
from convqa.redaction.wordlist import words

__all__ = ["find_codes"]

_LETTER = "[A-ZÆØÅÄÖ]"
_TAIL = rf"(?:-(?:\d{{1,6}}|{_LETTER}{{1,3}}\d{{0,3}}|[a-z](?!\w)))*"
_RIGHT = r"(?![\w-])(?![.,:/]\d)"
_CODE = re.compile(
    rf"{_LETTER}(?<![\w.,:/+@-].){_LETTER}{{0,3}}(?:"
    rf"-\d{{4,12}}{_TAIL}"  # K-80013, NV-2240-88
    rf"|-\d{{2,3}}-\d{{3,6}}{_TAIL}"  # TS-90-4471
    rf"|\d{{1,3}}-\d{{3,6}}{_TAIL}"  # FB9-22107
    rf"|\d{{4}}-\d{{2,6}}{_TAIL}"  # T4471-09
    rf"|(?<=[A-ZÆØÅÄÖ]{{2}})\d{{4}}{_TAIL}|\d{{5}}"  # GX4007, RG0098-HR, R88214
    rf"|(?:-{_LETTER}{{1,4}}){{1,2}}-\d{{3,12}}{_TAIL}"  # US-VP-66102
    rf"|(?<=[A-ZÆØÅÄÖ]{{2}})(?:/{_LETTER}{{1,4}}){{1,2}}/\d{{5,8}}"  # FP/C/77103
    r"|(?<=[A-Z]{2})(?:\.\d{4}-\d{4}-\d{4}(?:-\d{4,5})?|/\d{4}/\d{2,6})"  # GPA.3391-0021-7745, BER/2024/00731
    rf"){_RIGHT}"
)
_LOW = re.compile(
    rf"(?P<letters>[a-zæøåäö](?<![\w.,:/+@-].)[a-zæøåäö]{{0,2}})(?=[-\d])(?:\d{{1,3}})?"
    rf"(?:-\d{{4,12}}|-\d{{2,3}}-\d{{3,6}}|(?<=\d)-\d{{3,6}})"
    rf"(?:-\d{{1,6}}){{0,2}}{_RIGHT}"
)
_COUNTRY = "(?: [A-Z]{2}(?![\\w-]))?"  # of a parcel
_IN_TWO = re.compile(
    rf"(?P<letters>{_LETTER}(?<![\w.,:/+@&-].){_LETTER}{{1,2}}) "
    rf"(?P<digits>\d{{4,9}}(?: \d{{2,4}}){{0,2}}|\d{{3}} \d{{2,3}}(?: \d{{2,3}}){{1,2}})"
    rf"(?:{_COUNTRY}| [B-HJ-Z](?![\w-])){_RIGHT}"
)
_GROUPS = re.compile(
    r"\d(?<![\w.,:/+@–-].)(?:\d{0,3}-)(?:\d{1,4}-)?\d{3,6}"
    rf"(?:-\d{{1,4}}|-{_LETTER}{{1,2}})?{_RIGHT}"
)
_LONG = re.compile(rf"\d{{2,9}}(?: \d{{3,6}}){{1,3}}(?: \d{{1,3}})?{_RIGHT}")
_COUNTRY_AFTER = re.compile(r" (?:SE|NO|DK|FI|DE|GB|CN|NL|EE|LT|LV|PL|HK|US)(?![\w-])")
_LETTERS_BETWEEN = re.compile(  # "0071-AP-6623", "08-D-61193", "2SR-K09174471"
    rf"\d(?<![\w.,:/+@–-].)(?:\d{{1,5}}-{_LETTER}{{1,4}}-\d{{3,8}}"
    rf"|{_LETTER}{{2,4}}-{_LETTER}{{1,3}}\d{{5,12}}){_RIGHT}"
)
_PARCEL = re.compile(  # as all post offices number them, in lower case
    r"\d(?:(?<=(?<![\w.,:/+@&-])[a-z]{2} \d)|(?<=(?<![\w.,:/+@&-])[a-z]{2}\d))\d\d ?\d{3} ?\d{3} ?"
    r"(?:dk|no|se|gb|us|de|fi|nl|cn|hk|ie|fr|lt|lv|ee|pl)(?!\w)"
)
_MORE_GROUPS = re.compile(  # "8260 13 007 4421967", "2 4117 00093 5521": at least one of five digits or more
    rf"(?=[\d ]{{0,20}}\d{{5}})(?:\d{{3,9}}(?: \d{{2,9}}){{2,4}}|\d(?: \d{{4,6}}){{2,3}}){_RIGHT}"
)
_LETTER_BEHIND = re.compile(  # "5501 2294 X"
    r"\d(?<![\w.,:/+@£€$–-].)(?<![£€$] .)\d{3}(?: \d{3,4}){1,2} [B-HJ-Z](?=[.,;:!?)]?(?:[ \n\ue000]|$))"
)
_LETTER_LAST = re.compile(rf"\d(?<![\w.,:/+@–-].)\d{{3,5}}-{_LETTER}{{1,2}}{_RIGHT}")
_MIXED = re.compile(  # six or seven, digits between letters: "AX7KQ2", not the "5W30" of an oil
    rf"{_LETTER}(?<![\w.,:/+@&-].)(?=[A-Z]{{0,5}}\d)(?=[A-Z\d]*\d[A-Z])(?=[A-Z\d]*[A-Z])[A-Z\d]{{5,6}}{_RIGHT}"
)
_SINGLE = re.compile(  # "5 5 1 8", "v l 7 7 2 1", "B-F 3-0-9-1"
    r"(?<![\w.,:/+@–-])(?:[a-zæøåäö][ -]){0,3}(?<!\d[ -])\d(?:(?:[ -]|, )\d){3,15}(?![\w-])(?![ .,:/]\d)"
)
_UNIT = re.compile(
    r" ?(?:kr|,-|dkk|nok|sek|eur|usd|€|£|\$|%|stk|gb|mb|kwh|kw|km|kg|cm|mm|m2|m²|m|g|ml|l|w|v|mah|timer|timmar|hours"
    r"|dage|dagar|dager|days|minut\w{0,4}|min|år|years|uger|veckor|uker|weeks|graders?)(?![^\W_])"
)
_YEAR = re.compile(r"(?:19[3-9]|20[0-3])\d")
_DATE = re.compile(r"\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}-(?:19|20)\d\d|(?:19|20)\d\d-(?:19|20)\d\d")
# Standards and currencies ("ISO 9001", "DKK 1500"), and what devices show ("ERR 8812").
_NOBODYS = frozenset(words("iso din rfc ansi ean gtin dkk nok sek eur usd gbp kr err pin puk sos windows win"))

MIN_LONG = 9


def find_codes(reading: Reading) -> Iterator[Finding]:
    """``K-80013``, ``FB9-22107``, ``R88214``, ``KB 2209``, ``8814-207``, ``5518-B``, ``AX7KQ2``: capitals alone.

    Not what goes on with a unit, ranges, dates, years and standards; model numbers mostly have fewer digits or
    letters after them ("WH-1000XM4").
    """
    for pattern in (_CODE, _MIXED):
        for match in pattern.finditer(reading.text):
            yield Finding(*match.span(), Kind.NUMBER, 0.3)
    for match in _LOW.finditer(reading.low):
        letters = match["letters"]
        code = len(letters) == 1 or is_code(letters, reading.language)
        if code and letters not in _NOBODYS and not _YEAR.fullmatch(match[0].rpartition("-")[2]):
            yield Finding(*match.span(), Kind.NUMBER, 0.3)
    for match in _IN_TWO.finditer(reading.text):
        letters = match["letters"].lower()
        code = len(match["digits"]) > MIN_LONG - len(letters) - 1 or is_code(letters, reading.language)
        if letters not in _NOBODYS and code and not _is_amount(reading, match):
            yield Finding(*match.span(), Kind.NUMBER, 0.3)
    for match in reading.matches(_LONG):
        digits = sum(map(str.isdigit, match[0]))
        if digits >= MIN_LONG and not _is_amount(reading, match):
            country = _COUNTRY_AFTER.match(reading.text, match.end())
            yield Finding(match.start(), country.end() if country else match.end(), Kind.NUMBER, 0.3)
    for match in _SINGLE.finditer(reading.low):
        yield Finding(*match.span(), Kind.NUMBER, 0.3)
    for match in reading.matches(_MORE_GROUPS):
        if sum(map(str.isdigit, match[0])) > MIN_LONG and not _is_amount(reading, match):
            yield Finding(*match.span(), Kind.NUMBER, 0.3)
    for match in (*_LETTERS_BETWEEN.finditer(reading.text), *_LETTER_BEHIND.finditer(reading.text)):
        dated = _YEAR.fullmatch(match[0].rpartition("-")[2])  # "24-MAR-2026"
        if not dated and not _is_amount(reading, match):
            yield Finding(*match.span(), Kind.NUMBER, 0.3)
    for match in _PARCEL.finditer(reading.low):
        start = match.start() - 2 - (reading.low[match.start() - 1] == " ")
        yield Finding(start, match.end(), Kind.NUMBER, 0.3)
    for pattern in (_GROUPS, _LETTER_LAST):
        for match in pattern.finditer(reading.text):
            if not _is_amount(reading, match) and not _DATE.match(match[0]) and not _is_range(match[0]):
                yield Finding(*match.span(), Kind.NUMBER, 0.3)


def _is_amount(reading: Reading, match: re.Match[str]) -> bool:
    """Whether a unit follows, or the last group is a year."""
    return _UNIT.match(reading.low, match.end()) is not None or _YEAR.fullmatch(match[0].rpartition(" ")[2]) is not None


def _is_range(text: str) -> bool:
    """Whether two numbers are the ends of a range ("310-340", "80-100", "0-100")."""
    first, _, last = text.partition("-")
    if not last.isdigit() or last.startswith("0") or int(last) <= int(first):
        return False
    if len(last) == len(first):
        return True
    return first.endswith("0") and last.endswith("0") and (first == "0" or len(last) == len(first) + 1)
