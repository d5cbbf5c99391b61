"""User Satisfaction Simulation (Sun et al., SIGIR 2021): readers' satisfaction from 1 to 5 in English task dialogues.

The protocol is the authors', as their code has it, save where it says "ours":

- A customer turn's rating is how satisfied the customer is *before* it: so the readers were asked, and so their models
  see what came before the turn and not the turn. Before the first turn there is nothing to read; ours says 3 there.
- The line OVERALL of a dialogue counts as its last turn.
- The label is the rating most readers gave, of several the lowest. Average recall (UAR) and Cohen's kappa over the
  five classes, pooled over ten contiguous folds.
- The regression is fitted on the other nine folds, where turns that are not rated 3 count eleven times, as theirs do.
- Ours: folds end where a dialogue ends; theirs cut by turns, with one dialogue on both sides.
- Ours: nothing is chosen on the fold that is measured. Theirs take the best of 100 epochs on it, for each figure anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.external.reading import Check, beginning, redacted
from benchmarks.external.statistics import FloatArray, IntArray, Items, Row, cross_fitted, others, spaced, tenths, uar
from convqa.classify.artefact import Meta
from convqa.classify.judge import Outputs
from convqa.conversation import Conversation, Language, Role
from convqa.errors import InputError
from convqa.evaluation.measures import alpha_of_coincidences, kappa

__all__ = ["NAME", "Dialogue", "Moment", "checks", "files", "moments", "most", "read"]

NAME = "USS"
PUBLISHED = {"MWOZ": (0.256, 0.143), "SGD": (0.293, 0.118), "ReDial": (0.261, 0.122), "CCPE": (0.237, 0.167)}
"""Best UAR and best kappa of their table, not always of one model."""

READ_BY_TURN = 150
READ_AS_A_WHOLE = 400
CLASSES = 5
NORMAL = 2
"""Class of the rating 3."""
TIMES = 11.0

_ROLES = {"USER": Role.CUSTOMER, "SYSTEM": Role.AGENT}
_WHOLE = "OVERALL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """One dialogue.

    Attributes:
        turns: role and text, without the line OVERALL.
        ratings: by turn; empty for turns of the system.
        overall: of the whole.
    """

    turns: tuple[tuple[Role, str], ...] = field(repr=False)
    ratings: tuple[tuple[int, ...], ...]
    overall: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A place where satisfaction was rated.

    Attributes:
        dialogue: its number in the sample.
        said: how many turns were said before it.
        ratings: of the readers.
        whole: whether the dialogue ends there.
    """

    dialogue: int
    said: int
    ratings: tuple[int, ...]
    whole: bool


def files(folder: Path) -> list[Path]:
    """The files that are read."""
    return [folder / "uss" / f"{corpus}.txt" for corpus in PUBLISHED]


def checks(folder: Path, limit: int | None) -> list[Check]:
    """One check a corpus, of at most `limit` dialogues, evenly spaced; `None`: what a quarter of an hour allows."""
    return [_check(path, limit) for path in files(folder)]


def _check(path: Path, limit: int | None) -> Check:
    sample = spaced(read(path), limit or READ_AS_A_WHOLE)
    by_turn = set(spaced(range(len(sample)), limit or READ_BY_TURN))
    found = [one for one in moments(sample) if one.whole or one.dialogue in by_turn]
    talks = [redacted(f"{path.stem}-{i}", Language.EN, talk.turns) for i, talk in enumerate(sample)]
    return Check(
        name=f"{NAME} {path.stem}",
        conversations=[beginning(talks[one.dialogue], one.said) for one in found if one.said],
        rows=partial(_rows, path.stem, found, talks, by_turn),
    )


def read(path: Path) -> list[Dialogue]:
    """The dialogues of a file: a turn a line, tab-separated role, text, action, ratings; blank lines between.

    Raises:
        InputError: a line is not so, or a dialogue has no OVERALL.
    """
    lines = path.read_text(encoding="utf-8").split("\n")
    numbered = groupby(enumerate(lines, start=1), key=lambda pair: bool(pair[1].strip()))
    return [_dialogue(path, list(block)) for filled, block in numbered if filled]


def _dialogue(path: Path, lines: Sequence[tuple[int, str]]) -> Dialogue:
    turns, ratings = [], []
    for number, line in lines:
        try:
            role, text, _, given = line.split("\t")
            turns.append((_ROLES[role.upper()], text))
            ratings.append(tuple(int(word) for word in given.split(",") if word.strip()))
            correct = all(1 <= rating <= CLASSES for rating in ratings[-1])
        except (ValueError, KeyError):
            correct = False
        if not correct or (turns[-1][0] is Role.CUSTOMER and not ratings[-1]):
            raise _wrong(path, number, "is not a role, a text, an action and ratings from 1 to 5, tab-separated")
    if turns[-1] != (Role.CUSTOMER, _WHOLE) or len(turns) == 1:
        raise _wrong(path, lines[-1][0], f"is not the line {_WHOLE} that ends a dialogue")
    return Dialogue(turns=tuple(turns[:-1]), ratings=tuple(ratings[:-1]), overall=ratings[-1])


