"""From cases to figures: the products of counts are what counting by hand would give."""

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from convqa.calibration.pairs import UNKNOWN
from convqa.codebook import CHOICES
from convqa.evaluation.measures import weights
from training.evaluation.cases import Case, Certainty, by_language
from training.evaluation.certainty import abstention, calibration, intervals
from training.evaluation.counts import counts, null_rule, pooled
from training.evaluation.figures import details, gains, headline, tabulate
from training.evaluation.form import dumps
from training.evaluation.report import compare, report


def sure(cases: list[Case]) -> list[tuple[Case, Certainty]]:
    return [(case, case.certainty) for case in cases if case.certainty is not None]


def test_a_resample_is_the_same_as_counting_the_drawn_conversations(cases: list[Case]) -> None:
    drawn = weights(len(cases), resamples=3)
    tables = {task: pooled(drawn, table) for task, table in counts(cases).items()}
    chosen = [case for case, times in zip(cases, drawn[2].astype(int), strict=True) for _ in range(times)]
    for task, table in counts(chosen).items():
        np.testing.assert_array_equal(tables[task][2], table.sum(0))


def test_gold_found_again_is_perfect(cases: list[Case]) -> None:
    for name, sample in headline(tabulate([replace(case, found=case.gold) for case in cases])).items():
        assert sample.figure()["value"] == (0 if name == "ratings bias" else 1), name


def test_counts_of_one_conversation(draw: Callable[[int], Case]) -> None:
    case = draw(1)
    found = counts([case])
    agent = case.gold.phases[:, 0] != UNKNOWN
    right = ((case.gold.behaviours == 2) & (case.found.behaviours == 2))[agent]
    assert found["broken"][0, :, 1, 1].tolist() == right[:, [0, 1, 2, 4]].sum(0).tolist()
    assert found["phases"].sum() == 3 * agent.sum()
    assert found["signals"].sum() == 6 * (~agent).sum()
    assert found["ratings"][0, 0, case.gold.ratings[0] - 1, case.found.ratings[0] - 1] == 1
    assert all(found[name].sum() == 1 for name in (*CHOICES, "satisfaction"))


def test_a_turn_left_out_is_an_error_and_not_forgotten(draw: Callable[[int], Case]) -> None:
    case = draw(0)
    lazy = replace(case.found, sentiment=np.full_like(case.found.sentiment, UNKNOWN))
    with pytest.raises(ValueError, match="a1-000: sentiment"):
        counts([replace(case, found=lazy)])


def test_ratings_of_one_side_only_are_counted_apart(cases: list[Case]) -> None:
    nobody = np.full(8, UNKNOWN)
    odd = [
        replace(cases[0], gold=replace(cases[0].gold, ratings=nobody)),
        replace(cases[1], found=replace(cases[1].found, ratings=nobody)),
        replace(cases[2], found=replace(cases[2].found, ratings=nobody)),
        cases[3],
    ]
    assert null_rule(odd) == {"only the annotator rates": 2, "only the machine rates": 1}
    assert counts(odd)["ratings"].sum((0, 2, 3)).tolist() == [1] * 8


def test_a_crowded_rating_has_an_ac2_and_leaves_the_means(cases: list[Case]) -> None:
    def threes(case: Case) -> Case:
        ratings = case.gold.ratings.copy()
        ratings[6] = 3
        return replace(case, gold=replace(case.gold, ratings=ratings))

    crowded = [threes(case) for case in cases]
    tables = tabulate(crowded)
    ratings = details(tables)["ratings"]
    assert "AC2" in ratings["extra"]
    assert "kappa" not in ratings["extra"]
    assert ratings["extra"]["gold"] == [0, 0, 1, 0, 0]
    left = [row["kappa"]["value"] for name, row in ratings.items() if name != "extra"]
    assert headline(tables)["mean rating kappa"].figure()["value"] == pytest.approx(np.mean(left), abs=2e-3)


def test_a_gain_over_oneself_is_nothing_and_over_chance_is_real(cases: list[Case]) -> None:
    ours, theirs = (headline(tabulate(some)) for some in ([replace(c, found=c.gold) for c in cases], cases))
    assert gains(theirs, theirs)["mean rating kappa"] == {"value": 0, "low": 0, "high": 0, "n": len(cases)}
    assert gains(ours, theirs)["mean rating kappa"]["low"] > 0.5


def test_others_must_have_judged_the_same_conversations(cases: list[Case]) -> None:
    with pytest.raises(ValueError, match="1 conversations were not judged"):
        compare(cases, cases[1:])


def test_real_threads_stand_apart(cases: list[Case]) -> None:
    groups = by_language(cases)
    assert list(groups) == ["da", "en, real threads", "nb", "sv"]
    assert all(case.id.startswith("ibm") for case in groups["en, real threads"])


def test_how_often_intervals_hold(cases: list[Case]) -> None:
    near = [abs(case.gold.ratings - case.found.ratings) <= 1 for case in cases]
    found = intervals(sure(cases))
    assert found["hold"]["value"] == pytest.approx(np.mean(near), abs=1e-3)
    assert found["mean width"]["value"] == 2
    assert found["contact"]["n"] == len(cases)


def test_probabilities_that_come_true_have_no_calibration_error(cases: list[Case]) -> None:
    def certain(case: Case) -> Case:
        assert case.certainty is not None
        phases = np.clip(case.gold.phases, 0, 1).astype(float)
        return replace(case, certainty=replace(case.certainty, shares={**case.certainty.shares, "phases": phases}))

    found = calibration(sure([certain(case) for case in cases]))
    assert found["phases"]["value"] == 0
    assert found["signals"]["value"] > 0.1


def test_abstention_helps_where_the_widths_know_the_errors(cases: list[Case]) -> None:
    def knowing(case: Case) -> Case:
        assert case.certainty is not None
        width = abs(case.certainty.values - case.gold.ratings)
        return replace(case, certainty=replace(case.certainty, half_width=width))

    curve = abstention(sure([knowing(case) for case in cases]))["ratings"]["mean absolute error"]
    kept = [curve[place]["value"] for place in ("1.0", "0.9", "0.8", "0.7", "0.6", "0.5")]
    assert kept == sorted(kept, reverse=True)
    assert kept[-1] < kept[0]
    assert curve["area"]["value"] < kept[0]


def test_equal_widths_order_nothing(cases: list[Case]) -> None:
    def equal(case: Case) -> Case:
        assert case.certainty is not None
        return replace(case, certainty=replace(case.certainty, half_width=np.ones(8)))

    assert "ratings" not in abstention(sure([equal(case) for case in cases]))


def test_a_report_is_json_with_a_line_a_figure(cases: list[Case]) -> None:
    found = report(cases, {"itself": cases})
    text = dumps(found)
    assert json.loads(text) == json.loads(json.dumps(found))
    assert max(map(len, text.split("\n"))) <= 180
    for kind in ("per language", "per channel", "per kind"):
        assert sum(group["conversations"] for group in found[kind].values()) == len(cases)


def test_who_only_decides_has_figures_without_certainty(cases: list[Case]) -> None:
    found = report([replace(case, certainty=None) for case in cases], {})
    assert found["headline"]["mean rating kappa"]["n"] == len(cases)
    assert not {"abstention", "intervals", "calibration error"} & set(found)
