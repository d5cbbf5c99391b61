from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from convqa.assessment import Assessment, Flag, Scorecard
from convqa.conversation import Doubt
from convqa.report.records import to_record
from convqa.report.schema import schema

MakeAssessment = Callable[..., Assessment]
MakeCard = Callable[..., Scorecard]


SHIPPED = Path(__file__).parents[2] / "docs" / "schema" / "assessment-1.json"


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(schema())
    return jsonschema.Draft202012Validator(schema())


def test_the_shipped_schema_is_the_generated_one() -> None:
    expected = json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    assert SHIPPED.read_text(encoding="utf-8") == expected, f"run: convqa schema > {SHIPPED.name}"


def test_records_are_valid(
    validator: jsonschema.Draft202012Validator, make: MakeAssessment, make_card: MakeCard, exemplary: Flag
) -> None:
    for assessment in (
        make(),
        make(process_failure=None, flags=[Flag(name="risk", severity="look", turns=(), detail="x")]),
        make(cards=[]),
        make(speech="whisper@1 base", confidences={0: 0.0, 1: 1.0}, confidence=0.9, doubts=tuple(Doubt)),
        make(cards=[make_card(total=None, rating=None), make_card("other", flags=[exemplary])]),
    ):
        validator.validate(to_record(assessment))


def test_an_added_key_is_valid(validator: jsonschema.Draft202012Validator, make: MakeAssessment) -> None:
    validator.validate(to_record(make()) | {"weather": "fair"})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema", "convqa.assessment/2"),
        ("touchpoint.value", "delivery"),
        ("process_failure.value", "weather"),
        ("process_failure.probability", 1.2),
        ("review.value", "boring"),
        ("outcome.resolution.value", "done"),
        ("outcome.loyalty.value", None),
        ("outcome.satisfaction.rating", 6),
        ("conversation.language", "de"),
        ("conversation.channel", "fax"),
        ("conversation.speech_confidence", 1.1),
        ("conversation.speech_confidence", None),
        ("conversation.doubts", ["weather"]),
        ("turns.0.role", "boss"),
        ("turns.1.speech_confidence", -0.1),
        ("turns.1.speech_confidence", None),
        ("turns.0.phases.contact", 2),
        ("turns.1.signals", {}),
        ("scorecards.0.ratings", {}),
        ("scorecards.0.ratings.contact.interval", [1, 2, 3]),
        ("scorecards.0.ratings.contact.absences.0.name", "haste"),
        ("scorecards.0.feedback.0.about", "speed"),
    ],
)
def test_what_the_codebook_does_not_know_is_not_valid(
    validator: jsonschema.Draft202012Validator, make: MakeAssessment, path: str, value: object
) -> None:
    record = to_record(make(confidences={1: 0.5}, confidence=0.5, doubts=(Doubt.AGENTS,)))
    place: Any = record
    *parents, last = path.split(".")
    for part in parents:
        place = place[int(part) if part.isdigit() else part]
    assert last in place
    place[last] = value
    assert not validator.is_valid(record)


@pytest.mark.parametrize(("turn", "key"), [(0, "phases"), (0, "behaviours"), (1, "sentiment"), (1, "signals")])
def test_a_turn_without_the_labels_of_its_role_is_not_valid(
    validator: jsonschema.Draft202012Validator, make: MakeAssessment, turn: int, key: str
) -> None:
    record = to_record(make())
    del record["turns"][turn][key]
    assert not validator.is_valid(record)
