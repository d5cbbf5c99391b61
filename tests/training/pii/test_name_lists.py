"""The name lists: the redactor uses tier 1 and nothing else, and every origin has names enough to be measured."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from convqa.conversation import Language
from training.pii.lists import ANY, OWN, WORD, Names, Part, held_out, load, titled

FOLDER = Path(__file__).parents[3] / "data" / "names"
HAND_WRITTEN = (
    "somali",
    "tamil",
    "ethiopian",
    "kurdish",
    "afghan",
    "persian",
    "thai",
    "filipino",
    "vietnamese",
    "pakistani",
    "west_african",
    "bosnian",
    "ukrainian",
)


@pytest.fixture(scope="module")
def people() -> list[list[str]]:
    return [line.split("\t") for line in (FOLDER / "people.txt").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("column", "lexicon"), [(1, "given.txt"), (2, "family.txt")])
def test_tier_1_is_what_the_redactor_uses(people: list[list[str]], column: int, lexicon: str) -> None:
    released = (files("convqa.redaction") / "lexicons" / lexicon).read_text(encoding="utf-8").splitlines()
    assert [row[0] for row in people if row[column] == "1"] == sorted(released)


def test_each_name_stands_once_and_is_a_name(people: list[list[str]]) -> None:
    names = [row[0] for row in people]
    assert names == sorted(set(names))
    assert all(name == name.lower() and len(name) > 1 for name in names)
    assert all({row[1], row[2]} <= {"0", "1", "2"} and (row[1], row[2]) != ("0", "0") for row in people)


@pytest.mark.parametrize("origin", HAND_WRITTEN)
def test_origins_that_open_lists_neglect(people: list[list[str]], origin: str) -> None:
    of = [row for row in people if origin in row[3].split()]
    assert sum(row[1] != "0" for row in of) >= 60
    assert sum(row[2] != "0" for row in of) >= 40


@pytest.mark.parametrize("file", ["neutral.txt", "word_names.txt"])
def test_special_lists_hold_listed_given_names(people: list[list[str]], file: str) -> None:
    given = {row[0] for row in people if row[1] != "0"}
    text = (FOLDER / file).read_text(encoding="utf-8")
    names = {name.lower() for name in text.split() if not name.endswith(":")}
    assert names - given == set()


def test_no_name_is_both_trained_on_and_measured() -> None:
    seen, unseen = load(held=False), load(held=True)
    assert every(seen).isdisjoint(every(unseen))
    assert 0.15 < len(every(unseen)) / len(every(seen) | every(unseen)) < 0.25
    assert held_out("Solveig") == held_out("SOLVEIG")


def every(names: Names) -> set[str]:
    lists = [*names.groups.values(), *names.words.values(), *names.unknown.values()]
    return {name for entries in lists for name in entries}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("part", Part)
def test_picked_names_come_from_everywhere(language: Language, part: Part) -> None:
    generator = np.random.default_rng(1)
    origins = [load(held=False).pick(part, language, generator).origin for _ in range(600)]
    own = sum(origin in OWN[language] for origin in origins)
    assert 200 < own < 400
    assert ANY in origins
    assert (WORD in origins) == (part is Part.GIVEN)
    assert len(set(origins) & set(HAND_WRITTEN)) > 5


def test_nothing_to_pick_from() -> None:
    with pytest.raises(ValueError, match="no given names"):
        Names(groups={}, words=dict.fromkeys(Language, ()), unknown=dict.fromkeys(Part, ())).pick(
            Part.GIVEN, Language.DA, np.random.default_rng(1)
        )


@pytest.mark.parametrize(
    ("name", "written"), [("anne-mette", "Anne-Mette"), ("o'brien", "O'Brien"), ("åse", "Åse"), ("d'arc'y", "D'Arc'y")]
)
def test_titled(name: str, written: str) -> None:
    assert titled(name) == written
