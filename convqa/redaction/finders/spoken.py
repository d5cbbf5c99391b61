"""Numbers, dates and house numbers spoken in words, as speech recognition writes them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from convqa.conversation import Language
from convqa.redaction.alphabet import find_lettered
from convqa.redaction.finders.birth import find_birth_dates
from convqa.redaction.finders.codes import find_codes
from convqa.redaction.finders.contact import find_emails, find_internet_addresses, find_usernames
from convqa.redaction.finders.doorcodes import find_asked_codes, find_door_codes
from convqa.redaction.finders.dwelling import find_dwellings
from convqa.redaction.finders.identity import find_identity_numbers
from convqa.redaction.finders.numbered import find_numbered, find_requested
from convqa.redaction.finders.payment import find_accounts, find_cards
from convqa.redaction.finders.phone import find_phones
from convqa.redaction.finders.plate import find_plates
from convqa.redaction.finders.postcode import find_postcodes
from convqa.redaction.finders.reference import find_asked_numbers, find_long_numbers, find_named_numbers
from convqa.redaction.finders.secret import find_secret_replies
from convqa.redaction.findings import Finder, Finding, Kind, Reading
from convqa.redaction.grammar import grammar
from convqa.redaction.hesitations import find_hesitations
from convqa.redaction.lexicon import is_code
from convqa.redaction.mails import find_said_mails, find_said_user_names
from convqa.redaction.said import Stretch, find_stretches
from convqa.redaction.view import Piece, make_view
from convqa.redaction.wordlist import any_of

__all__ = ["find_said", "find_spoken_dates"]

_MONTHS = (
    "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december|mars|mai|desember|januari"
    "|februari|augusti|january|february|march|may|june|july|october"
)
_ASKS = re.compile(
    r"(?:(?P<phone>tele|mobil|phone)|(?P<identity>cpr|person|fødsels|social)"
    r"|(?P<account>konto|account|sort code)|(?P<customer>kund|customer|medlem|student|member)"
    r"|(?P<weak>referan|referen|sagen|saken|saka(?!\w)|ärende|ordre|order|bestil|bokning|booking|faktura|invoice"
    r"|rekning|regning|kid(?!\w)|ocr)|nummer|number|numret|cifre|sifre|siffr)"
)
_ASKED_FIRST = re.compile(r"føds|født|fødd|föd|birth|born|bursdag")
_KINDS = {
    "phone": Kind.PHONE,
    "identity": Kind.ID_NUMBER,
    "account": Kind.ACCOUNT,
    "customer": Kind.CUSTOMER_NUMBER,
}
_PHONE_DIGITS = 8
MIN_DIGITS, MIN_FROM_ZERO, MIN_ASKED_DIGITS, MIN_WORDS, MIN_CODE_DIGITS = 6, 5, 4, 3, 2
_LETTER_BEFORE = re.compile(r"(?<![^\W_])[ae] $")  # words too, but hardly before the number that was asked for
_HOUR, _MINUTE = re.compile(r"[1-9]|1[0-2]"), re.compile(r"[1-5]\d")
_NUMBER_IS = re.compile(r"(?:nummer|nummeret|numret|number|nr)(?: (?:er|är|is|e))? $")
LETTERED = 0.65  # above that of a person: "bertha" is none
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
    find_secret_replies,
    find_asked_codes,
    find_door_codes,
    find_dwellings,
    find_accounts,
    find_plates,
    find_birth_dates,
    find_named_numbers,
    find_asked_numbers,
    find_long_numbers,
    find_codes,
    find_numbered,
    find_requested,
    find_postcodes,
)


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
    days |= {f"{zero} {one}" for zero in ones if digits[zero] == 0 for one in ones if digits[one] > 0}  # "null tre"
    day = any_of(sorted(days))
    late = [word for word, value in digits.items() if value >= 40]
    late_tens = [ten for ten in tens if digits[ten] >= 40]
    one = any_of(word for word, value in digits.items() if 0 < value < 10)
    year = r"(?:(?:nitten|nineteen)[ -]?|(?:nitten ?hundre(?:de)?|nittonhundra)[ ,]*(?:og|och)?[ ,]*(?:eh|øh)?[ ,]*)?"
    split = rf"{any_of(late_tens)}[ -]{one}|" if " " in rules.tens_first else ""
    year += rf"(?:{split}{any_of(late)}|{any_of(digits)} og {any_of(late_tens)})(?![^\W_])"
    young = r"(?:(?:to ?tusinde?|to ?tusen|två ?tusen|tjugo ?hundra|two thousand|twenty|tyve|tjue|tjugo)"
    young += r"(?: og| och| and)? ?)?"
    young += rf"{any_of(digits)}(?:[ -]{one})?(?![^\W_])"
    century = rf"(?:nitten|nitton|nineteen)[ -]?{any_of(word for word in digits if digits[word] >= 10)}"
    hundreds = r"(?:nittonhundra|nitten ?hundre(?:de)?|nineteen ?hundred)[ ,]*(?:(?:og|och|and) ?)?"
    two = any_of(word for word in digits if digits[word] >= 10)
    first = rf"(?:{century}|{hundreds}{two}|{split}{any_of(late)}) "  # "nittentrettitre den tjuesjette oktober"
    year = rf"(?:{hundreds}{two}(?![^\W_])|{year})"
    month = any_of(_MONTHS.split("|"))
    return re.compile(
        rf"(?<![^\W_])(?:{first})?(?:(?:den|the) )?"
        rf"(?:{day}(?: of)?,?(?: i| the| den)? (?:{month}|{day})|{month},?(?: the)? {day})(?![^\W_])"
        rf"(?:(?P<year>,? (?:{year}|(?:19\d\d|200[0-5])(?![\w:-]|[.,]\d)))|(?P<young>,? {young}))?"
    )


def find_said(reading: Reading) -> Iterator[Finding]:
    """``nul fire nul ni fire tre``, ``lene punktum holm snabel a firma punktum dk``.

    Six digits or more said in a row, or four after a word for a number, whatever they are; and what the finders for
    written numbers and addresses see in what was said.
    """
    pieces = list(find_said_mails(reading))
    for lettered in find_lettered(reading):
        if not _overlaps(lettered, pieces):
            pieces.append(lettered)
            yield Finding(lettered[0].start, lettered[-1].end, Kind.NUMBER, LETTERED)
    pieces.sort(key=_start)
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
        strong = [word for word in asked if word.lastgroup != "weak"]
        born = _ASKED_FIRST.search(reading.low, max(0, stretch.start - _CONTEXT), stretch.start) is not None
        if len(stretch.pieces) == 1 or _is_amount(reading, stretch, asked=bool(strong) or born):
            continue  # one number alone is an amount: "elleve hundre og seksti"
        pieces.append(stretch.pieces)
        if stretch.dated or len(stretch.pieces) < MIN_WORDS:
            continue
        count = sum(stretch.parts)
        kind = next((_KINDS[word.lastgroup] for word in reversed(strong) if word.lastgroup), None)
        if _is_number(reading, stretch, asked=bool(asked), strong=bool(strong)):
            kind = kind or (Kind.PHONE if count >= _PHONE_DIGITS else Kind.NUMBER)
            letter = _LETTER_BEFORE.search(reading.low, max(0, stretch.start - 3), stretch.start) if asked else None
            yield Finding(letter.start() if letter else stretch.start, stretch.end, kind, 0.45)
    for start, end in find_said_user_names(reading):
        yield Finding(start, end, Kind.USERNAME, 0.7)
    pieces += [(pause,) for pause in find_hesitations(reading) if not _overlaps((pause,), pieces)]
    if pieces:
        view = make_view(reading, sorted(pieces, key=_start))
        for finder in _ON_VIEW:
            yield from filter(None, map(view.back, finder(view.reading)))


def _is_number(reading: Reading, stretch: Stretch, *, asked: bool, strong: bool) -> bool:
    """Whether what was said is long enough to be a number, letters of a code included where a number was asked for.

    After a word for what has a number, which is no word for a number, it must be a code, or be said digit by digit
    with a zero first, as no price is; three digits must begin with a zero or a turn.
    """
    count, letters = sum(stretch.parts), "".join(filter(str.isalpha, stretch.written)).lower()
    by_digit = count == len(stretch.pieces)
    zero = stretch.written[0] == "0"
    if strong and by_digit and count == MIN_WORDS:
        return zero or stretch.start in reading.starts
    coded = count >= MIN_CODE_DIGITS and bool(letters) and is_code(letters, reading.language)
    if strong or (asked and (coded or (zero and by_digit))):
        return count + len(letters) * coded >= MIN_ASKED_DIGITS
    return count >= MIN_DIGITS or (zero and by_digit and count >= MIN_FROM_ZERO)


def _overlaps(pieces: Sequence[Piece], others: Sequence[Sequence[Piece]]) -> bool:
    """Whether pieces stand where others do."""
    return any(pieces[0].start < other[-1].end and other[0].start < pieces[-1].end for other in others)


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
        named = _NUMBER_IS.search(reading.low, max(0, stretch.start - 15), stretch.start) is not None
        return years and count <= MIN_ASKED_DIGITS and not named
    if all(piece.text.endswith("00") for piece in stretch.pieces):
        return True
    if count < _PHONE_DIGITS and _is_list(reading, stretch):
        return True
    prices = _PHONE_DIGITS if reading.language is Language.EN else _PHONE_DIGITS - 1  # no English phone has eight
    if len(parts) > 1 and max(parts) <= MIN_ASKED_DIGITS and count <= prices:
        return True
    return years


def _is_list(reading: Reading, stretch: Stretch) -> bool:
    """Whether numbers of two digits stand between commas ("88, 52, 38"), or times follow each other ("six forty")."""
    pieces = [piece.text for piece in stretch.pieces]
    gaps = [reading.low[one.end : other.start] for one, other in pairwise(stretch.pieces)]
    if all(len(text) > 1 for text in pieces) and all("," in gap for gap in gaps):
        return True
    hours, minutes = pieces[::2], pieces[1::2]
    pairs = len(hours) == len(minutes) > 1 and all("," not in gap for gap in gaps[::2])
    return pairs and all(_HOUR.fullmatch(text) for text in hours) and all(_MINUTE.fullmatch(text) for text in minutes)


def find_spoken_dates(reading: Reading) -> Iterator[Finding]:
    """``attende april enoghalvfjerds``; without a year only after a word for birth."""
    for match in _date(reading.language).finditer(reading.low):
        if match["year"] or _ASKED_FIRST.search(reading.low, max(0, match.start() - _CONTEXT), match.start()):
            yield Finding(*match.span(), Kind.BIRTH_DATE, 0.7)
