"""The cases of a model: its raw outputs through the product's own calibration and scoring.

Out of fold, weights and calibration are fitted for each fold as well: it is decided by weights, thresholds,
probabilities and intervals that have not seen it. So neither the weights nor the thresholds that a figure rests on
knew the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from convqa.assessment import Classification, Scores
from convqa.calibration import Least, Pair, fit
from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.classify import Classifier
from convqa.classify.artefact import Meta
from convqa.classify.classifier import interpret, role_indices
from convqa.classify.decide import probabilities, softmax
from convqa.classify.judge import Outputs
from convqa.classify.weighing import weigh
from convqa.codebook import BEHAVIOURS, CHOICES, PHASES, RATINGS, SENTIMENTS, SIGNALS, parse_agent, parse_customer
from convqa.conversation import Conversation, Role
from convqa.rubric import load_rubric
from convqa.scoring import score
from training import weighing
from training.calibrate import rating_values
from training.corpus import gold, records, splits
from training.evaluation.cases import Case, Certainty

__all__ = ["judged", "out_of_fold", "tested", "unseen"]

FloatArray = NDArray[np.float64]


def out_of_fold(outputs: Mapping[str, Outputs], talks: Mapping[str, Conversation], meta: Meta) -> list[Case]:
    """The cases of all conversations outside test that have outputs, each judged by what has not seen it.

    Args:
        outputs: of networks that were not trained on the conversation, with their `base`.
        talks: the conversations as the product reads them.
        meta: of the released model; its own calibration and base are not used.
    """
    split = splits()
    folds: dict[str, dict[str, Outputs]] = {}
    for name, out in outputs.items():
        folds.setdefault(split[name], {})[name] = out
    cases: list[Case] = []
    for fold, own in sorted(folds.items()):
        rest = {name: out for name, out in outputs.items() if split[name] != fold}
        cases += unseen(own, rest, talks, meta)
    order = {record["id"]: place for place, record in enumerate(records())}
    return sorted(cases, key=lambda case: order[case.id])


def unseen(
    outputs: Mapping[str, Outputs], known: Mapping[str, Outputs], talks: Mapping[str, Conversation], meta: Meta
) -> list[Case]:
    """The cases of `outputs`, weighed and decided by what is fitted on `known`."""
    right = {record["id"]: gold(record) for record in records()}
    roles = {name: role_indices(talks[name].turns) for name in (*outputs, *known)}
    weights = weighing.fit(right, known, roles)
    outputs, known = ({name: weigh(out, roles[name], weights) for name, out in one.items()} for one in (outputs, known))
    pairs = [Pair(id=name, out=out, gold=right[name], values=rating_values(out)) for name, out in sorted(known.items())]
    fitted = replace(meta, calibration=fit(pairs, least=Least(sides=0, rated=0)).calibration)
    cases = []
    for record in records():
        if (out := outputs.get(record["id"])) is not None:
            own = replace(fitted, base=[float(value) for value in out["base"]])
            cases.append(Case.of(record, right[record["id"]], *_found(talks[record["id"]], out, own)))
    return cases


def tested(classifier: Classifier, talks: Mapping[str, Conversation]) -> list[Case]:
    """The cases of the test conversations, by a packaged model."""
    split = splits()
    return judged(classifier, {name: talk for name, talk in talks.items() if split[name] == "test"})


def judged(classifier: Classifier, talks: Mapping[str, Conversation]) -> list[Case]:
    """The cases of these conversations, by a packaged model as it is."""
    found = [(record, talks[record["id"]]) for record in records() if record["id"] in talks]
    return [
        Case.of(record, gold(record), *_found(talk, classifier.outputs(talk), classifier.meta))
        for record, talk in found
    ]


def _found(talk: Conversation, out: Outputs, meta: Meta) -> tuple[Gold, Certainty]:
    said = interpret(talk.turns, out, meta)
    ratings, values, bounds = _ratings(said, score(talk, said, load_rubric()))
    phases, behaviours, sentiment, signals = _labels(talk, said)
    found = Gold(
        phases=phases,
        behaviours=behaviours,
        sentiment=sentiment,
        signals=signals,
        ratings=ratings,
        satisfaction=said.outcome.satisfaction.rating,
        choices={name: classes.index(_choice(said, name)) for name, classes in CHOICES.items()},
    )
    shares = probabilities(out, meta.calibration)
    behaving = shares.pop("behaviours")
    shares |= {"shown": behaving[..., 1], "broken": behaving[..., 2]}
    shares |= {name: softmax(out[name], meta.calibration.temperature[name])[None] for name in CHOICES}
    return found, Certainty(shares=shares, values=values, half_width=said.half_width, intervals=bounds)


def _choice(said: Classification, name: str) -> str | None:
    holder = said.outcome if name in ("resolution", "loyalty") else said
    value: str | None = getattr(holder, name).value
    return value


def _ratings(said: Classification, scores: Scores) -> tuple[NDArray[np.int64], FloatArray, FloatArray]:
    """(8,) whole ratings, (8,) values, (9, 2) intervals; of the first agent, as the corpus rates one."""
    given = scores.scorecards[0].ratings if scores.scorecards else {}
    found = [given.get(name) for name in RATINGS]
    bounds = [(np.nan, np.nan) if one is None else one.interval for one in found]
    return (
        np.array([UNKNOWN if one is None else one.rating for one in found]),
        np.array([np.nan if one is None else one.value for one in found]),
        np.array([*bounds, said.outcome.satisfaction.interval], dtype=np.float64),
    )


def _labels(talk: Conversation, said: Classification) -> tuple[NDArray[np.int64], ...]:
    count = len(talk.turns)
    phases, behaviours, signals = (np.full((count, len(names)), UNKNOWN) for names in (PHASES, BEHAVIOURS, SIGNALS))
    sentiment = np.full(count, UNKNOWN)
    for i, turn in enumerate(talk.turns):
        if turn.role is Role.AGENT:
            codes = parse_agent(said.turns[i].labels)
            phases[i] = [name in codes.phases for name in PHASES]
            behaviours[i] = [(name in codes.shown) + 2 * (name in codes.broken) for name in BEHAVIOURS]
        elif turn.role is Role.CUSTOMER:
            seen = parse_customer(said.turns[i].labels)
            sentiment[i] = SENTIMENTS.index(seen.sentiment)
            signals[i] = [name in seen.signals for name in SIGNALS]
    return phases, behaviours, sentiment, signals
