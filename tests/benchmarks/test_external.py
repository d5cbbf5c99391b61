"""External checks on tiny made-up files of the same form: readers, protocol, statistics."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.external import annomi, norec, uss
from benchmarks.external.__main__ import VARIABLE, gather, main, measure, table
from benchmarks.external.reading import beginning, redacted, seconds
from benchmarks.external.statistics import Items, Row, cross_fitted, fit_and_find, others, spaced, tenths, uar
from convqa.classify.artefact import Meta
from convqa.classify.judge import Outputs
from convqa.codebook import SENTIMENTS
from convqa.conversation import Conversation, Language, Role
from convqa.errors import InputError
from convqa.evaluation.measures import alpha, alpha_of_coincidences

WORDS = ("awful", "poor", "plain", "nice", "splendid")
"""What the system of the made-up dialogues says stands for the rating that the readers give next."""


class Scripted:
    """The tiny model, save for what `change` makes of its outputs."""

    def __init__(self, tiny: Callable[..., Scripted], change: Callable[[Conversation, Outputs], Outputs]) -> None:
        self._tiny, self._change = tiny(), change

    @property
    def meta(self) -> Meta:
        return self._tiny.meta

    def outputs(self, conversation: Conversation) -> Outputs:
        out = self._tiny.outputs(conversation)
        return out | self._change(conversation, out)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All three data sets."""
    return written(tmp_path)


def written(folder: Path) -> Path:
    (folder / "uss").mkdir()
    for corpus in uss.PUBLISHED:
        (folder / "uss" / f"{corpus}.txt").write_text("\n".join(map(dialogue, range(20))), encoding="utf-8")
    (folder / "annomi").mkdir()
    (folder / "annomi" / "AnnoMI-full.csv").write_text(interviews(24), encoding="utf-8")
    (folder / "norec_sentence" / "3class").mkdir(parents=True)
    for part, count in (("train", 30), ("test", 12)):
        path = folder / "norec_sentence" / "3class" / f"{part}.json"
        path.write_text(json.dumps(sentences(count)), encoding="utf-8")
    return folder


def dialogue(number: int) -> str:
    """Opens with a customer turn rated 3, then the system's word decides; a customer's own words say the contrary."""
    lines = ["USER\tzebra, a plain start\tINFORM\t3,3,2"]
    for turn in range(4):
        level = (number + turn) % 5
        lines.append(f"SYSTEM\tzebra, this is {WORDS[level]}\tOFFER\t")
        rating = f"{level + 1},{level + 1},3"
        lines.append(
            f"USER\tzebra, {WORDS[4 - level]} indeed\t\t{rating}" if turn < 3 else f"USER\tOVERALL\t\t{rating}"
        )
    return "\n".join(lines) + "\n"


def interviews(count: int) -> str:
    """Therapist asks, client answers, therapist reflects; the first utterance has three annotators."""
    columns = ["mi_quality", "transcript_id", "utterance_id", "interlocutor", "utterance_text"]
    columns += ["question_exists", "reflection_exists", "main_therapist_behaviour"]
    lines = [",".join(columns)]
    for i in range(count):
        quality = "low" if i % 3 == 0 else "high"
        lines += [f"{quality},{i},0,therapist,zebra asked?,{vote},False,question" for vote in ("True", "True", "False")]
        lines.append(f"{quality},{i},1,client,zebra answered,n/a,n/a,n/a")
        lines.append(f"{quality},{i},2,therapist,zebra reflected,False,True,reflection")
        lines.append(f"{quality},{i},3,therapist,zebra hummed,False,False,other")
    return "\n".join(lines) + "\n"


def sentences(count: int) -> list[dict[str, str]]:
    labels = ("Negative", "Neutral", "Positive")
    return [
        {"sent_id": f"{i // 2:03}-01-0{i % 2}", "text": f"zebra {labels[i % 3].lower()}", "label": labels[i % 3]}
        for i in range(count)
    ]


def by_words(conversation: Conversation, out: Outputs) -> Outputs:
    """Satisfaction from the last turn it is shown, discover from question marks, sentiment from the word."""
    last = conversation.turns[-1].text
    level = next((i for i, word in enumerate(WORDS) if word in last), 2)
    phases = np.array([[-9.0, 9.0 if "?" in turn.text else -9.0, -9.0] for turn in conversation.turns])
    mood = [[9.0 * (name in turn.text) for name in SENTIMENTS] for turn in conversation.turns]
    return out | {
        "satisfaction": np.array(level + 1, dtype=np.float32),
        "phases": phases.astype(np.float32),
        "sentiment": np.array(mood, dtype=np.float32),
    }


