"""The trained tagger, run by onnxruntime: alone, or together with the rules, as a finder to measure."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from convqa.redaction.find import find
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.names.features import Tokens, decode, encode
from convqa.redaction.resolve import resolve
from training.pii.examples import hide_held_out

__all__ = ["Tag", "load_tagger", "together"]

MIN_LETTERS = 2
_WORD = re.compile(r"[^\W\d_]{3,}")

Tag = Callable[[Reading], list[Finding]]


def load_tagger(path: Path, *, hide: bool, sure: float = 0) -> Tag:
    """The tagger as a finder.

    Args:
        path: the ONNX file that `training.pii.train` wrote.
        hide: take held-out names off the lists that the tagger sees, as if nobody had ever heard of them.
        sure: how likely a token must be to be part of what it most likely is part of, in [0, 1].
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def tag(reading: Reading) -> list[Finding]:
        tokens = encode(reading)
        if not tokens.spans:
            return []
        features = hide_held_out(reading.text, tokens) if hide else tokens.features
        return likely(reading, tokens, session.run(None, {"features": features[None]})[0][0], sure)

    return tag


def likely(reading: Reading, tokens: Tokens, scores: NDArray[np.float32], sure: float = 0) -> list[Finding]:
    """The findings of the best label of each token where it is `sure` enough, but for people of one letter."""
    shares = np.exp(scores - scores.max(-1, keepdims=True))
    shares /= shares.sum(-1, keepdims=True)
    best = scores.argmax(-1)
    kinds = shares[:, 1:].reshape(len(best), -1, 2).sum(-1)  # beginning and going on together
    best[kinds.max(-1) < sure] = 0
    return [
        finding
        for finding in decode(tokens, best.tolist())
        if finding.kind is not Kind.PERSON
        or sum(map(str.isalpha, reading.text[finding.start : finding.end])) >= MIN_LETTERS
    ]


def together(tag: Tag) -> Tag:
    """The rules, told the words of the names that the tagger finds, and what the tagger finds besides."""

    def both(reading: Reading) -> list[Finding]:
        tagged = tag(reading)
        people = (reading.low[found.start : found.end] for found in tagged if found.kind is Kind.PERSON)
        known = frozenset(word for name in people for word in _WORD.findall(name))
        return resolve(reading, [*find(reading, known), *tagged], ())

    return both
