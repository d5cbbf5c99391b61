"""The labelled corpus: texts, gold labels, and the splits that were made once.

usage: python -m training.corpus             makes `data/corpus/splits.json` (refuses to overwrite one)
       python -m training.corpus --append    puts what waits in `next.jsonl` behind the conversations, in later folds

Test = two whole writer batches (the first part of an id) and a tenth of the rest, stratified by language and
channel. The remainder has five folds; near-duplicates (and all of a group) share a fold. Nobody who chooses a
model reads test conversations. What was added to the corpus later (`LATER_BATCHES`) is `train`: in every training and
in no figure. But the last of it has three folds of its own (`LATER_FOLDS`) and is in the figures too.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.codebook import BEHAVIOURS, CHOICES, PHASES, RATINGS, SENTIMENTS, SIGNALS, parse_agent, parse_customer

FOLDER = Path(__file__).parent.parent / "data" / "corpus"
FILES = (FOLDER / "conversations.jsonl", FOLDER / "threads-ibm.jsonl")
WAITING = FOLDER / "next.jsonl"
"""What no released model has learnt from yet; absent when nothing waits."""
SPLITS = FOLDER / "splits.json"
ANNOTATORS = FOLDER / "annotators"
"""Labels of single annotators, stand-off."""
TEST_BATCHES = ("a5", "p2")
LIFELIKE_BATCHES = tuple(f"{wave}{number}" for wave in "wx" for number in range(1, 9))
"""Written as ordinary real logs are."""
LATER_BATCHES = (
    "ibm2",
    *(f"ibm3{letter}" for letter in "abcdefgh"),
    "g5",
    *(f"{wave}{number}" for wave in "hijklmnoqrstuvwxyz" for number in range(1, 9)),
)
FOLDS = 5
LATER_FOLDS = ("5", "6", "7")
"""Of what was appended last: whole writer batches, so that neither a writer nor a set of theirs stands in two."""
SEED = 20261127


def records() -> Iterator[dict[str, Any]]:
    """Every conversation of the corpus as it stands in its file."""
    for path in FILES:
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines)


def waiting() -> list[dict[str, Any]]:
    """Every conversation that waits."""
    if not WAITING.exists():
        return []
    with WAITING.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def texts() -> list[str]:
    """The text of every turn."""
    return [turn["text"] for record in records() for turn in record["turns"]]


def gold(record: dict[str, Any]) -> Gold:
    """The labels of one record (either form of the codebook's notation) as arrays."""
    labels = record.get("turn_labels") or [turn["labels"] for turn in record["turns"]]
    roles = [turn["role"] for turn in record["turns"]]
    count = len(roles)
    phases = np.full((count, len(PHASES)), UNKNOWN)
    behaviours = np.full((count, len(BEHAVIOURS)), UNKNOWN)
    sentiment = np.full(count, UNKNOWN)
    signals = np.full((count, len(SIGNALS)), UNKNOWN)
    for turn, (role, text) in enumerate(zip(roles, labels, strict=True)):
        if role == "agent":
            codes = parse_agent(text)
            phases[turn] = [phase in codes.phases for phase in PHASES]
            behaviours[turn] = [1 if name in codes.shown else 2 if name in codes.broken else 0 for name in BEHAVIOURS]
        elif role == "customer":
            seen = parse_customer(text)
            sentiment[turn] = SENTIMENTS.index(seen.sentiment)
            signals[turn] = [signal in seen.signals for signal in SIGNALS]
    outcome = record["outcome"]
    values = {**record, "resolution": outcome["resolution"], "loyalty": outcome["loyalty"]}
    return Gold(
        phases=phases,
        behaviours=behaviours,
        sentiment=sentiment,
        signals=signals,
        ratings=np.array([UNKNOWN if record["scores"][name] is None else record["scores"][name] for name in RATINGS]),
        satisfaction=outcome["satisfaction"],
        choices={name: values_of.index(values[name]) for name, values_of in CHOICES.items()},
    )


def splits() -> dict[str, str]:
    """Conversation id -> `test`, the number of its fold (0 to 4, later ones 5 to 7), or `train`: see `splits.json`."""
    loaded: dict[str, str] = json.loads(SPLITS.read_text(encoding="utf-8"))
    return loaded


def make_splits() -> dict[str, str]:
    """Deal the conversations; deterministic."""
    everything = list(records())
    rows = [row for row in everything if not later(row["id"])]
    groups = near_duplicates([" ".join(turn["text"] for turn in row["turns"]) for row in rows])
    generator = np.random.default_rng(SEED)
    split = {row["id"]: "test" for row in rows if _batch(row["id"]) in TEST_BATCHES}
    strata: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(rows):
        if row["id"] not in split and groups[number] == number:
            strata.setdefault((row["language"], row["channel"]), []).append(number)
    dealt: dict[int, str] = {}
    fold = 0
    for _, members in sorted(strata.items()):
        for rank, number in enumerate(generator.permutation(members)):
            if rank % 10 == 4:  # the middle of each ten, so that a stratum of five has one too
                dealt[int(number)] = "test"
            else:
                dealt[int(number)] = str(fold % FOLDS)
                fold += 1
    for number, row in enumerate(rows):
        split.setdefault(row["id"], dealt.get(int(groups[number]), "test"))
    return {row["id"]: split.get(row["id"], "train") for row in everything}


def append(waiting: Path, conversations: Path, splits_file: Path) -> dict[str, str]:
    """Put the records of one file behind those of another, deal them to `LATER_FOLDS`, and remove the file.

    Raises:
        ValueError: an id is in the split already, or twice in the file; nothing is changed then.
    """
    text = waiting.read_text(encoding="utf-8")
    split: dict[str, str] = json.loads(splits_file.read_text(encoding="utf-8"))
    rows = [json.loads(line) for line in text.splitlines()]
    fold = deal(rows)
    for row in rows:
        if row["id"] in split:
            raise ValueError(f"{waiting}: {row['id']} is in the corpus already")
        split[row["id"]] = fold[_batch(row["id"])]
    with conversations.open("a", encoding="utf-8") as out:
        out.write(text)
    _write(split, splits_file)
    waiting.unlink()
    return split


def deal(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Writer batch -> one of `LATER_FOLDS`: the largest first, each to the fold with the fewest of its languages."""
    batches: dict[str, Counter[str]] = {}
    for row in rows:
        batches.setdefault(_batch(row["id"]), Counter())[row["language"]] += 1
    filled = {fold: Counter[str]() for fold in LATER_FOLDS}
    dealt = {}
    for batch, languages in sorted(batches.items(), key=lambda item: (-item[1].total(), item[0])):
        alike = {fold: sum(own[name] for name in languages) for fold, own in filled.items()}
        dealt[batch] = min(LATER_FOLDS, key=lambda fold: (alike[fold], filled[fold].total()))
        filled[dealt[batch]] += languages
    return dealt


def _write(split: dict[str, str], path: Path) -> None:
    path.write_text(json.dumps(split, indent=0, sort_keys=True) + "\n", encoding="utf-8")


def _batch(name: str) -> str:
    """The writer batch of a conversation, by its id."""
    return name.split("-")[0]


def later(name: str) -> bool:
    """Whether a conversation came to the corpus after the split was made."""
    return _batch(name) in LATER_BATCHES


def real(name: str) -> bool:
    """Whether a conversation was not invented: the public threads."""
    return name.startswith("ibm")


def lifelike(name: str) -> bool:
    """Whether a conversation is real, or was written as ordinary real logs are."""
    return real(name) or _batch(name) in LIFELIKE_BATCHES


def near_duplicates(documents: list[str], threshold: float = 0.7) -> NDArray[np.int64]:
    """The first document of each one's near-duplicate group (cosine of character 5-gram TF-IDF, transitively)."""
    from scipy.sparse.csgraph import connected_components
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(5, 5), sublinear_tf=True).fit_transform(documents)
    _, component = connected_components((vectors @ vectors.T) > threshold, directed=False)
    first = np.array([np.flatnonzero(component == number)[0] for number in range(component.max() + 1)])
    groups: NDArray[np.int64] = first[component]
    return groups


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--append", action="store_true")
    if parser.parse_args().append:
        split = append(WAITING, FILES[0], SPLITS)
    elif SPLITS.exists():
        raise SystemExit(f"{SPLITS} exists: splits are made once; --append adds to them")
    else:
        split = make_splits()
        _write(split, SPLITS)
    names, counts = np.unique(list(split.values()), return_counts=True)
    print(dict(zip(names.tolist(), counts.tolist(), strict=True)))


if __name__ == "__main__":
    main()