@pytest.fixture(scope="module")
def rows(
    tmp_path_factory: pytest.TempPathFactory, tiny_model: Callable[..., Scripted]
) -> dict[tuple[str, str, str], Row]:
    folder = written(tmp_path_factory.mktemp("external"))
    found = measure(gather(folder, ["uss", "annomi", "norec"], None), Scripted(tiny_model, by_words))
    return {(row.data, row.what, row.measure): row for row in found}


def value(row: Row) -> float | None:
    return row.figure.value


# The protocol


def test_satisfaction_is_read_before_the_turn_that_is_rated(rows: dict[tuple[str, str, str], Row]) -> None:
    # The words of the rated turn itself say the contrary: whoever sees them is wrong.
    row = rows["USS SGD", "each turn, as it is", "UAR"]
    assert value(row) == 1.0
    assert row.counted == "100 turns of 20 dialogues"
    assert row.beside == "published UAR 0.29; one class for all: UAR 0.20"
    assert value(rows["USS SGD", "whole dialogue, as it is", "kappa"]) == 1.0
    assert rows["USS SGD", "whole dialogue, as it is", "kappa"].beside == ""


def test_readers_are_held_against_each_other(rows: dict[tuple[str, str, str], Row]) -> None:
    one = rows["USS MWOZ", "each turn, one reader against the others", "kappa"]
    assert one.counted == "300 ratings of 20 dialogues"
    assert value(one) is not None
    assert value(one) != 1.0
    assert value(rows["USS MWOZ", "whole dialogue, readers among themselves", "Krippendorff's alpha"]) is not None


def test_questions_are_found_and_reflections_are_not_by_a_model_that_knows_questions_only(
    rows: dict[tuple[str, str, str], Row],
) -> None:
    assert value(rows["AnnoMI", "questions", "F1"]) == 1.0
    assert value(rows["AnnoMI", "questions", "AUC"]) == 1.0
    assert rows["AnnoMI", "questions", "F1"].counted == "72 utterances of 24 interviews"
    reflections = rows["AnnoMI", "reflections, where nothing is asked", "F1"]
    assert value(reflections) == 0.0
    assert reflections.counted == "48 utterances of 24 interviews"
    assert value(rows["AnnoMI", "reflections, where nothing is asked", "AUC"]) == 0.5
    assert value(rows["AnnoMI", "questions and reflections", "F1"]) == pytest.approx(2 / 3, abs=1e-3)
    assert rows["AnnoMI", "questions, one annotator against the others", "kappa"].figure.n == 72


def test_good_and_bad_interviews_are_told_apart_by_three_ratings_and_by_length(
    rows: dict[tuple[str, str, str], Row],
) -> None:
    found = {what: row for (data, what, _), row in rows.items() if data == "AnnoMI" and what.startswith("good or bad")}
    assert len(found) == 4
    assert {row.beside for row in found.values()} == {"8 of them bad"}
    assert value(found["good or bad interview by the number of utterances alone"]) == 0.5  # all of one length


def test_sentences_are_measured_on_the_test_part_alone(rows: dict[tuple[str, str, str], Row]) -> None:
    for what in ("the head as it is", "regression on 30 sentences"):
        assert value(rows["NoReC", what, "macro-F1"]) == 1.0
        assert rows["NoReC", what, "macro-F1"].counted == "12 sentences of 6 reviews"


def test_no_text_is_printed(
    folder: Path, tiny_model: Callable[..., Scripted], capsys: pytest.CaptureFixture[str]
) -> None:
    printed = table(measure(gather(folder, ["uss", "annomi", "norec"], 6), Scripted(tiny_model, by_words)))
    said = capsys.readouterr()
    assert "| USS CCPE | each turn, as it is | UAR 1.00 [" in printed
    assert "one thread" in said.err
    assert "zebra" not in printed + said.out + said.err


# The readers


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


def test_time_is_estimated_from_the_amount_of_text(folder: Path, tiny_model: Callable[..., Scripted]) -> None:
    (check,) = gather(folder, ["norec"], None)
    assert 0 < seconds(check, Scripted(tiny_model, by_words)) < 60


# The statistics


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 3)), min_size=2, max_size=30))
def test_auc_is_the_share_of_pairs_in_the_right_order(drawn: list[tuple[bool, int, int]]) -> None:
    gold = np.array([one for one, _, _ in drawn])
    scores = np.array([float(score) for _, score, _ in drawn])
    found = float(Items([group for _, _, group in drawn], ("a", "b")).auc(gold, scores)[0])
    pairs = [(high > low) + (high == low) / 2 for high in scores[gold] for low in scores[~gold]]
    if pairs:
        assert found == pytest.approx(np.mean(pairs))
    else:
        assert np.isnan(found)


