"""Ids that a source gives: kept as they are, so that they lead back to the source, unless they say who somebody is."""

from __future__ import annotations

import re

from convqa.conversation import Language
from convqa.redaction.finders.contact import find_emails
from convqa.redaction.finders.identity import find_identity_numbers
from convqa.redaction.finders.phone import find_phones
from convqa.redaction.findings import Finding, Kind, Reading, read
from convqa.redaction.keys import SiteKey
from convqa.redaction.paths import ID_SUFFIX_DIGITS
from convqa.redaction.resolve import resolve

__all__ = ["redact_id"]

_CERTAIN = 0.95
# What is written as a telephone number. Eight or ten digits in one go are a case number far more often.
_AS_PHONE = re.compile(r"\+|00(?:4[4-7]|1)|\(|\d{2,4} \d")


def redact_id(written: str, key: SiteKey) -> str:
    """An id without mail addresses, telephone numbers that are written as such, and national numbers.

    What is found gives way to its kind ("[EMAIL]"), and a code of the whole id follows, so that two ids stay two. The
    same id gives the same, whatever its case and spacing. A national number that is only part of an id counts if its
    check digit is right: "chat-260527-0001" is a date and a counter.
    """
    reading = read([written], Language.EN)
    found = resolve(reading, (one for one in _found(reading) if _is_personal(one, written)), ())
    if not found:
        return written
    pieces, position = [], 0
    for finding in found:
        pieces += [written[position : finding.start], f"[{finding.kind}]"]
        position = finding.end
    code = key.hmac("id", " ".join(written.casefold().split()))[:ID_SUFFIX_DIGITS]
    return f"{''.join(pieces)}{written[position:]}~{code}"


def _found(reading: Reading) -> list[Finding]:
    return [*find_emails(reading), *find_phones(reading), *find_identity_numbers(reading)]


def _is_personal(finding: Finding, written: str) -> bool:
    if finding.kind is Kind.PHONE:
        return _AS_PHONE.match(written, finding.start) is not None
    if finding.kind is Kind.ID_NUMBER:
        whole = finding.start == 0 and finding.end == len(written)
        return whole or finding.score >= _CERTAIN
    return True
