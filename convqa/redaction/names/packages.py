"""Where a spaCy pipeline lies and what it says of itself, before any of it is run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

__all__ = ["find_folder", "idle_parts", "read_meta"]

_FINDS = frozenset({"ner", "tok2vec", "transformer"})
_IDLE = frozenset({"attribute_ruler", "lemmatizer", "morphologizer", "parser", "senter", "tagger"})


def find_folder(name: str) -> Path | None:
    """Where the `meta.json` of a folder or an installed package should be; nothing of the package is run for it."""
    if Path(name).is_dir():
        return Path(name)
    package = name.replace("-", "_")
    try:
        spec = find_spec(package) if package.isidentifier() else None
    except ValueError:  # __main__
        spec = None
    return Path(spec.origin).parent if spec and spec.origin else None


def read_meta(folder: Path) -> Mapping[str, Any] | None:
    """The `meta.json` of a pipeline; `None` where there is none."""
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(meta, dict) and all(isinstance(meta.get(key), str) for key in ("lang", "name", "version"))
    return meta if whole else None


def idle_parts(meta: Mapping[str, Any]) -> list[str]:
    """The parts that need not be loaded: those that no finder of persons asks, where there are no others than known."""
    parts = set(meta.get("components") or ())
    return sorted(parts & _IDLE) if parts <= _FINDS | _IDLE else []