def _wrong(path: Path, line: int, problem: str) -> InputError:
    return InputError(source=str(path), line=line, problem=f"it {problem}", remedy="get the file again")


def moments(sample: Sequence[Dialogue]) -> list[Moment]:
    """All rated places of the dialogues in order: before each customer turn, and at the end."""
    return [
        Moment(dialogue=place, said=said, ratings=ratings, whole=said == len(talk.turns))
        for place, talk in enumerate(sample)
        for said, ratings in enumerate((*talk.ratings, talk.overall))
        if ratings
    ]


def most(ratings: Sequence[int]) -> int:
    """The class, from 0, that most readers chose; of several the lowest."""
    return int(np.bincount(ratings, minlength=CLASSES + 1)[1:].argmax())


def _rows(
    corpus: str,
    found: Sequence[Moment],
    talks: Sequence[Conversation],
    by_turn: set[int],
    outputs: Sequence[Outputs],
    meta: Meta,  # noqa: ARG001  # every check has it; nothing here is a probability
) -> list[Row]:
    waiting = iter(outputs)
    said = [next(waiting) if one.said else None for one in found]
    features = np.array([_features(talks[one.dialogue], one.said, out) for one, out in zip(found, said, strict=True)])
    turns = np.array([one.dialogue in by_turn for one in found])
    ends = np.array([one.whole for one in found])
    best_uar, best_kappa = PUBLISHED[corpus]
    beside = {"UAR": f"published UAR {best_uar:.2f}", "kappa": f"published kappa {best_kappa:.2f}"}
    return [
        *_figures(f"{NAME} {corpus}", "each turn", found, features, turns, beside),
        *_figures(f"{NAME} {corpus}", "whole dialogue", found, features, ends, {}),
    ]


def _figures(
    data: str,
    what: str,
    found: Sequence[Moment],
    features: FloatArray,
    chosen: NDArray[np.bool_],
    beside: dict[str, str],
) -> list[Row]:
    """As read, by regression, and one reader against the others, over the chosen moments."""
    own = [one for one, is_chosen in zip(found, chosen, strict=True) if is_chosen]
    of = np.array([one.dialogue for one in own])
    gold, values = np.array([most(one.ratings) for one in own]), features[chosen]
    units = ("dialogues",) * 2 if all(one.whole for one in own) else ("turns", "dialogues")
    items = Items(of, (units[0], units[1]))
    start = np.array([one.said == 0 for one in own])
    dialogues = np.unique(of, return_inverse=True)[1]
    folds = tenths(int(dialogues.max()) + 1)[dialogues]
    often = np.where(gold == NORMAL, 1.0, TIMES)
    fitted = np.where(start, NORMAL, cross_fitted(values, gold, folds, often)) if len(np.unique(folds)) > 1 else None
    rows = _compared(items, data, f"{what}, as it is", gold, _whole(values[:, 0]), beside)
    if fitted is not None:
        rows += _compared(items, data, f"{what}, fitted on the other nine folds", gold, fitted, beside)
    votes = [[rating - 1 for rating in one.ratings] for one in own]
    place, rest, vote = others(votes)
    readers = Items(of[place], ("ratings", "dialogues"))
    rows += _compared(readers, data, f"{what}, one reader against the others", rest, vote, {})
    alpha = alpha_of_coincidences(items.coincidences(votes, CLASSES))
    return [*rows, items.row(data, f"{what}, readers among themselves", "Krippendorff's alpha", alpha)]


def _compared(items: Items, data: str, what: str, gold: IntArray, found: IntArray, beside: dict[str, str]) -> list[Row]:
    tables = items.tables(gold, found, CLASSES)
    constant = f"one class for all: UAR {1 / np.count_nonzero(tables[0].sum(-1)):.2f}"
    return [
        items.row(data, what, "UAR", uar(tables), "; ".join(filter(None, [beside.get("UAR"), constant]))),
        items.row(data, what, "kappa", kappa(tables, weighted=False), beside.get("kappa", "")),
        items.row(data, what, "weighted kappa", kappa(tables, weighted=True)),
    ]


def _whole(satisfaction: FloatArray) -> IntArray:
    """The class of a value, half rounded up as the product does."""
    return np.clip(np.floor(satisfaction + 0.5), 1, CLASSES).astype(np.int64) - 1


def _features(talk: Conversation, said: int, out: Outputs | None) -> list[float]:
    """19 numbers: satisfaction, the logits of resolution and loyalty, and those of the last customer turn."""
    if out is None:
        return [NORMAL + 1.0] + [0.0] * 18
    last = max((i for i in range(said) if talk.turns[i].role is Role.CUSTOMER), default=None)
    turn = [0.0] * 9 if last is None else [*out["sentiment"][last], *out["signals"][last]]
    return [float(value) for value in (out["satisfaction"], *out["resolution"], *out["loyalty"], *turn)]
