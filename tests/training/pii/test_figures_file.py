"""What is written of the counts: each in its row and column, and nothing but counts."""

from __future__ import annotations

import json

import pytest
from pydantic import TypeAdapter

from convqa.conversation import Language
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.leak import Planted, Share, Thing, Told, share
from training.pii.blind import BLIND, TOLD, measure_blind
from training.pii.figures import Cell, Tally
from training.pii.figures_file import as_text, chosen, held_out, planted, told
from training.pii.measure import HELD_OUT, ORIGINAL, Figures, kind_of
from training.pii.segments import PERSON


def nothing(_: Reading) -> list[Finding]:
    return []


def everything(reading: Reading) -> list[Finding]:
    return [Finding(0, len(reading.text), Kind.NUMBER, 1.0)]


def made_up() -> Figures:
    figures = Figures()
    for cell, right, n in (
        (Cell(HELD_OUT, "person", Language.DA, ORIGINAL), 3, 4),
        (Cell(HELD_OUT, "phone in words", Language.SV, ORIGINAL), 0, 1),
        (Cell(HELD_OUT, "person", Language.DA, "own, speech"), 2, 4),
        (Cell(HELD_OUT, "person", Language.DA, "speech", "tamil"), 1, 2),
        (Cell(HELD_OUT, "person", Language.DA, "speech", "danish"), 1, 1),
        (Cell(HELD_OUT, "person", Language.DA, "written", "danish"), 1, 1),
        (Cell(HELD_OUT, "phone", Language.DA, "speech"), 1, 1),
    ):
        figures.recall[cell] = Tally(n=n, right=right)
    figures.recall[Cell(HELD_OUT, "person", Language.DA, ORIGINAL)].causes["in part"] = 1
    figures.recall[Cell(HELD_OUT, "phone in words", Language.SV, ORIGINAL)].causes["in words"] = 1
    figures.recall[Cell(HELD_OUT, "person", Language.DA, "own, speech")].causes["in part"] = 2
    figures.precision[Cell(HELD_OUT, "PERSON", Language.DA, "own, speech")] = Tally(n=5, right=4)
    figures.kept[Cell(HELD_OUT, "company", Language.DA, ORIGINAL)] = Tally(n=7, right=6)
    return figures


def test_each_count_has_its_row_and_column() -> None:
    assert held_out(made_up(), 2) == {
        "texts": 2,
        "found": {"person": {"da": [3, 4]}, "phone in words": {"sv": [0, 1]}},
        "kept": {"company": {"da": [6, 7]}},
        "missed": {"person": {"in part": 1}, "other": {"in words": 1}},
        "people": {"original": {"da": [3, 4]}, "speech": {"da": [2, 4]}},
        "exchanged": {"original": {"da": [1, 1]}, "speech": {"da": [2, 3]}},
        "origins": {"danish": {"original": [1, 1], "speech": [1, 1]}, "tamil": {"speech": [1, 2]}},
        "right": {"speech": {"PERSON": [4, 5]}},
    }


@pytest.mark.parametrize(("part", "texts"), [(BLIND, 200), (TOLD, 250)])
def test_the_passages_are_counted(part: str, texts: int) -> None:
    none, all_ = (TypeAdapter(Told).validate_python(told(measure_blind(one, part))) for one in (nothing, everything))
    assert none.texts == texts
    assert share(none.found).hits == 0
    assert share(all_.found) == Share(share(none.found).n, share(none.found).n)
    assert share(all_.kept).hits == 0
    assert share(none.kept).hits == share(none.kept).n
    assert bool(none.kept) is (part == BLIND)
    assert set(none.people) == set(none.others) == {"written", "chat", "speech"}
    assert none.of(Thing.PERSON) == share(none.people)
    assert share(none.found) == share(none.people) + share(none.others)
    assert none.right == {}
    assert set(all_.right) == set(none.people)


def test_numbers_of_several_words_are_in_words_and_codes_of_letters_are_not() -> None:
    assert kind_of("ABKLMN", "booking") == "booking"
    assert kind_of("a b k to fem", "booking") == "booking in words"
    assert kind_of("to fem", "national_id") == "national_id in words"
    assert kind_of("25", "card") == "card"


def test_planted_numbers_and_names_are_counted() -> None:
    found = TypeAdapter(Planted).validate_python(planted(everything, nothing, every=40))
    assert share(found.numbers) == Share(100, 100)
    assert share(found.names) == share(found.origins) == Share(0, 250)
    assert set(found.names) == {"listed", "unlisted"}
    assert {column for row in found.numbers.values() for column in row} == {"written", "spoken"}
    assert share(found.touched, "number") == Share(50, 50)
    assert share(found.touched, "name") == Share(0, 50)


def test_a_row_is_a_line_and_the_file_is_json() -> None:
    figures = {"redactor": "rules@1", "held_out": held_out(made_up(), 2)}
    text = as_text(figures)
    assert json.loads(text) == figures
    assert '   "person": {"da": [3, 4]},\n' in text


def test_the_conversations_are_those_marked_a_second_time() -> None:
    conversations = chosen()
    assert len(conversations) == 964
    assert any(mark["type"] == PERSON for mark in conversations[0]["pii"] + conversations[1]["pii"])
