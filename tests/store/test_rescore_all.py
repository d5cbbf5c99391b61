"""Another rubric over a whole store gives what scoring anew with it would have given, on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, func, select

from convqa.assessment import Choice
from convqa.codebook import CHOICES
from convqa.conversation import Language, Role, Speaker, Transcript, Utterance
from convqa.errors import RubricError
from convqa.pipeline import Pipeline
from convqa.redaction import SiteKey
from convqa.report.records import to_line
from convqa.rubric import Rubric, load_rubric
from convqa.store import Store, open_store, schema
from convqa.store.audit import AuditLog, newest_entries
from convqa.store.entry import Entry
from convqa.store.erase import erase_agent
from convqa.store.load import load
from convqa.store.rescore import find_todo, rescore_all
from convqa.store.rubrics import kept_rubrics
from convqa.store.save import save
from tests.drawing import drawn
from tests.rescoring.test_rescore import Suspicious, first_difference, rubrics, shares, transcripts
from tests.store.conftest import NewPlace
from tests.store.contents import dump

LOG = AuditLog.own(SiteKey(b"a key of the tests, long enough"))
OLD = load_rubric()
NEW = replace(OLD, name="new", weights=dict.fromkeys(OLD.weights, 1.0) | {"effort": 4.0})
_NUMBERS = count()


def entry_of(pipeline: Pipeline, raw: Transcript) -> Entry:
    assessment, supplement = pipeline.assess_fully(raw)
    return Entry(
        assessment=assessment,
        supplement=supplement,
        identity=f"conversation-{next(_NUMBERS):06}",  # in this order, however many tests were before
        opening="",
        input_hash="input",
        feedback_language=pipeline.feedback_language or assessment.conversation.language,
    )


def said(order: str) -> Transcript:
    return Transcript(
        id=order,
        source="in.txt",
        speakers=(Speaker(key="a", role=Role.AGENT, identifier="17"), Speaker(key="k", role=Role.CUSTOMER)),
        utterances=(
            Utterance(speaker="k", text=f"Hvor er min vare {order}?"),
            Utterance(speaker="a", text=f"Den er sendt i dag, {order}."),
        ),
        language=Language.DA,
    )


def keep(store: Store, entries: Sequence[Entry], rubric: Rubric = OLD) -> None:
    with store.writing() as connection:
        save(connection, entries, rubric)


def newest(store: Store, identity: str) -> str:
    """The record that the views are of."""
    asked = "SELECT n.assessment_id FROM v_current n JOIN conversation c ON c.id = n.conversation_id "
    with store.reading() as connection:
        ids = connection.exec_driver_sql(f"{asked} WHERE c.identity = '{identity}'").scalars().all()
        (one,) = load(connection, ids)
    return to_line(one.assessment)


def assessments(store: Store) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(schema.assessment)).scalar_one()


def log(store: Store) -> list[tuple[str, str, str]]:
    with store.reading() as connection:
        return [(one["action"], one["subject_key"], one["detail"]) for one in newest_entries(connection, 9)]


@pytest.fixture
def five(pipeline: Pipeline) -> list[Entry]:
    return [entry_of(pipeline, said(order)) for order in "ABCDE"]


@settings(max_examples=drawn(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    raws=st.lists(transcripts(), min_size=1, max_size=3),
    before=rubrics(),
    after=rubrics(),
    review=st.builds(Choice, value=st.sampled_from(CHOICES["review"]), probability=shares.map(lambda p: round(p, 4))),
    language=st.none() | st.sampled_from(Language),
)
def test_rescoring_a_store_is_scoring_with_the_other_rubric(
    store: Store,
    pipeline: Pipeline,
    tiny_model: Callable[..., Any],
    raws: list[Transcript],
    before: Rubric,
    after: Rubric,
    review: Choice,
    language: Language | None,
) -> None:
    before, after = (replace(one, name=f"drawn-{next(_NUMBERS)}") for one in (before, after))
    own = replace(pipeline, classifier=Suspicious(tiny_model(), review), feedback_language=language)
    entries = [entry_of(replace(own, rubric=before), raw) for raw in raws]
    keep(store, entries, before)
    assert len(list(rescore_all(store, LOG, after))) >= len(raws)
    for raw, entry in zip(raws, entries, strict=True):
        wanted = to_line(replace(own, rubric=after).assess(raw))
        assert first_difference(newest(store, entry.identity), wanted) is None
    with store.reading() as connection:
        assert kept_rubrics(connection, [after.hash]) == {after.hash: after}


def test_it_is_done_once_and_what_was_there_stays(store: Store, five: list[Entry]) -> None:
    keep(store, five)
    before = newest(store, five[0].identity)
    assert len(list(rescore_all(store, LOG, NEW))) == 5
    assert newest(store, five[0].identity) != before
    contents = dump(store)
    assert list(rescore_all(store, LOG, NEW)) == []
    assert dump(store) == contents
    assert assessments(store) == 10
    with store.reading() as connection:
        todo = find_todo(connection, OLD)
    assert (todo.assessment_ids, todo.known, todo.overtaken) == ((), 5, 5)


def test_each_run_is_in_the_log(store: Store, five: list[Entry]) -> None:
    keep(store, five)
    list(rescore_all(store, LOG, NEW))
    list(rescore_all(store, LOG, NEW))
    assert log(store) == [
        ("rescore.begin", NEW.hash, '{"conversations": 5, "known": 0}'),
        ("rescore.end", NEW.hash, '{"new": 5}'),
        ("rescore.begin", NEW.hash, '{"conversations": 0, "known": 5}'),
        ("rescore.end", NEW.hash, '{"new": 0}'),
    ]


@pytest.fixture
def another(new_place: NewPlace) -> Iterator[Store]:
    with open_store(new_place()) as one:
        yield one


def test_stopped_half_way_it_goes_on_from_there(store: Store, another: Store, five: list[Entry]) -> None:
    for one in (store, another):
        keep(one, five)
    stopped = rescore_all(store, LOG, NEW, at_once=2)
    next(stopped)
    stopped.close()
    assert assessments(store) == 5 + 2
    assert len(list(rescore_all(store, LOG, NEW, at_once=2))) == 3
    list(rescore_all(another, LOG, NEW))
    assert dump(store) == dump(another)
    assert [action for action, _, _ in log(store)] == ["rescore.begin", "rescore.begin", "rescore.end"]


def test_what_is_deleted_meanwhile_is_left_alone(store: Store, five: list[Entry]) -> None:
    keep(store, five)
    run = rescore_all(store, LOG, NEW, at_once=4)
    next(run)
    with store.writing() as connection:
        connection.execute(delete(schema.conversation).where(schema.conversation.c.identity == five[4].identity))
    assert len(list(run)) == 3
    assert assessments(store) == 8


def test_two_runs_at_once_keep_everything_once(store: Store, another: Store, five: list[Entry]) -> None:
    for one in (store, another):
        keep(one, five)
    first, second = (rescore_all(store, LOG, NEW, at_once=2) for _ in range(2))
    assert next(first)  # two are kept
    assert next(second)  # and the next two
    assert list(first) == [True, False, False, True]
    assert list(second) == [True, False]
    list(rescore_all(another, LOG, NEW))
    assert dump(store) == dump(another)


def test_a_rubric_that_changed_without_its_version_is_refused(store: Store, five: list[Entry]) -> None:
    keep(store, five)
    contents = dump(store)
    changed = replace(OLD, weights=NEW.weights)
    with pytest.raises(RubricError, match=f"write version = {OLD.version + 1} into its file"):
        list(rescore_all(store, LOG, changed))
    assert dump(store) == contents
    assert log(store) == []


@dataclass(frozen=True, kw_only=True)
class Meddled(Store):
    """A store in which something happens just before the second transaction that writes, which keeps the first part."""

    happening: Callable[[], object]
    calls: Iterator[int] = field(default_factory=count)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        if next(self.calls) == 1:
            self.happening()
        with Store.writing(self) as connection:
            yield connection


def cards(store: Store) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(schema.scorecard)).scalar_one()


def test_an_agent_who_is_erased_between_judging_and_keeping_gets_no_card(store: Store, five: list[Entry]) -> None:
    keep(store, five)
    agent = five[0].assessment.scorecards[0].agent_id
    assert cards(store) == 5
    meddled = Meddled(address=store.address, engine=store.engine, happening=lambda: erase_agent(store, LOG, agent))
    assert len(list(rescore_all(meddled, LOG, NEW, at_once=4))) == 5
    assert (assessments(store), cards(store)) == (10, 0)


def test_an_agent_who_was_erased_gets_no_card_under_another_id(store: Store, five: list[Entry]) -> None:
    keep(store, five)
    erase_agent(store, LOG, five[0].assessment.scorecards[0].agent_id)
    assert len(list(rescore_all(store, LOG, NEW))) == 5
    assert (assessments(store), cards(store)) == (10, 0)


def test_what_comes_in_the_place_of_what_is_erased_is_not_taken_for_it(store: Store, five: list[Entry]) -> None:
    *rest, last, coming = five
    keep(store, [*rest, last])

    def happen() -> None:
        with store.writing() as connection:
            connection.execute(delete(schema.conversation).where(schema.conversation.c.identity == last.identity))
        keep(store, [replace(coming, input_hash="other")])

    list(rescore_all(Meddled(address=store.address, engine=store.engine, happening=happen), LOG, NEW))
    assert (assessments(store), cards(store)) == (3 + 3 + 1, 3 + 3 + 1)
