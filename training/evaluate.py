"""Step 6: the figures of a model folder, and its card.

usage: python -m training.evaluate FEATURES.npz TRAINED_DIR MODEL_DIR

Scores the test conversations once with the packaged model and the product's own steps, and the out-of-fold
predictions beside it; writes `metrics.json` and `README.md` (the card) into the model folder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convqa.assessment import Classification, Scores
from convqa.classify import Classifier
from convqa.classify.artefact import Meta
from convqa.classify.classifier import interpret
from convqa.codebook import BEHAVIOURS, PHASES, RATINGS, SENTIMENTS, SIGNALS, parse_agent, parse_customer
from convqa.conversation import Conversation, Role
from convqa.rubric import load_rubric
from convqa.scoring import score
from training.card import write_card
from training.corpus import CHOICES, FILES, SPLITS, UNKNOWN, Gold, gold, records, splits
from training.metrics import Figure, Pairs, accuracy, bootstrap, f1, kappa, macro_f1
from training.package import load_out_of_fold
from training.prepare import conversations

Case = tuple[dict[str, Any], Gold, Conversation, Classification, Scores]


def figures(cases: Sequence[Case]) -> dict[str, Any]:
    """Every figure over some scored conversations, each with interval and n."""
    out: dict[str, Any] = {"conversations": len(cases)}
    out["ratings"] = {name: rating_figures(cases, name) for name in RATINGS}
    out["mean rating kappa"] = mean_kappa(cases)
    out["rated although not ratable"], out["ratable but not rated"] = basis(cases)
    decided = [decisions(case) for case in cases]
    for task, names in (("phases", PHASES), ("shown", BEHAVIOURS), ("broken", BEHAVIOURS), ("signals", SIGNALS)):
        out[task] = {
            name: asdict(bootstrap([d[task, i] for d in decided], f1))
            for i, name in enumerate(names)
            if (task, name) != ("broken", "extra")
        }
    out["sentiment macro-F1"] = asdict(bootstrap([d["sentiment", 0] for d in decided], macro_f1))
    for name, values in CHOICES.items():
        pairs = [one(values.index(found(case, name)), case[1].choices[name]) for case in cases]
        out[name] = {"accuracy": asdict(bootstrap(pairs, accuracy)), "macro-F1": asdict(bootstrap(pairs, macro_f1))}
    pairs = [one(case[3].outcome.satisfaction.rating, case[1].satisfaction) for case in cases]
    out["satisfaction kappa"] = asdict(bootstrap(pairs, kappa))
    return out


def found(case: Case, name: str) -> str | None:
    """The predicted value of a choice on the conversation."""
    classification = case[3]
    holder = classification.outcome if name in ("resolution", "loyalty") else classification
    value: str | None = getattr(holder, name).value
    return value


def one(predicted: int, right: int) -> Pairs:
    """A single pair as (gold, found)."""
    return np.array([right]), np.array([predicted])


def rated(case: Case, name: str) -> tuple[int, tuple[int, int], int] | None:
    """(rating, interval, gold) of a conversation's first card where both sides give the rating."""
    right = int(case[1].ratings[RATINGS.index(name)])
    cards = case[4].scorecards
    rating = cards[0].ratings[name] if cards else None
    return None if rating is None or right == UNKNOWN else (rating.rating, rating.interval, right)


def rating_figures(cases: Sequence[Case], name: str) -> dict[str, Any]:
    """Weighted kappa, exact and within-one agreement, bias, share of the commonest class, coverage of the interval."""
    both = [pair for pair in (rated(case, name) for case in cases) if pair is not None]
    pairs = [one(rating, right) for rating, _, right in both]
    given, right = np.array([b[0] for b in both]), np.array([b[2] for b in both])
    inside = [low <= gold_rating <= high for _, (low, high), gold_rating in both]
    return {
        "kappa": asdict(bootstrap(pairs, kappa)),
        "exact": asdict(bootstrap(pairs, accuracy)),
        "within one": float((abs(given - right) <= 1).mean()),
        "bias": float((given - right).mean()),
        "given 3": float((given == 3).mean()),
        "interval holds": float(np.mean(inside)),
        "interval width": float(np.mean([high - low for _, (low, high), _ in both])),
        "n": len(both),
    }


def mean_kappa(cases: Sequence[Case]) -> dict[str, Any]:
    """The mean of the eight kappas, with an interval from resampling conversations."""
    table = [[rated(case, name) for name in RATINGS] for case in cases]
    table = [row for row in table if any(row)]

    def mean(rows: Sequence[Sequence[tuple[int, tuple[int, int], int] | None]]) -> float:
        scores = []
        for column in range(len(RATINGS)):
            pairs = [row[column] for row in rows]
            known = [pair for pair in pairs if pair is not None]
            scores.append(kappa(np.array([pair[2] for pair in known]), np.array([pair[0] for pair in known])))
        return float(np.nanmean(scores))

    generator = np.random.default_rng(0)
    draws = [mean([table[i] for i in generator.integers(len(table), size=len(table))]) for _ in range(200)]
    low, high = np.percentile(draws, [2.5, 97.5])
    return asdict(Figure(value=mean(table), low=float(low), high=float(high), n=len(table)))


