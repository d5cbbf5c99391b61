"""Labels that stand off by themselves, and the baseline that knows only what is commonest."""

from pathlib import Path

import numpy as np

from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.codebook import CHOICES
from convqa.conversation import Conversation, Language, Role, Turn
from training.annotators import between, read, stand_off, write
from training.baselines.majority import majority
from training.corpus import gold, records
from training.evaluation.figures import headline, tabulate


def test_labels_come_back_from_a_file_as_they_went(tmp_path: Path) -> None:
    some = list(records())[:30]
    write(tmp_path / "labels.jsonl", [(record["id"], gold(record)) for record in some])
    found = read(tmp_path / "labels.jsonl")
    assert [case.id for case in found] == [record["id"] for record in some]
    for case in found:
        for name in ("phases", "behaviours", "sentiment", "signals", "ratings"):
            np.testing.assert_array_equal(getattr(case.found, name), getattr(case.gold, name), err_msg=name)
        assert (case.found.satisfaction, case.found.choices) == (case.gold.satisfaction, case.gold.choices)


def test_no_rating_is_null_in_a_file() -> None:
    record = next(records())
    labels = gold(record)
    labels.ratings[0] = UNKNOWN
    assert stand_off(record["id"], labels)["scores"]["contact"] is None


def test_the_annotators_agree_as_the_corpus_says() -> None:
    # data/corpus/README.md, of the two blind ones
    found = {name: sample.figure()["value"] for name, sample in headline(tabulate(between("second", "third"))).items()}
    said = {"mean rating kappa": 0.91, "phases macro-F1": 0.97, "shown and broken macro-F1": 0.83}
    for name, value in (said | {"touchpoint accuracy": 0.91}).items():
        assert round(found[name], 2) == value, name


def test_the_majority_says_what_is_commonest() -> None:
    roles = (Role.AGENT, Role.CUSTOMER, Role.SYSTEM)
    turns = tuple(Turn(index=i, role=role, text="x") for i, role in enumerate(roles))
    talk = Conversation(id="t", source="t", language=Language.DA, turns=turns, content_hash="0")
    known = [(talk, labels(phase, sentiment, rating)) for phase, sentiment, rating in ((1, 0, 4), (1, 2, 4), (0, 2, 1))]
    (found,) = majority(known, [talk])
    assert found.phases.tolist() == [[1, 1, 1], [UNKNOWN] * 3, [UNKNOWN] * 3]
    assert found.sentiment.tolist() == [UNKNOWN, 2, UNKNOWN]
    assert found.signals[1].tolist() == [0] * 6
    assert found.ratings.tolist() == [4] * 8
    assert found.satisfaction == 4
    assert set(found.choices.values()) == {1}


def labels(phase: int, sentiment: int, rating: int) -> Gold:
    return Gold(
        phases=np.array([[phase] * 3, [UNKNOWN] * 3, [UNKNOWN] * 3]),
        behaviours=np.array([[0] * 5, [UNKNOWN] * 5, [UNKNOWN] * 5]),
        sentiment=np.array([UNKNOWN, sentiment, UNKNOWN]),
        signals=np.array([[UNKNOWN] * 6, [0] * 6, [UNKNOWN] * 6]),
        ratings=np.full(8, rating),
        satisfaction=rating,
        choices=dict.fromkeys(CHOICES, 1),
    )
