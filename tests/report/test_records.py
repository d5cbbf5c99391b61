from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convqa import codebook
from convqa.assessment import (
    ABSENCES,
    Absence,
    AssessedTurn,
    Assessment,
    Choice,
    Contribution,
    ConversationInfo,
    CustomerEffort,
    Feedback,
    Flag,
    Level,
    Outcome,
    Provenance,
    Rating,
    Scorecard,
)
from convqa.conversation import Channel, Doubt, Language, Role
from convqa.errors import InputError
from convqa.report.records import from_record, to_line, to_record

MakeAssessment = Callable[..., Assessment]
MakeCard = Callable[..., Scorecard]


def test_keys_are_those_of_the_documentation_in_order(make: MakeAssessment) -> None:
    record = to_record(make())
    assert list(record) == [
        "schema", "conversation", "provenance", "turns", "scorecards", "outcome", "touchpoint",
        "process_failure", "review", "flags", "customer_effort",
    ]  # fmt: skip
    assert record["schema"] == "convqa.assessment/1"
    assert list(record["conversation"]) == [
        "id", "source", "language", "channel", "started_at", "customer_key", "content_hash",
    ]  # fmt: skip
    assert list(record["scorecards"][0]) == ["agent_id", "total", "ratings", "flags", "feedback"]
    assert list(record["scorecards"][0]["ratings"]) == list(codebook.RATINGS)


def test_a_turn_carries_the_labels_of_its_role_only(make: MakeAssessment) -> None:
    agent, customer, _, system = to_record(make())["turns"]
    assert list(agent)[6:] == ["labels", "phases", "behaviours"]
    assert list(customer)[6:] == ["labels", "sentiment", "signals"]
    assert list(system)[6:] == ["labels"]


def test_a_line_is_compact_unescaped_and_single(make: MakeAssessment) -> None:
    line = to_line(make(text="Blåbærgrød\n\u2028 og “ro”"))
    assert "\n" not in line
    assert "Blåbærgrød" in line
    assert '{"schema":"convqa.assessment/1","conversation":{"id":"da-0001",' in line
    assert "-0.0" not in line


def test_numbers_have_four_decimals_and_their_type(make: MakeAssessment, make_card: MakeCard) -> None:
    record = to_record(make(cards=[make_card(total=61.123456)]))
    assert record["scorecards"][0]["total"] == 61.1235
    assert type(record["turns"][0]["start_s"]) is float  # given as the whole number 0
    assert type(record["turns"][0]["index"]) is int
    assert record["scorecards"][0]["ratings"]["contact"]["interval"] == [3, 4]


def test_numpy_numbers_and_enumerations_become_plain(make: MakeAssessment) -> None:
    numpy = pytest.importorskip("numpy")
    given = make()
    choice = Choice(value="deliver", probability=numpy.float32(0.93))
    effort = dataclasses.replace(given.customer_effort, handovers=numpy.int64(3))
    record = to_record(dataclasses.replace(given, touchpoint=choice, customer_effort=effort))
    assert type(record["touchpoint"]["probability"]) is float
    assert type(record["customer_effort"]["handovers"]) is int
    assert type(record["conversation"]["language"]) is str


@pytest.mark.parametrize(("detail", "present"), [("delivery", True), (None, False)])
def test_detail_is_there_only_when_there_is_one(make: MakeAssessment, detail: str | None, present: bool) -> None:
    flag = Flag(name="process_failure", severity="look", turns=(1,), detail=detail)
    assert ("detail" in to_record(make(flags=[flag]))["flags"][0]) is present


def test_a_recording_says_how_it_was_heard(make: MakeAssessment) -> None:
    given = make(
        speech="whisper@1 base",
        confidences={0: 0.54321, 1: 0.0},
        confidence=0.876543,
        doubts=(Doubt.SPEAKERS, Doubt.BROKEN_OFF),
    )
    record = to_record(given)
    agent, customer, other, system = record["turns"]
    assert list(agent)[3:8] == ["start_s", "end_s", "speech_confidence", "text", "labels"]
    assert (agent["speech_confidence"], customer["speech_confidence"]) == (0.5432, 0.0)
    assert "speech_confidence" not in other | system
    assert list(record["conversation"])[-3:] == ["content_hash", "speech_confidence", "doubts"]
    assert record["conversation"]["speech_confidence"] == 0.8765
    assert record["conversation"]["doubts"] == ["speakers", "broken_off"]
    assert record["provenance"]["speech"] == "whisper@1 base"
    assert to_record(from_record(record)) == record


def test_of_what_people_typed_nothing_is_added(make: MakeAssessment) -> None:
    line = to_line(make())
    assert "speech_confidence" not in line
    assert "doubts" not in line


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(make: MakeAssessment, make_card: MakeCard, number: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        to_line(make(cards=[make_card(total=number)]))


def test_a_lone_surrogate_cannot_break_the_line(make: MakeAssessment) -> None:
    line = to_line(make(text="før \ud83d efter"))
    assert "før \ufffd efter" in line
    line.encode("utf-8")


def _break(path: str, value: object) -> Any:
    def apply(record: dict[str, Any]) -> dict[str, Any]:
        place: Any = record
        *parents, last = path.split(".")
        for part in parents:
            place = place[int(part) if part.isdigit() else part]
        if value is None:
            del place[last]
        else:
            place[last] = value
        return record

    return apply


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (_break("turns.1.text", 7), "turns.1.text"),
        (_break("turns", None), "turns"),
        (_break("conversation.language", "hemmelig tekst"), "conversation.language"),
        (_break("scorecards.0.ratings", {"hemmelig tekst": 3}), "scorecards.0.ratings.?"),
        (_break("outcome.satisfaction.interval", [1]), "outcome.satisfaction.interval"),
    ],
)
def test_a_damaged_record_names_the_field_and_quotes_nothing(make: MakeAssessment, change: Any, field: str) -> None:
    with pytest.raises(InputError) as caught:
        from_record(change(to_record(make())), source="out.jsonl", line=7)
    assert str(caught.value).startswith(f"out.jsonl:7: the field {field}")
    assert "hemmelig" not in str(caught.value)