def basis(cases: Sequence[Case]) -> tuple[int, int]:
    """How often the null rule and the annotators disagree, each way, over the first card of a conversation."""
    machine = [bool(case[4].scorecards) and case[4].scorecards[0].total is not None for case in cases]
    person = [bool((case[1].ratings != UNKNOWN).any()) for case in cases]
    return sum(m and not p for m, p in zip(machine, person, strict=True)), sum(
        p and not m for m, p in zip(machine, person, strict=True)
    )


def decisions(case: Case) -> dict[tuple[str, int], Pairs]:
    """Decided turn labels against gold, per task and label."""
    _, right, conversation, classification, _ = case
    agent = [i for i, turn in enumerate(conversation.turns) if turn.role is Role.AGENT]
    customer = [i for i, turn in enumerate(conversation.turns) if turn.role is Role.CUSTOMER]
    codes = [parse_agent(classification.turns[i].labels) for i in agent]
    seen = [parse_customer(classification.turns[i].labels) for i in customer]
    behaviours = right.behaviours[agent]
    out: dict[tuple[str, int], Pairs] = {}
    for i, name in enumerate(PHASES):
        out["phases", i] = right.phases[agent, i], _flags(name in code.phases for code in codes)
    for i, name in enumerate(BEHAVIOURS):
        out["shown", i] = (behaviours[:, i] == 1).astype(np.int64), _flags(name in code.shown for code in codes)
        out["broken", i] = (behaviours[:, i] == 2).astype(np.int64), _flags(name in code.broken for code in codes)
    for i, name in enumerate(SIGNALS):
        out["signals", i] = right.signals[customer, i], _flags(name in code.signals for code in seen)
    sentiments = np.array([SENTIMENTS.index(code.sentiment) for code in seen], dtype=np.int64)
    out["sentiment", 0] = right.sentiment[customer], sentiments
    return out


def _flags(values: Any) -> NDArray[np.int64]:
    return np.array(list(values), dtype=np.int64)


def by_group(cases: Sequence[Case], key: Callable[[dict[str, Any]], str]) -> dict[str, Any]:
    """Mean rating kappa, phases and counts per language or channel."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(key(case[0]), []).append(case)
    return {
        name: {"conversations": len(some), "mean rating kappa": mean_kappa(some)}
        for name, some in sorted(groups.items())
    }


def language(record: Mapping[str, Any]) -> str:
    """The language, with the real threads apart: they are another kind of material."""
    return "en, real threads" if record["id"].startswith("ibm") else str(record["language"])


def report(cases: Sequence[Case]) -> dict[str, Any]:
    """All figures of one set of conversations."""
    return figures(cases) | {
        "per language": by_group(cases, language),
        "per channel": by_group(cases, lambda record: str(record["channel"])),
    }


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("features", type=Path)
    parser.add_argument("trained", type=Path)
    parser.add_argument("model", type=Path)
    arguments = parser.parse_args()
    split, rubric, talks = splits(), load_rubric(), conversations()
    classifier, meta = Classifier.load(arguments.model), Meta.load(arguments.model)
    outputs = load_out_of_fold(arguments.trained / "out_of_fold.npz")
    test: list[Case] = []
    unseen: list[Case] = []
    for record in records():
        talk = talks[record["id"]]
        tested = split[record["id"]] == "test"
        said = classifier.classify(talk) if tested else interpret(talk.turns, outputs[record["id"]], meta)
        (test if tested else unseen).append((record, gold(record), talk, said, score(talk, said, rubric)))
    metrics = {
        "model": classifier.name,
        "codebook": meta.codebook,
        "labels": "language-model annotators following the codebook; agreement with people is not yet measured",
        "data": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (*FILES, SPLITS)},
        "versions": {name: version(name) for name in ("numpy", "onnxruntime", "tokenizers", "torch", "scikit-learn")}
        | {"python": platform.python_version()},
        "test": report(test),
        "test, whole writer batches": report([case for case in test if case[0]["id"].split("-")[0] in ("a5", "p2")]),
        "out of fold": report(unseen),
    }
    (arguments.model / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    write_card(arguments.model, metrics)
    for part in ("test", "out of fold"):
        print(part, json.dumps(metrics[part]["mean rating kappa"]))


if __name__ == "__main__":
    main()
