from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest

from benchmarks.measuring import CORPUS, Clock, conversations, write_lines


def test_what_runs_inside_another_step_counts_as_its_own_alone() -> None:
    clock = Clock(map(float, count()).__next__)  # each look at the clock is a second later
    inner = clock.watched("inner", lambda value: value + 1)
    with clock.step("outer"):
        assert inner(1) == 2
        inner(2)
    inner(3)
    assert clock.took == {"outer": 3.0, "inner": 3.0}


def test_a_step_that_fails_is_over() -> None:
    clock = Clock(map(float, count()).__next__)
    with pytest.raises(ZeroDivisionError), clock.step("fails"):
        raise ZeroDivisionError
    with clock.step("next"):
        pass
    assert clock.took == {"fails": 1.0, "next": 1.0}


@pytest.mark.parametrize("short", [False, True])
def test_conversations_have_ids_of_their_own_and_no_language(short: bool) -> None:
    found = [json.loads(text) for text in conversations(250, short=short)]
    assert len({one["id"] for one in found}) == 250
    assert all(set(one) == {"id", "turns"} for one in found)


def test_a_few_conversations_lie_over_the_whole_corpus() -> None:
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    languages = {json.loads(line)["id"]: json.loads(line)["language"] for line in lines}
    chosen = [languages[json.loads(text)["id"].rpartition("-")[0]] for text in conversations(60)]
    assert set(chosen) == set(languages.values())


def test_short_ones_begin_with_the_longest(tmp_path: Path) -> None:
    first, *rest = write_lines(tmp_path / "short.jsonl", 5, short=True).read_text(encoding="utf-8").splitlines()
    assert len(rest) == 4
    assert len(first) > 10 * max(map(len, rest))
