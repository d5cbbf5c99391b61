"""Several processes judge as one does, on both engines."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from multiprocessing import active_children

import pytest

from convqa.pipeline import Pipeline
from convqa.store import Store, judging, open_store
from convqa.store.compare import compare
from convqa.store.entry import Entry
from convqa.store.rescore import rescore_all
from tests.store.conftest import NewPlace
from tests.store.contents import dump
from tests.store.test_rescore_all import LOG, NEW, assessments, entry_of, keep, log, said

MANY = "ABCDEFGHIJKLMNOPQRSTUVWX"


@pytest.fixture(scope="module")
def many(pipeline: Pipeline) -> list[Entry]:
    return [entry_of(pipeline, said(order)) for order in MANY]


@pytest.fixture
def another(new_place: NewPlace) -> Iterator[Store]:
    with open_store(new_place()) as one:
        yield one


def test_what_is_kept_and_told_is_the_same(store: Store, another: Store, many: list[Entry]) -> None:
    for one in (store, another):
        keep(one, many)
    alone = list(rescore_all(store, LOG, NEW, at_once=2))
    run = rescore_all(another, LOG, NEW, at_once=2, workers=2)
    first = next(run)
    assert len(active_children()) == 2
    assert [first, *run] == alone
    assert active_children() == []
    assert dump(another) == dump(store)
    assert log(another) == log(store)


def test_comparing_is_the_same(store: Store, many: list[Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    keep(store, many)
    alone = compare(store, LOG, NEW)
    assert alone.groups[""].conversations == len(MANY)
    monkeypatch.setattr(judging, "_WORTH", 1)
    assert compare(store, LOG, NEW, workers=2) == alone


def test_little_to_do_is_done_here(store: Store, many: list[Entry]) -> None:
    keep(store, many)
    run = rescore_all(store, LOG, NEW, at_once=4, workers=2)
    next(run)
    assert active_children() == []
    assert len(list(run)) == len(MANY) - 1


@pytest.mark.sweep
def test_stopped_half_way_it_ends_them_and_goes_on_from_there(store: Store, another: Store, many: list[Entry]) -> None:
    for one in (store, another):
        keep(one, many)
    stopped = rescore_all(store, LOG, NEW, at_once=2, workers=2)
    next(stopped)
    stopped.close()
    assert active_children() == []
    assert assessments(store) == len(MANY) + 2
    assert len(list(rescore_all(store, LOG, NEW, at_once=2, workers=2))) == len(MANY) - 2
    list(rescore_all(another, LOG, NEW))
    assert dump(store) == dump(another)


@pytest.mark.sweep
def test_processes_that_are_killed_cost_nothing(
    store: Store, another: Store, many: list[Entry], caplog: pytest.LogCaptureFixture
) -> None:
    for one in (store, another):
        keep(one, many)
    run = rescore_all(store, LOG, NEW, at_once=2, workers=2)
    next(run)
    for process in active_children():
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
    assert len(list(run)) == len(MANY) - 1
    assert active_children() == []
    list(rescore_all(another, LOG, NEW))
    assert dump(store) == dump(another)
    assert {record.levelno for record in caplog.records} <= {logging.WARNING}
