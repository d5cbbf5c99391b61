"""The trained tagger as a finder to measure: alone, or together with the rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from convqa.redaction.find import find
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.names.tagger import NetworkTagger, Tagger, likely
from training.pii.examples import hide_held_out

__all__ = ["Unaware", "load_tagger", "together"]


class Unaware:
    """A tagger for whom no list holds the held-out names, as if nobody had ever heard of them.

    Args:
        tagger: that is asked.
        hide: whether names are hidden from it.
        sure: how sure it must be of anything, in [0, 1]; `None`: as it was released.
    """

    def __init__(self, tagger: NetworkTagger, *, hide: bool, sure: float | None = None) -> None:
        self.name = tagger.name
        self._tagger, self._hide = tagger, hide
        self._sure = tagger.sure if sure is None else dict.fromkeys(Kind, sure)

    def tag(self, reading: Reading) -> list[Finding]:
        """As of `NetworkTagger`."""
        tokens = self._tagger.encoding.encode(reading)
        if not tokens.spans:
            return []
        features = hide_held_out(reading.text, tokens) if self._hide else tokens.features
        return likely(reading, tokens, self._tagger.scores(features), self._sure)


def load_tagger(folder: Path, *, hide: bool, sure: float | None = None) -> Unaware:
    """The tagger of a folder such as `models/names-3`; arguments as of `Unaware`."""
    return Unaware(NetworkTagger(folder), hide=hide, sure=sure)


def together(tagger: Tagger) -> Callable[[Reading], list[Finding]]:
    """Rules and tagger, as the product joins them."""
    return lambda reading: find(reading, tagger=tagger)
