"""The site's list of its people: read, taken over, and names of them kept apart and never looked up unseen."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from convqa.cli.people_list import parse_people_map, read_people
from convqa.errors import InputError, StoreError, UsageError
from convqa.redaction import SiteKey, agent_key
from convqa.store import Store
from convqa.store.audit import AuditLog, newest_entries, verify
from convqa.store.keys import own_key, team_key, user_key
from convqa.store.listed import Listed
from convqa.store.names import Kept, keep_names, names_path, show_names
from convqa.store.people import People, keep_people
from convqa.store.schema import agent, site_user, team

KEY = SiteKey(b"key of the tests, 32 bytes long.")
LOG = AuditLog(key=KEY, actor="actor-1")
METTE, JONAS = agent_key("17", KEY), agent_key("Jonas", KEY)
NOBODY = "0" * 16
TRAINER = user_key("mette.h", KEY)

LIST = """Agent;User;Name;Team;Role;Active;Salary
17;mette.h;Mette Holm;Nord;trainer;;1
Jonas;;Jonas Lind;Nord;;no;2
;ob;Ole Berg;;Supervisor;yes;3
"""


def read(tmp_path: Path, text: str, columns: str | None = None) -> tuple[list[Listed], list[str]]:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    found = list(read_people(str(path), parse_people_map(columns), KEY))
    problems = [str(one).removeprefix(str(path)) for one in found if isinstance(one, InputError)]
    return [one for one in found if isinstance(one, Listed)], problems


@pytest.fixture
def store(store: Store) -> Store:
    """Its log tells that it was made."""
    with store.writing() as connection:
        LOG.append(connection, "store.init", {})
    return store


def deeds(store: Store) -> list[tuple[str, str, str, str]]:
    with store.reading() as connection:
        assert verify(connection, KEY).broken is None
        entries = newest_entries(connection, 100)[1:]  # after that of its making
    return [tuple(row[name] for name in ("action", "subject_kind", "subject_key", "detail")) for row in entries]


def keep(store: Store, people: list[Listed]) -> People:
    with store.writing() as connection:
        return keep_people(connection, LOG, people)


def test_a_list_says_who_is_who(tmp_path: Path) -> None:
    people, problems = read(tmp_path, LIST)
    assert problems == []
    assert [(one.kind, one.key) for one in people] == [
        ("agent", METTE), ("user", TRAINER), ("agent", JONAS), ("user", user_key("OB ", KEY)),
    ]  # fmt: skip
    assert [one.name for one in people] == ["Mette Holm", "Mette Holm", "Jonas Lind", "Ole Berg"]
    assert [(one.team, one.role, one.active) for one in people] == [
        ("Nord", "trainer", True), ("Nord", "trainer", True), ("Nord", "", False), ("", "supervisor", True),
    ]  # fmt: skip
    assert "Mette" not in repr(people)


def test_what_the_list_has_no_column_for_is_not_said(tmp_path: Path) -> None:
    (one,), problems = read(tmp_path, "Medarbejdernr.,Navn\n17,Mette\n", "agent=medarbejdernr.,name=Navn")
    assert problems == []
    assert (one.key, one.name, one.team, one.role, one.active) == (METTE, "Mette", None, None, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", ": the file is empty"),
        (",,\n", ": the list is empty"),
        ("name,team\nMette Holm,Nord\n", ":1: no column says who is meant"),
        ("agent,name\n17,Mette Holm\n,Jonas Lind\n", ":3: this row says neither which agent nor which user"),
        ("agent,name\n17,Mette Holm\n 17 ,Jonas Lind\n", ":3: this agent is in line 2 already"),
        ("user,role\nmette.h,boss Mette Holm\n", ":2: this user's role is not known"),
    ],
)
def test_what_is_wrong_is_told_and_nobody_is_named(tmp_path: Path, text: str, problem: str) -> None:
    _, problems = read(tmp_path, text)
    assert len(problems) == 1
    assert problems[0].startswith(problem)
    assert "Mette" not in problems[0]
    assert "Jonas" not in problems[0]


def test_a_map_names_columns_that_are_there(tmp_path: Path) -> None:
    people, problems = read(tmp_path, "nr,name\n17,Mette\n", "agent=nummer")
    assert people == []
    assert "--map names no column that is there for agent" in problems[0]


@pytest.mark.parametrize("written", ["agent", "agent=", "boss=Chef", "agent=A,,"])
def test_a_map_that_is_none(written: str) -> None:
    with pytest.raises(UsageError, match="--map is FIELD=COLUMN"):
        parse_people_map(written)


def test_people_are_taken_over_once(store: Store, tmp_path: Path) -> None:
    people, _ = read(tmp_path, LIST)
    assert keep(store, people) == People(agents=2, teams=1, users=2, changed=5)
    assert keep(store, people) == People(agents=2, teams=1, users=2, changed=0)
    nord = team_key("nord", KEY)
    with store.reading() as connection:
        assert connection.execute(select(team)).all() == [(nord, "Nord")]
        assert set(connection.execute(select(agent)).all()) == {(METTE, nord, 1), (JONAS, nord, 0)}
        assert set(connection.execute(select(site_user)).all()) == {
            (TRAINER, "trainer"),
            (user_key("ob", KEY), "supervisor"),
        }
    assert deeds(store) == [("people.import", "", "", '{"agents": 2, "changed": 5, "teams": 1, "users": 2}')]


def test_what_changes_and_what_stays(store: Store, tmp_path: Path) -> None:
    keep(store, read(tmp_path, LIST)[0])
    assert keep(store, read(tmp_path, "agent,name\nJonas,Jonas Lind\n18,Ida\n")[0]).changed == 1
    assert keep(store, read(tmp_path, "agent,team\n17,\nJonas,NORD\n")[0]).changed == 2  # the team's spelling too
    with store.reading() as connection:
        rows = set(connection.execute(select(agent)).all())
        assert rows == {(METTE, None, 1), (JONAS, team_key("Nord", KEY), 0), (agent_key("18", KEY), None, 1)}
        assert connection.execute(select(team.c.name)).scalars().all() == ["NORD"]
    assert keep(store, read(tmp_path, "user\nny\n")[0]).users == 1
    with store.reading() as connection:
        chosen = select(site_user.c.role).where(site_user.c.user_key == user_key("ny", KEY))
        assert connection.execute(chosen).scalar() == "agent"


def test_names_are_kept_apart_and_every_look_up_is_told(store: Store, tmp_path: Path) -> None:
    people, _ = read(tmp_path, LIST)
    assert keep_names(store, LOG, people) == Kept(new=4, changed=0, known=0, gone=0)
    assert keep_names(store, LOG, people) == Kept(new=0, changed=0, known=4, gone=0)
    assert show_names(store, LOG, "agent", [METTE, NOBODY, METTE]) == {METTE: "Mette Holm"}
    assert show_names(store, LOG, "user", [METTE]) == {}
    assert len(show_names(store, LOG, "agent", None)) == 2
    imported = ("names.import", "", "", '{"agents": 2, "only": 0, "users": 2}')
    assert deeds(store) == [
        imported, imported,
        *(("names.show", "agent", key, "{}") for key in sorted([METTE, NOBODY])),
        ("names.show", "user", METTE, "{}"), ("names.show", "agent", "", "{}"),
    ]  # fmt: skip


def test_only_keys_are_asked_for_or_the_log_would_keep_a_name(store: Store) -> None:
    for wrong in ("Mette Holm", METTE[:6], METTE.upper(), ""):
        with pytest.raises(UsageError, match="the key of a person is 16 digits"):
            show_names(store, LOG, "agent", [METTE, wrong])
    assert deeds(store) == []


def test_names_change_and_go(store: Store, tmp_path: Path) -> None:
    keep_names(store, LOG, read(tmp_path, LIST)[0])
    one, _ = read(tmp_path, "agent,name\n17,Mette Berg\n18,\n")
    assert keep_names(store, LOG, one) == Kept(new=0, changed=1, known=0, gone=0)
    assert set(show_names(store, LOG, "agent", None).values()) == {"Mette Berg", "Jonas Lind"}
    assert keep_names(store, LOG, one, only=True) == Kept(new=0, changed=0, known=1, gone=1)
    assert show_names(store, LOG, "agent", None) == {METTE: "Mette Berg"}
    assert len(show_names(store, LOG, "user", None)) == 2


def test_where_no_names_are_the_look_up_is_told_all_the_same(store: Store) -> None:
    with pytest.raises(StoreError, match="there are none; bring them in with 'convqa names import'"):
        show_names(store, LOG, "agent", [METTE])
    assert deeds(store) == [("names.show", "agent", METTE, "{}")]


def test_the_store_itself_holds_no_name(store: Store, tmp_path: Path) -> None:
    people, _ = read(tmp_path, LIST)
    keep(store, people)
    keep_names(store, LOG, people)
    path = store.address.path
    if path is None:
        with store.reading() as connection:
            assert "name" not in inspect(connection).get_table_names()
            assert inspect(connection).get_table_names(schema="convqa_names") == ["name"]
        return
    store.close()
    assert all(b"Mette" not in one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    guarded = names_path(path)
    assert guarded.name.endswith(".names.sqlite")
    assert b"Mette Holm" in guarded.read_bytes()
    assert stat.S_IMODE(guarded.stat().st_mode) == 0o600


def test_whoever_runs_this_is_somebody() -> None:
    assert own_key(KEY) == AuditLog.own(KEY).actor
    assert len(own_key(KEY)) == 16
