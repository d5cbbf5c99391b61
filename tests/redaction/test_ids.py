"""Ids of a source: kept, unless they are a mail address, a telephone number or a national number."""

from __future__ import annotations

import pytest

from convqa.redaction import SiteKey, redact_id, redact_path

KEY = SiteKey(b"a key that is long enough")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("gurli.v@example.org", "[EMAIL]"),
        ("chat:gurli.v@example.org/2026", "chat:[EMAIL]/2026"),
        ("+45 20 12 34 56", "[PHONE]"),
        ("+4520123456", "[PHONE]"),
        ("004520123456", "[PHONE]"),
        ("20 12 34 56", "[PHONE]"),
        ("whatsapp:+4520123456", "whatsapp:[PHONE]"),
        ("010170-1234", "[ID_NUMBER]"),
        ("0101701234", "[ID_NUMBER]"),
        ("chat-0707614285", "chat-[ID_NUMBER]"),
        ("19900101-1239", "[ID_NUMBER]"),
    ],
)
def test_what_says_who_somebody_is_gives_way(written: str, shown: str) -> None:
    head, _, code = redact_id(written, KEY).rpartition("~")
    assert head == shown
    assert len(code) == 8


@pytest.mark.parametrize(
    "written",
    [
        "1", "A-4711", "da-0001", "DK-1001", "20123456", "1764264000", "chat-260527-0001", "2026-05-12 14:30",
        "0f8fad5b-d9cb-469f-a165-70867728950e", "215469123456789", "1807.1047.RxAaBb", "call-20260512",
        "[PHONE_1]~1a2b3c4d",
        "[EMAIL]~20123456", "K 88 213", "CA8f2b6d0f", "",
    ],
)  # fmt: skip
def test_ids_stay(written: str) -> None:
    assert redact_id(written, KEY) == written


def test_the_same_id_gives_the_same_and_another_another() -> None:
    assert redact_id("Gurli.V@example.org", KEY) == redact_id("gurli.v@example.org ", KEY).replace(" ", "")
    assert redact_id("a@example.org", KEY) != redact_id("b@example.org", KEY)
    assert redact_id("a@example.org", KEY) != redact_id("a@example.org", SiteKey.default())


def test_what_is_redacted_is_not_redacted_again() -> None:
    once = redact_id("chat:gurli.v@example.org/2026", KEY)
    assert redact_id(once, KEY) == once


def test_paths_keep_apart_what_is_replaced() -> None:
    assert redact_path("calls/2026-05/call-7", KEY) == "calls/2026-05/call-7"
    first, second = (redact_path(f"calls/{name} 7", KEY) for name in ("Lene Holm", "Lene Hansen"))
    assert first.partition("~")[0] == second.partition("~")[0] == "calls/[PERSON_1] 7"
    assert first != second
