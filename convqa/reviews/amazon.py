"""Evaluation forms of Amazon Connect, as it writes them to S3, one JSON file each.

Fields as in the administrator guide, "Agent evaluation form output", schema 3.1 to 3.5. An evaluation is written again
when it is submitted again, and for a while every one was written to two places: `evaluationId` tells them.
"""

from __future__ import annotations

from collections.abc import Iterator

from convqa.errors import InputError
from convqa.ingest.formats.access import first, get, has, identifier, number, objects, text
from convqa.ingest.times import parse_moment
from convqa.reviews.answers import Answer, answer, word
from convqa.reviews.exported import Exported, review_of
from convqa.reviews.reader import Account, Kind, ReviewOptions
from convqa.reviews.review import Review

__all__ = ["AMAZON"]


def recognise(value: object) -> bool:
    """An evaluation of a contact, with its questions or its score."""
    return (
        has(value, evaluationId=str, metadata=dict)
        and has(get(value, "metadata"), contactId=str)
        and (has(value, questions=list) or has(value, sections=list) or has(get(value, "metadata"), score=dict))
    )


def read(
    value: object, source: str, line: int | None, options: ReviewOptions, account: Account
) -> Iterator[Review | InputError]:
    """The one review of a file; none where no person made it."""
    about = get(value, "metadata")
    answers = _answers(value, account)
    if (reason := _left_out(about)) is not None:
        account.left_out[reason] += 1
        return
    account.assisted += text(get(about, "evaluationSource")) == "ASSISTED_BY_AUTOMATION"
    contact = identifier(get(about, "contactId"))
    if contact is None:
        yield InputError(source=source, line=line, problem="this evaluation names no contact", remedy="export it again")
        return
    one = Exported(
        conversation=contact,
        agent=identifier(get(about, "agentId")),
        evaluator=identifier(first(get(about, "evaluator"), get(about, "creator"))),
        moment=parse_moment(first(get(about, "evaluationSubmitTimestamp"), get(about, "evaluationStartTimestamp"))),
        evaluation=identifier(get(value, "evaluationId")),
        form=identifier(get(about, "evaluationDefinitionId")),
        session=identifier(get(about, "calibrationSessionId")) is not None,
        total=_percentage(about),
        answers=answers,
    )
    yield review_of(one, source, line, options, account)


def _left_out(about: object) -> str | None:
    if get(about, "autoEvaluated") is True or text(get(about, "evaluationSource")) == "AUTOMATED":
        return "made by a machine alone"
    if text(get(about, "evaluatedParticipantRole")) in ("CUSTOMER", "SYSTEM"):
        return "not about an agent"
    return None


def _answers(value: object, account: Account) -> dict[str, Answer]:
    """Answers by the id and the text of their question; sections by theirs, with their percentage."""
    found: dict[str, Answer] = {}
    for section in objects(get(value, "sections")):
        share = _percentage(section)
        names = _names(section, "sectionTitle", "sectionRefId")
        if names:
            account.knows(*names)
        found |= {word(name): Answer(number=share, applies=share is not None) for name in names}
    for question in objects(get(value, "questions")):
        names = _names(question, "questionText", "questionRefId")
        if names:
            account.saw(*names)
        found |= {word(name): _answer(question) for name in names}
    return found


def _percentage(scored: object) -> float | None:
    """The score of an evaluation or of a section."""
    return None if get(scored, "score.notApplicable") is True else number(get(scored, "score.percentage"))


def _names(item: dict[str, object], *keys: str) -> list[str]:
    return [name for key in keys if (name := text(item.get(key)))]


def _answer(question: dict[str, object]) -> Answer:
    if get(question, "answer.metadata.notApplicable") is True:
        return Answer(applies=False)
    chosen = [one for one in objects(get(question, "answer.values")) if one.get("selected") is True]
    if len(chosen) == 1:
        written = text(chosen[0].get("valueText"))
        given = answer(written)
        reference = text(chosen[0].get("valueRefId"))
        return Answer(words=tuple(filter(None, (written, reference))), number=given.number, applies=given.applies)
    if chosen:  # several: no one of them is the answer
        return Answer(applies=False)
    plain = get(question, "answer.value")
    if isinstance(plain, int | float) and not isinstance(plain, bool):
        return Answer(words=(str(plain),), number=number(plain))
    return answer(text(plain))


AMAZON = Kind(
    name="amazon-evaluation",
    title="Amazon Connect evaluation forms",
    recognise=recognise,
    read=read,
)
