"""Why a person should look, in the reader's language."""

from collections.abc import Callable
from typing import Any

import pytest

from convqa.assessment import Flag
from convqa.codebook import PROCESS_FAILURES, RATINGS
from convqa.conversation import Language
from convqa.rubric import Critical, Phrase, Rubric

TURNS = [("c", "- need", "Hvor er min pakke?"), ("a", "R", "Her.")]


def look(name: str, detail: str | None = None) -> Flag:
    return Flag(name=name, severity="look", turns=(0,), detail=detail)


@pytest.mark.parametrize(
    ("flag", "reader", "reason"),
    [
        (
            look("process_failure", "delivery"),
            Language.DA,
            "Årsagen ser ud til at ligge hos virksomheden selv: leveringen. "
            "Den tæller ikke med i vurderingen af medarbejderen.",
        ),
        (
            look("process_failure", "follow_up"),
            Language.SV,
            "Orsaken verkar ligga hos företaget självt: en utlovad uppföljning som aldrig kom. "
            "Den räknas inte in i bedömningen av medarbetaren.",
        ),
        (
            look("unsure", "roles"),
            Language.NN,
            "Det er usikkert kven som er medarbeidar, og kven som er kunde. Sjekk det før tala blir brukte.",
        ),
        (
            look("unsure", "ratings"),
            Language.NB,
            "Maskinen er svært usikker på vurderingene her. Les samtalen selv før de brukes.",
        ),
        (
            look("unsure", "speech"),
            Language.SV,
            "Många av orden var svåra att höra, så en del av det som står här sades kanske inte på det sättet. "
            "Lyssna själv på inspelningen innan siffrorna används.",
        ),
        (look("exemplary"), Language.EN, "There is something to learn from here. Start with the turns shown."),
    ],
)
def test_reasons(case: Callable[..., Any], flag: Flag, reader: Language, reason: str) -> None:
    scores = case(turns=TURNS, flags=(flag,), case_flags=(flag,), reader=reader).coached()
    assert [one.reason for one in (*scores.flags, *scores.scorecards[0].flags)] == [reason, reason]
    assert (scores.flags[0].name, scores.flags[0].turns, scores.flags[0].detail) == (flag.name, flag.turns, flag.detail)


@pytest.mark.parametrize("reader", Language)
@pytest.mark.parametrize("kind", [kind for kind in PROCESS_FAILURES if kind])
def test_every_kind_of_process_failure_has_a_sentence(case: Callable[..., Any], reader: Language, kind: str) -> None:
    (flag,) = case(turns=TURNS, case_flags=(look("process_failure", kind),), reader=reader).coached().flags
    assert flag.reason.endswith(".")
    assert "{" not in flag.reason


@pytest.mark.parametrize(
    ("title", "reader", "shown"),
    [
        ({Language.DA: "dansk", Language.EN: "english"}, Language.DA, "dansk"),
        ({Language.DA: "dansk", Language.EN: "english"}, Language.SV, "english"),
        ({Language.DA: "dansk", Language.NB: "norsk"}, Language.EN, "dansk"),
    ],
)
def test_titles_of_criteria_come_in_the_readers_language_if_they_can(
    case: Callable[..., Any], title: dict[Language, str], reader: Language, shown: str
) -> None:
    rubric = Rubric(
        name="own",
        version=1,
        weights=dict.fromkeys(RATINGS, 1),
        critical=(Critical(id="cold", title=title, label="p-"),),
        phrases=(Phrase(id="recorded", title=title, patterns={Language.DA: ("x",)}),),
    )
    flags = (look("critical", "cold"), look("missing_phrase", "recorded"))
    worded = case(turns=TURNS, flags=flags, rubric=rubric, reader=reader).coached().scorecards[0].flags
    assert all(flag.reason.endswith(f": {shown}.") for flag in worded)
