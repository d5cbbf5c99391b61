"""Chunks go into the tables whole, and once, however often they are written and whatever is in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Connection, delete, select

from convqa.assessment import Assessment
from convqa.batch.counts import Counts
from convqa.batch.sink import File, Sink, Ticket
from convqa.cli.batch_progress import BatchProgress, ToldWatcher
from convqa.cli.logs import EventLog
from convqa.errors import StoreError
from convqa.ingest.sources import Source
from convqa.redaction import SiteKey
from convqa.store import Store, schema
from convqa.store.gone import bury, content, conversation
from convqa.store.known import Asked, FileKey, Found, FoundFile, Making, find_files, look_up
from convqa.store.patience import patiently
from convqa.store.runs import beat, begin_run, end_run, others_since
from convqa.store.writer import Chunk, Failure, FinishedFile, Writer, Written
from tests.report.conftest import make as make
from tests.report.conftest import make_card as make_card
from tests.store.contents import dump
from tests.store.entries import RUBRIC, entry_of, under

FILE = FileKey(place="place", bytes="bytes", options="options")
MakeAssessment = Callable[..., Assessment]


@pytest.fixture
def writer(store: Store) -> Writer:
    with store.writing() as connection:
        number = begin_run(connection, "score", "options", SiteKey.default())
    return Writer(store=store, rubric=RUBRIC, run_id=number, patience_s=0.0)


def chunk(make: MakeAssessment, *names: str) -> Chunk:
    """A file with some conversations, one that failed, and its end."""
    entries = [(under(entry_of(make(name)), RUBRIC), FILE, ordinal) for ordinal, name in enumerate(names)]
    failure = Failure(file=FILE, line=7, shown="a.txt", problem="it is empty", remedy="leave it out")
    finished = FinishedFile(file=FILE, conversations=len(names), is_whole=True, failed=frozenset([7]))
    return Chunk(entries=entries, failures=[failure], finished=[finished])


def making(one: Chunk) -> Making:
    provenance = one.entries[0][0].assessment.provenance
    return Making(
        model=provenance.model,
        redactor=provenance.redactor,
        codebook=provenance.codebook,
        rubric=RUBRIC,
        feedback_language=None,
    )


def asked(one: Chunk, ordinal: int) -> Asked:
    entry = one.entries[ordinal][0]
    return Asked(
        identity=entry.identity,
        opening=entry.opening,
        input_hash=entry.input_hash,
        speech=entry.assessment.provenance.speech or "",
        customer_key=None,
        started_at=None,
    )


def test_a_chunk_is_written_once(writer: Writer, make: MakeAssessment) -> None:
    one = chunk(make, "c1", "c2")
    assert writer.write(one, {"new": 2}) == Written()
    before = dump(writer.store)
    assert writer.write(one, {"new": 2}) == Written(known=frozenset({0, 1}))
    assert dump(writer.store) == before
    assert [len(before[name]) for name in ("file", "file_version", "failure", "version")] == [1, 2, 1, 2]


def current(store: Store) -> list[int]:
    with store.reading() as connection:
        return sorted(connection.exec_driver_sql("SELECT version_id FROM v_current").scalars())


def test_a_file_that_is_changed_back_before_the_change_was_read_to_its_end(
    writer: Writer, make: MakeAssessment
) -> None:
    first, changed = chunk(make, "c1", "c2"), replace(FILE, bytes="other bytes")
    writer.write(first, {})
    before = current(writer.store)
    entry, _, ordinal = first.entries[0]
    writer.write(Chunk(entries=[(replace(entry, input_hash="another"), changed, ordinal)]), {})
    assert current(writer.store) != before
    for _ in range(2):
        with writer.store.reading() as connection:
            found = find_files(connection, [FILE], making(first))[FILE]
        assert found.is_back == (current(writer.store) != before)
        writer.write(Chunk(back=[FILE]), {})
        assert current(writer.store) == before


def test_a_file_is_done_when_all_of_it_is(writer: Writer, make: MakeAssessment) -> None:
    one = chunk(make, "c1", "c2")
    same = making(one)

    def found(by: Making, key: FileKey = FILE) -> object:
        with writer.store.reading() as connection:
            return find_files(connection, [key], by).get(key)

    writer.write(replace_finished(one, []), {})
    assert found(same) is None
    writer.write(one, {})
    assert found(same) == FoundFile(conversations=2, failures=1, is_back=False)
    assert found(replace(same, model="other@1")) is None
    assert found(replace(same, redactor="rules@9")) is None
    assert found(replace(same, rubric=replace(RUBRIC, version=RUBRIC.version + 1))) is None
    assert found(same, replace(FILE, bytes="changed")) is None
    assert found(same, replace(FILE, bytes="")) is None


def replace_finished(one: Chunk, finished: list[FinishedFile]) -> Chunk:
    return Chunk(entries=one.entries, links=one.links, failures=one.failures, finished=finished)


def test_what_failed_is_solved_by_what_goes_well(writer: Writer, make: MakeAssessment) -> None:
    one = chunk(make, "c1")
    writer.write(one, {})
    well = FinishedFile(file=FILE, conversations=1, is_whole=True, failed=frozenset())
    writer.write(Chunk(finished=[well]), {})
    assert [dict(row)["solved_at"] for row in dump(writer.store)["failure"]] == [True]
    writer.write(one, {})
    assert [dict(row)["solved_at"] for row in dump(writer.store)["failure"]] == [False]
    other = replace(well, file=replace(FILE, bytes="changed"))
    writer.write(Chunk(finished=[other]), {})
    assert [dict(row)["solved_at"] for row in dump(writer.store)["failure"]] == [True]


def test_what_the_store_has_of_a_conversation(writer: Writer, make: MakeAssessment) -> None:
    one = chunk(make, "c1", "c2")
    writer.write(one, {})
    known = asked(one, 0)
    questions = [
        known,
        replace(known, input_hash="changed"),
        replace(known, opening="otherwise", input_hash="changed"),
        replace(known, identity="new"),
        replace(known, speech="other@1"),
    ]
    with writer.store.reading() as connection:
        found = look_up(connection, questions, making(one))
        other = look_up(connection, [known], replace(making(one), model="other@1"))
    told = [(answer.version_id is not None, answer.is_changed, answer.is_other) for answer in found]
    assert told == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
        (False, False, False),
        (False, False, False),
    ]
    assert other[0].version_id is None


def test_what_was_erased_stays_away(writer: Writer, make: MakeAssessment) -> None:
    one = chunk(make, "c1", "c2")
    first = asked(one, 0)
    with writer.store.writing() as connection:
        bury(connection, "conversation", [conversation(first.identity, first.opening)], "erase")
    with writer.store.reading() as connection:
        found = look_up(connection, [first, asked(one, 1)], making(one))
    assert [answer.gone for answer in found] == ["erase", None]
    assert writer.write(one, {}) == Written(erased=frozenset({0}))
    assert [dict(row)["ordinal"] for row in dump(writer.store)["file_version"]] == [1]


def test_what_was_purged_and_erased_counts_as_erased(writer: Writer, make: MakeAssessment) -> None:
    one = chunk(make, "c1", "c2")
    first, second = asked(one, 0), asked(one, 1)
    both = [content(other.identity, other.opening, other.input_hash) for other in (first, second)]
    with writer.store.writing() as connection:
        bury(connection, "content", both, "purge")
        bury(connection, "conversation", [conversation(first.identity, first.opening)], "erase")
    with writer.store.reading() as connection:
        found = look_up(connection, [first, second], making(one))
    assert [answer.gone for answer in found] == ["erase", "purge"]


def test_a_commit_whose_answer_was_lost_counts_as_new(
    writer: Writer, make: MakeAssessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = chunk(make, "c1", "c2")
    one.entries.append(one.entries[0])  # comes twice
    writing, lost = Store.writing, [StoreError("the connection was lost.", passing=True)]

    @contextmanager
    def answered_late(store: Store) -> Iterator[Connection]:
        with writing(store) as connection:
            yield connection
        if lost:
            raise lost.pop()

    monkeypatch.setattr(Store, "writing", answered_late)
    assert replace(writer, patience_s=5.0).write(one, {}) == Written(known=frozenset({2}))
    assert not lost


def test_a_link_to_what_was_erased_since_is_left_out(writer: Writer, make: MakeAssessment) -> None:
    one = chunk(make, "c1", "c2")
    writer.write(one, {})
    with writer.store.reading() as connection:
        found = [answer.version_id for answer in look_up(connection, [asked(one, 0), asked(one, 1)], making(one))]
    links = [(number, FILE, ordinal) for ordinal, number in enumerate(found) if number is not None]
    assert len(links) == 2
    with writer.store.writing() as connection:
        connection.execute(delete(schema.conversation).where(schema.conversation.c.identity == asked(one, 0).identity))
    writer.write(Chunk(links=links), {})
    assert [dict(row)["ordinal"] for row in dump(writer.store)["file_version"]] == [1]


def test_any_number_of_lines_of_a_file_may_fail(writer: Writer) -> None:
    lines = range(1, 70_000)
    failures = [Failure(file=FILE, line=line, shown="a.jsonl", problem="p", remedy="r") for line in (1, 2, 3)]
    writer.write(Chunk(failures=failures), {})
    well = FinishedFile(file=FILE, conversations=0, is_whole=True, failed=frozenset(lines) - {2})
    writer.write(Chunk(finished=[well]), {})
    assert [dict(row)["solved_at"] for row in dump(writer.store)["failure"]] == [False, True, False]


def test_a_run_tries_a_line_once(writer: Writer) -> None:
    def tries() -> list[int]:
        with writer.store.reading() as connection:
            return list(connection.execute(select(schema.failure.c.tries)).scalars())

    failing = Chunk(failures=[Failure(file=FILE, line=1, shown="a.jsonl", problem="p", remedy="r")])
    for _ in range(3):
        writer.write(failing, {})
    assert tries() == [1]
    with writer.store.writing() as connection:
        number = begin_run(connection, "score", "options", SiteKey.default())
    for run_id in (number, number, writer.run_id):
        replace(writer, run_id=run_id).write(failing, {})
    assert tries() == [3]


def test_what_was_deleted_while_it_was_assessed_does_not_count_as_new(writer: Writer, make: MakeAssessment) -> None:
    one = chunk(make, "c1", "c2", "c3")
    watcher = ToldWatcher(progress=BatchProgress([], None), events=EventLog(None), on_passed=list[str]().clear)
    sink = Sink(writer=writer, watcher=watcher, feedback_language=None)
    file = File(source=Source(label="a", shown="a"), key=FILE, open=3)
    for (entry, _, ordinal), (is_changed, is_other) in zip(
        one.entries, [(False, False), (True, False), (False, True)], strict=True
    ):
        found = Found(version_id=None, is_changed=is_changed, is_other=is_other, gone=None)
        ticket = Ticket(file=file, ordinal=ordinal, asked=asked(one, ordinal), found=found)
        sink.keep(ticket, entry.assessment, entry.supplement)
    second, third = asked(one, 1), asked(one, 2)
    with writer.store.writing() as connection:
        bury(connection, "conversation", [conversation(second.identity, second.opening)], "erase")
        bury(connection, "content", [content(third.identity, third.opening, third.input_hash)], "purge")
    sink.flush()
    sink.flush()
    assert sink.counts == Counts(new=1, changed=0, apart=0, gone=1, purged=1)


def test_a_path_that_is_no_text_can_be_kept(writer: Writer) -> None:
    failure = Failure(file=FILE, line=0, shown="m\udcf8te.txt", problem="p", remedy="r")
    writer.write(Chunk(failures=[failure]), {})
    assert [dict(row)["shown"] for row in dump(writer.store)["failure"]] == ["m\ufffdte.txt"]


def test_who_is_at_work_is_known(writer: Writer) -> None:
    with writer.store.writing() as connection:
        other = begin_run(connection, "score", "options", SiteKey.default())
        assert others_since(connection, other) is not None
        beat(connection, other, {"new": 1})
        end_run(connection, writer.run_id, "finished", {"new": 1})
        assert others_since(connection, other) is None


def test_what_may_pass_is_tried_again() -> None:
    tries, waits = iter([True, True, False]), list[float]()

    def do() -> str:
        if next(tries):
            raise StoreError("away", passing=True)
        return "done"

    assert patiently(do, 60.0, waits.append) == "done"
    assert waits == [0.25, 0.5]


@pytest.mark.parametrize(("passing", "patience_s"), [(False, 60.0), (True, 0.0)])
def test_what_will_not_pass_is_told_at_once(passing: bool, patience_s: float) -> None:
    def do() -> None:
        raise StoreError("away", passing=passing)

    with pytest.raises(StoreError, match="away"):
        patiently(do, patience_s, lambda _: pytest.fail("waited"))
