"""No figure on an agent rests on too few conversations, and whoever looks is told in the log."""

from __future__ import annotations

import json

import numpy as np
import pytest
from sqlalchemy import insert

from convqa.conversation import UNKNOWN_AGENT
from convqa.errors import UsageError
from convqa.evaluation.measures import Figure, figure, mean, weights
from convqa.redaction import SiteKey
from convqa.redaction.leak import wilson
from convqa.store import Store, open_store
from convqa.store.audit import AuditLog, newest_entries, verify
from convqa.store.figures import Figures, agent_figures, change_minimum_n, minimum_n
from convqa.store.schema import agent, setting, team
from tests.store.cards import RUBRIC, add_card
from tests.store.conftest import NewPlace

KEY = SiteKey(b"key of the tests, 32 bytes long.")
LOG = AuditLog(key=KEY, actor="actor-1")
AA, BB = "a" * 16, "b" * 16


def fill(store: Store, agent_id: str, cards: int, *, rated: int = 0, flagged: int = 0, rubric: str = RUBRIC) -> None:
    """So many conversations, the first with a rating or a flag; totals 40, 41, ..."""
    with store.writing() as connection:
        for number in range(cards):
            add_card(
                connection,
                f"{agent_id} {rubric} {number:03}",
                agent_id,
                total=400_000 + 10_000 * number,
                ratings={"clarity": 30_000 + 1_000 * number} if number < rated else {},
                flags=["risk", "risk"] if number < flagged else [],
                rubric=rubric,
            )


def change(store: Store, number: int) -> None:
    with store.writing() as connection:
        change_minimum_n(connection, LOG, number)


@pytest.fixture
def store(store: Store) -> Store:
    """Its log tells that it was made."""
    with store.writing() as connection:
        LOG.append(connection, "store.init", {})
    return store


def asked(store: Store, agent_id: str | None = None) -> Figures:
    return agent_figures(store, LOG, agent_id=agent_id)


def last_deed(store: Store) -> tuple[str, str, dict[str, int]]:
    with store.reading() as connection:
        assert verify(connection, KEY).broken is None
        entry = newest_entries(connection, 1)[0]
    return entry["action"], entry["subject_key"], json.loads(entry["detail"])


def bootstrap(values: list[float]) -> Figure:
    """The mean with its interval, in the plainest way."""
    drawn = weights(len(values))
    sample = np.array([np.average(values, weights=row) for row in drawn])
    assert sample[0] == pytest.approx(float(mean(np.array(values))))
    return figure(sample, len(values))


@pytest.mark.parametrize(("cards", "given"), [(19, []), (20, ["aa"]), (21, ["aa"])])
def test_twenty_conversations_unless_the_site_says_otherwise(store: Store, cards: int, given: list[str]) -> None:
    fill(store, "aa", cards)
    found = asked(store)
    assert found.minimum_n == 20
    assert [one.agent_id for one in found.agents] == given
    assert found.withheld == 1 - len(given)
    assert last_deed(store) == ("figures.show", "", {"agents": len(given), "withheld": found.withheld, "minimum_n": 20})


def test_a_figure_has_its_n_and_its_interval(store: Store) -> None:
    change(store, 5)
    fill(store, "aa", 8, rated=6, flagged=2)
    (one,) = asked(store).agents
    assert (one.conversations, one.rubric, one.team) == (8, RUBRIC, None)
    assert one.total == bootstrap([40.0 + number for number in range(8)])
    assert one.total.n == 8
    assert set(one.ratings) == {"clarity"}
    assert (one.ratings["clarity"].value, one.ratings["clarity"].n) == (3.25, 6)
    low, high = one.ratings["clarity"].low, one.ratings["clarity"].high
    assert low is not None
    assert high is not None
    assert 3.0 < low < 3.25 < high < 3.5
    low, high = (round(bound, 3) for bound in wilson(2, 8))
    assert one.flagged == {"risk": Figure(value=0.25, low=low, high=high, n=8)}


def test_a_rating_that_applied_in_too_few_is_withheld_by_itself(store: Store) -> None:
    change(store, 5)
    fill(store, "aa", 8, rated=4)
    (one,) = asked(store).agents
    assert one.ratings == {}


