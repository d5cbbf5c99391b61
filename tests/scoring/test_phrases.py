"""A company's own phrases: what matches, what does not, where it is looked for, and how long it takes."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from convqa.codebook import RATINGS
from convqa.conversation import Channel, Language
from convqa.rubric import Phrase, Rubric
from convqa.scoring.phrases import contains

NEED = ("customer", "0 need")


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("samtalen bliver optaget", "Hej, samtalen bliver optaget.", True),
        ("samtalen bliver optaget", "HEJ! SAMTALEN, BLIVER: OPTAGET", True),
        ("Samtalen bliver OPTAGET", "samtalen\nbliver  optaget", True),
        ("samtalen bliver optaget", "samtalen bliver ikke optaget", False),
        ("optaget", "optagetlyd", False),
        ("optaget", "der er optaget", True),
        ("optag*", "samtalen optages", True),
        ("optag*", "optag", True),
        ("*optagelse", "lydoptagelse", True),
        ("*optag*", "lydoptagelser", True),
        ("*optag*", "lydbånd", False),
        ("*optag", "optaget", False),
        ("*optag", "lydoptag", True),
        ("optag*", "lydoptag", False),
        ("samtalen * optag*", "samtalen bliver optaget", True),
        ("samtalen * optag*", "samtalen optages", True),
        ("samtalen * optag*", "samtalen " + "en " * 10 + "optaget", True),
        ("samtalen * optag*", "samtalen " + "en " * 11 + "optaget", False),
        ("samtalen * optag*", "optaget samtalen", False),
        ("samtalen * optag*", "samtalen " + "en " * 30 + "samtalen er optaget", True),
        ("a * b * c", "a x b x c", True),
        ("a * b * c", "a x c x b", False),
        ("blåbær", "bla\u030aba\u0308r blåbær", True),
        ("blåbær", "bla\u030abær", True),
        ("ordre person", "ordre [PERSON_1]", True),
        ("we're recording", "We're recording this.", True),
        ("optaget", "", False),
    ],
)
def test_patterns(pattern: str, text: str, found: bool) -> None:
    assert contains(text, (pattern,)) is found


def test_any_of_several_patterns_will_do() -> None:
    assert contains("vi optager samtalen", ("samtalen * optag*", "optager samtalen"))


@pytest.mark.parametrize("text", ["a" * 2_000_000, "a b " * 250_000, "a * " * 250_000])
def test_a_two_megabyte_message_takes_no_time_to_speak_of(text: str) -> None:
    start = time.process_time()
    assert not contains(text, ("a * b * z", "*ab", "a * *z* * b", "*aaaa* z"))
    assert time.process_time() - start < 5


def rubric(**phrase: Any) -> Rubric:
    criterion = Phrase(**({"id": "said", "title": {"da": "siger det"}, "patterns": {"da": ("optag*",)}} | phrase))
    return Rubric(name="own", version=1, weights=dict.fromkeys(RATINGS, 1), phrases=(criterion,))


@pytest.mark.parametrize(
    ("phrase", "where", "turns", "flagged"),
    [
        ({}, {}, [("A", "C", "Hej."), NEED, ("A", "R", "Vi optager.")], False),
        ({}, {}, [("A", "C", "Hej."), NEED, ("B", "R", "Vi optager.")], False),
        ({}, {}, [("A", "C", "Hej."), NEED, ("A", "R", "Nej.")], True),
        ({}, {}, [("A", "C", "Hej."), ("customer", "0 need", "Optager I?"), ("A", "R", "Nej.")], True),
        ({"where": "first_agent_turn"}, {}, [("A", "C", "Hej."), NEED, ("A", "R", "Vi optager.")], True),
        ({"where": "first_agent_turn"}, {}, [("bot", "", "Hej."), NEED, ("A", "R", "Vi optager.")], False),
        ({"channels": ("phone",)}, {}, [("A", "C", "Hej."), NEED], False),
        ({"channels": ("phone",)}, {"channel": Channel.PHONE}, [("A", "C", "Hej."), NEED], True),
        ({"channels": ("phone",)}, {"channel": None}, [("A", "C", "Hej."), NEED], False),
        ({}, {"channel": None}, [("A", "C", "Hej."), NEED], True),
        ({}, {"language": Language.SV}, [("A", "C", "Hej."), NEED], False),
        ({}, {}, [("A", "C", "Hej.")], False),
    ],
)
def test_where_a_phrase_is_missed(
    build: Callable[..., Any],
    phrase: dict[str, Any],
    where: dict[str, Any],
    turns: list[tuple[str, ...]],
    flagged: bool,
) -> None:
    flags = build(turns=turns, rubric=rubric(**phrase), **where).card().flags
    assert [(flag.name, flag.detail, flag.turns) for flag in flags] == [("missing_phrase", "said", (0,))] * flagged


def test_only_the_agent_who_opened_is_flagged(build: Callable[..., Any]) -> None:
    built = build(turns=[("A", "C"), NEED, ("B", "R c+")], rubric=rubric())
    assert [flag.name for flag in built.card("A").flags] == ["missing_phrase"]
    assert built.card("B").flags == ()
