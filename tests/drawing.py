"""How many examples are drawn of what must always hold."""

from __future__ import annotations

import os

__all__ = ["drawn"]

_ALL = os.environ.get("CONVQA_TEST_EXAMPLES") == "all"
_ORDINARY = 4


def drawn(number: int) -> int:
    """So many where all are wanted (`make test-sweeps`), and a quarter of them in an ordinary run.

    For properties of which an example takes long: files are written, or a store.
    """
    return number if _ALL else -(-number // _ORDINARY)
