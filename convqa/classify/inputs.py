"""From redacted turns to token windows. The same code serves training and use.

Each turn is led by its role and tokenised by itself; turns are packed in order into windows of at most
`window` tokens. A window after the first repeats the tokens just before it as context, which are encoded
again but not read out, so each turn is read out exactly once and knows what was said before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from convqa.conversation import Turn

__all__ = ["LEAD", "Packing", "Span", "Tokens", "Window", "pack", "tokenize"]

IdArray = NDArray[np.int64]

START, END = 0, 2
"""Ids of `<s>` and `</s>`, which lead and close each window."""

LEAD = 2
"""Tokens of the role in front of a turn: its name and a colon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """How turns are cut into windows, in tokens.

    Attributes:
        window: length of a window with its two marks, <= 512.
        context: at most this many tokens before a window are repeated in it.
        longest_turn: of a longer turn only the first and the last half of this are read.
    """

    window: int
    context: int
    longest_turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Some tokens of a turn, from `start` to before `end`."""

    turn: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Token ids of the turns of a conversation.

    Attributes:
        ids: of each turn with its role in front, never empty, at most `Packing.longest_turn` each.
        shortened: the turns of which a part is not in `ids`.
    """

    ids: tuple[Sequence[int], ...]
    shortened: tuple[int, ...]

    def without(self, spans: Iterable[Span]) -> Tokens:
        """The tokens that are in none of the spans, of which none is the role in front of a turn."""
        kept = [list(ids) for ids in self.ids]
        turns = set(self.shortened)
        for span in sorted(spans, key=lambda span: span.start, reverse=True):
            del kept[span.turn][span.start : span.end]
            turns.add(span.turn)
        return Tokens(ids=tuple(kept), shortened=tuple(sorted(turns)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Window:
    """One row for the encoder.

    Attributes:
        ids: (t,) token ids with the marks.
        first: position of the first token that is read out; up to there is context.
        turns: (k,) the turn of each read-out span, ascending; a long turn has spans in several windows.
        starts: (k,) where each span begins, as position in `ids`; the last one ends before the closing mark.
    """

    ids: IdArray
    first: int
    turns: IdArray
    starts: IdArray


def tokenize(tokenizer: Tokenizer, turns: Sequence[Turn], longest_turn: int) -> Tokens:
    """Tokenise each turn with its role in front; of a very long turn only the beginning and the end."""
    # A token is hardly ever longer than 8 characters; cutting first keeps a turn of megabytes cheap.
    texts = [_ends(turn.text, 8 * longest_turn) for turn in turns]
    encodings = tokenizer.encode_batch_fast(
        [f"{turn.role}: {text}" for turn, text in zip(turns, texts, strict=True)], add_special_tokens=False
    )
    half = longest_turn // 2
    whole = [encoding.ids for encoding in encodings]
    return Tokens(
        ids=tuple(ids if len(ids) <= longest_turn else ids[:half] + ids[-half:] for ids in whole),
        shortened=tuple(
            index
            for index, (turn, text, ids) in enumerate(zip(turns, texts, whole, strict=True))
            if len(text) < len(turn.text) or len(ids) > longest_turn
        ),
    )


def _ends(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest // 2]} {text[-longest // 2 :]}"


def pack(turns: Sequence[Sequence[int] | IdArray], packing: Packing) -> list[Window]:
    """Pack tokenised turns into windows.

    A turn is moved to the next window whole where it fits into one; only a turn longer than a window is cut.
    """
    room = packing.window - 2
    fresh = room - packing.context
    tokens: list[int] = []
    pieces: list[tuple[int, int, int]] = []  # turn, start and end in `tokens`
    for turn, ids in enumerate(turns):
        for cut in range(0, len(ids), fresh):
            piece = ids[cut : cut + fresh]
            pieces.append((turn, len(tokens), len(tokens) + len(piece)))
            tokens.extend(piece)
    flat = np.array(tokens, dtype=np.int64)
    windows: list[Window] = []
    at = 0
    while at < len(pieces):
        begin = pieces[at][1]
        context = min(packing.context, begin)
        last = at
        while last + 1 < len(pieces) and pieces[last + 1][2] - begin + context <= room:
            last += 1
        shift = 1 + context - begin  # the start mark and the context come first
        windows.append(
            Window(
                ids=np.concatenate(([START], flat[begin - context : pieces[last][2]], [END])),
                first=1 + context,
                turns=np.array([piece[0] for piece in pieces[at : last + 1]], dtype=np.int64),
                starts=np.array([piece[1] + shift for piece in pieces[at : last + 1]], dtype=np.int64),
            )
        )
        at = last + 1
    return windows
