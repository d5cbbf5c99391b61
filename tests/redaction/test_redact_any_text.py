"""`redact` on any text at all: drawn, hostile and very long, in time that grows with its length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.redaction.transcripts import run, texts, transcript


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=5))
def test_any_text_goes_through_and_turns_stay_apart(said: list[str]) -> None:
    raw = transcript(*(("k", text) for text in said), turns_given=True)
    once, twice = run(raw), run(raw)
    assert once == twice
    assert len(once.turns) == len(said)


@given(
    st.sampled_from(["Ring {}", "mit nummer er {} ok", "{}"]),
    st.integers(min_value=20_000_000, max_value=99_999_999),
    st.sampled_from(["{0}{1}{2}{3}", "{0} {1} {2} {3}", "{0}{1} {2}{3}", "+45 {0} {1} {2} {3}"]),
)
@settings(deadline=None)
def test_every_danish_phone_number_is_found(sentence: str, number: int, shape: str) -> None:
    digits = str(number)
    phone = shape.format(digits[:2], digits[2:4], digits[4:6], digits[6:])
    years = digits[:2] in ("19", "20") and digits[4:6] in ("19", "20")
    (text,) = texts(("k", sentence.format(phone)))
    assert years or phone not in text


HOSTILE = {
    "digits": "1234567890",
    "single digits": "1 ",
    "letters": "a",
    "capitals": "Ab ",
    "names": "Lene Hansen, ",
    "streets": "Storgatan 5 ",
    "cues": "jeg hedder ",
    "at signs": "a@",
    "dots": "a.1.",
    "brackets": "[(",
    "spaces": " ",
    "questions": "kundenummer? ",
    "spoken numbers": "fire nul ",
    "spoken dates": "femte i femte ",
    "spaced addresses": "a . b @ ",
    "initials": "A. B. ",
    "relatives": "min kone hedder ",
    "usernames": "brugernavn er ",
    "handles": "@lene.",
    "codes": "booking G9VCFT & HAJ8Z5, ",
    "code lists": "91558, ordre 91558, 91559, ",
    "account names": "username? ",
    "particles": "Lene van der ",
    "cities": "fly to Charlotte, ",
    "humps": "LeneHolm",
    "mixed": "a1 B2-c3 4 5d",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_goes_through_and_no_turn_is_lost(unit: str) -> None:
    """Fifty thousand characters: a pattern that goes over the text again at every place would hang here."""
    said = unit * (50_000 // len(unit))
    assert len(run(transcript(("k", said), ("a", "ja"))).turns) == 2


@pytest.mark.slow
@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_with_length_only(unit: str) -> None:
    """Eight times the text takes about eight times the time; quadratic work takes 64 times. The best of three runs."""

    def seconds(length: int) -> float:
        raw = transcript(("k", unit * (length // len(unit))))
        times = []
        for _ in range(3):
            began = time.process_time()
            run(raw)
            times.append(time.process_time() - began)
        return min(times)

    seconds(1000)
    assert seconds(160_000) < 28 * seconds(20_000)


@pytest.mark.slow
def test_a_turn_of_two_megabytes_goes_through() -> None:
    said = "Hej, jeg hedder Lene van der Meer, ordre 91558 og 91559, ring 20 45 67 89. " * 27_000
    (turn,) = run(transcript(("k", said))).turns
    assert len(said) > 2_000_000
    assert turn.text.count("[PERSON_1], ordre [ORDER_1] og [ORDER_2], ring [PHONE_1]") == 27_000
