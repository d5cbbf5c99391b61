"""Numbers as they are told do not leak more than they did, in passages of which nobody reads what is missed.

The bars are what rules and tagger find, of so many; raise them with what is found. Only counts are shown.
"""

from __future__ import annotations

from convqa.models import find_names
from convqa.redaction import Kind
from training.pii.blind import TOLD, measure_blind
from training.pii.figures import sum_over
from training.pii.tagged import load_tagger, together

FOUND = {
    "account": (102, 103),
    "account in words": (27, 28),
    "card": (49, 54),
    "card in words": (32, 33),
    "card_detail": (28, 29),
    "email": (116, 118),
    "national_id": (77, 77),
    "national_id in words": (45, 47),
    "phone": (147, 149),
    "phone in words": (62, 66),
}
WRONG = 30
"""So many of what is replaced, people apart, touches no mark."""


def test_numbers_as_they_are_told_do_not_leak_more_than_they_did() -> None:
    figures = measure_blind(together(load_tagger(find_names(), hide=False)), TOLD)
    found = {cell.kind: tally for cell, tally in sum_over(figures.recall, "language", "style").items()}
    assert {kind: found[kind].n for kind in FOUND} == {kind: n for kind, (_, n) in FOUND.items()}
    assert {kind: found[kind].right for kind, (bar, _) in FOUND.items() if found[kind].right < bar} == {}
    wrong = {cell: tally.n - tally.right for cell, tally in figures.precision.items() if cell.kind != Kind.PERSON}
    assert sum(wrong.values()) <= WRONG
