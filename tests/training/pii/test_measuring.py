"""Figures of what is found: counted by place and string, by cause, and nothing shown of what is held out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from convqa.conversation import Language
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.leak import wilson
from training.pii.causes import cause
from training.pii.figures import ALL, Cell, Tally, json_rows, sum_over, table
from training.pii.lists import load
from training.pii.measure import (
    DEVELOPED,
    HELD_OUT,
    LATER,
    ORIGINAL,
    OWN_STYLES,
    TUNED,
    kind_of,
    measure,
    part_of,
    report,
    variants,
)
from training.pii.styles import Style


def record(name: str) -> Mapping[str, Any]:
    return {
        "id": name,
        "language": "da",
        "turns": [
            {"role": "customer", "text": "Jeg er Mette Holm, 20 30 40 50."},
            {"role": "agent", "text": "Hej Mette Holm. Lene her ^KL"},
        ],
        "pii": [
            {"text": "Mette Holm", "type": "person"},
            {"text": "Lene", "type": "person"},
            {"text": "20 30 40 50", "type": "phone"},
        ],
    }


def finds(*words: str) -> Any:
    """A finder that finds these words at their first place."""

    def find(reading: Reading) -> list[Finding]:
        places = [(reading.text.find(word), len(word)) for word in words]
        return [Finding(start, start + length, Kind.PERSON, 1.0) for start, length in places if start >= 0]

    return find


def original(name: str, *words: str) -> dict[str, Tally]:
    figures = measure([record(name)], load(held=True), finds(*words))
    return {cell.kind: tally for cell, tally in figures.recall.items() if cell.style == ORIGINAL}


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("a1-da-001", DEVELOPED),
        ("a5-da-001", HELD_OUT),
        ("o3-da-001", LATER),
        ("z3-da-001", HELD_OUT),
        ("n3-da-001", TUNED),
        ("m3-da-001", LATER),
    ],
)
def test_parts(name: str, part: str) -> None:
    assert part_of(record(name)) == part


def test_places_and_strings() -> None:
    person = original("a1-da-001", "Mette Holm", "Le")["person"]
    assert (person.n, person.right, person.strings, person.gone) == (3, 1, 2, 1)
    assert person.causes == {"a listed name": 1, "in part": 1}
    phone = original("a1-da-001", "20 30 40 50")["phone"]
    assert (phone.n, phone.right, phone.strings, phone.gone) == (1, 1, 1, 1)


def test_what_is_replaced_is_right_where_a_mark_or_a_signature_is() -> None:
    figures = measure([record("a1-da-001")], load(held=True), finds("Mette", "KL", "Hej"))
    tally = figures.precision[Cell(DEVELOPED, "PERSON", "da", ORIGINAL)]
    assert (tally.n, tally.right) == (3, 2)


@pytest.mark.parametrize(
    ("name", "shown"), [("a1-da-001", True), ("n1-da-001", True), ("o1-da-001", True), ("y1-da-001", False)]
)
def test_nothing_is_shown_of_what_is_held_out(name: str, shown: bool) -> None:
    figures = measure([record(name)], load(held=True), finds("Hej"))
    assert bool(figures.shown) is shown
    told = "\n".join(report(figures))
    assert not any(word in told for word in ("Mette", "Holm", "Lene", "20 30"))
    assert figures.recall
    assert figures.readings == 1 + len(OWN_STYLES) + len(Style)


def test_variants_are_the_same_every_time() -> None:
    names = load(held=True)
    assert list(variants(record("a1-da-001"), names)) == list(variants(record("a1-da-001"), names))
    own = [f"own, {style}" for style in OWN_STYLES]
    assert [style for style, _ in variants(record("a1-da-001"), names)] == [ORIGINAL, *own, *Style]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Kirsten", "person", "a listed name"),
        ("Bo", "person", "a listed name that is a word"),
        ("Xhemajli", "person", "on no list, capitalised"),
        ("xhemajli", "person", "on no list, lower case"),
        ("Telia Hansen", "person", "on the list of companies"),
        ("h. ravn", "person", "spelled, or an initial"),
        ("4711", "person", "no letters"),
        ("K-80013", "account", "letters and digits"),
        ("Lillevika 9", "address", "words and digits"),
        ("118", "account", "a short number"),
        ("20 30 40 50", "phone", "a long number"),
        ("tyve tredive", "phone", "in words"),
    ],
)
def test_causes(text: str, kind: str, expected: str) -> None:
    assert cause(text, kind, Language.DA, touched=False) == expected
    assert cause(text, kind, Language.DA, touched=True) == "in part"


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [("tyve", "phone", "phone in words"), ("20", "phone", "phone"), ("Mette", "person", "person")],
)
def test_numbers_in_words_are_a_kind(text: str, kind: str, expected: str) -> None:
    assert kind_of(text, kind) == expected


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(0, 0, 0, 1), (347, 347, 0.9890, 1), (336, 347, 0.9441, 0.9822), (0, 10, 0, 0.2775)]
)
def test_wilson(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=1e-4)


def test_tables_and_rows() -> None:
    tallies = {
        Cell("p", "person", "da", ORIGINAL): Tally(n=4, right=3, strings=2, gone=1),
        Cell("p", "person", "sv", "chat", "somali"): Tally(n=6, right=3),
    }
    tallies[Cell("p", "person", "da", ORIGINAL)].causes["in part"] += 1
    head, line = table(tallies, ["kind"], "style")
    assert head.split() == ["kind", ORIGINAL, "chat", ALL, "95", "%"]
    assert line.split()[:10] == ["person", "0.750", "of", "4", "0.500", "of", "6", "0.600", "of", "10"]
    whole = sum_over(tallies, "language", "style", "origin")
    assert whole == {Cell("p", "person", ALL, ALL, ALL): whole[Cell("p", "person", ALL, ALL, ALL)]}
    first, second = json_rows(tallies)
    assert (first["language"], first["share"], first["missed"], first["gone"]) == ("da", 0.75, {"in part": 1}, 1)
    assert (second["origin"], second["share"], second["n"]) == ("somali", 0.5, 6)
