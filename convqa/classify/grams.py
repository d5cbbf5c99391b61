"""Runs of word pieces: what `convqa.classify.phrases` and its training read of a conversation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["AGENT", "CUSTOMER", "TURN_OF_AGENT", "TURN_OF_CUSTOMER", "VIEWS", "WHOLE", "Grams", "grams", "readings"]

AGENT, CUSTOMER = 0, 1
"""Role indices, as in `convqa.classify.classifier.ROLES`."""

TURN_OF_AGENT, TURN_OF_CUSTOMER, WHOLE = "agent's turn", "customer's turn", "whole"
"""What can be asked about; each has tables and outputs of its own."""

OF_A_TURN: Mapping[str, int] = {"own": 4, "before": 2, "after": 2}
"""What is read for a label of a turn: runs of up to so many pieces of it, of the one before and of the one after."""

OF_THE_WHOLE: Mapping[str, int] = {"customer": 3, "agent": 3, "first": 2, "last": 2, "answer": 2}
"""The same for a choice on the conversation: of all turns of the customer and of agents, of the customer's first and
last turn, of the agents' last."""

VIEWS: Mapping[str, Mapping[str, int]] = {TURN_OF_AGENT: OF_A_TURN, TURN_OF_CUSTOMER: OF_A_TURN, WHOLE: OF_THE_WHOLE}
"""What is read for each side."""

SHIFT: Mapping[str, int] = {"own": 0, "before": 1, "after": -1}
"""From the turn that is read to the one that it is read for."""

NOTHING = np.uint32(0)
"""The key that stands for a turn where there is none."""

SPREAD, STIR = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
"""Odd numbers without a pattern (those of SplitMix64, Steele, Lea and Flood 2014)."""

Keys = NDArray[np.uint32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grams:
    """All runs of one to four pieces in a conversation; none goes on from one turn into the next.

    Attributes:
        keys: (m,) a hash of the pieces, 32 bits of it; or what stands for that.
        turns: (m,) in which turn.
        sizes: (m,) how many pieces.
        count: n, how many turns there are.
    """

    keys: Keys
    turns: Places
    sizes: Places
    count: int


def grams(turns: Sequence[Sequence[int] | NDArray[np.int64]]) -> Grams:
    """The runs of pieces in n >= 1 tokenised turns."""
    pieces = np.concatenate([np.asarray(ids, dtype=np.uint64) for ids in turns]) + np.uint64(1)
    places = np.repeat(np.arange(len(turns)), [len(ids) for ids in turns])
    mixed = np.zeros(len(pieces), dtype=np.uint64)
    keys, found, sizes = [], [], []
    for size in range(1, OF_A_TURN["own"] + 1):
        end = size - 1
        mixed = mixed[: len(pieces) - end] * SPREAD + pieces[end:]  # wraps, as a hash may
        mixed ^= mixed >> np.uint64(29)
        inside = places[end:] == places[: len(places) - end]
        keys.append(((mixed[inside] * STIR) >> np.uint64(32)).astype(np.uint32))
        found.append(places[end:][inside])
        sizes.append(np.full(len(found[-1]), size))
        if len(pieces) <= size:
            break
    return Grams(keys=np.concatenate(keys), turns=np.concatenate(found), sizes=np.concatenate(sizes), count=len(turns))


def readings(found: Grams, roles: NDArray[np.int64]) -> Iterator[tuple[str, str, Keys, Places]]:
    """What is read for what: the side, the view, its keys, and for which turn (of the whole conversation: 0)."""
    for side, role in ((TURN_OF_AGENT, AGENT), (TURN_OF_CUSTOMER, CUSTOMER)):
        for view, longest in OF_A_TURN.items():
            shift = SHIFT[view]
            rows = found.turns + shift
            inside = (found.sizes <= longest) & (rows >= 0) & (rows < found.count)
            keys, rows = found.keys[inside], rows[inside]
            if shift:
                keys, rows = np.append(keys, NOTHING), np.append(rows, 0 if shift > 0 else found.count - 1)
            own = roles[rows] == role
            yield side, view, keys[own], rows[own]
    customer, agent = np.flatnonzero(roles == CUSTOMER), np.flatnonzero(roles == AGENT)
    chosen = {"customer": customer, "agent": agent, "first": customer[:1], "last": customer[-1:], "answer": agent[-1:]}
    for view, longest in OF_THE_WHOLE.items():
        asked = np.zeros(found.count, dtype=np.bool_)
        asked[chosen[view]] = True
        keys = found.keys[asked[found.turns] & (found.sizes <= longest)]
        yield WHOLE, view, keys, np.zeros(len(keys), dtype=np.int64)
