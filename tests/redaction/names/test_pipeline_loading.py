"""Pipelines of a site's own: where they are found, what is refused and what is left out; a stand-in is spaCy."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from convqa.errors import UsageError
from tests.redaction.names.conftest import Library, Make, load


@pytest.mark.parametrize("name", ["nowhere/da_core", "da_core_that_nobody_has", "not a name"])
def test_what_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(
        UsageError, match=r"no such folder, and no such package is installed; convqa brings no pipelines"
    ):
        load(name)


def test_what_is_loaded_and_cannot_be_told_from_a_package_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "da_without_a_spec", ModuleType("da_without_a_spec"))
    with pytest.raises(UsageError, match="no such package is installed"):
        load("da_without_a_spec")


@pytest.mark.parametrize(
    "content", [None, "", "[]", '{"lang": "da", "name": "x"}', '{"lang": 1, "name": 2, "version": 3}']
)
def test_a_folder_that_is_no_pipeline_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "meta.json").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match="this is no spaCy pipeline"):
        load(str(tmp_path))


def test_a_package_that_is_no_pipeline_is_refused_and_not_run() -> None:
    with pytest.raises(UsageError, match=r"^--names-model this: this is no spaCy pipeline"):
        load("this")
    assert "this" not in sys.modules


def test_a_package_is_loaded_by_its_name(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(make("da"))
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(folder.parent))
    library = Library()
    assert load("da-tiny", library=library).name == "da_tiny@1.2"
    assert [place for place, _ in library.loaded] == ["da_tiny"]


def test_a_package_that_was_only_unpacked_is_read_where_its_pipeline_lies(make: Make) -> None:
    folder = Path(make("da"))
    inner = folder / "da_tiny-1.2"
    inner.mkdir()
    (inner / "meta.json").write_bytes((folder / "meta.json").read_bytes())
    library = Library()
    load(str(folder), library=library)
    assert [place for place, _ in library.loaded] == [inner]


def test_a_pipeline_for_another_spacy_is_refused(make: Make) -> None:
    with pytest.raises(UsageError, match=r"is for spaCy >=3\.4,<3\.5, and 3\.8\.4 is installed; install the version"):
        load(make("da", spacy_version=">=3.4,<3.5"))
    assert load(make("nb", spacy_version="")).name == "nb_tiny@1.2"  # which says nothing is tried


@pytest.mark.parametrize(
    "more",
    [
        {"pipeline": ["tagger"]},
        {"labels": {"ner": ["LOC"]}},
        {"pipeline": ["x", "ruler"], "labels": {"x": ["PER"], "ruler": ["LOC"]}, "assigns": {"ruler": ["doc.ents"]}},
        {"pipeline": []},
    ],
)  # fmt: skip
def test_a_pipeline_that_finds_no_persons_is_refused(make: Make, more: dict[str, Any]) -> None:
    with pytest.raises(
        UsageError, match=r"finds no persons; it needs a part such as ner, with a label PER, PERSON, PRS\.$"
    ):
        load(make("da", **more))


@pytest.mark.parametrize(
    "more",
    [
        {"labels": {"ner": ["PRS", "TME"]}},
        {"pipeline": ["ruler"], "labels": {"ruler": ["PERSON"]}, "assigns": {"ruler": ["doc.ents"]}},
        {"pipeline": ["own"], "labels": {}, "assigns": {"own": ["doc.ents"]}},  # which does not tell its labels
    ],
)
def test_a_pipeline_that_finds_persons_is_taken(make: Make, more: dict[str, Any]) -> None:
    assert load(make("da", **more)).name == "da_tiny@1.2"


@pytest.mark.parametrize("more", [{"damaged": True}, {"persons": ["("]}])
def test_one_that_cannot_be_loaded_or_run_is_refused_without_its_words(make: Make, more: dict[str, Any]) -> None:
    with pytest.raises(
        UsageError, match=r"cannot be loaded and run \((ValueError|error|PatternError)\); see that"
    ) as refused:
        load(make("da", **more))
    assert "Zorbaline" not in str(refused.value)
    assert refused.value.__suppress_context__


@pytest.mark.parametrize(
    ("components", "left_out"),
    [
        (["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "ner"],
         ["attribute_ruler", "lemmatizer", "parser", "senter", "tagger"]),
        (["transformer", "ner"], []),
        (["tagger", "ner", "own_rules"], []),  # the rules may ask the tagger
        (None, []),
    ],
)  # fmt: skip
def test_what_finds_no_names_is_not_loaded(make: Make, components: list[str] | None, left_out: list[str]) -> None:
    library = Library()
    load(make("da", components=components), library=library)
    assert [nlp.exclude for _, nlp in library.loaded] == [left_out]
