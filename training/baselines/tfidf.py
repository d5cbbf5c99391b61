"""TF-IDF of character n-grams with linear models: logistic regression for labels, ridge for ratings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge

from convqa.calibration.fit import threshold
from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.codebook import BEHAVIOURS, CHOICES
from convqa.conversation import Conversation, Role
from training.baselines.majority import Known, blank, turns_of

__all__ = ["tfidf"]

IntArray = NDArray[np.int64]

HELD = 5
"""One conversation in so many chooses the thresholds, on a fit to the others, as the model's are chosen."""

SHOWN, BROKEN = 1, 2


def tfidf(known: Known, unseen: Sequence[Conversation]) -> list[Gold]:
    """Each turn's labels from its own text; ratings and choices from all that agent and customer said."""
    empty = [blank(talk) for talk in unseen]
    for role in (Role.AGENT, Role.CUSTOMER):
        _label(role, known, unseen, empty)
    texts = _Texts([talk for talk, _ in known])
    here, there = texts.vectors([talk for talk, _ in known]), texts.vectors(unseen)
    gold = [labels for _, labels in known]
    grades = np.array([[*one.ratings, one.satisfaction] for one in gold])
    values = np.column_stack([_grade(here, column, there) for column in grades.T])
    chosen = {name: _classify(here, np.array([one.choices[name] for one in gold]), there) for name in CHOICES}
    return [
        replace(
            one,
            ratings=values[i, :-1],
            satisfaction=int(values[i, -1]),
            choices={name: int(column[i]) for name, column in chosen.items()},
        )
        for i, one in enumerate(empty)
    ]


class _Texts:
    """Vectors of conversations: what the agent said beside what the customer said."""

    def __init__(self, talks: Sequence[Conversation]) -> None:
        self._by_role = {role: _vectorizer().fit(self._texts(talks, role)) for role in (Role.AGENT, Role.CUSTOMER)}

    def vectors(self, talks: Sequence[Conversation]) -> csr_matrix:
        """One row a conversation."""
        return hstack([made.transform(self._texts(talks, role)) for role, made in self._by_role.items()]).tocsr()

    @staticmethod
    def _texts(talks: Sequence[Conversation], role: Role) -> list[str]:
        return [" ".join(talk.turns[i].text for i in turns_of(talk, role)) for talk in talks]


def _vectorizer() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, max_features=50_000, sublinear_tf=True)


def _label(role: Role, known: Known, unseen: Sequence[Conversation], found: Sequence[Gold]) -> None:
    """Fill in the labels of all turns of a role."""
    texts = [talk.turns[i].text for talk, _ in known for i in turns_of(talk, role)]
    holder = np.array([number for number, (talk, _) in enumerate(known) for _ in turns_of(talk, role)])
    vectorizer = _vectorizer()
    here = vectorizer.fit_transform(texts)
    there = vectorizer.transform([talk.turns[i].text for talk in unseen for i in turns_of(talk, role)])
    held = holder % HELD == 0

    def gold(name: str) -> IntArray:
        return np.concatenate([getattr(labels, name)[turns_of(talk, role)] for talk, labels in known])

    def fill(name: str, values: IntArray) -> None:
        start = 0
        for talk, labels in zip(unseen, found, strict=True):
            own = turns_of(talk, role)
            getattr(labels, name)[own] = values[start : start + len(own)]
            start += len(own)

    if role is Role.CUSTOMER:
        fill("sentiment", _classify(here, gold("sentiment"), there))
        fill("signals", np.column_stack([_detect(here, column == 1, there, held)[0] for column in gold("signals").T]))
        return
    fill("phases", np.column_stack([_detect(here, column == 1, there, held)[0] for column in gold("phases").T]))
    columns = []
    for name, column in zip(BEHAVIOURS, gold("behaviours").T, strict=True):
        shown, how_shown = _detect(here, column == SHOWN, there, held)
        broken, how_broken = _detect(here, column == BROKEN, there, held) if name != "extra" else (shown * 0, how_shown)
        columns.append(np.where(broken & ((how_broken > how_shown) | ~shown), BROKEN, np.where(shown, SHOWN, 0)))
    fill("behaviours", np.column_stack(columns))


def _detect(
    here: csr_matrix, gold: NDArray[np.bool_], there: csr_matrix, held: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Whether a label is given, and its probability in units of the threshold that gives the best F1 when held out."""
    if len(np.unique(gold[~held])) < 2 or not gold[held].any():
        return np.zeros(there.shape[0], dtype=bool), np.zeros(there.shape[0])
    limit = threshold(_regression().fit(here[~held], gold[~held]).predict_proba(here[held])[:, 1], gold[held])
    shares = _regression().fit(here, gold).predict_proba(there)[:, 1] / limit
    return shares >= 1, shares


def _classify(here: csr_matrix, gold: IntArray, there: csr_matrix) -> IntArray:
    known = gold != UNKNOWN
    found: IntArray = (
        LogisticRegression(C=10.0, class_weight="balanced", max_iter=300).fit(here[known], gold[known]).predict(there)
    )
    return found


def _grade(here: csr_matrix, gold: IntArray, there: csr_matrix) -> IntArray:
    known = gold != UNKNOWN
    values = Ridge(alpha=1.0).fit(here[known], gold[known]).predict(there)
    whole: IntArray = np.clip(np.floor(values + 0.5), 1, 5).astype(np.int64)
    return whole


def _regression() -> LogisticRegression:
    return LogisticRegression(C=10.0, solver="liblinear")
