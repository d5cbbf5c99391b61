from __future__ import annotations

import pytest

from convqa.cli.failures import Places, closing_count, sentence
from convqa.errors import InputError
from convqa.ingest.sources import Source


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("calls/Lene Hansen 010170-1234.txt", "calls/[PERSON_1] [ID_NUMBER_1].txt"),
        ("lene_hansen_20123456.vtt", "[PERSON_1]_[PHONE_1].vtt"),
        ("calls/call-0042.vtt", "calls/call-0042.vtt"),
        ("calls/C-1000/kunde-C-1000.vtt", "calls/C-[NUMBER_1]/kunde-C-[NUMBER_1].vtt"),
        ("2026-11-27/chat.txt", "2026-11-27/chat.txt"),
        ("-", "-"),
    ],
)
def test_a_path_is_shown_without_names_and_numbers(source: str, shown: str) -> None:
    error = InputError(source=source, line=7, problem="it is empty", remedy="leave it out")
    assert sentence(error, {}) == f"{shown}:7: it is empty; leave it out."


@pytest.mark.parametrize(
    ("failed", "scored", "text"),
    [
        (1, 0, "1 input could not be scored and is listed above; 0 conversations were scored."),
        (12, 1, "12 inputs could not be scored and are listed above; 1 conversation was scored."),
        (1200, 3400, "1,200 inputs could not be scored and are listed above; 3,400 conversations were scored."),
    ],
)
def test_the_closing_count_is_a_sentence(failed: int, scored: int, text: str) -> None:
    assert closing_count(failed=failed, done=scored) == text


def test_the_closing_count_says_what_was_to_be_done() -> None:
    text = "2 inputs could not be read and are listed above; 1 conversation was read."
    assert closing_count(failed=2, done=1, verb="read") == text


def test_a_path_that_is_hidden_can_be_found_by_its_place() -> None:
    secret, plain = "in/Lene Hansen.txt", "in/call-0042.vtt"
    trouble = InputError(source=plain, problem="it is empty", remedy="leave it out")
    where = Places([trouble, Source(label="Lene Hansen.txt", shown=secret)])
    hidden = InputError(source=secret, line=7, problem="it is empty", remedy="leave it out")
    assert sentence(hidden, where) == "in/[PERSON_1].txt (input 2 of 2):7: it is empty; leave it out."
    assert sentence(trouble, where) == str(trouble)
    later = InputError(source="Lene Hansen.txt", problem="it is empty", remedy="leave it out")
    assert sentence(later, where).startswith("[PERSON_1].txt (input 2 of 2): ")


def test_a_path_cannot_steer_the_terminal() -> None:
    error = InputError(source="in/\x1b[2J.txt", problem="it is empty", remedy="leave it out")
    assert sentence(error, {}) == "in/\\x1b[2J.txt: it is empty; leave it out."
