from __future__ import annotations

import pytest

from convqa.ingest.audio.engine import Voices

VOICES = Voices(spans=((0.0, 2.0, "A"), (2.0, 3.0, "B"), (5.0, 6.0, "A")), sure=True)


@pytest.mark.parametrize(
    ("start_s", "end_s", "label"),
    [
        (0.5, 1.0, "A"),
        (2.2, 2.3, "B"),
        (1.9, 2.5, "B"),
        (1.5, 2.4, "A"),
        (1.5, 5.9, "A"),
        (2.5, 2.5, "B"),  # a recogniser gives some words no length
        (3.5, 4.5, None),
    ],
)
def test_a_word_is_whose_most_of_its_time_is(start_s: float, end_s: float, label: str | None) -> None:
    assert VOICES.label_at(start_s, end_s) == label
