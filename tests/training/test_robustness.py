"""How changes are counted, and what of the data they are made with."""

from __future__ import annotations

import numpy as np
import pytest

from convqa.codebook import RATINGS
from convqa.conversation import Language, Role, Utterance
from convqa.pipeline import Classifier
from convqa.rubric import load_rubric
from tests.training.robust import TALK, conversation
from training.faithfulness import curve
from training.robustness.measure import Change, Rater, change, interval, report
from training.robustness.perturbations import turns_of
from training.robustness.sets import FOLDER, groups, harmless, phrases, raw, rows, speech, written


def test_a_change_compares_what_is_rated_both_times() -> None:
    before = np.array([1.4, 2.0, np.nan, 3.0])
    after = np.array([1.5, 2.0, 4.0, np.nan])
    moved = change("t", before, after)
    assert moved.delta.tolist() == pytest.approx([0.1, 0.0])
    assert moved.equal.tolist() == [False, True]
    assert moved.lost == 2


def made(*deltas: float) -> list[Change]:
    return [Change(unit=str(i), delta=np.array([d]), equal=np.array([d == 0])) for i, d in enumerate(deltas)]


@pytest.mark.parametrize(
    ("deltas", "bar", "signed", "holds"),
    [
        ((0.1, -0.1), 0.05, False, False),
        ((0.1, -0.1), 0.05, True, True),
        ((0.01, 0.01), 0.05, False, True),
        ((), 0.05, False, None),
        ((0.1,), None, False, None),
    ],
)
def test_a_bar_holds_of_the_mean(
    deltas: tuple[float, ...], bar: float | None, signed: bool, holds: bool | None
) -> None:
    assert report(made(*deltas), bar=bar, signed=signed)["holds"] is holds


def test_equal_ratings_have_a_bar_of_their_own() -> None:
    assert report(made(0.0, 0.01), bar=0.05, equal_bar=0.98)["holds"] is False
    assert report(made(0.0, 0.0), bar=0.05, equal_bar=0.98)["holds"] is True


def test_an_interval_resamples_units_not_values() -> None:
    ones = np.ones(400)
    totals = np.repeat([0.0, 1.0], 200)
    alone = interval([str(i) for i in range(400)], totals, ones)
    together = interval(["x"] * 200 + ["y"] * 200, totals, ones)
    assert alone is not None
    assert together is not None
    assert alone["value"] == together["value"] == 0.5
    assert 0.4 < alone["low"] < alone["high"] < 0.6
    assert (together["low"], together["high"]) == (0.0, 1.0)


def test_a_rater_gives_nothing_for_an_agent_who_is_not_there(classifier: Classifier) -> None:
    rater = Rater(classifier, load_rubric())
    assert rater.rate(TALK).shape == (len(RATINGS),)
    assert np.isnan(rater.rate(TALK, "nobody")).all()
    assert np.isnan(rater.rate(conversation((Role.CUSTOMER, "Hej")))).all()


def test_leaving_out_what_speaks_for_a_rating_lowers_it(classifier: Classifier) -> None:
    found = curve(Rater(classifier, load_rubric()), [TALK])
    assert found["additive"]["most off, in units of the fourth decimal"] == 0
    point = found["drop of the rating"]["highest 1"]
    assert point["left out"]["value"] > 0
    assert point["moved the right way"]["value"] == 1.0


@pytest.mark.parametrize(
    ("name", "key", "versions", "count"),
    [
        ("languages.jsonl", "language", {"da", "nb", "sv", "en"}, 20),
        ("process_failures.jsonl", "version", {"failure", "none"}, 20),
        ("two_agents.jsonl", "version", {"base", "worse"}, 30),
        ("virtue_words.jsonl", "version", {"plain", "words"}, 12),
    ],
)
def test_each_written_conversation_stands_in_all_its_versions(
    name: str, key: str, versions: set[str], count: int
) -> None:
    found = written(name, key)
    assert len(found) == count
    for group in found.values():
        assert set(group) == versions
        shapes = {tuple(turn.role for turn in one.turns) for one in group.values()}
        assert len(shapes) == 1


def test_pairs_differ_only_where_they_should() -> None:
    for pair in raw_pairs("process_failures.jsonl", "failure", "none"):
        differing = [i for i, (a, b) in enumerate(zip(*pair, strict=True)) if a.text != b.text]
        assert len(differing) == 1
        assert pair[0][differing[0]].speaker == pair[1][differing[0]].speaker
    for name, first, second in (("virtue_words.jsonl", "plain", "words"), ("two_agents.jsonl", "base", "worse")):
        for pair in raw_pairs(name, first, second):
            assert any(a.text != b.text for a, b in zip(*pair, strict=True))
            assert [a.speaker for a in pair[0]] == [b.speaker for b in pair[1]]


def raw_pairs(name: str, first: str, second: str) -> list[tuple[tuple[Utterance, ...], tuple[Utterance, ...]]]:
    found = raw([FOLDER / name])
    by_group = {(row["group"], row["version"]): found[row["id"]].utterances for row in rows(name)}
    return [(said, by_group[group, second]) for (group, version), said in by_group.items() if version == first]


def test_only_agent_a_changes_where_two_agents_serve() -> None:
    stated = {(row["group"], row["version"]): row["turns"] for row in rows("two_agents.jsonl")}
    for (group, version), turns in stated.items():
        if version == "base":
            differing = [(a, b) for a, b in zip(turns, stated[group, "worse"], strict=True) if a != b]
            assert {a["agent_id"] for a, _ in differing} == {"a"}
            assert {turn["agent_id"] for turn in turns if turn["role"] == "agent"} == {"a", "b"}


@pytest.mark.parametrize("language", list(Language))
def test_every_language_has_its_phrases(language: Language) -> None:
    for role in (Role.AGENT, Role.CUSTOMER):
        assert len(harmless(language, role)) >= 3
    assert len(phrases("insults.jsonl", language)) >= 3
    assert len(phrases("virtue.jsonl", language)) >= 2
    assert all(phrases("instructions.jsonl", language, asks=asks) for asks in (1, 5))
    assert speech()[language].fillers


def test_every_group_has_names_enough() -> None:
    found = groups()
    assert len(found) == 12
    for group in found:
        assert len(set(group.given)) == len(set(group.family)) == 10


def test_turns_of_one_role() -> None:
    assert turns_of(TALK, Role.CUSTOMER) == [1, 3]
