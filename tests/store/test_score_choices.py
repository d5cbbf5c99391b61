"""`convqa score --store` of some conversations only, of several systems, or of none."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from convqa.redaction import SiteKey, agent_key, customer_key
from convqa.store import open_store
from convqa.store.audit import AuditLog, newest_entries
from convqa.store.check import check
from convqa.store.erase import erase_agent, erase_customer
from convqa.store.gone import how_many
from convqa.store.samples import Drawn, keep_sample
from convqa.store.schema import sample_group, sample_member
from tests.cli.conftest import CHAT, Convqa
from tests.cli.conftest import calls as calls
from tests.cli.conftest import convqa as convqa
from tests.store.conftest import NewPlace
from tests.store.published import Score, contents, count, published, records
from tests.store.published import place as place
from tests.store.published import score as score


def test_a_dry_run_says_what_would_be_done_and_does_nothing(score: Score, place: str, calls: Path) -> None:
    for name in ("chat-0.txt", "chat-1.txt"):
        score(calls / name)
    (calls / "chat-1.txt").write_text(CHAT.replace("parcel", "letter"), encoding="utf-8")
    (calls / "empty.txt").touch()
    before = contents(place), count(place, "run"), count(place, "audit")
    result = score(calls, "--dry-run")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "9 conversations would be scored and stored, 1 of them changed since an earlier run; 1 there already.\n" in (
        result.stderr
    )
    assert result.stderr.endswith("\n1 input could not be scored and is listed above.\n")
    assert (contents(place), count(place, "run"), count(place, "audit")) == before


def test_a_day_that_is_none(score: Score, place: str, calls: Path) -> None:
    result = score(calls, "--since", "1.11.2026")
    assert (result.exit_code, result.stderr) == (2, "Error: --since is a day; write it as in 2026-11-01.\n")
    assert count(place, "run") == 0


def test_ids_of_two_systems_stay_apart(score: Score, place: str, tmp_path: Path) -> None:
    def write(name: str, opening: str, number: int = 1) -> Path:
        path = tmp_path / name
        turns = [{"role": "customer", "text": opening}, {"role": "agent", "text": "Hello, I will look into it."}]
        path.write_text(json.dumps({"id": str(number), "turns": turns}), encoding="utf-8")
        return path

    score(write("first.json", "Where is my parcel?"))
    other = score(write("other.json", "I cannot log in to the site."))
    assert "1 of them has the id of a conversation that began otherwise" in other.stderr
    score(write("third.json", "Where is my parcel?"), "--source", "mail")
    assert count(place, "conversation") == 3
    assert score(write("moved.json", "Where is my parcel?")).stderr == "0 conversations stored; 1 there already.\n"


def test_since_leaves_out_what_began_earlier(score: Score, calls: Path) -> None:
    for name, day in (("old", "2026-10-31T23:59:00+01:00"), ("new", "2026-11-01T00:00:00+01:00")):
        turns = [{"role": "customer", "text": f"Where is my {name} parcel?"}, {"role": "agent", "text": "On its way."}]
        record = {"id": name, "started_at": day, "turns": turns}
        (calls / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
    os.utime(calls / "chat-0.txt", (0, 1_700_000_000))
    os.utime(calls / "chat-1.txt", (0, 0))  # as archives unpack what they have no time of
    result = score(calls, "--since", "2026-11-01")
    assert result.stderr == "10 conversations stored; 2 not asked for.\n"
    assert score(calls).stderr == "2 conversations stored; 10 there already.\n"


def test_a_sample_is_drawn_of_each_agent_and_can_be_drawn_again(
    convqa: Convqa, score: Score, place: str, new_place: NewPlace, calls: Path
) -> None:
    rows = []
    for number in range(30):
        agent = {"role": "agent", "agent_id": f"A-{number % 2}", "text": f"Hello, your parcel {number} is on its way."}
        rows.append({"id": f"c{number}", "turns": [{"role": "customer", "text": f"Where is parcel {number}?"}, agent]})
    (calls / "all.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    seed = ("--sample", "3", "--seed", "2026 w47")
    would = score(calls, *seed, "--dry-run")
    first = score(calls, *seed)
    assert "9 conversations stored; 31 not asked for.\n" in first.stderr
    assert "The sample: 9 conversations of 3 agents, drawn with --seed '2026 w47'.\n" in first.stderr
    assert {line.split("  ")[-1] for line in would.stderr.splitlines() if line.startswith("  ")} == {
        "3 of 15",
        "3 of 10",
    }
    again = score(calls, *seed)
    assert "0 conversations stored; 9 there already; 31 not asked for.\n" in again.stderr
    assert "It is the one that was drawn on 20" in again.stderr
    assert [count(place, table) for table in ("sample", "sample_group", "sample_member")] == [1, 3, 9]
    other = published(new_place())
    convqa("score", *sorted(calls.iterdir())[::-1], *seed, "--store", other)
    assert contents(other)["sample_member"] == contents(place)["sample_member"]
    assert records(other) == records(place)


def write_export(path: Path, *conversations: tuple[str, str]) -> None:
    """Conversations of one agent, by id and what it is about."""
    lines = [
        {
            "id": number,
            "turns": [
                {"role": "customer", "text": f"Hello, my {topic} is late."},
                {"role": "agent", "agent_id": "A-1", "text": "I will look into it right away."},
            ],
        }
        for number, topic in conversations
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")


def groups_of(place: str) -> list[tuple[int, int]]:
    """Of each group of each sample: from how many it was drawn, and how many were."""
    there = sample_member.c
    with open_store(place) as store, store.reading() as connection:
        drawn = select(func.count()).where(
            there.sample_id == sample_group.c.sample_id, there.agent_id == sample_group.c.agent_id
        )
        asked = select(sample_group.c.population, drawn.scalar_subquery()).order_by(sample_group.c.sample_id)
        return [(row[0], row[1]) for row in connection.execute(asked)]


def faults(place: str) -> list[str]:
    with open_store(place) as store:
        return [one.problem for one in check(store, SiteKey.default()) if one.is_fault]


def test_a_sample_of_two_systems_that_count_from_1(score: Score, place: str, tmp_path: Path) -> None:
    folder = tmp_path / "both"
    folder.mkdir()
    write_export(folder / "crm.jsonl", ("1", "parcel"), ("2", "bill"))
    write_export(folder / "chat.jsonl", ("1", "refund"), ("2", "answer"))
    would = score(folder, "--sample", "5", "--seed", "x", "--dry-run")
    done = score(folder, "--sample", "5", "--seed", "x")
    assert (would.exit_code, done.exit_code) == (0, 0), done.stderr
    assert "4 of 4" in would.stderr
    assert "The sample: 4 conversations of 1 agent, " in done.stderr
    assert (groups_of(place), faults(place)) == ([(4, 4)], [])
    assert "It is the one that was drawn on 20" in score(folder, "--sample", "5", "--seed", "x").stderr
    assert len(groups_of(place)) == 1


@pytest.mark.parametrize("size", [2, 3, 5])
def test_a_conversation_in_two_exports_is_drawn_from_once(score: Score, place: str, tmp_path: Path, size: int) -> None:
    folder = tmp_path / "days"
    folder.mkdir()
    write_export(folder / "monday.jsonl", ("1", "parcel"), ("2", "bill"))
    write_export(folder / "tuesday.jsonl", ("1", "parcel"), ("3", "refund"), ("2", "bill"))
    for seed in "abcd":
        assert score(folder, "--sample", str(size), "--seed", seed).exit_code == 0
    assert groups_of(place) == [(3, min(size, 3))] * 4
    assert faults(place) == []


def test_what_was_erased_is_not_drawn(score: Score, place: str, tmp_path: Path) -> None:
    rows = []
    for number in range(4):
        agent = {"role": "agent", "text": f"Hello, your parcel {number} is on its way."}
        turns = [{"role": "customer", "text": f"Where is parcel {number}?"}, agent]
        rows.append({"id": f"c{number}", "customer_id": f"K-{number}", "turns": turns})
    path = tmp_path / "all.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    key = SiteKey.default()
    with open_store(place) as store:
        erase_customer(store, AuditLog.own(key), customer_key("K-2", key))
    assert "The sample: 3 conversations of 1 agent, " in score(path, "--sample", "9").stderr
    assert [count(place, table) for table in ("sample_group", "sample_member")] == [1, 3]


def test_an_agent_who_was_erased_is_in_no_sample(score: Score, place: str, tmp_path: Path) -> None:
    rows = []
    for number, day in enumerate(("", "2026-11-01", "2999-01-01")):
        agent = {"role": "agent", "agent_id": "A-1", "text": f"Hello, your parcel {number} is on its way."}
        start = {"started_at": f"{day}T10:00:00+01:00"} if day else {}
        rows.append({"id": f"c{number}", "turns": [{"role": "customer", "text": "Where is it?"}, agent], **start})
    path = tmp_path / "all.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    key = SiteKey.default()
    with open_store(place) as store:
        erase_agent(store, AuditLog.own(key), agent_key("A-1", key))
    score(path, "--sample", "9")
    assert [count(place, table) for table in ("sample_group", "sample_member")] == [1, 1]  # what came later is new


def members(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(sample_member)).scalar_one())


def test_the_log_tells_whether_somebody_chose_the_seed(score: Score, place: str, calls: Path) -> None:
    score(calls, "--sample", "2", "--seed", "tried before", "--dry-run")
    score(calls, "--sample", "2", "--seed", "tried before")
    score(calls, "--sample", "3")
    with open_store(place) as store, store.reading() as connection:
        drawn = [one["detail"] for one in newest_entries(connection, 99) if one["action"] == "sample.draw"]
    assert [json.loads(one)["seed_given"] for one in drawn] == [1, 0]


def test_a_sample_does_not_stand_if_somebody_was_erased_meanwhile(place: str) -> None:
    key = SiteKey.default()
    drawn = Drawn(seed="s", size=1, population={"a1": 1}, members={"a1": (("c1", "i1"),)})
    with open_store(place) as store:
        with store.reading() as connection:
            before = how_many(connection)
        erase_customer(store, AuditLog.own(key), customer_key("K-2", key))
        with store.writing() as connection:
            assert not keep_sample(connection, AuditLog.own(key), drawn, before)
            assert members(connection) == 0
            assert keep_sample(connection, AuditLog.own(key), drawn, how_many(connection))
            assert members(connection) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--since", "2026-11-01"), "--since goes with --store"),
        (("--retry-failed",), "--retry-failed goes with --store"),
        (("--store", "{place}", "--seed", "x"), "--seed goes with --sample"),
        (("--store", "{place}", "--sample", "2", "--seed", ""), "--seed is empty; give the seed"),
        (("--seed", ""), "--seed is empty; give the seed"),
        (("--store", "{place}", "--since", "yesterday"), "--since"),
        (("--store", "{place}", "--log", "{calls}/chat-0.txt"), "lies inside the input folder"),
        (("--store", "{place}.none"), "make it with 'convqa store init'"),
    ],
)
def test_a_wrong_call_is_one_sentence(
    convqa: Convqa, new_file: NewPlace, calls: Path, arguments: tuple[str, ...], message: str
) -> None:
    place = published(new_file())
    result = convqa("score", calls, *(argument.format(place=place, calls=calls) for argument in arguments))
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
