"""Token states that are computed once, for networks that learn on an encoder that stays as it is.

A file holds the states of some conversations one after the other, another beside it the mean and the maximum of each
turn; both are mapped into memory and never read whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from convqa.classify.encoder import Encoder
from convqa.classify.inputs import pack
from training.example import Example

__all__ = ["States", "StatesArray", "alone", "together", "write_states"]

StatesArray = NDArray[np.float16]
POOLED = ".pooled.npy"


def together(example: Example, encoder: Encoder) -> StatesArray:
    """The states (t, d) of all tokens of a conversation."""
    windows = pack([*example.turns], encoder.packing)
    return np.concatenate([encoder.run(window.ids)[window.first : -1] for window in windows]).astype(np.float16)


def alone(example: Example, encoder: Encoder) -> StatesArray:
    """The same of turns that do not see each other."""
    windows = [window for turn in example.turns for window in pack([turn], encoder.packing)]
    return np.concatenate([encoder.run(window.ids)[window.first : -1] for window in windows]).astype(np.float16)


def write_states(examples: Sequence[Example], encode: Callable[[Example], StatesArray], path: Path) -> None:
    """Encode conversations on two threads; write their states to `path`, an .npy, and beside it what is pooled."""
    width = encode(examples[0]).shape[1]
    lengths = [len(turn) for example in examples for turn in example.turns]
    unfinished = path.with_suffix(".part")
    states = np.lib.format.open_memmap(unfinished, "w+", np.float16, (sum(lengths), width))
    pooled = np.empty((len(lengths), 2 * width), dtype=np.float16)
    at = turn = 0
    with ThreadPoolExecutor(2) as pool:
        for example, found in zip(examples, pool.map(encode, examples), strict=True):
            states[at : at + len(found)] = found
            at += len(found)
            pooled[turn : turn + len(example.turns)] = pool_turns(found, [len(ids) for ids in example.turns])
            turn += len(example.turns)
    states.flush()
    np.save(path.with_suffix(POOLED), pooled)
    unfinished.rename(path)


def pool_turns(states: StatesArray, lengths: Sequence[int]) -> StatesArray:
    """The mean and the maximum (m, 2 d) of the states (t, d) of each of m turns, as `training.network.pool` does."""
    starts = np.cumsum([0, *lengths])[:-1]
    means = np.add.reduceat(states, starts, dtype=np.float32) / np.array(lengths)[:, None]
    return np.concatenate((means, np.maximum.reduceat(states, starts)), axis=1).astype(np.float16)


class States:
    """The states of turns, and what is pooled of them, by the turn itself.

    A turn is known by its array of token ids, not by where it stands, so a turn that is put into another conversation
    (`training.augment`) brings its states along; they are those of the place it came from.
    """

    def __init__(self, parts: Iterable[tuple[Sequence[Example], StatesArray, StatesArray]]) -> None:
        self._found: dict[int, tuple[NDArray[np.int64], StatesArray, StatesArray]] = {}
        for examples, states, pooled in parts:
            turns = [turn for example in examples for turn in example.turns]
            ends = np.cumsum([len(turn) for turn in turns])
            for turn, own, row in zip(turns, np.split(states, ends[:-1]), pooled, strict=True):
                self._found[id(turn)] = (turn, own, row)  # the turn too: while it lives, nothing else has its id

    @classmethod
    def load(cls, parts: Mapping[Path, Sequence[Example]]) -> Self:
        """What `write_states` wrote of the same examples."""
        return cls(
            (examples, np.load(path, mmap_mode="r"), np.load(path.with_suffix(POOLED), mmap_mode="r"))
            for path, examples in parts.items()
        )

    @classmethod
    def of(cls, examples: Sequence[Example], states: StatesArray) -> Self:
        """States (t, d) of all tokens of conversations, one after the other."""
        lengths = [len(turn) for example in examples for turn in example.turns]
        return cls([(examples, states, pool_turns(states, lengths))])

    @property
    def width(self) -> int:
        """D, of a token's states."""
        found: int = next(iter(self._found.values()))[1].shape[1]
        return found

    def __call__(self, turns: Iterable[NDArray[np.int64]]) -> tuple[StatesArray, StatesArray]:
        """The states (t, d) of all tokens of m turns, and the means and maxima (m, 2 d) of the turns."""
        found = [self._found[id(turn)] for turn in turns]
        return np.concatenate([own for _, own, _ in found]), np.stack([row for _, _, row in found])

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self  # nothing changes them, and a copy would read the files whole
