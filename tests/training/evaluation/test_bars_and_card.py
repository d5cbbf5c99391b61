"""What was promised stands beside what was measured, and the card says nothing else than the metrics."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from training.card import render
from training.card_tables import checks
from training.evaluation.bars import BARS, bars
from training.evaluation.cases import Case
from training.evaluation.figures import headline, shown, tabulate
from training.evaluation.report import compare, report

FIGURE = re.compile(r"([+-]?\d\.\d\d) \[([+-]?\d\.\d\d), ([+-]?\d\.\d\d)\]")
Metrics = dict[str, Any]


@pytest.fixture(scope="module")
def metrics(cases: list[Case]) -> Metrics:
    found = report(cases, {"itself": cases})
    head = shown(headline(tabulate(cases)))
    second = {"conversations": len(cases), "second annotator": head, "model": head}
    part = {"bars": bars(found), **found}
    made = {"model": "made-up@1", "codebook": "1", "redactor": "rules@9", "test": part, "out of fold": part}
    both: Metrics = made | {"annotators": second | {"gain": compare(cases, cases)["gain"]}}
    loaded: Metrics = json.loads(json.dumps(both))
    return loaded


def figures(value: Any) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        if {"value", "low", "high"} <= set(value) and value["value"] is not None:
            numbers = [value[name] for name in ("value", "low", "high")]
            yield tuple(f"{number:.2f}" for number in numbers)
            yield tuple(f"{number:+.2f}" for number in numbers)
        for part in value.values():
            yield from figures(part)


def test_every_figure_of_the_card_is_in_the_metrics(metrics: Metrics) -> None:
    card = render(metrics)
    assert len(FIGURE.findall(card)) > 300
    assert set(FIGURE.findall(card)) <= set(figures(metrics))
    assert "$" not in card


@pytest.mark.parametrize(
    "sentence",
    ["sole ground for any decision on a person", "By language models that followed the codebook", "not\nyet measured"],
)
def test_the_card_says_plainly_what_it_must(metrics: Metrics, sentence: str) -> None:
    assert sentence in render(metrics)


def test_blocks_of_other_steps_and_the_reading_of_errors_are_shown(metrics: Metrics) -> None:
    check = {"value": 0.013, "low": 0.01, "high": 0.016, "n": 120, "bar": "< 0.02", "holds": True}
    curve = {"200": {"mean rating kappa": check}, "400": {"mean rating kappa": check}}
    card = render(
        metrics | {"robustness": {"names": check, "speech": {"phone": check}}, "learning curve": curve},
        "Five of twenty were irony.\n",
    )
    assert "| names | < 0.02 | 0.01 [0.01, 0.02] n=120 | yes |" in card
    assert "| speech: phone |" in card
    assert "| 400 | 0.01 [0.01, 0.02] |" in card
    assert "Five of twenty were irony." in card
    assert card.count("Not measured for this model.") == 1  # faithfulness


def test_a_check_that_fails_or_has_no_interval() -> None:
    text = checks({"a": {"value": 0.3, "bar": 0.2, "holds": False}, "b": {"value": None, "n": 0}})
    assert "| a | 0.2 | 0.30 | **no** |" in text
    assert "| b |  | – n=0 |  |" in text


def test_a_check_of_several_figures_has_one_verdict() -> None:
    change = {"value": 0.1, "low": 0.05, "high": 0.15}
    text = checks({"model": "m", "b": {"size": change, "way": change, "ratings": 80, "bar": 0.2, "holds": True}})
    assert "| b: size | 0.2 | 0.10 [0.05, 0.15] n=80 | yes |" in text
    assert "| b: way |  | 0.10 [0.05, 0.15] n=80 |  |" in text


def part(kappa: float, language: dict[str, float], hold: float = 0.9) -> Metrics:
    head = {name: figure(least) for name, least in BARS.items()} | {"mean rating kappa": figure(kappa)}
    groups = {name: {"headline": {"mean rating kappa": figure(value)}} for name, value in language.items()}
    return {"headline": head, "per language": groups, "intervals": {"hold": figure(hold)}}


def figure(value: float) -> Metrics:
    return {"value": value, "low": value - 0.05, "high": value + 0.05, "n": 10}


@pytest.mark.parametrize(
    ("name", "found", "holds"),
    [
        ("mean rating kappa", part(0.75, {}), True),
        ("mean rating kappa", part(0.749, {}), False),
        ("nn: mean rating kappa", part(0.75, {"nn": 0.63}), True),
        ("nn: mean rating kappa", part(0.75, {"nn": 0.61}), False),
        ("en, real threads: mean rating kappa", part(0.75, {"en, real threads": 0.5}), True),
        ("en, real threads: mean rating kappa", part(0.75, {"en, real threads": 0.49}), False),
        ("intervals hold", part(0.75, {}, 0.93), True),
        ("intervals hold", part(0.75, {}, 0.94), False),
        ("intervals hold", part(0.75, {}, 0.87), False),
    ],
)
def test_a_bar_holds_or_does_not(name: str, found: Metrics, holds: bool) -> None:
    assert bars(found)[name]["holds"] is holds
