from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convqa.conversation import Language
from convqa.redaction.grammar import grammar
from convqa.redaction.wordlist import MAX_WORDS, MIN_WORDS, any_of

PARTS = st.lists(st.text("ab -]^", min_size=1, max_size=3), min_size=8, max_size=12, unique=True)


def one_by_one(phrases: set[str]) -> str:
    """What `any_of` is short for: the longest first."""
    return f"(?:{'|'.join(map(re.escape, sorted(phrases, key=len, reverse=True)))})"


@settings(deadline=None)
@given(heads=PARTS, tails=PARTS, others=PARTS, text=st.text("ab -]^", max_size=30))
def test_it_finds_what_the_phrases_one_by_one_would_find(
    heads: list[str], tails: list[str], others: list[str], text: str
) -> None:
    phrases = {head + tail for head, tail in product(heads, tails)} | set(others)
    flat, short = one_by_one(phrases), any_of(phrases)
    text += "".join(sorted(phrases))
    for pattern in ("%s", "%s(?! )", "(?:%s-){1,3}a", "(?=(%s))b?"):  # whole, shortened, in a row, atomic
        expected = [match.span() for match in re.finditer(pattern % flat, text)]
        assert [match.span() for match in re.finditer(pattern % short, text)] == expected


@pytest.mark.parametrize("count", [MIN_WORDS, MAX_WORDS + 1])
def test_what_many_phrases_share_is_written_once(count: int) -> None:
    firsts = [f"{number:04} " for number in range(count // 2)]
    phrases = [first + second for first in firsts for second in ("navnet er", "namnet är", "name is")]
    assert any_of(phrases).count("vnet") == 1
    assert all(re.fullmatch(any_of(phrases), phrase) for phrase in phrases[:50])


def test_a_pattern_is_the_same_in_whatever_order_the_phrases_come() -> None:
    phrases = [f"{tens}{joint}{ones}" for tens in ("tyve", "tredve") for joint in ("", "-") for ones in "abcdefghijkl"]
    assert any_of(phrases) == any_of(reversed(phrases))


@pytest.mark.parametrize("language", Language)
def test_every_word_for_a_number_is_one_and_a_longer_word_is_none(language: Language) -> None:
    rules = grammar(language)
    number = re.compile(rf"{rules.number}(?![^\W_])")
    assert all(number.fullmatch(word) for word in rules.numbers)
    found = {word: number.match(f"{word}x") for word in rules.numbers}
    assert not [word for word, match in found.items() if match and match.end() >= len(word)]