def test_average_recall_leaves_out_classes_that_never_occur() -> None:
    tables = np.array([[[8, 2, 0], [1, 1, 0], [0, 0, 0]], [[8, 2, 0], [0, 0, 0], [0, 0, 0]]], dtype=np.float64)
    assert uar(tables) == pytest.approx([(0.8 + 0.5) / 2, 0.8])


def test_alpha_of_two_judges_is_that_of_their_table_and_lone_judgements_count_nothing() -> None:
    pairs = [(0, 0), (1, 2), (2, 2), (4, 3), (1, 1)]
    counts = np.zeros((5, 5))
    for one, other in pairs:
        counts[one, other] += 1
    items = Items([0, 0, 1, 1, 2, 2], ("turns", "dialogues"))
    found = alpha_of_coincidences(items.coincidences([*pairs, (4,)], 5))
    assert found[0] == pytest.approx(float(alpha(counts)))


def test_intervals_come_from_conversations_not_from_turns() -> None:
    gold, found = np.array([1] * 50 + [0] * 50), np.array([1] * 100)
    alone, together = Items(range(100), ("t", "t")), Items([0] * 50 + [1] * 50, ("t", "d"))
    widths = []
    for items in (alone, together):
        row = items.row("d", "w", "m", uar(items.tables(gold, found, 2)))
        assert row.figure.low is not None
        assert row.figure.high is not None
        widths.append(row.figure.high - row.figure.low)
    assert widths[1] > widths[0]


def test_one_conversation_alone_has_no_interval() -> None:
    items = Items([7, 7], ("t", "d"))
    row = items.row("d", "w", "recall", uar(items.tables(np.array([0, 1]), np.array([0, 0]), 2)))
    assert (row.figure.value, row.figure.low) == (0.5, None)
    assert "| recall 0.50 | 2 t of 1 d |" in table([row])


def test_each_judge_is_held_against_the_rest() -> None:
    item, most, own = others([[1, 1, 2], [4], [0, 3]])
    assert item.tolist() == [0, 0, 0, 2, 2]
    assert most.tolist() == [1, 1, 1, 3, 0]
    assert own.tolist() == [1, 1, 2, 0, 3]


@pytest.mark.parametrize(
    ("count", "limit", "expected"),
    [(10, None, list(range(10))), (10, 5, [0, 2, 4, 6, 8]), (10, 4, [0, 2, 5, 7]), (3, 9, [0, 1, 2]), (0, 4, [])],
)
def test_samples_are_evenly_spaced(count: int, limit: int | None, expected: Sequence[int]) -> None:
    assert spaced(range(count), limit) == expected


def test_folds_are_ten_stretches() -> None:
    assert tenths(20).tolist() == [i for i in range(10) for _ in range(2)]
    assert np.bincount(tenths(37)).tolist() == [4, 4, 4, 3, 4, 4, 3, 4, 4, 3]


def test_nothing_is_learnt_from_the_fold_that_is_measured() -> None:
    folds = np.array([0] * 6 + [1] * 6)
    found = cross_fitted(np.ones((12, 2)), folds, folds)  # the class is the fold, which only leaking could tell
    assert found.tolist() == [1] * 6 + [0] * 6
    with pytest.raises(ValueError, match="two folds"):
        cross_fitted(np.ones((3, 2)), np.array([0, 1, 0]), np.zeros(3, dtype=np.int64))


def test_what_counts_more_often_weighs_more() -> None:
    known, gold, new = np.zeros((5, 1)), np.array([0, 0, 0, 0, 1]), np.zeros((1, 1))
    assert fit_and_find(known, gold, new).tolist() == [0]
    assert fit_and_find(known, gold, new, np.array([1.0, 1.0, 1.0, 1.0, 11.0])).tolist() == [1]


# The command


def test_absent_data_is_left_out_with_a_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "uss" / "SGD.txt").unlink()
    found = gather(folder, ["uss", "norec"], 3)
    assert [check.name for check in found] == ["NoReC"]
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "SGD.txt is not there" in said


def test_a_folder_that_is_not_there_ends_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path / "none")]) == 2
    assert "there is no such folder" in capsys.readouterr().err
    assert main(["--data", str(tmp_path)]) == 0  # nothing there to measure
    assert capsys.readouterr().out == ""


@pytest.mark.slow
def test_the_released_model_on_the_real_files(released_model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not os.environ.get(VARIABLE):
        pytest.skip(f"{VARIABLE} names no folder with the external data; benchmarks/README.md says where to get it")
    assert main(["--model", str(released_model), "--limit", "4"]) == 0
    printed = capsys.readouterr().out
    assert "| USS MWOZ | each turn, as it is | UAR " in printed
    assert "| AnnoMI | questions | F1 " in printed
    assert "| NoReC | the head as it is | macro-F1 " in printed
