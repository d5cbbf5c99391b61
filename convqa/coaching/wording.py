"""The texts of one language: loaded from `texts/*.toml`, chosen without chance, filled in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources

from convqa.conversation import Language

__all__ = ["Wording", "choose", "load_wording"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """All texts of one language; lists hold variants that say the same thing in other words.

    Attributes:
        opening, closing: the quotation marks.
        keep: by rating, with `{quote}`; `best` is for what helped most without deserving praise.
        try_: by rating and situation, with `{quote}`; see `moments.Moment.key`.
        absence: by the kind of absence, with `{quote}` (the customer's words) and `{turn}` (from 1).
        flags: one text by name of flag, `{cause}` or `{title}` in some.
        causes: how a process failure's kind is called in a sentence.
    """

    opening: str
    closing: str
    keep: Mapping[str, tuple[str, ...]]
    try_: Mapping[str, tuple[str, ...]]
    absence: Mapping[str, tuple[str, ...]]
    flags: Mapping[str, str]
    causes: Mapping[str, str]

    def fill(self, text: str, *, quote: str, turn: int) -> str:
        """Put the quoted words and the turn's number (from 1) into a text."""
        if quote.endswith(("?", "!", "…")):
            # Words that bring their own mark need no full stop after them.
            text = text.replace("{quote}.", "{quote}")
        return text.format(quote=f"{self.opening}{quote}{self.closing}", turn=turn)


@cache
def load_wording(language: Language) -> Wording:
    """Read the packaged texts of a language."""
    file = resources.files("convqa.coaching").joinpath("texts", f"{language}.toml")
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    return Wording(
        opening=content["quote"]["opening"],
        closing=content["quote"]["closing"],
        keep={key: tuple(texts) for key, texts in content["keep"].items()},
        try_={key: tuple(texts) for key, texts in content["try"].items()},
        absence={key: tuple(texts) for key, texts in content["absence"].items()},
        flags=content["flags"],
        causes=content["causes"],
    )


def choose(variants: Sequence[str], *seed: str) -> str:
    """One of the variants: always the same for the same seed, spread evenly over different ones."""
    digest = sha256("\n".join(seed).encode()).digest()
    return variants[int.from_bytes(digest[:8], "big") % len(variants)]