def test_cards_without_a_total_count_for_nothing(store: Store) -> None:
    change(store, 5)
    fill(store, "aa", 4)
    with store.writing() as connection:
        for number in range(5):
            add_card(connection, f"empty {number}", "aa", total=None, ratings={"clarity": 30_000})
    assert asked(store).agents == ()


def test_what_was_read_under_two_names_counts_once(store: Store) -> None:
    change(store, 5)
    fill(store, "aa", 4, rated=4, flagged=1)
    with store.writing() as connection:
        for number in range(4):
            first = f"aa {RUBRIC} {number:03}"
            add_card(connection, f"crm {number}", "aa", total=100_000, flags=["risk"], content=first)
    assert asked(store).agents == ()
    fill(store, "bb", 5, flagged=1)
    with store.writing() as connection:
        add_card(connection, "crm", "bb", total=100_000, flags=["risk"], content=f"bb {RUBRIC} 003")
    (one,) = asked(store).agents
    assert (one.agent_id, one.conversations, one.total.value, one.flagged["risk"].value) == ("bb", 5, 35.4, 0.4)
    with store.reading() as connection:
        asked_of_all = "SELECT agent_id, conversations, mean_total FROM v_agent"
        assert connection.exec_driver_sql(asked_of_all).all() == [("bb", 5, pytest.approx(35.4))]  # with the newest


def test_rubrics_are_not_mixed(store: Store) -> None:
    change(store, 5)
    fill(store, "aa", 5)
    fill(store, "aa", 4, rubric="service@2")
    found = asked(store)
    assert [(one.rubric, one.conversations) for one in found.agents] == [(RUBRIC, 5)]
    assert found.withheld == 0
    fill(store, "bb", 6, rubric="service@2")
    assert [(one.agent_id, one.rubric) for one in asked(store).agents] == [("aa", RUBRIC), ("bb", "service@2")]


def test_one_agent_alone_with_a_team(store: Store) -> None:
    change(store, 5)
    fill(store, AA, 5)
    fill(store, BB, 6)
    fill(store, f"{UNKNOWN_AGENT}1", 7)  # is nobody that one could say anything of
    with store.writing() as connection:
        connection.execute(insert(team), {"id": "t1", "name": "Nord"})
        connection.execute(insert(agent), {"agent_id": BB, "team_id": "t1", "active": 1})
    found = asked(store, BB)
    assert [(one.agent_id, one.team) for one in found.agents] == [(BB, "Nord")]
    assert last_deed(store) == ("figures.show", BB, {"agents": 1, "withheld": 0, "minimum_n": 5})
    assert [one.agent_id for one in asked(store).agents] == [AA, BB]
    assert asked(store, "0" * 16).agents == ()
    with pytest.raises(UsageError, match="the key of a person"):
        asked(store, "Mette Holm")
    assert last_deed(store)[1] == "0" * 16


def test_a_change_of_the_least_number_is_told(store: Store) -> None:
    change(store, 30)
    assert last_deed(store) == ("setting.change", "minimum_n", {"before": 20, "after": 30})
    with store.writing() as connection:
        connection.execute(setting.delete().where(setting.c.name == "minimum_n"))
    change(store, 7)
    assert last_deed(store) == ("setting.change", "minimum_n", {"before": 20, "after": 7})
    with store.reading() as connection:
        assert minimum_n(connection) == 7


def test_it_cannot_go_below_five(store: Store) -> None:
    with pytest.raises(UsageError, match="at least 5 conversations"):
        change(store, 4)
    fill(store, "aa", 4)
    with store.writing() as connection:  # past the command
        connection.execute(setting.update().where(setting.c.name == "minimum_n").values(value="1"))
    found = asked(store)
    assert (found.minimum_n, found.agents) == (5, ())


def test_of_very_many_conversations_the_resamples_are_drawn_in_parts(new_file: NewPlace) -> None:
    with open_store(new_file()) as store:
        fill(store, "aa", 2_100)
        (one,) = asked(store).agents
    assert one.total.n == 2_100
    assert one.total.value == 40 + 2_099 / 2
    low, high = one.total.low, one.total.high
    assert low is not None
    assert high is not None
    spread = 1.96 * float(np.std(np.arange(2_100))) / 2_100**0.5
    assert (one.total.value - low, high - one.total.value) == pytest.approx((spread, spread), rel=0.15)
