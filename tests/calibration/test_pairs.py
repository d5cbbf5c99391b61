from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from convqa.calibration import UNKNOWN, pair
from convqa.conversation import Conversation, Language, Role, Turn
from convqa.errors import InputError
from convqa.reviews import Review

AGENT, OTHER, CUSTOMER, BOT = ("a", Role.AGENT), ("b", Role.AGENT), (None, Role.CUSTOMER), (None, Role.BOT)


def conversation(*speakers: tuple[str | None, Role]) -> Conversation:
    turns = (
        Turn(index=index, role=role, agent_id=agent_id, text=f"Text {index}.")
        for index, (agent_id, role) in enumerate(speakers)
    )
    return Conversation(id="c", source="c.txt", language=Language.EN, content_hash="0", turns=tuple(turns))


def review(*labels: str | None, **said: Any) -> Review:
    nothing: dict[str, Any] = {"scores": {}, "satisfaction": None, "choices": {}}
    return Review(source="r.jsonl", line=7, conversation="c", turn_labels=labels, **(nothing | said))


def test_what_was_said_becomes_numbers(tiny_model: Callable[..., Any]) -> None:
    said = review(
        "0 need", "CR o+ p-", "Anything at all", None,
        scores={"contact": 4, "extra": None}, satisfaction=2, choices={"process_failure": None, "touchpoint": "buy"},
    )  # fmt: skip
    gold = pair(conversation(CUSTOMER, AGENT, BOT, AGENT), said, tiny_model()).gold
    assert gold.phases.tolist() == [[UNKNOWN] * 3, [1, 0, 1], [UNKNOWN] * 3, [UNKNOWN] * 3]
    assert gold.behaviours[1].tolist() == [1, 0, 2, 0, 0]
    assert gold.sentiment.tolist() == [1, UNKNOWN, UNKNOWN, UNKNOWN]
    assert gold.signals[0].tolist() == [1, 0, 0, 0, 0, 0]
    assert gold.ratings.tolist() == [4] + [UNKNOWN] * 7
    assert gold.satisfaction == 2
    assert gold.choices == {
        "resolution": UNKNOWN, "loyalty": UNKNOWN, "touchpoint": 1, "process_failure": 0, "review": UNKNOWN
    }  # fmt: skip


@pytest.mark.parametrize(
    ("labels", "mention"),
    [
        (("0 need",), "labels 1 turns, but the conversation has 2"),
        (("CR", "CR"), "turn 1 is the customer's"),
        (("0 need", "Gurli is rude"), "turn 2 is the agent's"),
    ],
)
def test_labels_that_do_not_fit_are_named_and_not_quoted(
    tiny_model: Callable[..., Any], labels: tuple[str, ...], mention: str
) -> None:
    with pytest.raises(InputError, match=mention) as caught:
        pair(conversation(CUSTOMER, AGENT), review(*labels), tiny_model())
    assert str(caught.value).startswith("r.jsonl:7: ")
    assert "Gurli" not in str(caught.value)


@pytest.mark.parametrize(
    ("speakers", "rated"),
    [
        ((CUSTOMER, AGENT, CUSTOMER, AGENT), True),
        ((CUSTOMER, AGENT, CUSTOMER, OTHER, CUSTOMER, AGENT, OTHER), False),
        ((CUSTOMER, BOT), False),
    ],
)
def test_ratings_count_where_one_agent_is_rated(
    tiny_model: Callable[..., Any], speakers: tuple[tuple[str | None, Role], ...], rated: bool
) -> None:
    values = pair(conversation(*speakers), review(), tiny_model()).values
    assert values.shape == (8,)
    assert (not np.isnan(values).any()) is rated


@pytest.mark.parametrize(("confidence", "factor"), [(None, 1.0), (1.0, 1.0), (0.75, 1.25)])
def test_a_pair_knows_how_much_wider_its_intervals_are_made(
    tiny_model: Callable[..., Any], confidence: float | None, factor: float
) -> None:
    plain = conversation(CUSTOMER, AGENT)
    heard = replace(plain, turns=tuple(replace(turn, speech_confidence=confidence) for turn in plain.turns))
    found, typed = (pair(one, review(), tiny_model()) for one in (heard, plain))
    assert found.widening == factor
    assert found.values.tolist() == typed.values.tolist()
