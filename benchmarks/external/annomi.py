"""AnnoMI (Wu et al. 2022): therapists' questions and reflections in counselling interviews, against `discover`.

The codebook's phase discover asks, or restates the need and checks it: that is what questions and reflections do. So
three comparisons are made, each with the decided label and with its probability: questions against all else,
reflections against all else among the utterances without a question, and either against neither.

- An utterance is a turn; the therapist is read as the agent, the client as the customer, the interview as a whole.
- An utterance's label is what most of its annotators say, a tie counting as no; 428 utterances have ten of them.
- The main behaviour (four classes) by regression on the labels' logits of that turn, ten folds by interview, nothing
  chosen. The published figure (M3TCM) is of text and sound, and of other splits.
- Whether an interview was shown as good or as bad counselling, against three ratings named beforehand: how often a good
  one is rated above a bad one. Bad ones are the shorter ones, so the AUC of mere length stands beside them.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.external.reading import Check, redacted
from benchmarks.external.statistics import FloatArray, Items, Row, cross_fitted, others, spaced
from convqa.classify.artefact import Meta
from convqa.classify.classifier import interpret
from convqa.classify.decide import given, probabilities
from convqa.classify.judge import Outputs
from convqa.codebook import PHASES
from convqa.conversation import Conversation, Language, Role
from convqa.errors import InputError
from convqa.evaluation.measures import kappa
from convqa.rubric import load_rubric
from convqa.scoring import score
from training.metrics import f1, macro_f1

__all__ = ["NAME", "Interview", "Said", "checks", "files", "read"]

NAME = "AnnoMI"
BEHAVIOURS = ("question", "reflection", "therapist_input", "other")
RATED = ("presence", "discover", "effort")
DISCOVER = PHASES.index("discover")
FOLDS = 10
LEAST = 5
"""Good and bad interviews, below which no figure is given for the ratings of the whole."""

_ROLES = {"therapist": Role.AGENT, "client": Role.CUSTOMER}
_COLUMNS = {
    "mi_quality",
    "transcript_id",
    "utterance_id",
    "interlocutor",
    "utterance_text",
    "question_exists",
    "reflection_exists",
    "main_therapist_behaviour",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An utterance with a vote per annotator; a client's has none.

    Attributes:
        question, reflection: whether there is one, 0 or 1.
        main: index in `BEHAVIOURS`.
    """

    role: Role
    text: str = field(repr=False)
    question: tuple[int, ...]
    reflection: tuple[int, ...]
    main: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """One interview; `good` where it was shown as an example of good counselling."""

    good: bool
    said: tuple[Said, ...]


def files(folder: Path) -> list[Path]:
    """The files that are read."""
    return [folder / "annomi" / "AnnoMI-full.csv"]


def checks(folder: Path, limit: int | None) -> list[Check]:
    """One check, of at most `limit` interviews, evenly spaced; `None`: of all."""
    interviews = spaced(read(files(folder)[0]), limit)
    talks = [
        redacted(f"annomi-{i}", Language.EN, [(one.role, one.text) for one in interview.said])
        for i, interview in enumerate(interviews)
    ]
    return [Check(name=NAME, conversations=talks, rows=partial(_rows, interviews, talks))]


