"""A site's calibration: only whole, and only with the model it was made for."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convqa.classify.artefact import Meta
from convqa.classify.classifier import Classifier
from convqa.classify.site import Basis, Change, Figure, SiteCalibration
from convqa.conversation import Conversation, Language, Role, Turn
from convqa.drift import MEASURES, describe
from convqa.errors import ModelError

NOTHING = Figure(value=None, low=None, high=None)


@pytest.fixture
def meta(tiny_model: Callable[..., Any]) -> Meta:
    found: Meta = tiny_model().meta
    return found


def site(meta: Meta, **changed: Any) -> SiteCalibration:
    made = SiteCalibration(
        model=meta.title,
        fingerprint=meta.fingerprint,
        conversations=60,
        calibration=replace(meta.calibration, half_width=[2.0] * 8),
        basis={"ratings.effort": Basis(n=60, fewest=60, refitted=True)},
        agreement=[Change(part="sentiment", measure="kappa", n=7, before=NOTHING, after=NOTHING)],
    )
    return replace(made, **changed)


def test_what_is_written_is_read(tmp_path: Path, meta: Meta) -> None:
    path = tmp_path / "site.json"
    path.write_text(site(meta).text(), encoding="utf-8")
    found = SiteCalibration.load(path, meta)
    assert found == site(meta)
    assert json.loads(path.read_text(encoding="utf-8"))["hash"] == found.hash
    assert found.hash != site(meta, conversations=61).hash


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model": "other@2"}, "was made for the model other@2 and not for the one in use"),
        ({"fingerprint": "0"}, "another copy of tiny@1"),
    ],
)
def test_a_file_for_another_model_is_refused(tmp_path: Path, meta: Meta, change: dict[str, Any], message: str) -> None:
    path = tmp_path / "site.json"
    path.write_text(site(meta, **change).text(), encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        SiteCalibration.load(path, meta)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "cannot be read"),
        ("[]", "cannot be read"),
        ("{}", "cannot be read"),
        ('{"schema": "convqa.calibration/1", "hash": "0"}', "cannot be read"),
        (None, "was changed after it was made"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, meta: Meta, content: str | None, message: str) -> None:
    path = tmp_path / "site.json"
    whole = site(meta).text().replace('"conversations": 60', '"conversations": 600')
    path.write_text(whole if content is None else content, encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        SiteCalibration.load(path, meta)


def test_the_fingerprint_is_of_what_makes_the_outputs(meta: Meta) -> None:
    reference = describe({name: [1.0, 2.0] for name in MEASURES})
    for same in ({"reference": reference}, {"calibration": site(meta).calibration}):
        assert replace(meta, **same).fingerprint == meta.fingerprint
    for other in ({"files": {"judge.onnx": "1"}}, {"base": [3.1] * 8}, {"version": "2"}):
        assert replace(meta, **other).fingerprint != meta.fingerprint


def test_intervals_are_as_wide_as_the_model_expects_to_err(tiny_model: Callable[..., Any]) -> None:
    talk = Conversation(
        id="1", source="1", language=Language.EN, content_hash="0",
        turns=(Turn(index=0, role=Role.AGENT, text="Yes.", agent_id="a"),),
    )  # fmt: skip
    expected = np.arange(1, 10, dtype=np.float32) / 10
    said, unsaid = tiny_model(spread=expected).classify(talk), tiny_model().classify(talk)
    assert said.half_width == pytest.approx(expected[:8])
    assert unsaid.half_width.tolist() == [1.0] * 8
    value = unsaid.outcome.satisfaction.value
    low, high = said.outcome.satisfaction.interval
    assert (low, high) == (int(max(1, value - 0.9) + 0.5), int(min(5, value + 0.9) + 0.5))


def test_the_released_model_with_a_sites_calibration(tmp_path: Path, released_model: Path) -> None:
    meta = Meta.load(released_model)
    path = tmp_path / "site.json"
    path.write_text(site(meta).text(), encoding="utf-8")
    model = Classifier.load(released_model, path)
    assert model.name == f"{meta.title}+{site(meta).hash[:8]}"
    assert model.meta.calibration.half_width == [2.0] * 8
    assert Classifier.load(released_model).name == meta.title
