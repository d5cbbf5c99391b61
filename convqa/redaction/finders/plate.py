"""Licence plates of Denmark, Norway, Sweden and Britain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convqa.redaction.findings import Finding, Kind, Reading

__all__ = ["find_plates"]

_PLATE = re.compile(
    r"[A-ZÆØÅ](?<![\w-].)(?:"
    r"(?P<danish>[A-ZÆØÅ] \d\d \d{3})"
    r"|[A-Z] ?(?:\d{5}|\d\d ?\d{3})"
    r"|[A-HJ-PR-UW-Z]{2} ?\d\d[\dA-HJ-PR-UW-Z]"
    r"|[A-Z]\d\d ?[A-Z]{3}"
    r")(?![\w-])"
)
_NAMED = re.compile(
    r"(?<!\w)(?:reg\.?(?:nr|nummer|no)?|nummerplade\w{0,2}|registreringsnummer|regnummer|skilt(?:nummer|nr)?|plate)"
    r"(?: er| är| is)?[ .:]{1,3}(?P<plate>[a-zæøå]{2,3} ?\d\d ?(?:\d{3}|[a-z\d]))(?!\w)"
)
_VEHICLE = re.compile(
    r"(?<!\w)(?:bil|bilen|biler|reg\.?|reg\.?nr|regnr|regnummer\w*|nummerplade\w*|registrering\w*|skilt\w*|kjøretøy\w*"
    r"|køretøj\w*|fordon\w*|parker\w*|car|vehicle|van|golf|husbil\w*|motorcy\w*|brems\w*|broms\w*|brake\w*|dæk|dekk|däck"
    r"|plate|taxa|taxi|værksted\w*|verksted\w*|verkstad\w*|kontrolla\w*|autopas\w*|brobiz\w*|bropas\w*|bom\w*|parkering\w*"
    r"|el-?bil\w*|tow\w*|ferry|færge\w*|ferje\w*|færje\w*)(?!\w)"
)


def find_plates(reading: Reading) -> Iterator[Finding]:
    """Plates after a word such as "regnr", and plate shapes in a conversation that mentions a vehicle.

    The Danish shape with its two gaps (``AX 48 213``) is taken anywhere: little else is written so.
    """
    plates = list(_PLATE.finditer(reading.text))
    about_vehicles = bool(plates) and _VEHICLE.search(reading.low) is not None
    for match in plates:
        if about_vehicles or match["danish"]:
            yield Finding(*match.span(), Kind.PLATE, 0.7)
    for match in _NAMED.finditer(reading.low) if reading.mentions("reg", "skilt", "plate", "plade") else ():
        yield Finding(*match.span("plate"), Kind.PLATE, 0.9)
