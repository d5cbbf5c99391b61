"""NoReC sentences (Øvrelid et al. 2020; Velldal et al. 2018): the sentiment of Norwegian review sentences.

A sentence is read as the only turn of a customer. Our sentiment is that towards a company in a conversation, theirs
that of a reviewer towards a film, a book or a vacuum cleaner: as it is, the head is used far outside its field. The
regression on the head's logits (and those of the turn's signals) is fitted on the training part and measured on the
test part; the development part is not used, since nothing is chosen. Published figures are of models that were
trained whole on these sentences. Intervals come from resampling reviews.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.external.reading import Check, redacted
from benchmarks.external.statistics import Items, Row, fit_and_find, spaced
from convqa.classify.artefact import Meta
from convqa.classify.judge import Outputs
from convqa.codebook import SENTIMENTS
from convqa.conversation import Language, Role
from convqa.errors import InputError
from convqa.evaluation.measures import exact, kappa
from training.metrics import macro_f1

__all__ = ["NAME", "Sentence", "checks", "files", "read"]

NAME = "NoReC"
PUBLISHED = "published macro-F1 0.78 (NorBERT3-large) and 0.72 (40 M parameters)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence; `review` is the document it is from, `sentiment` its place in `codebook.SENTIMENTS`."""

    review: str
    text: str = field(repr=False)
    sentiment: int


def files(folder: Path) -> list[Path]:
    """The files that are read: test, train."""
    return [folder / "norec_sentence" / "3class" / f"{part}.json" for part in ("test", "train")]


def checks(folder: Path, limit: int | None) -> list[Check]:
    """One check, of at most `limit` sentences of each part, evenly spaced; `None`: of all."""
    test, train = (spaced(read(path), limit) for path in files(folder))
    talks = [
        redacted(f"norec-{i}", Language.NB, [(Role.CUSTOMER, sentence.text)]) for i, sentence in enumerate(test + train)
    ]
    return [Check(name=NAME, conversations=talks, rows=partial(_rows, test, train))]


def read(path: Path) -> list[Sentence]:
    """The sentences of a file: a JSON list of objects with `sent_id`, `text`, `label`.

    Raises:
        InputError: it is not so.
    """
    try:
        return [
            Sentence(
                review=str(one["sent_id"]).split("-")[0],
                text=str(one["text"]),
                sentiment=SENTIMENTS.index(one["label"].lower()),
            )
            for one in json.loads(path.read_text(encoding="utf-8"))
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        problem = "it is not a JSON list of sentences with sent_id, text and label"
        raise InputError(source=str(path), problem=problem, remedy="get the file again") from None


def _rows(test: Sequence[Sentence], train: Sequence[Sentence], outputs: Sequence[Outputs], meta: Meta) -> list[Row]:
    del meta  # the likeliest class is the same before and after calibration
    features = np.array([[*out["sentiment"][0], *out["signals"][0]] for out in outputs], dtype=np.float64)
    gold = np.array([sentence.sentiment for sentence in test])
    known = np.array([sentence.sentiment for sentence in train])
    reviews = {review: i for i, review in enumerate(dict.fromkeys(sentence.review for sentence in test))}
    items = Items([reviews[sentence.review] for sentence in test], ("sentences", "reviews"))
    rows = []
    for what, found in (
        ("the head as it is", features[: len(test), : len(SENTIMENTS)].argmax(1)),
        (f"regression on {len(train):,} sentences", fit_and_find(features[len(test) :], known, features[: len(test)])),
    ):
        tables = items.tables(gold, found, len(SENTIMENTS))
        rows += [
            items.row(NAME, what, "macro-F1", macro_f1(tables), PUBLISHED),
            items.row(
                NAME,
                what,
                "accuracy",
                exact(tables),
                f"largest class: accuracy {np.bincount(gold).max() / len(gold):.2f}",
            ),
            items.row(NAME, what, "kappa", kappa(tables, weighted=False)),
        ]
    return rows
