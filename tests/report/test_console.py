from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from convqa.assessment import Assessment, Flag, Scorecard
from convqa.report.console import Summary, summary_table

MakeAssessment = Callable[..., Assessment]
MakeCard = Callable[..., Scorecard]
Many = Callable[[int], list[Assessment]]


def _shown(assessments: list[Assessment], *, encoding: str = "utf-8", limit: int = 40) -> str:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)  # strict: what does not fit is an error
    Console(file=stream, width=80, force_terminal=False).print(summary_table(assessments, limit=limit))
    stream.flush()
    return raw.getvalue().decode(encoding)


def test_a_row_holds_what_matters(make: MakeAssessment, make_card: MakeCard, exemplary: Flag) -> None:
    shown = _shown([make(cards=[make_card(flags=[exemplary])])])
    [row] = [line for line in shown.splitlines() if line.startswith("da-0001")]
    assert row.split() == ["da-0001", "da", "aa11bb", "57.8", "333", "33333", "partial", "exemplary"]
    assert "1 conversation; flags: exemplary 1" in shown


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_it_fits_80_columns_on_any_terminal(encoding: str, make: MakeAssessment, make_card: MakeCard) -> None:
    flags = [Flag(name=name, severity="look", turns=()) for name in ("possible_broken_promise", "process_failure")]
    card = make_card("f" * 64, total=100.0, flags=flags)
    shown = _shown([make("folder/of/chats/" + "x" * 70, cards=[card])], encoding=encoding)
    assert max(map(len, shown.splitlines())) <= 80
    assert "folder/of/..." in shown
    assert 15 <= shown.count("x") < 30  # the end of the id, and some of the legend


def test_what_is_not_rated_shows_dashes(make: MakeAssessment, make_card: MakeCard) -> None:
    shown = _shown([make("a", cards=[]), make("b", cards=[make_card(total=None, rating=None)])])
    assert shown.count("--- -----") == 2
    assert "2 conversations, 2 not rated" in shown


def test_beyond_the_limit_the_rest_is_counted(many: Many) -> None:
    shown = _shown(many(50), limit=10)
    assert "... and 40 more" in shown
    assert "50 conversations; flags: possible_broken_promise 15, exemplary 5" in shown
    assert "... and" not in _shown(many(10), limit=10)


@pytest.mark.parametrize("id", ["\x1b[2J", "[red]x", "a\rb"])
def test_an_id_cannot_steer_the_terminal(id: str, make: MakeAssessment) -> None:  # noqa: A002 - the field's name
    shown = _shown([make(id)])
    assert "\x1b" not in shown
    assert "\r" not in shown
    assert "[red]" in shown or "red" not in id
    assert "\\x1b[2J" in shown or "\x1b" not in id


def test_it_is_a_writer(make: MakeAssessment) -> None:
    summary = Summary()
    summary.write(make())
    summary.close()
    summary.discard()
    assert summary.table() is not None


def test_of_no_conversations_only_that_is_said() -> None:
    assert _shown([]) == "0 conversations\n"
