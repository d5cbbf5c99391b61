"""What SQL may ask: the same answers from both engines, and the figures of the records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, inspect, select, table, text

from convqa.assessment import Assessment, Flag, Scorecard
from convqa.codebook import RATINGS
from convqa.store import Store, open_store
from convqa.store.entry import Entry
from convqa.store.save import save
from convqa.store.schema import agent, review, setting, team
from convqa.store.schema.views import VIEWS
from tests.report.conftest import make as make
from tests.report.conftest import make_card as make_card
from tests.store.conftest import NewPlace
from tests.store.entries import RUBRIC, entry_of, under

PAPER = (Path(__file__).parents[2] / "docs" / "store.md").read_text(encoding="utf-8")

MakeAssessment = Callable[..., Assessment]
MakeCard = Callable[..., Scorecard]
Rows = list[dict[str, Any]]

LOOK = Flag(name="risk", severity="look", turns=(1,), reason="Se her.")
GOOD = Flag(name="exemplary", severity="good", turns=(2,), reason="Flot.", detail="d")
_NUMBERS = {"assessment_id", "conversation_id", "version_id", "stored_at"}


def kept(store: Store, *entries: Entry) -> None:
    with store.writing() as connection:
        save(connection, [under(entry, RUBRIC) for entry in entries], RUBRIC)


def asked(store: Store, view: str) -> Rows:
    """The rows of a view without the numbers that are the store's own."""
    with store.reading() as connection:
        found = connection.execute(select(text("*")).select_from(table(view))).mappings().all()
    rows = [{name: value for name, value in row.items() if name not in _NUMBERS} for row in found]
    return sorted(rows, key=repr)


def reviewed(store: Store, conversation: str, agent_id: str | None, **ratings: int) -> None:
    row = dict.fromkeys(RATINGS, None) | ratings
    fixed = {"session": 0, "scores": "{}", "choices": "{}", "turn_labels": "[]", "source": "r.csv", "stored_at": "x"}
    with store.writing() as connection:
        connection.execute(
            insert(review),
            row | fixed | {"key": f"{conversation} {agent_id}", "conversation": conversation, "agent_id": agent_id},
        )


def fill(store: Store, make: MakeAssessment, make_card: MakeCard) -> None:
    entries = [
        entry_of(
            make(f"c{number}", cards=[make_card("aa11", total=50.5 + number), make_card("bb22", flags=[GOOD])]),
            input_hash=f"input-{number}",
        )
        for number in range(4)
    ]
    kept(store, *entries, entry_of(make("c9", flags=[LOOK], speech="whisper@1", confidence=0.87)))
    with store.writing() as connection:
        connection.execute(insert(team), {"id": "t1", "name": "Nord"})
        connection.execute(insert(agent), {"agent_id": "aa11", "team_id": "t1", "active": 1})
        connection.execute(setting.update().where(setting.c.name == "minimum_n").values(value="3"))
    reviewed(store, "c0", "aa11", clarity=40_000, effort=20_000)
    reviewed(store, "c9", None, clarity=50_000)
    reviewed(store, "c1", None, clarity=10_000)  # of which of the two agents?
    reviewed(store, "elsewhere", "aa11", clarity=10_000)


@pytest.fixture
def both(new_file: NewPlace, new_database: NewPlace) -> Iterator[tuple[Store, Store]]:
    with open_store(new_file()) as first, open_store(new_database()) as second:
        yield first, second


def test_both_engines_answer_alike(both: tuple[Store, Store], make: MakeAssessment, make_card: MakeCard) -> None:
    for store in both:
        fill(store, make, make_card)
    for view in VIEWS:
        first, second = (asked(store, view) for store in both)
        assert first == second, view
        assert first, view


