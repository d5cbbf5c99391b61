"""The last stretch of training: mostly on what the annotators labelled whose habits are the ones to learn.

Conversations of later batches teach what words mean; their annotators rate a little otherwise in ways that offsets
(`training.habits`) do not hold. So a reader that has learnt from all goes on for a little with those of the first
annotators, and as many others so that nothing is lost: first of all the short ones, which are easily forgotten, the
others drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from training.corpus import SOURCES
from training.example import Example
from training.fit import fit
from training.reader import Reader
from training.settings import Settings

FIRST, SHORT = SOURCES.index("first"), SOURCES.index("short")


def settle(reader: Reader, examples: Sequence[Example], settings: Settings, seed: int) -> Reader:
    """The reader after that stretch, or as it is if none is asked for or there are none of theirs."""
    last, first = settings.settling, [one for one in examples if one.source == FIRST]
    if not last.epochs or not first:
        return reader
    short = [one for one in examples if one.source == SHORT]
    rest = [one for one in examples if one.source not in {FIRST, SHORT}]
    count = max(0, round(last.others * len(first)) - len(short))
    chosen = np.random.default_rng(seed).permutation(len(rest))[:count]
    recipe = replace(
        settings.recipe,
        epochs=last.epochs,
        rate=last.rate,
        tuning_rate=last.tuning_rate,
        averaging=last.averaging,
    )
    return fit(reader, [*first, *short, *(rest[place] for place in chosen)], replace(settings, recipe=recipe), seed)
