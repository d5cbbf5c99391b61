from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from convqa.privacy.markdown import Gap, Markdown, Step, body, flow, gaps, headings, plain, table


@given(st.text(alphabet=st.characters(exclude_categories=("C", "Z"), exclude_characters="\ue000\ue001"), min_size=1))
def test_a_value_is_shown_as_it_is(value: str) -> None:
    shown = MarkdownIt("commonmark").render(f"x{plain(value)}").removeprefix("<p>").removesuffix("</p>\n")
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        shown = shown.replace(code, sign)
    assert shown == f"x{value}"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a|b", r"a\|b"),
        ("1. a", r"1\. a"),
        ("- a", r"\- a"),
        ("1.5", "1.5"),
        ("1)", r"1\)"),
        ("6\xa0560", "6\xa0560"),
        ("a\n\n# b", r"a \# b"),
        ("[[x]]", r"\[\[x\]\]"),
        (Markdown("**a**"), "**a**"),
        (3, "3"),
    ],
)
def test_plain(value: object, written: str) -> None:
    assert plain(value) == written


def test_a_table_escapes_its_cells_and_sets_numbers_to_the_right() -> None:
    made = table(["a", "n"], [["x|y", "1"], [Markdown("**z**"), "2"]], numbers=1)
    assert made == "| a | n |\n| --- | --: |\n| x\\|y | 1 |\n| **z** | 2 |"
    html = body(made, ())
    assert html.count('class="num"') == 3
    assert "style=" not in html


def test_gaps_are_found_once_each_with_their_section() -> None:
    text = "# t [[a]]\n\n## 1. b\n\n[[c]] and [[a]]\n\n## 2. d\n\n\\[\\[e\\]\\] [[c]] [[f]]\n"
    assert gaps(text) == (
        Gap(heading="", what="a"),
        Gap(heading="1. b", what="c"),
        Gap(heading="2. d", what="f"),
    )
    assert headings(text) == ["1. b", "2. d"]


STEPS = [Step(kind="raw", title="One", text="word " * 40), Step(kind="door", title="Two <b>", text="short")]


def test_the_picture_in_letters_has_straight_edges() -> None:
    lines = flow(STEPS).splitlines()
    boxes = [line for line in lines if line[0] in "┌│└"]
    assert {len(line) for line in boxes} == {len(boxes[0])}
    assert lines[0] == "```flow"
    assert lines[-1] == "```"
    assert sum(line.startswith("┌") for line in lines) == 2


def test_the_picture_of_a_page_is_a_list() -> None:
    html = body(flow(STEPS), STEPS)
    assert html.count("<li") == 2
    assert "Two &lt;b&gt;" in html
    assert "┌" not in html


def test_html_in_markdown_is_not_let_through() -> None:
    assert "<b>" not in body("a <b>c</b> [x](javascript:y)\n\n<div>\n", ())
    assert "href" not in body("[x](javascript:y)", ())


def test_sections_have_ids_and_gaps_are_marked() -> None:
    html = body("## a\n\n[[b *c*]]\n\n## d\n", ())
    assert '<h2 id="s1">a</h2>' in html
    assert '<h2 id="s2">d</h2>' in html
    assert '<mark class="gap">[[b <em>c</em>]]</mark>' in html
