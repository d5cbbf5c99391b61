"""Measure a model's robustness: every check with its interval, its bar, and whether it holds.

usage: python -m training.robustness MODEL_DIR [--split test|N] [--limit N] [--only NAME…] [--out FILE.json]

`--split` is the split of the corpus whose conversations are changed (`test`, or the number of a fold). No label
but one is used: `d virtue` takes the conversations whose ownership is rated 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from convqa.classify import Classifier
from convqa.rubric import load_rubric
from training.robustness import checks, written
from training.robustness.measure import Rater
from training.robustness.sets import Talk, corpus

CHECKS: dict[str, Callable[[Rater, Sequence[Talk]], dict[str, Any]]] = {
    "a names": checks.names,
    "b speech recognition": checks.speech_recognition,
    "c harmless turns": checks.harmless_turns,
    "d virtue": lambda rater, talks: {"corpus": checks.virtue(rater, talks), "written": written.virtue_written(rater)},
    "e instructions": checks.instructions,
    "f languages": lambda rater, _: written.languages(rater),
    "g insults": checks.insults,
    "h process failures": lambda rater, _: written.process_failures(rater),
    "i two agents": lambda rater, _: written.two_agents(rater),
}


def measure(model: Path, split: str = "test", limit: int | None = None, only: Collection[str] = ()) -> dict[str, Any]:
    """All figures of a model; can be written as JSON.

    Args:
        model: the model folder.
        split: of the corpus.
        limit: the most conversations of the corpus to use.
        only: the first letters of the checks to make; all where empty.
    """
    classifier, talks = Classifier.load(model), corpus(split, limit)
    rater = Rater(classifier, load_rubric())
    found: dict[str, Any] = {"model": classifier.name, "split": split, "conversations": len(talks)}
    for name, check in CHECKS.items():
        if not only or name[0] in only:
            started = time.monotonic()
            found[name] = check(rater, talks)
            print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    return found


def lines(found: dict[str, Any], path: str = "") -> list[str]:
    """The figures of `measure` as lines to read."""
    text: list[str] = []
    for name, part in found.items():
        if not isinstance(part, dict):
            continue
        place = f"{path} · {name}" if path else name
        if "holds" in part and "mean |change|" in part:
            text.append(f"{place}: {_line(part)}")
        elif "mean" in part:
            text.append(f"{place}: {_range(part['mean'])} {_verdict(part.get('holds'))}".rstrip())
        elif "value" in part:
            text.append(f"{place}: {part['value']:.3f} (n={part['n']})")
        else:
            text += lines(part, place)
    return text


def _line(part: dict[str, Any]) -> str:
    told = [
        f"|change| {_range(part['mean |change|'])}",
        f"change {_range(part['mean change'])}",
        f"equal {_range(part['equal whole ratings'])}",
        f"n={part['ratings']} of {part['conversations']}",
    ]
    if part["rated only once"]:
        told.append(f"rated only once {part['rated only once']}")
    if "exactly the same" in part:
        told.append(f"exactly the same {part['exactly the same']}/{part['of']}")
    if part["bar"] is not None:
        told.append(f"bar {part['bar']}")
    return "; ".join(told) + f" {_verdict(part['holds'])}".rstrip()


def _range(found: dict[str, float] | None) -> str:
    return "none" if found is None else f"{found['value']:.3f} [{found['low']:.3f}, {found['high']:.3f}]"


def _verdict(holds: bool | None) -> str:
    return "" if holds is None else "holds" if holds else "FAILS"


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--split", default="test")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--only", nargs="*", default=())
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    found = measure(arguments.model, arguments.split, arguments.limit, arguments.only)
    print("\n".join(lines(found)))
    if arguments.out is not None:
        arguments.out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
