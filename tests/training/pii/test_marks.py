"""The second marks: each stands in its conversation, and they take the place of the first in figures."""

from __future__ import annotations

import json

from training.corpus import WAITING, records
from training.pii.marks import KEPT, SECOND_MARKS, second_marks, with_second_marks
from training.pii.measure import HELD_OUT, part_of
from training.pii.segments import PERSON, UNSURE

NEXT_MARKS = SECOND_MARKS.with_name("personal-data-next.jsonl")


def test_every_mark_stands_in_its_turn_of_a_held_out_conversation() -> None:
    by_id = {record["id"]: record for record in records()}
    rows = [json.loads(line) for line in SECOND_MARKS.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 640
    for row in rows:
        record = by_id[row["id"]]
        assert part_of(record) == HELD_OUT
        assert all(mark["text"] in record["turns"][mark["turn"]]["text"] for mark in row["pii"]), row["id"]


def test_so_do_the_marks_of_what_waits() -> None:
    waiting = {row["id"]: row for row in map(json.loads, WAITING.read_text(encoding="utf-8").splitlines())}
    rows = [json.loads(line) for line in NEXT_MARKS.read_text(encoding="utf-8").splitlines()]
    assert {row["id"] for row in rows} == waiting.keys()
    for row in rows:
        turns = waiting[row["id"]]["turns"]
        assert all(mark["text"] in turns[mark["turn"]]["text"] for mark in row["pii"]), row["id"]


def test_they_take_the_place_of_the_first() -> None:
    found = [with_second_marks(record) for record in records() if "pii" in record]
    kinds = {mark["type"] for record in found if record["id"] in second_marks() for mark in record["pii"]}
    assert kinds >= {PERSON, UNSURE, "order", "customer_number", *KEPT - {"product"}}
    assert "initials" not in kinds
    first = next(record for record in found if record["id"].startswith("a1-"))
    assert with_second_marks(first) is first
