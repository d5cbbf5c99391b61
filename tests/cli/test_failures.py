from __future__ import annotations

import pytest

from convqa.cli.failures import closing_count, sentence
from convqa.errors import InputError


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("calls/Lene Hansen 010170-1234.txt", "calls/[PERSON_1] [ID_NUMBER_1].txt"),
        ("lene_hansen_20123456.vtt", "[PERSON_1]_[PHONE_1].vtt"),
        ("calls/call-0042.vtt", "calls/call-0042.vtt"),
        ("2026-11-27/chat.txt", "2026-11-27/chat.txt"),
        ("-", "-"),
    ],
)
def test_a_path_is_shown_as_the_records_show_it(source: str, shown: str) -> None:
    error = InputError(source=source, line=7, problem="it is empty", remedy="leave it out")
    assert sentence(error) == f"{shown}:7: it is empty; leave it out."


@pytest.mark.parametrize(
    ("failed", "scored", "text"),
    [
        (1, 0, "1 input could not be scored and is listed above; 0 conversations were scored."),
        (12, 1, "12 inputs could not be scored and are listed above; 1 conversation was scored."),
        (1200, 3400, "1,200 inputs could not be scored and are listed above; 3,400 conversations were scored."),
    ],
)
def test_the_closing_count_is_a_sentence(failed: int, scored: int, text: str) -> None:
    assert closing_count(failed=failed, scored=scored) == text
