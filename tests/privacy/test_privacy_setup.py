from __future__ import annotations

import json
from pathlib import Path

import pytest

from convqa.classify.artefact import Meta
from convqa.classify.site import Change, Figure, SiteCalibration
from convqa.conversation import Language
from convqa.models import find_model
from convqa.privacy import Setup
from convqa.privacy.setup import _annotated
from convqa.redaction.leak import measured_leak


def test_the_shipped_setup() -> None:
    setup = Setup.gather()
    assert setup.model == "service@6"
    assert setup.rubric.reference == "service@2"
    assert not setup.own_rubric
    assert not setup.own_key
    assert setup.people == ()
    assert setup.leak is measured_leak()
    metrics = json.loads((find_model(None) / "metrics.json").read_text(encoding="utf-8"))
    assert setup.annotated is not None
    assert setup.annotated.all.value == metrics["test"]["headline"]["mean rating kappa"]["value"]
    assert set(setup.annotated.languages) == set(Language)
    assert len(setup.annotated.origins) == 6


def test_the_redactor_is_that_of_the_run() -> None:
    assert Setup.gather().redactor == "rules@12+names@3"
    assert Setup.gather(redactor="rules@12+names@3+da_own@1").redactor == "rules@12+names@3+da_own@1"


def test_a_calibration_brings_its_name_and_its_agreement(tmp_path: Path) -> None:
    meta = Meta.load(find_model(None))
    figure, other = Figure(value=0.4, low=0.3, high=0.5), Figure(value=0.9, low=0.8, high=1.0)
    changes = [
        Change(part=part, measure=measure, n=61, before=figure, after=other)
        for part, measure in (("ratings.contact", "kappa"), ("ratings.contact", "holds"), ("signals.need", "kappa"))
    ]
    site = SiteCalibration(
        model=meta.title, fingerprint=meta.fingerprint, conversations=64, calibration=meta.calibration, basis={},
        agreement=changes,
    )  # fmt: skip
    (tmp_path / "site.json").write_text(site.text(), encoding="utf-8")
    setup = Setup.gather(calibration=tmp_path / "site.json")
    assert setup.model == f"service@6+{site.hash[:8]}"
    assert setup.calibrated
    (people,) = setup.people
    assert (people.source, people.conversations, people.models) == ("calibration", 64, ("service@6",))
    assert [(one.rating, one.n, one.kappa) for one in people.ratings] == [("contact", 61, figure)]


def test_figures_on_too_few_are_not_yet_a_measure(tmp_path: Path) -> None:
    part = {"part": "contact", "n": 4, "figures": {"kappa": {"value": None, "low": None, "high": None}}}
    content = {"models": ["service@2"], "conversations": {"compared": 4}, "parts": [part]}
    (tmp_path / "figures.json").write_text(json.dumps(content), encoding="utf-8")
    assert Setup.gather(evaluation=tmp_path / "figures.json").people == ()


@pytest.mark.parametrize(
    "content", [None, "", "[]", "{}", '{"test": {"headline": {"mean rating kappa": {"value": null}}}}']
)
def test_a_model_without_figures_has_none(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "metrics.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert _annotated(path) is None


def test_a_model_with_few_figures_has_these(tmp_path: Path) -> None:
    figure = {"value": 0.5, "low": 0.4, "high": 0.6, "n": 12, "bar": "at least 0.7"}
    content = {"test": {"headline": {"mean rating kappa": figure}, "per language": {"xx": {"headline": {}}}}}
    (tmp_path / "metrics.json").write_text(json.dumps(content), encoding="utf-8")
    found = _annotated(tmp_path / "metrics.json")
    assert found is not None
    assert (found.all.n, found.languages, found.annotators, found.origins) == (12, {}, None, {})