@pytest.mark.parametrize("schema", [None, "convqa.assessment/2", 1])
def test_a_record_of_another_shape_is_refused(make: MakeAssessment, schema: object) -> None:
    with pytest.raises(InputError, match="not a record of the shape"):
        from_record(to_record(make()) | {"schema": schema})


def test_keys_of_a_later_addition_are_ignored(make: MakeAssessment) -> None:
    record = to_record(make())
    assert from_record(record | {"weather": "fair"}) == from_record(record)


def _round(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False).map(lambda value: round(value, 4) + 0.0)


SHARE = _round(0, 1)
AMOUNT = _round(-2, 2)
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
INDEX = st.integers(0, 9)
INTERVAL = st.tuples(st.integers(1, 5), st.integers(1, 5))
RATING = st.builds(
    Rating,
    value=_round(1, 5),
    rating=st.integers(1, 5),
    interval=INTERVAL,
    base=_round(1, 5),
    contributions=st.lists(st.builds(Contribution, turn=INDEX, amount=AMOUNT), max_size=3).map(tuple),
    absences=st.lists(st.builds(Absence, name=st.sampled_from(ABSENCES), turn=INDEX, amount=AMOUNT), max_size=2).map(
        tuple
    ),
)
FLAGS = st.lists(
    st.builds(
        Flag,
        name=TEXT,
        severity=st.sampled_from(["good", "look"]),
        turns=st.lists(INDEX, max_size=2).map(tuple),
        reason=TEXT,
        detail=st.none() | TEXT,
    ),
    max_size=2,
).map(tuple)
TURN = st.builds(
    AssessedTurn,
    index=INDEX,
    role=st.sampled_from(Role),
    agent_id=st.none() | TEXT,
    start_s=st.none() | _round(0, 1e5),
    end_s=st.none() | _round(0, 1e5),
    speech_confidence=st.none() | SHARE,
    text=TEXT,
    labels=TEXT,
    phases=st.none() | st.fixed_dictionaries(dict.fromkeys(codebook.PHASES, SHARE)),
    behaviours=st.none() | st.just({"extra": {"shown": 0.5}}),
    sentiment=st.none() | st.fixed_dictionaries(dict.fromkeys(codebook.SENTIMENTS, SHARE)),
    signals=st.none() | st.fixed_dictionaries(dict.fromkeys(codebook.SIGNALS, SHARE)),
)
CARD = st.builds(
    Scorecard,
    agent_id=TEXT,
    total=st.none() | _round(0, 100),
    ratings=st.fixed_dictionaries(dict.fromkeys(codebook.RATINGS, st.none() | RATING)),
    flags=FLAGS,
    feedback=st.lists(
        st.builds(Feedback, kind=st.just("keep"), about=st.just("effort"), text=TEXT, turns=st.just((1,))), max_size=1
    ).map(tuple),
)
CHOICE = st.builds(Choice, value=st.none() | TEXT, probability=SHARE)
COUNT = st.integers(0, 9)
ASSESSMENT = st.builds(
    Assessment,
    conversation=st.builds(
        ConversationInfo,
        id=TEXT,
        source=TEXT,
        language=st.sampled_from(Language),
        channel=st.none() | st.sampled_from(Channel),
        started_at=st.none() | TEXT,
        customer_key=st.none() | TEXT,
        content_hash=TEXT,
        speech_confidence=st.none() | SHARE,
        doubts=st.lists(st.sampled_from(Doubt), unique=True).map(tuple),
    ),
    provenance=st.builds(
        Provenance, convqa=TEXT, model=TEXT, redactor=TEXT, speech=st.none() | TEXT, rubric=TEXT, codebook=TEXT
    ),
    turns=st.lists(TURN, max_size=3).map(tuple),
    scorecards=st.lists(CARD, max_size=2).map(tuple),
    outcome=st.builds(
        Outcome,
        resolution=CHOICE,
        satisfaction=st.builds(Level, value=_round(1, 5), rating=st.integers(1, 5), interval=INTERVAL),
        loyalty=CHOICE,
    ),
    touchpoint=CHOICE,
    process_failure=CHOICE,
    review=CHOICE,
    flags=FLAGS,
    customer_effort=st.builds(
        CustomerEffort, repeat_contacts=COUNT, unanswered_questions=COUNT, handovers=COUNT, promises_without_time=COUNT
    ),
)


@given(ASSESSMENT)
def test_there_and_back_changes_nothing(assessment: Assessment) -> None:
    line = to_line(assessment)
    back = from_record(json.loads(line))
    assert back == assessment
    assert to_line(back) == line
