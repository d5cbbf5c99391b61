"""What three annotators say of the same conversations together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convqa.calibration.pairs import UNKNOWN, Gold
from training.annotators import stand_off
from training.consensus import consensus, merge
from training.corpus import ANNOTATORS, gold, records


def said(turns: list[str], contact: int | None = 3, touchpoint: str = "buy", satisfaction: int = 3) -> dict[str, Any]:
    """Labels of a customer, an agent and a customer."""
    names = ("discover", "respond", "ownership", "clarity", "presence", "extra", "effort")
    return {
        "id": "c1",
        "turn_labels": turns,
        "scores": {"contact": contact, **dict.fromkeys(names, 3)},
        "outcome": {"resolution": "resolved", "satisfaction": satisfaction, "loyalty": "neutral"},
        "touchpoint": touchpoint,
        "process_failure": None,
        "review": None,
    }


RECORD: dict[str, Any] = {
    "id": "c1",
    "language": "en",
    "channel": "chat",
    "turns": [{"role": role, "text": "x", "labels": ""} for role in ("customer", "agent", "system", "customer")],
}


def labels(**what: Any) -> Gold:
    turns = what.pop("turns", ["- need", "C", "", "0"])
    return gold({**RECORD, **said(turns, **what)})


def test_two_of_three_decide() -> None:
    found = consensus(
        [
            labels(turns=["- need", "CR o+", "", "0"], touchpoint="buy"),
            labels(turns=["0 need again", "R o-", "", "0 solved"], touchpoint="use"),
            labels(turns=["0 again", "DR o-", "", "+ solved"], touchpoint="use"),
        ]
    )
    assert stand_off("c1", found)["turn_labels"] == ["0 need again", "R o-", "", "0 solved"]
    assert stand_off("c1", found)["touchpoint"] == "use"


def test_where_all_three_differ_the_first_decides_or_the_middle_value() -> None:
    found = consensus(
        [
            labels(turns=["- need", "C p+", "", "0"], touchpoint="buy", contact=5, satisfaction=1),
            labels(turns=["0 need", "C p-", "", "0"], touchpoint="use", contact=2, satisfaction=4),
            labels(turns=["+ need", "C", "", "0"], touchpoint="pay", contact=3, satisfaction=2),
        ]
    )
    told = stand_off("c1", found)
    assert told["turn_labels"] == ["0 need", "C p+", "", "0"]
    assert (told["touchpoint"], told["scores"]["contact"], told["outcome"]["satisfaction"]) == ("buy", 3, 2)


@pytest.mark.parametrize(("given", "middle"), [((None, 4, 2), 2), ((5, None, None), None), ((4, 4, None), 4)])
def test_a_rating_that_some_do_not_give(given: tuple[int | None, ...], middle: int | None) -> None:
    found = consensus([labels(contact=one) for one in given])
    assert found.ratings[0] == (UNKNOWN if middle is None else middle)


def test_the_same_three_times_is_the_same() -> None:
    for record in list(records())[:200:10]:
        one = gold(record)
        found = consensus([one, one, one])
        for name in ("phases", "behaviours", "sentiment", "signals", "ratings"):
            np.testing.assert_array_equal(getattr(found, name), getattr(one, name))
        assert (found.satisfaction, found.choices) == (one.satisfaction, one.choices)


def test_labels_are_put_into_the_corpus_once_and_the_first_ones_kept(tmp_path: Path) -> None:
    corpus = tmp_path / "conversations.jsonl"
    one = said(["- need", "C", "", "0"])
    turns = [{**turn, "labels": text} for turn, text in zip(RECORD["turns"], one["turn_labels"], strict=True)]
    alone = {**RECORD, **{key: value for key, value in one.items() if key != "turn_labels"}, "turns": turns}
    rows = [alone, {**alone, "id": "c2"}, {**alone, "id": "c3"}]
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    for name, contact in (("second", 4), ("third", 5)):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(said(["- need", "CR", "", "+"], contact)), encoding="utf-8")
    with (tmp_path / "second.jsonl").open("a", encoding="utf-8") as more:
        more.write("\n" + json.dumps({**said(["0", "D", "", "0"], 2), "id": "c3"}))
    for _ in range(2):
        assert merge(tmp_path, [corpus]) == 2
        merged, other, third = (json.loads(line) for line in corpus.read_text("utf-8").splitlines())
        assert [turn["labels"] for turn in merged["turns"]] == ["- need", "CR", "", "+"]
        assert (merged["scores"]["contact"], merged["language"], list(merged)) == (4, "en", list(alone))
        assert other == {**alone, "id": "c2"}
        assert ([turn["labels"] for turn in third["turns"]], third["scores"]["contact"]) == (["0", "D", "", "0"], 2)
        first = [json.loads(line) for line in (tmp_path / "first.jsonl").read_text("utf-8").splitlines()]
        assert first == [one, {**one, "id": "c3"}]


@pytest.mark.skipif(not (ANNOTATORS / "first.jsonl").exists(), reason="no consensus has been made yet")
def test_the_corpus_holds_what_the_three_agree_on() -> None:
    three = [
        {row["id"]: row for row in map(json.loads, (ANNOTATORS / f"{name}.jsonl").read_text("utf-8").splitlines())}
        for name in ("first", "second", "third")
    ]
    found = 0
    for record in records():
        if all(record["id"] in one for one in three):
            found += 1
            right = consensus([gold({**record, **one[record["id"]]}) for one in three])
            assert stand_off(record["id"], right) == stand_off(record["id"], gold(record))
    assert found > 4000
