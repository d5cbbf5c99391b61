"""What the wording alone says: runs of word pieces, weighed and added up, beside what the network says.

A network reads meaning over a whole conversation and overlooks phrases that decide a label ("you lost me there");
linear models on runs of pieces see these and little else. The two err apart, so their mean errs less
(`training/README.md` has by how much). `training/phrases.py` fits the weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from convqa.classify.arrays import read_arrays
from convqa.classify.grams import (
    NOTHING,
    TURN_OF_AGENT,
    TURN_OF_CUSTOMER,
    VIEWS,
    WHOLE,
    Grams,
    Keys,
    Places,
    grams,
    readings,
)
from convqa.classify.judge import Outputs
from convqa.codebook import BEHAVIOURS, CHOICES, PHASES, SIGNALS

__all__ = ["CHOSEN", "FILE", "Phrases", "Table"]

FILE = "phrases.npz"

CHOSEN = ("resolution", "touchpoint", "process_failure")
"""The choices that wording helps with; of loyalty and review it made the rarer values rarer still."""

AT_ONCE = 1 << 15
"""Keys that are weighed at once: what that takes in memory does not grow with a conversation."""

Floats = NDArray[np.float64]
Turns = Sequence[Sequence[int] | NDArray[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """The weights of k >= 1 keys for d outputs.

    Attributes:
        keys: (k,) ascending.
        rarity: (k,) log(documents / documents with it) + 1.
        weights: (k, d) int8, times `scale`.
        scale: (d,), or (v, d) where v tables are `joined`.
    """

    keys: Keys
    rarity: NDArray[np.float32]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]

    @classmethod
    def joined(cls, tables: Sequence[Self]) -> Self:
        """Tables of the same outputs as one, each below that before it: to be read at once, and added up."""
        return cls(
            keys=np.concatenate([table.keys for table in tables]),
            rarity=np.concatenate([table.rarity for table in tables]),
            weights=np.concatenate([table.weights for table in tables]),
            scale=np.stack([table.scale for table in tables]),
        )

    def read(self, at: Places, rows: Places, count: int) -> Floats:
        """(count, d): for each row, its keys' weights times their rarity, over the length of the vector of rarities.

        A key counts once in a row, however often it stands there: nothing grows with what is said over and over.

        Args:
            at: (m,) the places of keys in this table.
            rows: (m,) the row that each of them is in; of the table that is the i-th of those joined, i count + row.
            count: of rows.
        """
        scale = self.scale.reshape(-1, 1, self.weights.shape[1])
        pairs = np.sort(rows * len(self.keys) + at)
        rows, at = np.divmod(pairs[_changes(pairs)], len(self.keys))
        sums, squares = np.zeros((len(scale) * count, scale.shape[2])), np.zeros((len(scale) * count, 1))
        for begin in range(0, len(at), AT_ONCE):
            row, key = rows[begin : begin + AT_ONCE], at[begin : begin + AT_ONCE]
            first = np.flatnonzero(_changes(row))
            rarity = self.rarity.take(key)[:, None].astype(np.float64)
            sums[row[first]] += np.add.reduceat(self.weights.take(key, axis=0) * rarity, first, axis=0)
            squares[row[first]] += np.add.reduceat(rarity * rarity, first, axis=0)
        means = (sums / np.sqrt(np.maximum(squares, 1e-9))).reshape(len(scale), count, -1)
        added: Floats = (means * scale).sum(axis=0)
        return added


class Phrases:
    """The tables of a model folder.

    Args:
        tables: by side and view, as `grams.readings` names them.
        bias: (d,) of each side.
        share: of each output, how much of the mean is the wording's, 0 to 1; other outputs are the network's alone.
    """

    def __init__(
        self, *, tables: Mapping[tuple[str, str], Table], bias: Mapping[str, Floats], share: Mapping[str, float]
    ) -> None:
        self._bias, self._share = dict(bias), dict(share)
        self._tables = {side: Table.joined([tables[side, view] for view in views]) for side, views in VIEWS.items()}
        # Every run is looked up once and then known by its place among the keys of all tables; the first is `NOTHING`.
        self._keys = np.unique(np.concatenate([[NOTHING], *(table.keys for table in tables.values())]))
        # Where each of these stands in the table of each side and view; -1: not in it. What belongs to a key lies side
        # by side in memory.
        self._columns = {name: column for column, name in enumerate(tables)}
        self._places = np.full((len(self._keys), len(tables)), -1, dtype=np.int64)
        for side, views in VIEWS.items():
            first = 0
            for view in views:
                keys = tables[side, view].keys
                at = np.arange(first, first := first + len(keys))
                self._places[np.searchsorted(self._keys, keys), self._columns[side, view]] = at

    def _known(self, found: Grams) -> Grams:
        """The runs that any table knows, with their places among all keys instead of the keys."""
        at = np.minimum(np.searchsorted(self._keys, found.keys), len(self._keys) - 1)
        known = self._keys[at] == found.keys
        return replace(found, keys=at[known], turns=found.turns[known], sizes=found.sizes[known])

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read `phrases.npz` of a model folder.

        Raises:
            ModelError: it is missing or not valid.
        """
        return read_arrays(folder / FILE, cls.of)

    @classmethod
    def of(cls, parts: Mapping[str, NDArray[Any]]) -> Self:
        """From arrays named `SIDE/VIEW/FIELD` (of `Table`), `SIDE/bias` and `share/OUTPUT`.

        Raises:
            KeyError: one is missing.
        """
        return cls(
            tables={
                (side, view): Table(**{field: parts[f"{side}/{view}/{field}"] for field in Table.__slots__})
                for side, views in VIEWS.items()
                for view in views
            },
            bias={side: parts[f"{side}/bias"].astype(np.float64) for side in VIEWS},
            share={name.removeprefix("share/"): float(parts[name]) for name in parts if name.startswith("share/")},
        )

    def read(self, turns: Turns, roles: NDArray[np.int64]) -> dict[str, Floats]:
        """What the wording of n turns says, named and shaped as the network's outputs; of bots, nothing new.

        `phases` (n, 3) and `signals` (n, 6) are log odds; of `behaviours` (n, 5, 3) none is 0, shown and broken are log
        odds; `sentiment` (n, 3) and the choices of `CHOSEN` are log probabilities, each against all others.
        """
        counts = {side: 1 if side == WHOLE else len(turns) for side in VIEWS}
        found: dict[str, list[tuple[Places, Places]]] = {side: [] for side in VIEWS}
        for side, view, keys, rows in readings(self._known(grams(turns)), roles):
            at = self._places[keys, self._columns[side, view]]
            there = at >= 0
            found[side].append((at[there], rows[there] + len(found[side]) * counts[side]))
        said = {}
        for side, pairs in found.items():
            at, rows = (np.concatenate(part) for part in zip(*pairs, strict=True))
            said[side] = self._bias[side] + self._tables[side].read(at, rows, counts[side])
        return _named(said[TURN_OF_AGENT], said[TURN_OF_CUSTOMER], said[WHOLE][0])

    def beside(self, out: Outputs, turns: Turns, roles: NDArray[np.int64]) -> Outputs:
        """The network's outputs, those with a share as the weighed mean of both."""
        said, mixed = self.read(turns, roles), dict(out)
        for name, share in self._share.items():
            network = out[name].astype(np.float64)
            if name not in ("phases", "signals"):
                network -= np.logaddexp.reduce(network, axis=-1, keepdims=True)
            mixed[name] = ((1 - share) * network + share * said[name]).astype(np.float32)
        return mixed


def _changes(values: Places) -> NDArray[np.bool_]:
    """(m,): whether each of ascending values is another one than that before it."""
    found = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def _named(agent: Floats, customer: Floats, whole: Floats) -> dict[str, Floats]:
    """The columns of the three sides, (n, 13), (n, 9) and (22,), as outputs."""
    behaviours = np.zeros((len(agent), len(BEHAVIOURS), 3))
    behaviours[..., 1:] = agent[:, len(PHASES) :].reshape(len(agent), len(BEHAVIOURS), 2)
    ends = np.cumsum([len(CHOICES[name]) for name in CHOSEN])[:-1]
    return {
        "phases": agent[:, : len(PHASES)],
        "behaviours": behaviours,
        "signals": customer[:, : len(SIGNALS)],
        "sentiment": -np.logaddexp(0, -customer[:, len(SIGNALS) :]),
    } | {name: -np.logaddexp(0, -odds) for name, odds in zip(CHOSEN, np.split(whole, ends), strict=True)}
