from __future__ import annotations

import math
from dataclasses import replace

import pytest

from convqa import __version__
from convqa.assessment import Assessment
from convqa.codebook import RATINGS
from convqa.conversation import Channel, Language, Role, Speaker, Transcript, Utterance
from convqa.errors import InputError
from convqa.pipeline import Pipeline, settle_language
from convqa.redaction import input_hash

ROLES = {"a": Role.AGENT, "c": Role.CUSTOMER, "b": Role.BOT, "s": Role.SYSTEM}


def transcript(*lines: tuple[str, str], language: Language | None = Language.EN) -> Transcript:
    """Speakers are named by letters, which state their role."""
    return Transcript(
        id="c-1",
        id_given=True,
        source="calls/c-1.txt",
        language=language,
        channel=Channel.CHAT,
        speakers=tuple(Speaker(key=key, role=ROLES[key[0]]) for key in dict.fromkeys(key for key, _ in lines)),
        utterances=tuple(Utterance(speaker=key, text=text, line=n) for n, (key, text) in enumerate(lines, start=3)),
    )


WHOLE = (
    ("c", "Hello, my name is Lene Hansen and my parcel 45 is missing. Where is it?"),
    ("a", "Hi Lene, I am sorry about that. What is the address?"),
    ("c", "Vestergade 12, 8000 Aarhus, and my number is +45 20 12 34 56."),
    ("a", "Thank you. I have sent a new one, it will be with you on Thursday."),
    ("c", "Great, thanks a lot."),
)


def test_an_assessment_holds_everything_of_the_record(pipeline: Pipeline) -> None:
    assessment = pipeline.assess(transcript(*WHOLE))
    info, provenance = assessment.conversation, assessment.provenance
    assert (info.id, info.source, info.language, info.channel) == ("c-1", "calls/c-1.txt", "en", "chat")
    assert (provenance.convqa, provenance.model, provenance.codebook) == (__version__, "fake@1", "1")
    assert provenance.redactor == pipeline.redactor.name
    assert provenance.rubric.count("@") == 1
    assert [turn.index for turn in assessment.turns] == [0, 1, 2, 3, 4]
    assert [turn.role for turn in assessment.turns] == ["customer", "agent", "customer", "agent", "customer"]
    assert assessment.turns[0].sentiment is not None
    assert assessment.turns[0].phases is None
    assert assessment.turns[1].phases is not None
    assert assessment.turns[1].labels
    (card,) = assessment.scorecards
    assert list(card.ratings) == list(RATINGS)
    assert card.total is not None


def test_the_classifier_never_sees_raw_text(pipeline: Pipeline) -> None:
    text = "\n".join(turn.text for turn in pipeline.assess(transcript(*WHOLE)).turns)
    assert "[PERSON_1]" in text
    for raw in ("Lene", "Hansen", "Vestergade", "20 12 34 56"):
        assert raw not in text


def test_each_rating_is_the_exact_sum_of_its_rounded_parts(pipeline: Pipeline) -> None:
    (card,) = pipeline.assess(transcript(*WHOLE)).scorecards
    for rating in card.ratings.values():
        assert rating is not None
        parts = [
            rating.base,
            *(part.amount for part in rating.contributions),
            *(part.amount for part in rating.absences),
        ]
        assert all(round(part, 4) == part for part in parts)
        assert round(math.fsum(parts), 4) == rating.value


def test_the_same_conversation_gives_the_same_assessment(pipeline: Pipeline) -> None:
    assert pipeline.assess(transcript(*WHOLE)) == pipeline.assess(transcript(*WHOLE))


def test_equal_input_hashes_mean_equal_records_but_for_name_and_place(pipeline: Pipeline) -> None:
    raw = transcript(*WHOLE)
    moved = replace(
        raw,
        id="c-2",
        source="old/c-1.txt",
        format="zendesk",
        skipped={"notes": 1},
        kind="mail",
        utterances=tuple(replace(one, line=None) for one in raw.utterances),
    )
    assert input_hash(moved, pipeline.redactor.key) == input_hash(raw, pipeline.redactor.key)
    found, wanted = pipeline.assess(moved), pipeline.assess(raw)
    named = replace(found.conversation, id=wanted.conversation.id, source=wanted.conversation.source)
    assert found.conversation != wanted.conversation
    assert replace(found, conversation=named) == wanted


