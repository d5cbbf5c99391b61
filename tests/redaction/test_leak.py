from __future__ import annotations

import re

import pytest

from convqa.conversation import Language
from convqa.redaction.leak import (
    IN_WORDS,
    ORIGINAL,
    SPEECH,
    Counts,
    Sample,
    Share,
    Thing,
    leak_sentence,
    measured_leak,
    share,
    wilson,
)
from training.pii.privacy_page import PAGE, filled

COUNTS: Counts = {
    "person": {"da": (9, 10), "sv": (4, 5)},
    "phone": {"da": (2, 2)},
    "phone in words": {"da": (1, 3)},
    "card in words": {"sv": (2, 2)},
}
SAMPLE = Sample(
    texts=3, found=COUNTS, people={}, exchanged={}, origins={}, right={}, kept={}, missed={"person": {}, "other": {}}
)


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        ("person", "da", Share(9, 10)),
        ("person", None, Share(13, 15)),
        (None, "sv", Share(6, 7)),
        (None, None, Share(18, 22)),
        ("person", "en", Share(0, 0)),
        ("email", None, Share(0, 0)),
    ],
)
def test_counts_add_up(row: str | None, column: str | None, expected: Share) -> None:
    assert share(COUNTS, row, column) == expected


def test_numbers_in_words_are_of_every_kind() -> None:
    assert SAMPLE.of(Thing.PHONE) == Share(2, 2)
    assert SAMPLE.of(Thing.SPOKEN) == Share(3, 5)
    assert SAMPLE.of(Thing.SPOKEN, Language.SV) == Share(2, 2)


def test_nothing_measured_is_no_share() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 0).interval == (0.0, 1.0)


def test_the_tables_of_the_page_are_the_counts() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert filled(page, measured_leak()) == page, "write them anew: python -m training.pii.privacy_page --write"


def test_the_sentence_says_what_was_counted() -> None:
    leak = measured_leak()
    names, spoken = (share(leak.held_out.people, style) for style in (ORIGINAL, SPEECH))
    assert names == leak.held_out.of(Thing.PERSON)
    assert f"of {names.n:,} names" in leak_sentence()
    assert re.findall(r"\b[01]\.\d{3}\b", leak_sentence()) == [
        f"{value:.3f}" for value in (names.value, *names.interval, spoken.value)
    ]


def test_the_counts_are_of_a_redactor_and_can_be() -> None:
    leak = measured_leak()
    assert re.fullmatch(r"rules@\w+(\+names@\w+)?", leak.redactor)
    things = {thing for thing in Thing if thing is not Thing.SPOKEN}
    for one, kinds in ((leak.held_out, things), (leak.blind, things), (leak.told, things)):
        assert {kind.removesuffix(IN_WORDS) for kind in one.found} <= kinds
        counts = (one.found, one.people, one.exchanged, one.origins, one.right, one.kept)
        assert all(0 <= hits <= n for table in counts for row in table.values() for hits, n in row.values())
        people, found = share(one.people), one.of(Thing.PERSON)
        assert people.n % found.n == 0  # each place once in every way of writing
        missed = share(one.found).n - share(one.found).hits
        assert sum(n for causes in one.missed.values() for n in causes.values()) == missed
        assert sum(one.missed["person"].values()) == found.n - found.hits
    assert share(leak.told.others) + leak.told.of(Thing.PERSON) == share(leak.told.found)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(6127, 6560, 0.928, 0.940), (3, 3, 0.438, 1.0), (0, 10, 0.0, 0.278)]
)
def test_wilson(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=0.0005)
