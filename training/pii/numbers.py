"""Other digits for numbers of people: of the same shape, half of them passing the check rule of their kind."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from stdnum import iban, luhn
from stdnum.no import fodselsnummer

from convqa.conversation import Language

__all__ = ["card", "cpr", "fresh", "international_account", "norwegian", "swedish"]

_IBAN = re.compile(r"[a-z]{2}\d{2}[a-z0-9]{11,30}")
_CPR_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_CPR_MODULUS = 11
CPR, NORWEGIAN, CARD = 10, 11, 16
SWEDISH = (10, 12)
NATIONAL, ACCOUNT = "id_number", "account"


def fresh(text: str, kind: str, language: Language, generator: np.random.Generator) -> str:
    """A number written like `text`, with other digits.

    A national number, card number or international account number (by kind, language and count of digits) passes its
    check rule in one of two cases; everywhere else digits are random, and zeros in front stay.

    Args:
        text: the number as it is written, with whatever stands between its digits; words are kept.
        kind: the corpus's type of mark.
        language: of the conversation, which says whose national number ten or eleven digits are.
        generator: where chance comes from.
    """
    digits = re.sub(r"\D", "", text)
    valid = generator.random() < 0.5
    maker = _maker(text, digits, kind, language)
    if maker:
        return _fill(text, maker(digits, generator) if valid else spoil(maker(digits, generator), generator))
    return re.sub(r"\d", lambda match: _digit(generator) if match[0] != "0" or match.start() else "0", text)


def _maker(text: str, digits: str, kind: str, language: Language) -> Callable[[str, np.random.Generator], str] | None:
    """What makes digits that pass the check rule, if there is a rule for such a number."""
    if kind == ACCOUNT and len(digits) == CARD and not re.search(r"[^\W\d_]", text):
        return card
    if kind == ACCOUNT and _IBAN.fullmatch(re.sub(r"\s", "", text.lower())):
        country = text.strip()[:2]
        letters = re.sub(r"\s", "", text)[4:]
        return lambda _, generator: international_account(country, letters, generator)
    if kind == NATIONAL and language is Language.DA and len(digits) == CPR:
        return cpr
    if kind == NATIONAL and language in (Language.NB, Language.NN) and len(digits) == NORWEGIAN:
        return norwegian
    if kind == NATIONAL and language is Language.SV and len(digits) in SWEDISH:
        return swedish
    return None


def cpr(_: str, generator: np.random.Generator) -> str:
    """A Danish number of ten digits that passes modulus 11 (as those given before 2007 do)."""
    while True:
        number = _date(generator) + _digits(3, generator)
        rest = sum(weight * int(digit) for weight, digit in zip(_CPR_WEIGHTS, number, strict=False)) % _CPR_MODULUS
        check = -rest % _CPR_MODULUS
        if check < 10:
            return f"{number}{check}"


def norwegian(like: str, generator: np.random.Generator) -> str:
    """A Norwegian number of eleven digits with both check digits; a D-number where `like` is one (its day is 41-71)."""
    while True:
        date = _date(generator)
        start = (str(int(date[0]) + 4) if like[0] in "4567" else date[0]) + date[1:]
        number = start + f"{int(generator.integers(500)):03}"
        number += fodselsnummer.calc_check_digit1(number)
        if len(number) == NORWEGIAN - 1:
            number += fodselsnummer.calc_check_digit2(number)
        if len(number) == NORWEGIAN and number.isdecimal():
            return number


def swedish(like: str, generator: np.random.Generator) -> str:
    """A Swedish number, of twelve digits where `like` has so many; a coordination number where its day is 61-91."""
    date = _date(generator)
    short = like[-CPR:]
    day = int(date[:2]) + (60 if short[4] in "6789" else 0)
    number = f"{date[4:]}{date[2:4]}{day:02}{_digits(3, generator)}"
    return like[:-CPR] + number + luhn.calc_check_digit(number)


def card(like: str, generator: np.random.Generator) -> str:
    """A card number of the same kind (first digit) that passes Luhn's rule."""
    number = like[0] + _digits(len(like) - 2, generator)
    return number + luhn.calc_check_digit(number)


def international_account(country: str, rest: str, generator: np.random.Generator) -> str:
    """The digits of an IBAN whose check digits are right; letters within `rest` are kept (a bank's code)."""
    rest = re.sub(r"\d", lambda _: _digit(generator), rest)
    check = iban.calc_check_digits(f"{country.upper()}00{rest.upper()}")
    return check + re.sub(r"\D", "", rest)


def spoil(digits: str, generator: np.random.Generator) -> str:
    """The digits with the last one changed."""
    return digits[:-1] + str((int(digits[-1]) + int(generator.integers(1, 10))) % 10)


def _fill(text: str, digits: str) -> str:
    """`text` with its digits, in order, exchanged for these."""
    following = iter(digits)
    return re.sub(r"\d", lambda _: next(following), text)


def _date(generator: np.random.Generator) -> str:
    """A birthday as ``DDMMYY``."""
    day, month, year = (int(generator.integers(low, high)) for low, high in ((1, 29), (1, 13), (30, 100)))
    return f"{day:02}{month:02}{year:02}"


def _digits(count: int, generator: np.random.Generator) -> str:
    return "".join(map(str, generator.integers(10, size=count).tolist()))


def _digit(generator: np.random.Generator) -> str:
    return str(int(generator.integers(10)))
