"""Overlaps, masks of the source, numbering."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convqa.conversation import Language
from convqa.redaction.finders.masks import find_masks
from convqa.redaction.findings import SEPARATOR, Finding, Kind, lower, read
from convqa.redaction.replace import Placeholders, replace
from convqa.redaction.resolve import resolve
from convqa.redaction.wordlist import any_of


def f(start: int, end: int, kind: Kind = Kind.PHONE, score: float = 0.5) -> Finding:
    return Finding(start, end, kind, score)


@pytest.mark.parametrize(
    ("findings", "merged"),
    [
        ([f(0, 3), f(4, 6)], [(0, 3, Kind.PHONE), (4, 6, Kind.PHONE)]),
        ([f(0, 3), f(3, 6)], [(0, 3, Kind.PHONE), (3, 6, Kind.PHONE)]),
        ([f(0, 4), f(2, 6, Kind.CARD, 0.9)], [(0, 6, Kind.CARD)]),
        ([f(0, 4), f(2, 5, Kind.CARD, 0.5)], [(0, 5, Kind.PHONE)]),
        ([f(0, 4, score=0.9), f(1, 2, Kind.CARD), f(3, 8, Kind.ORDER)], [(0, 8, Kind.PHONE)]),
        ([f(2, 4), f(0, 8, Kind.ORDER, 0.5)], [(0, 8, Kind.ORDER)]),
        ([f(8, 14)], []),  # over the end of a turn
        ([f(16, 18), f(19, 22)], [(19, 22, Kind.PHONE)]),  # the first touches a protected span
        ([], []),
    ],
)
def test_resolve(findings: list[Finding], merged: list[tuple[int, int, Kind]]) -> None:
    reading = read(["0123456789", "0123456789012345"], Language.DA)
    assert [(x.start, x.end, x.kind) for x in resolve(reading, findings, [(14, 17)])] == merged


@pytest.mark.parametrize(
    ("text", "masks"),
    [
        ("[PERSON_1] skrev [pii] og <NAME> til @handle", ["[PERSON_1]", "[pii]", "<NAME>", "@handle"]),
        ("[Lene Hansen] <3 lene@example.dk", []),
    ],
)
def test_masks_of_the_source(text: str, masks: list[str]) -> None:
    assert [text[start:end] for start, end in find_masks(read([text], Language.DA))] == masks


def test_numbers_follow_first_use_and_leave_out_those_of_the_source() -> None:
    placeholders = Placeholders("[PHONE_1] og [PHONE_3]", [])
    assert [placeholders.of(Kind.PHONE, v) for v in ("11", "22", "11", "33")] == [
        "[PHONE_2]",
        "[PHONE_4]",
        "[PHONE_2]",
        "[PHONE_5]",
    ]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (Kind.PHONE, "20 45 67 89", "+45 20456789"),
        (Kind.PHONE, "070-174 06 31", "+46 (0)70 174 06 31"),
        (Kind.PHONE, "(977) 625-2661", "+1 977 625 2661"),
        (Kind.EMAIL, "Lene@Example.dk", "lene@example.dk"),
        (Kind.ID_NUMBER, "140679-2284", "1406792284"),
        (Kind.PERSON, "Lene Hansen", "LENE"),
        (Kind.PERSON, "Lene Hansen", "Hansen"),
        (Kind.PERSON, "Lene K. Hansen", "Lene Hansen"),
        (Kind.PERSON, "Ann Crabbe", "Mr Crabbe"),
    ],
)
def test_the_same_thing_has_the_same_placeholder(kind: Kind, one: str, other: str) -> None:
    for values in ((one, other), (other, one)):
        placeholders = Placeholders("", [(kind, value) for value in values])
        assert len({placeholders.of(kind, value) for value in values}) == 1


def test_namesakes_are_told_apart_and_a_first_name_is_the_first_of_them() -> None:
    names = ["Lene", "Lene Hansen", "Lene Madsen", "Ida", "B."]
    placeholders = Placeholders("", [(Kind.PERSON, name) for name in names])
    assert [placeholders.of(Kind.PERSON, name)[-2] for name in names] == ["1", "1", "2", "3", "4"]


def test_replace_keeps_turns_apart() -> None:
    reading = read(["a 11 b", "", "22"], Language.DA)
    findings = [f(2, 4), f(8, 10)]
    assert replace(reading, findings, Placeholders("", [])) == ["a [PHONE_1] b", "", "[PHONE_2]"]


@given(st.text(max_size=60))
def test_lower_case_keeps_every_offset(text: str) -> None:
    assert len(lower(text + "İ")) == len(text) + 1


def test_turn_ends() -> None:
    reading = read(["ab", "c"], Language.DA)
    assert (reading.text, reading.turn_end(0), reading.turn_end(3)) == (f"ab{SEPARATOR}c", 2, 4)


@given(st.sets(st.text(alphabet="ab.|(é ", min_size=1, max_size=5), min_size=1, max_size=8))
def test_any_of_matches_its_words_and_no_others(words: set[str]) -> None:
    pattern = re.compile(any_of(sorted(words)))
    assert all(pattern.fullmatch(word) for word in words)
    assert pattern.fullmatch("b-") is None


def test_a_spelled_name_is_the_name() -> None:
    values = ["Solveig", "S-O-L-V-E-I-G", "A B"]
    placeholders = Placeholders("", [(Kind.PERSON, value) for value in values])
    assert [placeholders.of(Kind.PERSON, value) for value in values] == ["[PERSON_1]", "[PERSON_1]", "[PERSON_2]"]
