"""Rescoring: whatever was said, another rubric gives what scoring with it would have given, to the byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convqa.assessment import Choice, Classification
from convqa.codebook import CHOICES, RATINGS
from convqa.conversation import Channel, Conversation, Doubt, Language, Role, Speaker, Transcript, Utterance
from convqa.grounds import Supplement
from convqa.pipeline import Classifier, Pipeline
from convqa.report.records import from_record, to_line
from convqa.rescoring import recover, rescore
from convqa.rubric import Critical, Phrase, Probabilities, Rubric, TextOverrides, Thresholds, load_rubric
from tests.drawing import drawn

ROLES = (Role.AGENT, Role.AGENT, Role.CUSTOMER, Role.BOT, Role.SYSTEM)
WORDS = ("Hej", "hvor er den?", "I går.", "Det ved jeg ikke.", "Tak, 20 45 67 89", "Undskyld ventetiden!", "Farvel")
TITLE = {Language.SV: "t"}

shares = st.floats(0, 1)
utterances = st.builds(
    Utterance,
    speaker=st.integers(0, len(ROLES) - 1).map(str),
    text=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
    speech_confidence=st.none() | shares,
)


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    said = tuple(draw(st.lists(utterances, min_size=1, max_size=7)))
    return Transcript(
        id="1",
        source="in.txt",
        speakers=tuple(Speaker(key=key, role=ROLES[int(key)]) for key in dict.fromkeys(one.speaker for one in said)),
        utterances=said,
        language=draw(st.sampled_from(Language)),
        channel=draw(st.none() | st.sampled_from(Channel)),
        doubts=tuple(doubt for doubt in Doubt if draw(st.booleans())),
        role_certainty=draw(st.none() | shares),
    )


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    weights = draw(st.lists(st.floats(0, 3), min_size=8, max_size=8).filter(any))
    criticals = (
        Critical(id="a", title=TITLE, rating="effort", at_most=draw(st.integers(1, 4))),
        Critical(id="b", title=TITLE, label="p-"),
    )
    phrases = (
        Phrase(id="c", title=TITLE, patterns=dict.fromkeys(Language, ("velkommen",)), channels=tuple(Channel)),
        Phrase(id="d", title=TITLE, patterns=dict.fromkeys(Language, ("hej",)), where="first_agent_turn"),
    )
    own = TextOverrides(keep={"respond": ("Sådan: {quote}",)})
    return Rubric(
        name="own",
        version=draw(st.integers(1, 9)),
        weights=dict(zip(RATINGS, weights, strict=True)),
        thresholds=Thresholds(
            low=draw(st.floats(1, 5)),
            exemplary_total=draw(st.floats(0, 100)),
            exemplary_rating=draw(st.integers(1, 5)),
            role_certainty=draw(shares),
            interval_width=draw(st.floats(0, 4)),
            speech_confidence=draw(shares),
            badly_heard=draw(shares),
            probabilities=Probabilities(wrong_answer=draw(shares), abuse=draw(shares), lost_customer=draw(shares)),
        ),
        critical=criticals if draw(st.booleans()) else (),
        phrases=phrases[: draw(st.integers(0, 2))],
        texts={Language.DA: own} if draw(st.booleans()) else {},
    )


class Suspicious:
    """A model that has much to say, and cut the first turn short."""

    name = "suspicious@1"
    reference = None

    def __init__(self, model: Classifier, review: Choice) -> None:
        self._model, self._review = model, review

    def classify(self, conversation: Conversation) -> Classification:
        return replace(self._model.classify(conversation), review=self._review, shortened=(0,))


def first_difference(found: str, wanted: str) -> str | None:
    """The key of the record under which two records differ."""
    one, other = json.loads(found), json.loads(wanted)
    return next((key for key in other if one[key] != other[key]), None if found == wanted else "order")


@given(
    raw=transcripts(),
    before=rubrics(),
    after=rubrics(),
    review=st.builds(Choice, value=st.sampled_from(CHOICES["review"]), probability=shares.map(lambda p: round(p, 4))),
    language=st.none() | st.sampled_from(Language),
)
@settings(max_examples=drawn(100), deadline=None)
def test_rescoring_is_scoring_with_the_other_rubric(
    pipeline: Pipeline,
    tiny_model: Callable[..., Any],
    raw: Transcript,
    before: Rubric,
    after: Rubric,
    review: Choice,
    language: Language | None,
) -> None:
    own = replace(pipeline, classifier=Suspicious(tiny_model(), review), feedback_language=language)
    assessment, supplement = replace(own, rubric=before).assess_fully(raw)
    wanted = to_line(replace(own, rubric=after).assess(raw))
    assert first_difference(to_line(rescore(assessment, supplement, after, language)), wanted) is None
    read_back = from_record(json.loads(to_line(assessment)))
    assert first_difference(to_line(rescore(read_back, supplement, after, language)), wanted) is None


def test_what_is_recovered_is_what_was_judged(pipeline: Pipeline) -> None:
    raw = Transcript(
        id="1",
        source="in.txt",
        speakers=(Speaker(key="a", role=Role.AGENT), Speaker(key="k", role=Role.CUSTOMER)),
        utterances=(Utterance(speaker="k", text="Hvor er den?"), Utterance(speaker="a", text="Her er den.")),
        language=Language.DA,
        role_certainty=0.123456789,
    )
    assessment, supplement = pipeline.assess_fully(raw)
    assert supplement == Supplement(role_certainty=0.123456789, shortened=(), weakest_effort_turn=1)
    grounds = recover(assessment, supplement)
    assert grounds.supplement == supplement
    assert grounds.ratings == {card.agent_id: card.ratings for card in assessment.scorecards}
    assert [(turn.words, turn.labels) for turn in grounds.turns] == [(3, "0 need"), (3, assessment.turns[1].labels)]


@pytest.mark.parametrize("certainty", [0.74, 0.76])
def test_a_threshold_is_held_against_what_the_record_does_not_show(pipeline: Pipeline, certainty: float) -> None:
    raw = Transcript(
        id="1",
        source="in.txt",
        speakers=(Speaker(key="k", role=Role.CUSTOMER),),
        utterances=(Utterance(speaker="k", text="Hvor er den?"),),
        language=Language.DA,
        role_certainty=certainty,
    )
    assessment, supplement = pipeline.assess_fully(raw)
    unsure = [flag.detail for flag in rescore(assessment, supplement, load_rubric()).flags if flag.name == "unsure"]
    assert unsure == (["roles"] if certainty < 0.75 else [])
