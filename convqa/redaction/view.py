"""A second reading of a conversation, with a map back to the first."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from convqa.redaction.findings import SEPARATOR, Finding, Reading, make_reading

__all__ = ["Piece", "View", "make_view"]

TURNS_BEFORE = 4  # of what is said in a turn, those before it tell what it is


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` is written for what stands at `[start:end]` of a reading."""

    start: int
    end: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A reading in which pieces were written anew.

    Attributes:
        reading: the text with the pieces in it.
        pieces: in order of place, disjoint.
        starts: where each piece begins in `reading`.
    """

    reading: Reading
    pieces: tuple[Piece, ...] = field(repr=False)
    starts: tuple[int, ...]

    def back(self, finding: Finding) -> Finding | None:
        """What a finding in the view is in the first reading; `None` where nothing of it was written anew."""
        last = bisect_right(self.starts, finding.end - 1) - 1
        if last < 0 or self.starts[last] + len(self.pieces[last].text) <= finding.start:
            return None
        return Finding(
            self._origin(finding.start), self._origin(finding.end - 1, after=True), finding.kind, finding.score
        )

    def _origin(self, place: int, *, after: bool = False) -> int:
        """Where the character at a place of the view comes from; with `after` where that ends."""
        number = bisect_right(self.starts, place) - 1
        if number < 0:
            return place + after
        piece = self.pieces[number]
        beyond = place - self.starts[number] - len(piece.text)
        if beyond >= 0:
            return piece.end + beyond + after
        return piece.end if after else piece.start


def make_view(reading: Reading, stretches: Sequence[Sequence[Piece]]) -> View:
    """A reading with stretches written anew, which are disjoint, in order of place, within turns and not empty.

    What stands between the pieces of a stretch is left out, and so are turns far from all stretches.
    """
    pieces: list[Piece] = []
    kept = 0  # up to here the turns are in the view
    for stretch in stretches:
        turn = bisect_right(reading.starts, stretch[0].start) - 1
        first = reading.starts[max(0, turn - TURNS_BEFORE)]
        if first > kept:
            pieces.append(Piece(kept, first, ""))
        kept = max(kept, first, min(reading.turn_end(stretch[0].start) + 1, len(reading.text)))
        pieces.append(stretch[0])
        for piece in stretch[1:]:
            pieces += (Piece(pieces[-1].end, piece.start, ""), piece)
    pieces.append(Piece(kept, len(reading.text), ""))
    parts: list[str] = []
    starts: list[int] = []
    position = length = 0
    for piece in pieces:
        parts += (reading.text[position : piece.start], piece.text)
        length += piece.start - position
        starts.append(length)
        length += len(piece.text)
        position = piece.end
    text = "".join(parts)
    turns = (0, *(place + 1 for place, character in enumerate(text) if character == SEPARATOR))
    return View(reading=make_reading(text, turns, reading.language), pieces=tuple(pieces), starts=tuple(starts))
