"""The assessment record: `docs/assessment.md` as bytes, and back again.

The record is the dataclasses of `convqa.assessment` field by field, so that it cannot drift from
them. What is written is deterministic: the same assessment gives the same bytes, and reading a
record and writing it again changes nothing.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from convqa import assessment as types
from convqa.assessment import SCHEMA, Assessment
from convqa.errors import InputError

__all__ = ["encodable", "from_record", "to_line", "to_record"]

DECIMALS = 4

# Fields that a record leaves out where they do not apply; every other field is always there.
_OMITTED_WHEN_NONE = frozenset({"phases", "behaviours", "sentiment", "signals", "detail", "speech_confidence"})
_OMITTED_WHEN_EMPTY = frozenset({"doubts"})

_PLAIN_NAME = re.compile(r"[a-z_]{1,40}")


def to_record(assessment: Assessment) -> dict[str, Any]:
    """The record of an assessment as plain dicts, lists, strings and numbers, keys in the record's order.

    Numbers that the types call `float` are rounded to 4 decimals and are floats in the record even
    where a whole number was given; there is no negative zero.

    Raises:
        ValueError: a number is not finite (a fault of the program, never of an input).
    """
    record: dict[str, Any] = {"schema": SCHEMA}
    record.update(_plain(assessment))
    return record


def to_line(assessment: Assessment) -> str:
    """The record as one line of JSON without its newline: compact, characters unescaped.

    Lone surrogates, which JSON input can smuggle in and UTF-8 cannot hold, become U+FFFD.

    Raises:
        ValueError: a number is not finite (a fault of the program, never of an input).
    """
    line = json.dumps(to_record(assessment), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return encodable(line)


def encodable(text: str) -> str:
    """Text with U+FFFD for each lone surrogate: names of files and JSON can hold them, and UTF-8 cannot."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def from_record(record: Mapping[str, Any], *, source: str = "record", line: int | None = None) -> Assessment:
    """Read a record back; keys that this version does not know are ignored.

    Args:
        record: as `to_record` makes it or `json.loads` reads it.
        source: what to call the place in an error.
        line: 1-based line in `source`; `None` where there is none.

    Raises:
        InputError: the record is of another shape; the message names the field and never its content.
    """
    remedy = "write it again with 'convqa score'"
    if record.get("schema") != SCHEMA:
        raise InputError(
            source=source, line=line, problem=f"this is not a record of the shape {SCHEMA!r}", remedy=remedy
        )
    try:
        return _adapter().validate_python({key: value for key, value in record.items() if key != "schema"})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        problem = f"the field {_field(first['loc'])} is missing or not as the schema says ({first['type']})"
        raise InputError(source=source, line=line, problem=problem, remedy=remedy) from None


@cache
def _adapter() -> TypeAdapter[Assessment]:
    return TypeAdapter(Assessment)


def _field(location: tuple[int | str, ...]) -> str:
    """The path of a field; parts that are not plain names could be content, and are not shown."""
    return ".".join(str(part) if isinstance(part, int) or _PLAIN_NAME.fullmatch(part) else "?" for part in location)


def _layouts() -> dict[type, tuple[tuple[str, bool], ...]]:
    """The fields of each type of the record in order, each with whether it holds a plain float (or `None`)."""
    kinds = [kind for kind in vars(types).values() if isinstance(kind, type) and is_dataclass(kind)]
    hints = {kind: get_type_hints(kind) for kind in kinds}
    return {
        kind: tuple((field.name, hints[kind][field.name] in (float, float | None)) for field in fields(kind))
        for kind in kinds
    }


_LAYOUTS = _layouts()


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is float:
        return _number(value)
    if value is None or kind is str or kind is int:
        return value
    if kind is dict:
        return {key: _plain(item) for key, item in value.items()}
    if kind is tuple:
        return [_plain(item) for item in value]
    return _plain_fields(value) if is_dataclass(value) else _plain_subclass(value)


def _plain_fields(value: object) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for name, is_float in _LAYOUTS[type(value)]:
        item = getattr(value, name)
        if item is None:
            if name not in _OMITTED_WHEN_NONE:
                record[name] = None
        elif item or name not in _OMITTED_WHEN_EMPTY:
            record[name] = _number(item) if is_float else _plain(item)
    return record


def _plain_subclass(value: Any) -> Any:
    """Enumerations, numpy scalars and other mappings, as what they stand for."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return int(value)


def _number(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("a number in the record is not finite")
    return round(float(value), DECIMALS) + 0.0  # -0.0 + 0.0 is 0.0
