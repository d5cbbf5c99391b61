"""Names of towns in Denmark, Norway, Sweden, Britain and Ireland (`lexicons/towns.txt`)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["towns"]


@cache
def towns() -> frozenset[str]:
    """The names in lower case, one word each, without those that are ordinary words too ("Ry", "Reading")."""
    text = (files(__package__) / "lexicons" / "towns.txt").read_text(encoding="utf-8")
    return frozenset(text.split("\n")) - {""}
