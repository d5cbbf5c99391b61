"""Ordinary words of each language that are not common; needs the extra `train`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from wordfreq import top_n_list

from convqa.conversation import Language
from convqa.redaction.lexicon import lexicon
from training.pii.lists import listed_names
from training.pii.words import WORD

__all__ = ["rare_words"]

RANKS = range(1_500, 60_000)
"""From which to which place in the order of frequency; of Danish half as many are known."""
LISTS = {Language.NN: "nb"}


@cache
def rare_words(language: Language) -> Sequence[str]:
    """Words of four letters or more, in lower case, that are no given names, after wordfreq (Speer 2022)."""
    names, ranked = lexicon(language).given | listed_names(), top_n_list(LISTS.get(language, language), RANKS.stop)
    return tuple(word for word in ranked[RANKS.start :] if WORD.fullmatch(word) and word not in names)
