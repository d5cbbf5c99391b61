"""A variation must keep what the labels rest on: the turns, who says them, and every label but those named."""

from __future__ import annotations

import numpy as np
import pytest

from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.codebook import RATINGS, SENTIMENTS
from convqa.conversation import Conversation, Language, Role, Turn
from training.robustness.sets import rows
from training.variants import Phrases, Shares, hasty, vary

ALL = Shares(names=1, instruction=1, insults=1, haste=1)
TEXTS = ("Hej [PERSON_1], her er Støtten.", "Min ordre [ORDER_1] mangler!", "Det klarer jeg.", "Tak, Lars Berg.")


@pytest.fixture
def talk() -> Conversation:
    roles = (Role.AGENT, Role.CUSTOMER) * 2
    turns = tuple(Turn(index=i, role=roles[i], text=text) for i, text in enumerate(TEXTS))
    return Conversation(id="t-1", source="t.jsonl", language=Language.DA, content_hash="", turns=turns)


def gold() -> Gold:
    agent = np.array([True, False, True, False])
    return Gold(
        phases=np.where(agent, 1, UNKNOWN)[:, None].repeat(3, 1),
        behaviours=np.where(agent, 1, UNKNOWN)[:, None].repeat(5, 1),
        sentiment=np.where(agent, UNKNOWN, SENTIMENTS.index("positive")),
        signals=np.where(agent, UNKNOWN, 0)[:, None].repeat(6, 1),
        ratings=np.full(len(RATINGS), 4),
        satisfaction=4,
        choices={"review": 0, "touchpoint": 2},
    )


def test_everything_at_once(talk: Conversation) -> None:
    phrases = Phrases.load()
    after, right = vary(talk, gold(), phrases, shares=ALL)
    assert [turn.role for turn in after.turns] == [turn.role for turn in talk.turns]
    assert "[PERSON_" not in after.turns[0].text
    assert "[ORDER_1]" in after.turns[1].text
    said = " ".join(turn.text for turn in after.turns)
    assert sum(text in said for text in phrases.instructions[Language.DA]) == 1
    assert right.sentiment.tolist() == [UNKNOWN, SENTIMENTS.index("negative")] * 2
    assert right.choices == {"review": UNKNOWN, "touchpoint": 2}
    before = gold()
    for name in ("phases", "behaviours", "signals", "ratings"):
        np.testing.assert_array_equal(getattr(right, name), getattr(before, name))


def test_the_same_each_time(talk: Conversation) -> None:
    phrases = Phrases.load()
    for number in range(3):
        assert vary(talk, gold(), phrases, number)[0] == vary(talk, gold(), phrases, number)[0]


def test_each_number_another(talk: Conversation) -> None:
    phrases = Phrases.load()
    said = {vary(talk, gold(), phrases, number, ALL)[0].turns[0].text for number in range(5)}
    assert len(said) > 1


def test_nothing_happens_at_no_share(talk: Conversation) -> None:
    after, right = vary(talk, gold(), Phrases.load(), shares=Shares(names=0, instruction=0, insults=0, haste=0))
    assert after == talk
    np.testing.assert_array_equal(right.sentiment, gold().sentiment)


@pytest.mark.parametrize("letter", [0.0, 1.0])
def test_haste_is_the_customers(talk: Conversation, letter: float) -> None:
    after = hasty(talk, np.random.default_rng(0), letter)
    for one, other in zip(talk.turns, after.turns, strict=True):
        if one.role is Role.AGENT:
            assert one == other
        else:
            assert sorted(one.text.lower().rstrip(".!")) == sorted(other.text.lower())
    assert "[ORDER_1]" in after.turns[1].text


@pytest.mark.parametrize("name", ["insults.jsonl", "instructions.jsonl"])
def test_nothing_is_learnt_that_robustness_is_measured_with(name: str) -> None:
    phrases = Phrases.load()
    learnt = phrases.insults if name.startswith("insults") else phrases.instructions
    measured = {row["text"].casefold() for row in rows(name)}
    for language in Language:
        assert len(learnt[language]) >= 20
        assert not measured & {text.casefold() for text in learnt[language]}
