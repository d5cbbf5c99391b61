"""External checks on tiny made-up files of the same form: the readers, and what they say of damage."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.external import annomi, norec, uss
from benchmarks.external.reading import beginning, redacted
from convqa.conversation import Language, Role
from convqa.errors import InputError
from tests.benchmarks.conftest import interviews


def test_uss_dialogues_are_read_with_their_ratings(folder: Path) -> None:
    found = uss.read(folder / "uss" / "CCPE.txt")
    assert len(found) == 20
    assert [role for role, _ in found[0].turns] == [Role.CUSTOMER, Role.AGENT] * 4
    assert found[0].ratings == ((3, 3, 2), (), (1, 1, 3), (), (2, 2, 3), (), (3, 3, 3), ())
    assert found[0].overall == (4, 4, 3)
    places = uss.moments(found[:1])
    assert [(one.said, one.whole) for one in places] == [(0, False), (2, False), (4, False), (6, False), (8, True)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("USER\tzebra\t\t3\nUSER\tOVERALL\t\t6\n", 2),
        ("USER\tzebra\t\t3\nUSER\tOVERALL\t\tthree\n", 2),
        ("USER\tzebra\t3\nUSER\tOVERALL\t\t3\n", 1),
        ("zebra\tzebra\t\t3\nUSER\tOVERALL\t\t3\n", 1),
        ("USER\tzebra\t\t\nUSER\tOVERALL\t\t3\n", 1),
        ("USER\tzebra\t\t3\nSYSTEM\tzebra\t\t\n\nUSER\tzebra\t\t3\nUSER\tOVERALL\t\t3\n", 2),
        ("USER\tOVERALL\t\t3\n", 1),
    ],
)
def test_a_damaged_uss_file_is_named_by_line_and_not_quoted(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "SGD.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=rf"SGD\.txt:{line}: ") as caught:
        uss.read(path)
    assert "zebra" not in str(caught.value)


@pytest.mark.parametrize(
    ("ratings", "expected"), [((3, 3, 4), 2), ((4, 3), 2), ((5, 5, 4, 4, 1), 3), ((1,), 0), ((5, 2, 5), 4)]
)
def test_the_label_is_the_commonest_rating_and_of_several_the_lowest(ratings: tuple[int, ...], expected: int) -> None:
    assert uss.most(ratings) == expected


def test_annomi_utterances_come_once_with_all_votes(folder: Path) -> None:
    found = annomi.read(folder / "annomi" / "AnnoMI-full.csv")
    assert [one.good for one in found[:4]] == [False, True, True, False]
    assert [one.role for one in found[0].said] == [Role.AGENT, Role.CUSTOMER, Role.AGENT, Role.AGENT]
    assert [one.question for one in found[0].said] == [(1, 1, 0), (), (0,), (0,)]
    assert [one.reflection for one in found[0].said] == [(0, 0, 0), (), (1,), (0,)]
    assert found[0].said[2].main == (annomi.BEHAVIOURS.index("reflection"),)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("question_exists", "asked", ":1: it has no column question_exists"),
        ("client", "zebra", ":5: it has an unknown interlocutor"),
        ("low,0,0", "zebra,0,0", ":2: it has an unknown interlocutor or quality"),
        ("True,False,question", "True,False,zebra", ":2: it has an unknown behaviour"),
    ],
)
def test_a_damaged_annomi_file_is_named_by_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    path = tmp_path / "AnnoMI-full.csv"
    path.write_text(interviews(2).replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=problem) as caught:
        annomi.read(path)
    assert "zebra" not in str(caught.value)


@pytest.mark.parametrize(
    "content",
    ["zebra", '{"a": 1}', '[{"sent_id": "1"}]', "[1]", '[{"sent_id": "1", "text": "zebra", "label": "Mixed"}]'],
)
def test_a_damaged_norec_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "test.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"test\.json: it is not a JSON list") as caught:
        norec.read(path)
    assert "zebra" not in str(caught.value)


def test_turns_stay_one_to_one_and_are_redacted() -> None:
    said = [(Role.CUSTOMER, "Hello"), (Role.CUSTOMER, " "), (Role.AGENT, "Call 020 7946 0018."), (Role.CUSTOMER, "No")]
    talk = redacted("x-1", Language.EN, said)
    assert [turn.role for turn in talk.turns] == [role for role, _ in said]
    assert "0018" not in talk.turns[2].text
    assert talk.turns[1].text
    assert beginning(talk, 2).turns == talk.turns[:2]
