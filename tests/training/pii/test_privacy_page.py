"""The tables of docs/privacy.md are made of the counts; that they are is held in `tests/redaction/test_leak.py`."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from convqa.conversation import Language
from convqa.privacy.view import words
from convqa.redaction.leak import measured_leak
from training.pii import privacy_page
from training.pii.lists import ANY, WORD, Part, load
from training.pii.privacy_page import PAGE, TABLES, filled
from training.pii.styles import Style


def test_the_page_has_every_table_and_a_fresh_one_is_left_alone() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"<!-- (?!end)(\w+) -->", page) == list(TABLES)
    privacy_page.main([])
    assert PAGE.read_text(encoding="utf-8") == page


def test_no_figure_is_written_by_hand() -> None:
    page = PAGE.read_text(encoding="utf-8")
    by_hand = re.sub(r"<!-- \w+ -->.*?<!-- end -->", "", page.partition("## What is missed")[2], flags=re.DOTALL)
    assert re.findall(r"\b[01]\.\d{2,}", by_hand) == []


def test_other_counts_make_another_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    other = filled(page, replace(measured_leak(), redactor="rules@99"))
    assert "rules@99" in other
    assert len(other.splitlines()) == len(page.splitlines())


@pytest.mark.parametrize("language", Language)
def test_all_origins_and_styles_have_a_name(language: Language) -> None:
    say, names = words(language), load(held=True)
    assert set(say.sections["name_origin"]) == {origin for _, origin in names.groups} | {WORD, ANY}
    assert {*names.groups} >= {(Part.GIVEN, "danish")}
    assert set(say.sections["style"]) == {*Style, "original", "hard"}
