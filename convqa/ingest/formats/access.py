"""How readers of vendor formats touch values: what is missing or of a wrong kind is `None` or empty, never an error.

A damaged export must end in a sentence, not in a traceback, so readers use nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from convqa.ingest.messages import clean

__all__ = [
    "first",
    "get",
    "has",
    "identifier",
    "items",
    "milliseconds",
    "number",
    "objects",
    "probability",
    "seconds",
    "text",
]

_LONGEST_NUMBER = 40
_ROUNDING = 1e-3


def get(value: object, path: str) -> Any:
    """What lies under a dotted path of keys and list positions (from 0); `None` where it leads nowhere."""
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def has(value: object, **kinds: type | tuple[type, ...]) -> bool:
    """Whether a value is an object with members of these names and kinds."""
    return isinstance(value, dict) and all(isinstance(value.get(name), kind) for name, kind in kinds.items())


def items(value: object) -> list[object]:
    """The members of a list; none of anything else."""
    return value if isinstance(value, list) else []


def objects(value: object) -> Iterator[dict[str, object]]:
    """The objects of a list; what else is in it is passed over."""
    return (item for item in items(value) if isinstance(item, dict))


def text(value: object) -> str:
    """A string, cleaned; empty for anything else."""
    return clean(value) if isinstance(value, str) else ""


def identifier(value: object) -> str | None:
    """An id: a string that is not blank, or a whole number; `None` for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    if isinstance(value, int) and abs(value) >= 10**_LONGEST_NUMBER:
        return None
    return clean(str(value)) or None


def number(value: object) -> float | None:
    """A finite number, also one written as a string; `None` for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value) if not isinstance(value, str) else float(value.strip()[:_LONGEST_NUMBER])
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def seconds(value: object) -> float | None:
    """Seconds, not negative, to the millisecond."""
    found = number(value)
    return round(found, 3) if found is not None and 0 <= found < 1e9 else None


def milliseconds(value: object) -> float | None:
    """Seconds, from milliseconds."""
    found = number(value)
    return seconds(None if found is None else found / 1000)


def probability(value: object) -> float | None:
    """A number in [0, 1], also where rounding left it a little outside; `None` for anything else, such as per cent."""
    found = number(value)
    return min(1.0, max(0.0, found)) if found is not None and -_ROUNDING <= found <= 1 + _ROUNDING else None


def first(*values: object) -> object:
    """The first value that is neither `None` nor an empty string; `None` where there is none."""
    return next((value for value in values if value is not None and value != ""), None)
