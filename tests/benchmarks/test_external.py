"""External checks on tiny made-up files of the same form: the protocol and the command."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from benchmarks.external.__main__ import VARIABLE, gather, main, measure, table
from benchmarks.external.reading import seconds
from benchmarks.external.statistics import Row
from convqa.classify.artefact import Meta
from convqa.classify.judge import Outputs
from convqa.codebook import SENTIMENTS
from convqa.conversation import Conversation
from tests.benchmarks.conftest import WORDS, written


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


def test_time_is_estimated_from_the_amount_of_text(folder: Path, tiny_model: Callable[..., Scripted]) -> None:
    (check,) = gather(folder, ["norec"], None)
    assert 0 < seconds(check, Scripted(tiny_model, by_words)) < 60


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
