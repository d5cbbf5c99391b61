"""Other names in the place of those that came in, before redaction and after."""

from __future__ import annotations

from dataclasses import replace

import pytest

from convqa.conversation import Role, Speaker
from tests.training.robust import GROUP, TALK, conversation, seeded, transcript
from training.robustness.names import fill_names, swap_names


@pytest.mark.parametrize(
    ("people", "text", "swapped"),
    [
        (["Lene"], "Hej Lene, er det Lenes pakke?", "Hej {given}, er det {given}s pakke?"),
        (["Ole Munk", "fru Munk"], "Ole Munk og fru Munk", "{given} {family} og fru {family}"),
        (["lars"], "det er lars", "det er {small}"),
        (["Per"], "Per betaler 99 kr. per måned", "{given} betaler 99 kr. per måned"),
        (["Anne-Mette"], "Anne-Mette og Anne", "{given} og Anne"),
        (["Jack"], "Jack's order, not Jacks", "{given}'s order, not {given}s"),
        (["B. Vinther"], "B. Vinther", "B. {family}"),
        ([], "Hej Lene", "Hej Lene"),
    ],
)
def test_swapped_names(people: list[str], text: str, swapped: str) -> None:
    group = replace(GROUP, given=("Maja",), family=("Dahl",))
    came_in = swap_names(transcript(text), people, group, seeded())
    assert came_in.utterances[0].text == swapped.format(given="Maja", family="Dahl", small="maja")


def test_two_people_stay_two_and_one_stays_one() -> None:
    came_in = swap_names(transcript("Lene her", "Hej Lene, jeg er Ole"), ["Lene", "Ole"], GROUP, seeded())
    first, second = (utterance.text.replace(",", "").split() for utterance in came_in.utterances)
    assert first[0] == second[1] != second[4]
    assert {first[0], second[4]} == {"Astrid", "Maja"}


def test_names_of_speakers_are_swapped_too() -> None:
    named = replace(transcript("Hej"), speakers=(Speaker(key="c", name="Lene Munk", role=Role.CUSTOMER),))
    group = replace(GROUP, given=("Maja",), family=("Dahl",))
    assert swap_names(named, ["Lene Munk"], group, seeded()).speakers[0].name == "Maja Dahl"


def test_names_put_back_after_redaction() -> None:
    filled = fill_names(TALK, GROUP, seeded())
    name = filled.turns[3].text.removeprefix("Tak, ").removesuffix(".")
    assert name in GROUP.given
    assert filled.turns[0].text == f"Hej, du taler med {name}."
    small = fill_names(conversation((Role.CUSTOMER, "det er [PERSON_1]")), GROUP, seeded())
    assert small.turns[0].text in {"det er astrid", "det er maja"}
