"""Times as sources write them: a clock, a date with a clock, seconds since 1970, or a length of time."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

__all__ = ["CLOCK", "STAMP", "Moment", "newest_first", "offsets", "parse_moment", "parse_seconds", "same_scale"]

_DAY_S = 86_400.0

CLOCK = r"(?:kl\.?\s?)?\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,6})?)?(?:\s?[AaPp]\.?[Mm]\.?)?"
"""A regex for a time of day as people and chat systems write it."""

STAMP = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?[ T]{1,2})?" + CLOCK + r"(?:Z|[+-]\d{2}:?\d{2})?"
"""A regex for an optional date and a time of day. Bounded, so linear."""

_CLOCK = re.compile(r"(?:kl\.?\s?)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,6}))?)?(?:\s?([AaPp])\.?[Mm]\.?)?")
_DATE = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:,?[ T]+(\S.{0,20}))?")
_LENGTH = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2}(?:[.,]\d{1,6})?)")
_NUMBER = re.compile(r"\d{1,16}(?:[.,]\d{1,9})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point in time.

    Attributes:
        seconds: since midnight for a clock, since 1970 for a date.
        scale: `clock`, `local` (a date without a zone) or `zoned`; only moments of one scale compare.
        iso: ISO 8601; `None` for a clock.
    """

    seconds: float
    scale: str
    iso: str | None = None


def parse_moment(value: object) -> Moment | None:
    """Read a time; `None` where it is none or cannot be told. Day comes before month in ``03-04-2026``."""
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip()[:64]
    if _NUMBER.fullmatch(text):
        return _from_epoch(float(text.replace(",", "."))) or _parse_clock(text)
    return _parse_iso(text) or _parse_date(text) or _parse_clock(text)


def parse_seconds(value: object) -> float | None:
    """Read a length of time: a number of seconds, or ``mm:ss``, ``hh:mm:ss.mmm``; `None` where it is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        seconds = float(value)
    else:
        text = str(value).strip()
        match = _LENGTH.fullmatch(text)
        if match:
            hours, minutes, rest = match.groups()
            seconds = int(hours or 0) * 3600 + int(minutes) * 60 + float(rest.replace(",", "."))
        elif _NUMBER.fullmatch(text):
            seconds = float(text.replace(",", "."))
        else:
            return None
    return round(seconds, 3) if math.isfinite(seconds) and seconds >= 0 else None


def same_scale(moments: Sequence[Moment | None]) -> bool:
    """Whether there are moments, none is missing, and all compare."""
    return bool(moments) and all(moments) and len({moment.scale for moment in moments if moment}) == 1


def newest_first(moments: Sequence[Moment | None]) -> bool:
    """Whether a dated sequence runs backwards."""
    first, last = moments[0], moments[-1]
    return first is not None and last is not None and first.seconds > last.seconds


def offsets(moments: Sequence[Moment | None]) -> list[float | None]:
    """Seconds from the first known moment, >= 0; `None` where unknown. A clock may pass midnight once a step."""
    known = [moment for moment in moments if moment is not None]
    if not known or not same_scale(known):
        return [None] * len(moments)
    start = previous = known[0].seconds
    days = 0.0
    result: list[float | None] = []
    for moment in moments:
        if moment is None:
            result.append(None)
            continue
        if moment.scale == "clock" and moment.seconds < previous - _DAY_S / 2:
            days += _DAY_S
        previous = moment.seconds
        result.append(round(max(0.0, moment.seconds + days - start), 3))
    return result


def _parse_iso(text: str) -> Moment | None:
    try:
        return _from_datetime(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None


def _from_datetime(value: datetime) -> Moment:
    if value.tzinfo is None:
        return Moment(seconds=value.replace(tzinfo=UTC).timestamp(), scale="local", iso=value.isoformat())
    return Moment(seconds=value.timestamp(), scale="zoned", iso=value.isoformat())


def _from_epoch(number: float) -> Moment | None:
    seconds = number / 1000 if number > 1e11 else number
    if not 1e8 < seconds < 1e10:  # 1973 to 2286; smaller numbers are no dates
        return None
    return _from_datetime(datetime.fromtimestamp(seconds, UTC))


def _parse_clock(text: str) -> Moment | None:
    match = _CLOCK.fullmatch(text)
    if not match:
        return None
    hour, minute, second, fraction, half = match.groups()
    hours = int(hour) % 12 + (12 if half in "Pp" else 0) if half else int(hour)
    if hours > 23 or int(minute) > 59 or int(second or 0) > 59:
        return None
    return Moment(seconds=hours * 3600 + int(minute) * 60 + float(f"{second or 0}.{fraction or 0}"), scale="clock")


def _parse_date(text: str) -> Moment | None:
    match = _DATE.fullmatch(text)
    if not match:
        return None
    first, second, third, rest = match.groups()
    year, month, day = (first, second, third) if len(first) == 4 else (third, second, first)
    clock = _parse_clock(rest.strip()) if rest else Moment(seconds=0.0, scale="clock")
    if clock is None:
        return None
    number = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return _from_datetime(
            datetime.fromtimestamp(clock.seconds, UTC).replace(number, int(month), int(day), tzinfo=None)
        )
    except ValueError:
        return None