def test_what_is_kept_beside_an_assessment(pipeline: Pipeline) -> None:
    raw = replace(transcript(*WHOLE), role_certainty=0.6)
    assessment, supplement = pipeline.assess_fully(raw)
    assert assessment == pipeline.assess(raw)
    assert (supplement.role_certainty, supplement.shortened) == (0.6, ())
    assert supplement.weakest_effort_turn in (1, 3)


def flags_of(assessment: Assessment) -> set[str]:
    return {flag.name for flag in (*assessment.flags, *(flag for card in assessment.scorecards for flag in card.flags))}


@pytest.mark.parametrize(
    ("lines", "flagged"),
    [
        pytest.param([("a1", "Hello, is anyone there?"), ("a2", "I do not think so.")], True, id="no customer"),
        pytest.param(
            [("a", "Hello, is anyone there?"), ("a", "Then I will close the chat.")], True, id="one agent alone"
        ),
        pytest.param([("b", "Hello, I am a robot. What is it about?")], True, id="bot without customer"),
        pytest.param([("s", "The chat was opened."), ("s", "The chat was closed.")], True, id="notices alone"),
        pytest.param([("c", "Hello, is anyone there?")], False, id="one customer alone"),
        pytest.param([("c", "Where is my parcel?"), ("b", "It is on its way.")], False, id="customer and bot"),
    ],
)
def test_what_cannot_be_rated_is_assessed_without_ratings(
    pipeline: Pipeline, lines: list[tuple[str, str]], flagged: bool
) -> None:
    assessment = pipeline.assess(transcript(*lines))
    assert all(rating is None for card in assessment.scorecards for rating in card.ratings.values())
    assert all(card.total is None for card in assessment.scorecards)
    assert ("no_customer" in flags_of(assessment)) == flagged


def test_two_agents_have_a_card_each(pipeline: Pipeline) -> None:
    assessment = pipeline.assess(
        transcript(*WHOLE[:2], ("c", "Well?"), ("a2", "I will look into it at once and call you back by four."))
    )
    assert [card.agent_id for card in assessment.scorecards] == list(
        dict.fromkeys(turn.agent_id for turn in assessment.turns if turn.agent_id)
    )
    assert len(assessment.scorecards) == 2


def test_feedback_is_in_the_language_asked_for_else_in_that_of_the_conversation(pipeline: Pipeline) -> None:
    alone = transcript(("a", "Hej, er der nogen?"), language=Language.DA)
    (danish,) = pipeline.assess(alone).flags
    (swedish,) = replace(pipeline, feedback_language=Language.SV).assess(alone).flags
    (english,) = pipeline.assess(replace(alone, language=Language.EN)).flags
    assert len({danish.reason, swedish.reason, english.reason}) == 3


GERMAN = ("c", "Guten Tag, ich habe meine Bestellung immer noch nicht bekommen und warte seit drei Wochen darauf.")


def test_another_language_is_an_input_error_that_names_it_and_the_way_out() -> None:
    with pytest.raises(InputError, match="German") as caught:
        settle_language(transcript(GERMAN, language=None))
    assert (caught.value.source, caught.value.line) == ("calls/c-1.txt", 3)
    assert "--language" in caught.value.remedy
    assert "Bestellung" not in str(caught.value)


def test_a_stated_language_is_taken_as_it_is() -> None:
    assert settle_language(transcript(GERMAN, language=Language.DA)) is Language.DA


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hej, jeg har ikke fået min pakke endnu, og jeg vil gerne vide, hvor den bliver af.", Language.DA),
        ("Hej, jag har inte fått mitt paket ännu och undrar var det är någonstans.", Language.SV),
        ("Hello, I have not received my parcel yet and would like to know where it is.", Language.EN),
    ],
)
def test_the_language_is_recognised(text: str, language: Language) -> None:
    assert settle_language(transcript(("c", text), language=None)) is language
