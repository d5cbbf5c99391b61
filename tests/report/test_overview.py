from __future__ import annotations

import dataclasses
import re
import statistics
from collections.abc import Callable

import pytest

from convqa.assessment import Assessment, Flag, Rating, Scorecard
from convqa.conversation import UNKNOWN_AGENT, Language
from convqa.report.overview import LEAST, LEAST_OF_ONE, Overview
from convqa.store.opening import MINIMUM_N

MakeAssessment = Callable[..., Assessment]
MakeCard = Callable[..., Scorecard]


def _overview(assessments: list[Assessment]) -> Overview:
    overview = Overview()
    for assessment in assessments:
        overview.add(assessment)
    return overview


def test_unknown_agents_are_counted_apart(make: MakeAssessment, make_card: MakeCard) -> None:
    overview = _overview([make(name, cards=[make_card(f"unknown-{name}"), make_card("x")]) for name in ("a", "b")])
    assert (overview.agents, overview.unknown_agents) == ({"x": 2}, 2)


def test_counts(make: MakeAssessment, make_card: MakeCard, exemplary: Flag, broken_promise: Flag) -> None:
    overview = _overview(
        [
            make("a", cards=[make_card("x", flags=[exemplary]), make_card("y", flags=[broken_promise])]),
            make("b", cards=[make_card("x", total=None, rating=None)], process_failure=None),
            make("c", cards=[], flags=[broken_promise, broken_promise], language=Language.SV),
        ]
    )
    assert (overview.conversations, overview.scorecards, overview.agents) == (3, 3, {"x": 2, "y": 1})
    assert overview.unrated == 2
    assert overview.languages == {Language.DA: 2, Language.SV: 1}
    assert (overview.good, overview.look) == ({"exemplary": 1}, {"possible_broken_promise": 2})
    assert overview.process_failures == {"delivery": 2}
    assert overview.resolutions == {"partial": 3}
    assert overview.effort_conversations["promises_without_time"] == 3
    assert overview.effort_times["promises_without_time"] == 6
    assert overview.effort_conversations["handovers"] == 0
    (versions,) = overview.versions
    assert re.fullmatch(r"convqa \S+ · model \S+ · redactor \S+ · rubric \S+ · codebook \S+", versions)


@pytest.mark.parametrize(("total", "place"), [(0.0, 0), (9.99, 0), (10.0, 1), (50.0, 5), (99.9, 9), (100.0, 9)])
def test_totals_fall_into_tenths(make: MakeAssessment, make_card: MakeCard, total: float, place: int) -> None:
    assert _overview([make(cards=[make_card(total=total)])]).totals == {place: 1}


def _rated(
    make: MakeAssessment, make_card: MakeCard, rating: Rating, values: list[float], agents: tuple[str, ...] = ("x", "y")
) -> list[Assessment]:
    return [
        make(cards=[make_card(agents[k % len(agents)], rating=dataclasses.replace(rating, value=value))])
        for k, value in enumerate(values)
    ]


def test_a_mean_is_shown_with_its_interval(make: MakeAssessment, make_card: MakeCard, rating: Rating) -> None:
    values = [2.5, 3.0, 3.5, 2.0, 4.0, 3.0, 3.25, 2.75, 3.5, 2.5, 3.75, 1.25]
    mean = _overview(_rated(make, make_card, rating, values)).mean("effort")
    reach = 2.20099 * statistics.stdev(values) / len(values) ** 0.5  # t of 11 degrees of freedom
    assert mean.n == 12
    assert mean.mean == pytest.approx(statistics.fmean(values))
    assert (mean.low, mean.high) == pytest.approx((mean.mean - reach, mean.mean + reach), abs=1e-3)


@pytest.mark.parametrize(("n", "shown"), [(LEAST - 1, False), (LEAST, True)])
def test_too_few_have_no_mean(make: MakeAssessment, make_card: MakeCard, rating: Rating, n: int, shown: bool) -> None:
    mean = _overview(_rated(make, make_card, rating, [3.0] * n)).mean("contact")
    assert mean.n == n
    assert (mean.mean is not None, mean.low is not None, mean.high is not None) == (shown,) * 3


@pytest.mark.parametrize(
    ("agents", "n", "shown"),
    [
        (("x",), LEAST_OF_ONE - 1, False),
        (("x",), LEAST_OF_ONE, True),
        (("x", f"{UNKNOWN_AGENT}1"), LEAST, True),
        (("x", "x", "x", "x", "y"), LEAST, True),
        (("x", "x", "x", "x", "x", "y"), LEAST_OF_ONE - 1, False),
        ((f"{UNKNOWN_AGENT}1",), LEAST, True),
    ],
)
def test_a_mean_of_one_person_needs_more(
    make: MakeAssessment, make_card: MakeCard, rating: Rating, agents: tuple[str, ...], n: int, shown: bool
) -> None:
    overview = _overview(_rated(make, make_card, rating, [3.0] * n, agents))
    assert (overview.mean("contact").mean is not None) == shown
    assert LEAST_OF_ONE == MINIMUM_N


def test_an_interval_stays_on_the_scale(make: MakeAssessment, make_card: MakeCard, rating: Rating) -> None:
    mean = _overview(_rated(make, make_card, rating, [1.0, 5.0] * 5)).mean("contact")
    assert mean.low is not None
    assert mean.high is not None
    assert 1 <= mean.low < 3 < mean.high <= 5


def test_the_order_of_conversations_changes_no_figure(
    make: MakeAssessment, make_card: MakeCard, rating: Rating
) -> None:
    given = _rated(make, make_card, rating, [round(1 + 4 * (k * 0.6180339 % 1), 4) for k in range(50)])
    assert _overview(given) == _overview(given[::-1])


@pytest.mark.parametrize(
    ("languages", "main"),
    [([], Language.EN), ([Language.NN], Language.NN), ([Language.SV, Language.NB], Language.NB)],
)
def test_the_page_speaks_the_most_common_language(
    make: MakeAssessment, languages: list[Language], main: Language
) -> None:
    assert _overview([make(language=language) for language in languages]).main_language() is main
