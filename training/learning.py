"""Does more data help? The figures of trials on ever larger parts of what may be trained on.

usage: python -m training.learning MODEL_DIR OUT.json CONVERSATIONS=TRIAL.npz ...

`training.trial --part` makes the trials; several of one number are put together. No test conversation is read,
and no phrases (`training.phrases`): what grows is what the networks learn from.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from convqa.classify.artefact import Meta
from convqa.conversation import Conversation
from training.evaluation.figures import headline, shown, tabulate
from training.evaluation.model import out_of_fold
from training.prepare import conversations
from training.train import Outputs, load_out_of_fold

SHOWN = (
    "mean rating kappa",
    "phases macro-F1",
    "signals macro-F1",
    "shown and broken macro-F1",
    "sentiment macro-F1",
    "touchpoint accuracy",
    "process_failure accuracy",
)


def figures(outputs: Mapping[str, Outputs], talks: Mapping[str, Conversation], meta: Meta) -> dict[str, Any]:
    """`SHOWN` of these conversations."""
    found = shown(headline(tabulate(out_of_fold(outputs, talks, meta))))
    return {name: found[name] for name in SHOWN}


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("trials", nargs="+", metavar="CONVERSATIONS=TRIAL.npz")
    arguments = parser.parse_args()
    meta, talks = Meta.load(arguments.model), conversations()
    parts: dict[str, dict[str, Outputs]] = {}
    for trial in arguments.trials:
        count, path = trial.split("=", 1)
        parts.setdefault(count, {}).update(load_out_of_fold(Path(path)))
    curve = {count: figures(outputs, talks, meta) for count, outputs in parts.items()}
    arguments.out.write_text(json.dumps(curve, indent=1) + "\n", encoding="utf-8")
    print({count: found["mean rating kappa"] for count, found in curve.items()})


if __name__ == "__main__":
    main()
