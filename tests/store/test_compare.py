"""What is said to change is what does."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from statistics import stdev
from typing import Any

import pytest
from sqlalchemy import update

from convqa.assessment import Assessment, Choice
from convqa.conversation import Language
from convqa.errors import RubricError
from convqa.evaluation.measures import Figure
from convqa.pipeline import Pipeline
from convqa.rubric import Critical, Rubric, Thresholds
from convqa.store import Store, schema
from convqa.store.compare import compare
from convqa.store.entry import Entry
from convqa.store.rescore import rescore_all
from tests.rescoring.test_rescore import Suspicious
from tests.store.contents import dump
from tests.store.test_rescore_all import LOG, NEW, OLD, entry_of, keep, log, said

STRICT = replace(
    NEW,
    name="strict",
    thresholds=Thresholds(low=3.4, exemplary_total=40.0, exemplary_rating=1, interval_width=0.0),
    critical=(Critical(id="slow", title={Language.EN: "slow"}, rating="effort", at_most=4),),
)


@pytest.fixture
def model(pipeline: Pipeline, tiny_model: Callable[..., Any]) -> Pipeline:
    review = Choice(value="lost_customer", probability=0.35)
    return replace(pipeline, classifier=Suspicious(tiny_model(), review), rubric=OLD)


@pytest.fixture
def entries(model: Pipeline) -> list[Entry]:
    return [entry_of(model, raw) for raw in _raws()]


@pytest.fixture
def full(store: Store, entries: list[Entry]) -> Store:
    keep(store, entries)
    with store.writing() as connection:
        of = schema.setting.c.name == "minimum_n"
        connection.execute(update(schema.setting).where(of).values(value="5"))
    return store


def _raws() -> list[Any]:
    danish = [said(order) for order in "ABCDEFG"]
    return [*danish, *(replace(said(order), language=Language.SV) for order in "HI")]


def _total(one: Assessment) -> float:
    (card,) = one.scorecards
    assert card.total is not None
    return card.total


def _half_width(changes: list[float]) -> float:
    """Of the interval of their mean: one card a conversation, so that it is the usual one."""
    return 1.96 * stdev(changes) / math.sqrt(len(changes))


def _width(one: Figure) -> float:
    assert one.low is not None
    assert one.high is not None
    return one.high - one.low


def _flags(one: Assessment) -> set[str]:
    return {flag.name for flag in (*one.flags, *(flag for card in one.scorecards for flag in card.flags))}


def _low(one: Assessment, name: str, rubric: Rubric) -> int:
    ratings = [rating for card in one.scorecards if (rating := card.ratings[name]) is not None]
    return sum(rating.value < rubric.thresholds.low for rating in ratings)


def test_the_figures_are_those_of_the_records(full: Store, entries: list[Entry], model: Pipeline) -> None:
    before = [entry.assessment for entry in entries]
    after = [replace(model, rubric=STRICT).assess(raw) for raw in _raws()]
    found = compare(full, LOG, STRICT)
    assert (found.before, found.after, found.known) == ({OLD.reference: 9}, "strict@2", 0)
    assert (list(found.groups), found.withheld) == (["", "da"], ("sv",))
    whole, danish = found.groups[""], found.groups["da"]
    assert (whole.conversations, danish.conversations, whole.cards) == (9, 7, 9)
    changes = [_total(new) - _total(old) for old, new in zip(before, after, strict=True)]
    assert whole.totals is not None
    assert whole.totals.change.value == pytest.approx(sum(changes) / 9, abs=1e-3)
    assert whole.totals.up.value == pytest.approx(sum(change >= 1 for change in changes) / 9, abs=1e-3)
    assert _half_width(changes) == pytest.approx(_width(whole.totals.change) / 2, abs=2e-3)
    for name, moved in whole.low.items():
        counted = (sum(_low(one, name, OLD) for one in before), sum(_low(one, name, STRICT) for one in after))
        assert (moved.before, moved.after) == counted
    had, has = [_flags(one) for one in before], [_flags(one) for one in after]
    for name in ("exemplary", "lost_customer", "process_failure"):
        if name in whole.flags:
            moved = whole.flags[name]
            assert (moved.before, moved.after) == (sum(name in one for one in had), sum(name in one for one in has))
            assert moved.gained == sum(name in b and name not in a for a, b in zip(had, has, strict=True))
            assert moved.after - moved.before == moved.gained - moved.lost
    assert whole.flags["unsure: ratings"].after == sum("unsure" in one for one in has)
    assert whole.flags["critical: slow"].after > 0
    assert whole.flags["critical: slow"].after_share.n == 9


def test_nothing_is_changed_and_the_log_tells_who_looked(full: Store) -> None:
    contents = dump(full)
    compare(full, LOG, NEW)
    assert dump(full) == contents
    assert log(full) == [("rescore.compare", NEW.hash, '{"conversations": 9, "known": 0}')]


def test_once_it_is_done_there_is_nothing_to_compare(full: Store) -> None:
    list(rescore_all(full, LOG, NEW))
    found = compare(full, LOG, NEW)
    assert (found.before, found.groups, found.known) == ({}, {}, 9)


def test_of_few_conversations_nothing_is_said(store: Store, entries: list[Entry]) -> None:
    keep(store, entries)
    found = compare(store, LOG, NEW)
    assert (found.minimum_n, found.groups, found.withheld) == (20, {}, ("", "da", "sv"))


def test_a_rubric_that_changed_without_its_version_is_refused(full: Store) -> None:
    with pytest.raises(RubricError, match="its version was not"):
        compare(full, LOG, replace(OLD, weights=NEW.weights))
    assert log(full) == []
