"""Values of Parquet as JSON would have them."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyarrow import Array

__all__ = ["cell", "fitted", "plain"]


def fitted(array: Array) -> Array:
    """The column with its times in units that Python has, and in UTC: other zones may be unknown to the machine."""
    kind = _fit(array.type)
    return array if kind == array.type else array.cast(kind, safe=False)


def plain(value: object) -> object:
    """A value as JSON would have it; `None` for what is empty, which objects leave out.

    Raises:
        UnicodeDecodeError: bytes are no text in UTF-8.
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dict):
        return {key: inner for key, item in value.items() if (inner := plain(item)) is not None}
    if isinstance(value, list):
        if value and all(isinstance(item, tuple) for item in value):  # a map
            return plain(dict(value))
        return [plain(item) for item in value]
    return _other(value)


def cell(value: object) -> str:
    """A value as the cell of a table."""
    return "" if value is None else str(value)


def _number(value: float) -> float | int | None:
    """Ids whose column has gaps come as 12.0, and the gaps as no number."""
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() else value


def _other(value: object) -> object:
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def _fit(kind: Any) -> Any:
    import pyarrow as pa
    from pyarrow import types

    if types.is_timestamp(kind):
        return pa.timestamp("us", None if kind.tz is None else "UTC")
    if types.is_time64(kind):
        return pa.time64("us")
    if types.is_duration(kind):
        return pa.duration("us")
    if types.is_struct(kind):
        return pa.struct([pa.field(inner.name, _fit(inner.type)) for inner in kind])
    if types.is_list(kind):
        return pa.list_(_fit(kind.value_type))
    if types.is_large_list(kind):
        return pa.large_list(_fit(kind.value_type))
    return kind
