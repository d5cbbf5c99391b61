"""Evaluations of Genesys Cloud, as its quality API gives them: one, or a page of them (`entities`).

Fields as in the schema of `Evaluation` and `EvaluationScoringSet` in Genesys' own client libraries. The form itself
(`evaluationForm.questionGroups`), where it is expanded, tells the texts of questions and answers; without it they are
known by their ids.
"""

from __future__ import annotations

from collections.abc import Iterator

from convqa.errors import InputError
from convqa.ingest.formats.access import first, get, has, identifier, number, objects, text
from convqa.ingest.times import parse_moment
from convqa.reviews.answers import Answer, is_blank, word
from convqa.reviews.exported import Exported, review_of
from convqa.reviews.reader import Account, Kind, ReviewOptions
from convqa.reviews.review import Review

__all__ = ["GENESYS"]

_DONE = ("", "FINISHED")


def recognise(value: object) -> bool:
    """An evaluation of a conversation, or a page with some."""
    if has(value, entities=list):
        return any(_is_one(entity) for entity in objects(get(value, "entities")))
    return _is_one(value)


def _is_one(value: object) -> bool:
    return (
        has(value, conversation=dict)
        and (has(value, evaluationForm=dict) or has(get(value, "answers"), questionGroupScores=list))
        and (has(value, evaluator=dict) or has(value, agent=dict) or has(value, status=str))
    )


def read(
    value: object, source: str, line: int | None, options: ReviewOptions, account: Account
) -> Iterator[Review | InputError]:
    """The reviews of a file; unfinished, retracted and redacted ones are left out."""
    for one in objects(get(value, "entities")) if has(value, entities=list) else (value,):
        yield from _one(one, source, line, options, account)


def _one(
    value: object, source: str, line: int | None, options: ReviewOptions, account: Account
) -> Iterator[Review | InputError]:
    status = text(get(value, "status")).upper()
    answers = _answers(value, account)
    if status not in _DONE or get(value, "redacted") is True:
        account.left_out["retracted" if status == "RETRACTED" else "not finished"] += 1
        return
    conversation = identifier(get(value, "conversation.id"))
    if conversation is None:
        yield InputError(
            source=source, line=line, problem="an evaluation names no conversation", remedy="export it again"
        )
        return
    one = Exported(
        conversation=conversation,
        agent=identifier(first(get(value, "agent.id"), get(value, "agent.name"))),
        evaluator=identifier(first(get(value, "evaluator.id"), get(value, "evaluator.name"))),
        moment=parse_moment(first(get(value, "changedDate"), get(value, "releaseDate"), get(value, "assignedDate"))),
        evaluation=identifier(get(value, "id")),
        form=identifier(first(get(value, "evaluationForm.contextId"), get(value, "evaluationForm.id"))),
        session=identifier(get(value, "calibration.id")) is not None,
        total=number(get(value, "answers.totalScore")),
        answers=answers,
    )
    yield review_of(one, source, line, options, account)


def _answers(value: object, account: Account) -> dict[str, Answer]:
    """Answers by the id and the text of their question; groups by theirs, with their percentage."""
    titles, options = _form(value)
    found: dict[str, Answer] = {}
    for group in objects(get(value, "answers.questionGroupScores")):
        names = _names(text(group.get("questionGroupId")), titles)
        if names:
            account.knows(*names)
        found |= {word(name): _share(group) for name in names}
        for question in objects(group.get("questionScores")):
            names = _names(text(question.get("questionId")), titles)
            if names:
                account.saw(*names)
            found |= {word(name): _answer(question, options) for name in names}
    return found


def _names(reference: str, titles: dict[str, str]) -> list[str]:
    return [name for name in (titles.get(reference, ""), reference) if name]


def _form(value: object) -> tuple[dict[str, str], dict[str, str]]:
    """What groups and questions are called, and what answers are, by their ids."""
    titles: dict[str, str] = {}
    options: dict[str, str] = {}
    for group in objects(get(value, "evaluationForm.questionGroups")):
        titles[text(group.get("id"))] = text(group.get("name"))
        for question in objects(group.get("questions")):
            titles[text(question.get("id"))] = text(question.get("text"))
            for option in objects(question.get("answerOptions")):
                options[text(option.get("id"))] = text(option.get("text"))
    return titles, options


def _share(group: dict[str, object]) -> Answer:
    got, most = number(group.get("totalScore")), number(group.get("maxTotalScore"))
    if group.get("markedNA") is True or got is None or most is None or most <= 0:
        return Answer(applies=False)
    return Answer(number=100 * got / most)


def _answer(question: dict[str, object], options: dict[str, str]) -> Answer:
    if question.get("markedNA") is True:
        return Answer(applies=False)
    reference, score = text(question.get("answerId")), number(question.get("score"))
    words = tuple(filter(None, (options.get(reference, ""), reference)))
    said = bool(words) and not is_blank(words[0])
    return Answer(words=words, number=score, applies=said or score is not None)


GENESYS = Kind(
    name="genesys-evaluation",
    title="Genesys Cloud evaluations",
    recognise=recognise,
    read=read,
)
