"""Pipelines of a site's own: which option names which, and for which language; a stand-in is spaCy."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from convqa.cli.loading import site_redactor
from convqa.conversation import Language
from convqa.errors import MissingExtraError, UsageError
from convqa.redaction.names.pipelines import Pipelines, load_pipelines, parse_option
from tests.redaction.names.conftest import Library, Make, load, persons


@pytest.mark.parametrize(
    ("option", "parsed"),
    [
        ("da_core_news_md", (None, "da_core_news_md")),
        ("da=da_core_news_md", (Language.DA, "da_core_news_md")),
        ("nn=./pipelines/a=b", (Language.NN, "./pipelines/a=b")),
        ("./da=old", (None, "./da=old")),
        ("C:\\da=old", (None, "C:\\da=old")),
    ],
)
def test_options(option: str, parsed: tuple[Language | None, str]) -> None:
    assert parse_option(option) == parsed


@pytest.mark.parametrize("option", ["fi=fi_core_news_md", "xx=xx_ent_wiki_sm", "=da_core_news_md", "da="])
def test_options_that_are_wrong(option: str) -> None:
    with pytest.raises(UsageError, match=r"^--names-model .*: write LANGUAGE=NAME with one of da, nb, nn, sv, en, or"):
        load_pipelines([option])  # nothing is imported for it


def test_without_spacy_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(MissingExtraError, match=r"^--names-model needs .* pip install 'convqa\[spacy\]'"):
        site_redactor(None, ["da_core_news_md"])


def test_a_spacy_that_does_not_work_is_no_fault_of_convqa(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delitem(sys.modules, "spacy", raising=False)
    (tmp_path / "spacy.py").write_text("raise ValueError('binary incompatibility')", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(UsageError, match=r"the spaCy that is installed does not work \(ValueError\); run: pip install"):
        load_pipelines(["da_core_news_md"])


def test_spacy_is_imported_where_no_library_is_given(monkeypatch: pytest.MonkeyPatch, make: Make) -> None:
    monkeypatch.setitem(sys.modules, "spacy", Library())
    assert load_pipelines([make("da")]).name == "da_tiny@1.2"


def served(pipelines: Pipelines) -> dict[str, str]:
    """By language, whose pipeline reads it: each finds a name of its own."""
    text = "Ada Beo Cia Dov"
    return {language: name for language in Language for name in persons(pipelines, text, language)}


def test_which_pipeline_reads_which_language(make: Make) -> None:
    da, nb, every = make("da", persons=["Ada"]), make("nb", persons=["Beo"]), make("xx", persons=["Cia"])
    other = make("nn", persons=["Dov"])
    assert served(load(da, nb)) == {"da": "Ada", "nb": "Beo", "nn": "Beo"}
    assert served(load(every, da)) == {"da": "Ada", "nb": "Cia", "nn": "Cia", "sv": "Cia", "en": "Cia"}
    assert served(load(nb, other)) == {"nb": "Beo", "nn": "Dov"}
    assert served(load(every, nb)) == {"da": "Cia", "nb": "Beo", "nn": "Beo", "sv": "Cia", "en": "Cia"}
    assert served(load(f"sv={da}")) == {"sv": "Ada"}


def test_the_name_tells_which_are_used_for_what_in_any_order(make: Make) -> None:
    da, nb = make("da"), make("nb")
    assert load(nb, da).name == load(da, nb).name == "da_tiny@1.2+nb_tiny@1.2"
    assert load(f"sv={nb}", f"da={da}").name == "da_tiny@1.2+sv=nb_tiny@1.2"


def test_a_pipeline_for_two_languages_is_loaded_once(make: Make) -> None:
    library, da = Library(), make("da")
    pipelines = load(f"da={da}", f"en={da}", library=library)
    assert len(library.loaded) == 1
    assert served(pipelines) == {}
    assert persons(pipelines, "Zorbaline", Language.EN) == ["Zorbaline"]


def test_two_for_one_language_are_refused(make: Make) -> None:
    with pytest.raises(UsageError, match=r"there is a pipeline for da already \(da_tiny@1\.2\); name one\.$"):
        load(make("da"), f"da={make('nb')}")


def test_a_pipeline_of_another_language_is_refused_unless_one_says_what_it_serves(make: Make) -> None:
    name = make("fo")
    with pytest.raises(UsageError, match="is for the language fo, which convqa does not read"):
        load(name)
    assert persons(load(f"da={name}"), "Zorbaline") == ["Zorbaline"]
