"""The model card, filled from `metrics.json` so that it cannot say anything else.

usage: python -m training.card MODEL_DIR [--add NAME=FILE.json ...]

Puts what other steps measured (`robustness`, `faithfulness`, `learning curve`) into `metrics.json` and
writes README.md anew; nothing is scored. The words are in `card.md`; `errors.md` beside the model, written by people
who read wrong cases, becomes a section.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

from training.card_tables import (
    abstention,
    annotators,
    bars,
    beside,
    calibration,
    checks,
    choices,
    figure,
    groups,
    labels,
    learning,
    ratings,
    weights,
)
from training.evaluation.form import FORMAT, dumps

__all__ = ["BLOCKS", "render", "write_card"]

WORDS = Path(__file__).parent / "card.md"
PARTS = {
    "test": "the test conversations: two whole writer batches and a tenth of the rest, scored once as released",
    "out of fold": "out of fold: each conversation judged by weights, thresholds and intervals that had not seen it",
}
BLOCKS = ("robustness", "faithfulness", "learning curve")
"""Blocks of `metrics.json` that other steps measure."""

NOT_MEASURED = "Not measured for this model."


def write_card(folder: Path, metrics: Mapping[str, Any]) -> None:
    """Write `README.md` beside the model."""
    errors = folder / "errors.md"
    text = errors.read_text(encoding="utf-8") if errors.exists() else None
    (folder / "README.md").write_text(render(metrics, text), encoding="utf-8")


def render(metrics: Mapping[str, Any], errors: str | None = None) -> str:
    """The text of the card.

    Args:
        metrics: as `training.evaluate` writes them.
        errors: the hand-written section on wrong cases, in Markdown without a heading.
    """
    return Template(WORDS.read_text(encoding="utf-8")).substitute(
        model=metrics["model"],
        codebook=metrics["codebook"],
        redactor=metrics["redactor"],
        summary="\n".join(_summary(metrics[name], where) for name, where in PARTS.items() if name in metrics),
        results="\n\n".join([*(_results(metrics, name) for name in PARTS if name in metrics), *_batches(metrics)]),
        annotators=annotators(metrics["annotators"]),
        weights=weights(metrics.get("weights")),
        **{name.split()[0]: _block(metrics, name) for name in BLOCKS},
        certainty="\n\n".join(_certainty(metrics[name], name) for name in PARTS if name in metrics),
        errors=errors.strip() if errors else "No wrong cases have been read for this model yet.",
    )


def _block(metrics: Mapping[str, Any], name: str) -> str:
    if name not in metrics:
        return NOT_MEASURED
    return learning(metrics[name]) if name == "learning curve" else checks(metrics[name])


def _summary(part: Mapping[str, Any], where: str) -> str:
    kept = sum(bar["holds"] for bar in part["bars"].values())
    return (
        f"- Mean weighted kappa over the ratings **{figure(part['headline']['mean rating kappa'])}**\n"
        f"  ({where}).\n"
        f"  {kept} of {len(part['bars'])} bars that were set beforehand hold."
    )


def _results(metrics: Mapping[str, Any], name: str) -> str:
    part = metrics[name]
    null = part["null rule"]
    return f"""### {name.capitalize()} ({part["conversations"]} conversations)

What was promised beforehand:

{bars(part["bars"])}

Beside the baselines, on the same conversations; in brackets 95 % intervals:

{beside(part)}

Per language, channel and kind of material:

{groups(part)}

Ratings. *Gives 3* is the share of threes the model gives, and the annotators in brackets:

{ratings(part)}

The annotators alone rate {null["only the annotator rates"]} conversations, the machine alone
{null["only the machine rates"]}.

Labels of turns; n is how often the annotators gave the label:

{labels(part)}

Choices on the conversation, F1 of each value:

{choices(part)}"""


def _batches(metrics: Mapping[str, Any]) -> list[str]:
    part = metrics.get("test, whole writer batches")
    if part is None:
        return []
    mean = figure(part["headline"]["mean rating kappa"])
    return [
        "On the two whole writer batches of the test alone, of which no conversation was trained on,\n"
        f"mean weighted kappa is {mean}."
    ]


def _certainty(part: Mapping[str, Any], name: str) -> str:
    return f"""### {name.capitalize()}

Share of intervals that hold the annotators' rating (they are made to hold 0.90), and expected calibration error of
probabilities:

{calibration(part)}

Left to a person first: what the model is least sure of. The figures are of the rest.

{abstention(part["abstention"])}"""


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--add", nargs="+", default=(), metavar="NAME=FILE.json")
    arguments = parser.parse_args()
    recorded: Path = arguments.model / "metrics.json"
    metrics = json.loads(recorded.read_text(encoding="utf-8"))
    if metrics.get("format") != FORMAT:
        raise SystemExit(f"{recorded} has an older layout; the card of that model stays as it is")
    for added in arguments.add:
        name, _, file = added.partition("=")
        if name not in BLOCKS or not file:
            raise SystemExit(f"--add {added}: name one of {', '.join(BLOCKS)} and a file, as NAME=FILE.json")
        metrics[name] = json.loads(Path(file).read_text(encoding="utf-8"))
    recorded.write_text(dumps(metrics) + "\n", encoding="utf-8")
    write_card(arguments.model, metrics)


if __name__ == "__main__":
    main()
