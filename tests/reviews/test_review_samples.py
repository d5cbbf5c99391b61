"""What comes of every sample is what its file says, which was written by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from convqa.redaction import SiteKey
from convqa.reviews import KINDS, Review
from convqa.reviews.review import reviewer_key
from tests.reviews.conftest import SAMPLES, expected, read, samples

ALL = pytest.mark.parametrize("path", samples(), ids=lambda path: f"{path.parent.name}/{path.stem}")


def wanted(row: dict[str, Any], path: Path) -> Review:
    scores = {name: None if value == "does not apply" else value for name, value in row.pop("scores", {}).items()}
    choices = {name: None if value == "none" else value for name, value in row.pop("choices", {}).items()}
    labels = tuple(None if label == "nobody" else label for label in row.pop("turn_labels", ()))
    if "reviewer" in row:
        row["reviewer"] = reviewer_key(row["reviewer"], SiteKey.default())
    if "at" in row:
        row["at"] = row["at"].timestamp()
    return Review(source=str(path), scores=scores, choices=choices, turn_labels=labels, **row)


@ALL
def test_sample(path: Path) -> None:
    right = expected(path)
    found = read(path, *right.get("maps", ()))
    got = [_rounded(review) for review in found.reviews]
    assert got == [_rounded(wanted(row, path)) for row in right.get("review", [])]
    for problem, mention in zip(found.problems, right.get("problems", []), strict=True):
        assert mention in str(problem)
    assert list(found.unused) == right.get("unused", found.unused)
    assert list(found.missing) == right.get("missing", [])
    assert found.replaced == right.get("replaced", 0)
    assert found.account.assisted == right.get("assisted", 0)
    assert found.account.undated == right.get("undated", 0)
    assert found.account.left_out == right.get("left_out", {})
    assert bool(found.account.experimental) == path.parent.name.endswith("-evaluation")
    if "moved" in right:
        assert {name: str(scale) for name, scale in found.scales.items()} == right["moved"]


def _rounded(review: Review) -> dict[str, Any]:
    values = {name: getattr(review, name) for name in Review.__slots__}
    scores = {name: None if score is None else round(score, 9) for name, score in review.scores.items()}
    return values | {"scores": scores, "at": None if review.at is None else round(review.at, 3)}


@ALL
def test_a_value_is_of_one_kind_alone(path: Path) -> None:
    if path.suffix != ".json":
        return
    value = json.loads(path.read_text(encoding="utf-8"))
    for one in value if isinstance(value, list) else [value]:
        assert [kind.name for kind in KINDS if kind.recognise(one)] == [path.parent.name]


@pytest.mark.parametrize("path", sorted((SAMPLES / "near").iterdir()), ids=lambda path: path.stem)
def test_near_misses_are_no_evaluations(path: Path) -> None:
    value = json.loads(path.read_text(encoding="utf-8"))
    assert [kind.name for kind in KINDS if kind.recognise(value)] == []
    found = read(path)
    assert not found.reviews
    (problem,) = found.problems
    assert "Jonas" not in str(problem)


def test_reviewers_are_kept_as_keys_and_shown_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "reviews.csv"
    path.write_text("c,who,s\n1,Mette Hansen,3\n2,METTE  hansen,4\n3,Ole,4\n", encoding="utf-8")
    found = read(path, "conversation=c,reviewer=who,effort=s")
    first, second, third = (review.reviewer for review in found.reviews)
    assert first == second != third
    assert "ette" not in repr(found.reviews).lower()


def test_a_folder_is_read_whole_and_an_evaluation_saved_twice_counts_once(tmp_path: Path) -> None:
    source = json.loads((SAMPLES / "amazon-evaluation" / "assisted.json").read_text(encoding="utf-8"))
    (tmp_path / "new" / "2026").mkdir(parents=True)
    (tmp_path / "old").mkdir()
    (tmp_path / "new" / "2026" / "05:04:20.869Z-1.json").write_text(json.dumps(source), encoding="utf-8")
    source["metadata"] |= {"evaluationSubmitTimestamp": "2026-10-05T08:00:00Z", "evaluator": "ole"}
    (tmp_path / "old" / "2026-10-05T08.json").write_text(json.dumps(source), encoding="utf-8")
    found = read(tmp_path)
    assert found.replaced == 1
    assert [review.at for review in found.reviews] == [1791188387.9]
    assert [review.total for review in found.reviews] == [72.5]
