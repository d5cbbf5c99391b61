"""What stands in no conversation, such as the name of a column."""

from __future__ import annotations

import pytest

from convqa.redaction import mask_text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Telefon", "Telefon"),
        ("Lene Hansen", "[PERSON_1]"),
        ("lene@example.com", "[EMAIL_1]"),
        ("Kunde 20123456", "Kunde [CUSTOMER_NUMBER_1]"),
    ],
)
def test_it_is_written_as_in_a_turn(text: str, masked: str) -> None:
    assert mask_text(text) == masked
