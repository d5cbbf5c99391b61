"""Every form in which evaluations are read as they are; a value must never be two of them."""

from __future__ import annotations

from convqa.reviews.amazon import AMAZON
from convqa.reviews.codebook_form import CODEBOOK
from convqa.reviews.genesys import GENESYS
from convqa.reviews.reader import Kind

__all__ = ["KINDS", "match"]

KINDS: tuple[Kind, ...] = (AMAZON, CODEBOOK, GENESYS)


def match(value: object) -> Kind | None:
    """The kind of a parsed JSON value; `None` where it is none of them."""
    return next((kind for kind in KINDS if kind.recognise(value)), None)