def read(path: Path) -> list[Interview]:
    """The interviews in the file's order, each utterance once with the votes of all its annotators.

    Raises:
        InputError: a column is missing or a value is none of those that the data's description names.
    """
    qualities: dict[str, bool] = {}
    utterances: dict[tuple[str, str], list[dict[str, str]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if missing := sorted(_COLUMNS - set(rows.fieldnames or ())):
            raise _wrong(path, 1, f"has no column {missing[0]}")
        for row in rows:
            if row["interlocutor"] not in _ROLES or row["mi_quality"] not in ("high", "low"):
                raise _wrong(path, rows.line_num, "has an unknown interlocutor or quality")
            if row["interlocutor"] == "therapist" and row["main_therapist_behaviour"] not in BEHAVIOURS:
                raise _wrong(path, rows.line_num, "has an unknown behaviour")
            qualities[row["transcript_id"]] = row["mi_quality"] == "high"
            utterances.setdefault((row["transcript_id"], row["utterance_id"]), []).append(row)
    said: dict[str, list[Said]] = {name: [] for name in qualities}
    for (name, _), votes in utterances.items():
        said[name].append(_said(votes))
    return [Interview(good=good, said=tuple(said[name])) for name, good in qualities.items()]


def _said(votes: Sequence[dict[str, str]]) -> Said:
    role = _ROLES[votes[0]["interlocutor"]]
    counted = votes if role is Role.AGENT else []
    return Said(
        role=role,
        text=votes[0]["utterance_text"],
        question=tuple(int(vote["question_exists"] == "True") for vote in counted),
        reflection=tuple(int(vote["reflection_exists"] == "True") for vote in counted),
        main=tuple(BEHAVIOURS.index(vote["main_therapist_behaviour"]) for vote in counted),
    )


def _wrong(path: Path, line: int, problem: str) -> InputError:
    return InputError(source=str(path), line=line, problem=f"it {problem}", remedy="get the file again")


def _rows(
    interviews: Sequence[Interview], talks: Sequence[Conversation], outputs: Sequence[Outputs], meta: Meta
) -> list[Row]:
    said = [(i, j, one) for i, talk in enumerate(interviews) for j, one in enumerate(talk.said) if one.question]
    of = np.array([i for i, _, _ in said])
    shares = [probabilities(out, meta.calibration) for out in outputs]
    decided = [given(share, meta.calibration)["phases"] for share in shares]
    discover = np.array([decided[i][j, DISCOVER] for i, j, _ in said])
    likely = np.array([shares[i]["phases"][j, DISCOVER] for i, j, _ in said])
    question = np.array([_most(one.question) for _, _, one in said], dtype=np.bool_)
    reflection = np.array([_most(one.reflection) for _, _, one in said], dtype=np.bool_)
    rows: list[Row] = []
    for what, gold, counts in (
        ("questions", question, np.ones_like(question)),
        ("reflections, where nothing is asked", reflection, ~question),
        ("questions and reflections", question | reflection, np.ones_like(question)),
    ):
        rows += _phase(Items(of[counts], ("utterances", "interviews")), what, *(a[counts] for a in (gold, discover)))
        rows.append(_ranked(Items(of[counts], ("utterances", "interviews")), what, gold[counts], likely[counts]))
    for what, votes in (
        ("questions", [one.question for _, _, one in said]),
        ("reflections", [one.reflection for _, _, one in said]),
    ):
        place, rest, vote = others(votes)
        if len(place):
            rows += _phase(
                Items(of[place], ("votes", "interviews")), f"{what}, one annotator against the others", rest, vote
            )
    return [*rows, *_behaviour(said, outputs), *_quality(interviews, talks, outputs, meta)]


def _most(votes: Sequence[int]) -> bool:
    return 2 * sum(votes) > len(votes)


def _phase(items: Items, what: str, gold: NDArray[np.generic], found: NDArray[np.generic]) -> list[Row]:
    tables = items.tables(gold.astype(np.int64), found.astype(np.int64), 2)
    always = 2 * gold.sum() / (len(gold) + gold.sum())
    return [
        items.row(NAME, what, "F1", f1(tables), f"always yes: F1 {always:.2f}"),
        items.row(NAME, what, "kappa", kappa(tables, weighted=False)),
    ]


def _ranked(items: Items, what: str, gold: NDArray[np.bool_], likely: FloatArray) -> Row:
    return items.row(NAME, what, "AUC", items.auc(gold, likely))


def _behaviour(said: Sequence[tuple[int, int, Said]], outputs: Sequence[Outputs]) -> list[Row]:
    of = np.array([i for i, _, _ in said])
    if len(np.unique(of)) == 1:
        return []
    counted = [Counter(one.main) for _, _, one in said]
    gold = np.array([max(range(len(BEHAVIOURS)), key=votes.__getitem__) for votes in counted])
    features = np.array([[*outputs[i]["phases"][j], *outputs[i]["behaviours"][j].ravel()] for i, j, _ in said])
    found = cross_fitted(features.astype(np.float64), gold, of % FOLDS)
    items = Items(of, ("utterances", "interviews"))
    what = "main behaviour of four, fitted on nine tenths of the interviews"
    tables = items.tables(gold, found, len(BEHAVIOURS))
    return [items.row(NAME, what, "macro-F1", macro_f1(tables), "published macro-F1 0.83, text and sound")]


def _quality(
    interviews: Sequence[Interview], talks: Sequence[Conversation], outputs: Sequence[Outputs], meta: Meta
) -> list[Row]:
    rubric = load_rubric()
    values = []
    for talk, out in zip(talks, outputs, strict=True):
        cards = score(talk, interpret(talk.turns, out, meta), rubric).scorecards
        ratings = [cards[0].ratings[name] if cards else None for name in RATED]
        values.append([np.nan if rating is None else rating.value for rating in ratings])
    rated = ~np.isnan(np.array(values)).any(1)
    scores = np.column_stack([np.array(values), [float(len(interview.said)) for interview in interviews]])[rated]
    places = np.flatnonzero(rated)
    good = np.array([interviews[i].good for i in map(int, places)], dtype=np.bool_)
    if min(good.sum(), (~good).sum()) < LEAST:
        return []
    items = Items(places, ("interviews", "interviews"))
    names = (*(f"{name} rating" for name in RATED), "number of utterances alone")
    beside = f"{(~good).sum()} of them bad"
    return [
        items.row(NAME, f"good or bad interview by the {name}", "AUC", items.auc(good, scores[:, i]), beside)
        for i, name in enumerate(names)
    ]
