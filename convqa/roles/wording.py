"""What a speaker's wording says: how often each kind of phrase of the lexicons occurs.

The lexicons are package data: one TOML file a language with the phrases of the two sides, `automatic.toml`
for what is no person, `weights.toml` for what each kind is worth.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import log1p
from typing import Any

from convqa.conversation import Language

__all__ = ["PhraseIndex", "automatic_phrases", "load_table", "side_phrases", "tokens_of", "wording_features"]

CHARACTERS_READ = 600
"""Of one utterance: who speaks shows early, and a pasted log must not cost time."""

_TOKEN = re.compile(r"[\w']+")
_SIGNATURE = re.compile(r"(?:\^|\*|\s/)\s?[A-ZÆØÅÄÖ][\w.]{0,14}\s*\Z")
_SIGNATURE_REACH = 24


def load_table(name: str) -> dict[str, Any]:
    """The TOML file `name` of this package's data."""
    return tomllib.loads((files("convqa.roles") / name).read_text(encoding="utf-8"))


def tokens_of(text: str) -> list[str]:
    """The words of `text` in lower case, apostrophes kept; punctuation, also within e-mail addresses, parts words."""
    return _TOKEN.findall(text.lower().replace("’", "'"))


class PhraseIndex:
    """Finds many phrases in one pass over the words; at one place the longest phrase counts, and words count once."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        """Takes the phrases of each kind; a phrase that stands under two kinds belongs to the first."""
        kinds: dict[tuple[str, ...], str] = {}
        for kind, texts in phrases.items():
            for text in texts:
                kinds.setdefault(tuple(tokens_of(text)), kind)
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for words in sorted(kinds, key=len, reverse=True):
            self._by_first.setdefault(words[0], []).append((words, kinds[words]))

    def count(self, tokens: Sequence[str]) -> Counter[str]:
        """How many phrases of each kind the words hold."""
        found: Counter[str] = Counter()
        place = 0
        while place < len(tokens):
            step = 1
            for words, kind in self._by_first.get(tokens[place], ()):
                if tuple(tokens[place : place + len(words)]) == words:
                    found[kind] += 1
                    step = len(words)
                    break
            place += step
        return found


@cache
def side_phrases(language: Language) -> PhraseIndex:
    """The phrases of the agent's and the customer's side in one language."""
    table = load_table(f"{language}.toml")
    return PhraseIndex({**table["agent"], **table["customer"]})


@cache
def automatic_phrases() -> PhraseIndex:
    """The phrases of bots and system notices, in all languages."""
    return PhraseIndex(load_table("automatic.toml"))


def wording_features(texts: Sequence[str], language: Language) -> dict[str, float]:
    """How much of each kind of wording one speaker shows, as log(1 + hits): many hits prove little more than some.

    Args:
        texts: the speaker's utterances in order; of each the first `CHARACTERS_READ` characters are read.
        language: whose lexicon to use.
    """
    hits: Counter[str] = Counter()
    index = side_phrases(language)
    for text in texts:
        head = text[:CHARACTERS_READ]
        words = tokens_of(head)
        hits.update(index.count(words))
        hits["words"] += len(words)
        hits["utterances"] += 1
        hits["questions"] += "?" in head
        hits["signature"] += _SIGNATURE.search(text[-_SIGNATURE_REACH:]) is not None
    return {kind: log1p(count) for kind, count in hits.items()}