def test_the_figures_are_those_of_the_record(store: Store, make: MakeAssessment, make_card: MakeCard) -> None:
    fill(store, make, make_card)
    assert [row["total"] for row in asked(store, "v_scorecard") if row["agent_id"] == "aa11"] == [
        50.5,
        51.5,
        52.5,
        53.5,
    ]
    (heard,) = [row for row in asked(store, "v_assessment") if row["conversation"] == "c9"]
    assert (heard["speech"], heard["speech_confidence"], heard["satisfaction"]) == ("whisper@1", 0.87, 2.9)
    assert heard["rubric"] == RUBRIC.reference
    rating = asked(store, "v_rating")[0]
    assert (rating["value"], rating["base"], rating["low"], rating["high"]) == (3.31, 3.1, 3, 4)
    parts = {(row["turn"], row["kind"]): row["clarity"] for row in asked(store, "v_contribution")}
    assert parts == {(0, "turn"): 0.4567, (1, "feeling_not_met"): -0.1, (2, "turn"): -0.1467}
    assert rating["base"] + sum(parts.values()) == pytest.approx(rating["value"])
    flags = {(row["name"], row["agent_id"], row["detail"]) for row in asked(store, "v_flag")}
    assert flags == {("exemplary", "bb22", "d"), ("risk", None, None)}
    assert {row["team"] for row in asked(store, "v_scorecard") if row["agent_id"] == "aa11"} == {"Nord"}
    assert [row["labels"] for row in asked(store, "v_turn") if row["turn"] == 1] == ["- need again"] * 5


def test_the_newest_of_each_conversation_is_shown(store: Store, make: MakeAssessment, make_card: MakeCard) -> None:
    first = entry_of(make("c1", cards=[make_card(total=10.0)]))
    kept(store, first)
    changed = entry_of(make("c1", cards=[make_card(total=20.0)]), input_hash="input-2")
    kept(store, changed, entry_of(make("c2", cards=[make_card(total=90.0)])))
    assert [row["total"] for row in asked(store, "v_scorecard")] == [20.0, 90.0]
    model = replace(changed.assessment, provenance=replace(changed.assessment.provenance, model="small@2"))
    kept(store, replace(changed, assessment=model))
    kept(store, first)  # what is known already is no news
    assert {row["conversation"]: row["model"] for row in asked(store, "v_assessment")} == {
        "c1": "small@2",
        "c2": "small@1",
    }
    assert len(asked(store, "v_rating")) == 2 * 8


def test_a_person_and_the_machine_stand_side_by_side(store: Store, make: MakeAssessment, make_card: MakeCard) -> None:
    fill(store, make, make_card)
    pairs = {
        (row["conversation"], row["agent_id"], row["name"]): (row["machine"], row["person"])
        for row in asked(store, "v_review_pair")
    }
    assert pairs == {
        ("c0", "aa11", "clarity"): (3.31, 4.0),
        ("c0", "aa11", "effort"): (3.31, 2.0),
        ("c9", "aa11bb22cc33", "clarity"): (3.31, 5.0),
    }


@pytest.mark.parametrize(("least", "agents"), [("4", ["aa11", "bb22"]), ("5", []), (None, [])])
def test_no_figure_on_an_agent_before_there_are_enough(
    store: Store, make: MakeAssessment, make_card: MakeCard, least: str | None, agents: list[str]
) -> None:
    fill(store, make, make_card)
    with store.writing() as connection:
        chosen = setting.c.name == "minimum_n"
        changed = setting.delete() if least is None else setting.update().values(value=least)
        connection.execute(changed.where(chosen))
    assert [row["agent_id"] for row in asked(store, "v_agent")] == agents


def test_every_view_and_column_is_documented_and_no_other(store: Store) -> None:
    rows = re.findall(r"^\| `(v_\w+)` \| [^|]+ \| ([^|]+) \|$", PAPER, re.MULTILINE)
    with store.reading() as connection:
        found = inspect(connection)
        there = {view: [column["name"] for column in found.get_columns(view)] for view in VIEWS}
    assert {view: re.findall(r"`(\w+)`", columns) for view, columns in rows} == there


def test_the_questions_of_the_documentation_can_be_asked(
    both: tuple[Store, Store], make: MakeAssessment, make_card: MakeCard
) -> None:
    questions = [one for one in PAPER.split(";\n") if "    SELECT" in one]
    assert len(questions) >= 2
    for store in both:
        fill(store, make, make_card)
    for question in questions:
        answers = []
        for store in both:
            with store.reading() as connection:
                answers.append(connection.exec_driver_sql(question[question.index("    SELECT") :]).all())
        assert answers[0] == answers[1]
