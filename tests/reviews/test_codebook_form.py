from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from convqa.errors import InputError
from convqa.redaction import SiteKey
from convqa.reviews import Review, ReviewOptions, one_each, read_reviews

WHOLE = {
    "id": "a",
    "language": "da",
    "turns": [{"role": "agent", "text": "Hej", "labels": "C"}, {"role": "bot", "text": "Farvel"}],
    "scores": {"contact": 4, "extra": None},
    "outcome": {"resolution": "partial", "satisfaction": 3, "loyalty": "at_risk"},
    "touchpoint": "deliver",
    "process_failure": None,
}


def written(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "reviews.jsonl"
    texts = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def read(path: Path) -> tuple[dict[str, Review], list[InputError]]:
    """As `convqa calibrate` takes them: one a conversation."""
    found = read_reviews(str(path), ReviewOptions(key=SiteKey.default()))
    reviews, doubled = one_each(found.reviews)
    return reviews, [*found.problems, *doubled]


def test_the_whole_form(tmp_path: Path) -> None:
    found, problems = read(written(tmp_path, WHOLE))
    assert problems == []
    review = found["a"]
    assert review.turn_labels == ("C", None)
    assert review.scores == {"contact": 4, "extra": None}
    assert review.satisfaction == 3
    assert review.choices == {
        "resolution": "partial", "loyalty": "at_risk", "touchpoint": "deliver", "process_failure": None
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ({"id": "b", "turn_labels": ["CD", None, "- need"]}, ("CD", None, "- need")),
        ({"id": "b"}, ()),
        ({"id": "b", "turn_labels": None, "scores": {"effort": 5}}, ()),
        ({"id": "b", "turns": [{"role": "agent", "text": "Hej"}]}, ()),
    ],
)
def test_stand_off_forms(tmp_path: Path, line: dict[str, Any], labels: tuple[str | None, ...]) -> None:
    found, problems = read(written(tmp_path, "", line, ""))
    assert problems == []
    assert found["b"].turn_labels == labels
    assert found["b"].line == 2
    assert found["b"].choices == {}


@pytest.mark.parametrize(
    ("line", "mention"),
    [
        ("{", "not a JSON object"),
        ("[" * 100_000, "not a JSON object"),
        ("[1]", "no evaluation was recognised"),
        ({"scores": {}}, "the field id"),
        ({"id": ""}, "the field id"),
        ({"id": "b", "scores": {"contact": 6}}, "the field scores.contact"),
        ({"id": "b", "scores": {"contact": 4.5}}, "the field scores.contact"),
        ({"id": "b", "scores": {"contact": True}}, "the field scores.contact"),
        ({"id": "b", "scores": {"Gurli Vestergaard": 3}}, "the field scores"),
        ({"id": "b", "outcome": {"resolution": "Gurli Vestergaard"}}, "the field outcome.resolution"),
        ({"id": "b", "touchpoint": "nowhere"}, "the field touchpoint"),
        ({"id": "b", "process_failure": "weather"}, "the field process_failure"),
        ({"id": "b", "turn_labels": "CD"}, "the field turn_labels"),
        ({"id": "b", "turn_labels": ["x" * 201]}, "the field turn_labels.0"),
        ({"id": "a"}, "line 1 reviews the same conversation"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path, line: object, mention: str) -> None:
    found, problems = read(written(tmp_path, WHOLE, line, {"id": "z"}))
    assert set(found) == {"a", "z"}
    (problem,) = problems
    assert mention in problem.problem
    assert problem.line == 2
    assert "Gurli" not in str(problem)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b" \n", b"\x00\x01", b"PK\x03\x04"])
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "reviews.jsonl"
    path.write_bytes(content)
    reviews, problems = read(path)
    assert (reviews, len(problems)) == ({}, 1)
