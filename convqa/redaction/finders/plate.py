"""Licence plates of Denmark, Norway, Sweden and Britain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from convqa.redaction.finders.asked import find_requests
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.lexicon import is_code

__all__ = ["ASKED_PLATE", "find_plates"]

_PLATE = re.compile(
    r"[A-ZÆØÅ](?<![\w-].)(?:"
    r"(?P<spaced>[A-ZÆØÅ] \d\d \d{3}|[A-HJ-PR-UW-Z]{2} \d\d[A-HJ-PR-UW-Z])"
    r"|[A-Z] ?(?:\d{5}|\d\d ?\d{3})"
    r"|[A-HJ-PR-UW-Z]{2} ?\d\d[\dA-HJ-PR-UW-Z]"
    r"|[A-Z]\d\d ?[A-Z]{3}"
    r")(?![\w-])"
)
_SHAPES = (
    r"(?:[a-zæøå]{2} ?\d\d ?\d{3}|[a-zåäö]{3} ?\d\d ?[\da-z]|[a-z]{2} ?\d\d ?[a-z]{3}|[a-z]\d{1,3} ?[a-z]{3}"
    r"|[a-z]{3} ?\d{1,3}[a-z]|[a-z]{2} ?\d\d ?[a-z]{2})(?![\w-])"
)
_WORD = (
    r"(?<!\w)(?:regg?\.?(?:nr|nummer|no)?|rego|nummerplade\w{0,2}|registreringsnumm?e?r\w{0,2}|regg?numm?e?r\w{0,2}"
    r"|registreringsskylt\w{0,2}|nummerskylt\w{0,2}|skilt(?:nummer\w{0,2}|nr|et)?|skiltet|number ?plate|license plate"
    r"|licence plate|registration(?: number| plate)?|plate|bilnumm?e?r\w{0,2})"
)
_LINKS = (
    "er|är|is|mitt|min|my|på|ditt|on|of|the|car|bil|bilen|number|nummer|står|det|it's|that's|her|here|här|så|då|da|would"
    "|must|be|som"
)
_NAMED = re.compile(rf"{_WORD}(?: (?:{_LINKS})){{0,4}}[ .:,]{{1,3}}(?P<plate>{_SHAPES})")
ASKED_PLATE = re.compile(rf"{_WORD}(?!\w)")
"""A word for a plate or its number."""
_LETTERS = re.compile(r"[^\W\d_]{3} ")
_THREE_AND_THREE = re.compile(r"[^\W\d_]{3} \d{3}")
_FIRST_LETTERS = re.compile(r"[^\W\d_]{2,3}(?![^\W\d_])")
_REPLY = re.compile(rf"(?<![\w-])(?P<plate>{_SHAPES})")
_VEHICLE = re.compile(
    r"(?<!\w)(?:bil|bilen|biler|regg?\.?|regg?\.?nr|regg?nummer\w*|nummerplade\w*|registrering\w*|skilt\w*|kjøretøy\w*"
    r"|køretøj\w*|fordon\w*|parker\w*|car|vehicle|van|golf|husbil\w*|motorcy\w*|brems\w*|broms\w*|brake\w*|\w{0,8}(?:dæk|dekk|däck)"
    r"|plate|taxa|taxi|værksted\w*|verksted\w*|verkstad\w*|kontrolla\w*|autopas\w*|brobiz\w*|bropas\w*|bom\w*|parkering\w*"
    r"|el-?bil\w*|tow\w*|ferry|færge\w*|ferje\w*|færje\w*)(?!\w)"
)


def find_plates(reading: Reading) -> Iterator[Finding]:
    """Plates after a word such as "regnr", and plate shapes in a conversation that mentions a vehicle.

    The Danish shape with its two gaps (``AX 48 213``) and the newest Swedish one (``KXA 09B``) are taken anywhere:
    little else is written so. In lower case the
    letters must be no word.
    """
    plates = {match.span(): match["spaced"] for match in _PLATE.finditer(reading.text)}
    low = {match.span("plate") for match in _REPLY.finditer(reading.low) if _is_code(reading, match)} - plates.keys()
    about_vehicles = bool(plates or low) and _VEHICLE.search(reading.low) is not None
    found = {span: 0.7 for span, spaced in plates.items() if about_vehicles or spaced}
    if about_vehicles:
        found |= dict.fromkeys(low, 0.6)
    if reading.mentions("reg", "skilt", "skylt", "plate", "plade", "bilnum"):
        named = (match for match in _NAMED.finditer(reading.low) if _is_plate(reading, match))
        found |= {match.span("plate"): 0.9 for match in named}
        for _, replies in find_requests(reading, ASKED_PLATE):
            answers = (match for reply in replies for match in _REPLY.finditer(reading.low, *reply))
            for match in islice((one for one in answers if _is_plate(reading, one)), 1):
                found.setdefault(match.span("plate"), 0.85)
    for span, score in sorted(found.items()):
        yield Finding(*span, Kind.PLATE, score)


def _is_plate(reading: Reading, match: re.Match[str]) -> bool:
    """Whether three letters with a blank before the digits are capitals or no word ("men 618")."""
    word = _LETTERS.match(match["plate"])
    if word is None:
        return True
    start = match.start("plate")
    return reading.text[start : start + 3].isupper() or is_code(word[0].rstrip(), reading.language)


def _is_code(reading: Reading, match: re.Match[str]) -> bool:
    """Whether a plate in any case begins with two letters or three that are no word."""
    letters = _FIRST_LETTERS.match(match["plate"])
    if letters is None or _THREE_AND_THREE.fullmatch(match["plate"]):  # "tåg 514"
        return False
    return is_code(letters[0], reading.language)
