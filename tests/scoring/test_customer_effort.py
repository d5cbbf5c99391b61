"""The counts of the customer's effort, hits beside near misses."""

from collections.abc import Callable
from typing import Any

import pytest

from convqa.assessment import CustomerEffort

NEED = ("customer", "0 need")


@pytest.mark.parametrize(
    ("turns", "count"),
    [
        ([NEED, ("A", "R")], 0),
        ([NEED, ("A", "D")], 0),
        ([NEED, ("A", "C p+")], 1),
        ([NEED, ("A", "")], 1),
        ([("customer", "-"), ("A", "C")], 0),
        ([NEED], 1),
        ([("A", "CD"), NEED], 1),
        ([("A", "CD"), ("customer", "0")], 0),
        # every agent turn up to the customer's next turn is the reply
        ([NEED, ("A", "C"), ("B", "R")], 0),
        ([NEED, ("A", "C"), ("customer", "0"), ("A", "R")], 1),
        ([NEED, ("A", "C"), NEED, ("A", "C")], 2),
        # messages in a row are one question, also with a notice between
        ([NEED, NEED, ("A", "R")], 0),
        ([NEED, ("customer", "0"), ("A", "C")], 1),
        ([NEED, ("system", ""), NEED, ("A", "C")], 1),
        # what a bot answers is not judged
        ([NEED, ("bot", "")], 0),
        ([NEED, ("bot", ""), NEED, ("A", "C")], 1),
        ([("A", "C")], 0),
        ([("system", "")], 0),
    ],
)
def test_unanswered_questions(build: Callable[..., Any], turns: list[tuple[str, str]], count: int) -> None:
    assert build(turns=turns).scores().customer_effort.unanswered_questions == count


@pytest.mark.parametrize(
    ("speakers", "count"),
    [("A", 0), ("AA", 0), ("AB", 1), ("ABA", 2), ("AcB", 1), ("AcA", 0), ("Ab", 0), ("bA", 0), ("c", 0)],
)
def test_handovers(build: Callable[..., Any], speakers: str, count: int) -> None:
    names = {"c": ("customer", "0"), "b": ("bot", "")}
    turns = [names.get(speaker, (speaker, "R")) for speaker in speakers]
    assert build(turns=turns).scores().customer_effort.handovers == count


def test_repeat_contacts_and_promises_without_time(build: Callable[..., Any]) -> None:
    turns = [
        ("customer", "- need again"),
        ("A", "R o+ c-"),
        ("customer", "- again lost"),
        ("A", "R o+ c+"),
        ("customer", "- need"),
        ("A", "R c-"),
    ]
    assert build(turns=turns).scores().customer_effort == CustomerEffort(
        repeat_contacts=2, unanswered_questions=0, handovers=0, promises_without_time=1
    )
