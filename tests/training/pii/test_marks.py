"""The second marks: each stands in its conversation, and they take the place of the first in figures."""

from __future__ import annotations

import json
from itertools import chain

from training.corpus import records, waiting
from training.pii.marks import KEPT, SECOND_MARKS, second_marks, with_second_marks
from training.pii.measure import HELD_OUT, LATER, part_of
from training.pii.segments import PERSON, UNSURE


def test_every_mark_stands_in_its_turn() -> None:
    by_id = {record["id"]: record for record in chain(records(), waiting())}
    rows = [json.loads(line) for line in SECOND_MARKS.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 1604
    for row in rows:
        record = by_id[row["id"]]
        assert part_of(record) == (LATER if row["id"].startswith("o") else HELD_OUT)
        assert all(mark["text"] in record["turns"][mark["turn"]]["text"] for mark in row["pii"]), row["id"]


def test_they_take_the_place_of_the_first() -> None:
    found = [with_second_marks(record) for record in records() if "pii" in record]
    kinds = {mark["type"] for record in found if record["id"] in second_marks() for mark in record["pii"]}
    assert kinds >= {PERSON, UNSURE, "order", "customer_number", *KEPT - {"product"}}
    assert "initials" not in kinds
    first = next(record for record in found if record["id"].startswith("a1-"))
    assert with_second_marks(first) is first
