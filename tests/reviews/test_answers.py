from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convqa.reviews.answers import answer, is_blank, parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7.0), ("7,5", 7.5), ("7.5", 7.5), (" 87,5 % ", 87.5), ("87,5\u00a0%", 87.5), ("+3", 3.0), ("-1", -1.0),
        ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("1 234,5", 1234.5), ("0", 0.0),
        ("4/5", None), ("4 - God", None), ("", None), ("Ja", None), ("1,2,3", None), ("1e3", None), ("NaN", None),
        ("٣", None), ("9" * 50, None), ("12.", None), ("%", None),
    ],
)  # fmt: skip
def test_numbers(text: str, number: float | None) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "–", "N/A", "n.a.", "#N/A", "#I/T", "#SAKNAS!", "null", "Not applicable", "Ikke relevant",
     "IKKE AKTUELT", "ikkje aktuelt", "uaktuelt", "Ej  aktuellt", "inte relevant", "Ej tillämpligt",
     "Ej tilla\u0308mpligt"],
)  # fmt: skip
def test_words_for_nothing_in_five_languages(text: str) -> None:
    assert is_blank(text)
    assert not answer(text).applies


@pytest.mark.parametrize("text", ["0", "no", "nej", "none", "Ja", "ikke løst", "not solved", "N"])
def test_answers_that_are_some(text: str) -> None:
    assert not is_blank(text)


@given(st.text(max_size=60))
def test_anything_can_stand_in_a_cell(text: str) -> None:
    found = answer(text)
    assert found.number is None or found.applies
