"""The model card, filled from `metrics.json` so that it cannot say anything else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

TEXT = """# {model}: model card

Labels each turn of a customer-service conversation, rates it on eight scales and says how it ended for the customer,
by `docs/codebook.md` version {codebook}. Danish, Norwegian (Bokmål, Nynorsk), Swedish, English.

**What the figures are.** Agreement with annotators that were language models following the codebook, on conversations
that the model has not seen. Most conversations are invented; no person labelled them. **Agreement with people is not
yet measured.** People agree less with each other than these annotators do, so do not read the figures as if
supervisors had been asked. A rating is a proposal for a person to accept or change, never a verdict on an agent.

**How it works.** `intfloat/multilingual-e5-small` (MIT), vocabulary trimmed to the five languages, int8 weights,
frozen; per turn the mean and maximum of the token states of layers 4, 8 and 12; small networks of two attention layers
over turns on top, averaged. Ratings are sums of what single turns contribute (`docs/rubric.md`). `training/` rebuilds
it from the corpus in the repository.

**Use it for** finding conversations worth a trainer's time, and trends over many conversations. **Do not use it for**
decisions about one person, pay or dismissal, on a single conversation or without a person reading it. It knows
neither names nor voices; it can be wrong about irony, dialect, rare sectors and unpunctuated speech recognition.

## On the test conversations ({n}: two whole writer batches and a tenth of the rest; scored once for this model)

Mean weighted kappa over the eight ratings: **{mean}**. Intervals are 95 %, by bootstrap over conversations.

{ratings}

{languages}

{labels}

{choices}

Satisfaction, weighted kappa: {satisfaction}. The null rule and the annotators disagree on {wrongly} conversations rated
by the machine alone and {missed} by the annotators alone.

## Out of fold ({n_unseen} conversations, each predicted by a model that had not seen it)

Mean weighted kappa **{mean_unseen}**. Thresholds, calibration and intervals were fitted here, so this part flatters a
little; model choices were made here too.

{languages_unseen}

The two whole writer batches of the test alone: {mean_batches}.

## Known limits

- Ratings of real English threads agree least: short, crowded at 2 and 3, and few in training.
- **What a conversation is about as a whole is read poorly**: process failures and review reasons (risk, abuse, wrong
  answer, broken promise) are hardly above guessing, so many are missed and many flags are wrong; they are worded as
  possible, for a person to check.
- Rare labels (`leave`, `lost`, `again`, `presence` broken) rest on few examples.
- Intervals have one width per rating and hold for conversations like these; another site must check its own.
- All text in training is by one family of writers: more trouble and more emotion than an average day's log.
"""


def figure(value: Mapping[str, Any]) -> str:
    """A value, its interval and its n, as they stand in a table."""
    return f"{value['value']:.2f} [{value['low']:.2f}, {value['high']:.2f}] n={value['n']}"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def ratings(part: Mapping[str, Any]) -> str:
    """One row a rating."""
    rows = [
        [
            name,
            figure(row["kappa"]),
            figure(row["exact"]),
            f"{row['within one']:.2f}",
            f"{row['bias']:+.2f}",
            f"{row['given 3']:.2f}",
            f"{row['interval holds']:.2f} ({row['interval width']:.1f} wide)",
        ]
        for name, row in part["ratings"].items()
    ]
    return table(["rating", "weighted kappa", "exact", "within 1", "bias", "gives 3", "interval holds"], rows)


def languages(part: Mapping[str, Any]) -> str:
    """Mean rating kappa per language and channel."""
    rows = [
        [name, str(row["conversations"]), figure(row["mean rating kappa"])]
        for key in ("per language", "per channel")
        for name, row in part[key].items()
    ]
    return table(["language or channel", "conversations", "mean rating kappa"], rows)


def labels(part: Mapping[str, Any]) -> str:
    """F1 of each turn label."""
    rows = [
        [task, name, figure(value)]
        for task in ("phases", "shown", "broken", "signals")
        for name, value in part[task].items()
    ]
    rows.append(["sentiment", "macro", figure(part["sentiment macro-F1"])])
    return table(["task", "label", "F1 (n turns)"], rows)


def choices(part: Mapping[str, Any]) -> str:
    """Accuracy and macro-F1 of each choice on the conversation."""
    names = ("resolution", "loyalty", "touchpoint", "process_failure", "review")
    rows = [[name, figure(part[name]["accuracy"]), figure(part[name]["macro-F1"])] for name in names]
    return table(["on the conversation", "accuracy", "macro-F1"], rows)


def write_card(folder: Path, metrics: Mapping[str, Any]) -> None:
    """Write `README.md` beside the model."""
    (folder / "README.md").write_text(render(metrics), encoding="utf-8")


def render(metrics: Mapping[str, Any]) -> str:
    """The text of the card."""
    test, unseen = metrics["test"], metrics["out of fold"]
    return TEXT.format(
        model=metrics["model"],
        codebook=metrics["codebook"],
        n=test["conversations"],
        mean=figure(test["mean rating kappa"]),
        ratings=ratings(test),
        languages=languages(test),
        labels=labels(test),
        choices=choices(test),
        satisfaction=figure(test["satisfaction kappa"]),
        wrongly=test["rated although not ratable"],
        missed=test["ratable but not rated"],
        n_unseen=unseen["conversations"],
        mean_unseen=figure(unseen["mean rating kappa"]),
        languages_unseen=languages(unseen),
        mean_batches=figure(metrics["test, whole writer batches"]["mean rating kappa"]),
    )
