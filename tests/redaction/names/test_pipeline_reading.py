"""Pipelines of a site's own: what is read and how, and what is found; a stand-in is spaCy."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from convqa.cli.loading import site_redactor
from convqa.conversation import Language
from convqa.errors import ModelError
from convqa.redaction.find import find
from convqa.redaction.findings import Kind, read
from convqa.redaction.names.pipelines import STRETCH, Pipelines
from tests.redaction.names.conftest import Library, Make, load, persons


def test_persons_are_found_in_the_pipelines_language(make: Make) -> None:
    pipelines = load(make("da"))
    assert persons(pipelines, "Hej Zorbaline fra Torshavn") == ["Zorbaline"]
    assert persons(pipelines, "Hej Zorbaline", Language.SV) == []


def test_lines_are_read_each_by_itself_and_those_without_letters_not_at_all(make: Make) -> None:
    library = Library()
    pipelines = load(make("da", persons=["Zorbaline", "Qu", "Q"]), library=library)
    (_, nlp) = library.loaded[0]
    nlp.read.clear()
    reading = read(["Hej\n20 12 34 56\n\nQ Zorbaline", "", "— Qu: Zorbaline"], Language.DA)
    found = [reading.text[one.start : one.end] for one in pipelines.tag(reading)]
    assert nlp.read == ["Hej", "Q Zorbaline", "— Qu: Zorbaline"]
    assert found == ["Zorbaline", "Qu", "Zorbaline"]  # a single letter is nobody
    assert {(one.kind, one.score) for one in pipelines.tag(reading)} == {(Kind.PERSON, 0.5)}


@pytest.mark.parametrize("filler", ["hej ", "x"])
def test_long_lines_are_cut_and_no_name_is_lost(make: Make, filler: str) -> None:
    library = Library()
    pipelines = load(make("da", persons=["Zorbaline Quux"]), library=library)
    (_, nlp) = library.loaded[0]
    for shift in (0, 7, 14):
        nlp.read.clear()
        text = filler * ((STRETCH - shift) // len(filler)) + " Zorbaline Quux " + filler * STRETCH
        assert persons(pipelines, text) == ["Zorbaline Quux"]
        assert max(map(len, nlp.read)) <= STRETCH
        assert len(nlp.read) > 2


@pytest.mark.parametrize("text", ["please break, Zorbaline", "Zorbaline\tQuux"])
def test_one_that_fails_says_so_without_the_text_and_goes_on(make: Make, text: str) -> None:
    pipelines = load(make("da"))
    with pytest.raises(
        ModelError, match=r"^the pipeline da_tiny@1\.2 of --names-model cannot read it \(\w+\)$"
    ) as failed:
        persons(pipelines, text)
    assert failed.value.__context__ is None
    assert persons(pipelines, "Zorbaline") == ["Zorbaline"]


def test_what_a_pipeline_finds_is_found_everywhere_beside_the_rest(make: Make) -> None:
    redactor = site_redactor(None, [make("da", persons=["zorbaline"])], lambda options: load(*options))
    assert redactor.name == "rules@12+names@3+da_tiny@1.2"
    text = "jeg hedder Lene Holm\nog zorbaline ringede\nja Zorbaline, på 20 12 34 56"
    found = find(read([text], Language.DA), tagger=redactor.tagger)
    assert [text[one.start : one.end] for one in found] == ["Lene Holm", "zorbaline", "Zorbaline", "20 12 34 56"]


def test_without_pipelines_nothing_is_loaded() -> None:
    def fail(_: Sequence[str]) -> Pipelines:
        raise AssertionError

    assert site_redactor(None, (), fail).name == "rules@12+names@3"
