"""Reviews are stored once each, beside what the machine says and never over it."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, select, table, text

from convqa.redaction import SiteKey, agent_key, redact_id
from convqa.reviews import Review
from convqa.store import Store, open_store
from convqa.store.audit import AuditLog, newest_entries, verify
from convqa.store.reviews import KeptReviews, keep_reviews
from convqa.store.schema import review
from tests.store.cards import add_card

KEY = SiteKey(b"key of the tests, 32 bytes long.")
LOG = AuditLog(key=KEY, actor="actor-1")
METTE, JONAS = agent_key("Mette", KEY), agent_key("Jonas", KEY)


def said(conversation: str = "DK-1", **values: Any) -> Review:
    return Review(source="Lene Holm.csv", conversation=conversation, **({"scores": {"clarity": 4.25}} | values))


def keep(store: Store, *reviews: Review) -> KeptReviews:
    with store.writing() as connection:
        return keep_reviews(connection, LOG, reviews)


def rows(store: Store) -> list[dict[str, Any]]:
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(select(review).order_by(review.c.key)).mappings()]


def pairs(store: Store) -> list[tuple[Any, ...]]:
    with store.reading() as connection:
        columns = text("conversation, agent_id, name, machine, person")
        return sorted(tuple(row) for row in connection.execute(select(columns).select_from(table("v_review_pair"))))


def test_a_review_of_an_id_that_no_index_holds_keeps_no_other_away(store: Store) -> None:
    long = "".join(chr(0x4E00 + number) for number in range(501))
    kept = keep(store, said(long, line=7), said(long[:500]), said("DK-1"))
    assert (kept.new, [one.line for one in kept.problems], len(rows(store))) == (2, [7], 2)


def test_all_that_a_review_says_is_kept(store: Store) -> None:
    one = said(
        line=3, agent="Mette", reviewer="r1", at=1.5, evaluation="e1", form="Sheet 2", session=True,
        scores={"clarity": 4.25, "extra": None}, satisfaction=3.0, choices={"resolution": "resolved", "loyalty": None},
        total=87.5, turn_labels=("+ help", None),
    )  # fmt: skip
    assert keep(store, one) == KeptReviews(new=1, changed=0, known=0, unmatched=1)
    (row,) = rows(store)
    assert (row["conversation"], row["agent_id"], row["reviewer"], row["at"]) == ("DK-1", METTE, "r1", 1.5)
    assert (row["form"], row["session"], row["line"]) == ("Sheet 2", 1, 3)
    assert (row["clarity"], row["extra"], row["effort"]) == (42_500, None, None)
    assert (row["satisfaction"], row["total"]) == (30_000, 875_000)
    assert row["scores"] == '{"clarity": 4.25, "extra": null}'
    assert row["choices"] == '{"loyalty": null, "resolution": "resolved"}'
    assert row["turn_labels"] == '["+ help", null]'
    assert "Lene" not in row["source"]


def test_what_is_read_again_is_known(store: Store) -> None:
    some = [said("DK-1"), said("DK-2", evaluation="e2"), said("DK-3", reviewer="r1"), said("DK-3", reviewer="r2")]
    assert keep(store, *some) == KeptReviews(new=4, changed=0, known=0, unmatched=4)
    before = rows(store)
    moved = [replace(one, source="elsewhere.csv", line=9) for one in reversed(some)]
    assert keep(store, *some, *moved) == KeptReviews(new=0, changed=0, known=4, unmatched=4)
    assert rows(store) == before
    with store.reading() as connection:
        assert [row["detail"] for row in newest_entries(connection, 9)] == ['{"changed": 0, "new": 4, "unmatched": 4}']


@pytest.mark.parametrize(
    ("first", "second", "stored"),
    [
        ({"evaluation": "e", "at": 1.0}, {"evaluation": "e", "at": 2.0}, [50_000]),
        ({"evaluation": "e", "at": 2.0}, {"evaluation": "e", "at": 1.0}, [42_500]),
        ({"evaluation": "e"}, {"evaluation": "e", "at": 1.0}, [50_000]),
        ({"evaluation": "e"}, {"evaluation": "f"}, [42_500, 50_000]),
        ({}, {"conversation": " dk-1"}, [50_000]),
        ({}, {"reviewer": "r1"}, [42_500, 50_000]),
        ({"agent": "Mette"}, {"agent": "METTE"}, [50_000]),
        ({"agent": "Mette"}, {"agent": "Jonas"}, [42_500, 50_000]),
        ({"at": 1.0}, {"at": 2.0}, [42_500, 50_000]),
        ({"form": "a"}, {"form": "b"}, [42_500, 50_000]),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_what_is_one_review_and_what_are_two(
    store: Store, first: dict[str, Any], second: dict[str, Any], stored: list[int], at_once: bool
) -> None:
    both = [said(**first), said(**({"scores": {"clarity": 5.0}} | second))]
    for some in [both] if at_once else [both[:1], both[1:]]:
        keep(store, *some)
    assert sorted(row["clarity"] for row in rows(store)) == stored


@pytest.mark.parametrize(
    ("written", "shown"),
    [("DK-1", "DK-1"), (" dk-1 ", "DK-1"), ("lene@example.com", redact_id("lene@example.com", KEY))],
)
def test_a_review_finds_its_conversation_as_evaluate_does(store: Store, written: str, shown: str) -> None:
    keep(store, said(written))
    assert pairs(store) == []
    with store.writing() as connection:
        add_card(connection, shown, METTE, ratings={"clarity": 33_000})
        add_card(connection, "other", JONAS, ratings={"clarity": 11_000})
    assert keep(store, said(written)).unmatched == 0
    assert pairs(store) == [(shown, METTE, "clarity", 3.3, 4.25)]
    assert len(rows(store)) == 1
    assert "lene@example.com" not in str(rows(store))


@pytest.mark.parametrize(
    ("agent", "rated", "paired"),
    [
        ("Mette", ["Mette", "Jonas"], [METTE]),
        (None, ["Mette", "Jonas"], []),  # of which of the two?
        ("Ida", ["Mette", "Jonas"], []),
        (None, ["Mette"], [METTE]),
        ("M. Holm", ["Mette"], [METTE]),  # the only one, whom the sheet calls otherwise
    ],
)
def test_which_agent_a_review_is_of(store: Store, agent: str | None, rated: list[str], paired: list[str]) -> None:
    with store.writing() as connection:
        for name in rated:
            add_card(connection, "DK-1", agent_key(name, KEY), ratings={"clarity": 33_000})
    keep(store, said(agent=agent))
    assert [row[1] for row in pairs(store)] == paired


def test_the_agent_who_is_named_and_was_not_rated_is_not_mistaken_for_another(store: Store) -> None:
    with store.writing() as connection:
        add_card(connection, "DK-1", METTE, ratings={"clarity": 33_000})
        add_card(connection, "DK-1", JONAS, total=None)
    keep(store, said(agent="Jonas"))
    assert pairs(store) == []


def test_two_who_import_at_once(place: str) -> None:
    some = [said(f"DK-{number}", agent="Mette") for number in range(300)]
    done: list[KeptReviews] = []
    with open_store(place) as store, store.writing() as connection:
        LOG.append(connection, "store.init", {})

    def work(reviews: list[Review]) -> None:
        with open_store(place) as store:
            done.append(keep(store, *reviews))

    threads = [threading.Thread(target=work, args=(reviews,)) for reviews in (some, some[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((one.new, one.known) for one in done) == [(0, 300), (300, 0)]
    with open_store(place) as store, store.reading() as connection:
        assert verify(connection, KEY).broken is None
        assert len(newest_entries(connection, 9)) == 2


def test_text_that_postgresql_cannot_hold(store: Store) -> None:
    one = said("DK\0-1", form="Sheet \0\ud83d", turn_labels=("+\0",))
    assert keep(store, one).new == 1
    assert keep(store, one).known == 1
    assert rows(store)[0]["form"] == "Sheet \ufffd\ufffd"


def test_many_reviews_at_once(store: Store) -> None:
    some = [said(f"DK-{number}") for number in range(1_200)]
    assert keep(store, *some).new == 1_200
    assert keep(store, *some).known == 1_200
    with store.writing() as connection:
        connection.execute(insert(review), rows(store)[0] | {"key": "another"})
    assert keep(store, *some).known == 1_200
