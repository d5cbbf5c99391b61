"""A batch unlike what the model was tested on is said to be, once, where people look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from convqa.cli import main
from convqa.cli.loading import Loaders
from convqa.conversation import Language
from convqa.drift import MEASURES, Reference, describe
from convqa.pipeline import Classifier
from convqa.report.texts import texts


class Referenced:
    """The fake classifier with a memory of its test."""

    def __init__(self, classifier: Classifier, reference: Reference | None) -> None:
        self.name, self.classify, self.reference = classifier.name, classifier.classify, reference


@pytest.fixture
def many(calls: Path) -> Path:
    """Thirty conversations."""
    for path in sorted(calls.iterdir()):
        for copy in range(2):
            text = path.read_text(encoding="utf-8").replace("Thursday", ("Monday", "Friday")[copy])
            path.with_name(f"{path.stem}-{copy}.txt").write_text(text, encoding="utf-8")
    return calls


def score(classifier: Classifier, reference: Reference | None, *arguments: object) -> Result:
    def load(*_: Any) -> Referenced:
        return Referenced(classifier, reference)

    return CliRunner(catch_exceptions=False).invoke(main, ["score", *map(str, arguments)], obj=Loaders(classifier=load))


FAR = describe({name: np.linspace(1.0, 1.5, 400).tolist() for name in MEASURES})


def test_a_batch_that_lies_far_is_said_to(classifier: Classifier, many: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    result = score(classifier, FAR, many, "--report", page, "--quiet", "--feedback-language", "da")
    assert result.exit_code == 0
    assert result.stdout == ""
    (sentence,) = result.stderr.splitlines()
    assert "30 rated conversations" in sentence
    assert "our test conversations" in sentence
    assert "satisfaction" in sentence
    assert "convqa calibrate" in sentence
    assert "dette sæt samtaler (30 vurderede)" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", Language)
def test_every_language_says_it(classifier: Classifier, many: Path, tmp_path: Path, language: Language) -> None:
    page = tmp_path / "report.html"
    score(classifier, FAR, many, "--report", page, "--quiet", "--feedback-language", language.value)
    before, _ = texts(language).sections["page"]["drift"].split("{n}")
    assert before in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(("reference", "files"), [(None, 30), (FAR, 29)])
def test_else_nothing_is_said(
    classifier: Classifier, many: Path, tmp_path: Path, reference: Reference | None, files: int
) -> None:
    page = tmp_path / "report.html"
    result = score(classifier, reference, *sorted(many.iterdir())[:files], "--report", page)
    assert (result.exit_code, result.stderr) == (0, "")
    assert texts(Language.EN).sections["page"]["drift"][:30] not in page.read_text(encoding="utf-8")
