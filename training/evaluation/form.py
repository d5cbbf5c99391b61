"""The layout of `metrics.json`: a line a figure, so that people and `diff` can read it."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["FORMAT", "dumps"]

FORMAT = 2
"""Version of the layout; 1 had no such number."""

LINE = 160


def dumps(value: Any, indent: int = 0) -> str:
    """JSON in which what fits on a line and holds no further objects stands on one."""
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if len(flat) <= LINE and not any(isinstance(part, dict) for part in value.values()):
        return flat
    inner = " " * (indent + 1)
    lines = [
        f"{inner}{json.dumps(str(key), ensure_ascii=False)}: {dumps(part, indent + 1)}" for key, part in value.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"
