"""What is fitted must tell instructions from the rest, and texts must be where they are said to be put."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra `train`: run `make test-training`")

from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.classify.inputs import LEAD
from convqa.classify.instructions import Borders
from convqa.codebook import CHOICES
from convqa.conversation import Language
from training.example import Example
from training.instructions import DATA, HELD, TRAIN, VARIANTS, Sentence, fit, inside, put, scores, texts

TELLS = 40
WIDTH = 6
BORDERS = Borders(ending=np.arange(60) == 50, opening=np.arange(60) == 51)


def sentence(number: int, *, told: bool) -> Sentence:
    """One whose wording and states say, each not surely, whether it is an instruction."""
    draws = np.random.default_rng([number, told])
    ids = draws.integers(0, 30, 8)
    if draws.random() < (0.9 if told else 0.05):
        ids[3] = TELLS
    mean = draws.normal(size=WIDTH).astype(np.float32)
    mean[0] += 2.0 * told
    return Sentence(ids=ids, mean=mean)


def example(lengths: list[int]) -> Example:
    """A conversation with turns of so many pieces."""
    count = len(lengths)
    gold = Gold(
        phases=np.full((count, 3), UNKNOWN),
        behaviours=np.full((count, 5), UNKNOWN),
        sentiment=np.full(count, UNKNOWN),
        signals=np.full((count, 6), UNKNOWN),
        ratings=np.full(8, UNKNOWN),
        satisfaction=UNKNOWN,
        choices=dict.fromkeys(CHOICES, UNKNOWN),
    )
    turns = [np.arange(LEAD + length) for length in lengths]
    return Example(turns=turns, roles=np.zeros(count, dtype=np.int64), gold=gold)


def test_what_is_fitted_tells_other_instructions_from_other_sentences() -> None:
    told = [sentence(number, told=True) for number in range(300)]
    plain = [sentence(number, told=False) for number in range(600)]
    parts = fit(told[:200], plain[:50], plain[50:400]) | {"ending": BORDERS.ending, "opening": BORDERS.opening}
    found, others = (scores(parts, some) for some in (told[200:], plain[400:]))
    assert (found > 0).mean() > 0.8
    assert (others > 0).mean() < 0.1


@pytest.mark.parametrize("seed", range(12))
def test_a_text_is_put_where_it_is_said_to_be(seed: int) -> None:
    before, ids = example([3, 4, 5, 6, 7, 8, 9, 10, 11]), np.arange(100, 107)
    after, turn, begin = put(ids, before, np.random.default_rng(seed))
    told = after.turns[turn]
    np.testing.assert_array_equal(told[begin : begin + len(ids)], ids)
    assert told[:LEAD].tolist() == [0, 1], "the role stays in front"
    assert len(after.turns) == len(after.roles) <= 7
    rest = [piece for piece in told.tolist() if piece < 100]
    assert rest[LEAD:] in ([], list(range(LEAD, len(rest))))


@pytest.mark.parametrize(
    ("start", "length", "expected"), [(10, 8, True), (6, 8, False), (5, 10, False), (4, 13, True), (20, 4, False)]
)
def test_a_sentence_is_of_a_text_that_holds_more_than_half_of_it(start: int, length: int, expected: bool) -> None:
    assert inside(start, length, begin=10, size=9) is expected


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def test_each_language_has_many_of_both_sorts() -> None:
    for path, least in ((TRAIN, 105), (HELD, 40)):
        some = texts(path)
        for language in Language:
            assert min(sum(t.told is told for t in some if t.language is language) for told in (True, False)) >= least


def test_nothing_is_learnt_from_what_it_is_measured_by() -> None:
    rows = (DATA / "robustness" / "instructions.jsonl").read_text(encoding="utf-8").splitlines()
    measured = [words(json.loads(row)["text"]) for row in rows] + [
        words(text.text) for text in texts(HELD) if text.told
    ]
    for text in (*texts(TRAIN), *texts(VARIANTS)):
        own = words(text.text)
        if text.told and len(own) > 5 and text.text[0] not in "{[<#":  # markup is alike by nature
            assert max(len(own & other) / len(own | other) for other in measured) < 0.5, text.text
