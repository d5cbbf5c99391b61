"""The tables of the model card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from convqa.classify.artefact import TOLD
from convqa.codebook import RATINGS
from training.evaluation.counts import LABELS, TURN_TASKS

__all__ = [
    "abstention",
    "annotators",
    "bars",
    "beside",
    "calibration",
    "checks",
    "choices",
    "figure",
    "groups",
    "labels",
    "learning",
    "ratings",
    "table",
    "weights",
]

OF_A_GROUP = ("mean rating kappa", "ratings within one", "phases macro-F1", "shown and broken macro-F1")
CURVE = ("1.0", "0.9", "0.8", "0.7", "0.6", "0.5", "area")


def number(value: float | None, sign: str = "") -> str:
    """Two decimals; a dash for what is not defined."""
    return "–" if value is None else format(value, f"{sign}.2f")


def interval(found: Mapping[str, Any], sign: str = "") -> str:
    """A value and its interval."""
    if found["value"] is None:
        return "–"
    return f"{number(found['value'], sign)} [{number(found['low'], sign)}, {number(found['high'], sign)}]"


def figure(found: Mapping[str, Any]) -> str:
    """A value, its interval and its n."""
    return f"{interval(found)} n={found['n']}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; bars in its cells are escaped, or they would part them."""
    lines = [[cell.replace("|", "\\|") for cell in line] for line in (head, ["---"] * len(head), *rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def bars(found: Mapping[str, Mapping[str, Any]]) -> str:
    """What was promised and whether it holds."""
    rows = [[name, bar["bar"], figure(bar), "yes" if bar["holds"] else "**no**"] for name, bar in found.items()]
    return table(["figure", "bar", "measured", "holds"], rows)


def beside(part: Mapping[str, Any]) -> str:
    """Headline figures of the model and of each baseline."""
    others = part["baselines"]
    rows = [
        [name, figure(found), *(interval(other["headline"][name]) for other in others.values())]
        for name, found in part["headline"].items()
    ]
    return table(["figure", "this model", *others], rows)


def annotators(found: Mapping[str, Any]) -> str:
    """The second annotator and the model against the first annotator."""
    rows = [
        [name, interval(value), interval(found["model"][name]), interval(found["gain"][name], "+")]
        for name, value in found["second annotator"].items()
    ]
    head = [
        f"figure (n={found['conversations']} conversations)",
        "second annotator",
        "this model",
        "model minus second",
    ]
    return table(head, rows)


def groups(part: Mapping[str, Any]) -> str:
    """Some headline figures per language and channel."""
    rows = [
        [name, str(group["conversations"]), *(interval(group["headline"][key]) for key in OF_A_GROUP), hold(group)]
        for kind in ("per language", "per channel", "per kind")
        for name, group in part[kind].items()
    ]
    return table(["language, channel or kind", "n", *OF_A_GROUP, "intervals hold"], rows)


def hold(part: Mapping[str, Any]) -> str:
    """How often the intervals hold, where there are some."""
    return interval(part["intervals"]["hold"]) if "intervals" in part else "–"


def ratings(part: Mapping[str, Any]) -> str:
    """One row a rating, and satisfaction."""
    rows = []
    for name, row in {**part["ratings"], "satisfaction": part["satisfaction"]}.items():
        chance = f"AC2 {interval(row['AC2'])} (crowded)" if "AC2" in row else interval(row["kappa"])
        rows.append(
            [
                f"{name} n={row['exact']['n']}",
                chance,
                interval(row["alpha"]) if "alpha" in row else "–",
                interval(row["exact"]),
                interval(row["within one"]),
                interval(row["bias"], "+"),
                f"{number(row['given'][2])} ({number(row['gold'][2])})",
            ]
        )
    return table(["rating", "weighted kappa", "alpha, ordinal", "exact", "within one", "bias", "gives 3"], rows)


def weights(found: Mapping[str, Any] | None) -> str:
    """What each label of an agent's turn adds to the evidence for each rating, and the factors on the network's own."""
    if found is None:
        return "In this model the labels add nothing, and evidence counts as it comes."
    rows = [
        [name, *(number(value, "+") if value else "" for value in row)]
        for name, row in zip(TOLD, found["labels"], strict=True)
    ]
    rows += [
        [f"*evidence that {side}, times*", *map(number, found[key])]
        for side, key in (("raises", "up"), ("lowers", "down"))
    ]
    return table(["label", *RATINGS], rows)


def labels(part: Mapping[str, Any]) -> str:
    """F1 of each turn label."""
    tasks = (*TURN_TASKS, "sentiment")
    rows = [[task, name, figure(value)] for task in tasks for name, value in part[task].items()]
    return table(["task", "label", "F1"], rows)


def choices(part: Mapping[str, Any]) -> str:
    """F1 of each value of each choice."""
    tasks = [task for task in LABELS if task != "sentiment"]
    rows = [[task, name, figure(value)] for task in tasks for name, value in part[task].items()]
    return table(["choice", "value", "F1"], rows)


def calibration(part: Mapping[str, Any]) -> str:
    """Coverage of intervals, and calibration error of each task."""
    found = part["intervals"]
    rows = [["all eight ratings", interval(found["hold"]), "", ""]]
    rows += [[name, interval(found[name]), "", ""] for name in (*RATINGS, "satisfaction")]
    errors = list(part["calibration error"].items())
    for row, (task, value) in zip(rows, errors, strict=False):
        row[2:] = [task, interval(value)]
    rows += [["", "", task, interval(value)] for task, value in errors[len(rows) :]]
    return table(["intervals of", "hold", "probabilities of", "calibration error"], rows)


def abstention(found: Mapping[str, Any]) -> str:
    """Risk-coverage curves."""
    rows = [
        [f"{task}: {measure}", *(number(curve[place]["value"]) for place in CURVE)]
        for task, curves in found.items()
        for measure, curve in curves.items()
    ]
    head = ["share that is kept", *CURVE[:-1], "all coverages (area)"]
    note = "" if "ratings" in found else "\n\nThis model's intervals have one width per rating, so they order nothing."
    return table(head, rows) + note


def checks(found: Mapping[str, Any]) -> str:
    """Checks with their bars; whatever is nested is named by its path."""
    rows = []
    for name, check in _flat(found):
        verdict = {True: "yes", False: "**no**", None: ""}[check.get("holds")]
        measured = interval(check) if {"low", "high"} <= set(check) else number(check["value"])
        count = f" n={check['n']}" if "n" in check else ""
        rows.append([name, str(check.get("bar") or ""), measured + count, verdict])
    return table(["check", "bar", "measured", "holds"], rows)


def learning(found: Mapping[str, Mapping[str, Any]]) -> str:
    """Figures by the number of conversations trained on."""
    names = list(next(iter(found.values())))
    rows = [[size, *(interval(row[name]) for name in names)] for size, row in found.items()]
    return table(["conversations trained on", *names], rows)


def _flat(found: Mapping[str, Any], path: str = "") -> list[tuple[str, Mapping[str, Any]]]:
    """Every figure by its path. Where a check has several, its bar and verdict stand with the first."""
    out: list[tuple[str, Mapping[str, Any]]] = []
    for name, part in found.items():
        here = f"{path}: {name}" if path else name
        if not isinstance(part, Mapping):
            continue
        if "value" in part:
            out.append((here, part))
            continue
        rows = _flat(part, here)
        if "ratings" in part:
            rows = [(row, {"n": part["ratings"], **check}) for row, check in rows]
        if rows and "holds" in part:
            first, check = rows[0]
            rows[0] = (first, {**check, "bar": part.get("bar"), "holds": part["holds"]})
        out += rows
    return out
