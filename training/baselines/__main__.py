"""The baselines' labels of every conversation, as `training.evaluate` reads them.

usage: python -m training.baselines OUT_DIR [--only NAME ...] [--encoder DIR] [--prepared DIR] [--model DIR]
                                            [--config FILE] [--workers N] [--groups 037 146 25] [--test] [--limit N]
                                            [--released MODEL_DIR]

Writes OUT_DIR/NAME.jsonl in the stand-off form of the codebook. Out of fold, each group of folds is judged by what was
fitted on all others, those that are no fold included; with `--test` the test conversations too, by what was fitted on
all. They are needed once, when a model is released. `--limit` takes so many conversations only for what is made from
the text, to try the code. `--encoder` is the untuned one in int8: `python -m training.encoder` of the trimmed base.
`--released` judges the same conversations by a model folder as it is: one that has read none of the folds.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from convqa.calibration.pairs import Gold
from convqa.classify import Classifier
from convqa.classify.artefact import Meta
from convqa.classify.encoder import Encoder
from convqa.conversation import Conversation
from training.annotators import write
from training.baselines.heads import predict_all
from training.baselines.majority import Known, majority
from training.baselines.tfidf import tfidf
from training.corpus import gold, records, splits
from training.evaluation.cases import Case
from training.evaluation.model import judged, out_of_fold, unseen
from training.example import load_examples
from training.prepare import conversations
from training.settings import CONFIG, Settings
from training.states import alone, together, write_states
from training.train import GROUPS

Fitted = Callable[[Known, Sequence[Conversation]], list[Gold]]
Labels = list[tuple[str, Gold]]
Part = tuple[str, ...]
"""Folds that are judged together, or test."""
TEST = "test"

FROM_TEXT: Mapping[str, Fitted] = {"majority": majority, "tf-idf": tfidf}
NAMES = (*FROM_TEXT, "single-turns", "frozen-encoder")


def by_group(fitted: Fitted, talks: Mapping[str, Conversation], parts: Sequence[Part]) -> Labels:
    """Labels of each conversation of some groups of folds, or of test, by what was fitted on all others but test."""
    split = splits()
    right = {record["id"]: gold(record) for record in records()}
    found: Labels = []
    for part in parts:
        known = [(talk, right[name]) for name, talk in talks.items() if split[name] not in (*part, TEST)]
        here = [talk for name, talk in talks.items() if split[name] in part]
        found += zip((talk.id for talk in here), fitted(known, here), strict=True)
    return found


def labels(cases: Sequence[Case]) -> Labels:
    """What was found, by id."""
    return [(case.id, case.found) for case in cases]


def heads(name: str, arguments: argparse.Namespace, talks: Mapping[str, Conversation], parts: Sequence[Part]) -> Labels:
    """What heads find in some groups of folds, and in test if it is among them."""
    settings = Settings.load(arguments.config)
    encoder = Encoder(arguments.encoder, settings.packing)
    encode = together
    if name == "single-turns":
        encode, settings = alone, replace(settings, recipe=replace(settings.recipe, layers=0))
    states = arguments.out / f"{name}.npy"
    if not states.exists():
        write_states([*load_examples(arguments.prepared).values()], partial(encode, encoder=encoder), states)
    found = predict_all(arguments.prepared, states, settings, parts, arguments.workers)
    meta = Meta.load(arguments.model)
    split = splits()
    outputs = {one: out for one, out in found.items() if split[one] != TEST}
    tests = {one: out for one, out in found.items() if split[one] == TEST}
    return labels(out_of_fold(outputs, talks, meta)) + labels(unseen(tests, outputs, talks, meta))


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", nargs="*", choices=NAMES, default=NAMES)
    parser.add_argument("--encoder", type=Path, default=Path("out/training/encoder"))
    parser.add_argument("--prepared", type=Path, default=Path("out/training/prepared"))
    parser.add_argument("--model", type=Path, default=Path("out/model"))
    parser.add_argument("--config", type=Path, default=CONFIG.with_name("service-1.toml"))
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--groups", nargs="*", default=GROUPS)
    parser.add_argument("--released", type=Path, metavar="MODEL_DIR")
    parser.add_argument("--test", action="store_true")
    parser.add_argument("--limit", type=int)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    split = splits()
    talks = {name: talk for name, talk in conversations().items() if arguments.test or split[name] != "test"}
    parts = [tuple(group) for group in arguments.groups] + [(TEST,)] * arguments.test
    if arguments.released:
        model = Classifier.load(arguments.released)
        chosen = {name: talk for name, talk in talks.items() if any(split[name] in part for part in parts)}
        write(arguments.out / f"{model.meta.name}@{model.meta.version}.jsonl", labels(judged(model, chosen)))
    few = dict(list(talks.items())[:: max(1, len(talks) // arguments.limit)]) if arguments.limit else talks
    for name in arguments.only:
        started = time.monotonic()
        found = by_group(FROM_TEXT[name], few, parts) if name in FROM_TEXT else heads(name, arguments, talks, parts)
        write(arguments.out / f"{name}.jsonl", found)
        print(f"{name}: {len(found)} conversations, {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
